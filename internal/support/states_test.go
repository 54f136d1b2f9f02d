package support

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/provider"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// The drawings in docs/states.md and the tables are the same, in both directions.
func TestTheDrawingIsTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	drawings := regexp.MustCompile("(?s)```mermaid\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(drawings) != 2 {
		t.Fatalf("docs/states.md has %d drawings, want 2", len(drawings))
	}
	var moves, helpMoves []string
	for _, m := range Moves {
		moves = append(moves, string(m.From)+" --> "+string(m.To)+": "+string(m.Event))
	}
	for _, m := range HelpMoves {
		helpMoves = append(helpMoves, string(m.From)+" --> "+string(m.To)+": "+string(m.Event))
	}
	compare(t, "session", arrows(drawings[0][1]), moves)
	compare(t, "help request", arrows(drawings[1][1]), helpMoves)
}

// arrows are the lines of a drawing but its frame, the first and last steps.
func arrows(drawing string) []string {
	var found []string
	for line := range strings.Lines(drawing) {
		if line = strings.TrimSpace(line); line != "" && line != "stateDiagram-v2" && !strings.Contains(line, "[*]") {
			found = append(found, line)
		}
	}
	return found
}

func compare(t *testing.T, what string, drawn, table []string) {
	t.Helper()
	for _, row := range table {
		if !slices.Contains(drawn, row) {
			t.Errorf("%s: %q is in the table and not in the drawing", what, row)
		}
	}
	for _, arrow := range drawn {
		if !slices.Contains(table, arrow) {
			t.Errorf("%s: %q is in the drawing and not in the table", what, arrow)
		}
	}
}

func TestTheDocumentNamesEveryReason(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range EndReasons {
		if !strings.Contains(string(text), "| `"+string(r)+"` |") {
			t.Errorf("docs/states.md does not explain %s", r)
		}
	}
}

func TestTheTableHasEachStepOnce(t *testing.T) {
	t.Parallel()
	type step struct {
		from  State
		event Event
	}
	seen := map[step]bool{}
	for _, m := range Moves {
		if m.From == Ended {
			t.Errorf("%v leads out of ended: there is no way back", m)
		}
		if seen[step{m.From, m.Event}] {
			t.Errorf("%s from %s is in the table twice", m.Event, m.From)
		}
		seen[step{m.From, m.Event}] = true
	}
	for _, from := range []State{Requested, Waiting, UserReady, HandedOver, Active, Interrupted} {
		for _, event := range []Event{OnEnd, OnDeadline} {
			if !seen[step{from, event}] {
				t.Errorf("%s cannot end a session that is %s", event, from)
			}
		}
	}
}

func TestMoves(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		from  State
		event Event
		want  State // empty: refused
	}{
		{"the user agrees", Waiting, OnAccepted, Active},
		{"the user's answer overtakes the receipt", Requested, OnAccepted, Active},
		{"nobody pauses what they have not agreed to", Waiting, OnPaused, ""},
		{"consent is asked once", Active, OnAccepted, ""},
		{"a running session is not declined but ended", Active, OnDeclined, ""},
		{"what was never there is not lost", Waiting, OnMediaLost, ""},
		{"the provider has made its side", Requested, OnOpened, Waiting},
		{"the user comes", Waiting, OnUserReady, UserReady},
		{"the user goes", UserReady, OnUserGone, Waiting},
		{"the technician takes the link", UserReady, OnHandedOver, HandedOver},
		{"the technician does not wait for the user", Waiting, OnHandedOver, HandedOver},
		{"the user goes while handed over", HandedOver, OnUserGone, HandedOver},
		{"the proof comes while the user is there", UserReady, OnDelivered, UserReady},
		{"no link before there is one", Requested, OnHandedOver, ""},
		{"a handed-over code is not replaced", HandedOver, OnRenewed, ""},
		{"who never came does not go", Waiting, OnUserGone, ""},
		{"no way back", Ended, OnAccepted, ""},
		{"ended stays ended", Ended, OnEnd, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := Session{ID: "ses_1", State: tc.from}
			err := s.move(tc.event)
			if tc.want != "" {
				if err != nil || s.State != tc.want {
					t.Errorf("move(%s) = %s, %v, want %s", tc.event, s.State, err, tc.want)
				}
				return
			}
			if err == nil || s.State != tc.from {
				t.Errorf("move(%s) = %s, %v, want it refused and nothing changed", tc.event, s.State, err)
			}
			if refused, ok := errors.AsType[*StateError](err); tc.from != Ended && (!ok || refused.From != tc.from) {
				t.Errorf("move(%s) = %v, want a StateError from %s", tc.event, err, tc.from)
			}
			if tc.from == Ended && !errors.Is(err, ErrEnded) {
				t.Errorf("move(%s) = %v, want ErrEnded", tc.event, err)
			}
		})
	}
}

// What a provider cannot see or does not do moves no session, whoever says so.
func TestCapabilitiesDecideWhichMovesHappen(t *testing.T) {
	t.Parallel()
	engine := provider.Capabilities{Name: "builtin", ProvesPrompt: true, InBrowser: true}
	there := provider.Capabilities{Name: "teamviewer", HandsOver: true}
	for _, m := range Moves {
		both := m.Event == OnDelivered || m.Event == OnRightsLost || m.Event == OnDeadline || m.Event == OnEnd
		beside := m.Event == OnOpened || m.Event == OnUserReady || m.Event == OnUserGone || m.Event == OnHandedOver || m.Event == OnRenewed
		for _, able := range []*provider.Capabilities{&engine, &there} {
			s := Session{ID: "ses_1", State: m.From, able: able}
			want := both || beside == able.HandsOver
			if err := s.move(m.Event); (err == nil) != want {
				t.Errorf("%s from %s at %s = %v, want it to happen: %v", m.Event, m.From, able.Name, err, want)
			}
		}
		s := Session{ID: "ses_1", State: m.From, able: &provider.Capabilities{Name: "blind"}}
		if blind := m.Event == OnPrompted || m.Event == OnMediaConnected || m.Event == OnMediaLost; blind && s.move(m.Event) == nil {
			t.Errorf("%s from %s happened at a provider that cannot see it", m.Event, m.From)
		}
	}
}

func TestHandedOverHasItsOwnClock(t *testing.T) {
	t.Parallel()
	clocks := Clocks{}.withDefaults()
	s := Session{State: Requested, Mode: Attended, DeadlineAt: noon.Add(10 * time.Minute), DeadlineReason: NotDelivered}
	must(t, s.openedThere(noon.Add(30*time.Minute)))
	if s.DeadlineAt != noon.Add(30*time.Minute) || s.DeadlineReason != CodeExpired {
		t.Errorf("once opened the deadline is %v %s, want the end of the code", s.DeadlineAt, s.DeadlineReason)
	}
	must(t, s.handOver(noon.Add(time.Minute), clocks))
	must(t, s.handOver(noon.Add(time.Hour), clocks))
	if want := noon.Add(time.Minute + 24*time.Hour); s.DeadlineAt != want || s.DeadlineReason != ConnectionLost {
		t.Errorf("handed over twice the deadline is %v %s, want %v: a day after the first time", s.DeadlineAt, s.DeadlineReason, want)
	}
}

func TestClocksAreNotMixed(t *testing.T) {
	t.Parallel()
	clocks := Clocks{}.withDefaults()
	s := Session{State: Requested, Mode: Attended, DeadlineAt: noon.Add(10 * time.Minute), DeadlineReason: NotDelivered}
	must(t, s.deliver(noon.Add(time.Minute), clocks))
	if s.DeadlineAt != noon.Add(10*time.Minute) || s.DeadlineReason != NotDelivered {
		t.Errorf("after delivery the deadline is %v %s, want the delivery clock to run on", s.DeadlineAt, s.DeadlineReason)
	}
	must(t, s.prompt(noon.Add(2*time.Minute), clocks))
	must(t, s.prompt(noon.Add(4*time.Minute), clocks))
	if want := noon.Add(7 * time.Minute); s.DeadlineAt != want || s.DeadlineReason != NoAnswer {
		t.Errorf("after two prompts the deadline is %v %s, want %v: 5 minutes from the first", s.DeadlineAt, s.DeadlineReason, want)
	}
	must(t, s.begin(OnAccepted, noon.Add(5*time.Minute), clocks, false))
	if want := noon.Add(7 * time.Minute); s.DeadlineAt != want || s.DeadlineReason != ConnectionLost {
		t.Errorf("after consent the deadline is %v %s, want %v", s.DeadlineAt, s.DeadlineReason, want)
	}
	must(t, s.connect())
	if !s.DeadlineAt.IsZero() {
		t.Errorf("with the screen here the deadline is %v, want none", s.DeadlineAt)
	}
	must(t, s.interrupt(noon.Add(time.Hour), clocks))
	if want := noon.Add(time.Hour + time.Minute); s.DeadlineAt != want || s.DeadlineReason != ConnectionLost {
		t.Errorf("interrupted, the deadline is %v %s, want %v", s.DeadlineAt, s.DeadlineReason, want)
	}
	must(t, s.expire(noon.Add(2*time.Hour), clocks, false))
	if s.State != Ended || s.EndReason != ConnectionLost || s.EndedBy != audit.System || s.EndedAt != noon.Add(time.Hour+time.Minute) {
		t.Errorf("after that: %s %s at %v by %v, want it ended at its deadline by itself", s.State, s.EndReason, s.EndedAt, s.EndedBy)
	}
}

func TestCountdownStartsWithDelivery(t *testing.T) {
	t.Parallel()
	clocks := Clocks{}.withDefaults()
	s := Session{State: Requested, Mode: Unattended, DeadlineAt: noon.Add(10 * time.Minute), DeadlineReason: NotDelivered}
	must(t, s.deliver(noon, clocks))
	must(t, s.prompt(noon.Add(10*time.Second), clocks))
	if s.due(noon.Add(29*time.Second)) || !s.due(noon.Add(30*time.Second)) || s.DeadlineReason != "" {
		t.Fatalf("deadline = %v %q, want 30 s after delivery, without a reason", s.DeadlineAt, s.DeadlineReason)
	}
	must(t, s.expire(noon.Add(30*time.Second), clocks, true))
	if s.State != Active || !s.DeadlineAt.IsZero() {
		t.Errorf("state = %s until %v, want active without a deadline as the screen is here", s.State, s.DeadlineAt)
	}
}

func TestRightsNow(t *testing.T) {
	t.Parallel()
	both := []access.Right{access.View, access.Control}
	viewing := both[:1]
	for _, tc := range []struct {
		name string
		s    Session
		want []access.Right
	}{
		{"before consent only a place in the room", Session{State: Waiting, Rights: both}, viewing},
		{"all that was asked for", Session{State: Active, Rights: both}, both},
		{"paused", Session{State: Active, Paused: true, Rights: both}, viewing},
		{"control taken back", Session{State: Active, ControlTakenBack: true, Rights: both}, viewing},
		{"interrupted", Session{State: Interrupted, Rights: both}, viewing},
		{"where we grant nothing", Session{State: HandedOver, Rights: both}, viewing},
		{"ended", Session{State: Ended, Rights: both}, nil},
	} {
		if got := tc.s.RightsNow(); !slices.Equal(got, tc.want) {
			t.Errorf("%s: RightsNow = %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestPictureIsOpenOnlyWithConsent(t *testing.T) {
	t.Parallel()
	for _, state := range []State{Requested, Waiting, UserReady, HandedOver, Active, Interrupted, Ended} {
		for _, paused := range []bool{false, true} {
			got := Session{State: state, Paused: paused}.standing().Open
			if want := state == Active && !paused; got != want {
				t.Errorf("%s, paused %v: open = %v, want %v", state, paused, got, want)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
