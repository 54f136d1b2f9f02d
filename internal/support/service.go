package support

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// Clocks are how long each wait of a session may take. A zero field means its default.
type Clocks struct {
	// Delivery runs from the request until the prompt is on the screen: 10 minutes, and DeliveryIOS, 30 minutes
	// (requirement S66), for iOS. A provider's own Capabilities().Delivery goes first.
	Delivery, DeliveryIOS time.Duration
	// Answer runs from the proof that the prompt is on the screen: 5 minutes.
	Answer time.Duration
	// Countdown runs before an unattended session becomes active by itself: 30 seconds.
	Countdown time.Duration
	// Connect runs from the user's consent until the first media of the device: 2 minutes.
	Connect time.Duration
	// Rejoin is how long a lost device may take to come back, and a lost link's resume key lives: 60 seconds.
	Rejoin time.Duration
	// Grant is how long a grant can be redeemed: 60 seconds.
	Grant time.Duration
	// Share is how long a share code can be used: 10 minutes.
	Share time.Duration
	// Guest is how long a guest's token lives at most: an hour.
	Guest time.Duration
	// HandedOver is how long a session that was handed over may stay open without news of its end, and how long one that
	// we closed is looked at for the proof of its end: 24 hours.
	HandedOver time.Duration
	// Spoken is how long a code that is read aloud can be used: 10 minutes.
	Spoken time.Duration
	// LookWaiting and LookHandedOver are how often a provider is asked how a session stands that waits for its user (3
	// seconds), or was handed over (15 seconds).
	LookWaiting, LookHandedOver time.Duration
}

// Rooms is where the media of sessions is. Calls must return quickly and are safe for concurrent use; calls for an
// unknown session or person change nothing.
type Rooms interface {
	// Open makes the room of a session, once.
	Open(sessionID, codec string)
	// Show pushes how a session stands.
	Show(sessionID string, s Standing)
	// SetRights pushes what a person may do now in a session; none means out of the room at once.
	SetRights(sessionID, personID string, rights []access.Right)
	// Close ends a room.
	Close(sessionID, reason string)
	// DropPerson puts a person out of every room.
	DropPerson(personID string)
}

// A Standing is how a session stands, as far as its room has to know.
type Standing struct {
	State     string
	Paused    bool
	EndReason string
	// Open says that frames may flow to technicians: the user agreed and has not paused.
	Open bool
}

// Hints is told of every change, for live views. Version is that of the thing, or 0 when it has none.
type Hints interface {
	Hint(kind, id string, version int64)
}

// The kinds of hint given by this package.
const (
	HintSession = "session"
	HintHelp    = "help"
	HintDevice  = "device" // its open session came or went
	HintShare   = "share"
)

// Doorbell reaches the device agents. Calls return at once; a device that is not connected is no error.
type Doorbell interface {
	// ShowHelp tells a device how its help request stands.
	ShowHelp(deviceID string, h wire.HelpState)
	// Disconnect closes the link of a device after what was sent to it.
	Disconnect(deviceID string)
}

// People is how the service learns what a person may do now.
type People interface {
	Person(ctx context.Context, id string) (access.Person, error)
	// People lists everyone by name, at most 1,000.
	People(ctx context.Context) ([]access.Person, error)
}

// Records takes audit records that tell of no other change.
type Records interface {
	AddRecords(ctx context.Context, records ...audit.Record) error
}

// Config is what a [Service] is made of. Every field but Clocks, Now and Company is needed, unless it says otherwise.
type Config struct {
	Store     Store
	Devices   device.Store
	Fronts    Fronts  // nil shows nothing but Company on the page of a help link, and nothing on devices
	People    People  // access.Store does
	Audit     Records // audit.Store does
	Jobs      interface{ Nudge() }
	Providers map[string]provider.Provider // by name; may be filled until the service is first used
	Rooms     Rooms
	Doorbell  Doorbell
	Hints     Hints
	Now       func() time.Time // nil means time.Now
	Log       *slog.Logger
	Clocks    Clocks
	Company   string // shown to users who are asked, unless Notices has a name; may be empty

	// Around, Courier, Outreach, Notices and Sealer may each be nil: then nothing is known around a device, nobody brings a
	// session's values, no message is sent, no notice is shown, and no provider that hands over can be used.
	Around   Circumstances
	Courier  Courier
	Outreach Outreach
	Notices  Notices
	Sealer   Sealer
}

// Service starts, moves and ends sessions, help requests and shares. It is safe for concurrent use.
type Service struct {
	store     Store
	devices   device.Store
	fronts    Fronts
	people    People
	audit     Records
	jobs      interface{ Nudge() }
	providers map[string]provider.Provider
	rooms     Rooms
	doorbell  Doorbell
	hints     Hints
	clock     func() time.Time
	log       *slog.Logger
	clocks    Clocks
	company   string
	around    Circumstances
	courier   Courier
	outreach  Outreach
	notices   Notices
	sealer    Sealer
	live      live
}

// New returns a service.
func New(cfg Config) *Service {
	s := &Service{
		store: cfg.Store, devices: cfg.Devices, people: cfg.People, audit: cfg.Audit, jobs: cfg.Jobs,
		providers: cfg.Providers, rooms: cfg.Rooms, doorbell: cfg.Doorbell, hints: cfg.Hints,
		clock: cfg.Now, log: cfg.Log, clocks: cfg.Clocks.withDefaults(), company: cfg.Company,
		around: cfg.Around, courier: cfg.Courier, outreach: cfg.Outreach, notices: cfg.Notices, sealer: cfg.Sealer,
	}
	s.fronts = cfg.Fronts
	if s.clock == nil {
		s.clock = time.Now
	}
	return s
}

func (c Clocks) withDefaults() Clocks {
	return Clocks{
		Delivery:    cmp.Or(c.Delivery, 10*time.Minute),
		DeliveryIOS: cmp.Or(c.DeliveryIOS, 30*time.Minute),
		Answer:      cmp.Or(c.Answer, 5*time.Minute),
		Countdown:   cmp.Or(c.Countdown, 30*time.Second),
		Connect:     cmp.Or(c.Connect, 2*time.Minute),
		Rejoin:      cmp.Or(c.Rejoin, time.Minute),
		Grant:       cmp.Or(c.Grant, time.Minute),
		Share:       cmp.Or(c.Share, 10*time.Minute),
		Guest:       cmp.Or(c.Guest, time.Hour),
		HandedOver:  cmp.Or(c.HandedOver, 24*time.Hour),
		Spoken:      cmp.Or(c.Spoken, 10*time.Minute),

		LookWaiting:    cmp.Or(c.LookWaiting, 3*time.Second),
		LookHandedOver: cmp.Or(c.LookHandedOver, 15*time.Second),
	}
}

// now is in UTC, to the microsecond, as everything is kept.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Microsecond) }

// everything is the scope of the service itself, and of people for what is their own.
var everything = device.Scope{All: true}

func scopeOf(p access.Principal) device.Scope {
	return device.Scope{All: p.AllDevices, GroupIDs: p.GroupIDs}
}

var (
	// errDue says that a deadline has to be applied before the change.
	errDue = errors.New("a deadline is over")
	// errUnchanged says that there is nothing to change, and that this is no error.
	errUnchanged = errors.New("nothing to change")
)

// change applies do to a session in one transaction, after any deadline that is over was applied in another, and tells
// everyone. errUnchanged from do leaves all as it is without an error.
func (s *Service) change(ctx context.Context, sessionID string, do func(*Session, *Writes) error) (Session, error) {
	for range 3 { // an applied deadline sets the next one in the future, so the second round does it
		var before Session
		after, err := s.store.ChangeSession(ctx, sessionID, func(ses *Session, w *Writes) error {
			before = *ses
			if ses.due(s.now()) {
				return errDue
			}
			ses.able = s.ableOf(ses.Provider)
			return do(ses, w)
		})
		switch {
		case err == nil:
			s.announce(ctx, before, after)
			return after, nil
		case errors.Is(err, errUnchanged):
			return before, nil
		case !errors.Is(err, errDue):
			return Session{}, fmt.Errorf("change session %s: %w", sessionID, err)
		}
		if _, err := s.expire(ctx, sessionID); err != nil {
			return Session{}, err
		}
	}
	return Session{}, fmt.Errorf("change session %s: %w", sessionID, errDue)
}

// expire applies the deadline of a session if it is over now.
func (s *Service) expire(ctx context.Context, sessionID string) (Session, error) {
	var before Session
	after, err := s.store.ChangeSession(ctx, sessionID, func(ses *Session, w *Writes) error {
		before = *ses
		now := s.now()
		if !ses.due(now) {
			return errUnchanged
		}
		if err := ses.expire(now, s.clocks, s.live.peek(ses.ID).hasMedia()); err != nil {
			return err
		}
		if ses.State == Ended {
			s.writeEnd(ses, w)
			return nil
		}
		s.write(w, *ses, audit.SessionAccepted, audit.System, map[string]string{"by": "countdown"})
		return nil
	})
	if errors.Is(err, errUnchanged) {
		return before, nil
	}
	if err != nil {
		return Session{}, fmt.Errorf("apply the deadline of session %s: %w", sessionID, err)
	}
	s.announce(ctx, before, after)
	return after, nil
}

// settled is a session as it stands now: a deadline that is over counts though no ticker saw it yet.
func (s *Service) settled(ctx context.Context, ses Session) (Session, error) {
	if !ses.due(s.now()) {
		return ses, nil
	}
	return s.expire(ctx, ses.ID)
}

// write adds what goes with a change that a user of either side can see: its audit record and the job that shows the
// new state on the device.
func (s *Service) write(w *Writes, ses Session, action audit.Action, by audit.Actor, details map[string]string) {
	w.Audit = append(w.Audit, s.record(action, by, ses.DeviceID, ses.ID, details))
	w.Jobs = append(w.Jobs, newJob(JobShow, ses.ID))
}

// writeEnd adds what goes with the end of a session, whoever ended it.
func (s *Service) writeEnd(ses *Session, w *Writes) {
	details := map[string]string{"reason": string(ses.EndReason)}
	if ses.Outcome != NoOutcome {
		details["outcome"] = string(ses.Outcome)
	}
	if ses.HelpRequestID != "" {
		details["help_request_id"] = ses.HelpRequestID
	}
	w.Audit = append(w.Audit, s.record(audit.SessionEnded, ses.EndedBy, ses.DeviceID, ses.ID, details))
	w.Jobs = append(w.Jobs, newJob(JobClose, ses.ID))
	w.DropKeys = true
	w.Help = s.helpAfter(*ses)
}

func (s *Service) record(action audit.Action, by audit.Actor, deviceID, sessionID string, details map[string]string) audit.Record {
	return audit.Record{ID: id.New("aud"), At: s.now(), Actor: by, Action: action, DeviceID: deviceID, SessionID: sessionID, Details: details}
}

// announce tells everyone of a change that is written.
func (s *Service) announce(ctx context.Context, before, after Session) {
	s.push(after)
	s.jobs.Nudge()
	if onlyLooked(before, after) {
		return
	}
	s.hints.Hint(HintSession, after.ID, after.Version)
	if before.State == after.State && before.Paused == after.Paused && before.ControlTakenBack == after.ControlTakenBack &&
		len(before.Rights) == len(after.Rights) {
		return
	}
	s.log.InfoContext(ctx, "session changed",
		slog.String("session_id", after.ID), slog.String("device_id", after.DeviceID), slog.String("technician_id", after.TechnicianID),
		slog.String("from", string(before.State)), slog.String("to", string(after.State)),
		slog.Bool("paused", after.Paused), slog.Bool("control_taken_back", after.ControlTakenBack),
		slog.String("end_reason", string(after.EndReason)), slog.Int64("version", after.Version))
	if before.State != Ended && after.State == Ended {
		s.hints.Hint(HintDevice, after.DeviceID, 0)
		s.helpChanged(ctx, after.HelpRequestID)
	}
}

// onlyLooked says that nothing was changed but when the session was looked at: no view has to be drawn again for that.
func onlyLooked(before, after Session) bool {
	for _, ses := range []*Session{&before, &after} {
		ses.Version, ses.AtProvider.Turn, ses.AtProvider.LookedAt, ses.able = 0, 0, time.Time{}, nil
	}
	return reflect.DeepEqual(before, after)
}

// push makes the room follow the session, at once and never backwards.
func (s *Service) push(ses Session) {
	if !s.hasRoom(ses) {
		return
	}
	r := s.live.of(ses.ID)
	r.push.Lock()
	defer r.push.Unlock()
	if r.closed || ses.Version < r.shown {
		return
	}
	r.shown = ses.Version
	if ses.State == Ended {
		r.closed = true
		r.mu.Lock()
		r.endedAt = s.now()
		r.mu.Unlock()
		s.rooms.Show(ses.ID, ses.standing())
		s.rooms.Close(ses.ID, string(ses.EndReason))
		return
	}
	if !r.opened {
		return // the first who needs the room opens it
	}
	s.rooms.SetRights(ses.ID, ses.TechnicianID, ses.RightsNow())
	s.rooms.Show(ses.ID, ses.standing())
}

// openRoom makes the room of a session that is open; later states are pushed into it.
func (s *Service) openRoom(ses Session, codec string) {
	if !s.hasRoom(ses) {
		return
	}
	r := s.live.of(ses.ID)
	r.push.Lock()
	open := !r.closed && !r.opened
	if open {
		r.opened = true
		s.rooms.Open(ses.ID, codec)
	}
	r.push.Unlock()
	if open {
		s.push(ses)
	}
}

// hasRoom says whether the screen of a session runs through our rooms.
func (s *Service) hasRoom(ses Session) bool {
	p, ok := s.providers[ses.Provider]
	return ok && p.Capabilities().InBrowser
}

// ableOf is what a provider can; nil for one that is not there.
func (s *Service) ableOf(name string) *provider.Capabilities {
	p, ok := s.providers[name]
	if !ok {
		return nil
	}
	able := p.Capabilities()
	return &able
}

// handsOver says whether the technician of a session leaves for the provider's own client.
func (s *Service) handsOver(ses Session) bool {
	able := s.ableOf(ses.Provider)
	return able != nil && able.HandsOver
}

// codecOf is what a device encodes: what it reported, else what its kind encodes.
func codecOf(d device.Device) string {
	switch {
	case d.Report.Codec == "H264" || d.Report.Codec == "VP8":
		return d.Report.Codec
	case d.Platform == device.Computer:
		return "VP8"
	default:
		return "H264"
	}
}
