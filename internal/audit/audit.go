// Package audit holds what happened and who did it. Records are written in the transaction of the change they
// tell of; a job links them into a hash chain within a second, so that a later change to one can be seen.
package audit

import (
	"context"
	"errors"
	"time"
)

// An ActorKind says what kind of party acted.
type ActorKind string

// The kinds of actor.
const (
	ByPerson ActorKind = "person" // a technician, observer or administrator
	ByUser   ActorKind = "user"   // the person at the device
	BySystem ActorKind = "system" // a deadline, a job, the server itself
)

// An Actor is who acted. ID is a person's or a device's id, empty for the system.
type Actor struct {
	Kind     ActorKind
	ID, Name string
}

// System is the actor of what happens by itself.
var System = Actor{Kind: BySystem, Name: "Help@Work"}

// An Action names what was done; the list is closed.
type Action string

// The actions.
const (
	SignedIn            Action = "person.signed_in"
	SignInFailed        Action = "person.sign_in_failed"
	SignedOut           Action = "person.signed_out"
	PersonCreated       Action = "person.created"
	PersonChanged       Action = "person.changed"
	PasswordSet         Action = "person.password_set"
	PasswordLinkMade    Action = "person.password_link_made"
	TokenCreated        Action = "token.created"
	TokenRevoked        Action = "token.revoked"
	GroupCreated        Action = "group.created"
	DevicesImported     Action = "device.imported"
	DeviceEnrolled      Action = "device.enrolled"
	EnrollmentMade      Action = "device.enrollment_made"
	ShareMade           Action = "share.made"
	ShareRedeemed       Action = "share.redeemed"
	SessionRequested    Action = "session.requested"
	SessionWaiting      Action = "session.waiting"
	SessionPrompted     Action = "session.prompted"
	SessionAccepted     Action = "session.accepted"
	SessionPaused       Action = "session.paused"
	SessionResumed      Action = "session.resumed"
	SessionControlTaken Action = "session.control_taken_back"
	SessionControlGiven Action = "session.control_given"
	SessionInterrupted  Action = "session.interrupted"
	SessionRejoined     Action = "session.rejoined"
	SessionJoined       Action = "session.joined"
	SessionLeft         Action = "session.left"
	SessionEnded        Action = "session.ended"
	SessionRightsLost   Action = "session.rights_lost"
	SessionAnnotated    Action = "session.annotated"
	SessionKeyRefused   Action = "session.key_refused"
	InputDropped        Action = "session.input_dropped"
	HelpAsked           Action = "help.asked"
	HelpCancelled       Action = "help.cancelled"
	HelpTaken           Action = "help.taken"
	HelpClosed          Action = "help.closed"
	HelpReopened        Action = "help.reopened"
	HelpAssigned        Action = "help.assigned"
	HelpDeclined        Action = "help.declined"
	HelpPostponed       Action = "help.postponed" // snoozed, or a call back promised
	HelpLinkMade        Action = "help.link_made"
	HelpLinkRevoked     Action = "help.link_revoked"

	Activated           Action = "activation.activated"
	RemovalStarted      Action = "activation.removal_started"
	RemovalStepped      Action = "activation.removal_stepped"
	RemovalOverridden   Action = "activation.removal_overridden"
	ActivationRemoved   Action = "activation.removed"
	AgreementSaved      Action = "activation.agreement_saved"
	AccountConnected    Action = "account.connected"
	AccountDisconnected Action = "account.disconnected"
	AccountMapped       Action = "account.mapped"
	OAuthClientSaved    Action = "account.client_saved"
	BrandingSaved       Action = "branding.saved"
	SendingSaved        Action = "notify.saved"
	SupportAppSaved     Action = "rollout.app_saved"
	SupportAppRemoved   Action = "rollout.app_removed"
	Distributed         Action = "rollout.distributed"
	KeysSaved           Action = "rollout.keys_saved"
	AppRetried          Action = "rollout.retried"
	AppConverted        Action = "rollout.converted"
	ListsChanged        Action = "rollout.lists_changed"
	CheckInForced       Action = "device.check_in_forced"
	MatchConfirmed      Action = "rollout.match_confirmed"
	MatchRemoved        Action = "rollout.match_removed"
	SeatsSet            Action = "rollout.seats_set"
	ConnectionSaved     Action = "mdm.connection_saved"
	SessionHandedOver   Action = "session.handed_over"
	SessionUserReady    Action = "session.user_ready"
	SessionUserGone     Action = "session.user_gone"
	SessionReached      Action = "session.reached"
	SessionDelivered    Action = "session.delivered"
	SessionWithdrawn    Action = "session.withdrawn"
	SessionEndConfirmed Action = "session.end_confirmed"
	SessionCodeMade     Action = "session.code_made"
)

// A Record is one line of the audit log.
type Record struct {
	ID     string // aud_…
	At     time.Time
	Actor  Actor
	Action Action
	// DeviceID and SessionID say what it is about; either may be empty.
	DeviceID, SessionID string
	// Details are further facts in words for people: at most 20, keys in snake_case, values of at most 500
	// characters. They never hold secrets or what was typed.
	Details map[string]string
	// Seq is the place in the chain, from 1; zero means not linked yet.
	Seq int64
	// Hash covers the record and the hash before it; empty until linked.
	Hash string
}

// A Filter chooses records. Empty fields do not limit. The newest come first.
type Filter struct {
	DeviceID, SessionID, ActorID string
	Action                       Action
	Since, Until                 time.Time
	// DeviceScopeAll or DeviceGroupIDs limit to devices the reader may see; records about no device are seen only with all.
	DeviceScopeAll bool
	DeviceGroupIDs []string
	After          string // cursor
	Limit          int    // 1 to 200
}

// ErrBadCursor says a cursor is none that a page gave out.
var ErrBadCursor = errors.New("cursor is not valid")

// A Page is a part of the log.
type Page struct {
	Records []Record
	Next    string
}

// Store is what is kept of the log; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// AddRecords appends records that tell of no other change (a refused sign-in, dropped input).
	AddRecords(ctx context.Context, records ...Record) error
	// Records returns one page.
	Records(ctx context.Context, f Filter) (Page, error)
	// LinkRecords gives up to limit records that have no place in the chain one, in the order of their ids, by
	// calling link with the hash before each. It returns how many were linked.
	LinkRecords(ctx context.Context, limit int, link func(previous string, r Record) string) (int, error)
	// Chain calls yield with the linked records from seq on, in order, until it returns false.
	Chain(ctx context.Context, fromSeq int64, yield func(Record) bool) error
}
