package sim

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// Why an app does not do what it should.
const (
	noteNoSession       = "no_such_session"
	noteExpired         = "expired"
	noteUnreachable     = "unreachable"
	noteNotActivated    = "not_activated"
	noteNotAssigned     = "not_assigned"
	noteCaptureDisabled = "capture_disabled"
)

// The states of a customer at the stand-in.
const (
	tvWaiting   = "waiting"
	tvAsked     = "asked"
	tvConnected = "connected"
	tvEnded     = "ended"
)

// A tvSession is QuickSupport waiting for, or held by, a supporter.
type tvSession struct {
	code     string
	customer string // empty until it has joined
	state    string
	// supporter is who waits on the other side.
	supporter string
	leave     context.CancelFunc
	left      bool // the app was closed, or the device began anew
}

// sessionCode is what the managed configuration says to start with.
func (a *installation) sessionCode() string {
	if code := a.text(keySession); code != "" {
		return code
	}
	return a.text(keySessionLink)
}

// readSession reads the managed configuration, which QuickSupport does only in the foreground, and goes online with a
// session that it was not started with before. At its first start the terms come first (S67). mu is held.
func (h *handset) readSession(a *installation) {
	code := a.sessionCode()
	switch {
	case !a.there() || h.front != a.Package || h.off:
		return
	case !a.Agreed:
		h.prompt(askTerms, a, "")
		return
	case code == "" || code == a.Used:
		return
	}
	h.leaveSession()
	a.Used, h.note = code, ""
	left, leave := context.WithCancel(context.Background())
	s := &tvSession{code: code, leave: leave}
	h.session = s
	name := a.Package
	h.all.crew.do(func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(left, cancel)()
		h.runSession(ctx, s, name)
	})
}

// leaveSession is the app being closed: whatever it was launched for is gone (S10). mu is held.
func (h *handset) leaveSession() {
	s := h.session
	h.session, h.note = nil, ""
	for name, a := range h.Apps {
		if a.isQuickSupport() {
			h.unask(name, askShare, askTerms)
		}
	}
	if s == nil {
		return
	}
	s.left = true
	s.leave()
}

// openSoon has a user who does things by themselves open QuickSupport, when a session is there for it. mu is held.
func (h *handset) openSoon() {
	for name, a := range h.Apps {
		if !a.isQuickSupport() || !h.startable(a) {
			continue
		}
		h.all.crew.after(h.all.paces.Open, func(context.Context) {
			h.mu.Lock()
			wanted := h.startable(a) && h.front != name
			h.mu.Unlock()
			if wanted {
				h.launch(name)
			}
		})
	}
}

func (h *handset) startable(a *installation) bool {
	code := a.sessionCode()
	return h.all.auto.is() && a.there() && !h.off && code != "" && code != a.Used && h.allows(a.Package)
}

// stand changes how a session stands, unless it is over for the handset.
func (h *handset) stand(s *tvSession, do func()) (still bool) {
	h.change(func() {
		if still = h.session == s; still {
			do()
		}
	})
	return still
}

// runSession is QuickSupport online: it waits, is asked, is connected, until either side ends it.
func (h *handset) runSession(ctx context.Context, s *tvSession, packageName string) {
	if !h.join(ctx, s) {
		return
	}
	path := "client/v1/customer/" + url.PathEscape(s.customer)
	defer h.farewell(ctx, s, path)
	for again := h.all.paces.Retry; ; {
		var now struct {
			State     string `json:"state"`
			Supporter string `json:"supporter"`
		}
		h.mu.Lock()
		seen := s.state
		h.mu.Unlock()
		err := h.all.tv.call(ctx, pollWithin, http.MethodGet, path+"?seen="+url.QueryEscape(seen), nil, &now)
		switch {
		case ctx.Err() != nil:
			return
		case hasStatus(err, http.StatusNotFound, http.StatusGone):
			now.State = tvEnded
		case err != nil:
			if !pause(ctx, again) {
				return
			}
			again = min(2*again, 10*time.Second)
			continue
		}
		again = h.all.paces.Retry
		if !h.stand(s, func() { h.stands(s, packageName, now.State, now.Supporter) }) || now.State == tvEnded {
			return
		}
	}
}

// stands takes a new state. mu is held.
func (h *handset) stands(s *tvSession, packageName, state, supporter string) {
	was := s.state
	s.state = state
	if supporter != "" {
		s.supporter = wire.CleanLine(supporter, 100)
	}
	a := h.Apps[packageName]
	switch {
	case a == nil || state == was:
	case state == tvAsked:
		h.prompt(askShare, a, s.supporter)
	default:
		h.unask(packageName, askShare)
	}
}

// join goes online with the code, trying again while the stand-in cannot be reached.
func (h *handset) join(ctx context.Context, s *tvSession) bool {
	for again := h.all.paces.Retry; ; again = min(2*again, 15*time.Second) {
		var joined struct {
			Customer  string `json:"customer"`
			Supporter string `json:"supporter"`
		}
		err := h.all.tv.call(ctx, callWithin, http.MethodPost, "client/v1/customer", map[string]string{"code": s.code}, &joined)
		note := ""
		switch {
		case err == nil:
		case hasStatus(err, http.StatusGone):
			note = noteExpired
		case hasStatus(err, http.StatusNotFound, http.StatusBadRequest):
			note = noteNoSession
		default:
			note = noteUnreachable
		}
		still := h.stand(s, func() {
			h.note, s.customer = note, joined.Customer
			if err == nil {
				s.state, s.supporter = tvWaiting, wire.CleanLine(joined.Supporter, 100)
			}
		})
		switch {
		case err == nil && !still: // it was closed meanwhile
			h.farewell(ctx, s, "client/v1/customer/"+url.PathEscape(joined.Customer))
			return false
		case err == nil:
			return true
		case note != noteUnreachable || !still || !pause(ctx, again):
			return false
		}
	}
}

// farewell tells the stand-in that the app is gone.
func (h *handset) farewell(ctx context.Context, s *tvSession, path string) {
	h.mu.Lock()
	left := s.left
	h.mu.Unlock()
	if left {
		// Nobody is told if it fails; the stand-in notices by itself that nobody polls.
		_ = h.all.tv.call(context.WithoutCancel(ctx), farewellWaits, http.MethodDelete, path, nil, nil)
	}
}

// answerSupporter is what the user says to a supporter who wants to see the screen. Where the company's policy disables
// screen capture there is nothing to share. mu is held.
func (h *handset) answerSupporter(a *installation, yes bool) {
	s := h.session
	if s == nil || s.customer == "" || !a.isQuickSupport() {
		return
	}
	if yes && h.Posture.NoScreenCapture {
		yes, h.note = false, noteCaptureDisabled
	}
	path := "client/v1/customer/" + url.PathEscape(s.customer) + "/answer"
	h.all.crew.do(func(ctx context.Context) {
		if err := h.all.tv.call(ctx, callWithin, http.MethodPost, path, map[string]bool{"accept": yes}, nil); err != nil {
			h.stand(s, func() { h.note = noteUnreachable })
		}
	})
}
