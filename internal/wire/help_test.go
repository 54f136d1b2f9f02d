package wire

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHelpStateCheck(t *testing.T) {
	good := HelpState{RequestID: "hlp_1", State: "open", Place: 1}
	for name, tc := range map[string]struct {
		change func(*HelpState)
		ok     bool
	}{
		"open":                      {func(*HelpState) {}, true},
		"none":                      {func(h *HelpState) { *h = HelpState{} }, true},
		"declined":                  {func(h *HelpState) { h.State, h.Place, h.Answer = "declined", 0, "No" }, true},
		"a state to come":           {func(h *HelpState) { h.State = "handed_to_the_vendor" }, true},
		"a state without a request": {func(h *HelpState) { h.RequestID = "" }, false},
		"a request without a state": {func(h *HelpState) { h.State = "" }, false},
		"a state too long":          {func(h *HelpState) { h.State = strings.Repeat("x", 41) }, false},
		"a request too long":        {func(h *HelpState) { h.RequestID = strings.Repeat("x", 65) }, false},
		"a request that rings":      {func(h *HelpState) { h.RequestID = "a\x07" }, false},
		"a place before all":        {func(h *HelpState) { h.Place = -1 }, false},
		"with a desk":               {func(h *HelpState) { h.Desk = aDesk() }, true},
		"a desk without a request":  {func(h *HelpState) { *h = HelpState{Desk: aDesk()} }, true},
		"a desk that cannot be": {func(h *HelpState) {
			h.Desk = aDesk()
			h.Desk.Hours[0].Day = 7
		}, false},
		"such a desk without a request": {func(h *HelpState) { *h = HelpState{Desk: &Desk{Hours: make([]OpenHours, 1)}} }, false},
	} {
		h := good
		tc.change(&h)
		verdict(t, name, h.Check(), tc.ok)
	}
}

func TestHelpStateClean(t *testing.T) {
	h := HelpState{RequestID: "hlp_1", State: "taken", TakenBy: "Mori\n\u202e" + strings.Repeat("x", 200), Answer: "one\r\ntwo\x00" + strings.Repeat("あ", 300)}.Clean()
	if len([]rune(h.TakenBy)) != 100 || strings.ContainsAny(h.TakenBy, "\n\u202e") {
		t.Errorf("name %q, want one clean line of 100 characters", h.TakenBy)
	}
	if len([]rune(h.Answer)) != 280 || !strings.HasPrefix(h.Answer, "one\ntwo ") {
		t.Errorf("answer %q, want clean text of 280 characters", h.Answer)
	}
}

func aDesk() *Desk {
	return &Desk{Hours: []OpenHours{{Day: 1, From: 540, To: 1080}}, TimeZone: "Asia/Tokyo", Phone: "+81 3 0000 0000", OpenNow: true}
}

func TestDeskCheck(t *testing.T) {
	hours := func(h ...OpenHours) Desk { return Desk{Hours: h} }
	for name, tc := range map[string]struct {
		desk Desk
		ok   bool
	}{
		"nothing":              {Desk{}, true},
		"hours":                {*aDesk(), true},
		"Sunday, all day":      {hours(OpenHours{0, 0, 1440}), true},
		"Saturday, a minute":   {hours(OpenHours{6, 1439, 1440}), true},
		"the day before":       {hours(OpenHours{-1, 0, 60}), false},
		"an eighth day":        {hours(OpenHours{7, 0, 60}), false},
		"before midnight":      {hours(OpenHours{1, -1, 60}), false},
		"past midnight":        {hours(OpenHours{1, 0, 1441}), false},
		"no time at all":       {hours(OpenHours{1, 60, 60}), false},
		"ends before it began": {hours(OpenHours{1, 60, 59}), false},
		"bad after good":       {hours(OpenHours{1, 60, 120}, OpenHours{}), false},
		"the most hours":       {hours(slices.Repeat([]OpenHours{{1, 0, 1}}, 50)...), true},
		"too many hours":       {hours(slices.Repeat([]OpenHours{{1, 0, 1}}, 51)...), false},
	} {
		verdict(t, name, tc.desk.Check(), tc.ok)
	}
}

func TestDeskClean(t *testing.T) {
	shown := HelpState{Desk: &Desk{TimeZone: "Asia/\u202eTokyo" + strings.Repeat("x", 100), Phone: "03\n" + strings.Repeat("0", 100), Hours: aDesk().Hours}}
	h := shown.Clean()
	if d := h.Desk; len(d.TimeZone) > 64+len("…") || strings.ContainsRune(d.TimeZone, '\u202e') || len([]rune(d.Phone)) != 40 || strings.ContainsRune(d.Phone, '\n') || len(d.Hours) != 1 {
		t.Errorf("cleaned desk is %+v", d)
	}
	if strings.Contains(shown.Desk.Phone, "…") {
		t.Error("cleaning changed what somebody else may hold")
	}
}

func TestHelpStateSaysOnlyWhatThereIs(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for want, h := range map[string]HelpState{
		`{}`: {},
		`{"request_id":"hlp_1","state":"open","place":2}`:                                             {RequestID: "hlp_1", State: "open", Place: 2},
		`{"request_id":"hlp_1","state":"open","answer":"Soon","call_back_at":"2026-11-22T12:00:00Z"}`: {RequestID: "hlp_1", State: "open", Answer: "Soon", CallBackAt: at},
	} {
		text, err := json.Marshal(h)
		if err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
		var back HelpState
		if err := NewFrame(FrameHelp, "1", h).Into(&back); err != nil || back != h {
			t.Errorf("came back as %+v, %v, want %+v", back, err, h)
		}
	}
}

func TestDeskAsItGoesOverTheLink(t *testing.T) {
	opens := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for want, h := range map[string]HelpState{
		`{"desk":{"open_now":false}}`: {Desk: &Desk{}},
		`{"desk":{"hours":[{"day":1,"from":540,"to":1080}],"time_zone":"Asia/Tokyo","phone":"+81 3 0000 0000","open_now":true}}`: {Desk: aDesk()},
		`{"desk":{"phone":"110","open_now":false,"opens_at":"2026-11-24T00:00:00Z"}}`:                                            {Desk: &Desk{Phone: "110", OpensAt: opens}},
	} {
		text, err := json.Marshal(h)
		if err != nil || string(text) != want {
			t.Errorf("got %s, %v, want %s", text, err, want)
		}
		var back HelpState
		if err := NewFrame(FrameHelp, "", h).Into(&back); err != nil || !reflect.DeepEqual(back, h) {
			t.Errorf("came back as %+v, %v, want %+v", back, err, h)
		}
		var before struct { // what an agent of before knows of a help state
			State string `json:"state"`
			Place int    `json:"place"`
		}
		if err := NewFrame(FrameHelp, "", h).Into(&before); err != nil {
			t.Errorf("an agent of before cannot read %s: %v", want, err)
		}
	}
}
