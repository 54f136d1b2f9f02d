package httpapi

import (
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/helpatwork/helpatwork/internal/audit"
)

// audited says which record each operation writes that is no mere look, or why it writes none. The tests of the rooms see
// the records; this list makes whoever adds an operation think of one.
var audited = map[string]struct {
	writes audit.Action
	none   string
}{
	"setUp": {writes: audit.PersonCreated}, "signIn": {writes: audit.SignedIn}, "signInByLink": {writes: audit.PasswordSet},
	"signOut": {writes: audit.SignedOut}, "changeMe": {writes: audit.PersonChanged}, "changePassword": {writes: audit.PasswordSet},
	"createToken": {writes: audit.TokenCreated}, "removeToken": {writes: audit.TokenRevoked},
	"createPerson": {writes: audit.PersonCreated}, "changePerson": {writes: audit.PersonChanged},
	"createPasswordLink": {writes: audit.PasswordLinkMade}, "createGroup": {writes: audit.GroupCreated},

	"importDevices": {writes: audit.DevicesImported}, "createEnrollment": {writes: audit.EnrollmentMade},
	"allowOnDevice": {writes: audit.ListsChanged}, "checkInDevice": {writes: audit.CheckInForced},
	"confirmMatch": {writes: audit.MatchConfirmed}, "removeMatch": {writes: audit.MatchRemoved},
	"convertDeviceApp": {writes: audit.AppConverted}, "retryDeviceApp": {writes: audit.AppRetried},
	"makeHelpLink": {writes: audit.HelpLinkMade}, "revokeHelpLink": {writes: audit.HelpLinkRevoked},

	"startSession": {writes: audit.SessionRequested}, "endSession": {writes: audit.SessionEnded},
	"annotateSession": {writes: audit.SessionAnnotated}, "createGrant": {none: "the grant is used by viewSession"},
	"viewSession": {writes: audit.SessionJoined}, "handOver": {writes: audit.SessionHandedOver},
	"sendAgain": {writes: audit.SessionReached}, "reachUser": {writes: audit.SessionReached},
	"makeSpokenCode": {writes: audit.SessionCodeMade}, "joinByCode": {writes: audit.SessionReached},
	"createShare": {writes: audit.ShareMade}, "redeemShare": {writes: audit.ShareRedeemed},

	"askByLink": {writes: audit.HelpAsked}, "cancelByLink": {writes: audit.HelpCancelled},
	"takeHelpRequest": {writes: audit.HelpTaken}, "releaseHelpRequest": {writes: audit.HelpReopened},
	"closeHelpRequest": {writes: audit.HelpClosed}, "assignHelpRequest": {writes: audit.HelpAssigned},
	"declineHelpRequest": {writes: audit.HelpDeclined}, "callBackHelpRequest": {writes: audit.HelpPostponed},
	"snoozeHelpRequest": {writes: audit.HelpPostponed},

	"saveAgreement": {writes: audit.AgreementSaved}, "activate": {writes: audit.Activated},
	"saveOauthClient": {writes: audit.OAuthClientSaved}, "saveMapping": {writes: audit.AccountMapped},
	"connectAccount": {none: "the account is connected when the browser comes back"}, "useScriptToken": {writes: audit.AccountConnected},
	"disconnectAccount": {writes: audit.AccountDisconnected}, "testAccount": {none: "asks the provider and changes nothing of ours"},
	"connectMyTeamViewer": {none: "the account is connected when the browser comes back"},
	"useMyScriptToken":    {writes: audit.AccountConnected}, "disconnectMyTeamViewer": {writes: audit.AccountDisconnected},
	"removeActivation": {writes: audit.RemovalStarted}, "finishRemoval": {writes: audit.ActivationRemoved},
	"recheckRemoval": {none: "looks again; the steps that come of it are written"},

	"createSupportApp": {writes: audit.SupportAppSaved}, "saveSupportApp": {writes: audit.SupportAppSaved},
	"removeSupportApp": {writes: audit.SupportAppRemoved}, "saveDistribution": {writes: audit.Distributed},
	"countTargets": {none: "counts"}, "saveKeyProfile": {writes: audit.KeysSaved}, "readAppConfig": {none: "reads the file it is given"},
	"fetchSchema": {none: "asks the MDM"}, "setSeats": {writes: audit.SeatsSet}, "saveMdmConnection": {writes: audit.ConnectionSaved},
	"saveBranding": {writes: audit.BrandingSaved}, "saveSending": {writes: audit.SendingSaved},
	"testSending": {none: "sends a message that says it is a test"},
}

func TestEveryChangeHasItsAuditRecord(t *testing.T) {
	t.Parallel()
	spec, seen := New(Config{}).huma.OpenAPI(), 0
	known := make(map[any]bool)
	for _, action := range spec.Components.Schemas.Map()["AuditAction"].Enum {
		known[action] = true
	}
	eachOperation(spec, func(name string, op *huma.Operation) {
		if strings.HasPrefix(name, "GET ") {
			return
		}
		seen++
		row, listed := audited[op.OperationID]
		if !listed || (row.writes == "") == (row.none == "") {
			t.Errorf("%s (%s): say which audit record it writes, or why none", name, op.OperationID)
		}
		if row.writes != "" && !known[string(row.writes)] {
			t.Errorf("%s writes %q, which the document does not know", op.OperationID, row.writes)
		}
	})
	if seen != len(audited) {
		t.Errorf("%d operations change something, %d are listed", seen, len(audited))
	}
}
