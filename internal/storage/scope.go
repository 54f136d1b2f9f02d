package storage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
)

// scopeCondition limits a column that holds device ids to a scope.
func scopeCondition(scope device.Scope, column string, values *args) string {
	switch {
	case scope.All:
		return "TRUE"
	case len(scope.GroupIDs) == 0:
		return "FALSE"
	}
	return fmt.Sprintf("EXISTS (SELECT 1 FROM device_in_group m WHERE m.device_id = %s AND m.group_id IN (%s))",
		column, addAll(values, scope.GroupIDs))
}

// inScope answers notFound for a device that scope does not show: the same as for one that does not exist.
func (t *tx) inScope(ctx context.Context, deviceID string, scope device.Scope, notFound error) error {
	if scope.All {
		return nil
	}
	var values args
	condition := scopeCondition(scope, values.add(deviceID), &values)
	var seen bool
	if err := t.QueryRowContext(ctx, "SELECT "+condition, values...).Scan(&seen); err != nil {
		return err
	}
	if !seen {
		return notFound
	}
	return nil
}

// newest is the part of a filter that every list with the newest first has.
type newest struct {
	since, until time.Time // the first inclusive, the second not
	after        string
	limit        int
}

// newestFirst puts together the statement of such a list, which reads one row more than the page holds.
func newestFirst(from, at string, where []string, values *args, f newest, badCursor error) (string, error) {
	id := from[strings.LastIndexByte(from, ' ')+1:] + ".id"
	if !f.since.IsZero() {
		where = append(where, at+" >= "+values.add(micros(f.since)))
	}
	if !f.until.IsZero() {
		where = append(where, at+" < "+values.add(micros(f.until)))
	}
	if f.after != "" {
		lastAt, lastID, err := decodeTimeCursor(f.after, badCursor)
		if err != nil {
			return "", err
		}
		where = append(where, fmt.Sprintf("(%s, %s) < (%s, %s)", at, id, values.add(lastAt), values.add(lastID)))
	}
	return fmt.Sprintf("SELECT * FROM %s WHERE %s ORDER BY %s DESC, %s DESC LIMIT %s",
		from, strings.Join(where, " AND "), at, id, values.add(pageLimit(f.limit)+1)), nil
}
