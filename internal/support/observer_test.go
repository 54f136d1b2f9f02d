package support_test

import (
	"errors"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/support"
)

// An observer sees the line and the link, and changes nothing about either; nor does one invite anybody.
func TestAnObserverAnswersNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	asked := d.ask(d.phone, "VPN").RequestID
	d.link(d.phone)
	for what, act := range map[string]func(p access.Principal) error{
		"take":    func(p access.Principal) error { _, err := d.Take(t.Context(), p, asked); return err },
		"release": func(p access.Principal) error { _, err := d.Release(t.Context(), p, asked); return err },
		"close": func(p access.Principal) error {
			_, err := d.CloseHelp(t.Context(), p, asked, support.Resolved, "")
			return err
		},
		"escalate": func(p access.Principal) error {
			_, err := d.CloseHelp(t.Context(), p, asked, support.Escalate, "")
			return err
		},
		"assign":  func(p access.Principal) error { _, err := d.Assign(t.Context(), p, asked, d.mori.PersonID); return err },
		"helpers": func(p access.Principal) error { _, err := d.Helpers(t.Context(), p, asked); return err },
		"decline": func(p access.Principal) error { _, err := d.Decline(t.Context(), p, asked, "no"); return err },
		"call back": func(p access.Principal) error {
			_, err := d.CallBack(t.Context(), p, asked, noon.Add(time.Hour), "")
			return err
		},
		"snooze": func(p access.Principal) error {
			_, err := d.Snooze(t.Context(), p, asked, noon.Add(time.Hour))
			return err
		},
		"start for it": func(p access.Principal) error {
			in := mail(d.phone)
			in.HelpRequestID = asked
			_, _, err := d.Start(t.Context(), p, in)
			return err
		},
		"make a link":   func(p access.Principal) error { _, err := d.NewHelpLink(t.Context(), p, d.phone); return err },
		"revoke a link": func(p access.Principal) error { return d.RevokeHelpLink(t.Context(), p, d.phone) },
		"invite":        func(p access.Principal) error { _, _, err := d.Invite(t.Context(), p, "Printer", ""); return err },
	} {
		if err := act(d.ono); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("%s by an observer: %v, want ErrForbidden", what, err)
		}
	}
	if h := d.help(asked); h.State != support.HelpOpen || h.Version != 1 {
		t.Errorf("request %+v, want it as it was asked", h)
	}
	if list, err := d.Help(t.Context(), d.ono); err != nil || len(list) != 1 {
		t.Errorf("the line as an observer sees it: %v, %v, want one request", list, err)
	}
	if _, err := d.HelpLinkOf(t.Context(), d.ono, d.phone); err != nil {
		t.Errorf("the link as an observer sees it: %v", err)
	}
}

// What a technician invited leads nowhere once they only look on.
func TestACodeOfWhoBecameAnObserverIsVoid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, code, err := d.Invite(t.Context(), d.mori, "Printer", "")
	d.must(err)
	d.become(d.mori, func(p *access.Person) { p.Role = access.Observer })
	if _, err := d.RedeemShare(t.Context(), code); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("redeemed: %v, want ErrBadCode", err)
	}
	open, err := d.db.OpenSessions(t.Context())
	if err != nil || len(open) != 0 {
		t.Errorf("sessions %v, %v, want none", open, err)
	}
	if counts, err := d.db.CountDevices(t.Context(), device.Filter{Scope: device.Scope{All: true}, Lifecycle: device.InUse}); err != nil || counts.Matching != 3 {
		t.Errorf("%d devices in use, %v, want the three phones and no guest", counts.Matching, err)
	}
}
