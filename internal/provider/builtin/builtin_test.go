package builtin_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/builtin"
	"github.com/helpatwork/helpatwork/internal/provider/providertest"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// house is a room and a doorbell with one device, dev_on, that hears it.
type house struct {
	mu     sync.Mutex
	broken bool
	rings  []wire.Ring
	shown  []wire.SessionState
	opened map[string]string // session: codec
	closed []string
}

var errSilent = errors.New("no answer within 5 s")

func (h *house) Ring(ctx context.Context, deviceID string, r wire.Ring) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case h.broken:
		return errSilent
	case deviceID != "dev_on":
		return builtin.ErrOffline
	}
	h.rings = append(h.rings, r)
	return nil
}

func (h *house) ShowSession(deviceID string, s wire.SessionState) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if deviceID == "dev_on" {
		h.shown = append(h.shown, s)
	}
}

func (h *house) Open(sessionID, codec string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.opened[sessionID] = codec
}

func (h *house) Close(sessionID, _ string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = append(h.closed, sessionID)
}

func newHouse() (*house, *builtin.Provider) {
	h := &house{opened: map[string]string{}}
	return h, builtin.New(builtin.Config{Room: h, Doorbell: h,
		Grant: func(context.Context, string, string) (id.Secret, error) { return id.NewSecret(), nil }})
}

func TestBuiltInKeepsTheContract(t *testing.T) {
	t.Parallel()
	providertest.Run(t, func(*testing.T) providertest.Subject {
		h, p := newHouse()
		return providertest.Subject{Provider: p, Online: "dev_on", Offline: "dev_off",
			Asked: func(sessionID string) int {
				h.mu.Lock()
				defer h.mu.Unlock()
				n := 0
				for _, r := range h.rings {
					if r.SessionID == sessionID {
						n++
					}
				}
				return n
			},
			Told: func(sessionID string) string {
				h.mu.Lock()
				defer h.mu.Unlock()
				for _, s := range slices.Backward(h.shown) {
					if s.SessionID == sessionID {
						return s.State
					}
				}
				return ""
			},
			Rights: func(sessionID string) (rights []access.Right) {
				h.mu.Lock()
				defer h.mu.Unlock()
				for _, r := range h.shown[len(h.shown)-1].Rights {
					rights = append(rights, access.Right(r))
				}
				return rights
			},
			Made:   func(sessionID string) int { return h.count(sessionID, false) },
			Usable: func(sessionID string) int { return h.count(sessionID, true) },
			Break: func() func() {
				h.set(true)
				return func() { h.set(false) }
			},
		}
	})
}

// count is how many rooms there are or were for a session, or how many are open.
func (h *house) count(sessionID string, usable bool) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, opened := h.opened[sessionID]; !opened || (usable && slices.Contains(h.closed, sessionID)) {
		return 0
	}
	return 1
}

func (h *house) set(broken bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = broken
}

func TestRingCarriesWhatTheUserHasToKnow(t *testing.T) {
	t.Parallel()
	h, p := newHouse()
	answerBy := time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)
	if _, err := p.Open(t.Context(), provider.Request{SessionID: "ses_1", DeviceID: "dev_on", TechnicianName: "Mori",
		TechnicianRole: "technician", Company: "Example", Reason: "Mail", Mode: "attended", Codec: "VP8",
		Rights: []access.Right{access.View, access.Control}, AnswerBy: answerBy}); err != nil {
		t.Fatal(err)
	}
	got := h.rings[0]
	if got.Technician != (wire.Technician{Name: "Mori", Role: "technician"}) || got.Company != "Example" || got.Reason != "Mail" ||
		got.Mode != "attended" || !slices.Equal(got.Rights, []string{"view", "control"}) || !got.AnswerBy.Equal(answerBy) || got.Accepted {
		t.Errorf("ring = %+v", got)
	}
	if h.opened["ses_1"] != "VP8" {
		t.Errorf("room's codec = %q, want VP8", h.opened["ses_1"])
	}
}

func TestEveryRingHasItsOwnGrant(t *testing.T) {
	t.Parallel()
	h, p := newHouse()
	for range 2 {
		if _, err := p.Open(t.Context(), provider.Request{SessionID: "ses_1", DeviceID: "dev_on"}); err != nil {
			t.Fatal(err)
		}
	}
	if h.rings[0].Key == "" || h.rings[0].Key == h.rings[1].Key {
		t.Errorf("keys %q and %q, want two different ones", h.rings[0].Key, h.rings[1].Key)
	}
}

func TestARefusedGrantIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	refused := errors.New("session has ended")
	h, _ := newHouse()
	p := builtin.New(builtin.Config{Room: h, Doorbell: h,
		Grant: func(context.Context, string, string) (id.Secret, error) { return "", refused }})
	_, err := p.Open(t.Context(), provider.Request{SessionID: "ses_1", DeviceID: "dev_on"})
	if !errors.Is(err, refused) {
		t.Fatalf("Open = %v, want %v", err, refused)
	}
	if _, temporary := errors.AsType[*builtin.RingError](err); temporary || len(h.rings) != 0 {
		t.Errorf("Open = %v with %d rings, want a lasting error and no ring", err, len(h.rings))
	}
}

func TestClosingClosesTheRoom(t *testing.T) {
	t.Parallel()
	h, p := newHouse()
	if err := p.Close(t.Context(), provider.Closing{SessionID: "ses_1", Reason: "declined"}); err != nil || !slices.Equal(h.closed, []string{"ses_1"}) {
		t.Errorf("Close = %v, closed %v, want ses_1", err, h.closed)
	}
}

func TestTheRingCarriesTheNotice(t *testing.T) {
	t.Parallel()
	h := &house{opened: map[string]string{}}
	p := builtin.New(builtin.Config{Room: h, Doorbell: h, Grant: func(context.Context, string, string) (id.Secret, error) { return id.NewSecret(), nil }})
	r := provider.Request{SessionID: "ses_1", DeviceID: "dev_on", Mode: "attended"}
	_, err := p.Open(t.Context(), r)
	r.NoticeVersion, r.Notice = 7, provider.Notice{Consent: map[string]string{"en": "We look."}, Privacy: map[string]string{"ja": "個人情報"}, HelpPage: "https://help.example/"}
	_, err2 := p.Open(t.Context(), r)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if h.rings[0].Notice != nil || h.rings[0].NoticeVersion != 0 {
		t.Errorf("a company that says nothing says %+v", h.rings[0].Notice)
	}
	n := h.rings[1].Notice
	if n == nil || n.Consent["en"] != "We look." || n.Privacy["ja"] != "個人情報" || n.HelpPage != "https://help.example/" || h.rings[1].NoticeVersion != 7 {
		t.Errorf("the ring says %+v, version %d", n, h.rings[1].NoticeVersion)
	}
}
