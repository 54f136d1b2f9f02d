package support_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestAComputerIsSharedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sh, code, err := d.Invite(t.Context(), d.kita, "Printer", "T-2")
	d.must(err)
	if len(code) != 9 || strings.Trim(code, "0123456789") != "" {
		t.Fatalf("code %q, want 9 digits", code)
	}
	if _, state, err := d.ShareState(t.Context(), d.kita, sh.ID); err != nil || state != support.ShareWaiting {
		t.Errorf("share is %s, %v, want waiting", state, err)
	}
	if _, _, err := d.ShareState(t.Context(), d.mori, sh.ID); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("another's share = %v, want ErrNotFound", err)
	}
	guest, err := d.RedeemShare(t.Context(), code[:3]+" "+code[3:6]+"-"+code[6:])
	d.must(err)
	if guest.TechnicianName != "Kita" || guest.Reason != "Printer" || guest.ExpiresAt != noon.Add(time.Hour) {
		t.Errorf("guest = %+v", guest)
	}
	got, state, err := d.ShareState(t.Context(), d.kita, sh.ID)
	if err != nil || state != support.ShareRedeemed || got.SessionID != guest.SessionID || got.DeviceID != guest.DeviceID {
		t.Errorf("share is %+v (%s), %v, want it redeemed with device and session", got, state, err)
	}
	if key, err := d.db.Key(t.Context(), guest.DeviceID); err != nil || key.TokenHash != guest.Token.Hash() {
		t.Errorf("Key = %+v, %v, want the guest's token to count", key, err)
	}
	if _, err := d.RedeemShare(t.Context(), code); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("the code again = %v, want ErrBadCode", err)
	}

	d.line.set(guest.DeviceID, true)
	d.work()
	// Kita sees devices of one group only, and a guest is in none: what one started is one's own to see.
	ses, err := d.Session(t.Context(), d.kita, guest.SessionID)
	d.must(err)
	if ses.State != support.Waiting || ses.TechnicianID != d.kita.PersonID || !slices.Equal(ses.Rights, []access.Right{access.View}) || ses.Ticket != "T-2" {
		t.Errorf("session = %+v, want it waiting, Kita's, to view", ses)
	}
	if page, err := d.Sessions(t.Context(), d.kita, support.SessionFilter{TechnicianID: d.kita.PersonID, Limit: 10}); err != nil || len(page.Sessions) != 1 {
		t.Errorf("Kita's own sessions = %v, %v, want one", page.Sessions, err)
	}
	d.must(d.Answer(t.Context(), guest.DeviceID, wire.Answer{SessionID: ses.ID, Accepted: true}))
	d.must(d.MediaConnected(t.Context(), ses.ID))
	if d.rooms.codec[ses.ID] != "VP8" {
		t.Errorf("the room's codec is %q, want VP8 as browsers send it", d.rooms.codec[ses.ID])
	}
	d.must(d.PersonChanged(t.Context(), d.kita.PersonID)) // a guest in no group is no reason to end it
	if d.stored(ses.ID).State != support.Active {
		t.Fatal("the session ended though nothing was lost")
	}
	grant, _, err := d.Join(t.Context(), d.kita, ses.ID)
	d.must(err)
	_, err = d.Redeem(t.Context(), d.kita, ses.ID, grant)
	d.must(err)
	d.must(d.ViewerJoined(t.Context(), ses.ID, d.kita.PersonID))

	_, err = d.End(t.Context(), d.kita, ses.ID, "", "")
	d.must(err)
	d.work()
	if _, err := d.db.Key(t.Context(), guest.DeviceID); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("the guest's token after the session = %v, want it void", err)
	}
	if !slices.Contains(d.line.closed, guest.DeviceID) {
		t.Error("the guest's link was left open")
	}
}

func TestBadCodes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sh, code, err := d.Invite(t.Context(), d.mori, "Printer", "")
	d.must(err)
	for _, bad := range []string{"", "12345678", "1234567890", "12345678x", strings.Repeat("1 ", 1000)} {
		_, err := d.RedeemShare(t.Context(), bad)
		d.wantInput(bad[:min(len(bad), 20)], err, "code")
	}
	d.pass(10 * time.Minute)
	if _, err := d.RedeemShare(t.Context(), code); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("an expired code = %v, want ErrBadCode", err)
	}
	if _, state, err := d.ShareState(t.Context(), d.mori, sh.ID); err != nil || state != support.ShareExpired {
		t.Errorf("share is %s, %v, want expired", state, err)
	}
}

func TestAnInvitationEndsWithItsTechnician(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, code, err := d.Invite(t.Context(), d.mori, "Printer", "")
	d.must(err)
	d.become(d.mori, func(p *access.Person) { p.DisabledAt = noon })
	if _, err := d.RedeemShare(t.Context(), code); !errors.Is(err, support.ErrBadCode) {
		t.Fatalf("the code of a disabled technician = %v, want ErrBadCode", err)
	}
	page, err := d.db.Devices(t.Context(), device.Filter{Management: device.Guest, Lifecycle: device.InUse, Scope: device.Scope{All: true}, Limit: 10})
	if err != nil || len(page.Devices) != 0 {
		t.Errorf("guests in use: %v, %v, want none", page.Devices, err)
	}
}

func TestAGuestAsksForNoHelp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, code, err := d.Invite(t.Context(), d.mori, "Printer", "")
	d.must(err)
	guest, err := d.RedeemShare(t.Context(), code)
	d.must(err)
	if _, err := d.Ask(t.Context(), guest.DeviceID, wire.Ask{}); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("Ask = %v, want ErrForbidden", err)
	}
}
