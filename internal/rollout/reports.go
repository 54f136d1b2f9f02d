package rollout

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
)

const (
	// keepFeedback is how long what apps said is kept (D12).
	keepFeedback = 7 * 24 * time.Hour
	maxFeedback  = 100
)

// The keys under which apps say something that we understand.
const (
	feedbackPeer      = "teamviewer_id"
	feedbackActivated = "activated"
)

// peerID is how TeamViewer names a device.
var peerID = regexp.MustCompile(`^\d{8,12}$`)

// Reported implements mdm.Listener: it keeps what is newer than what is known and draws the conclusions. Reports of
// devices that the connection does not manage, and older ones, change nothing.
func (s *Service) Reported(ctx context.Context, connectionID string, r mdm.Report) error {
	can := mdm.Capabilities{}
	if m, ok := s.Managers()[connectionID]; ok {
		can = m.Capabilities()
	}
	name, err := s.nameOf(ctx, connectionID)
	if err != nil {
		return err
	}
	r = s.trimmed(r)
	news, err := s.Store.Observe(ctx, connectionID, r, s.now(), func(seen *Seen) error {
		l := learning{s: s, seen: seen, report: r, can: can, evidence: "report of " + name}
		l.learn()
		return nil
	})
	if err != nil {
		return fmt.Errorf("report of device %s: %w", r.DeviceID, err)
	}
	if !news {
		return nil
	}
	s.changed(HintDevice, r.DeviceID, 0)
	if r.Unenrolled.IsZero() {
		if err := s.catchUp(ctx, r.DeviceID); err != nil { // the sweep does it later
			s.Log.WarnContext(ctx, "compare device with distributions", slog.String("device_id", r.DeviceID), slog.Any("err", err))
		}
	}
	return nil
}

// catchUp orders what a device should have and nobody ordered yet: it is new, or moved.
func (s *Service) catchUp(ctx context.Context, deviceID string) error {
	due, err := s.Store.Differing(ctx, deviceID)
	if err != nil {
		return err
	}
	for _, appID := range due {
		if err := s.Store.Want(ctx, appID, []string{deviceID}, s.now(), func(changed []string) Writes {
			var w Writes
			for range changed {
				w.Jobs = append(w.Jobs, s.deviceJob(deviceID, appID))
			}
			return w
		}); err != nil {
			return err
		}
	}
	if len(due) > 0 {
		s.Jobs.Nudge()
	}
	return nil
}

// trimmed bounds what a report may bring, as all of it is a stranger's text.
func (s *Service) trimmed(r mdm.Report) mdm.Report {
	now := s.now()
	r.Apps = slices.Clone(r.Apps[:min(len(r.Apps), 1000)])
	for i := range r.Apps {
		a := &r.Apps[i]
		a.Words, a.Version, a.ConfigurationRef = shorten(a.Words, 200), shorten(a.Version, 100), shorten(a.ConfigurationRef, 200)
	}
	r.Feedback = slices.Clone(r.Feedback[:min(len(r.Feedback), maxFeedback)])
	for i := range r.Feedback {
		f := &r.Feedback[i]
		f.Package, f.Key, f.Message, f.Data = shorten(f.Package, 100), shorten(f.Key, 100), shorten(f.Message, 500), shorten(f.Data, 500)
		if f.At.IsZero() || f.At.After(now) { // a clock that is ahead would keep it for ever
			f.At = now
		}
	}
	slices.SortStableFunc(r.Feedback, func(a, b mdm.Feedback) int { return a.At.Compare(b.At) })
	ahead := now.Add(time.Hour) // a report from the far future would silence all that follow
	if r.At.After(ahead) {
		r.At = ahead
	}
	if r.Unenrolled.After(ahead) {
		r.Unenrolled = ahead
	}
	return r
}

// learning is one report being laid against what is known.
type learning struct {
	s        *Service
	seen     *Seen
	report   mdm.Report
	can      mdm.Capabilities
	evidence string
}

func (l *learning) learn() {
	if !l.report.Unenrolled.IsZero() {
		l.left()
		return
	}
	for _, a := range l.seen.Apps {
		if a.Platform != l.seen.Platform || a.Package.Value == "" {
			continue
		}
		i := slices.IndexFunc(l.report.Apps, func(r mdm.App) bool { return r.Package == a.Package.Value })
		on, known := l.seen.On[a.ID]
		switch {
		case i >= 0:
			on.DeviceID, on.AppID = l.report.DeviceID, a.ID
			l.told(&on, l.report.Apps[i])
		case l.report.AppsComplete && known:
			l.gone(&on, mdm.AppAbsent)
		}
		if a.Role == Host {
			l.host(a, l.seen.On[a.ID], &on, i >= 0 || known)
		}
		if i >= 0 || known {
			l.deliveries(a, &on)
			l.seen.On[a.ID] = on
		}
	}
}

// told takes over what a report says of an app.
func (l *learning) told(on *DeviceApp, r mdm.App) {
	if l.can.ProvesConfiguration && (r.ConfigurationRef != on.ConfigRef || r.ConfigurationRef != "") {
		on.ConfigRef, on.ConfigAt = r.ConfigurationRef, l.report.At
	}
	if r.Managed != device.Unknown {
		on.Managed = r.Managed
	}
	on.Convert = on.Convert && r.Managed != device.Yes
	switch r.State {
	case mdm.AppUnknown:
		return
	case mdm.AppAbsent, mdm.AppRemoved:
		l.gone(on, r.State)
		return
	}
	on.State, on.AppVersion, on.Reason, on.Words = r.State, r.Version, r.Reason, r.Words
	on.Evidence, on.At = l.evidence, l.report.At
}

// gone takes over that an app is not there. Why it did not come stays, until something newer than its absence is known.
func (l *learning) gone(on *DeviceApp, state mdm.AppState) {
	if on.State == mdm.AppFailed && wantedNow(*on) {
		return
	}
	if on.State == mdm.AppInstalled || on.State == mdm.AppRemoved {
		state = mdm.AppRemoved
	}
	on.State, on.AppVersion, on.Reason, on.Words, on.Managed = state, "", "", "", device.Unknown
	on.Activated, on.ActivatedBy, on.ActivatedAt = device.Unknown, "", l.report.At
	on.ConfigRef, on.ConfigAt = "", time.Time{}
	on.Evidence, on.At = l.evidence, l.report.At
}

func isGone(on DeviceApp) bool { return on.State == mdm.AppAbsent || on.State == mdm.AppRemoved }

func wantedNow(on DeviceApp) bool { return on.Wanted == mdm.Required || on.Wanted == mdm.Available }

// host draws what only Host means: its seat, its one-time activation, and which device it is at TeamViewer.
func (l *learning) host(a App, before DeviceApp, on *DeviceApp, known bool) {
	absent := isGone(*on)
	ordered := on.Asked == on.Ordered && l.report.At.After(on.OrderedAt) // an installation may have been on its way before
	if !wantedNow(*on) && ordered && (known && absent && on.At.Equal(l.report.At) || !known && l.report.AppsComplete) {
		l.seen.FreeSeat = true
	}
	for _, f := range l.report.Feedback {
		if f.Package != a.Package.Value || f.Error || absent {
			continue
		}
		said := strings.TrimSpace(f.Data)
		if said == "" {
			said = strings.TrimSpace(f.Message)
		}
		switch f.Key {
		case feedbackActivated:
			if answer := yesOrNo(said); answer != device.Unknown && answer != on.Activated && !f.At.Before(on.ActivatedAt) {
				on.Activated, on.ActivatedBy, on.ActivatedAt = answer, "app feedback, "+l.evidence, f.At
			}
		case feedbackPeer:
			l.peer(said, f.At)
		}
	}
	if on.State != mdm.AppInstalled || l.seen.Match != nil {
		return
	}
	l.seen.Jobs = append(l.seen.Jobs, l.s.matchJob(matchEvery))
	if before.State != on.State || before.Activated != on.Activated || before.ConfigRef != on.ConfigRef {
		l.seen.Jobs = append(l.seen.Jobs, l.s.matchJob(matchSoon))
	}
}

func yesOrNo(said string) device.Known {
	switch strings.ToLower(said) {
	case "true", "yes", "1":
		return device.Yes
	case "false", "no", "0":
		return device.No
	}
	return device.Unknown
}

// peer takes over which device at TeamViewer Host says it is. What contradicts something stronger blocks, until an
// administrator decides.
func (l *learning) peer(said string, at time.Time) {
	if !peerID.MatchString(said) {
		return
	}
	switch {
	case l.seen.Match == nil || l.seen.Match.Source == ByFeedback && at.After(l.seen.Match.At) && l.seen.Match.PeerID != said:
		l.seen.Match = &Match{DeviceID: l.report.DeviceID, Provider: TeamViewer, PeerID: said, Source: ByFeedback, At: at}
	case l.seen.Match.PeerID != said && at.After(l.seen.Match.At):
		m := *l.seen.Match
		m.Ambiguous = true
		l.seen.Match = &m
	}
}

// deliveries lays a report against the sessions' values that are on their way to an app or away from it.
func (l *learning) deliveries(a App, on *DeviceApp) {
	for i := range l.seen.Deliveries {
		d := &l.seen.Deliveries[i]
		if d.AppID != a.ID {
			continue
		}
		there := l.can.ProvesConfiguration && on.ConfigRef != "" && slices.Contains(d.Refs, on.ConfigRef)
		empty := l.can.ProvesConfiguration && on.ConfigRef == "" && d.OrderRef != "" && l.report.At.After(on.OrderedAt) && on.At.Equal(l.report.At)
		nothing := isGone(*on) && on.At.Equal(l.report.At)
		c := Change{App: *on}
		switch {
		case d.State == Ordered && there:
			d.State, d.At = Proven, l.s.now()
			c.Jobs = append(c.Jobs, l.s.provenJob(d.SessionID, Proven, l.evidence))
		case d.State == Ordered && on.State == mdm.AppFailed && on.Reason == mdm.BadConfiguration && on.At.Equal(l.report.At) && l.report.At.After(on.OrderedAt):
			d.State, d.Problem, d.At = Failed, string(on.Reason), l.s.now()
			c.Jobs = append(c.Jobs, l.s.provenJob(d.SessionID, Failed, string(on.Reason)+", "+l.evidence))
		case d.State == Clearing && (there || empty || nothing):
			l.s.setAgain(&c, d)
		case d.State == Withdrawing && (there || empty || nothing):
			d.State, d.At = Withdrawn, l.s.now()
			c.Jobs = append(c.Jobs, l.s.provenJob(d.SessionID, Withdrawn, l.evidence))
		}
		*on = c.App
		l.seen.Jobs = append(l.seen.Jobs, c.Jobs...)
	}
}

// left takes over that a device is not managed any more: nothing is known of its apps, and all that was given to it is
// free.
func (l *learning) left() {
	l.seen.FreeSeat = true
	for appID, on := range l.seen.On {
		on.Wanted, on.Basis, on.Ordered, on.OrderRef = "", "", on.Asked, ""
		on.State, on.Reason, on.Words, on.Managed = mdm.AppUnknown, "", "", device.Unknown
		on.Activated, on.ActivatedBy, on.ActivatedAt = device.Unknown, "", time.Time{}
		on.ConfigRef, on.ConfigAt, on.Problem = "", time.Time{}, ""
		on.Evidence, on.At = "left its MDM, "+l.evidence, l.report.Unenrolled
		l.seen.On[appID] = on
	}
	for i := range l.seen.Deliveries {
		d := &l.seen.Deliveries[i]
		state := Withdrawn
		if d.State == Ordered || d.State == Clearing {
			l.seen.Jobs = append(l.seen.Jobs, l.s.provenJob(d.SessionID, Failed, string(mdm.ManagementLost)+", "+l.evidence))
		} else {
			l.seen.Jobs = append(l.seen.Jobs, l.s.provenJob(d.SessionID, state, "left its MDM, "+l.evidence))
		}
		d.State, d.Problem, d.At = state, string(mdm.ManagementLost), l.s.now()
	}
	if l.seen.Match != nil {
		l.seen.Match = &Match{DeviceID: l.seen.Match.DeviceID, Provider: l.seen.Match.Provider}
	}
}
