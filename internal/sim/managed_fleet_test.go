package sim

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/mdm/simulated"
	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
)

// A whole fleet comes under management, is woken by pushes, and remembers what is on its phones over a restart.
func TestAManagedFleet(t *testing.T) {
	t.Parallel()
	b := newBackend(t)
	c := &company{t: t, heard: newNews(), reports: map[string]mdm.Report{}}
	c.mdm = simulated.New(simulated.Config{Connection: "mdm_sim", Store: storagetest.Open(t), Listener: c, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	server := httptest.NewServer(c.mdm.Handler())
	t.Cleanup(server.Close)
	ctx, stopTelling := context.WithCancel(context.Background())
	var telling sync.WaitGroup
	telling.Go(func() { c.mdm.Run(ctx) })
	t.Cleanup(func() { stopTelling(); telling.Wait() })

	path := filepath.Join(t.TempDir(), "fleet.json")
	managed := func(cfg *Config) {
		cfg.AutoAnswer = true
		cfg.MDM = MDM{URL: server.URL, PushToken: c.mdm.PushToken, Enroll: func(ctx context.Context, deviceID, management string) (id.Secret, error) {
			return c.mdm.Enroll(ctx, deviceID, device.Management(management))
		}}
		cfg.Paces = Paces{Install: time.Millisecond, Retry: time.Millisecond}
	}
	f := aFleet(t, on(b, path, managed))
	stop := run(t, f)
	<-f.Ready()
	var first *member
	for _, m := range f.members {
		if m.spec.Standing == Connected {
			c.reported(m.handset, "a report of "+m.spec.Device.ID, func(mdm.Report) bool { return true })
		}
		if _, err := c.mdm.Report(t.Context(), m.spec.Device.ID); m.spec.Standing == NeverSeen && err == nil {
			t.Errorf("%s was never seen, and the MDM knows it", m.spec.Device.ID)
		}
		if first == nil && m.spec.Device.Management == AndroidDeviceOwner && m.spec.Standing == Connected {
			first = m
		}
	}
	r := c.order(first.handset, quickSupportFor(""))
	c.isIn(first.handset, quickSupportAndroid, mdm.AppInstalled, "", r.Ref)
	first.handset.must(t, ActOpen, quickSupportAndroid)
	first.handset.until(t, "terms accepted", func(*HandsetView) bool {
		first.handset.mu.Lock()
		defer first.handset.mu.Unlock()
		return first.handset.Apps[quickSupportAndroid].Agreed
	})
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	again := aFleet(t, on(b, path, managed))
	kept := again.byID[first.spec.Device.ID].handset
	if a := kept.Apps[quickSupportAndroid]; !a.there() || !a.Agreed || !a.Managed {
		t.Errorf("after a restart the phone has %+v", a)
	}
	before, err := c.mdm.Report(t.Context(), first.spec.Device.ID)
	if err != nil {
		t.Fatal(err)
	}
	run(t, again)
	c.reported(kept, "it goes on where it was", func(r mdm.Report) bool {
		return r.At.After(before.At) && len(r.Apps) > 0 && r.Apps[0].State == mdm.AppInstalled
	})
}

func TestThePageActsOnSupportApps(t *testing.T) {
	t.Parallel()
	s := aSite(t)
	path := "/sim/devices/" + s.id
	for _, one := range []struct {
		body   string
		status int
		code   string
	}{
		{`{"action":"open","text":"com.example.none"}`, http.StatusNotFound, "unknown_app"},
		{`{"action":"agree","text":"1"}`, http.StatusConflict, "no_prompt"},
		{`{"action":"service","text":"x"}`, http.StatusNotFound, "unknown_app"},
		{`{"action":"reboot"}`, http.StatusNoContent, ""},
		{`{"action":"power_off"}`, http.StatusNoContent, ""},
		{`{"action":"dance"}`, http.StatusBadRequest, "unknown_action"},
	} {
		r, body := s.post(path+"/user", one.body)
		if r.StatusCode != one.status || !strings.Contains(string(body), one.code) {
			t.Errorf("%s: %d %s, want %d %s", one.body, r.StatusCode, body, one.status, one.code)
		}
	}
	_, text := s.events(path + "/state")()
	if !strings.Contains(text, `"handset":{"mdm":"none"}`) {
		t.Errorf("the page is told %s", text)
	}
}

func TestAFleetsMDMIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Config){
		"half":           func(c *Config) { c.MDM.PushToken = func() id.Secret { return "" } },
		"no address":     func(c *Config) { c.MDM.URL = "sim-mdm" },
		"no TeamViewer":  func(c *Config) { c.TeamViewer = "ftp://example.com" },
		"no address two": func(c *Config) { c.TeamViewer = "://" },
	} {
		cfg := Config{Server: "http://127.0.0.1:1", AdminToken: "secret", N: 1, StateFile: filepath.Join(t.TempDir(), "fleet.json"), Media: noMedia{},
			Log: slog.New(slog.DiscardHandler), Now: time.Now}
		change(&cfg)
		if _, err := Open(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
