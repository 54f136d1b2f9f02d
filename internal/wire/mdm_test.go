package wire

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestSettingsKeepTheirTypes(t *testing.T) {
	t.Parallel()
	want := MDMSettings{"text": "s12-345", "number": int64(1 << 53), "switch": true, "list": []string{"a", "b"}}
	var got MDMSettings
	if err := json.Unmarshal(encode(want), &got); err != nil || !reflect.DeepEqual(got, want) || !got.Equal(want) {
		t.Errorf("settings %#v (%v), want %#v", got, err, want)
	}
	if !(MDMSettings{}).Equal(nil) || got.Equal(MDMSettings{"text": "s12-345"}) {
		t.Error("settings are compared wrongly")
	}
}

func TestSettingsAreRefusedByKey(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]MDMSettings{
		"70 kB":              {"sim_session_id": strings.Repeat("x", 70<<10)},
		"control characters": {"sim_session_id": "a\x00b"},
		"a fraction":         {"sim_session_id": 1.5},
		"nothing":            {"sim_session_id": nil},
	} {
		if err := s.Check(); !errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), "sim_session_id") {
			t.Errorf("%s: %v, want the key named", name, err)
		}
	}
	for _, text := range []string{`{"a":1.5}`, `{"a":[1]}`, `{"a":{}}`, `{"a":null}`, `{"":"a"}`} {
		var s MDMSettings
		if err := json.Unmarshal([]byte(text), &s); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, want it refused", text, err)
		}
	}
}

func TestCheckInIsBoundedAndCleaned(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]MDMCheckIn{
		"no number":       {},
		"too many apps":   {Seq: 1, Apps: make([]MDMApp, maxMDMApps+1)},
		"unknown state":   {Seq: 1, Apps: []MDMApp{{Package: "a", State: "lost"}}},
		"no package":      {Seq: 1, Apps: []MDMApp{{State: MDMInstalled}}},
		"unknown status":  {Seq: 1, Results: []MDMResult{{ID: "1", Status: "maybe"}}},
		"below zero":      {Seq: 1, Policy: -1},
		"long package":    {Seq: 1, Apps: []MDMApp{{Package: strings.Repeat("a", 200), State: MDMInstalled}}},
		"apps in results": {Seq: 1, Results: []MDMResult{{ID: "1", Status: MDMAcknowledged, Apps: []MDMApp{{State: MDMInstalled}}}}},
	} {
		if _, err := DecodeMDMCheckIn(encode(c)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
	c, err := DecodeMDMCheckIn(encode(MDMCheckIn{Seq: 1, Posture: MDMPosture{SingleApp: "a\u202eb", KioskApps: []string{"\x00", "x"}},
		Apps:     []MDMApp{{Package: "a", State: MDMFailed, Words: strings.Repeat("w", 400)}},
		Feedback: []MDMFeedback{{Package: "a", Key: "k", Data: "a\x07b"}}}))
	if err != nil || c.Posture.SingleApp != "a b" || len(c.Posture.KioskApps) != 1 || len([]rune(c.Apps[0].Words)) != maxMDMWords || c.Feedback[0].Data != "a b" {
		t.Errorf("check-in %+v (%v) is not cleaned", c, err)
	}
}

func TestOrdersAreBounded(t *testing.T) {
	t.Parallel()
	if _, err := DecodeMDMOrders(encode(MDMOrders{Commands: make([]MDMCommand, maxMDMCommands+1)})); !errors.Is(err, ErrMalformed) {
		t.Errorf("too many commands: %v", err)
	}
	o, err := DecodeMDMOrders(encode(MDMOrders{Messages: []MDMMessage{{Text: "a\x00"}}}))
	if err != nil || o.Messages[0].Text != "a" {
		t.Errorf("orders %+v (%v)", o, err)
	}
	if p, err := DecodeMDMPush([]byte(`{"seq":3,"devices":["dev_1"]}`)); err != nil || p.Seq != 3 || len(p.Devices) != 1 {
		t.Errorf("push %+v (%v)", p, err)
	}
}

func FuzzDecodeMDMCheckIn(f *testing.F) {
	f.Add([]byte(`{"seq":1,"apps":[{"package":"a","state":"installed"}],"results":[{"id":"1","status":"acknowledged","settings":{"a":1}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := DecodeMDMCheckIn(data)
		if err != nil {
			return
		}
		for _, r := range c.Results {
			if err := r.Settings.Check(); err != nil {
				t.Fatalf("bad settings were taken: %v", err)
			}
		}
		again, err := DecodeMDMCheckIn(encode(c))
		if err != nil || again.Seq != c.Seq || len(again.Apps) != len(c.Apps) {
			t.Fatalf("what was taken is not taken again: %v", err)
		}
	})
}

func FuzzDecodeMDMOrders(f *testing.F) {
	f.Add([]byte(`{"policy":{"version":3,"apps":[{"app":{"package":"a"},"install":"required","settings":{"k":["v"]}}]},"lists":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := DecodeMDMOrders(data)
		if err != nil {
			return
		}
		if o.Policy != nil {
			for _, a := range o.Policy.Apps {
				if err := a.Settings.Check(); err != nil {
					t.Fatalf("bad settings were taken: %v", err)
				}
			}
		}
	})
}
