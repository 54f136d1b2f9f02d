package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Distribution implements rollout.Store.
func (db *DB) Distribution(ctx context.Context, appID string) (rollout.Distribution, error) {
	return reading(ctx, db, "distribution of support app "+appID, func(t *tx) (rollout.Distribution, error) {
		return t.distribution(ctx, appID)
	})
}

func (t *tx) distribution(ctx context.Context, appID string) (rollout.Distribution, error) {
	row, found, err := optional(t.Queries.Distribution(ctx, appID))
	if !found {
		return rollout.Distribution{AppID: appID, To: rollout.NoOne, Install: mdm.Required}, err
	}
	return toDistribution(row)
}

func toDistribution(r query.Distribution) (rollout.Distribution, error) {
	d, err := fromJSON[rollout.Distribution](r.Body)
	if err != nil {
		return rollout.Distribution{}, fmt.Errorf("distribution of support app %s: %w", r.AppID, err)
	}
	d.AppID, d.Version = r.AppID, r.Version
	return d, nil
}

// Distributions implements rollout.Store.
func (db *DB) Distributions(ctx context.Context) ([]rollout.Distribution, error) {
	return reading(ctx, db, "distributions", func(t *tx) ([]rollout.Distribution, error) { return t.distributions(ctx) })
}

func (t *tx) distributions(ctx context.Context) ([]rollout.Distribution, error) {
	rows, err := t.Queries.Distributions(ctx)
	if err != nil {
		return nil, err
	}
	return tryAll(rows, toDistribution)
}

// SaveDistribution implements rollout.Store.
func (db *DB) SaveDistribution(ctx context.Context, d rollout.Distribution, w rollout.Writes) (rollout.Distribution, error) {
	body, err := toJSON(d)
	if err != nil {
		return rollout.Distribution{}, fmt.Errorf("save distribution of support app %s: %w", d.AppID, err)
	}
	err = db.write(ctx, "save distribution of support app "+d.AppID, func(t *tx) error {
		a, err := t.app(ctx, d.AppID)
		if err != nil {
			return err
		}
		if a.Role == rollout.Host {
			if err := t.takeSeats(ctx, d, a); err != nil {
				return err
			}
		}
		var saved int64
		if d.Version == 0 {
			saved, err = t.InsertDistribution(ctx, d.AppID, clean(body))
		} else {
			saved, err = t.UpdateDistribution(ctx, clean(body), d.AppID, d.Version)
		}
		return t.unlessChanged(ctx, saved, err, w)
	})
	if err != nil {
		return rollout.Distribution{}, err
	}
	d.Version++
	return d, nil
}

// takeSeats makes the seats follow a distribution of Host: one for each device that it wants, all or none.
func (t *tx) takeSeats(ctx context.Context, d rollout.Distribution, a rollout.App) error {
	var values args
	wants := managed + " AND " + names(d, a, &values)
	newly := "FROM device d WHERE " + wants + " AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.device_id = d.id AND s.freed_at = 0)"
	if d.To == rollout.NoOne {
		values, wants, newly = nil, "FALSE", "FROM device d WHERE FALSE"
	}
	var needed int
	if err := t.QueryRowContext(ctx, "SELECT count(*) "+newly, values...).Scan(&needed); err != nil {
		return err
	}
	seats, err := t.seats(ctx)
	if err != nil {
		return err
	}
	if free := max(seats.Total-seats.Held, 0); needed > free {
		return &rollout.SeatError{Needed: needed, Free: free}
	}
	at := slices.Clone(values)
	mark := at.add(micros(d.ChangedAt))
	if _, err := t.ExecContext(ctx, "INSERT INTO seat (device_id, taken_at, freed_at, leaving) SELECT d.id, "+mark+", 0, FALSE "+newly+
		" ON CONFLICT (device_id) DO UPDATE SET taken_at = excluded.taken_at, freed_at = 0, leaving = FALSE", at...); err != nil {
		return err
	}
	stays := "EXISTS (SELECT 1 FROM device d WHERE d.id = seat.device_id AND " + wants + ")"
	for _, change := range []string{"leaving = TRUE WHERE freed_at = 0 AND NOT leaving AND NOT " + stays,
		"leaving = FALSE WHERE freed_at = 0 AND leaving AND " + stays} {
		if _, err := t.ExecContext(ctx, "UPDATE seat SET "+change, values...); err != nil {
			return err
		}
	}
	_, err = t.ExecContext(ctx, `UPDATE seat SET freed_at = $1, leaving = FALSE WHERE freed_at = 0 AND leaving AND NOT EXISTS
		(SELECT 1 FROM device_app a WHERE a.device_id = seat.device_id AND a.app_id = $2 AND (a.asked > 0 OR a.state IN ('installed', 'pending')))`,
		micros(d.ChangedAt), d.AppID)
	return err
}

// managed is what a device d has to be for anything to be wanted on it.
const managed = `(d.mdm_id <> '' AND NOT EXISTS (SELECT 1 FROM device_posture u WHERE u.device_id = d.id AND u.unenrolled_at <> 0))`

// names says whether a distribution names a device d that is in use and fits the app.
func names(d rollout.Distribution, a rollout.App, values *args) string {
	where := []string{"d.lifecycle = 'in_use'", "d.platform = " + values.add(string(a.Platform))}
	if a.Maker != "" {
		where = append(where, "lower(d.maker) = lower("+values.add(a.Maker)+")")
	}
	if len(a.Models) > 0 {
		starts := make([]string, len(a.Models))
		for i, model := range a.Models {
			mark := values.add(model)
			starts[i] = fmt.Sprintf("substr(lower(d.model), 1, length(%s)) = lower(%s)", mark, mark)
		}
		where = append(where, "("+strings.Join(starts, " OR ")+")")
	}
	if len(d.Excluded) > 0 {
		where = append(where, "d.id NOT IN ("+addAll(values, d.Excluded)+")")
	}
	switch d.To {
	case rollout.Everyone:
	case rollout.Custom:
		where = append(where, "("+strings.Join(targets(d, values), " OR ")+")")
	default:
		where = append(where, "FALSE")
	}
	return strings.Join(where, " AND ")
}

// targets says of a device d that a custom distribution names it.
func targets(d rollout.Distribution, values *args) []string {
	named := []string{"FALSE"}
	if len(d.DeviceIDs) > 0 {
		named = append(named, "d.id IN ("+addAll(values, d.DeviceIDs)+")")
	}
	if len(d.Users) > 0 {
		named = append(named, "lower(d.owner_email) IN ("+lowered(d.Users, values)+")")
	}
	if len(d.GroupIDs) > 0 {
		named = append(named, "EXISTS (SELECT 1 FROM device_in_group m WHERE m.device_id = d.id AND m.group_id IN ("+addAll(values, d.GroupIDs)+"))")
	}
	return named
}

// Targets implements rollout.Store.
func (db *DB) Targets(ctx context.Context, d rollout.Distribution) (devices, underMDM int, err error) {
	err = db.read(ctx, "count targets of support app "+d.AppID, func(t *tx) error {
		a, err := t.app(ctx, d.AppID)
		if err != nil {
			return err
		}
		var values args
		where := names(d, a, &values)
		if err := t.QueryRowContext(ctx, "SELECT count(*) FROM device d WHERE "+where, values...).Scan(&devices); err != nil {
			return err
		}
		return t.QueryRowContext(ctx, "SELECT count(*) FROM device d WHERE "+where+" AND "+managed, values...).Scan(&underMDM)
	})
	return devices, underMDM, err
}

// OneAutoLaunches implements rollout.Store.
func (db *DB) OneAutoLaunches(ctx context.Context, a, b rollout.Distribution) (meet bool, err error) {
	err = db.read(ctx, "devices of support apps "+a.AppID+" and "+b.AppID, func(t *tx) error {
		var values args
		where := []string{managed, fromAndroid10}
		for _, d := range []rollout.Distribution{a, b} {
			app, err := t.app(ctx, d.AppID)
			if err != nil {
				return err
			}
			where = append(where, names(d, app, &values))
		}
		return t.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM device d WHERE "+strings.Join(where, " AND ")+")", values...).Scan(&meet)
	})
	return meet, err
}

// fromAndroid10 leaves out devices d whose system version has a single digit before its dot.
const fromAndroid10 = "(length(d.os_version) <> 1 AND d.os_version NOT LIKE '_.%')"

// difference is one device that was looked at: what the distribution wants there, and whether that needs an order.
type difference struct {
	ID    string
	Wants bool
	Due   bool
}

// differing compares devices with what a distribution wants of them. from is a table of ids named w, in the order wanted.
func differing(d rollout.Distribution, a rollout.App, profileVersion int64, from func(*args) string) (string, args) {
	var values args
	source := from(&values)
	wants := managed + " AND " + names(d, a, &values)
	install, basis, app := values.add(string(d.Install)), values.add(rollout.Basis(d, a, profileVersion)), values.add(d.AppID)
	unwanted := "coalesce(x.wanted, '') IN ('available', 'required')"
	if len(d.Excluded) > 0 { // removed from there whoever brought it (D7)
		unwanted += " OR coalesce(x.wanted, '') <> 'absent' AND " + managed + " AND d.id IN (" + addAll(&values, d.Excluded) + ")"
	}
	return fmt.Sprintf(`SELECT d.id, %[1]s, CASE WHEN %[1]s THEN coalesce(x.wanted, '') <> %[2]s OR x.basis <> %[3]s ELSE %[4]s END
		FROM %[5]s JOIN device d ON d.id = w.id LEFT JOIN device_app x ON x.device_id = d.id AND x.app_id = %[6]s ORDER BY w.id`,
		wants, install, basis, unwanted, source, app), values
}

// pageOf lists the next ids that a distribution can be about. To everyone that is every device; else those named, and
// those that have it.
func pageOf(d rollout.Distribution, after string, limit int) func(*args) string {
	return func(values *args) string {
		mark := values.add(after)
		if d.To == rollout.Everyone {
			return fmt.Sprintf("(SELECT id FROM device WHERE id > %s ORDER BY id LIMIT %d) w", mark, limit)
		}
		one := func(column, from string) string {
			return fmt.Sprintf("SELECT id FROM (SELECT DISTINCT %[1]s AS id FROM %[2]s AND %[1]s > %[3]s ORDER BY %[1]s LIMIT %[4]d) p",
				column, from, mark, limit)
		}
		arms := []string{one("x.device_id", "device_app x WHERE x.app_id = "+values.add(d.AppID)+" AND x.wanted IN ('available', 'required')")}
		if ids := slices.Concat(d.DeviceIDs, d.Excluded); len(ids) > 0 {
			arms = append(arms, one("d.id", "device d WHERE d.id IN ("+addAll(values, ids)+")"))
		}
		if d.To == rollout.Custom && len(d.Users) > 0 {
			arms = append(arms, one("d.id", "device d WHERE lower(d.owner_email) IN ("+lowered(d.Users, values)+")"))
		}
		if d.To == rollout.Custom && len(d.GroupIDs) > 0 {
			arms = append(arms, one("m.device_id", "device_in_group m WHERE m.group_id IN ("+addAll(values, d.GroupIDs)+")"))
		}
		return fmt.Sprintf("(SELECT id FROM (%s) u ORDER BY id LIMIT %d) w", strings.Join(arms, " UNION "), limit)
	}
}

func these(deviceIDs []string) func(*args) string {
	return func(values *args) string {
		return "(SELECT id FROM device WHERE id IN (" + addAll(values, deviceIDs) + ")) w"
	}
}

// A wish is all that decides what is wanted of an app on a device.
type wish struct {
	distribution   rollout.Distribution
	app            rollout.App
	profileVersion int64
}

func (t *tx) wish(ctx context.Context, appID string) (w wish, err error) {
	if w.app, err = t.app(ctx, appID); err != nil {
		return wish{}, err
	}
	if w.distribution, err = t.distribution(ctx, appID); err != nil {
		return wish{}, err
	}
	w.profileVersion, err = t.profileVersion(ctx, appID)
	return w, err
}

func (t *tx) differences(ctx context.Context, w wish, from func(*args) string) ([]difference, error) {
	statement, values := differing(w.distribution, w.app, w.profileVersion, from)
	return all[difference](ctx, t.Tx, statement, values...)
}

// maxTargets bounds one page of targets.
const maxTargets = 5000

// TargetPage implements rollout.Store.
func (db *DB) TargetPage(ctx context.Context, appID, after string, limit int) (due []string, next string, err error) {
	limit = min(max(limit, 1), maxTargets)
	err = db.read(ctx, "targets of support app "+appID, func(t *tx) error {
		w, err := t.wish(ctx, appID)
		if err != nil {
			return err
		}
		page, err := t.differences(ctx, w, pageOf(w.distribution, after, limit))
		for _, one := range page {
			if one.Due {
				due = append(due, one.ID)
			}
		}
		if len(page) == limit {
			next = page[limit-1].ID
		}
		return err
	})
	return due, next, err
}

// Differing implements rollout.Store.
func (db *DB) Differing(ctx context.Context, deviceID string) ([]string, error) {
	return reading(ctx, db, "orders due on device "+deviceID, func(t *tx) (appIDs []string, err error) {
		found, err := t.distributions(ctx)
		if err != nil {
			return nil, err
		}
		for _, d := range found {
			w, err := t.wish(ctx, d.AppID)
			if err != nil {
				return nil, err
			}
			one, err := t.differences(ctx, w, these([]string{deviceID}))
			if err != nil {
				return nil, err
			}
			if len(one) == 1 && one[0].Due {
				appIDs = append(appIDs, d.AppID)
			}
		}
		return appIDs, nil
	})
}

// Want implements rollout.Store.
func (db *DB) Want(ctx context.Context, appID string, deviceIDs []string, now time.Time, writes func([]string) rollout.Writes) error {
	return db.write(ctx, "want support app "+appID, func(t *tx) error {
		var changed []string
		for part := range slices.Chunk(deviceIDs, seenRows) {
			asked, err := t.want(ctx, appID, part, now)
			if err != nil {
				return err
			}
			changed = append(changed, asked...)
		}
		return t.addWrites(ctx, writes(changed))
	})
}

func (t *tx) want(ctx context.Context, appID string, deviceIDs []string, now time.Time) (changed []string, err error) {
	w, err := t.wish(ctx, appID)
	if err != nil {
		return nil, err
	}
	page, err := t.differences(ctx, w, these(deviceIDs))
	if err != nil {
		return nil, err
	}
	for _, one := range page {
		if !one.Due {
			continue
		}
		asked, err := t.wantOn(ctx, w, one, now)
		if err != nil {
			return nil, err
		}
		if asked {
			changed = append(changed, one.ID)
		}
	}
	return changed, nil
}

// wantOn writes what is wanted of an app on one device, and says whether that has to be ordered.
func (t *tx) wantOn(ctx context.Context, w wish, one difference, now time.Time) (bool, error) {
	a, err := t.deviceApp(ctx, one.ID, w.app.ID)
	if err != nil {
		return false, err
	}
	if one.Wants && w.app.Role == rollout.Host {
		err := t.holdSeat(ctx, one.ID, now)
		if errors.Is(err, errNoSeat) {
			if a.Problem == rollout.NoSeat {
				return false, nil
			}
			a.Problem = rollout.NoSeat
			return false, t.saveDeviceApp(ctx, a)
		}
		if err != nil {
			return false, err
		}
	}
	a.Wanted, a.AutoLaunch, a.Basis = mdm.Absent, false, ""
	if !one.Wants && w.app.Role == rollout.Host {
		if err := t.LeaveSeat(ctx, true, one.ID); err != nil {
			return false, err
		}
	}
	if one.Wants {
		a.Wanted, a.AutoLaunch = w.distribution.Install, w.distribution.AutoLaunch
		a.Basis = rollout.Basis(w.distribution, w.app, w.profileVersion)
	}
	a.Asked++
	a.Problem = ""
	return true, t.saveDeviceApp(ctx, a)
}

// errNoSeat says that no seat is free, inside the transaction that met it.
var errNoSeat = errors.New("no seat is free")

func (t *tx) holdSeat(ctx context.Context, deviceID string, now time.Time) error {
	_, held, err := optional(t.HeldSeat(ctx, deviceID))
	if err != nil {
		return err
	}
	if held {
		return t.LeaveSeat(ctx, false, deviceID)
	}
	seats, err := t.seats(ctx)
	if err != nil {
		return err
	}
	if seats.Held >= seats.Total {
		return errNoSeat
	}
	return t.TakeSeat(ctx, deviceID, micros(now))
}

func (t *tx) seats(ctx context.Context) (rollout.Seats, error) {
	total, _, err := optional(t.SeatTotal(ctx))
	if err != nil {
		return rollout.Seats{}, err
	}
	counts, err := t.CountSeats(ctx)
	return rollout.Seats{Total: int(total), Held: int(counts.Held), Leaving: int(counts.Leaving)}, err
}
