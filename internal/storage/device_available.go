package storage

import (
	"context"
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
)

// judgedRows is how many devices one statement marks.
const judgedRows = 200

// SetAvailable implements device.Store. Rows that say so already are not written again: a run over the whole fleet that
// changes nothing writes nothing.
func (db *DB) SetAvailable(ctx context.Context, judged map[string]device.Known) error {
	byAnswer := map[device.Known][]string{}
	for deviceID, answer := range judged {
		byAnswer[answer] = append(byAnswer[answer], deviceID)
	}
	return db.write(ctx, "set availability", func(t *tx) error {
		for _, answer := range []device.Known{device.Yes, device.No, device.Unknown} {
			slices.Sort(byAnswer[answer]) // two nodes that judge at once must not wait for each other
			for batch := range slices.Chunk(byAnswer[answer], judgedRows) {
				if err := t.markAvailable(ctx, answer, batch); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (t *tx) markAvailable(ctx context.Context, answer device.Known, deviceIDs []string) error {
	var values args
	value := values.add(string(answer))
	_, err := t.ExecContext(ctx, "UPDATE device SET available = "+value+" WHERE id IN ("+addAll(&values, deviceIDs)+
		") AND available <> "+value, values...)
	return err
}

// DevicesAfter implements device.Store.
func (db *DB) DevicesAfter(ctx context.Context, afterID string, limit int) ([]device.Device, error) {
	return reading(ctx, db, "devices after "+afterID, func(t *tx) ([]device.Device, error) {
		ids, err := t.DeviceIDsAfter(ctx, afterID, int32(pageLimit(limit)))
		if err != nil {
			return nil, err
		}
		devices, err := t.devices(ctx, ids)
		slices.SortFunc(devices, func(a, b device.Device) int { return strings.Compare(a.ID, b.ID) })
		return devices, err
	})
}
