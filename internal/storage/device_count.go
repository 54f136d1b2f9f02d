package storage

import (
	"context"
	"fmt"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
)

// CountDevices implements device.Store.
func (db *DB) CountDevices(ctx context.Context, f device.Filter) (device.Counts, error) {
	return reading(ctx, db, "count devices", func(t *tx) (device.Counts, error) {
		if terms := searchTerms(f.Search); len(terms) > 0 {
			return t.countFound(ctx, f, terms)
		}
		return t.countAll(ctx, f)
	})
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

// countAll counts without a search, exactly. It counts the small tables of what is linked and what is in session;
// asking for the presence of each device would be a look-up a device, so who is offline follows from who is not.
func (t *tx) countAll(ctx context.Context, f device.Filter) (counts device.Counts, err error) {
	presence, err := presenceConditions(f.Presence)
	if err != nil {
		return counts, err
	}
	onlyBusy := f.InSession
	f.InSession, f.Presence = false, ""
	c := counter{t: t, ctx: ctx, f: f}
	counts.InSession = c.busy(presence...)
	switch {
	case onlyBusy:
		counts.Matching = counts.InSession
		counts.Online = c.busy(append(presence, linked)...)
		return counts, c.err
	case len(presence) == 0:
		counts.Matching = c.fleet()
		counts.Online = c.online(counts.Matching)
		return counts, c.err
	case presence[0] == linked:
		counts.Online = c.linked()
		counts.Matching = counts.Online
		return counts, c.err
	}
	never := c.fleet(neverSeen) - c.linked(neverSeen)
	if presence[0] == neverSeen {
		counts.Matching = never
		return counts, c.err
	}
	counts.Matching = c.fleet() - c.linked() - never
	return counts, c.err
}

// A counter counts the devices of a filter and keeps the first error.
type counter struct {
	t   *tx
	ctx context.Context
	f   device.Filter
	err error
}

func (c *counter) linked(more ...string) int {
	return c.count("count(*)", "connection n", "n.device_id", nil, c.f, nil, more)
}

// online counts the linked ones of n devices, from the smaller side.
func (c *counter) online(n int) int {
	everywhere := counter{t: c.t, ctx: c.ctx, f: device.Filter{Scope: device.Scope{All: true}}, err: c.err}
	total := everywhere.linked()
	c.fail(everywhere.err)
	if n < total {
		return c.fleet(linked)
	}
	return c.linked()
}

func (c *counter) busy(more ...string) int {
	return c.count("count(*)", "session o", "o.device_id", []string{"o.state <> 'ended'"}, c.f, nil, more)
}

func (c *counter) fleet(more ...string) int {
	groups, rest := c.f.Scope.GroupIDs, c.f
	switch {
	case c.f.GroupID != "":
		groups, rest.GroupID = []string{c.f.GroupID}, ""
	case c.f.Scope.All || len(groups) == 0:
		return c.count("count(*)", "", "", nil, c.f, nil, more)
	default:
		rest.Scope = device.Scope{All: true}
	}
	var values args
	member := []string{"m.group_id IN (" + addAll(&values, groups) + ")"}
	return c.count("count(DISTINCT m.device_id)", "device_in_group m", "m.device_id", member, rest, values, more)
}

// count counts rows of a table whose key is a device that passes f; without a table, devices.
func (c *counter) count(what, table, key string, where []string, f device.Filter, values args, more []string) (n int) {
	conditions, err := filterConditions(f, &values)
	if err != nil {
		c.fail(err)
		return 0
	}
	from := table
	switch {
	case table == "":
		from = "device d"
	case len(conditions)+len(more) > 0: // else no device needs to be looked at
		from += " " + c.t.engine.driving() + " device d"
		where = append(where, "d.id = "+key)
	}
	where = append(append(append(where, "TRUE"), conditions...), more...)
	statement := fmt.Sprintf("SELECT %s FROM %s WHERE %s", what, from, strings.Join(where, " AND "))
	c.fail(c.t.QueryRowContext(c.ctx, statement, values...).Scan(&n))
	return n
}

func (c *counter) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}
