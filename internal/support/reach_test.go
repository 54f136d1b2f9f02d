package support_test

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestNobodyBringsTheCode(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err       error
		delivered support.Delivered
		problem   string
	}{
		"no MDM or no key": {support.ErrNoWay, support.NotBrought, support.ReachNoWay},
		"the MDM refuses":  {&provider.Error{Kind: provider.Invalid}, support.Undelivered, support.ReachRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBranch(t)
			b.courier.err = tc.err
			ses := b.start(b.mori, b.ask(b.phone))
			at := b.want(ses.ID, support.Waiting).AtProvider
			if at.Finding != preflight.NoDelivery || at.Delivered != tc.delivered {
				t.Errorf("the session says %q, delivered %q", at.Finding, at.Delivered)
			}
			reaches, err := b.Reaches(t.Context(), b.mori, ses.ID)
			b.must(err)
			if len(reaches) != 1 || reaches[0].Outcome != support.ReachFailed || reaches[0].Problem != tc.problem {
				t.Errorf("reaches = %+v", reaches)
			}
			b.courier.err = nil
			_, err = b.SendAgain(t.Context(), b.mori, ses.ID, false)
			b.must(err)
			b.work()
			if at := b.stored(ses.ID).AtProvider; at.Finding != "" || at.Delivered != support.Ordered {
				t.Errorf("mended, the session says %q, delivered %q", at.Finding, at.Delivered)
			}
		})
	}
	t.Run("for a while is tried again", func(t *testing.T) {
		t.Parallel()
		b := newBranch(t)
		b.courier.err = passing{errors.New("busy")}
		ses := b.start(b.mori, b.ask(b.phone))
		if at := b.stored(ses.ID).AtProvider; at.Finding != "" || at.Delivered != support.NotBrought {
			t.Errorf("the session says %q, delivered %q", at.Finding, at.Delivered)
		}
		b.courier.err = nil
		b.after(2 * time.Second)
		if at := b.stored(ses.ID).AtProvider; at.Delivered != support.Ordered {
			t.Errorf("delivered = %q, want ordered", at.Delivered)
		}
	})
	t.Run("without a courier", func(t *testing.T) {
		t.Parallel()
		b := newBranch(t, func(cfg *support.Config) { cfg.Courier = nil })
		ses := b.start(b.mori, b.ask(b.phone))
		if at := b.want(ses.ID, support.Waiting).AtProvider; at.Finding != preflight.NoDelivery {
			t.Errorf("the session says %q", at.Finding)
		}
	})
}

func TestAProofThatOvertakesTheOrder(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses, _, err := b.Start(t.Context(), b.mori, b.ask(b.phone))
	b.must(err)
	fast := &fastCourier{courier: b.courier, proven: func(sessionID string) {
		b.must(b.Proven(context.Background(), sessionID, support.Proven, "at once"))
	}}
	b.open(b.join, func(cfg *support.Config) { cfg.Courier = fast })
	b.work()
	if at := b.stored(ses.ID); at.AtProvider.Delivered != support.Proven || at.DeliveredAt.IsZero() {
		t.Errorf("delivered = %q, want the proof to stay", at.AtProvider.Delivered)
	}
}

type fastCourier struct {
	*courier
	proven func(string)
}

func (c *fastCourier) Deliver(ctx context.Context, p support.Parcel) error {
	err := c.courier.Deliver(ctx, p)
	c.proven(p.SessionID)
	return err
}

func TestProofsThatMeanNothing(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.phone))
	if err := b.Proven(t.Context(), "ses_none", support.Proven, ""); !errors.Is(err, support.ErrNotFound) {
		t.Errorf("Proven of no session = %v, want ErrNotFound", err)
	}
	if _, ok := errors.AsType[*wire.FieldError](b.Proven(t.Context(), ses.ID, "lost", "")); !ok {
		t.Error("Proven took a state that values cannot be in")
	}
	b.must(b.Proven(t.Context(), ses.ID, support.Withdrawn, "before it ended"))
	if at := b.stored(ses.ID).AtProvider; at.Delivered != support.Ordered {
		t.Errorf("delivered = %q, want what is wanted there not to be withdrawn", at.Delivered)
	}
	b.must(b.Proven(t.Context(), ses.ID, support.Undelivered, strings.Repeat("x", 300)+"\n"))
	if at := b.stored(ses.ID).AtProvider; at.Delivered != support.Undelivered || at.Finding != preflight.NoDelivery || len([]rune(at.Evidence)) > 200 {
		t.Errorf("after a failure: %+v", at)
	}
}

func TestSendTheSameCodeAgain(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.phone))
	b.must(b.Proven(t.Context(), ses.ID, support.Proven, "report"))
	got, err := b.SendAgain(t.Context(), b.mori, ses.ID, false)
	b.must(err)
	if got.AtProvider.Delivered != support.NotBrought {
		t.Errorf("delivered = %q, want the proof of the first time not to count", got.AtProvider.Delivered)
	}
	b.work()
	parcels := b.courier.brought
	if len(parcels) != 2 || parcels[0].Again || !parcels[1].Again || parcels[0].Values[provider.SessionCode] != parcels[1].Values[provider.SessionCode] {
		t.Fatalf("brought %+v, want the same code once more, again", parcels)
	}
	if len(b.there.sessions) != 1 || b.stored(ses.ID).AtProvider.Delivered != support.Ordered {
		t.Errorf("%d codes, delivered %q", len(b.there.sessions), b.stored(ses.ID).AtProvider.Delivered)
	}
	for range 19 {
		_, err = b.SendAgain(t.Context(), b.mori, ses.ID, false)
		b.must(err)
	}
	if _, err = b.SendAgain(t.Context(), b.mori, ses.ID, false); !errors.Is(err, support.ErrTooOften) {
		t.Errorf("SendAgain for the 21st time = %v, want ErrTooOften", err)
	}
}

func TestANewCode(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	old := b.there.last()
	b.pass(9 * time.Minute)
	// A look at the old code is under way while the new one is asked for; what it saw comes too late.
	look, err := b.db.ClaimJobs(t.Context(), "other", b.time(), b.time().Add(time.Minute), 1)
	b.must(err)
	_, err = b.SendAgain(t.Context(), b.mori, ses.ID, true)
	b.must(err)
	b.want(ses.ID, support.Requested)
	b.must(b.Handlers()[look[0].Kind](t.Context(), look[0]))
	b.work()
	at := b.want(ses.ID, support.Waiting)
	if old.open || b.there.stillOpen() != 1 || at.AtProvider.Reference == old.reference || at.AtProvider.Retired != "" {
		t.Errorf("old open %t, %d open, reference %s", old.open, b.there.stillOpen(), at.AtProvider.Reference)
	}
	if !at.DeadlineAt.Equal(b.time().Add(10*time.Minute)) || !at.AtProvider.OnlineAt.IsZero() {
		t.Errorf("the new code ends at %v; online since %v", at.DeadlineAt, at.AtProvider.OnlineAt)
	}
	if got := b.courier.lies[ses.ID].Values[provider.SessionCode]; got != at.AtProvider.Code {
		t.Errorf("on the device is %q, want %q", got, at.AtProvider.Code)
	}
	b.after(10 * time.Second)
	b.want(ses.ID, support.Waiting)
	_, err = b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
	b.must(err)
	if _, err := b.SendAgain(t.Context(), b.mori, ses.ID, true); err == nil {
		t.Error("a handed-over code was replaced")
	}
}

// A code that is ended while the old one is still to be closed leaves neither open.
func TestANewCodeThatIsGivenUp(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	b.there.change(func() { b.there.down = &provider.Error{Kind: provider.Unavailable} })
	_, err := b.SendAgain(t.Context(), b.mori, ses.ID, true)
	b.must(err)
	b.after(5 * time.Second)
	b.want(ses.ID, support.Requested)
	_, err = b.End(t.Context(), b.mori, ses.ID, "", "")
	b.must(err)
	b.after(5 * time.Second)
	b.there.change(func() { b.there.down = nil })
	b.after(30 * time.Second)
	if b.there.stillOpen() != 0 || len(b.courier.lies) != 0 {
		t.Errorf("%d codes are open, %v lies on devices", b.there.stillOpen(), b.courier.lies)
	}
}

func TestReachTheUser(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	ways, err := b.ReachWays(t.Context(), b.mori, ses.ID)
	b.must(err)
	wantList(t, "ways", ways, support.ByCopiedLink, support.ByQRCode, support.BySpokenCode, support.ByEmail, support.ByText)

	got, err := b.ReachUser(t.Context(), b.mori, ses.ID, support.ByCopiedLink)
	b.must(err)
	if got.Outcome != support.ReachShown {
		t.Errorf("copied link: %+v", got)
	}
	got, err = b.ReachUser(t.Context(), b.mori, ses.ID, support.ByEmail)
	b.must(err)
	if got.Outcome != support.ReachSent || got.To != "…@example.com" || len(b.post.sent) != 1 {
		t.Errorf("e-mail: %+v, %d sent", got, len(b.post.sent))
	}
	link := b.stored(ses.ID).AtProvider.UserLink
	for _, part := range []string{"Kita Ltd", "Mori", "help desk", "ヘルプデスク"} {
		if !strings.Contains(b.post.sent[0], part) {
			t.Errorf("the message lacks %q: %s", part, b.post.sent[0])
		}
	}
	if strings.Count(b.post.sent[0], link+"\n")+strings.Count(b.post.sent[0]+"\n", "\n"+link+"\n") < 2 {
		t.Errorf("the link does not stand by itself in both languages: %s", b.post.sent[0])
	}
	b.post.err = errors.New("550 no")
	got, err = b.ReachUser(t.Context(), b.mori, ses.ID, support.ByText)
	b.must(err)
	if got.Outcome != support.ReachFailed || got.Problem != support.ReachRefused || got.To != "…678" {
		t.Errorf("text message: %+v", got)
	}
	if _, err := b.ReachUser(t.Context(), b.mori, ses.ID, support.ByMDM); !errors.Is(err, support.ErrNoWay) {
		t.Errorf("a way that is not set up = %v, want ErrNoWay", err)
	}
	b.post.err = nil
	for range 4 {
		_, err := b.ReachUser(t.Context(), b.mori, ses.ID, support.ByEmail)
		b.must(err)
	}
	if _, err := b.ReachUser(t.Context(), b.mori, ses.ID, support.ByEmail); !errors.Is(err, support.ErrTooOften) || len(b.post.sent) != 5 {
		t.Errorf("the sixth e-mail = %v, want ErrTooOften; %d sent", err, len(b.post.sent))
	}
	reached := 0
	for _, r := range b.records(audit.Filter{SessionID: ses.ID, Action: audit.SessionReached}) {
		reached++
		if strings.Contains(r.Details["channel"], "example") || len(r.Details) != 1 {
			t.Errorf("the record says %v", r.Details)
		}
	}
	if reached != 7 {
		t.Errorf("%d records of tries, want 7", reached)
	}
}

func TestWhoMayReachTheUser(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	try := map[string]func(access.Principal) error{
		"reach": func(p access.Principal) error {
			_, err := b.ReachUser(t.Context(), p, ses.ID, support.ByQRCode)
			return err
		},
		"again": func(p access.Principal) error { _, err := b.SendAgain(t.Context(), p, ses.ID, false); return err },
		"code":  func(p access.Principal) error { _, _, err := b.SpokenCode(t.Context(), p, ses.ID); return err },
	}
	for name, do := range try {
		for _, p := range []access.Principal{b.sato, b.ono} {
			if err := do(p); !errors.Is(err, access.ErrForbidden) {
				t.Errorf("%s by %s = %v, want ErrForbidden", name, p.Name, err)
			}
		}
		if err := do(access.Principal{PersonID: "usr_x", Rights: access.Rights[access.Technician]}); !errors.Is(err, support.ErrNotFound) {
			t.Errorf("%s by who cannot see the device = %v, want ErrNotFound", name, err)
		}
		b.must(do(b.mori))
		b.must(do(b.abe))
	}
	if _, ok := errors.AsType[*wire.FieldError](second(b.ReachUser(t.Context(), b.mori, ses.ID, "pigeon"))); !ok {
		t.Error("a channel there is none of was taken")
	}
	engine := b.start(b.sato, mail(b.tablet))
	if err := second(b.ReachUser(t.Context(), b.sato, engine.ID, support.ByEmail)); !errors.Is(err, support.ErrNoWay) {
		t.Errorf("a session without a link = %v, want ErrNoWay", err)
	}
	_, err := b.End(t.Context(), b.mori, ses.ID, "", "")
	b.must(err)
	for name, do := range try {
		if err := do(b.mori); !errors.Is(err, support.ErrEnded) {
			t.Errorf("%s after the end = %v, want ErrEnded", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestASpokenCode(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	first, expires, err := b.SpokenCode(t.Context(), b.mori, ses.ID)
	b.must(err)
	if !regexp.MustCompile(`^\d{9}$`).MatchString(first) || expires.After(b.time().Add(10*time.Minute)) || expires.After(b.stored(ses.ID).AtProvider.ExpiresAt) {
		t.Errorf("code %q until %v", first, expires)
	}
	code, _, err := b.SpokenCode(t.Context(), b.mori, ses.ID)
	b.must(err)
	if _, err := b.RedeemSpoken(t.Context(), first); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("the code before = %v, want ErrBadCode", err)
	}
	for _, bad := range []string{"", "12345678", "abcdefghi", strings.Repeat("1", 100)} {
		_, err := b.RedeemSpoken(t.Context(), bad)
		b.wantInput(bad, err, "code")
	}
	if _, err := b.RedeemShare(t.Context(), code); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("the code opened a share: %v", err)
	}
	got, err := b.RedeemSpoken(t.Context(), code[:3]+"-"+code[3:6]+" "+code[6:])
	b.must(err)
	if got.Link != b.stored(ses.ID).AtProvider.UserLink || got.TechnicianName != "Mori" || got.Company != "Kita Ltd" {
		t.Errorf("RedeemSpoken = %+v", got)
	}
	if _, err := b.RedeemSpoken(t.Context(), code); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("the second time = %v, want ErrBadCode", err)
	}
	b.want(ses.ID, support.UserReady) // it only selects
	if !slices.Contains(b.channels(ses.ID), "spoken_code proven") {
		t.Errorf("reaches = %v", b.channels(ses.ID))
	}

	late, expires, err := b.SpokenCode(t.Context(), b.mori, ses.ID)
	b.must(err)
	b.pass(expires.Sub(b.time()))
	if _, err := b.RedeemSpoken(t.Context(), late); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("after its time = %v, want ErrBadCode", err)
	}

	again := b.ready()
	last, _, err := b.SpokenCode(t.Context(), b.mori, again.ID)
	b.must(err)
	_, err = b.End(t.Context(), b.mori, again.ID, "", "")
	b.must(err)
	if _, err := b.RedeemSpoken(t.Context(), last); !errors.Is(err, support.ErrBadCode) {
		t.Errorf("after the end = %v, want ErrBadCode", err)
	}
}

func TestWays(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	b.start(b.sato, mail(b.phone))
	ways, err := b.Ways(t.Context(), b.mori, b.phone)
	b.must(err)
	var names []string
	for _, w := range ways {
		names = append(names, w.Provider+" "+string(w.Mode))
		if !slices.ContainsFunc(w.Findings, func(f preflight.Finding) bool { return f.Code == preflight.DeviceBusy }) {
			t.Errorf("%s %s does not say that the device is busy: %v", w.Provider, w.Mode, w.Findings)
		}
	}
	wantList(t, "ways", names, "teamviewer attended", "teamviewer unattended", "builtin attended", "builtin unattended")
	if _, err := b.Ways(t.Context(), access.Principal{Rights: access.Rights[access.Technician]}, b.phone); !errors.Is(err, device.ErrNotFound) {
		t.Errorf("Ways of a device that one cannot see = %v, want device.ErrNotFound", err)
	}
}
