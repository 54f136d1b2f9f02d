// Package support holds help requests, sessions and consent: the state machine of a session and its deadlines.
package support

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// State is where a session stands. The moves between states are one table, in states.go.
type State string

// The states of a session.
const (
	Requested   State = "requested"   // written; it has not reached the device yet
	Waiting     State = "waiting"     // the device has it; the user has not answered
	UserReady   State = "user_ready"  // the user waits at the provider (TeamViewer: online)
	HandedOver  State = "handed_over" // the technician left for the provider's own client
	Active      State = "active"      // the user agreed; frames flow unless Paused
	Interrupted State = "interrupted" // the device's link was lost; it may come back
	Ended       State = "ended"
)

// EndReason says why a session ended; the list is closed.
type EndReason string

// The reasons.
const (
	EndedByTechnician    EndReason = "ended_by_technician"
	EndedByUser          EndReason = "ended_by_user"
	EndedByAdministrator EndReason = "ended_by_administrator"
	Declined             EndReason = "declined"
	NoAnswer             EndReason = "no_answer"
	NotDelivered         EndReason = "not_delivered"   // the request never reached the device
	ConnectionLost       EndReason = "connection_lost" // the device did not come back in time
	Superseded           EndReason = "superseded"      // another technician closed it to start theirs
	RightRevoked         EndReason = "right_revoked"
	TechnicianSignedOut  EndReason = "technician_signed_out"
	ProviderFailed       EndReason = "provider_failed"
	DeviceRemoved        EndReason = "device_removed"
	CodeExpired          EndReason = "code_expired"       // the provider's code ended before anyone used it (S66)
	EndedAtProvider      EndReason = "ended_at_provider"  // closed there, or a report of the connection has an end
	ActivationRemoved    EndReason = "activation_removed" // an administrator removes the provider's activation
)

// EndReasons lists them all.
var EndReasons = []EndReason{EndedByTechnician, EndedByUser, EndedByAdministrator, Declined, NoAnswer, NotDelivered,
	ConnectionLost, Superseded, RightRevoked, TechnicianSignedOut, ProviderFailed, DeviceRemoved, CodeExpired, EndedAtProvider, ActivationRemoved}

// Mode says whether a person at the device has to agree.
type Mode string

// The modes.
const (
	Attended   Mode = "attended"
	Unattended Mode = "unattended"
)

// A Session is one technician's help on one device.
type Session struct {
	ID, DeviceID string // ses_…, dev_…
	// Version rises by one with each change.
	Version int64
	State   State
	Mode    Mode
	// Provider shares the screen: "builtin" or "teamviewer".
	Provider string
	// TechnicianID started it; TechnicianName is kept as it was then.
	TechnicianID, TechnicianName string
	Reason                       string // shown to the user, 1 to 280 characters
	Ticket                       string // may be empty, at most 64 characters
	HelpRequestID                string // may be empty
	// Rights are what the user was asked for: view, and maybe control.
	Rights []access.Right
	// Paused and ControlTakenBack are the user's doing and undone by the user only.
	Paused, ControlTakenBack bool
	// Times are UTC, to the microsecond; zero means not yet.
	RequestedAt, DeliveredAt, PromptedAt, AcceptedAt, FirstFrameAt, InterruptedAt, EndedAt time.Time
	// DeadlineAt ends the present state, for the reason DeadlineReason, unless something happens before. Zero means
	// never. An unattended session that is waiting becomes active at it (the countdown) when DeadlineReason is empty.
	DeadlineAt     time.Time
	DeadlineReason EndReason
	EndReason      EndReason
	EndedBy        audit.Actor
	Note           string // written at the end, at most 2,000 characters
	Outcome        Outcome
	// NoticeVersion is the version of the consent notice that the user was shown.
	NoticeVersion int64
	// AtProvider is the session as the provider knows it; zero for one that has nothing to know.
	AtProvider AtProvider

	// able is what the provider can, while a change is made; nil when that is not known.
	able *provider.Capabilities
}

// AtProvider is what is known of a session that a provider holds outside of this server.
type AtProvider struct {
	// Reference is the provider's own name of it, Peer the device there (unattended).
	Reference, Peer string
	// Code and UserLink are for the user. Sealed holds the technician's links; it is never shown as it is.
	Code, UserLink string
	Sealed         []byte
	ExpiresAt      time.Time
	// OnlineAt is since when the user waits there, GoneAt when they stopped waiting; zero means not (yet).
	OnlineAt, GoneAt time.Time
	// HandedOverAt is when the technician took a link.
	HandedOverAt time.Time
	// ConnectedAt and EndedAt are from a report of the connection; EndedAt is also set when the session was seen closed there
	// before we closed it. A session that has Ended while HandedOverAt is set and EndedAt is zero was closed by us, its end
	// not confirmed.
	ConnectedAt, EndedAt time.Time
	// LookedAt is when it was looked at last; Evidence says where the last thing was seen.
	LookedAt time.Time
	Evidence string
	// Problem is the provider.Kind of the last failure, Words the provider's own; empty when there was none.
	Problem, Words string
	// Delivered is how the session id stands on its way by managed app configuration.
	Delivered Delivered
	// Finding is preflight.NoDelivery when nobody could bring the session id: a link or a code has to. Empty otherwise.
	Finding preflight.Code
	// Retired is the reference of an earlier code of the same session, until it is known to be closed there.
	Retired string
	// Turn numbers the calls that follow the session at its provider: only the job that carries it may write what it saw,
	// so there is one such job for a session in the whole system, and late news of an earlier code counts for nothing.
	// Failures is how many of them failed in a row.
	Turn     int64
	Failures int
}

// EndUnconfirmed says that we closed a session that its technician had left for, and nothing proves yet that the
// connection is over.
func (s Session) EndUnconfirmed() bool {
	return s.State == Ended && !s.AtProvider.HandedOverAt.IsZero() && s.AtProvider.EndedAt.IsZero()
}

// Delivered is how far the managed app configuration of a session has come.
type Delivered string

// The steps.
const (
	NotBrought  Delivered = ""            // nobody brings it: a link or a code has to
	Ordered     Delivered = "ordered"     // the MDM took it
	Proven      Delivered = "proven"      // the device has it
	Undelivered Delivered = "failed"      // the MDM refused it
	Withdrawing Delivered = "withdrawing" // it is being taken away
	Withdrawn   Delivered = "withdrawn"   // proven to be taken away
)

// A Channel is a way to reach the user.
type Channel string

// The channels.
const (
	ByConfiguration Channel = "configuration" // managed app configuration
	ByCopiedLink    Channel = "copied_link"
	ByQRCode        Channel = "qr_code"
	ByEmail         Channel = "email"
	ByText          Channel = "text_message"
	ByMDM           Channel = "mdm_message"
	BySpokenCode    Channel = "spoken_code"
)

// Channels lists them all.
var Channels = []Channel{ByConfiguration, ByCopiedLink, ByQRCode, ByEmail, ByText, ByMDM, BySpokenCode}

// A Reach is one try to reach the user of a session.
type Reach struct {
	ID, SessionID string // rch_…
	Channel       Channel
	At            time.Time
	// Outcome says what came of it; Problem says in a code why it failed.
	Outcome ReachOutcome
	Problem string
	// To is where it went, shortened (…@example.com); empty for what was only shown.
	To string
}

// ReachOutcome is what came of a try to reach the user.
type ReachOutcome string

// The outcomes of a try.
const (
	ReachBegun  ReachOutcome = "begun"  // being sent; one that stays so was cut off, and nobody knows
	ReachSent   ReachOutcome = "sent"   // taken by the mail server, the text gateway or the MDM
	ReachProven ReachOutcome = "proven" // the device has it, or somebody used the spoken code
	ReachFailed ReachOutcome = "failed"
	ReachShown  ReachOutcome = "shown" // to the technician: copied, a QR code, digits to read aloud
)

// The problems of a try that failed.
const (
	ReachNoWay   = "no_way"  // not set up, or the user has no such address
	ReachRefused = "refused" // the gateway, mail server or MDM said no or did not answer
)

// A SpokenCode is 9 digits that select a session on the join page; it authenticates nobody, works once and ends after 10
// minutes.
type SpokenCode struct {
	Hash, SessionID string
	ExpiresAt       time.Time
}

// A HelpLink lets the user of one device ask for help from a web clip, where no agent of ours runs. It may only make,
// show and cancel that device's request.
type HelpLink struct {
	Hash, DeviceID string
	CreatedBy      audit.Actor
	CreatedAt      time.Time
}

// Outcome is what a technician says at the end.
type Outcome string

// The outcomes.
const (
	NoOutcome Outcome = ""
	Resolved  Outcome = "resolved"
	KeepOpen  Outcome = "keep_open"
	Escalate  Outcome = "escalate"
)

// HelpState is where a help request stands.
type HelpState string

// The states of a help request.
const (
	HelpOpen      HelpState = "open"
	HelpTaken     HelpState = "taken"
	HelpEscalated HelpState = "escalated" // open again, for someone with more experience
	HelpResolved  HelpState = "resolved"
	HelpCancelled HelpState = "cancelled" // by the user
	HelpDeclined  HelpState = "declined"  // by a technician, with an answer
)

// A HelpRequest is one press on Help. A device has at most one that is open, escalated or taken; an index decides.
type HelpRequest struct {
	ID, DeviceID string // hlp_…
	Version      int64
	State        HelpState
	Text         string // the user's words, may be empty
	AskedAt      time.Time
	// TakenBy is a technician's id; empty until taken.
	TakenBy, TakenByName string
	TakenAt, ClosedAt    time.Time
	Note                 string
	SessionID            string // the last session that was started from it
	// SnoozedUntil hides it from the queue, CallBackAt is when the technician promised to call; zero means not.
	SnoozedUntil, CallBackAt time.Time
	// Answer is what the user is told with a decline or a promise, at most 280 characters.
	Answer string
	// AnswerSeen says that the user put the answer of a declined request away.
	AnswerSeen bool
}

// A HelpFilter chooses help requests.
type HelpFilter struct {
	Scope device.Scope
	// AwakeAt leaves out what is snoozed at that time; zero leaves nothing out.
	AwakeAt time.Time
}

// A Share is an invitation to share a computer's screen: a one-time code of 9 digits that only selects, valid 10 minutes.
type Share struct {
	ID                           string // shr_…
	CodeHash                     string
	TechnicianID, TechnicianName string
	Reason, Ticket               string
	CreatedAt, ExpiresAt         time.Time
	// RedeemedAt, DeviceID and SessionID are set when the code was used.
	RedeemedAt          time.Time
	DeviceID, SessionID string
}

// Whose key a Key is.
const (
	HolderDevice     = "device"
	HolderTechnician = "technician"
)

// A Key lets its holder into the media of one session: a grant once, or a resume key until it is rotated. Only its hash is kept.
type Key struct {
	Hash      string
	SessionID string
	Holder    string // HolderDevice or HolderTechnician
	HolderID  string // device id or person id
	Resume    bool
	ExpiresAt time.Time
}

// Errors that callers tell apart.
var (
	ErrNotFound     = errors.New("no such session, help request or share")
	ErrDeviceBusy   = errors.New("device has an open session")
	ErrEnded        = errors.New("session has ended")
	ErrBadKey       = errors.New("key is not valid")
	ErrTooLate      = errors.New("the time to answer is over")
	ErrAlreadyTaken = errors.New("someone else took this help request")
	ErrBadCode      = errors.New("code is not valid")
	ErrNoProvider   = errors.New("no such provider")
	ErrHelpClosed   = errors.New("help request is closed")
	ErrNotYours     = errors.New("only the technician who started the session gets its links")
	ErrNotReady     = errors.New("the provider has not opened the session yet")
	ErrNoWay        = errors.New("this way of reaching the user is not set up, or the user has no such address")
	ErrTooOften     = errors.New("the user of this session was reached this way as often as is allowed")
	ErrBadCursor    = errors.New("cursor is not valid")
)

// A BusyError is [ErrDeviceBusy] with the session that holds the device.
type BusyError struct{ Session Session }

func (e *BusyError) Error() string {
	return fmt.Sprintf("%v: %s of %s", ErrDeviceBusy, e.Session.ID, e.Session.TechnicianName)
}

// Is makes errors.Is(err, ErrDeviceBusy) true.
func (e *BusyError) Is(target error) bool { return target == ErrDeviceBusy }

// A StateError is a refused move between states.
type StateError struct {
	SessionID string
	From, To  State
}

func (e *StateError) Error() string {
	return fmt.Sprintf("session %s cannot become %s: it is %s", e.SessionID, e.To, e.From)
}

// A BlockedError says that preflight found something that must be removed first.
type BlockedError struct{ Findings []preflight.Finding }

func (e *BlockedError) Error() string {
	return fmt.Sprintf("preflight: %d findings block this session", len(e.Findings))
}

// Writes are what goes into the same transaction as a change.
type Writes struct {
	Audit []audit.Record
	Jobs  []jobs.Job
	// Keys are added; a key of the same session, holder and kind of holder (HolderID) that was there before is removed.
	Keys []Key
	// DropKeys removes every key and every spoken code of the session.
	DropKeys bool
	// Reaches are added.
	Reaches []Reach
	// Help, when set, is applied to the session's help request.
	Help func(*HelpRequest)
}

// A SessionFilter chooses sessions. Empty fields do not limit. The newest come first.
type SessionFilter struct {
	DeviceID, TechnicianID string
	Open                   bool // only sessions that have not ended
	Since, Until           time.Time
	Scope                  device.Scope
	After                  string
	Limit                  int // 1 to 200
}

// A SessionPage is a part of the history.
type SessionPage struct {
	Sessions []Session
	Next     string
}

// Store is what [Service] needs kept; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// CreateSession adds s. It returns a *BusyError when the device has a session that has not ended: an index
	// decides. When replace names that very session, it is ended in the same transaction by end.
	CreateSession(ctx context.Context, s Session, w Writes, replace string, end func(*Session, *Writes) error) error
	// ChangeSession loads a session, applies change and writes it with w, adding one to Version. change may be called
	// again when another change came between. An error of change leaves all as it was and is returned as it is.
	ChangeSession(ctx context.Context, id string, change func(*Session, *Writes) error) (Session, error)
	// Session returns one session whose device is in scope, or ErrNotFound.
	Session(ctx context.Context, id string, scope device.Scope) (Session, error)
	Sessions(ctx context.Context, f SessionFilter) (SessionPage, error)
	// OpenSessionOf returns the session of a device that has not ended, or ErrNotFound.
	OpenSessionOf(ctx context.Context, deviceID string) (Session, error)
	// OpenSessionsOfTechnician lists what a person started and has not ended.
	OpenSessionsOfTechnician(ctx context.Context, personID string) ([]Session, error)
	// OpenSessions lists every session that has not ended.
	OpenSessions(ctx context.Context) ([]Session, error)
	// SessionsOfJobs lists the sessions that a job of a kind waits or runs for, at most 10,000; one may be there twice.
	SessionsOfJobs(ctx context.Context, kind jobs.Kind) ([]Session, error)
	// DueSessions lists the ids of sessions whose deadline is at or before now.
	DueSessions(ctx context.Context, now time.Time, limit int) ([]string, error)
	// CountSessions counts sessions by state; ended ones since the given time only.
	CountSessions(ctx context.Context, endedSince time.Time) (map[State]int, error)

	// UseKey returns the key of this hash if it is valid now for this session and holder, and removes it: every
	// key works once. Anything else is ErrBadKey. next replaces it in the same transaction.
	UseKey(ctx context.Context, hash, sessionID, holder, holderID string, now time.Time, next Key) (Key, error)
	// ExtendKeys sets when the keys of a holder end, for a link that was lost.
	ExtendKeys(ctx context.Context, sessionID, holder, holderID string, expires time.Time) error
	// DropKeysOf removes the keys of one person in all sessions (signed out, disabled).
	DropKeysOf(ctx context.Context, personID string) error

	// AddReach adds a try to reach the user of a session; with most tries by its channel already there it is ErrTooOften.
	AddReach(ctx context.Context, r Reach, most int, records ...audit.Record) error
	// SettleReach writes the outcome, problem and address of a try. One that is unknown is ErrNotFound.
	SettleReach(ctx context.Context, r Reach, records ...audit.Record) error
	// Reaches lists the tries of a session, oldest first, at most 200.
	Reaches(ctx context.Context, sessionID string) ([]Reach, error)
	// SaveSpokenCode adds a code; one that the session had before, and all that expired before now, are removed. A code
	// that another session has is ErrBadCode.
	SaveSpokenCode(ctx context.Context, c SpokenCode, now time.Time, records ...audit.Record) error
	// UseSpokenCode removes a code that is valid now and returns its session; any other is ErrBadCode.
	UseSpokenCode(ctx context.Context, hash string, now time.Time) (sessionID string, err error)

	// AskHelp adds a help request, or returns the one the device already has open.
	AskHelp(ctx context.Context, h HelpRequest, records ...audit.Record) (HelpRequest, error)
	// ChangeHelp is like ChangeSession, for help requests.
	ChangeHelp(ctx context.Context, id string, change func(*HelpRequest, *Writes) error) (HelpRequest, error)
	HelpRequest(ctx context.Context, id string, scope device.Scope) (HelpRequest, error)
	// OpenHelpOf returns the request of a device that is open, escalated or taken, or ErrNotFound.
	OpenHelpOf(ctx context.Context, deviceID string) (HelpRequest, error)
	// LastHelpOf returns the request of a device that was asked last, whatever its state, or ErrNotFound.
	LastHelpOf(ctx context.Context, deviceID string) (HelpRequest, error)
	// CountHelpOf counts the requests of a device that were asked at or after since.
	CountHelpOf(ctx context.Context, deviceID string, since time.Time) (int, error)
	// HelpRequests lists those that are open, escalated or taken, oldest first, at most 500.
	HelpRequests(ctx context.Context, f HelpFilter) ([]HelpRequest, error)
	// HelpPlace is how many requests stand before h, plus one: older ones that are open or escalated, not snoozed now,
	// and not promised a call back later than now.
	HelpPlace(ctx context.Context, h HelpRequest, now time.Time) (int, error)

	// SaveHelpLink adds the link of a device in place of the one before; an unknown device is device.ErrNotFound.
	SaveHelpLink(ctx context.Context, l HelpLink, records ...audit.Record) error
	// HelpLink returns a link by its hash and HelpLinkOf by its device, or ErrNotFound.
	HelpLink(ctx context.Context, hash string) (HelpLink, error)
	HelpLinkOf(ctx context.Context, deviceID string) (HelpLink, error)
	// RemoveHelpLink removes the link of a device. Without one it is ErrNotFound and writes no records.
	RemoveHelpLink(ctx context.Context, deviceID string, records ...audit.Record) error

	CreateShare(ctx context.Context, s Share, records ...audit.Record) error
	Share(ctx context.Context, id, technicianID string) (Share, error)
	// RedeemShare uses a code once: it marks the share and adds the guest device with its token hash, which is
	// valid until expires. An unknown, used or expired code is ErrBadCode.
	RedeemShare(ctx context.Context, codeHash string, now time.Time, guest device.Device, tokenHash string, expires time.Time, records ...audit.Record) (Share, error)
	// LinkShare keeps which session came from a share.
	LinkShare(ctx context.Context, id, sessionID string) error
}
