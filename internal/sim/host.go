package sim

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A hostLife is Host running in the background.
type hostLife struct {
	state, note string // state: empty, idle or connected
	assigned    string // what it runs for
	stop        context.CancelFunc
	done        chan struct{} // closed when it has said farewell
}

// startHost starts Host. At its very first start it asks for its permission, once (S44); then it registers with the
// assignment of its managed configuration and stays online in the background. mu is held.
func (h *handset) startHost(a *installation) {
	assignment := a.text(keyAssignment) + "\n" + a.text(keyReference)
	switch {
	case !a.there() || h.off:
		return
	case !a.Agreed:
		h.prompt(askActivate, a, "")
		return
	case a.text(keyAssignment) == "":
		h.stopHost()
		h.host.note = noteNotAssigned
		return
	case h.host.stop != nil && h.host.assigned == assignment:
		return
	}
	before := h.host.done
	h.stopHost()
	done := make(chan struct{})
	stopped, stop := context.WithCancel(context.Background())
	if !h.all.crew.do(func(ctx context.Context) { h.runHost(ctx, stopped, before, done, assignment) }) {
		stop()
		return
	}
	h.host = hostLife{assigned: assignment, stop: stop, done: done}
}

// stopHost ends it. mu is held.
func (h *handset) stopHost() {
	if h.host.stop != nil {
		h.host.stop()
	}
	h.host = hostLife{done: h.host.done}
	h.unask(hostAndroid, askSession)
}

// runHost keeps Host online until it is stopped.
func (h *handset) runHost(ctx, stopped context.Context, before, done chan struct{}, assignment string) {
	defer close(done)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(stopped, cancel)()
	if before != nil {
		select {
		case <-before:
		case <-ctx.Done():
			return
		}
	}
	number, registered := h.register(ctx, assignment)
	if !registered {
		return
	}
	path := "client/v1/host/" + url.PathEscape(number)
	defer func() {
		if stopped.Err() != nil {
			// As with QuickSupport: without this the stand-in notices by itself.
			_ = h.all.tv.call(context.WithoutCancel(ctx), farewellWaits, http.MethodPost, path+"/online", map[string]bool{"online": false}, nil)
		}
	}()
	for h.watchHost(ctx, path) {
	}
}

// watchHost looks once how Host's link stands: it waits for news if there is a seat, else it looks and then waits.
func (h *handset) watchHost(ctx context.Context, path string) bool {
	seen, waits := "", false
	select {
	case h.all.tv.polls <- struct{}{}:
		waits = true
		h.mu.Lock()
		seen = h.host.state
		h.mu.Unlock()
	default:
	}
	var now struct {
		State string `json:"state"`
	}
	err := h.all.tv.call(ctx, pollWithin, http.MethodGet, path+"?seen="+url.QueryEscape(seen), nil, &now)
	if waits {
		<-h.all.tv.polls
	}
	if ctx.Err() != nil {
		return false
	}
	if err == nil {
		h.hostStands(ctx, now.State)
	}
	switch {
	case hasStatus(err, http.StatusNotFound):
		return false
	case err != nil:
		h.change(func() { h.host.note = noteUnreachable })
		return pause(ctx, max(h.all.paces.Retry, h.all.paces.Beat/3))
	case waits:
		return true
	}
	return pause(ctx, h.all.paces.Beat)
}

func (h *handset) hostStands(ctx context.Context, state string) {
	h.mu.Lock()
	same := h.host.state == state && h.host.note == ""
	h.mu.Unlock()
	if same {
		return
	}
	h.change(func() {
		if ctx.Err() != nil {
			return
		}
		was := h.host.state
		h.host.state, h.host.note = state, ""
		a := h.Apps[hostAndroid]
		switch {
		case a == nil || state == was:
		case state == tvConnected && strings.EqualFold(h.spec.Device.Maker, "Google"): // the grant does not last (S50)
			h.prompt(askSession, a, "")
		default:
			h.unask(hostAndroid, askSession)
		}
	})
}

// register gets the number of this Host, and tells the MDM.
func (h *handset) register(ctx context.Context, assignment string) (number string, ok bool) {
	assigned, reference, _ := strings.Cut(assignment, "\n")
	body := map[string]string{"assignment": assigned, "reference": reference, "name": h.spec.Device.Name}
	for again := h.all.paces.Retry; ; again = min(2*again, time.Minute) {
		var registered struct {
			Number string `json:"teamviewer_id"`
		}
		err := h.all.tv.call(ctx, callWithin, http.MethodPost, "client/v1/host", body, &registered)
		if ctx.Err() != nil {
			return "", false
		}
		refused := hasStatus(err, http.StatusBadRequest, http.StatusNotFound, http.StatusForbidden)
		h.change(func() {
			a := h.Apps[hostAndroid]
			switch {
			case a == nil:
			case err == nil:
				a.Number, a.Assigned, h.host.note = registered.Number, assignment, ""
				h.say(a, "teamviewer_id", registered.Number, false)
				h.say(a, "activated", "yes", false)
			case refused:
				h.host.note = noteNotAssigned
				h.say(a, "teamviewer_id", "The assignment was refused.", true)
			default:
				h.host.note = noteUnreachable
			}
		})
		switch {
		case err == nil:
			h.checkIn()
			return registered.Number, true
		case refused:
			h.checkIn()
			return "", false
		case !pause(ctx, again):
			return "", false
		}
	}
}

// hostRefuses is the user of a Pixel who does not agree to an unattended session: Host hangs up and stays. mu is held.
func (h *handset) hostRefuses(a *installation) {
	path := "client/v1/host/" + url.PathEscape(a.Number) + "/online"
	h.all.crew.do(func(ctx context.Context) {
		if h.all.tv.call(ctx, callWithin, http.MethodPost, path, map[string]bool{"online": false}, nil) == nil {
			_ = h.all.tv.call(ctx, callWithin, http.MethodPost, path, map[string]bool{"online": true}, nil) // the next look does the same
		}
	})
}
