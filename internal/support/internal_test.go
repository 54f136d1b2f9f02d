package support

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/provider/builtin"
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

func FuzzShareCode(f *testing.F) {
	for _, code := range []string{"123456789", "123 456 789", "123-456-789", "", "12345678９", strings.Repeat("-", 100)} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, ok := cleanCode(text)
		if ok && (len(code) != codeDigits || strings.Trim(code, "0123456789") != "") {
			t.Errorf("cleanCode(%q) = %q, want 9 digits", text, code)
		}
		if !ok && code != "" {
			t.Errorf("cleanCode(%q) = %q though it is none", text, code)
		}
	})
}
