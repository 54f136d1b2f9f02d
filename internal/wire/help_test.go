package wire

import (
	"encoding/json"
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
