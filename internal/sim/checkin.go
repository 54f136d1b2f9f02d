package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Bounds of the client of the MDM.
const (
	maxTalking   = 16 // exchanges at the same time
	checkWithin  = 30 * time.Second
	pushWithin   = 40 * time.Second
	longestRetry = time.Minute
	// maxRounds bounds one exchange, should an MDM never have enough.
	maxRounds = 20
)

// An mdmClient is how the handsets of a fleet reach their MDM.
type mdmClient struct {
	base    *url.URL
	http    *http.Client
	enroll  func(ctx context.Context, deviceID, management string) (id.Secret, error)
	token   func() id.Secret
	talking chan struct{}
}

// errVoid says that the MDM does not take the token.
var errVoid = errors.New("the MDM does not take the token")

func (m *mdmClient) ask(ctx context.Context, method, path string, token id.Secret, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, m.base.JoinPath("/").String()+strings.TrimPrefix(path, "/"), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token.Reveal())
	r.Header.Set("Content-Type", "application/json")
	response, err := m.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
		return io.ReadAll(io.LimitReader(response.Body, wire.MaxMDM+1))
	case http.StatusUnauthorized:
		return nil, errVoid
	}
	return nil, fmt.Errorf("the MDM answers with status %d", response.StatusCode)
}

func (m *mdmClient) checkIn(ctx context.Context, token id.Secret, c wire.MDMCheckIn) (wire.MDMOrders, error) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	body, err := json.Marshal(c)
	if err != nil {
		return wire.MDMOrders{}, err
	}
	answer, err := m.ask(ctx, http.MethodPost, wire.MDMCheckInPath, token, body)
	if err != nil {
		return wire.MDMOrders{}, err
	}
	return wire.DecodeMDMOrders(answer)
}

// pushed tells who should check in, until ctx is done. One request waits for all devices.
func (m *mdmClient) pushed(ctx context.Context, retry time.Duration, log *slog.Logger, wake func(wire.MDMPush)) {
	token, after, pause := m.token(), int64(0), retry
	for ctx.Err() == nil {
		waiting, cancel := context.WithTimeout(ctx, pushWithin)
		answer, err := m.ask(waiting, http.MethodGet, wire.MDMPushPath+"?after="+strconv.FormatInt(after, 10), token, nil)
		cancel()
		var p wire.MDMPush
		if err == nil {
			p, err = wire.DecodeMDMPush(answer)
		}
		if err == nil {
			after, pause = p.Seq, retry
			wake(p)
			continue
		}
		if ctx.Err() == nil {
			log.DebugContext(ctx, "no pushes from the simulated MDM", slog.Any("err", err))
		}
		if errors.Is(err, errVoid) {
			token = m.token()
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longestRetry)
	}
}

// checkIn has the handset talk to its MDM soon; asking again while it talks is asking once more.
func (h *handset) checkIn() {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.all.mdm == nil || h.off:
	case h.talking:
		h.again = true
	default:
		h.talking = h.all.crew.do(h.exchange)
	}
}

// exchange talks to the MDM until neither has anything to say.
func (h *handset) exchange(ctx context.Context) {
	select {
	case h.all.mdm.talking <- struct{}{}:
		defer func() { <-h.all.mdm.talking }()
	case <-ctx.Done():
		return
	}
	err := h.talk(ctx)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.talking = false
	if h.again && err == nil && !h.off { // somebody asked when there was nothing left to say
		h.talking = h.all.crew.do(h.exchange)
		return
	}
	next := h.all.paces.CheckIn
	if err != nil && ctx.Err() == nil {
		h.failures++
		next = min(h.all.paces.Retry<<min(h.failures-1, 10), longestRetry)
		h.all.log.DebugContext(ctx, "simulated device not checked in", slog.String("device_id", h.spec.Device.ID), slog.Any("err", err))
	} else {
		h.failures = 0
	}
	if h.timer != nil {
		h.timer.Stop()
	}
	h.timer = h.all.crew.after(next-rand.N(next/10+1), // so that a fleet does not come all at once
		func(context.Context) { h.checkIn() })
}

func (h *handset) talk(ctx context.Context) error {
	for range maxRounds {
		h.mu.Lock()
		token := h.token
		h.mu.Unlock()
		if token == "" {
			fresh, err := h.all.mdm.enroll(ctx, h.spec.Device.ID, string(h.spec.Device.Management))
			if err != nil {
				return fmt.Errorf("enroll with the MDM: %w", err)
			}
			h.mu.Lock()
			h.token, token = fresh, fresh
			h.mu.Unlock()
		}
		c, off := h.report()
		if off {
			return nil
		}
		orders, err := h.all.mdm.checkIn(ctx, token, c)
		if errors.Is(err, errVoid) {
			h.mu.Lock()
			h.token = ""
			h.mu.Unlock()
		}
		if err != nil {
			return err
		}
		if !h.take(c, orders) {
			return nil
		}
	}
	return fmt.Errorf("the MDM wants more than %d exchanges", maxRounds)
}

// report is what the handset says now.
func (h *handset) report() (c wire.MDMCheckIn, off bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seq++
	if len(h.results) == 0 { // only one that begins an exchange tells all that is new
		h.again = false
	}
	c = wire.MDMCheckIn{Seq: h.seq, At: h.all.now().UTC(), Posture: h.Posture, Messages: h.Shown,
		Feedback: slices.Clone(h.feedback), Results: slices.Clone(h.results)}
	if h.spec.Apple() {
		return c, h.off
	}
	c.Policy = h.Policy
	for _, name := range slices.Sorted(maps.Keys(h.Apps)) {
		if a := h.Apps[name]; a.State != wire.MDMAbsent {
			c.Apps = append(c.Apps, a.told())
		}
	}
	return c, h.off
}

func (a *installation) told() wire.MDMApp {
	one := wire.MDMApp{Package: a.Package, Version: a.Version, State: a.State, Managed: a.Managed, Problem: a.Problem}
	if a.State == wire.MDMRemoved {
		one.Version = ""
	}
	return one
}

// take does what the MDM answered to a check-in, and says whether there is more to tell.
func (h *handset) take(said wire.MDMCheckIn, orders wire.MDMOrders) (more bool) {
	h.change(func() {
		if h.off {
			return
		}
		h.results = nil
		h.feedback = slices.DeleteFunc(h.feedback, func(f wire.MDMFeedback) bool { return slices.Contains(said.Feedback, f) })
		lists := h.takeLists(orders.Lists)
		for _, m := range orders.Messages {
			if m.Number > h.Shown {
				h.Shown = m.Number
				h.inbox = append(h.inbox, m.Text)
			}
		}
		h.inbox = h.inbox[max(0, len(h.inbox)-maxInbox):]
		if orders.Policy != nil {
			h.apply(*orders.Policy)
		}
		if h.spec.Apple() {
			h.catalog = orders.Catalog
			for _, c := range orders.Commands {
				h.results = append(h.results, h.obey(c))
			}
		}
		more = lists || orders.Policy != nil || len(h.results) > 0 || len(orders.Messages) > 0 || h.again
	})
	return more
}

// takeLists takes what is added to the lists, and says whether anything changed. mu is held.
func (h *handset) takeLists(l wire.MDMLists) (changed bool) {
	p := &h.Posture
	add := func(list *[]string, more []string) {
		for _, name := range more {
			if !slices.Contains(*list, name) {
				*list, changed = append(slices.Clone(*list), name), true
			}
		}
	}
	if p.Kiosk {
		add(&p.KioskApps, l.Allow)
		add(&p.HiddenApps, l.Hide)
	}
	if !p.PermittedAll {
		add(&p.PermittedServices, l.Permit)
	}
	if slices.ContainsFunc(p.BlockedApps, func(name string) bool { return slices.Contains(l.Allow, name) }) {
		p.BlockedApps = slices.DeleteFunc(slices.Clone(p.BlockedApps), func(name string) bool { return slices.Contains(l.Allow, name) })
		changed = true
	}
	if l.AllowScreenCapture && p.NoScreenCapture {
		p.NoScreenCapture, changed = false, true
	}
	return changed
}
