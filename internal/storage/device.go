package storage

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/storage/query"
)

// Device implements device.Store.
func (db *DB) Device(ctx context.Context, id string, scope device.Scope) (device.Device, error) {
	return reading(ctx, db, "device "+id, func(t *tx) (device.Device, error) {
		if err := t.inScope(ctx, id, scope, device.ErrNotFound); err != nil {
			return device.Device{}, err
		}
		found, err := t.devices(ctx, []string{id})
		if err != nil {
			return device.Device{}, err
		}
		if len(found) == 0 {
			return device.Device{}, device.ErrNotFound
		}
		return found[0], nil
	})
}

// devices reads whole devices with all that belongs to them, in the order of the list.
func (t *tx) devices(ctx context.Context, ids []string) ([]device.Device, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var values args
	marks := addAll(&values, ids)
	rows, err := all[query.Device](ctx, t.Tx, "SELECT * FROM device d WHERE d.id IN ("+marks+") ORDER BY d.sort", values...)
	if err != nil {
		return nil, err
	}
	reports, err := all[query.DeviceReport](ctx, t.Tx, "SELECT * FROM device_report WHERE device_id IN ("+marks+")", values...)
	if err != nil {
		return nil, err
	}
	online, err := all[string](ctx, t.Tx, "SELECT device_id FROM connection WHERE device_id IN ("+marks+")", values...)
	if err != nil {
		return nil, err
	}
	groups, err := all[query.DeviceInGroup](ctx, t.Tx, "SELECT * FROM device_in_group WHERE device_id IN ("+marks+") ORDER BY group_id", values...)
	if err != nil {
		return nil, err
	}
	devices := make([]device.Device, len(rows))
	place := make(map[string]*device.Device, len(rows))
	for i, r := range rows {
		devices[i] = toDevice(r)
		place[r.ID] = &devices[i]
	}
	for _, r := range reports {
		report, err := fromJSON[device.Report](r.Report)
		if err != nil {
			return nil, fmt.Errorf("report of device %s: %w", r.DeviceID, err)
		}
		report.At = fromMicros(r.At)
		place[r.DeviceID].Report = report
	}
	for _, deviceID := range online {
		place[deviceID].Online = true
	}
	for _, g := range groups {
		place[g.DeviceID].GroupIDs = append(place[g.DeviceID].GroupIDs, g.GroupID)
	}
	return devices, nil
}

// ImportDevices implements device.Store. Groups are set when an entry names any, by id or by name, or has an empty
// list of names; without, they stay as they are. So does the MDM when an entry names none.
func (db *DB) ImportDevices(ctx context.Context, devices []device.Imported, now time.Time, records ...audit.Record) ([]string, error) {
	return writing(ctx, db, "import devices", func(t *tx) ([]string, error) {
		ids := make([]string, len(devices))
		words := searchWords{}
		for i, d := range devices {
			deviceID, err := t.importDevice(ctx, d, now, words)
			if err != nil {
				return nil, fmt.Errorf("device %d (%q): %w", i+1, shorten(d.Name, 40), err)
			}
			ids[i] = deviceID
		}
		if err := t.addRecords(ctx, records); err != nil {
			return nil, err
		}
		return ids, t.engine.index(ctx, t.Tx, words)
	})
}

func (t *tx) importDevice(ctx context.Context, in device.Imported, now time.Time, words searchWords) (string, error) {
	groups, err := t.groupIDs(ctx, in)
	if err != nil {
		return "", err
	}
	old, found, err := optional(t.known(ctx, in.Device))
	if err != nil {
		return "", err
	}
	if found {
		return old.ID, t.updateDevice(ctx, old, in.Device, groups, words)
	}
	if in.ID == "" {
		in.ID = id.New("dev")
	}
	if in.CreatedAt.IsZero() {
		in.CreatedAt = now
	}
	return in.ID, t.insertDevice(ctx, deviceRow(in.Device), groups, words)
}

// known finds the device that an imported one is about.
func (t *tx) known(ctx context.Context, d device.Device) (query.Device, error) {
	if d.ID != "" {
		return t.DeviceByID(ctx, d.ID)
	}
	return t.DeviceBySerial(ctx, clean(d.Serial))
}

// groupIDs are the groups an entry puts its device in, nil when it says nothing about groups.
func (t *tx) groupIDs(ctx context.Context, in device.Imported) ([]string, error) {
	if in.Groups == nil && in.GroupIDs == nil {
		return nil, nil
	}
	ids := append([]string{}, in.GroupIDs...) // empty, not nil: in no group
	for _, name := range in.Groups {
		name = clean(name)
		if _, err := t.InsertGroup(ctx, id.New("grp"), name); err != nil {
			return nil, err
		}
		groupID, err := t.GroupByName(ctx, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, groupID)
	}
	return ids, nil
}

func (t *tx) insertDevice(ctx context.Context, row query.Device, groups []string, words searchWords) error {
	seq, err := t.InsertDevice(ctx, query.InsertDeviceParams{ID: row.ID, Sort: row.Sort, Name: row.Name,
		Platform: row.Platform, Management: row.Management, Ownership: row.Ownership, Lifecycle: row.Lifecycle,
		OwnerName: row.OwnerName, OwnerKana: row.OwnerKana, OwnerEmail: row.OwnerEmail,
		OwnerDepartment: row.OwnerDepartment, OwnerPhone: row.OwnerPhone, AssetTag: row.AssetTag, Serial: row.Serial,
		Imei: row.Imei, Udid: row.Udid, Location: row.Location, Maker: row.Maker, Model: row.Model,
		OsVersion: row.OsVersion, Simulated: row.Simulated, LastSeen: row.LastSeen, PublicKey: row.PublicKey,
		TokenHash: row.TokenHash, TokenExpires: row.TokenExpires, CreatedAt: row.CreatedAt, MdmID: row.MdmID})
	if err != nil {
		return t.named(err)
	}
	words[seq] = searchedWords(row)
	return t.setGroups(ctx, row, groups)
}

func (t *tx) updateDevice(ctx context.Context, old query.Device, in device.Device, groups []string, words searchWords) error {
	in.ID = old.ID
	row := deviceRow(in)
	reported, err := t.HasReport(ctx, old.ID)
	if err != nil {
		return err
	}
	if row.MdmID == "" {
		row.MdmID = old.MdmID // most directories do not know it
	}
	if reported && old.OsVersion != "" || row.OsVersion == "" {
		row.OsVersion = old.OsVersion // the device knows better than a directory
	}
	if err := t.UpdateDevice(ctx, query.UpdateDeviceParams{Sort: row.Sort, Name: row.Name, Platform: row.Platform,
		Management: row.Management, Ownership: row.Ownership, Lifecycle: row.Lifecycle, OwnerName: row.OwnerName,
		OwnerKana: row.OwnerKana, OwnerEmail: row.OwnerEmail, OwnerDepartment: row.OwnerDepartment,
		OwnerPhone: row.OwnerPhone, AssetTag: row.AssetTag, Serial: row.Serial, Imei: row.Imei, Udid: row.Udid,
		Location: row.Location, Maker: row.Maker, Model: row.Model, OsVersion: row.OsVersion, Simulated: row.Simulated,
		MdmID: row.MdmID, ID: row.ID}); err != nil {
		return t.named(err)
	}
	if row.Sort != old.Sort {
		if err := errors.Join(t.SortConnection(ctx, row.Sort, row.ID), t.SortDeviceInGroups(ctx, row.Sort, row.ID)); err != nil {
			return err
		}
	}
	if now := searchedWords(row); now != searchedWords(old) { // most imports change nothing that is searched
		words[old.Seq] = now
	}
	return t.setGroups(ctx, row, groups)
}

// named turns a refusal of the device table into the error callers know.
func (t *tx) named(err error) error {
	if t.engine.takenValue(err) {
		return device.ErrSerialTaken // ids are looked up first, so nothing else can be taken
	}
	return err
}

// setGroups puts a device into exactly these groups; nil leaves them as they are.
func (t *tx) setGroups(ctx context.Context, row query.Device, groups []string) error {
	if groups == nil {
		return nil
	}
	if err := t.RemoveDeviceFromGroups(ctx, row.ID); err != nil {
		return err
	}
	for _, groupID := range groups {
		err := t.orMissing(t.AddDeviceToGroup(ctx, groupID, row.Sort, row.ID), device.ErrGroupNotFound)
		if err != nil {
			return fmt.Errorf("group %s: %w", groupID, err)
		}
	}
	return nil
}

// Groups implements device.Store.
func (db *DB) Groups(ctx context.Context) ([]device.Group, error) {
	return reading(ctx, db, "device groups", func(t *tx) ([]device.Group, error) {
		rows, err := t.Queries.Groups(ctx)
		return toAll(rows, toGroup), err
	})
}

func toGroup(r query.GroupsRow) device.Group {
	return device.Group{ID: r.ID, Name: r.Name, Devices: int(r.Devices)}
}

// CreateGroup implements device.Store.
func (db *DB) CreateGroup(ctx context.Context, g device.Group, records ...audit.Record) error {
	return db.write(ctx, "create device group "+g.ID, func(t *tx) error {
		added, err := t.InsertGroup(ctx, g.ID, clean(g.Name))
		if err := orNone(added, err, device.ErrGroupExists); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// SaveReport implements device.Store. A report that says nothing of the OS version leaves it as it was.
func (db *DB) SaveReport(ctx context.Context, deviceID, osVersion string, r device.Report) error {
	report, err := toJSON(r)
	if err != nil {
		return fmt.Errorf("save report of device %s: %w", deviceID, err)
	}
	return db.write(ctx, "save report of device "+deviceID, func(t *tx) error {
		err := t.orMissing(t.Queries.SaveReport(ctx, deviceID, micros(r.At), clean(report)), device.ErrNotFound)
		if err != nil {
			return err
		}
		_, err = t.SetOSVersion(ctx, clean(osVersion), deviceID)
		return err
	})
}

const (
	sortRunes = 100 // of owner and of device name each; keeps index entries below every database's limit
	// sortGap stands between the parts; as the lowest sign there is in kept text it puts "A" before "A B".
	sortGap = "\x01"
)

func sortKey(d device.Device) string {
	return shorten(clean(d.Owner.Name), sortRunes) + sortGap + shorten(clean(d.Name), sortRunes) + sortGap + d.ID
}

func shorten(s string, runes int) string {
	for i := range s {
		if runes--; runes < 0 {
			return s[:i]
		}
	}
	return s
}

func deviceRow(d device.Device) query.Device {
	return query.Device{ID: d.ID, Sort: sortKey(d), Name: clean(d.Name), Platform: string(d.Platform),
		Management: string(d.Management), Ownership: string(d.Ownership), Lifecycle: string(d.Lifecycle),
		OwnerName: clean(d.Owner.Name), OwnerKana: clean(d.Owner.Kana), OwnerEmail: clean(d.Owner.Email),
		OwnerDepartment: clean(d.Owner.Department), OwnerPhone: clean(d.Owner.Phone), AssetTag: clean(d.AssetTag),
		Serial: clean(d.Serial), Imei: clean(d.IMEI), Udid: clean(d.UDID), Location: clean(d.Location),
		Maker: clean(d.Maker), Model: clean(d.Model), OsVersion: clean(d.OSVersion), Simulated: d.Simulated,
		LastSeen: micros(d.LastSeen), CreatedAt: micros(d.CreatedAt), MdmID: clean(d.MDM)}
}

func toDevice(r query.Device) device.Device {
	return device.Device{ID: r.ID, Name: r.Name, Platform: device.Platform(r.Platform),
		Management: device.Management(r.Management), Ownership: device.Ownership(r.Ownership),
		Lifecycle: device.Lifecycle(r.Lifecycle),
		Owner: device.Owner{Name: r.OwnerName, Kana: r.OwnerKana, Email: r.OwnerEmail,
			Department: r.OwnerDepartment, Phone: r.OwnerPhone},
		AssetTag: r.AssetTag, Serial: r.Serial, IMEI: r.Imei, UDID: r.Udid, Location: r.Location, Maker: r.Maker,
		Model: r.Model, OSVersion: r.OsVersion, Simulated: r.Simulated, LastSeen: fromMicros(r.LastSeen),
		Enrolled: r.PublicKey != "", CreatedAt: fromMicros(r.CreatedAt), MDM: r.MdmID, Available: device.Known(r.Available)}
}

// SaveEnrollment implements device.Store.
func (db *DB) SaveEnrollment(ctx context.Context, deviceID, tokenHash string, expires time.Time, records ...audit.Record) error {
	return db.write(ctx, "save enrollment of device "+deviceID, func(t *tx) error {
		if err := t.orMissing(t.Queries.SaveEnrollment(ctx, deviceID, tokenHash, micros(expires)), device.ErrNotFound); err != nil {
			return err
		}
		return t.addRecords(ctx, records)
	})
}

// Enroll implements device.Store. The token of a retired device is not valid either.
func (db *DB) Enroll(ctx context.Context, tokenHash string, key ed25519.PublicKey, now time.Time) (deviceID string, err error) {
	return writing(ctx, db, "enroll", func(t *tx) (string, error) {
		deviceID, err := t.UseEnrollment(ctx, tokenHash, micros(now))
		if err != nil {
			return "", orNotFound(err, device.ErrBadToken)
		}
		if err := t.SetDeviceKey(ctx, toBase64(key), deviceID); err != nil {
			return "", err
		}
		// Which device it is, only the token tells.
		by := audit.Actor{Kind: audit.ByUser, ID: deviceID}
		return deviceID, t.addRecords(ctx, []audit.Record{audit.New(now, by, audit.DeviceEnrolled, deviceID, "")})
	})
}

// EnrollmentValid implements device.Store.
func (db *DB) EnrollmentValid(ctx context.Context, tokenHash string, now time.Time) (bool, error) {
	return reading(ctx, db, "look up enrollment", func(t *tx) (bool, error) {
		_, valid, err := optional(t.Enrollment(ctx, tokenHash, micros(now)))
		return valid, err
	})
}

// Key implements device.Store. A guest whose token has expired is not found.
func (db *DB) Key(ctx context.Context, deviceID string) (device.Credential, error) {
	return reading(ctx, db, "key of device "+deviceID, func(t *tx) (device.Credential, error) {
		row, err := t.DeviceCredential(ctx, deviceID, micros(db.now()))
		if err != nil {
			return device.Credential{}, orNotFound(err, device.ErrNotFound)
		}
		if row.PublicKey == "" {
			return device.Credential{TokenHash: row.TokenHash}, nil
		}
		key, err := fromBase64(row.PublicKey)
		return device.Credential{PublicKey: key}, err
	})
}
