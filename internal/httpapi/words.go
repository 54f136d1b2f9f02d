package httpapi

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/activation"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/mdm"
	"github.com/helpatwork/helpatwork/internal/notify"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/rollout"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// A Presence says whether a device is reachable now.
type Presence string

// The kinds of presence.
const (
	Online  Presence = "online"
	Offline Presence = "offline" // was seen before
	Never   Presence = "never"   // has never been seen
)

// An ActionName names what a technician can start on a device.
type ActionName string

// The actions.
const (
	StartRemoteControl ActionName = preflight.StartRemoteControl
	RemoteDisplay      ActionName = preflight.RemoteDisplay
)

// A ProviderName names a way to share a screen.
type ProviderName string

// The providers.
const (
	BuiltIn    ProviderName = preflight.BuiltIn
	TeamViewer ProviderName = preflight.TeamViewer
)

// AccountState says in whose name a technician's sessions at TeamViewer are opened.
type AccountState string

// The states of an account.
const (
	OwnAccount    AccountState = AccountState(preflight.OwnAccount)
	MappedAccount AccountState = AccountState(preflight.MappedAccount)
	NoAccount     AccountState = AccountState(preflight.NoAccount)
	DeadAccount   AccountState = AccountState(preflight.DeadAccount)
)

// A Client is what a technician opens a session of a provider with.
type Client string

// The clients.
const (
	DesktopClient Client = "desktop"
	WebClient     Client = "web"
)

// A Language is one the console speaks.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// A wordList is a closed list of words, which stands as one named schema in the document so that the console
// gets one type for it.
type wordList struct {
	name, doc string
	of, alias reflect.Type
	values    []any
}

// word stands for T in the document.
type word[T ~string] struct{}

// Schema implements huma.SchemaProvider.
func (word[T]) Schema(huma.Registry) *huma.Schema {
	return reference(wordNames[reflect.TypeFor[T]()])
}

func words[T ~string](name, doc string, values ...T) wordList {
	l := wordList{name: name, doc: doc, of: reflect.TypeFor[T](), alias: reflect.TypeFor[word[T]]()}
	for _, v := range values {
		l.values = append(l.values, string(v))
	}
	return l
}

// wordLists are the closed lists of the API. A test holds each to the constants of its package.
var wordLists = []wordList{
	words("Role", "What a person may do at most.", access.Administrator, access.Technician, access.Observer),
	words("Right", "One thing that can be allowed.", access.View, access.Control, access.Unattended, access.StartTeamViewer,
		access.ForceCheckIn, access.Administer),
	words("ActorKind", "What kind of party acted.", audit.ByPerson, audit.ByUser, audit.BySystem),
	words("AuditAction", "What was done.", audit.SignedIn, audit.SignInFailed, audit.SignedOut, audit.PersonCreated,
		audit.PersonChanged, audit.PasswordSet, audit.PasswordLinkMade, audit.TokenCreated, audit.TokenRevoked,
		audit.GroupCreated, audit.DevicesImported,
		audit.DeviceEnrolled, audit.EnrollmentMade, audit.ShareMade, audit.ShareRedeemed, audit.SessionRequested,
		audit.SessionWaiting, audit.SessionPrompted, audit.SessionAccepted, audit.SessionPaused, audit.SessionResumed,
		audit.SessionControlTaken, audit.SessionControlGiven, audit.SessionInterrupted, audit.SessionRejoined,
		audit.SessionJoined, audit.SessionLeft, audit.SessionEnded, audit.SessionRightsLost, audit.SessionAnnotated,
		audit.SessionKeyRefused, audit.InputDropped, audit.HelpAsked,
		audit.HelpCancelled, audit.HelpTaken, audit.HelpClosed, audit.HelpReopened, audit.HelpAssigned, audit.HelpDeclined,
		audit.HelpPostponed, audit.HelpLinkMade, audit.HelpLinkRevoked, audit.Activated, audit.RemovalStarted, audit.RemovalStepped,
		audit.RemovalOverridden, audit.ActivationRemoved, audit.AgreementSaved, audit.AccountConnected, audit.AccountDisconnected,
		audit.AccountMapped, audit.OAuthClientSaved, audit.BrandingSaved, audit.SendingSaved, audit.SupportAppSaved,
		audit.SupportAppRemoved, audit.Distributed, audit.KeysSaved, audit.AppRetried, audit.AppConverted, audit.ListsChanged,
		audit.CheckInForced, audit.MatchConfirmed, audit.MatchRemoved, audit.SeatsSet, audit.ConnectionSaved,
		audit.SessionHandedOver, audit.SessionUserReady, audit.SessionUserGone, audit.SessionReached, audit.SessionDelivered,
		audit.SessionWithdrawn, audit.SessionEndConfirmed, audit.SessionCodeMade),
	words("Platform", "The operating system family. A computer is a guest that shares its screen from a browser.",
		device.Android, device.IOS, device.Computer),
	words("Management", "How a device is managed; it decides what can ever be done with it.", device.AndroidDeviceOwner,
		device.AndroidWorkProfile, device.AndroidCompanyOwned, device.AndroidKiosk, device.AndroidSharedKiosk,
		device.IOSSupervised, device.IOSShared, device.IOSDevice, device.IOSUser, device.IOSAppOnly, device.Guest),
	words("Ownership", "Whose device it is.", device.Company, device.Personal),
	words("Lifecycle", "Whether a device is in use.", device.InUse, device.Retired),
	words("Presence", "Whether a device is reachable now.", Online, Offline, Never),
	words("ActionName", "What a technician can start on a device.", actionNames()...),
	words("FindingCode", "What preflight found.", preflight.Codes...),
	words("Remedy", "The action that removes a finding.", preflight.Remedies...),
	words("Severity", "What a finding means for Start: block refuses it.", preflight.Block, preflight.Warn, preflight.Info),
	words("SessionStateName", "Where a session stands.", support.Requested, support.Waiting, support.UserReady,
		support.HandedOver, support.Active, support.Interrupted, support.Ended),
	words("EndReason", "Why a session ended.", support.EndReasons...),
	words("Mode", "Whether a person at the device has to agree.", support.Attended, support.Unattended),
	words("Outcome", "What a technician says at the end.", support.Resolved, support.KeepOpen, support.Escalate),
	words("HelpStateName", "Where a help request stands.", support.HelpOpen, support.HelpTaken, support.HelpEscalated,
		support.HelpResolved, support.HelpCancelled, support.HelpDeclined),
	words("Channel", "A way to reach the user of a session.", support.Channels...),
	words("ReachOutcome", "What came of a try to reach the user.", support.ReachBegun, support.ReachSent, support.ReachProven,
		support.ReachFailed, support.ReachShown),
	words("Delivered", "How far the managed app configuration of a session has come; absent: nobody brings it.", support.Ordered,
		support.Proven, support.Undelivered, support.Withdrawing, support.Withdrawn),
	words("Client", "What a technician opens a session of a provider with.", DesktopClient, WebClient),
	words("AccountState", "In whose name sessions are opened at TeamViewer.", OwnAccount, MappedAccount, NoAccount, DeadAccount),
	words("ProviderName", "A way to share a screen.", BuiltIn, TeamViewer),
	words("SendingChannel", "A way a message leaves.", notify.ByMail, notify.ByText),
	words("SendingKind", "Why a message was not sent.", notify.Kinds...),
	words("ProviderKind", "What went wrong at a provider.", provider.Kinds...),
	words("ActivationState", "Where an activation stands.", activation.Off, activation.Active, activation.Removing),
	words("BindingKind", "How an account is connected.", activation.OAuth, activation.Script),
	words("BindingState", "Whether a connected account works.", activation.Works, activation.DeadNow, activation.Revoking),
	words("RemovalStep", "Where a removal stands; the order is fixed.", activation.StepSessions, activation.StepUndistribute,
		activation.StepCheckIn, activation.StepProof, activation.StepUnbind, activation.StepDone),
	words("ReleaseState", "How far an account is that a removal takes away.", activation.ReleaseWaits, activation.ReleaseBegun,
		activation.ReleaseRevoked, activation.ReleaseKept, activation.ReleaseForgotten),
	words("Proof", "What is known of a device in a removal.", activation.ProofGone, activation.ProofUnenrolled,
		activation.ProofPresent, activation.ProofUnknown),
	words("AppRole", "What a support app is for.", rollout.Roles...),
	words("FactSource", "Where a fact is from.", rollout.Documented, rollout.Unverified, rollout.Administrator),
	words("MatchSource", "How a device was found at TeamViewer.", rollout.ByFeedback, rollout.ByValue, rollout.ByAdministrator),
	words("Audience", "Who gets an app.", rollout.NoOne, rollout.Everyone, rollout.Custom),
	words("Known", "A yes or no that may not be known; absent: unknown.", device.Yes, device.No),
	words("MDMKind", "A kind of MDM.", mdm.Directory, mdm.Simulated),
	words("Tier", "A level of license of an MDM, lowest first.", mdm.Silver, mdm.Gold, mdm.Platinum),
	words("Manner", "How a required app gets onto a device.", mdm.Silent, mdm.Prompted, mdm.Catalog),
	words("Install", "How much an app is wanted.", mdm.Absent, mdm.Available, mdm.Required),
	words("AppState", "What is known of an app on a device; absent: nobody can tell.", mdm.AppAbsent, mdm.AppPending,
		mdm.AppInstalled, mdm.AppFailed, mdm.AppRemoved),
	words("AppReason", "Why an app did not come or go.", mdm.Reasons...),
	words("ShareState", "How far an invitation to share a screen has come.", support.ShareWaiting, support.ShareRedeemed,
		support.ShareExpired),
	words("Language", "A language the console speaks.", English, Japanese),
	words("HintKind", "What a live hint is about.", HintSession, HintHelp, HintDevice, HintShare, HintMe, HintPeople,
		HintGroup, HintAudit, HintAvailable, HintActivation, HintRemoval, HintApp, HintSeats, HintMDM, HintAccount, HintBranding),
	words("ScreenKind", "What a device's screen is like.", wire.ScreenOn, wire.ScreenLocked, wire.ScreenOff, wire.ScreenSecure),
	words("PointerKind", "One step of a finger.", wire.PointerDown, wire.PointerMove, wire.PointerUp, wire.PointerCancel),
	words("Publisher", "Whether the device's screen is arriving.", wire.PublisherNone, wire.PublisherConnected, wire.PublisherLost),
	words("FrameType", "What a frame of the device link carries.", wire.FrameChallenge, wire.FrameHello, wire.FrameWelcome,
		wire.FrameOK, wire.FrameError, wire.FrameReport, wire.FrameAsk, wire.FrameCancelAsk, wire.FramePrompted,
		wire.FrameAnswer, wire.FrameUser, wire.FramePublish, wire.FrameRing, wire.FrameSession, wire.FrameHelp, wire.FrameDesk),
	words("MessageType", "Which message of a data channel this is.", wire.InputPointer, wire.InputWheel, wire.InputKey,
		wire.InputText, wire.InputButton, wire.InputRelease, wire.MessagePing, wire.MessageKeyFrame,
		wire.MessageGeometry, wire.MessageHeartbeat, wire.MessageScreen, wire.MessageRoom, wire.MessagePong,
		wire.MessageDropped),
	words("ProblemCode", "What went wrong; clients decide by it.", allCodes()...),
}

var wordNames = func() map[reflect.Type]string {
	names := make(map[reflect.Type]string)
	for _, l := range wordLists {
		names[l.of] = l.name
	}
	return names
}()

func reference(name string) *huma.Schema { return &huma.Schema{Ref: schemaPrefix + name} }

// teachWords puts the closed lists into a document.
func teachWords(r huma.Registry) {
	for _, l := range wordLists {
		s := &huma.Schema{Type: huma.TypeString, Description: l.doc, Enum: l.values}
		s.PrecomputeMessages()
		r.Map()[l.name] = s
		r.RegisterTypeAlias(l.of, l.alias)
	}
}

func actionNames() []ActionName {
	return each(preflight.ActionNames, func(name string) ActionName { return ActionName(name) })
}
