package support

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/builtin"
	"github.com/helpatwork/helpatwork/internal/wire"
)

type pushes struct{ states []string }

func (p *pushes) Open(string, string)                      {}
func (p *pushes) Show(_ string, s Standing)                { p.states = append(p.states, s.State) }
func (p *pushes) SetRights(string, string, []access.Right) {}
func (p *pushes) Close(string, string)                     { p.states = append(p.states, "closed") }
func (p *pushes) DropPerson(string)                        {}

// Two changes are written one after the other and told the other way round: the room must not go back to the first.
func TestARoomIsNeverPushedBackwards(t *testing.T) {
	t.Parallel()
	rooms := &pushes{}
	s := New(Config{Rooms: rooms, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon },
		Providers: map[string]provider.Provider{"builtin": builtin.New(builtin.Config{})}})
	at := func(version int64, state State) Session {
		return Session{ID: "ses_1", Provider: "builtin", Version: version, State: state}
	}
	s.openRoom(at(1, Requested), "H264")
	s.push(at(3, Interrupted))
	s.push(at(2, Active))
	s.push(at(5, Ended))
	s.push(at(4, Active))
	s.openRoom(at(4, Active), "H264")
	if want := []string{"requested", "interrupted", "ended", "closed"}; !slices.Equal(rooms.states, want) {
		t.Errorf("pushed %v, want %v", rooms.states, want)
	}
}

type plain struct{ able provider.Capabilities }

func (p plain) Capabilities() provider.Capabilities { return p.able }
func (plain) Open(context.Context, provider.Request) (provider.Opening, error) {
	return provider.Opening{}, nil
}
func (plain) Show(context.Context, provider.Standing) error { return nil }
func (plain) Close(context.Context, provider.Closing) error { return nil }

// Where nobody holds a technician to looking, who may only look has no session with what can be touched.
func TestLookingThatNobodyEnforces(t *testing.T) {
	t.Parallel()
	viewer := access.Principal{Rights: []access.Right{access.View, access.StartTeamViewer}}
	phone, iPhone := device.Device{Platform: device.Android}, device.Device{Platform: device.IOS}
	s := New(Config{Providers: map[string]provider.Provider{"ours": plain{provider.Capabilities{EnforcesRights: true}},
		"there": plain{provider.Capabilities{HandsOver: true}}, "strict": plain{provider.Capabilities{HandsOver: true, EnforcesRights: true}}}})
	for _, tc := range []struct {
		name, provider string
		d              device.Device
		p              access.Principal
		want           bool
	}{
		{"a phone that takes input", "there", phone, viewer, true},
		{"for who may touch it", "there", phone, access.Principal{Rights: access.Rights[access.Technician]}, false},
		{"one that takes none", "there", iPhone, viewer, false},
		{"where rights are enforced", "strict", phone, viewer, false},
		{"our own engine", "ours", phone, viewer, false},
		{"a provider that is gone", "none", phone, viewer, false},
	} {
		if got := s.beyondReach(tc.p, Session{Provider: tc.provider}, tc.d); got != tc.want {
			t.Errorf("%s: beyondReach = %t, want %t", tc.name, got, tc.want)
		}
	}
}

// A provider's wish for peace is kept, and a code's waits stay bounded.
func TestWaitsAfterFailures(t *testing.T) {
	t.Parallel()
	s := New(Config{Now: func() time.Time { return noon }})
	for failures, seconds := range []int{2, 4, 8, 16, 32, 64, 128, 240, 240} {
		want := time.Duration(seconds) * time.Second
		at := AtProvider{Failures: failures}
		wait := at.failed(&provider.Error{Kind: provider.Unavailable})
		for range 20 {
			if got := s.soon(wait).Sub(noon); got < want || got > want*5/4 {
				t.Errorf("after %d failures the next is in %v, want %v and at most a quarter more", failures+1, got, want)
			}
		}
	}
	for asked, want := range map[time.Duration]time.Duration{90 * time.Second: 90 * time.Second, 48 * time.Hour: time.Hour} {
		at := AtProvider{}
		if got := s.soon(at.failed(&provider.Error{Kind: provider.RateLimited, After: asked})).Sub(noon); got < want || got > want*5/4 {
			t.Errorf("asked for %v, the next is in %v, want %v and at most a quarter more", asked, got, want)
		}
	}
}

func TestEndedRoomsAreForgotten(t *testing.T) {
	t.Parallel()
	var l live
	l.of("ses_old").endedAt = noon.Add(-time.Hour)
	l.of("ses_new").endedAt = noon
	l.of("ses_open")
	l.forget(noon.Add(-time.Minute))
	if rooms := l.each(); len(rooms) != 2 || rooms["ses_old"] != nil {
		t.Errorf("left %d rooms, want the new one and the open one", len(rooms))
	}
}

func TestCodesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("testdata/codes.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Text, Code string }
	if err := json.Unmarshal(table, &rows); err != nil || len(rows) == 0 {
		t.Fatal(err, len(rows))
	}
	for _, row := range rows {
		got, err := cleanCode(row.Text)
		if _, refused := errors.AsType[*wire.FieldError](err); got != row.Code || refused != (row.Code == "") {
			t.Errorf("cleanCode(%q) = %q, %v, want %q", row.Text, got, err, row.Code)
		}
	}
	if _, err := cleanCode("123456789" + strings.Repeat(" ", MaxCode)); err == nil {
		t.Error("a text of any length is searched")
	}
}

func FuzzShareCode(f *testing.F) {
	for _, code := range []string{"123456789", "123 456 789", "123-456-789", "", "12345678９", strings.Repeat("-", 100)} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := cleanCode(text)
		if err == nil && (len(code) != codeDigits || strings.Trim(code, "0123456789") != "") {
			t.Errorf("cleanCode(%q) = %q, want 9 digits", text, code)
		}
		if err != nil && code != "" {
			t.Errorf("cleanCode(%q) = %q though it is none", text, code)
		}
	})
}
