package storage

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// maxAsked is how many devices one look-up is for.
const maxAsked = 1000

// byDevice reads the rows of a table that belong to devices.
func byDevice[T any](ctx context.Context, t *tx, table string, deviceIDs []string) ([]T, error) {
	if len(deviceIDs) == 0 {
		return nil, nil
	}
	if len(deviceIDs) > maxAsked {
		return nil, fmt.Errorf("%d devices at once, at most %d", len(deviceIDs), maxAsked)
	}
	var values args
	return all[T](ctx, t.Tx, "SELECT * FROM "+table+" WHERE device_id IN ("+addAll(&values, deviceIDs)+") ORDER BY device_id", values...)
}

// DeviceApps implements rollout.Store.
func (db *DB) DeviceApps(ctx context.Context, deviceIDs []string) ([]rollout.DeviceApp, error) {
	return reading(ctx, db, "support apps on devices", func(t *tx) ([]rollout.DeviceApp, error) {
		rows, err := byDevice[query.DeviceApp](ctx, t, "device_app", deviceIDs)
		return toAll(rows, toDeviceApp), err
	})
}

// deviceApp returns what is known of an app on a device, a zero one with its ids when that is nothing.
func (t *tx) deviceApp(ctx context.Context, deviceID, appID string) (rollout.DeviceApp, error) {
	row, found, err := optional(t.Queries.DeviceApp(ctx, deviceID, appID))
	if !found {
		return rollout.DeviceApp{DeviceID: deviceID, AppID: appID}, err
	}
	return toDeviceApp(row), nil
}

func (t *tx) saveDeviceApp(ctx context.Context, a rollout.DeviceApp) error {
	row := deviceAppRow(a)
	row.Version = 1 // of a new row; one that is there counts on
	if err := t.SaveDeviceApp(ctx, query.SaveDeviceAppParams(row)); err != nil {
		return fmt.Errorf("support app %s on device %s: %w", a.AppID, a.DeviceID, t.orMissing(err, rollout.ErrNotFound))
	}
	return nil
}

// DeviceAppsOf implements rollout.Store.
func (db *DB) DeviceAppsOf(ctx context.Context, appID string, state mdm.AppState, cursor string, limit int, scope device.Scope) (rollout.DeviceAppPage, error) {
	after := ""
	if cursor != "" {
		var err error
		if after, err = decodeCursor(cursor, rollout.ErrBadCursor); err != nil {
			return rollout.DeviceAppPage{}, err
		}
	}
	limit = pageLimit(limit)
	return reading(ctx, db, "devices of support app "+appID, func(t *tx) (page rollout.DeviceAppPage, err error) {
		var values args
		statement := fmt.Sprintf("SELECT * FROM device_app x WHERE x.app_id = %s AND x.state = %s AND x.device_id > %s AND %s ORDER BY x.device_id LIMIT %d",
			values.add(appID), values.add(string(state)), values.add(after), scopeCondition(scope, "x.device_id", &values), limit+1)
		rows, err := all[query.DeviceApp](ctx, t.Tx, statement, values...)
		rows, more := cut(rows, limit)
		if more {
			page.Next = encodeCursor(rows[limit-1].DeviceID)
		}
		page.Devices = toAll(rows, toDeviceApp)
		return page, err
	})
}

// maxHolders bounds one page of holders.
const maxHolders = 1000

// Holders implements rollout.Store.
func (db *DB) Holders(ctx context.Context, appID, after string, limit int) ([]rollout.Holder, error) {
	return reading(ctx, db, "holders of support app "+appID, func(t *tx) ([]rollout.Holder, error) {
		rows, err := all[query.DeviceApp](ctx, t.Tx, "SELECT * FROM device_app WHERE app_id = $1 AND device_id > $2 ORDER BY device_id LIMIT $3",
			appID, after, min(max(limit, 1), maxHolders))
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		var values args
		ids := toAll(rows, func(r query.DeviceApp) string { return r.DeviceID })
		type person struct {
			ID, Name, Owner string
			Unenrolled      int64
		}
		people, err := all[person](ctx, t.Tx, `SELECT d.id, d.name, d.owner_name, coalesce(u.unenrolled_at, 0) FROM device d
			LEFT JOIN device_posture u ON u.device_id = d.id WHERE d.id IN (`+addAll(&values, ids)+`)`, values...)
		byID := make(map[string]person, len(people))
		for _, p := range people {
			byID[p.ID] = p
		}
		return toAll(rows, func(r query.DeviceApp) rollout.Holder {
			p := byID[r.DeviceID]
			return rollout.Holder{DeviceApp: toDeviceApp(r), DeviceName: p.Name, OwnerName: p.Owner, Unenrolled: fromMicros(p.Unenrolled)}
		}), err
	})
}

// CountDeviceApps implements rollout.Store.
func (db *DB) CountDeviceApps(ctx context.Context, appID string) (map[mdm.AppState]int, error) {
	return reading(ctx, db, "count devices of support app "+appID, func(t *tx) (map[mdm.AppState]int, error) {
		counts := map[mdm.AppState]int{}
		rows, err := t.Queries.CountDeviceApps(ctx, appID)
		for _, r := range rows {
			counts[mdm.AppState(r.State)] = int(r.Devices)
		}
		return counts, err
	})
}

// maxCounted is up to how many devices of an app in one state are counted for the catalog; one app alone is counted exactly.
const maxCounted = 100_000

// countApps looks each app and state up in the index, so that no count costs more than its bound.
const countApps = `SELECT a.id, s.state, (SELECT count(*) FROM (SELECT 1 FROM device_app x WHERE x.app_id = a.id AND x.state = s.state LIMIT $1) c)
	FROM support_app a CROSS JOIN (SELECT '' AS state UNION ALL SELECT 'absent' UNION ALL SELECT 'pending' UNION ALL SELECT 'installed'
	UNION ALL SELECT 'failed' UNION ALL SELECT 'removed') s ORDER BY a.id, s.state`

// CountApps implements rollout.Store.
func (db *DB) CountApps(ctx context.Context) (counts []rollout.AppCount, err error) {
	err = db.read(ctx, "count devices of support apps", func(t *tx) error {
		type count struct {
			AppID, State string
			Devices      int
		}
		rows, err := all[count](ctx, t.Tx, countApps, maxCounted+1)
		for _, r := range rows {
			if r.Devices > 0 {
				counts = append(counts, rollout.AppCount{AppID: r.AppID, State: mdm.AppState(r.State), Devices: min(r.Devices, maxCounted), More: r.Devices > maxCounted})
			}
		}
		return err
	})
	return counts, err
}

// ChangeDeviceApp implements rollout.Store. change runs inside the transaction: it decides and waits for nothing.
func (db *DB) ChangeDeviceApp(ctx context.Context, deviceID, appID string, change func(*rollout.Change) error) (rollout.DeviceApp, error) {
	return writing(ctx, db, "change support app "+appID+" on device "+deviceID, func(t *tx) (changed rollout.DeviceApp, err error) {
		c, err := t.onDevice(ctx, deviceID, appID)
		if err != nil {
			return changed, err
		}
		before := slices.Clone(c.Deliveries)
		if err := change(&c); err != nil {
			return changed, err
		}
		if err := t.saveDeviceApp(ctx, c.App); err != nil {
			return changed, err
		}
		if err := t.saveDeliveries(ctx, before, c.Deliveries); err != nil {
			return changed, err
		}
		c.App.Version++
		return toDeviceApp(deviceAppRow(c.App)), t.addWrites(ctx, c.Writes)
	})
}

// OnDevice implements rollout.Store.
func (db *DB) OnDevice(ctx context.Context, deviceID, appID string) (rollout.Change, error) {
	return reading(ctx, db, "support app "+appID+" on device "+deviceID, func(t *tx) (rollout.Change, error) {
		return t.onDevice(ctx, deviceID, appID)
	})
}

func (t *tx) onDevice(ctx context.Context, deviceID, appID string) (rollout.Change, error) {
	a, err := t.deviceApp(ctx, deviceID, appID)
	if err != nil {
		return rollout.Change{}, err
	}
	open, err := t.openDeliveries(ctx, deviceID)
	return rollout.Change{App: a, Deliveries: of(appID, open)}, err
}

func of(appID string, deliveries []rollout.Delivery) (found []rollout.Delivery) {
	for _, d := range deliveries {
		if d.AppID == appID {
			found = append(found, d)
		}
	}
	return found
}

// OrdersDue implements rollout.Store.
func (db *DB) OrdersDue(ctx context.Context, deviceID, appID string, limit int) ([]rollout.DeviceApp, error) {
	return reading(ctx, db, "orders due", func(t *tx) ([]rollout.DeviceApp, error) {
		rows, err := t.Queries.OrdersDue(ctx, deviceID, appID, int32(min(max(limit, 1), maxHolders)))
		return toAll(rows, func(r query.OrdersDueRow) rollout.DeviceApp {
			return rollout.DeviceApp{DeviceID: r.DeviceID, AppID: r.AppID}
		}), err
	})
}

// Forget implements rollout.Store.
func (db *DB) Forget(ctx context.Context, appIDs []string, matches bool) error {
	return db.write(ctx, "forget support apps", func(t *tx) error {
		for _, appID := range appIDs {
			if _, err := t.ExecContext(ctx, `DELETE FROM device_app WHERE app_id = $1 AND wanted NOT IN ('available', 'required')
				AND (state IN ('absent', 'removed') OR EXISTS (SELECT 1 FROM device_posture u WHERE u.device_id = device_app.device_id AND u.unenrolled_at <> 0))`,
				appID); err != nil {
				return err
			}
		}
		if matches {
			return t.RemovePeerMatches(ctx, rollout.TeamViewer)
		}
		return nil
	})
}

// Delivery implements rollout.Store.
func (db *DB) Delivery(ctx context.Context, sessionID string) (rollout.Delivery, error) {
	return reading(ctx, db, "delivery of session "+sessionID, func(t *tx) (rollout.Delivery, error) {
		row, err := t.Queries.Delivery(ctx, sessionID)
		if err != nil {
			return rollout.Delivery{}, orNotFound(err, rollout.ErrNotFound)
		}
		return toDelivery(row)
	})
}

func (t *tx) openDeliveries(ctx context.Context, deviceID string) ([]rollout.Delivery, error) {
	rows, err := t.OpenDeliveriesOf(ctx, deviceID)
	if err != nil {
		return nil, err
	}
	return tryAll(rows, toDelivery)
}

// saveDeliveries writes those that differ from before.
func (t *tx) saveDeliveries(ctx context.Context, before, after []rollout.Delivery) error {
	known := make(map[string]rollout.Delivery, len(before))
	for _, d := range before {
		known[d.SessionID] = d
	}
	for _, d := range after {
		if old, ok := known[d.SessionID]; ok && reflect.DeepEqual(old, d) {
			continue
		}
		if d.State == rollout.Withdrawn || d.State == rollout.Expired {
			d.Values, d.Refs = nil, nil
		}
		refs, refsErr := toJSON(d.Refs)
		body, bodyErr := toJSON(d.Values)
		if refsErr != nil || bodyErr != nil {
			return fmt.Errorf("delivery of session %s: %w %w", d.SessionID, refsErr, bodyErr)
		}
		err := t.SaveDelivery(ctx, query.SaveDeliveryParams{SessionID: d.SessionID, DeviceID: d.DeviceID, AppID: d.AppID,
			State: string(d.State), OrderRef: clean(d.OrderRef), Refs: clean(refs), Problem: clean(d.Problem), Body: clean(body),
			Again: d.Again, ExpiresAt: micros(d.ExpiresAt), At: micros(d.At)})
		if err != nil {
			return fmt.Errorf("delivery of session %s: %w", d.SessionID, t.orMissing(err, rollout.ErrNotFound))
		}
	}
	return nil
}

func toDelivery(r query.Delivery) (rollout.Delivery, error) {
	refs, err := fromJSON[[]string](r.Refs)
	if err != nil {
		return rollout.Delivery{}, fmt.Errorf("delivery of session %s: %w", r.SessionID, err)
	}
	values, err := fromJSON[map[provider.Value]string](r.Body)
	if err != nil {
		return rollout.Delivery{}, fmt.Errorf("delivery of session %s: %w", r.SessionID, err)
	}
	return rollout.Delivery{SessionID: r.SessionID, DeviceID: r.DeviceID, AppID: r.AppID, OrderRef: r.OrderRef, Refs: refs,
		State: rollout.DeliveryState(r.State), Problem: r.Problem, Values: values, Again: r.Again,
		ExpiresAt: fromMicros(r.ExpiresAt), At: fromMicros(r.At)}, nil
}

func deviceAppRow(a rollout.DeviceApp) query.DeviceApp {
	return query.DeviceApp{DeviceID: a.DeviceID, AppID: a.AppID, Version: a.Version, Wanted: string(a.Wanted), Basis: clean(a.Basis),
		AutoLaunch: a.AutoLaunch, TakingOver: a.Convert, State: string(a.State), AppVersion: clean(a.AppVersion),
		Managed: string(a.Managed), Reason: string(a.Reason), Words: clean(a.Words), Asked: a.Asked, Ordered: a.Ordered,
		OrderedAt: micros(a.OrderedAt), OrderRef: clean(a.OrderRef), Problem: clean(a.Problem), ConfigRef: clean(a.ConfigRef),
		ConfigAt: micros(a.ConfigAt), Evidence: clean(a.Evidence), At: micros(a.At), Activated: string(a.Activated),
		ActivatedBy: clean(a.ActivatedBy), ActivatedAt: micros(a.ActivatedAt), CheckIn: a.CheckIn, CheckInAt: micros(a.CheckInAt)}
}

func toDeviceApp(r query.DeviceApp) rollout.DeviceApp {
	return rollout.DeviceApp{DeviceID: r.DeviceID, AppID: r.AppID, Version: r.Version, Wanted: mdm.Install(r.Wanted), Basis: r.Basis,
		AutoLaunch: r.AutoLaunch, Convert: r.TakingOver, State: mdm.AppState(r.State), AppVersion: r.AppVersion,
		Managed: device.Known(r.Managed), Reason: mdm.Reason(r.Reason), Words: r.Words, Asked: r.Asked, Ordered: r.Ordered,
		OrderedAt: fromMicros(r.OrderedAt), OrderRef: r.OrderRef, Problem: r.Problem, ConfigRef: r.ConfigRef,
		ConfigAt: fromMicros(r.ConfigAt), Evidence: r.Evidence, At: fromMicros(r.At), Activated: device.Known(r.Activated),
		ActivatedBy: r.ActivatedBy, ActivatedAt: fromMicros(r.ActivatedAt), CheckIn: r.CheckIn, CheckInAt: fromMicros(r.CheckInAt)}
}
