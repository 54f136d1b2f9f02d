package sim

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// What a handset asks its user.
const (
	askInstall  = "install"  // may the MDM install this app?
	askConvert  = "convert"  // may the MDM take over this app?
	askTerms    = "terms"    // QuickSupport's licence terms, at its first start (S67)
	askShare    = "share"    // may the supporter see the screen?
	askActivate = "activate" // Host's permission, at its very first start (S44)
	askSession  = "session"  // a Pixel asks at each unattended session (S50)
	askSignIn   = "sign_in"  // the App Store wants its user to sign in before an app comes
)

// An ask is one thing that the user is asked.
type ask struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	// App is the name of the app that asks, Package its package; Who is the supporter, if there is one.
	App     string `json:"app"`
	Package string `json:"package"`
	Who     string `json:"who,omitempty"`
}

// prompt asks the user something, once at a time. mu is held.
func (h *handset) prompt(kind string, a *installation, who string) {
	if slices.ContainsFunc(h.asks, func(one ask) bool { return one.Kind == kind && one.Package == a.Package }) {
		return
	}
	h.asked++
	h.asks = append(h.asks, ask{ID: strconv.Itoa(h.asked), Kind: kind, App: a.Name, Package: a.Package, Who: wire.CleanLine(who, 100)})
	h.consider()
}

// unask takes away what is asked no more. mu is held.
func (h *handset) unask(packageName string, kinds ...string) {
	h.asks = slices.DeleteFunc(h.asks, func(one ask) bool {
		return one.Package == packageName && (len(kinds) == 0 || slices.Contains(kinds, one.Kind))
	})
}

// consider has those who answer by themselves answer what they are asked, in a while. mu is held.
func (h *handset) consider() {
	if !h.all.auto.is() {
		return
	}
	for _, one := range h.asks {
		h.all.crew.after(h.all.auto.after, func(context.Context) {
			if h.all.auto.is() {
				_ = h.answer(one.ID, true) // it may have been answered by now, which is as well
			}
		})
	}
}

// reconsider is for when people begin to answer by themselves.
func (h *handset) reconsider() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.consider()
	h.openSoon()
}

// answer is what the user says to an ask.
func (h *handset) answer(askID string, yes bool) error {
	known, tell := false, false
	h.change(func() {
		at := slices.IndexFunc(h.asks, func(one ask) bool { return one.ID == askID })
		if at < 0 {
			return
		}
		known = true
		one := h.asks[at]
		h.asks = slices.Delete(h.asks, at, at+1)
		if a := h.Apps[one.Package]; a != nil {
			tell = h.answered(a, one.Kind, yes)
		}
	})
	if !known {
		return fmt.Errorf("answer %.20q: %w", askID, ErrNoSuchPrompt)
	}
	if tell {
		h.checkIn()
	}
	return nil
}

// answered does what the answer means, and says whether the MDM should hear of it at once. mu is held.
func (h *handset) answered(a *installation, kind string, yes bool) (tell bool) {
	switch kind {
	case askInstall:
		if !yes {
			a.State, a.Problem = wire.MDMFailed, wire.MDMUserRejected
			return true
		}
		h.fetchOrSignIn(a)
	case askSignIn:
		if !yes {
			a.State, a.Problem = wire.MDMFailed, wire.MDMPromptingForLogin
			return true
		}
		h.SignedOut = false
		h.install(a)
	case askConvert:
		if !yes {
			a.Problem = wire.MDMManagementRejected
			return true
		}
		a.Managed = true
		h.configured(a, a.Offer)
		return true
	case askTerms:
		a.Agreed = yes
		if !yes { // QuickSupport closes
			h.front = ""
			return false
		}
		h.readSession(a)
	case askShare:
		h.answerSupporter(a, yes)
	case askActivate:
		a.Agreed = yes
		h.say(a, "activated", map[bool]string{true: "yes", false: "no"}[yes], !yes)
		if yes {
			h.startHost(a)
		} else {
			h.host.note = noteNotActivated
		}
		return true
	case askSession:
		if !yes {
			h.hostRefuses(a)
		}
	}
	return false
}

// fetchOrSignIn gets an app from the store, which wants to know who asks. mu is held.
func (h *handset) fetchOrSignIn(a *installation) {
	if h.SignedOut {
		a.State = wire.MDMPrompting
		h.prompt(askSignIn, a, "")
		return
	}
	h.install(a)
}

// say is a keyed app state: what an app tells the MDM. mu is held.
func (h *handset) say(a *installation, key, data string, isError bool) {
	h.feedback = slices.DeleteFunc(h.feedback, func(f wire.MDMFeedback) bool { return f.Package == a.Package && f.Key == key })
	h.feedback = append(h.feedback, wire.MDMFeedback{Package: a.Package, Key: key, Data: data, Error: isError, At: h.all.now().UTC()})
	h.feedback = h.feedback[max(0, len(h.feedback)-maxSaid):]
}
