// Package activation switches providers on and off: the agreement, the accounts that are bound, and the ordered removal.
package activation

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// A Way is a provider with a mode; each way is activated for itself (requirement S21).
type Way struct{ Provider, Mode string }

// The ways there are. The built-in engine is one card for both of its modes: its Mode is empty.
var (
	TeamViewerAttended   = Way{"teamviewer", "attended"}
	TeamViewerUnattended = Way{"teamviewer", "unattended"}
	BuiltIn              = Way{"builtin", ""}
)

// Ways lists them all, in the order of the page.
var Ways = []Way{TeamViewerAttended, TeamViewerUnattended, BuiltIn}

// String names the way for records and logs, such as "teamviewer unattended".
func (w Way) String() string { return strings.TrimSpace(w.Provider + " " + w.Mode) }

// State is where an activation stands.
type State string

// The states of an activation.
const (
	Off      State = "off"
	Active   State = "active"
	Removing State = "removing" // sessions cannot be started any more; what came through it is being taken away
)

// An Activation is a way that is or was switched on. A way has at most one that is not Off: an index decides.
type Activation struct {
	ID      string // act_…
	Version int64
	Way     Way
	State   State
	// AgreementVersion is what was agreed to, AgreedBy and AgreedAt who and when. Zero for the built-in engine as it
	// comes.
	AgreementVersion int64
	AgreedBy         audit.Actor
	AgreedAt         time.Time
	// Account is who was bound when it was activated, kept for the record.
	Account   provider.Account
	RemovedBy audit.Actor
	RemovedAt time.Time // zero while it is not Off
}

// An Agreement is the license agreement that is shown before activation. Versions are only added.
type Agreement struct {
	Version int64 // 1 is the text that comes with the product
	// Text is by language (en, ja), plain text of at most 100,000 characters each.
	Text    map[string]string
	SavedBy audit.Actor
	SavedAt time.Time
}

// A Holder says whose account a binding is.
type Holder struct {
	// Way is set for the company's binding of that way, PersonID for a technician's own.
	Way      Way
	PersonID string
}

// BindingKind says how an account is bound.
type BindingKind string

// The kinds of binding.
const (
	OAuth  BindingKind = "oauth"
	Script BindingKind = "script_token"
)

// BindingState says whether a binding works.
type BindingState string

// The states of a binding.
const (
	Works    BindingState = "works"
	DeadNow  BindingState = "dead"     // the provider refused it: connect again
	Revoking BindingState = "revoking" // taken away here; the provider has not confirmed yet
)

// A Binding is an account at a provider that we may act for. A holder has at most one: an index decides.
type Binding struct {
	ID      string // bnd_…
	Version int64
	Holder  Holder
	Kind    BindingKind
	State   BindingState
	Account provider.Account
	// Sealed holds provider.Tokens, sealed for this binding's ID; it is never shown.
	Sealed []byte
	// ExpiresAt is when the access token ends; zero means never.
	ExpiresAt time.Time
	// RefreshBy lets one node refresh at a time: who holds it until RefreshUntil.
	RefreshBy    string
	RefreshUntil time.Time
	BoundBy      audit.Actor
	BoundAt      time.Time
	// CheckedAt is when it was last proven to work.
	CheckedAt time.Time
	// Problem is the provider.Kind of the last failure, empty when there was none.
	Problem provider.Kind
}

// A Consent is a trip of a browser to a provider's authorization page. Only the hash of its state is kept; it works once.
type Consent struct {
	StateHash string
	Holder    Holder
	PersonID  string // who went
	// SignInHash binds it to the browser that went.
	SignInHash string
	// ReturnTo is a path of the console, such as /account.
	ReturnTo  string
	ExpiresAt time.Time // 10 minutes after it began
}

// An OAuthClient is this server as it is registered at TeamViewer, one for the company.
type OAuthClient struct {
	Version  int64
	ClientID string
	Sealed   []byte // the secret
}

// A Mapping says which user of the company's account at TeamViewer a person is.
type Mapping struct{ PersonID, AccountID, AccountName string }

// RemovalStep is where a removal stands; the order is requirement S30's.
type RemovalStep string

// The steps.
const (
	StepSessions     RemovalStep = "sessions"     // open sessions are closed
	StepUndistribute RemovalStep = "undistribute" // its apps go back to "to no one"
	StepCheckIn      RemovalStep = "check_in"     // every affected device is made to check in
	StepProof        RemovalStep = "proof"        // waiting until each is gone or unenrolled
	StepUnbind       RemovalStep = "unbind"       // tokens revoked, binding removed
	StepDone         RemovalStep = "done"
)

// A Removal is the way out of an activation. It goes on by jobs and survives a crash at each step. Attended and built-in
// ones do not wait at StepProof.
type Removal struct {
	ID           string // rem_…
	ActivationID string
	Version      int64
	Way          Way
	Step         RemovalStep
	StartedBy    audit.Actor
	StartedAt    time.Time
	// StepAt is when the present step began.
	StepAt time.Time
	// Override says that an administrator left early, with OverrideReason; Unproven are the devices that were not proven
	// then, at most 10,000 names.
	OverrideBy     audit.Actor
	OverrideAt     time.Time
	OverrideReason string
	Unproven       []string
	DoneAt         time.Time
	// KeepAccounts leaves the technicians' own accounts connected. Else the last step disconnects them, unless another way
	// of the same provider is active then.
	KeepAccounts bool
	// Released are the accounts that the last step takes away, as they were when it began.
	Released []Released
}

// A Released account is one that a removal takes away.
type Released struct {
	BindingID string `json:"binding_id"`
	// PersonID is empty for the company's account; the name is as it was then.
	PersonID    string      `json:"person_id,omitempty"`
	PersonName  string      `json:"person_name,omitempty"`
	AccountName string      `json:"account_name,omitempty"`
	Kind        BindingKind `json:"kind"`
}

// ReleaseState says how far an account is that a removal takes away.
type ReleaseState string

// The states.
const (
	ReleaseWaits     ReleaseState = "waits"     // its turn has not come, or it is asked for the end of a connection
	ReleaseBegun     ReleaseState = "begun"     // taken away here; the provider has not confirmed yet, and is asked again
	ReleaseRevoked   ReleaseState = "revoked"   // its tokens are void at the provider
	ReleaseKept      ReleaseState = "kept"      // a way was activated again before its turn came
	ReleaseForgotten ReleaseState = "forgotten" // a script token: gone here, to be deleted by hand in the provider's console
)

// Proof says what is known of a device in a removal.
type Proof string

// The proofs; only ProofGone and ProofUnenrolled let a removal go on.
const (
	ProofGone       Proof = "gone"       // a report newer than the removal says so
	ProofUnenrolled Proof = "unenrolled" // left its MDM or was wiped
	ProofPresent    Proof = "present"
	ProofUnknown    Proof = "unknown"
)

// An Affected device has or had an app that came through an activation.
type Affected struct {
	DeviceID, DeviceName, OwnerName string
	Proof                           Proof
	// Evidence is the source in words such as "report of Simulated MDM", At its time; zero means that there is none.
	Evidence string
	At       time.Time
	// CheckIn says how it was woken: "asked", "policy" (its MDM knows no check-in), "failed" or empty for not yet.
	CheckIn string
}

// Errors that callers tell apart.
var (
	ErrNotFound     = errors.New("no such activation, removal or binding")
	ErrActive       = errors.New("this is activated already")
	ErrNotActive    = errors.New("this is not activated")
	ErrRemoving     = errors.New("its removal is under way")
	ErrOldAgreement = errors.New("the agreement has a newer version")
	ErrNoBinding    = errors.New("no account is connected")
	ErrNoClient     = errors.New("client id and secret for OAuth are not set")
	ErrBadState     = errors.New("this return from the provider does not belong to a request of yours")
	ErrNotProven    = errors.New("not every device is proven to be free of it")
	ErrWrongStep    = errors.New("the removal is at another step")
	ErrBadReturn    = errors.New("a return path starts with a single slash")
)

// Writes are what goes into the same transaction as a change.
type Writes struct {
	Audit []audit.Record
	Jobs  []jobs.Job
}

// Store is what [Service] needs kept; package storagetest holds implementations to it. Each method is one transaction.
type Store interface {
	// Activations lists the newest activation of each way that ever had one.
	Activations(ctx context.Context) ([]Activation, error)
	// CreateActivation adds a; ErrActive when the way has one that is not Off, ErrOldAgreement when AgreementVersion is set
	// and not the newest.
	CreateActivation(ctx context.Context, a Activation, w Writes) error
	// ChangeActivation loads, changes and writes, adding one to Version; change may be called again.
	ChangeActivation(ctx context.Context, id string, change func(*Activation, *Writes) error) (Activation, error)

	// Agreement returns one version, or the newest for 0; ErrNotFound when there is none.
	Agreement(ctx context.Context, version int64) (Agreement, error)
	// AddAgreement adds the next version and returns it. A Version that is set is added as it is; when it is there
	// already, the one that is there is returned and nothing is written.
	AddAgreement(ctx context.Context, a Agreement, w Writes) (Agreement, error)

	// Bindings lists all.
	Bindings(ctx context.Context) ([]Binding, error)
	// Binding returns the binding of a holder, or ErrNoBinding.
	Binding(ctx context.Context, h Holder) (Binding, error)
	// PutBinding adds b or replaces the one its holder has. writes is given the replaced one, or nil, so that its tokens
	// are revoked by a job of the same transaction; it may be called again.
	PutBinding(ctx context.Context, b Binding, writes func(replaced *Binding) Writes) error
	// ChangeBinding loads, changes and writes, adding one to Version; change may be called again. ErrNoBinding.
	ChangeBinding(ctx context.Context, id string, change func(*Binding, *Writes) error) (Binding, error)
	// RemoveBinding removes one; one that is gone is no error. w is written either way.
	RemoveBinding(ctx context.Context, id string, w Writes) error

	// SaveConsent adds c and removes those that ended before now.
	SaveConsent(ctx context.Context, c Consent, now time.Time) error
	// UseConsent removes and returns one that is valid now, or ErrBadState.
	UseConsent(ctx context.Context, stateHash string, now time.Time) (Consent, error)

	// OAuthClient returns it, or ErrNoClient.
	OAuthClient(ctx context.Context) (OAuthClient, error)
	// SaveOAuthClient adds or replaces it; Version counts up by itself.
	SaveOAuthClient(ctx context.Context, c OAuthClient, w Writes) error

	Mappings(ctx context.Context) ([]Mapping, error)
	// SaveMapping adds or replaces a person's; an empty AccountID removes it. ErrNotFound when there is no such person.
	SaveMapping(ctx context.Context, m Mapping, w Writes) error

	// CreateRemoval adds r and makes its activation Removing in one transaction; ErrRemoving, ErrNotActive.
	CreateRemoval(ctx context.Context, r Removal, w Writes) error
	Removal(ctx context.Context, id string) (Removal, error)
	// OpenRemovals lists those that are not done.
	OpenRemovals(ctx context.Context) ([]Removal, error)
	// ChangeRemoval is like ChangeActivation. When it becomes StepDone, its activation becomes Off in the same
	// transaction.
	ChangeRemoval(ctx context.Context, id string, change func(*Removal, *Writes) error) (Removal, error)

	// Write writes what goes with no other change.
	Write(ctx context.Context, w Writes) error
}

// Rollout is what activation needs of package rollout; app fills it. Both methods may be repeated after a crash.
type Rollout interface {
	// Undistribute sets every app that came through a way alone back to "to no one".
	Undistribute(ctx context.Context, by audit.Actor, w Way) error
	// Affected lists the devices that have or had such an app, with proof newer than since.
	Affected(ctx context.Context, w Way, since time.Time) ([]Affected, error)
	// CheckIn makes devices check in, or changes their policy where the MDM has no check-in; it returns how, by device.
	CheckIn(ctx context.Context, deviceIDs []string) (map[string]string, error)
	// Forget removes what is kept of a way's apps on devices, when the removal is done.
	Forget(ctx context.Context, w Way) error
}

// Sessions is what activation needs of package support; app fills it.
type Sessions interface {
	// CloseAll ends every open session of a way.
	CloseAll(ctx context.Context, by audit.Actor, w Way) error
	// Closing counts the ended sessions of a way that are still to be closed at the provider, for which its accounts are
	// needed.
	Closing(ctx context.Context, w Way) (int, error)
	// Unproven says whether a session of a person was closed by us whose connection is not proven to be over, for as long as
	// the person's account is asked for that proof.
	Unproven(ctx context.Context, providerName, personID string) (bool, error)
}

// A Token is what a session is opened with.
type Token struct {
	Access id.Secret
	// AssignTo is the technician's user at the provider when the token is the company's; empty when it is their own.
	AssignTo string
}
