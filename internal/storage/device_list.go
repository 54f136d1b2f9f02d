package storage

import (
	"context"
	"fmt"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
)

// maxCandidates bounds how many devices a search puts in order: a broad word over a big fleet would otherwise sort
// most of it for each page.
const maxCandidates = 1000

// listed is a device's place in the list.
type listed struct{ ID, Sort string }

// Devices implements device.Store. A cursor that no page gave out is ErrBadCursor.
func (db *DB) Devices(ctx context.Context, f device.Filter) (device.Page, error) {
	after := ""
	if f.After != "" {
		var err error
		if after, err = decodeCursor(f.After, device.ErrBadCursor); err != nil {
			return device.Page{}, err
		}
	}
	return reading(ctx, db, "devices", func(t *tx) (page device.Page, err error) {
		limit := pageLimit(f.Limit)
		statement, values, err := t.listStatement(ctx, f, after, limit+1)
		if err != nil {
			return page, err
		}
		places, err := all[listed](ctx, t.Tx, statement, values...)
		if err != nil {
			return page, err
		}
		places, more := cut(places, limit)
		if more {
			page.Next = encodeCursor(places[limit-1].Sort)
		}
		page.Devices, err = t.devices(ctx, toAll(places, func(p listed) string { return p.ID }))
		return page, err
	})
}

// listStatement chooses what to walk, so that a page touches little more than its own rows whichever filter is
// set: a walk is always along an index that is in the order of the list.
func (t *tx) listStatement(ctx context.Context, f device.Filter, after string, limit int) (string, args, error) {
	var values args
	if terms := searchTerms(f.Search); len(terms) > 0 {
		candidates, err := t.candidates(ctx, f, terms, maxCandidates, &values)
		return fmt.Sprintf("SELECT c.id, c.sort FROM (%s) AS c WHERE c.sort > %s ORDER BY c.sort LIMIT %d",
			candidates, values.add(after), limit), values, err
	}
	walk := func(from, sort string, conditions ...string) (string, error) {
		where, err := filterConditions(f, &values)
		where = append(append(conditions, where...), sort+" > "+values.add(after))
		return fmt.Sprintf("SELECT d.id AS id, d.sort AS sort FROM %s WHERE %s ORDER BY %s LIMIT %d",
			from, strings.Join(where, " AND "), sort, limit), err
	}
	join := " " + t.engine.driving() + " device d"
	switch {
	case f.InSession:
		f.InSession = false
		statement, err := walk("session o"+join, "d.sort", "o.state <> 'ended'", "d.id = o.device_id")
		return statement, values, err
	case f.Presence == "online":
		f.Presence = ""
		statement, err := walk("connection c"+join, "c.sort", "d.id = c.device_id")
		return statement, values, err
	case f.GroupID != "" || !f.Scope.All && len(f.Scope.GroupIDs) == 1:
		group := f.GroupID
		if f.GroupID = ""; group == "" {
			group, f.Scope = f.Scope.GroupIDs[0], device.Scope{All: true}
		}
		statement, err := walk("device_in_group m"+join, "m.sort", "m.group_id = "+values.add(group), "d.id = m.device_id")
		return statement, values, err
	case !f.Scope.All && len(f.Scope.GroupIDs) > 0 && len(f.Scope.GroupIDs) <= maxWalks:
		groups := f.Scope.GroupIDs
		f.Scope = device.Scope{All: true}
		walks := make([]string, len(groups))
		for i, group := range groups {
			one, err := walk("device_in_group m"+join, "m.sort", "m.group_id = "+values.add(group), "d.id = m.device_id")
			if err != nil {
				return "", nil, err
			}
			walks[i] = fmt.Sprintf("SELECT id, sort FROM (%s) AS w%d", one, i)
		}
		return fmt.Sprintf("%s ORDER BY sort LIMIT %d", strings.Join(walks, " UNION "), limit), values, nil
	}
	statement, err := walk("device d", "d.sort")
	return statement, values, err
}

// maxWalks is how many groups are walked side by side; who sees more sees so much of the fleet that walking the
// fleet is as good.
const maxWalks = 20

// candidates finds up to limit devices that hold the terms and pass the filter, in no order. Where the filter leaves
// only a few devices, it looks into those; else it looks the terms up.
func (t *tx) candidates(ctx context.Context, f device.Filter, terms []string, limit int, values *args) (string, error) {
	few, where, err := t.few(ctx, f, values)
	if err != nil {
		return "", err
	}
	conditions, err := filterConditions(f, values)
	if err != nil {
		return "", err
	}
	where = append(where, conditions...)
	join := " " + t.engine.driving() + " "
	if few != "" {
		words, holding := t.engine.holding(terms, values)
		return fmt.Sprintf("SELECT DISTINCT d.id AS id, d.sort AS sort FROM %s%sdevice d%s%s WHERE %s LIMIT %d",
			few, join, join, words, strings.Join(append(where, holding...), " AND "), limit), nil
	}
	words, matching := t.engine.matching(terms, values)
	return fmt.Sprintf("SELECT d.id AS id, d.sort AS sort FROM %s%sdevice d WHERE %s LIMIT %d",
		words, join, strings.Join(append(where, matching...), " AND "), limit), nil
}

// maxFew is up to how many devices looking into each beats looking up a word that most of the fleet holds.
const maxFew = 2000

// few returns the small table that holds all devices a filter can let through, if there is one.
func (t *tx) few(ctx context.Context, f device.Filter, values *args) (from string, where []string, err error) {
	groups := f.Scope.GroupIDs
	switch {
	case f.InSession:
		return "session o", []string{"o.state <> 'ended'", "d.id = o.device_id"}, nil
	case f.GroupID != "":
		groups = []string{f.GroupID}
	case f.Scope.All || len(groups) == 0:
		return "", nil, nil
	}
	var own args
	members := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM device_in_group WHERE group_id IN (%s) LIMIT %d) AS m",
		addAll(&own, groups), maxFew+1)
	var n int
	if err := t.QueryRowContext(ctx, members, own...).Scan(&n); err != nil || n > maxFew {
		return "", nil, err
	}
	return "device_in_group m", []string{"m.group_id IN (" + addAll(values, groups) + ")", "d.id = m.device_id"}, nil
}

// filterConditions are what a filter says of a device d, but for its search. Only the words here ever get into a
// statement; what callers give is handed over as values.
func filterConditions(f device.Filter, values *args) (where []string, err error) {
	if !f.Scope.All {
		where = append(where, scopeCondition(f.Scope, "d.id", values))
	}
	// The indexes of availability and MDM hold the kind of device as well; its own do not hold them.
	platform, management, mdm := walked, walked, walked
	switch {
	case f.Available != "":
		platform, mdm = checked, checked // with the kind of management there is an index for both
	case f.MDM != "":
		platform, management = checked, checked
	}
	if f.Platform != "" {
		where = append(where, fmt.Sprintf(platform, "d.platform", values.add(string(f.Platform))))
	}
	if f.Management != "" {
		where = append(where, fmt.Sprintf(management, "d.management", values.add(string(f.Management))))
	}
	if f.MDM != "" {
		where = append(where, fmt.Sprintf(mdm, "d.mdm_id", values.add(f.MDM)))
	}
	switch f.Lifecycle {
	case "":
	case device.Retired:
		where = append(where, "d.lifecycle = 'retired'") // said in full, so that the index of retired devices serves
	default:
		where = append(where, "d.lifecycle = "+values.add(string(f.Lifecycle)))
	}
	if f.GroupID != "" {
		where = append(where, "EXISTS (SELECT 1 FROM device_in_group g WHERE g.device_id = d.id AND g.group_id = "+values.add(f.GroupID)+")")
	}
	if f.InSession {
		where = append(where, "EXISTS (SELECT 1 FROM session i WHERE i.device_id = d.id AND i.state <> 'ended')")
	}
	switch f.Available {
	case device.Unknown:
	case device.Yes, device.No:
		where = append(where, "d.available = "+values.add(string(f.Available)))
	default:
		return nil, fmt.Errorf("filter by availability %q: %w", shorten(string(f.Available), 40), device.ErrBadFilter)
	}
	presence, err := presenceConditions(f.Presence)
	return append(where, presence...), err
}

// How a column is compared: so that its index may be walked, or so that SQLite, which knows not which of two indexes is the
// better one, leaves the walk to another.
const (
	walked  = "%s = %s"
	checked = "NOT %s <> %s"
)

const (
	linked    = "EXISTS (SELECT 1 FROM connection k WHERE k.device_id = d.id)"
	neverSeen = "d.last_seen = 0"
)

// presenceConditions are what a presence says of a device d.
func presenceConditions(presence string) ([]string, error) {
	switch presence {
	case "":
		return nil, nil
	case "online":
		return []string{linked}, nil
	case "offline":
		return []string{"d.last_seen <> 0", "NOT " + linked}, nil
	case "never":
		return []string{neverSeen, "NOT " + linked}, nil
	}
	return nil, fmt.Errorf("filter by presence %q: %w", shorten(presence, 40), device.ErrBadFilter)
}
