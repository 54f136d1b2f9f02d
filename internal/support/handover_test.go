package support_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestTheWholeWayAtTheProvider(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.phone))
	asked := b.there.asked[0]
	if asked.SessionID != ses.ID || asked.UserName != "Hana" || asked.UserEmail != "hana@example.com" || asked.Company != "Kita Ltd" ||
		asked.NoticeVersion != 7 || asked.TechnicianID != b.mori.PersonID || asked.DeviceName == "" || !asked.ValidUntil.Equal(noon.Add(10*time.Minute)) {
		t.Errorf("the provider was asked with %+v", asked)
	}
	at := b.want(ses.ID, support.Waiting)
	if at.NoticeVersion != 7 || at.AtProvider.Code != "s12-345-000" || at.AtProvider.Delivered != support.Ordered || !at.DeadlineAt.Equal(asked.ValidUntil) {
		t.Errorf("the session is kept as %+v until %v", at.AtProvider, at.DeadlineAt)
	}
	wantList(t, "on the device", keysOf(b.courier.lies), ses.ID)

	b.pass(time.Second) // reaches of one moment are in no order
	b.must(b.Proven(t.Context(), ses.ID, support.Proven, "report of the MDM"))
	b.must(b.Proven(t.Context(), ses.ID, support.Proven, "report of the MDM"))
	if at = b.want(ses.ID, support.Waiting); at.DeliveredAt != noon.Add(time.Second) || at.AtProvider.Delivered != support.Proven {
		t.Errorf("after the proof: delivered at %v, %s", at.DeliveredAt, at.AtProvider.Delivered)
	}
	online := func(on bool) { b.there.change(func() { b.there.sessions[0].online = on }) }
	online(true)
	b.after(3 * time.Second)
	b.want(ses.ID, support.UserReady)
	online(false)
	b.after(3 * time.Second)
	if at = b.want(ses.ID, support.Waiting); at.AtProvider.GoneAt.IsZero() || !strings.Contains(at.AtProvider.Evidence, "online false") {
		t.Errorf("the user left, and the session says %+v", at.AtProvider)
	}
	online(true)
	b.after(3 * time.Second)
	if at = b.want(ses.ID, support.UserReady); !at.AtProvider.GoneAt.IsZero() {
		t.Error("the user is back and still gone")
	}
	link, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
	b.must(err)
	if link.Reveal() != "https://get.example/s12-345-000-desktopsecret" {
		t.Errorf("link = %q", link.Reveal())
	}
	b.want(ses.ID, support.HandedOver)
	b.there.change(func() { b.there.sessions[0].connected = b.now })
	b.after(15 * time.Second)
	if at = b.want(ses.ID, support.HandedOver); at.AtProvider.ConnectedAt.IsZero() {
		t.Error("the connection is in a report and not in the session")
	}
	b.there.change(func() { b.there.sessions[0].over = b.now })
	b.after(15 * time.Second)
	if ended := b.wantEnded(ses.ID, support.EndedAtProvider); ended.AtProvider.EndedAt.IsZero() || ended.EndUnconfirmed() {
		t.Errorf("ended as %+v", ended.AtProvider)
	}
	if b.there.stillOpen() != 0 || len(b.courier.lies) != 0 || b.stored(ses.ID).AtProvider.Delivered != support.Withdrawing {
		t.Errorf("after the end %d codes are open and %v lies on the device", b.there.stillOpen(), b.courier.lies)
	}
	b.must(b.Proven(t.Context(), ses.ID, support.Withdrawn, "report of the MDM"))
	b.must(b.Proven(t.Context(), ses.ID, support.Proven, "a late report"))
	if got := b.stored(ses.ID).AtProvider.Delivered; got != support.Withdrawn {
		t.Errorf("delivered = %s, want withdrawn to stay", got)
	}
	wantRecords(t, b.actions(ses.ID), audit.SessionRequested, audit.SessionWaiting, audit.SessionDelivered, audit.SessionUserReady,
		audit.SessionUserGone, audit.SessionUserReady, audit.SessionHandedOver, audit.SessionEnded, audit.SessionWithdrawn)
	wantList(t, "reaches", b.channels(ses.ID), "configuration sent", "configuration proven")
	b.after(time.Minute)
	if n := b.pending(); n != 0 {
		t.Errorf("%d jobs are left", n)
	}
}

func TestOnlyOneLooksAndAPaceApart(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.phone))
	before := b.stored(ses.ID).Version
	b.after(time.Minute)
	if n := b.there.looks; n < 19 || n > 31 {
		t.Errorf("%d looks in a minute of waiting, want one every 3 s or a little less", n)
	}
	if b.pending() != 1 {
		t.Errorf("%d jobs, want the next look alone", b.pending())
	}
	if got := b.stored(ses.ID); got.Version == before || got.AtProvider.LookedAt.IsZero() {
		t.Error("nothing says when it was looked at")
	}
	_, err := b.HandOver(t.Context(), b.mori, ses.ID, "web")
	b.must(err)
	b.after(time.Second * 2)
	b.there.looks = 0
	b.after(time.Minute)
	if n := b.there.looks; n < 3 || n > 6 {
		t.Errorf("%d looks in a minute after the hand-over, want one every 15 s", n)
	}
	if b.pending() != 1 {
		t.Errorf("%d jobs, want the next look alone", b.pending())
	}
}

type hintCount struct{ n int }

func (h *hintCount) Hint(string, string, int64) { h.n++ }

func TestALookThatSeesNothingNewWakesNobody(t *testing.T) {
	t.Parallel()
	told := &hintCount{}
	b := newBranch(t, func(cfg *support.Config) { cfg.Hints = told })
	b.start(b.mori, b.ask(b.phone))
	before := told.n
	b.after(30 * time.Second)
	if told.n != before {
		t.Errorf("%d hints while nothing changed", told.n-before)
	}
	b.there.change(func() { b.there.sessions[0].online = true })
	b.after(3 * time.Second)
	if told.n == before {
		t.Error("nobody was told that the user came")
	}
}

func TestFailedLooksBackOff(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.ask(b.phone))
	b.there.change(func() { b.there.down = &provider.Error{Kind: provider.Unavailable, Words: "no\nanswer"} })
	b.after(2 * time.Minute)
	if n := b.there.looks; n > 8 {
		t.Errorf("%d looks at a provider that is down for 2 minutes", n)
	}
	if at := b.stored(ses.ID).AtProvider; at.Problem != "unavailable" || at.Words != "no answer" || at.Failures == 0 {
		t.Errorf("the session says %q %q after %d failures", at.Problem, at.Words, at.Failures)
	}
	b.there.change(func() { b.there.down = nil })
	b.after(2 * time.Minute)
	if at := b.want(ses.ID, support.Waiting).AtProvider; at.Problem != "" || at.Failures != 0 {
		t.Errorf("the provider is back and the session says %q after %d failures", at.Problem, at.Failures)
	}
	b.there.change(func() { b.there.down = &provider.Error{Kind: provider.RateLimited, After: 90 * time.Second} })
	b.after(4 * time.Second)
	b.there.looks = 0
	b.after(70 * time.Second)
	if b.there.looks != 0 {
		t.Errorf("%d looks though the provider asked for 90 s of peace", b.there.looks)
	}
}

func TestTheCodeExpires(t *testing.T) {
	t.Parallel()
	t.Run("unused", func(t *testing.T) {
		t.Parallel()
		b := newBranch(t)
		ses := b.ready()
		b.pass(10 * time.Minute)
		if got, err := b.Session(t.Context(), b.mori, ses.ID); err != nil || got.EndReason != support.CodeExpired || got.EndedAt != noon.Add(10*time.Minute) {
			t.Fatalf("read %s (%s) at %v, %v, want code_expired at its end", got.State, got.EndReason, got.EndedAt, err)
		}
		b.work()
		if b.there.stillOpen() != 0 || len(b.courier.lies) != 0 {
			t.Error("something is left of it")
		}
		if _, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop"); !errors.Is(err, support.ErrEnded) {
			t.Errorf("HandOver = %v, want ErrEnded", err)
		}
	})
	t.Run("handed over it goes on for a day", func(t *testing.T) {
		t.Parallel()
		b := newBranch(t)
		ses := b.ready()
		_, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
		b.must(err)
		b.pass(23 * time.Hour)
		b.must(b.Expire(t.Context()))
		b.want(ses.ID, support.HandedOver)
		b.pass(time.Hour)
		b.must(b.Expire(t.Context()))
		b.wantEnded(ses.ID, support.ConnectionLost)
	})
	t.Run("before the provider opened anything", func(t *testing.T) {
		t.Parallel()
		b := newBranch(t)
		b.there.down = &provider.Error{Kind: provider.Unavailable}
		ses := b.start(b.mori, b.ask(b.phone))
		b.after(10 * time.Minute)
		b.must(b.Expire(t.Context()))
		b.wantEnded(ses.ID, support.NotDelivered)
	})
}

func TestClosedByUsTheEndIsNotConfirmed(t *testing.T) {
	t.Parallel()
	handedOver := func(t *testing.T) (*branch, support.Session) {
		b := newBranch(t)
		ses := b.ready()
		_, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
		b.must(err)
		_, err = b.End(t.Context(), b.mori, ses.ID, support.Resolved, "")
		b.must(err)
		b.work()
		if got := b.wantEnded(ses.ID, support.EndedByTechnician); !got.EndUnconfirmed() || b.there.stillOpen() != 0 {
			t.Fatalf("after End: unconfirmed %t, %d codes open", got.EndUnconfirmed(), b.there.stillOpen())
		}
		return b, ses
	}
	t.Run("until a report proves it", func(t *testing.T) {
		t.Parallel()
		b, ses := handedOver(t)
		b.after(time.Minute)
		if !b.stored(ses.ID).EndUnconfirmed() {
			t.Error("that we closed it is no proof")
		}
		b.there.change(func() { b.there.sessions[0].over = b.now })
		b.after(time.Minute)
		if b.stored(ses.ID).EndUnconfirmed() {
			t.Error("a report has the end and it is not confirmed")
		}
		b.after(time.Minute)
		wantRecords(t, b.actions(ses.ID), audit.SessionRequested, audit.SessionWaiting, audit.SessionUserReady, audit.SessionHandedOver,
			audit.SessionEnded, audit.SessionEndConfirmed)
		if b.pending() != 0 {
			t.Errorf("%d jobs are left", b.pending())
		}
	})
	t.Run("or a day is over", func(t *testing.T) {
		t.Parallel()
		if raced {
			t.Skip("a day takes minutes under the race detector, and nothing in it runs at once")
		}
		b, ses := handedOver(t)
		for range 24 * 12 {
			b.pass(5 * time.Minute)
			b.work()
		}
		if !b.stored(ses.ID).EndUnconfirmed() || b.pending() != 0 {
			t.Errorf("after a day: unconfirmed %t, %d jobs", b.stored(ses.ID).EndUnconfirmed(), b.pending())
		}
		if n := b.there.looks; n > 24*12+40 {
			t.Errorf("%d looks in a day", n)
		}
	})
}

func TestClosedThere(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	b.there.change(func() { b.there.sessions[0].open = false })
	b.after(3 * time.Second)
	ended := b.wantEnded(ses.ID, support.EndedAtProvider)
	if !strings.Contains(ended.AtProvider.Evidence, "open false") {
		t.Errorf("evidence = %q", ended.AtProvider.Evidence)
	}
	again := b.start(b.mori, b.ask(b.phone))
	b.there.change(func() { b.there.sessions = nil })
	b.after(3 * time.Second)
	b.wantEnded(again.ID, support.EndedAtProvider)
}

func TestUnattendedAtTheProvider(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.start(b.mori, b.askUnattended(b.phone))
	if at := b.want(ses.ID, support.Waiting); at.AtProvider.Peer != peer || at.AtProvider.Code != "" || b.pending() != 0 {
		t.Errorf("the session is kept as %+v with %d jobs", at.AtProvider, b.pending())
	}
	if _, err := b.SendAgain(t.Context(), b.mori, ses.ID, true); !errors.Is(err, support.ErrNoWay) {
		t.Errorf("SendAgain without a code = %v, want ErrNoWay", err)
	}
	if _, err := b.HandOver(t.Context(), b.mori, ses.ID, "web"); !errors.Is(err, support.ErrNoWay) {
		t.Errorf("HandOver by a link there is none of = %v, want ErrNoWay", err)
	}
	link, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
	b.must(err)
	if link.Reveal() != "there10://control?device="+peer {
		t.Errorf("link = %q", link.Reveal())
	}
	b.after(time.Minute)
	b.want(ses.ID, support.HandedOver)
	b.there.change(func() { b.there.ended[peer] = b.now })
	b.after(15 * time.Second)
	b.wantEnded(ses.ID, support.EndedAtProvider)
	wantRecords(t, b.actions(ses.ID), audit.SessionRequested, audit.SessionWaiting, audit.SessionHandedOver, audit.SessionEnded)

	unused := b.start(b.mori, b.askUnattended(b.phone))
	b.pass(10 * time.Minute)
	b.must(b.Expire(t.Context()))
	b.wantEnded(unused.ID, support.CodeExpired)
}

func TestUnattendedNeedsACertainDevice(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	_, _, err := b.Start(t.Context(), b.mori, b.askUnattended(b.tablet))
	blocked, ok := errors.AsType[*support.BlockedError](err)
	if !ok || !slices.ContainsFunc(blocked.Findings, func(f preflight.Finding) bool { return f.Code == preflight.HostNotMatched }) {
		t.Fatalf("Start = %v, want it blocked by host_not_matched", err)
	}
	if len(b.there.asked) != 0 {
		t.Error("the provider was asked all the same")
	}
}

func TestWhoGetsTheLink(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	b.there.down = &provider.Error{Kind: provider.Unavailable}
	ses := b.start(b.mori, b.ask(b.phone))
	for name, tc := range map[string]struct {
		p      access.Principal
		id     string
		client string
		want   error
	}{
		"before it is open":          {b.mori, ses.ID, "desktop", support.ErrNotReady},
		"another technician":         {b.sato, ses.ID, "desktop", support.ErrNotYours},
		"an administrator":           {b.abe, ses.ID, "desktop", support.ErrNotYours},
		"without the right":          {without(b.mori, access.StartTeamViewer), ses.ID, "desktop", access.ErrForbidden},
		"who cannot see the device":  {access.Principal{PersonID: "usr_x", Rights: access.Rights[access.Technician]}, ses.ID, "desktop", support.ErrNotFound},
		"a session that is not here": {b.mori, "ses_none", "desktop", support.ErrNotFound},
	} {
		if link, err := b.HandOver(t.Context(), tc.p, tc.id, tc.client); !errors.Is(err, tc.want) || link != "" {
			t.Errorf("%s: HandOver = %v, want %v", name, err, tc.want)
		}
	}
	if _, err := b.HandOver(t.Context(), b.mori, ses.ID, "phone"); err == nil {
		t.Error("HandOver to a client there is none of succeeded")
	}
	engine := b.start(b.sato, mail(b.tablet))
	if _, err := b.HandOver(t.Context(), b.sato, engine.ID, "desktop"); !errors.Is(err, support.ErrNotReady) {
		t.Errorf("HandOver of the built-in engine = %v, want ErrNotReady", err)
	}
	for _, in := range []support.StartInput{b.ask(b.phone), b.askUnattended(b.phone)} {
		if _, _, err := b.Start(t.Context(), without(b.mori, access.StartTeamViewer), in); !errors.Is(err, access.ErrForbidden) {
			t.Errorf("Start without the right = %v, want ErrForbidden", err)
		}
	}
}

// A script of the technician may not do by a session what its token is not for.
func TestATokenGetsNoLinkForMoreThanItMay(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	for right, in := range map[access.Right]support.StartInput{access.Control: b.ask(b.tablet), access.Unattended: b.askUnattended(b.phone)} {
		ses := b.start(b.mori, in)
		token := without(b.mori, right)
		token.TokenID = "tok_1"
		if link, err := b.HandOver(t.Context(), token, ses.ID, "desktop"); !errors.Is(err, access.ErrForbidden) || link != "" {
			t.Errorf("HandOver without %s = %v, want ErrForbidden", right, err)
		}
		_, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
		b.must(err)
	}
}

func without(p access.Principal, right access.Right) access.Principal {
	p.Rights = slices.DeleteFunc(slices.Clone(p.Rights), func(r access.Right) bool { return r == right })
	return p
}

// The technician's links are in the answer of HandOver and nowhere else.
func TestTheLinkIsKeptSecret(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := newBranch(t, func(cfg *support.Config) {
		cfg.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	ses := b.ready()
	_, err := b.HandOver(t.Context(), b.mori, ses.ID, "desktop")
	b.must(err)
	_, err = b.HandOver(t.Context(), b.mori, ses.ID, "web")
	b.must(err)
	_, err = b.ReachUser(t.Context(), b.mori, ses.ID, support.ByEmail)
	b.must(err)
	kept, err := json.Marshal(b.stored(ses.ID))
	b.must(err)
	parcels := fmt.Sprint(b.courier.brought, b.post.sent)
	_, err = b.End(t.Context(), b.mori, ses.ID, "", "")
	b.must(err)
	b.after(time.Minute)
	records := fmt.Sprint(b.records(audit.Filter{}))
	for where, text := range map[string]string{"the log": log.String(), "the audit log": records, "the row": string(kept), "what reached the user": parcels} {
		if strings.Contains(text, "secret") {
			t.Errorf("a link of the technician is in %s", where)
		}
	}
	if !strings.Contains(log.String(), "session handed over") {
		t.Error("the log was not looked at")
	}
}

func TestAnAgentMovesNoSessionThere(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses := b.ready()
	asked := len(b.there.asked)
	for name, err := range map[string]error{
		"prompted": b.Prompted(t.Context(), b.phone, ses.ID),
		"accepted": b.Answer(t.Context(), b.phone, wire.Answer{SessionID: ses.ID, Accepted: true}),
		"paused":   b.User(t.Context(), b.phone, wire.UserAction{SessionID: ses.ID, Action: wire.UserPause}),
		"media":    b.MediaConnected(t.Context(), ses.ID),
	} {
		if _, ok := errors.AsType[*support.StateError](err); !ok {
			t.Errorf("%s = %v, want a StateError", name, err)
		}
	}
	b.must(b.DeviceConnected(t.Context(), b.phone))
	b.work()
	b.want(ses.ID, support.UserReady)
	if len(b.there.asked) != asked || len(b.line.rings) != 0 {
		t.Error("an agent that connects opened the session again")
	}
}

func TestASessionThatEndsWhileItIsBeingOpened(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	ses, _, err := b.Start(t.Context(), b.mori, b.ask(b.phone))
	b.must(err)
	b.there.after = func() {
		_, err := b.End(context.Background(), b.mori, ses.ID, "", "")
		b.must(err)
	}
	b.work()
	ended := b.wantEnded(ses.ID, support.EndedByTechnician)
	if b.there.stillOpen() != 0 || ended.AtProvider.Reference == "" {
		t.Errorf("%d codes are open; the session knows %q", b.there.stillOpen(), ended.AtProvider.Reference)
	}
	if len(b.courier.lies) != 0 || b.pending() != 0 {
		t.Errorf("%v lies on devices, %d jobs are left", b.courier.lies, b.pending())
	}
}

func TestAProviderThatSaysNo(t *testing.T) {
	t.Parallel()
	b := newBranch(t)
	b.there.down = &provider.Error{Kind: provider.NotAllowed, Words: "license"}
	ses := b.start(b.mori, b.ask(b.phone))
	ended := b.wantEnded(ses.ID, support.ProviderFailed)
	if ended.AtProvider.Problem != "not_allowed" || ended.AtProvider.Words != "license" {
		t.Errorf("the session says %q %q", ended.AtProvider.Problem, ended.AtProvider.Words)
	}
}
