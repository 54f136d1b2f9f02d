package storage_test

import (
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/storage"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
	"github.com/helpatwork/helpatwork/internal/support"
)

var _ storagetest.Store = (*storage.DB)(nil)

func TestSmoke(t *testing.T) {
	db := storagetest.Open(t)
	ids, err := db.ImportDevices(t.Context(), []device.Imported{
		{Device: device.Device{Name: "Pixel", Platform: device.Android, Lifecycle: device.InUse, Serial: "S1", Owner: device.Owner{Name: "田中 花子", Kana: "たなか はなこ"}, Location: "東京支店"}, Groups: []string{"Tokyo"}},
		{Device: device.Device{Name: "iPad", Platform: device.IOS, Lifecycle: device.InUse, Owner: device.Owner{Name: "Suzuki"}}},
	}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"", "東京", "タナカ", "たなか", "ﾀﾅｶ", "pix", "Ｐｉｘｅｌ", "京", "tok", `"`, `pi"x`, "田中 S1"} {
		p, err := db.Devices(t.Context(), device.Filter{Search: s, Scope: device.Scope{All: true}, Limit: 10})
		c, err2 := db.CountDevices(t.Context(), device.Filter{Search: s, Scope: device.Scope{All: true}, Limit: 10})
		t.Log(s, len(p.Devices), err, c, err2)
	}
	if err := db.CreateSession(t.Context(), support.Session{ID: "ses_1", DeviceID: ids[0], State: support.Requested}, support.Writes{}, "", nil); err != nil {
		t.Fatal(err)
	}
	t.Log(db.CreateSession(t.Context(), support.Session{ID: "ses_2", DeviceID: ids[0], State: support.Requested}, support.Writes{}, "", nil))
	t.Log(db.Devices(t.Context(), device.Filter{InSession: true, Scope: device.Scope{All: true}, Limit: 10}))
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
}
