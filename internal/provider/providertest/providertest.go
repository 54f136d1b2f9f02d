// Package providertest holds every way of sharing a screen to the contract of package provider.
package providertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A Subject is a provider with two devices, and eyes on what reaches them.
type Subject struct {
	Provider provider.Provider
	// Online can be reached, Offline cannot.
	Online, Offline string
	// Asked is how often a device was asked for a session.
	Asked func(sessionID string) int
	// Told is the state of a session that its device was told last; empty when nothing.
	Told func(sessionID string) string
	// Break makes the way to the devices fail until mended in a manner that passes. Nil when the provider has no
	// such failure.
	Break func() (mend func())
}

// Run holds a provider to the contract. open returns a fresh subject and registers its own clean-up; Run calls it once
// per subtest.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Subject){
		"it has a name and keeps its word":           capabilities,
		"the device is asked":                        asked,
		"opening again asks again":                   again,
		"an unreachable device is no error":          unreachable,
		"a failure that passes says so":              failing,
		"the device is told how the session stands":  told,
		"what is unknown is no error":                unknown,
		"closing twice is no error":                  closedTwice,
		"a call that was given up returns":           givenUp,
		"calls from everywhere at once are no error": crowded,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func request(deviceID string) provider.Request {
	return provider.Request{SessionID: "ses_1", DeviceID: deviceID, TechnicianName: "Mori", TechnicianRole: "technician",
		Reason: "Mail does not open", Mode: "attended", Rights: []access.Right{access.View, access.Control}, Codec: "H264",
		AnswerBy: time.Now().Add(5 * time.Minute)}
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
}

func asked(t *testing.T, s Subject) {
	got, err := s.Provider.Open(t.Context(), request(s.Online))
	if err != nil || !got.Delivered {
		t.Fatalf("Open = %+v, %v, want it delivered", got, err)
	}
	if n := s.Asked("ses_1"); n != 1 {
		t.Errorf("the device was asked %d times, want once", n)
	}
}

func again(t *testing.T, s Subject) {
	for range 2 {
		if got, err := s.Provider.Open(t.Context(), request(s.Online)); err != nil || !got.Delivered {
			t.Fatalf("Open = %+v, %v, want it delivered each time", got, err)
		}
	}
	if n := s.Asked("ses_1"); n < 1 {
		t.Errorf("the device was asked %d times, want at least once", n)
	}
}

func unreachable(t *testing.T, s Subject) {
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
	if temporary, ok := err.(interface{ Temporary() bool }); !ok || !temporary.Temporary() {
		t.Fatalf("Open over a broken way = %v, want an error that says trying again can help", err)
	}
	mend()
	if got, err := s.Provider.Open(t.Context(), request(s.Online)); err != nil || !got.Delivered {
		t.Fatalf("Open after that = %+v, %v, want it delivered", got, err)
	}
}

func told(t *testing.T, s Subject) {
	if _, err := s.Provider.Open(t.Context(), request(s.Online)); err != nil {
		t.Fatal(err)
	}
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

func unknown(t *testing.T, s Subject) {
	if err := s.Provider.Show(t.Context(), provider.Standing{SessionID: "ses_none", DeviceID: s.Offline, State: "active"}); err != nil {
		t.Errorf("Show(unknown) = %v, want no error", err)
	}
	if err := s.Provider.Close(t.Context(), provider.Closing{SessionID: "ses_none", Mode: "attended", Reason: "ended_by_user"}); err != nil {
		t.Errorf("Close(unknown) = %v, want no error", err)
	}
}

func closedTwice(t *testing.T, s Subject) {
	if _, err := s.Provider.Open(t.Context(), request(s.Online)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Provider.Close(t.Context(), provider.Closing{SessionID: "ses_1", Mode: "attended", Reason: "ended_by_technician"}); err != nil {
			t.Fatalf("Close = %v, want no error each time", err)
		}
	}
}

func givenUp(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Provider.Open(ctx, request(s.Online)); err == nil {
		t.Error("Open with a context that is over = nil, want an error")
	}
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
			if err := s.Provider.Close(t.Context(), provider.Closing{SessionID: "ses_2", Mode: "attended", Reason: "declined"}); err != nil {
				t.Errorf("Close = %v", err)
			}
		})
	}
	wg.Wait()
}
