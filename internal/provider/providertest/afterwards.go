package providertest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/provider"
)

func once(t *testing.T, s Subject) {
	first, second := s.must(t), s.must(t)
	if first.Reference != second.Reference || first.Code != second.Code || first.UserLink != second.UserLink ||
		first.DesktopLink != second.DesktopLink || !first.ExpiresAt.Equal(second.ExpiresAt) {
		t.Errorf("Open = %+v, then %+v, want the same", first, second)
	}
	if n := s.Made("ses_1"); n != 1 {
		t.Errorf("%d were made for one session, want 1", n)
	}
}

func lostAnswer(t *testing.T, s Subject) {
	if s.LoseAnswer == nil {
		t.Skip("this provider has no answers to lose")
	}
	s.LoseAnswer()
	if _, err := s.Provider.Open(t.Context(), request(s.Online)); !isTemporary(err) {
		t.Fatalf("Open whose answer is lost = %v, want an error that says trying again can help", err)
	}
	if n := s.Made("ses_1"); n != 1 {
		t.Fatalf("%d were made, want 1: the call was to be carried out", n)
	}
	s.must(t)
	if n := s.Made("ses_1"); n != 1 {
		t.Errorf("%d were made for one session, want the first adopted", n)
	}
}

func closedUnrecorded(t *testing.T, s Subject) {
	if s.LoseAnswer == nil {
		t.Skip("this provider has no answers to lose")
	}
	s.LoseAnswer()
	if _, err := s.Provider.Open(t.Context(), request(s.Online)); err == nil {
		t.Fatal("Open whose answer is lost = nil, want an error")
	}
	if err := s.Provider.Close(t.Context(), closing("")); err != nil {
		t.Fatalf("Close without a reference = %v", err)
	}
	if n := s.Usable("ses_1"); n != 0 {
		t.Errorf("%d can be used after Close, want none", n)
	}
}

func closedAll(t *testing.T, s Subject) {
	opening := s.must(t)
	if n := s.Usable("ses_1"); n != 1 {
		t.Fatalf("%d can be used after Open, want 1", n)
	}
	if err := s.Provider.Close(t.Context(), closing(opening.Reference)); err != nil {
		t.Fatal(err)
	}
	if n := s.Usable("ses_1"); n != 0 {
		t.Errorf("%d can be used after Close, want none", n)
	}
}

func refused(t *testing.T, s Subject) {
	if s.Refuse == nil {
		t.Skip("this provider refuses nothing")
	}
	mend := s.Refuse()
	_, err := s.Provider.Open(t.Context(), request(s.Online))
	if _, ok := errors.AsType[*provider.Error](err); !ok || isTemporary(err) {
		t.Fatalf("Open that is refused = %v, want a *provider.Error that lasts", err)
	}
	s.tellsNothing(t, err)
	mend()
	s.must(t)
}

func noAccount(t *testing.T, s Subject) {
	if !s.Provider.Capabilities().NeedsAccount {
		t.Skip("this provider needs no account")
	}
	s.Disconnect()
	_, err := s.Provider.Open(t.Context(), request(s.Online))
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.NoAccount {
		t.Errorf("Open without an account = %v, want %s", err, provider.NoAccount)
	}
	if n := s.Made("ses_1"); n != 0 {
		t.Errorf("%d were made without an account", n)
	}
}

func handedOver(t *testing.T, s Subject) {
	opening := s.must(t)
	if !s.Provider.Capabilities().HandsOver {
		if opening.DesktopLink != "" || opening.WebLink != "" {
			t.Error("a provider that does not hand over gave out a link for the technician")
		}
		return
	}
	if opening.Reference == "" || opening.Code == "" || opening.UserLink == "" || opening.DesktopLink == "" {
		t.Errorf("Open = %+v, want reference, code and links", opening)
	}
	if left := time.Until(opening.ExpiresAt); left < 29*time.Minute || left > 31*time.Minute {
		t.Errorf("the code ends in %v, want the 30 minutes that were asked for", left)
	}
	if opening.Values[provider.SessionCode] == "" || opening.Values[provider.SessionLink] != opening.UserLink {
		t.Errorf("Values = %v, want the code and the user's link", opening.Values)
	}
	for key, value := range opening.Values {
		if value == "" || !slices.Contains(provider.Values, key) || value == opening.DesktopLink.Reveal() || value == opening.WebLink.Reveal() {
			t.Errorf("Values[%s] is empty, unknown or the technician's secret", key)
		}
	}
}

func (s Subject) look(t *testing.T, reference string, since time.Time) provider.Sight {
	t.Helper()
	sight, err := s.Provider.(provider.Looker).Look(t.Context(), provider.Question{SessionID: "ses_1", TechnicianID: "usr_1",
		Mode: "attended", Reference: reference, Since: since})
	if err != nil {
		t.Fatalf("Look = %v", err)
	}
	if sight.Evidence == "" || sight.At.IsZero() {
		t.Errorf("Look = %+v, want evidence and time", sight)
	}
	return sight
}

func looksAtUser(t *testing.T, s Subject) {
	if _, looks := s.Provider.(provider.Looker); !looks {
		t.Skip("this provider tells by itself")
	}
	reference := s.must(t).Reference
	for _, step := range []struct {
		act    Act
		online bool
	}{{"", false}, {Arrive, true}, {Leave, false}, {Arrive, true}} {
		if step.act != "" {
			s.User(step.act, reference)
		}
		if sight := s.look(t, reference, time.Time{}); !sight.Open || sight.Online != step.online {
			t.Fatalf("after %q: Look = %+v, want it open and online %t", step.act, sight, step.online)
		}
	}
	if err := s.Provider.Close(t.Context(), closing(reference)); err != nil {
		t.Fatal(err)
	}
	if sight := s.look(t, reference, time.Time{}); sight.Open || sight.Online {
		t.Errorf("after Close: Look = %+v, want it closed and nobody waiting", sight)
	}
}

func looksAtEnd(t *testing.T, s Subject) {
	if _, looks := s.Provider.(provider.Looker); !looks {
		t.Skip("this provider tells by itself")
	}
	reference, since := s.must(t).Reference, time.Now()
	s.User(Arrive, reference)
	s.Technician(Connect, reference)
	if sight := s.look(t, reference, since); !sight.EndedAt.IsZero() {
		t.Fatalf("while connected: Look = %+v, want no end", sight)
	}
	if !s.Provider.Capabilities().EndsAtOnce {
		if err := s.Provider.Close(t.Context(), closing(reference)); err != nil {
			t.Fatal(err)
		}
		if sight := s.look(t, reference, since); sight.Open || !sight.EndedAt.IsZero() {
			t.Fatalf("closed while connected: Look = %+v, want it closed and no proof of an end", sight)
		}
	}
	s.Technician(Disconnect, reference)
	sight := s.look(t, reference, since)
	if sight.ConnectedAt.IsZero() || sight.EndedAt.IsZero() || sight.EndedAt.Before(sight.ConnectedAt) {
		t.Errorf("after the end: Look = %+v, want start and end", sight)
	}
	if sight := s.look(t, reference, time.Time{}); !sight.EndedAt.IsZero() {
		t.Errorf("Look without since = %+v, want no report asked for", sight)
	}
}

func unattendedPeer(t *testing.T, s Subject) {
	if s.Peer == "" {
		t.Skip("this provider opens unattended sessions by our own name of the device")
	}
	r := request(s.Online)
	r.Mode, r.Peer = "unattended", s.Peer
	opening, err := s.Provider.Open(t.Context(), r)
	if err != nil || opening.DesktopLink == "" || opening.Code != "" || len(opening.Values) != 0 {
		t.Fatalf("Open(unattended) = %+v, %v, want a link for the technician and nothing for the device", opening, err)
	}
	if n := s.Made("ses_1"); n != 0 {
		t.Errorf("%d codes were made for an unattended session", n)
	}
	for _, peer := range []string{"", "1234567", "1234567890123", "12345678a", "12345678 --play", "../12345678"} {
		r.Peer = peer
		_, err := s.Provider.Open(t.Context(), r)
		if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.NotMatched {
			t.Errorf("Open(unattended, peer %q) = %v, want %s", peer, err, provider.NotMatched)
		}
	}
	if err := s.Provider.Close(t.Context(), provider.Closing{SessionID: "ses_1", TechnicianID: "usr_1", Mode: "unattended", Reference: opening.Reference}); err != nil {
		t.Errorf("Close(unattended) = %v", err)
	}
}
