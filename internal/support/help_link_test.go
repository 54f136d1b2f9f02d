package support_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/support"
)

// front is how the help desk shows itself in a test.
type front struct {
	shown support.Front
	err   error
}

func (f front) Front(context.Context) (support.Front, error) { return f.shown, f.err }

var openDesk = support.Front{Company: "Example KK", Phone: "+81 3 0000 0000", TimeZone: "Asia/Tokyo", OpenNow: true,
	Hours: []support.OpenHours{{Day: time.Monday, From: 540, To: 1080}}}

func (d *desk) link(deviceID string) id.Secret {
	d.t.Helper()
	token, err := d.NewHelpLink(d.t.Context(), d.mori, deviceID)
	d.must(err)
	return token
}

func TestALinkAsksShowsAndCancels(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(cfg *support.Config) { cfg.Fronts = front{shown: openDesk} })
	token := d.link(d.away)
	if len(token) < 26 {
		t.Fatalf("token of %d characters, want one that nobody guesses", len(token))
	}
	view, err := d.HelpByLink(t.Context(), token)
	if err != nil || view.State != "" || view.Company != "Example KK" || !view.OpenNow || view.Phone != openDesk.Phone || len(view.Hours) != 1 {
		t.Fatalf("before asking %+v, %v, want the front alone", view, err)
	}
	d.ask(d.phone, "")
	d.pass(time.Second)
	view, err = d.AskByLink(t.Context(), token, "")
	if err != nil || view.State != support.HelpOpen || view.Place != 2 {
		t.Fatalf("asked %+v, %v, want place 2", view, err)
	}
	if again, err := d.AskByLink(t.Context(), token, "VPN\x00"); err != nil || again.Place != 2 {
		t.Errorf("asked again %+v, %v, want the same", again, err)
	}
	list, err := d.Help(t.Context(), d.mori)
	d.must(err)
	if len(list) != 2 || list[1].DeviceID != d.away || list[1].Text != "VPN" {
		t.Errorf("list %+v, want one request of the device with its words", list)
	}
	_, err = d.Take(t.Context(), d.mori, list[1].ID)
	d.must(err)
	at := noon.Add(time.Hour)
	_, err = d.CallBack(t.Context(), d.mori, list[1].ID, at, "After lunch")
	d.must(err)
	if view, err = d.HelpByLink(t.Context(), token); err != nil || view.State != support.HelpTaken || view.Answer != "After lunch" || !view.CallBackAt.Equal(at) || view.Place != 0 {
		t.Errorf("taken: %+v, %v", view, err)
	}
	if view, err = d.CancelByLink(t.Context(), token); err != nil || view.State != "" || d.help(list[1].ID).State != support.HelpCancelled {
		t.Errorf("cancelled: %+v, %v", view, err)
	}
	if _, err = d.CancelByLink(t.Context(), token); err != nil {
		t.Errorf("cancelling nothing: %v", err)
	}
}

func TestALinkShowsNobodyAndNothingOfTheDevice(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(cfg *support.Config) { cfg.Fronts = front{shown: openDesk} })
	got, err := d.db.Device(t.Context(), d.phone, device.Scope{All: true})
	d.must(err)
	got.Name, got.Owner, got.Serial, got.AssetTag = "Suzukis Pixel", device.Owner{Name: "Suzuki Ichiro", Email: "suzuki@example.com"}, "SN-SECRET", "AT-SECRET"
	_, err = d.db.ImportDevices(t.Context(), []device.Imported{{Device: got}}, noon)
	d.must(err)
	token := d.link(d.phone)
	view, err := d.AskByLink(t.Context(), token, "my private words")
	d.must(err)
	h := d.stands(d.phone)
	_, err = d.Take(t.Context(), d.mori, h.RequestID)
	d.must(err)
	taken, err := d.HelpByLink(t.Context(), token)
	d.must(err)
	text, err := json.Marshal([]support.HelpView{view, taken})
	d.must(err)
	for _, hidden := range []string{"Suzuki", "SECRET", "private", "Mori", d.phone, h.RequestID, token.Reveal(), d.mori.PersonID} {
		if strings.Contains(string(text), hidden) {
			t.Errorf("the page shows %q: %s", hidden, text)
		}
	}
}

func TestOnlyTheNewestLinkOfADeviceWorks(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	old, other := d.link(d.phone), d.link(d.tablet)
	token := d.link(d.phone)
	d.wantNoLink("made anew", old)
	for _, works := range []id.Secret{token, other} {
		if _, err := d.HelpByLink(t.Context(), works); err != nil {
			t.Errorf("a good link: %v", err)
		}
	}
	link, err := d.HelpLinkOf(t.Context(), d.ono, d.phone)
	if err != nil || link.CreatedBy != d.mori.Actor() || link.CreatedAt != noon || link.Hash != "" {
		t.Errorf("link %+v, %v, want who made it and when, without its hash", link, err)
	}
	d.must(d.RevokeHelpLink(t.Context(), d.mori, d.phone))
	d.wantNoLink("revoked", token)
	if err := d.RevokeHelpLink(t.Context(), d.mori, d.phone); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("revoking nothing: %v, want ErrNotFound", err)
	}
	d.wantNoLink("unknown", id.NewSecret())
	d.wantNoLink("empty", "")
	d.wantNoLink("the hash itself", id.Secret(token.Hash()))
	if got := d.helpLog(d.phone); !slices.Equal(got, []audit.Action{audit.HelpLinkMade, audit.HelpLinkMade, audit.HelpLinkRevoked}) {
		t.Errorf("log %v", got)
	}
	for _, r := range d.records(audit.Filter{}) {
		if text, err := json.Marshal(r); err != nil || strings.Contains(string(text), token.Reveal()) || strings.Contains(string(text), token.Hash()) {
			t.Errorf("the log tells the token: %s", text)
		}
	}
}

func (d *desk) wantNoLink(what string, token id.Secret) {
	d.t.Helper()
	for name, err := range map[string]error{"show": second(d.HelpByLink(d.t.Context(), token)),
		"ask": second(d.AskByLink(d.t.Context(), token, "")), "cancel": second(d.CancelByLink(d.t.Context(), token))} {
		if !errors.Is(err, support.ErrNotFound) {
			d.t.Errorf("%s by a link that is %s: %v, want ErrNotFound", name, what, err)
		}
	}
}

func TestALinkEndsWithItsDevice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.link(d.phone)
	got, err := d.db.Device(t.Context(), d.phone, device.Scope{All: true})
	d.must(err)
	got.Lifecycle = device.Retired
	_, err = d.db.ImportDevices(t.Context(), []device.Imported{{Device: got}}, noon)
	d.must(err)
	d.wantNoLink("of a retired device", token)
	if _, err := d.NewHelpLink(t.Context(), d.mori, d.phone); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("a link of a retired device: %v, want device.ErrNotFound", err)
	}
}

func TestWhoMayMakeALink(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	far := d.person("Far", access.Technician, false)
	for name, tc := range map[string]struct {
		p      access.Principal
		device string
		want   error
	}{
		"nobody":                          {access.Principal{}, d.phone, access.ErrForbidden},
		"one who does not see the device": {far, d.phone, device.ErrNotFound},
		"for no device":                   {d.mori, "dev_none", device.ErrNotFound},
		"one of its group":                {d.kita, d.phone, nil},
	} {
		if _, err := d.NewHelpLink(t.Context(), tc.p, tc.device); !errors.Is(err, tc.want) {
			t.Errorf("%s makes one: %v, want %v", name, err, tc.want)
		}
		if err := d.RevokeHelpLink(t.Context(), tc.p, tc.device); !errors.Is(err, tc.want) {
			t.Errorf("%s revokes it: %v, want %v", name, err, tc.want)
		}
		if tc.want != nil {
			if _, err := d.HelpLinkOf(t.Context(), tc.p, tc.device); !errors.Is(err, tc.want) {
				t.Errorf("%s looks at it: %v, want %v", name, err, tc.want)
			}
		}
	}
}

func TestALinkThatLeakedMakesNoFlood(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token := d.link(d.phone)
	for range 10 {
		d.pass(time.Second)
		_, err := d.AskByLink(t.Context(), token, "")
		d.must(err)
		_, err = d.CancelByLink(t.Context(), token)
		d.must(err)
	}
	if _, err := d.AskByLink(t.Context(), token, ""); !errors.Is(err, access.ErrTooMany) {
		t.Errorf("the 11th in an hour: %v, want ErrTooMany", err)
	}
	d.pass(time.Hour)
	if view, err := d.AskByLink(t.Context(), token, ""); err != nil || view.State != support.HelpOpen {
		t.Errorf("an hour later: %+v, %v, want it asked", view, err)
	}
	for range 20 { // what is open already is shown however often it is asked for
		if _, err := d.AskByLink(t.Context(), token, ""); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheHelpPageWorksWithoutBranding(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*support.Config){
		"none": func(*support.Config) {}, "broken": func(cfg *support.Config) { cfg.Fronts = front{err: errors.New("disk is gone")} },
	} {
		d := newDesk(t, change)
		if view, err := d.AskByLink(t.Context(), d.link(d.phone), ""); err != nil || view.State != support.HelpOpen || view.Company != "Example" {
			t.Errorf("%s: %+v, %v, want it asked", name, view, err)
		}
	}
}
