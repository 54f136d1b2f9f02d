package wire

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds in bytes of the small things in frames.
const (
	maxFrameID = 40
	maxRef     = 64  // an id of a device, session or help request
	maxKey     = 64  // a token, grant or resume key
	maxWord    = 40  // a state, mode, right or code
	maxList    = 100 // entries of a list of rights or names
)

// isRef says whether s can be an identifier: one to 64 bytes without control characters.
func isRef(s string) bool {
	return s != "" && len(s) <= maxRef && !strings.ContainsFunc(s, unicode.IsControl)
}

func checkSession(id string) error {
	if !isRef(id) {
		return malformed("session_id", "is missing, too long or has control characters")
	}
	return nil
}

// Check says what is wrong with a reference to a session, or nil.
func (r SessionRef) Check() error { return checkSession(r.SessionID) }

// Check says what is wrong with an answer, or nil.
func (a Answer) Check() error { return checkSession(a.SessionID) }

// Check says what is wrong with an action, or nil.
func (a UserAction) Check() error {
	switch a.Action {
	case UserPause, UserResume, UserTakeBack, UserGiveControl, UserEnd:
		return checkSession(a.SessionID)
	}
	return malformed("action", "is not one a user has")
}

// Check says what is wrong with an offer to publish, or nil.
func (p Publish) Check() error {
	switch {
	case p.Key == "" || len(p.Key) > maxKey:
		return malformed("key", "is missing or too long")
	case p.SDP == "" || len(p.SDP) > MaxSignal:
		return malformed("sdp", "is missing or too long")
	}
	return checkSession(p.SessionID)
}

// Check says what is wrong with the server's answer to an offer, or nil.
func (p Published) Check() error {
	switch {
	case p.ResumeKey == "" || len(p.ResumeKey) > maxKey:
		return malformed("resume_key", "is missing or too long")
	case p.SDP == "" || len(p.SDP) > MaxSignal:
		return malformed("sdp", "is missing or too long")
	}
	return nil
}

// Check says what is wrong with a ring, or nil. Its texts are cleaned by whoever shows them.
func (r Ring) Check() error {
	switch {
	case r.Key == "" || len(r.Key) > maxKey:
		return malformed("key", "is missing or too long")
	case r.Mode != "attended" && r.Mode != "unattended":
		return malformed("mode", "is neither attended nor unattended")
	case !areWords(r.Rights):
		return malformed("rights", "are too many or too long")
	case r.NoticeVersion < 0:
		return malformed("notice_version", "is negative")
	}
	if r.Notice != nil {
		if err := r.Notice.Check(); err != nil {
			return err
		}
	}
	return checkSession(r.SessionID)
}

// Bounds of a notice.
const (
	maxLanguages  = 10
	maxNotice     = 2000 // characters in one language
	maxNoticePage = 2000 // bytes of an address
)

// Check says what is wrong with a notice, or nil. Its texts are cleaned by whoever shows them.
func (n Notice) Check() error {
	switch {
	case !areTexts(n.Consent):
		return malformed("notice.consent", "is too long or in too many languages")
	case !areTexts(n.Privacy):
		return malformed("notice.privacy", "is too long or in too many languages")
	case n.HelpPage != "" && !isPage(n.HelpPage):
		return malformed("notice.help_page", "is not an https address")
	}
	return nil
}

func areTexts(texts map[string]string) bool {
	for language, text := range texts {
		if language == "" || len(language) > maxWord || utf8.RuneCountInString(text) > maxNotice {
			return false
		}
	}
	return len(texts) <= maxLanguages
}

// isPage says whether a device may offer its user to open an address: a page on the web and nothing else.
func isPage(address string) bool {
	if len(address) > maxNoticePage || strings.ContainsFunc(address, unicode.IsControl) {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// Check says what is wrong with the state of a session, or nil.
func (s SessionState) Check() error {
	switch {
	case s.State == "" || len(s.State) > maxWord:
		return malformed("state", "is missing or too long")
	case len(s.EndReason) > maxWord:
		return malformed("end_reason", "is too long")
	case !areWords(s.Rights):
		return malformed("rights", "are too many or too long")
	case len(s.Watchers) > maxList:
		return malformed("watchers", "are too many")
	}
	return checkSession(s.SessionID)
}

// Check says what is wrong with the state of a help request, or nil. Its texts are cleaned by whoever shows them.
func (h HelpState) Check() error {
	if h.Desk != nil {
		if err := h.Desk.Check(); err != nil {
			return err
		}
	}
	switch {
	case h.State == "" && h.RequestID == "":
		return nil
	case h.State == "" || len(h.State) > maxWord:
		return malformed("state", "is missing or too long")
	case !isRef(h.RequestID):
		return malformed("request_id", "is missing, too long or has control characters")
	case h.Place < 0:
		return malformed("place", "is below 0")
	}
	return nil
}

// Clean is the state as it may be shown: a name of at most 100 characters, an answer of at most 280, and a clean desk.
func (h HelpState) Clean() HelpState {
	h.TakenBy, h.Answer = CleanLine(h.TakenBy, maxName), CleanText(h.Answer, maxAnswer)
	if h.Desk != nil {
		desk := h.Desk.Clean()
		h.Desk = &desk
	}
	return h
}

// Bounds of what a help desk says of itself.
const (
	maxHours  = 50
	lastDay   = 6
	dayLength = 24 * 60 // minutes
	maxZone   = 64      // characters
	maxPhone  = 40      // characters
)

// Check says what is wrong with what a help desk says of itself, or nil. Its texts are cleaned by whoever shows them.
func (d Desk) Check() error {
	switch {
	case len(d.Hours) > maxHours:
		return malformed("desk.hours", "are too many")
	case slices.ContainsFunc(d.Hours, func(h OpenHours) bool { return !h.areOfOneDay() }):
		return malformed("desk.hours", "are not within a day of the week")
	}
	return nil
}

func (h OpenHours) areOfOneDay() bool {
	return 0 <= h.Day && h.Day <= lastDay && 0 <= h.From && h.From < h.To && h.To <= dayLength
}

// Clean is the desk as it may be shown: the name of a time zone of at most 64 characters, a phone number of at most 40.
func (d Desk) Clean() Desk {
	d.TimeZone, d.Phone = CleanLine(d.TimeZone, maxZone), CleanLine(d.Phone, maxPhone)
	return d
}

func areWords(list []string) bool {
	return len(list) <= maxList && !slices.ContainsFunc(list, func(w string) bool { return w == "" || len(w) > maxWord })
}

// Clean is the request as it may be kept: text of at most 500 characters.
func (a Ask) Clean() Ask { return Ask{Text: CleanText(a.Text, maxAsk)} }

// Bounds, in characters, of what is kept of a device's words, and shown of a technician's.
const (
	maxAsk     = 500
	maxName    = 100
	maxAnswer  = 280
	maxVersion = 40
	maxApp     = 100
)

// Clean is the report as it may be kept: every text bounded and cleaned, at most MaxApps apps, and numbers out of
// range as if they had not been said.
func (r Report) Clean() Report {
	r.OSVersion = CleanLine(r.OSVersion, maxVersion)
	r.AgentVersion = CleanLine(r.AgentVersion, maxVersion)
	if r.Codec != "H264" && r.Codec != "VP8" {
		r.Codec = ""
	}
	if r.Battery != nil && (*r.Battery < 0 || *r.Battery > 100) {
		r.Battery = nil
	}
	if !r.Screen.known() {
		r.Screen = ""
	}
	if !isSide(r.Width) || !isSide(r.Height) {
		r.Width, r.Height = 0, 0
	}
	r.Apps = cleanApps(r.Apps)
	return r
}

func cleanApps(apps []App) []App {
	var kept []App
	for _, a := range apps[:min(len(apps), MaxApps)] {
		a = App{Name: CleanLine(a.Name, maxApp), Package: CleanLine(a.Package, maxApp), Version: CleanLine(a.Version, maxVersion)}
		if a.Name != "" || a.Package != "" {
			kept = append(kept, a)
		}
	}
	return kept
}

func (k ScreenKind) known() bool {
	switch k {
	case ScreenOn, ScreenLocked, ScreenOff, ScreenSecure:
		return true
	}
	return false
}

// isSide says whether n pixels can be a side of a screen.
func isSide(n int) bool { return n >= 1 && n <= 8192 }

// DecodeEnroll reads the body of an enrollment, of at most MaxHello bytes.
func DecodeEnroll(data []byte) (Enroll, error) {
	var e Enroll
	if err := decode(data, MaxHello, &e); err != nil {
		return Enroll{}, err
	}
	switch {
	case len(e.PublicKey) != 32:
		return Enroll{}, malformed("public_key", "is not 32 bytes of base64")
	case len(e.Signature) != 64:
		return Enroll{}, malformed("signature", "is not 64 bytes of base64")
	}
	return e, nil
}
