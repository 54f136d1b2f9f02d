package httpapi

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/preflight"
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

// ShareProgress is how far an invitation to share a computer's screen has come.
type ShareProgress string

// How far an invitation can come.
const (
	ShareWaiting  ShareProgress = "waiting"
	ShareRedeemed ShareProgress = "redeemed"
	ShareExpired  ShareProgress = "expired"
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
	words("Right", "One thing that can be allowed.", access.View, access.Control, access.Unattended, access.Administer),
	words("ActorKind", "What kind of party acted.", audit.ByPerson, audit.ByUser, audit.BySystem),
	words("AuditAction", "What was done.", audit.SignedIn, audit.SignInFailed, audit.SignedOut, audit.PersonCreated,
		audit.PersonChanged, audit.PasswordSet, audit.TokenCreated, audit.TokenRevoked, audit.DevicesImported,
		audit.DeviceEnrolled, audit.EnrollmentMade, audit.ShareMade, audit.ShareRedeemed, audit.SessionRequested,
		audit.SessionWaiting, audit.SessionPrompted, audit.SessionAccepted, audit.SessionPaused, audit.SessionResumed,
		audit.SessionControlTaken, audit.SessionControlGiven, audit.SessionInterrupted, audit.SessionRejoined,
		audit.SessionJoined, audit.SessionLeft, audit.SessionEnded, audit.SessionRightsLost, audit.SessionAnnotated,
		audit.SessionKeyRefused, audit.InputDropped, audit.HelpAsked,
		audit.HelpCancelled, audit.HelpTaken, audit.HelpClosed, audit.HelpReopened),
	words("Platform", "The operating system family. A computer is a guest that shares its screen from a browser.",
		device.Android, device.IOS, device.Computer),
	words("Management", "How a device is managed; it decides what can ever be done with it.", device.AndroidDeviceOwner,
		device.AndroidWorkProfile, device.AndroidCompanyOwned, device.AndroidKiosk, device.AndroidSharedKiosk,
		device.IOSSupervised, device.IOSShared, device.IOSDevice, device.IOSUser, device.IOSAppOnly, device.Guest),
	words("Ownership", "Whose device it is.", device.Company, device.Personal),
	words("Lifecycle", "Whether a device is in use.", device.InUse, device.Retired),
	words("Presence", "Whether a device is reachable now.", Online, Offline, Never),
	words("ActionName", "What a technician can start on a device.", StartRemoteControl, RemoteDisplay),
	words("FindingCode", "What preflight found.", preflight.Codes...),
	words("Remedy", "The action that removes a finding.", preflight.EnrollDevice, preflight.OpenAgent, preflight.UpdateAgent,
		preflight.UseAttended, preflight.AskAdmin, preflight.JoinOrReplace, preflight.WakeDevice, preflight.ChargeDevice),
	words("Severity", "What a finding means for Start: block refuses it.", preflight.Block, preflight.Warn, preflight.Info),
	words("SessionStateName", "Where a session stands.", support.Requested, support.Waiting, support.Active,
		support.Interrupted, support.Ended),
	words("EndReason", "Why a session ended.", support.EndReasons...),
	words("Mode", "Whether a person at the device has to agree.", support.Attended, support.Unattended),
	words("Outcome", "What a technician says at the end.", support.Resolved, support.KeepOpen, support.Escalate),
	words("HelpStateName", "Where a help request stands.", support.HelpOpen, support.HelpTaken, support.HelpEscalated,
		support.HelpResolved, support.HelpCancelled),
	words("ShareState", "How far an invitation to share a screen has come.", support.ShareWaiting, support.ShareRedeemed,
		support.ShareExpired),
	words("Language", "A language the console speaks.", English, Japanese),
	words("HintKind", "What a live hint is about.", HintSession, HintHelp, HintDevice, HintShare, HintMe, HintPeople,
		HintGroup, HintAudit),
	words("ScreenKind", "What a device's screen is like.", wire.ScreenOn, wire.ScreenLocked, wire.ScreenOff, wire.ScreenSecure),
	words("PointerKind", "One step of a finger.", wire.PointerDown, wire.PointerMove, wire.PointerUp, wire.PointerCancel),
	words("Publisher", "Whether the device's screen is arriving.", wire.PublisherNone, wire.PublisherConnected, wire.PublisherLost),
	words("FrameType", "What a frame of the device link carries.", wire.FrameChallenge, wire.FrameHello, wire.FrameWelcome,
		wire.FrameOK, wire.FrameError, wire.FrameReport, wire.FrameAsk, wire.FrameCancelAsk, wire.FramePrompted,
		wire.FrameAnswer, wire.FrameUser, wire.FramePublish, wire.FrameRing, wire.FrameSession, wire.FrameHelp),
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
