// Package providertest holds every way of sharing a screen to the contract of package provider. What a provider does not
// declare in its capabilities is not asked of it; what it declares has to hold.
package providertest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A Subject is a provider with two devices, and eyes on what reaches them and on what is made at the provider.
type Subject struct {
	Provider provider.Provider
	// Online can be reached, Offline cannot. A provider that hands over does not reach devices: Offline is not used.
	Online, Offline string
	// Asked is how often a device was asked for a session. Nil when the provider brings nothing to devices by itself.
	Asked func(sessionID string) int
	// Told is the state of a session that its device was told last; empty when nothing. Nil as for Asked.
	Told func(sessionID string) string
	// Rights are those that its device was told last. Needed of who declares EnforcesRights.
	Rights func(sessionID string) []access.Right
	// Made is how many things the provider has or had for a session, Usable how many can be used now.
	Made, Usable func(sessionID string) int
	// Break makes the provider fail until mended, in a manner that passes. Nil when it has no such failure.
	Break func() (mend func())
	// LoseAnswer lets the provider carry out the next call that makes something, and loses its answer. Nil when there are
	// no answers to lose.
	LoseAnswer func()
	// Refuse makes the provider refuse for good until mended, with words that quote what it was sent. Nil when it cannot.
	Refuse func() (mend func())
	// Disconnect takes the account away that calls are made with. Needed of who declares NeedsAccount.
	Disconnect func()
	// Secrets are what stands in no error.
	Secrets func() []string
	// User and Technician act at the provider. Needed of who declares HandsOver.
	User, Technician func(do Act, reference string)
	// Peer is a device for unattended sessions; empty when Mode is nothing to the provider.
	Peer string
}

// An Act is what people do at a provider that sessions are handed over to.
type Act string

// The acts.
const (
	Arrive     Act = "arrive"     // the user waits
	Leave      Act = "leave"      // the user's app is closed
	Connect    Act = "connect"    // the technician asks, and the user agrees
	Disconnect Act = "disconnect" // the technician ends the connection
)

// Run holds a provider to the contract. open returns a fresh subject and registers its own clean-up; Run calls it once
// per subtest.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Subject){
		"it has a name and keeps its word":              capabilities,
		"the device is asked":                           asked,
		"opening again asks again":                      again,
		"an unreachable device is no error":             unreachable,
		"a failure that passes says so":                 failing,
		"the device is told how the session stands":     told,
		"rights follow as they are taken and given":     rights,
		"what is unknown is no error":                   unknown,
		"closing twice is no error":                     closedTwice,
		"a call that was given up returns":              givenUp,
		"calls from everywhere at once are no error":    crowded,
		"nothing is made twice":                         once,
		"a lost answer is found again":                  lostAnswer,
		"what nobody recorded is closed":                closedUnrecorded,
		"nothing is usable after closing":               closedAll,
		"a refusal that lasts says so and tells no one": refused,
		"without an account it says so":                 noAccount,
		"what is handed over is complete":               handedOver,
		"it tells whether the user waits":               looksAtUser,
		"it tells when the connection ended":            looksAtEnd,
		"unattended sessions need a certain device":     unattendedPeer,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func request(deviceID string) provider.Request {
	now := time.Now()
	return provider.Request{SessionID: "ses_1", DeviceID: deviceID, TechnicianID: "usr_1", TechnicianName: "Mori", TechnicianRole: "technician",
		Reason: "Mail does not open", Mode: "attended", Rights: []access.Right{access.View, access.Control}, Codec: "H264",
		UserName: "Aoki", UserEmail: "aoki@example.com", DeviceName: "Phone 7", AnswerBy: now.Add(5 * time.Minute), ValidUntil: now.Add(30 * time.Minute)}
}

func closing(reference string) provider.Closing {
	return provider.Closing{SessionID: "ses_1", TechnicianID: "usr_1", Mode: "attended", Reference: reference, Reason: "ended_by_technician"}
}

// must opens the session and fails the test when that does not go.
func (s Subject) must(t *testing.T) provider.Opening {
	t.Helper()
	opening, err := s.Provider.Open(t.Context(), request(s.Online))
	if err != nil {
		t.Fatalf("Open = %v", err)
	}
	if reaches := s.Asked != nil; opening.Delivered != reaches {
		t.Fatalf("Open: delivered is %t, want %t", opening.Delivered, reaches)
	}
	return opening
}

func capabilities(t *testing.T, s Subject) {
	first, second := s.Provider.Capabilities(), s.Provider.Capabilities()
	if first.Name == "" {
		t.Error("Capabilities().Name is empty")
	}
	if first != second {
		t.Errorf("Capabilities = %+v, then %+v: they must not change", first, second)
	}
	if first.Delivery < 0 {
		t.Errorf("Capabilities().Delivery = %v, want 0 or more", first.Delivery)
	}
	if first.InBrowser && first.HandsOver {
		t.Error("a session is either in the console or handed over")
	}
	if _, looks := s.Provider.(provider.Looker); first.HandsOver && !looks {
		t.Error("who hands over has to be able to look")
	}
	if first.ProvesPrompt && s.Asked == nil {
		t.Error("who brings nothing to the device cannot prove a prompt there")
	}
	if first.EnforcesRights && s.Rights == nil || first.HandsOver && (s.User == nil || s.Technician == nil) || first.NeedsAccount && s.Disconnect == nil {
		t.Error("the subject lacks what its capabilities need to be checked")
	}
}

func asked(t *testing.T, s Subject) {
	if s.Asked == nil {
		t.Skip("this provider brings nothing to devices by itself")
	}
	s.must(t)
	if n := s.Asked("ses_1"); n != 1 {
		t.Errorf("the device was asked %d times, want once", n)
	}
}

func again(t *testing.T, s Subject) {
	if s.Asked == nil {
		t.Skip("this provider brings nothing to devices by itself")
	}
	s.must(t)
	s.must(t)
	if n := s.Asked("ses_1"); n < 1 {
		t.Errorf("the device was asked %d times, want at least once", n)
	}
}

func unreachable(t *testing.T, s Subject) {
	if s.Asked == nil {
		t.Skip("this provider brings nothing to devices by itself")
	}
	got, err := s.Provider.Open(t.Context(), request(s.Offline))
	if err != nil || got.Delivered {
		t.Fatalf("Open(offline) = %+v, %v, want undelivered and no error", got, err)
	}
	if n := s.Asked("ses_1"); n != 0 {
		t.Errorf("an unreachable device was asked %d times", n)
	}
}

func failing(t *testing.T, s Subject) {
	if s.Break == nil {
		t.Skip("this provider has no failure that passes")
	}
	mend := s.Break()
	_, err := s.Provider.Open(t.Context(), request(s.Online))
	if !isTemporary(err) {
		t.Fatalf("Open over a broken way = %v, want an error that says trying again can help", err)
	}
	s.tellsNothing(t, err)
	mend()
	s.must(t)
}

func isTemporary(err error) bool {
	temporary, ok := errors.AsType[interface {
		error
		Temporary() bool
	}](err)
	return ok && temporary.Temporary()
}

// tellsNothing fails when an error holds a secret.
func (s Subject) tellsNothing(t *testing.T, err error) {
	t.Helper()
	if s.Secrets == nil || err == nil {
		return
	}
	for _, secret := range s.Secrets() {
		if secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("the error %q holds a secret", err)
		}
	}
}

func told(t *testing.T, s Subject) {
	if s.Told == nil {
		t.Skip("this provider tells devices nothing")
	}
	s.must(t)
	for _, state := range []string{"waiting", "active", "interrupted", "ended"} {
		standing := provider.Standing{SessionID: "ses_1", DeviceID: s.Online, State: state}
		if err := s.Provider.Show(t.Context(), standing); err != nil {
			t.Fatalf("Show(%s) = %v", state, err)
		}
		if got := s.Told("ses_1"); got != state {
			t.Errorf("the device was told %q, want %q", got, state)
		}
	}
}

func rights(t *testing.T, s Subject) {
	if !s.Provider.Capabilities().EnforcesRights {
		t.Skip("what may be done there is not this provider's to say")
	}
	s.must(t)
	for _, want := range [][]access.Right{{access.View, access.Control}, {access.View}, nil, {access.View, access.Control}} {
		standing := provider.Standing{SessionID: "ses_1", DeviceID: s.Online, State: "active", Rights: want}
		if err := s.Provider.Show(t.Context(), standing); err != nil {
			t.Fatalf("Show(%v) = %v", want, err)
		}
		if got := s.Rights("ses_1"); !slices.Equal(got, want) {
			t.Errorf("the device was told that %v may be done, want %v", got, want)
		}
	}
}

func unknown(t *testing.T, s Subject) {
	if err := s.Provider.Show(t.Context(), provider.Standing{SessionID: "ses_none", DeviceID: s.Offline, State: "active"}); err != nil {
		t.Errorf("Show(unknown) = %v, want no error", err)
	}
	for _, reference := range []string{"", "s99-999-999"} {
		c := provider.Closing{SessionID: "ses_none", TechnicianID: "usr_1", Mode: "attended", Reference: reference, Reason: "ended_by_user"}
		if err := s.Provider.Close(t.Context(), c); err != nil {
			t.Errorf("Close(unknown, reference %q) = %v, want no error", reference, err)
		}
	}
}

func closedTwice(t *testing.T, s Subject) {
	opening := s.must(t)
	for range 2 {
		if err := s.Provider.Close(t.Context(), closing(opening.Reference)); err != nil {
			t.Fatalf("Close = %v, want no error each time", err)
		}
	}
}

func givenUp(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Provider.Open(ctx, request(s.Online))
	if err == nil {
		t.Error("Open with a context that is over = nil, want an error")
	}
	s.tellsNothing(t, err)
}

func crowded(t *testing.T, s Subject) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Provider.Open(t.Context(), request(s.Online)); err != nil {
				t.Errorf("Open = %v", err)
			}
		})
		wg.Go(func() {
			if err := s.Provider.Show(t.Context(), provider.Standing{SessionID: "ses_1", DeviceID: s.Online, State: "waiting"}); err != nil {
				t.Errorf("Show = %v", err)
			}
		})
		wg.Go(func() {
			c := provider.Closing{SessionID: "ses_2", TechnicianID: "usr_1", Mode: "attended", Reason: "declined"}
			if err := s.Provider.Close(t.Context(), c); err != nil {
				t.Errorf("Close = %v", err)
			}
		})
	}
	wg.Wait()
	if n := s.Made("ses_1"); n != 1 {
		t.Errorf("%d were made for one session, want 1", n)
	}
}
