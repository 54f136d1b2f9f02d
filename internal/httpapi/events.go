package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A HintKind says what a live hint is about.
type HintKind string

// The kinds of hint.
const (
	HintSession HintKind = support.HintSession
	HintHelp    HintKind = support.HintHelp
	HintDevice  HintKind = support.HintDevice
	HintShare   HintKind = support.HintShare
	// HintAvailable says that Help@Work Available is another; id is a device's, or absent when it is so of many.
	HintAvailable HintKind = "available"
	HintMe        HintKind = "me"     // id is a person's; only they are told
	HintPeople    HintKind = "people" // for administrators
	HintGroup     HintKind = "group"
	HintAudit     HintKind = "audit"

	HintActivation HintKind = "activation"    // id is a way's provider and mode, or absent
	HintRemoval    HintKind = "removal"       // for administrators
	HintApp        HintKind = rollout.HintApp // a support app, its distribution or keys
	HintSeats      HintKind = rollout.HintSeats
	HintMDM        HintKind = rollout.HintMDM
	HintAccount    HintKind = activation.HintAccount // id is a person's, who alone is told, or else a way's: for administrators
	HintBranding   HintKind = "branding"
)

// A Hint says that something changed, so that whoever shows it asks again. It holds nothing of the thing itself.
type Hint struct {
	Kind    HintKind `json:"kind"`
	ID      string   `json:"id,omitempty" doc:"Of the thing; absent: any of this kind."`
	Version int64    `json:"version,omitempty" doc:"Of the thing; absent when it has none."`
}

const (
	keptHints      = 1000
	waitingHints   = 4096 // between whoever hints and the hub
	clientBuffer   = 256
	streamsOf      = 20 // at most, for each person
	recheckEvery   = 5 * time.Second
	pingEvery      = 15 * time.Second
	lookUpTimeout  = 5 * time.Second
	maxEventIDText = 64
)

// errTooManyStreams says that a person has as many live streams as one may have.
var errTooManyStreams = fmt.Errorf("too many live streams: %w", access.ErrTooMany)

// EventsConfig is what [Events] is made of.
type EventsConfig struct {
	Sources Sources
	Devices Devices
	Now     func() time.Time // nil means time.Now
	Log     *slog.Logger     // nil discards
}

// Events hands hints on to the browsers that may know of them. It is safe for concurrent use. Nothing is handed on until
// Run runs.
type Events struct {
	sources Sources
	devices Devices
	now     func() time.Time
	log     *slog.Logger
	boot    string

	waiting chan Hint
	lost    chan struct{} // holds one value when hints were thrown away, as too many came

	mu      sync.Mutex
	closed  bool
	seq     uint64  // of the newest hint
	kept    []known // the newest, oldest first, without holes
	streams map[*stream]struct{}
}

// A known hint is one whose audience is known.
type known struct {
	Hint
	seq uint64
	to  audience
}

// An audience is who may know of a hint.
type audience struct {
	nobody   bool
	personID string       // only this person
	right    access.Right // only people with it
	// scoped hints are for people who see all devices or one of these groups, and for starter: what one began stays one's
	// own to see, also when the device is a guest, which belongs to no group.
	scoped  bool
	groups  []string
	starter string
}

func (to audience) holds(p access.Principal) bool {
	switch {
	case to.nobody, to.personID != "" && to.personID != p.PersonID, to.right != "" && !p.Has(to.right):
		return false
	case !to.scoped, to.starter != "" && to.starter == p.PersonID:
		return true
	}
	return device.Scope{All: p.AllDevices, GroupIDs: p.GroupIDs}.Shows(to.groups)
}

// NewEvents returns a hub without streams.
func NewEvents(cfg EventsConfig) *Events {
	e := &Events{sources: cfg.Sources, devices: cfg.Devices, now: cfg.Now, log: cfg.Log, boot: bootID(),
		waiting: make(chan Hint, waitingHints), lost: make(chan struct{}, 1),
		streams: make(map[*stream]struct{})}
	if e.now == nil {
		e.now = time.Now
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	return e
}

func bootID() string {
	_, text, _ := strings.Cut(id.New("boot"), "_")
	return text
}

// Hint tells of a change. It never waits: when more come than can be handed on, every browser is told to ask for all again.
func (e *Events) Hint(kind, id string, version int64) {
	select {
	case e.waiting <- Hint{Kind: HintKind(kind), ID: id, Version: version}:
	default:
		select {
		case e.lost <- struct{}{}:
		default:
		}
	}
}

// Changed says that what a person may see changed, or that they were signed out somewhere: their streams close, and
// browsers that still may come back do so by themselves.
func (e *Events) Changed(personID string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for s := range e.streams {
		if s.who.PersonID == personID {
			e.drop(s)
		}
	}
}

// Streams is how many live streams are open.
func (e *Events) Streams() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.streams)
}

// Run hands hints on until ctx ends; then it closes every stream.
func (e *Events) Run(ctx context.Context) error {
	defer e.close()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-e.lost:
			e.forget(ctx)
		case h := <-e.waiting:
			e.keep(h, e.audienceOf(ctx, h))
		}
	}
}

func (e *Events) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	for s := range e.streams {
		e.drop(s)
	}
}

// forget makes every browser ask for all again.
func (e *Events) forget(ctx context.Context) {
	e.log.WarnContext(ctx, "live hints thrown away", slog.Int("streams", e.Streams()))
	for len(e.waiting) > 0 {
		<-e.waiting
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seq++
	e.kept = nil
	for s := range e.streams {
		s.reset()
	}
}

func (e *Events) keep(h Hint, to audience) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seq++
	k := known{Hint: h, seq: e.seq, to: to}
	if len(e.kept) == keptHints {
		e.kept = append(e.kept[:0], e.kept[1:]...)
	}
	e.kept = append(e.kept, k)
	for s := range e.streams {
		if to.holds(s.who) {
			s.offer(k)
		}
	}
}

// audienceOf finds out who may know of a hint. When that cannot be found out, nobody may.
func (e *Events) audienceOf(ctx context.Context, h Hint) audience {
	ctx, cancel := context.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	switch h.Kind {
	case HintMe:
		return audience{personID: h.ID, nobody: h.ID == ""}
	case HintAccount:
		if strings.HasPrefix(h.ID, "usr_") {
			return audience{personID: h.ID}
		}
		return audience{right: access.Administer}
	case HintPeople, HintRemoval:
		return audience{right: access.Administer}
	case HintGroup, HintAudit, HintBranding, HintActivation, HintApp, HintSeats, HintMDM:
		return audience{right: access.View} // the last four change what stands in the way of a session
	case HintShare:
		return e.shareAudience(ctx, h.ID)
	}
	if h.ID == "" {
		return audience{right: access.View}
	}
	groups, starter, err := e.groupsOf(ctx, h)
	if err != nil && !errors.Is(err, support.ErrNotFound) && !errors.Is(err, device.ErrNotFound) {
		e.log.ErrorContext(ctx, "audience of a live hint not found", slog.String("kind", string(h.Kind)), slog.Any("err", err))
	}
	return audience{scoped: true, groups: groups, starter: starter, right: access.View} // without groups: those who see everything
}

var everything = device.Scope{All: true}

// groupsOf are those of the device that a hint is about, and of a session also who started it.
func (e *Events) groupsOf(ctx context.Context, h Hint) (groups []string, starter string, err error) {
	deviceID := h.ID
	switch h.Kind {
	case HintSession:
		s, err := e.sources.Session(ctx, h.ID, everything)
		if err != nil {
			return nil, "", err
		}
		deviceID, starter = s.DeviceID, s.TechnicianID
	case HintHelp:
		r, err := e.sources.HelpRequest(ctx, h.ID, everything)
		if err != nil {
			return nil, "", err
		}
		deviceID = r.DeviceID
	}
	d, err := e.devices.Device(ctx, deviceID, everything)
	return d.GroupIDs, starter, err
}

// shareAudience is the technician who made an invitation, if they are connected.
func (e *Events) shareAudience(ctx context.Context, shareID string) audience {
	for _, personID := range e.connected() {
		if _, err := e.sources.Share(ctx, shareID, personID); err == nil {
			return audience{personID: personID}
		}
	}
	return audience{nobody: true}
}

func (e *Events) connected() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var people []string
	for s := range e.streams {
		people = append(people, s.who.PersonID)
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// open adds a stream for a person. lastID is what the browser saw last; empty for a new one.
func (e *Events) open(who access.Principal, lastID string) (*stream, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, fmt.Errorf("live hints: the server stops: %w", ErrUnavailable)
	}
	mine := 0
	for s := range e.streams {
		if s.who.PersonID == who.PersonID {
			mine++
		}
	}
	if mine >= streamsOf {
		return nil, errTooManyStreams
	}
	s := &stream{who: who, hints: make(chan known, clientBuffer), again: make(chan struct{}, 1), gone: make(chan struct{})}
	e.streams[s] = struct{}{}
	s.start = e.catchUp(s, lastID)
	return s, nil
}

// catchUp gives a stream what its browser missed, or tells it to ask for all again when that is not known. It returns the id
// at which the browser stands before that; empty when it must not move on until it was told.
func (e *Events) catchUp(s *stream, lastID string) string {
	if lastID == "" {
		return e.eventID(e.seq)
	}
	boot, seen, ok := parseEventID(lastID)
	oldest := e.seq + 1
	if len(e.kept) > 0 {
		oldest = e.kept[0].seq
	}
	if !ok || boot != e.boot || seen > e.seq || seen+1 < oldest {
		s.reset()
		return ""
	}
	for _, k := range e.kept[seen+1-oldest:] {
		if k.to.holds(s.who) {
			s.missed = append(s.missed, k)
		}
	}
	return lastID
}

func (e *Events) shut(s *stream) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drop(s)
}

// drop ends a stream; the caller holds the lock.
func (e *Events) drop(s *stream) {
	if _, open := e.streams[s]; open {
		delete(e.streams, s)
		close(s.gone)
	}
}

// newest is the id of the newest hint.
func (e *Events) newest() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.eventID(e.seq)
}

// reached is the id of the newest hint when s has been given all it may know of, else empty.
func (e *Events) reached(s *stream) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(s.hints) > 0 || len(s.again) > 0 {
		return ""
	}
	return e.eventID(e.seq)
}

func (e *Events) eventID(seq uint64) string { return e.boot + ":" + strconv.FormatUint(seq, 10) }

// parseEventID reads what a browser sends as Last-Event-ID.
func parseEventID(s string) (boot string, seq uint64, ok bool) {
	if len(s) > maxEventIDText {
		return "", 0, false
	}
	boot, digits, cut := strings.Cut(s, ":")
	if !cut || boot == "" || digits == "" || digits[0] == '+' || digits[0] == '-' {
		return "", 0, false
	}
	seq, err := strconv.ParseUint(digits, 10, 63)
	return boot, seq, err == nil
}

// still is a person's principal as it stands now, or an error when their sign-in is over.
func (e *Events) still(ctx context.Context, who access.Principal) (access.Principal, error) {
	if who.SessionHash == "" {
		return access.Principal{}, access.ErrSignedOut
	}
	_, person, err := e.sources.SignIn(ctx, who.SessionHash, e.now())
	if err != nil {
		return access.Principal{}, err
	}
	who.Role, who.Rights, who.AllDevices, who.GroupIDs = person.Role, person.Rights(), person.AllDevices, person.GroupIDs
	return who, nil
}

// A stream is one browser that listens.
type stream struct {
	who   access.Principal
	start string // the id at which the browser stands; empty: it has to ask for all again
	// missed came while the browser was away; it is told of them first.
	missed []known
	hints  chan known
	again  chan struct{} // holds one value when the browser must ask for all again
	gone   chan struct{} // closed when the stream is over
}

// offer hands a hint over without waiting; a browser that is too slow must ask for all again. The caller holds the lock.
func (s *stream) offer(k known) {
	select {
	case s.hints <- k:
	default:
		s.reset()
	}
}

// reset throws away what waits and asks the browser to start over. The caller holds the lock.
func (s *stream) reset() {
	for len(s.hints) > 0 {
		select {
		case <-s.hints:
		default:
		}
	}
	select {
	case s.again <- struct{}{}:
	default:
	}
}
