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
	var page device.Page
	err := db.read(ctx, "devices", func(t *tx) error {
		limit := pageLimit(f.Limit)
		statement, values, err := t.listStatement(ctx, f, after, limit+1)
		if err != nil {
			return err
		}
		places, err := all[listed](ctx, t.Tx, statement, values...)
		if err != nil {
			return err
		}
		if len(places) > limit {
			places = places[:limit]
			page.Next = encodeCursor(places[limit-1].Sort)
		}
		ids := make([]string, len(places))
		for i, p := range places {
			ids[i] = p.ID
		}
		page.Devices, err = t.devices(ctx, ids)
		return err
	})
	if err != nil {
		return device.Page{}, err
	}
	return page, nil
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
	case f.GroupID != "":
		group := f.GroupID
		f.GroupID = ""
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

// candidates finds up to limit devices that hold the terms and pass the filter, in no order.
func (t *tx) candidates(ctx context.Context, f device.Filter, terms []string, limit int, values *args) (string, error) {
	where, err := filterConditions(f, values)
	if err != nil {
		return "", err
	}
	from, matching, err := t.engine.matching(ctx, t.Tx, terms, values)
	return fmt.Sprintf("SELECT d.id AS id, d.sort AS sort FROM %s %s device d WHERE %s LIMIT %d",
		from, t.engine.driving(), strings.Join(append(matching, where...), " AND "), limit), err
}

// filterConditions are what a filter says of a device d, but for its search. Only the words here ever get into a
// statement; what callers give is handed over as values.
func filterConditions(f device.Filter, values *args) ([]string, error) {
	where := []string{scopeCondition(f.Scope, "d.id", values)}
	if f.Platform != "" {
		where = append(where, "d.platform = "+values.add(string(f.Platform)))
	}
	if f.Management != "" {
		where = append(where, "d.management = "+values.add(string(f.Management)))
	}
	switch f.Lifecycle {
	case "":
	case device.Retired:
		where = append(where, "d.lifecycle = 'retired'") // said in full, so that the index of retired devices serves
	default:
		where = append(where, "d.lifecycle = "+values.add(string(f.Lifecycle)))
	}
	const linked = "EXISTS (SELECT 1 FROM connection n WHERE n.device_id = d.id)"
	switch f.Presence {
	case "":
	case "online":
		where = append(where, linked)
	case "offline":
		where = append(where, "d.last_seen <> 0", "NOT "+linked)
	case "never":
		where = append(where, "d.last_seen = 0", "NOT "+linked)
	default:
		return nil, fmt.Errorf("filter by presence %q: %w", f.Presence, device.ErrBadFilter)
	}
	if f.GroupID != "" {
		where = append(where, "EXISTS (SELECT 1 FROM device_in_group g WHERE g.device_id = d.id AND g.group_id = "+values.add(f.GroupID)+")")
	}
	if f.InSession {
		where = append(where, "EXISTS (SELECT 1 FROM session i WHERE i.device_id = d.id AND i.state <> 'ended')")
	}
	return where, nil
}

// CountDevices implements device.Store.
func (db *DB) CountDevices(ctx context.Context, f device.Filter) (device.Counts, error) {
	var counts device.Counts
	err := db.read(ctx, "count devices", func(t *tx) error {
		var err error
		if terms := searchTerms(f.Search); len(terms) > 0 {
			counts, err = t.countFound(ctx, f, terms)
		} else {
			counts, err = t.countAll(ctx, f)
		}
		return err
	})
	if err != nil {
		return device.Counts{}, err
	}
	return counts, nil
}

// countFound counts the candidates of a search.
func (t *tx) countFound(ctx context.Context, f device.Filter, terms []string) (counts device.Counts, err error) {
	var values args
	candidates, err := t.candidates(ctx, f, terms, maxCandidates+1, &values)
	if err != nil {
		return counts, err
	}
	err = t.QueryRowContext(ctx, `SELECT count(*),
		count(CASE WHEN EXISTS (SELECT 1 FROM connection n WHERE n.device_id = c.id) THEN 1 END),
		count(CASE WHEN EXISTS (SELECT 1 FROM session o WHERE o.device_id = c.id AND o.state <> 'ended') THEN 1 END)
		FROM (`+candidates+`) AS c`, values...).Scan(&counts.Matching, &counts.Online, &counts.InSession)
	if counts.Matching > maxCandidates {
		counts.Matching, counts.More = maxCandidates, true
	}
	return counts, err
}

// countAll counts without a search, exactly: once over the devices and once over each of the small tables.
func (t *tx) countAll(ctx context.Context, f device.Filter) (counts device.Counts, err error) {
	join := " " + t.engine.driving() + " device d"
	for _, c := range []struct {
		into        *int
		from, where string
	}{
		{&counts.Matching, "device d", "TRUE"},
		{&counts.Online, "connection n" + join, "d.id = n.device_id"},
		{&counts.InSession, "session o" + join, "o.state <> 'ended' AND d.id = o.device_id"},
	} {
		var values args
		where, err := filterConditions(f, &values)
		if err != nil {
			return counts, err
		}
		statement := fmt.Sprintf("SELECT count(*) FROM %s WHERE %s AND %s", c.from, c.where, strings.Join(where, " AND "))
		if err := t.QueryRowContext(ctx, statement, values...).Scan(c.into); err != nil {
			return counts, err
		}
	}
	return counts, nil
}
