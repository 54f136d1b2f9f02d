package teamviewer

import (
	"fmt"

	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// How long the texts of a session are at most. TeamViewer says so for name and e-mail address only; the others are what a
// phone shows without scrolling.
const (
	maxWaiting     = 400
	maxDescription = 200
	maxCustomer    = 100
	maxEmail       = 254
)

// waitingMessage tells the waiting user who asks and why, in the language given, or in both when it is not known.
func waitingMessage(language string, r provider.Request) string {
	who, why := wire.CleanLine(r.TechnicianName, 60), wire.CleanLine(r.Reason, 120)
	company := wire.CleanLine(r.Company, 40)
	en, ja := english(who, company, why), japanese(who, company, why)
	switch language {
	case "en":
		return wire.CleanText(en, maxWaiting)
	case "ja":
		return wire.CleanText(ja, maxWaiting)
	}
	return wire.CleanText(ja+"\n"+en, maxWaiting)
}

func english(who, company, why string) string {
	text := orElse(who, "Your help desk") + " would like to help you."
	if who != "" && company != "" {
		text = fmt.Sprintf("%s of %s would like to help you.", who, company)
	}
	if why != "" {
		text += " Reason: " + why
	}
	return text
}

func japanese(who, company, why string) string {
	text := orElse(who, "ヘルプデスク") + "がサポートします。"
	if who != "" && company != "" {
		text = fmt.Sprintf("%sの%sがサポートします。", company, who)
	}
	if why != "" {
		text += "理由：" + why
	}
	return text
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// ofRequest fills what a session is made of, apart from its group.
func ofRequest(language string, r provider.Request) NewSession {
	description := "Help@Work"
	if device := wire.CleanLine(r.DeviceName, 100); device != "" {
		description += ": " + device
	}
	return NewSession{ValidUntil: r.ValidUntil, WaitingMessage: waitingMessage(language, r),
		Description:  wire.CleanLine(description, maxDescription),
		CustomerName: wire.CleanLine(r.UserName, maxCustomer), CustomerEmail: emailOf(r.UserEmail), CustomAPI: r.SessionID}
}

// emailOf leaves out what is too long: half an address is somebody else's.
func emailOf(s string) string {
	if clean := wire.CleanLine(s, maxEmail+1); len(clean) <= maxEmail {
		return clean
	}
	return ""
}
