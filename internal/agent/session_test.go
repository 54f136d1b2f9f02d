package agent_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/wire"
)

func state(sessionID, to string, rights ...string) wire.SessionState {
	return wire.SessionState{SessionID: sessionID, State: to, Rights: rights}
}

// tell sends the state of a session and waits until the device knows it.
func (s *site) tell(t *testing.T, st wire.SessionState) {
	t.Helper()
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameSession, st); err != nil {
		t.Fatalf("tell the session's state: %v", err)
	}
}

// awaitState waits until the agent's state is as wanted.
func (s *site) awaitState(t *testing.T, what string, is func(agent.State) bool) {
	t.Helper()
	for !is(await(t, what, s.states)) {
	}
}

func TestAgentReportsAndHearsOfHelp(t *testing.T) {
	s := connect(t)
	if got := await(t, "report", s.desk.reports); got.Codec != "H264" {
		t.Errorf("report is %+v", got)
	}
	if got := await(t, "help state of the welcome", s.user.help); got.Place != 3 {
		t.Errorf("help state is %+v, want place 3", got)
	}
	if h, err := s.agent.Ask(t.Context(), "four"); err != nil || h.Place != 4 {
		t.Errorf("Ask = %+v, %v, want place 4", h, err)
	}
	if h, err := s.agent.CancelAsk(t.Context()); err != nil || h.State != "" {
		t.Errorf("CancelAsk = %+v, %v, want nothing open", h, err)
	}
	s.hub.Notify("dev_1", wire.FrameHelp, wire.HelpState{Place: 9})
	if got := await(t, "help state", s.user.help); got.Place != 9 {
		t.Errorf("help state is %+v, want place 9", got)
	}
}

func TestAgentShowsWhatTheHelpDeskSaysOfItself(t *testing.T) {
	hours := []wire.OpenHours{{Day: 1, From: 540, To: 1080}}
	s := serve(t)
	s.desk.say(&wire.Desk{Hours: hours, TimeZone: "Asia/Tokyo", Phone: "03\x00"})
	s.start(t, s.enroll(t, "dev_1"), quick)
	shown := func(h wire.HelpState) bool {
		return h.Desk != nil && slices.Equal(h.Desk.Hours, hours) && h.Desk.Phone == "03"
	}
	if got := await(t, "help state of the welcome", s.user.help); !shown(got) || got.Place != 3 {
		t.Errorf("welcomed with %+v, want place and hours", got)
	}
	if got, err := s.agent.Ask(t.Context(), "four"); err != nil || !shown(got) || got.Place != 4 {
		t.Errorf("Ask = %+v, %v, want place and hours", got, err)
	}
	if got, err := s.agent.CancelAsk(t.Context()); err != nil || !shown(got) {
		t.Errorf("CancelAsk = %+v, %v, want the hours", got, err)
	}
	s.hub.Notify("dev_1", wire.FrameDesk, wire.Desk{Hours: hours, Phone: "110\n"})
	if got := await(t, "desk", s.user.desks); got.Phone != "110" || !slices.Equal(got.Hours, hours) {
		t.Errorf("told of the desk %+v", got)
	}

	bad := wire.Desk{Hours: []wire.OpenHours{{Day: 9}}}
	for _, send := range []func() error{
		func() error { return s.hub.Send(t.Context(), "dev_1", wire.FrameDesk, bad) },
		func() error { return s.hub.Send(t.Context(), "dev_1", wire.FrameHelp, wire.HelpState{Desk: &bad}) },
	} {
		if err := send(); err == nil || !strings.Contains(err.Error(), "malformed") {
			t.Errorf("a desk that cannot be: %v, want it refused", err)
		}
	}
	if len(s.user.desks) != 0 || len(s.user.help) != 0 {
		t.Error("a desk that cannot be was shown")
	}
	s.desk.say(&bad)
	if got, err := s.agent.Ask(t.Context(), "four"); !errors.Is(err, wire.ErrMalformed) {
		t.Errorf("Ask = %+v, %v, want ErrMalformed", got, err)
	}
	s.hub.Disconnect("dev_1")
	if got := await(t, "help state of the next welcome", s.user.help); got != (wire.HelpState{}) {
		t.Errorf("welcomed with %+v, want nothing of it", got)
	}
}

func TestAgentRefusesWhatItDoesNotKnow(t *testing.T) {
	s := connect(t)
	for code, send := range map[string]func() error{
		"unknown_request": func() error { return s.hub.Send(t.Context(), "dev_1", "dance", nil) },
		"malformed":       func() error { return s.hub.Send(t.Context(), "dev_1", wire.FrameRing, wire.Ring{}) },
	} {
		if err := send(); err == nil || !strings.Contains(err.Error(), code) {
			t.Errorf("got %v, want a refusal with %s", err, code)
		}
	}
}

func TestAgentTellsThatItsUserDeclines(t *testing.T) {
	s := connect(t)
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	await(t, "prompt", s.user.rings).answer(false)
	if got := await(t, "answer", s.desk.answers); got.Accepted {
		t.Fatalf("answer is %+v, want declined", got)
	}
	s.tell(t, state("ses_1", "ended"))
	if got := await(t, "end of the session", s.user.sessions); got.State != "ended" {
		t.Fatalf("session is %+v, want ended", got)
	}
	if len(s.desk.published) != 0 {
		t.Fatal("the screen was published without consent")
	}
}

func TestAgentPublishesAnUnattendedSessionOnceItIsActive(t *testing.T) {
	s := connect(t)
	s.desk.setKey("grant-1")
	r := ring("ses_1", "grant-1")
	r.Mode = "unattended"
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, r); err != nil {
		t.Fatal(err)
	}
	await(t, "announcement", s.user.rings)
	await(t, "proof that it is shown", s.desk.prompted)
	s.tell(t, state("ses_1", "waiting", "view"))
	if len(s.desk.published) != 0 {
		t.Fatal("the screen was published before the countdown ended")
	}
	s.tell(t, state("ses_1", "active", "view"))
	await(t, "offer", s.desk.published)
}

func TestAgentStopsWhenTheSessionEnds(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "frame", st.frames)
	s.tell(t, state("ses_1", "ended"))
	await(t, "end of the stream", st.closed)
	s.awaitState(t, "end of publishing", func(a agent.State) bool { return !a.Publishing && a.Connected })
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_2", "grant-2")); err != nil {
		t.Fatal(err)
	}
	if got := await(t, "prompt", s.user.rings); got.ring.SessionID != "ses_2" {
		t.Fatalf("prompt for %s, want the next session", got.ring.SessionID)
	}
}

func TestNextSessionEndsTheOneBefore(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_2", "grant-2")); err != nil {
		t.Fatal(err)
	}
	await(t, "end of the first stream", st.closed)
}

func TestAgentPublishesAgainWhenMediaIsLost(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	first := await(t, "offer", s.desk.published)
	for range 3 {
		st.on.Lost()
		again := await(t, "offer", s.desk.published)
		if again.SessionID != "ses_1" || !strings.HasPrefix(again.Key, "resume-") || again.Key == first.Key {
			t.Fatalf("published again with %+v, want the newest resume key", again)
		}
		first = again
		st = s.connectedStream(t)
		if got := await(t, "frame", st.frames); got != "key" {
			t.Fatalf("first frame is %q, want a key frame", got)
		}
	}
}

func TestAgentTriesTCPWhenUDPDoesNotConnect(t *testing.T) {
	s := serve(t)
	pace := quick
	pace.ConnectWithin = 5 * time.Millisecond
	s.start(t, s.enroll(t, "dev_1"), pace)
	await(t, "connection", s.desk.connected)
	s.desk.setKey("grant-1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	await(t, "prompt", s.user.rings).answer(true)
	for _, want := range []bool{false, true, false} {
		st := await(t, "stream", s.media.accepted)
		if st.on.OverTCP != want {
			t.Fatalf("over TCP: %v, want %v", st.on.OverTCP, want)
		}
		await(t, "end of the stream that does not connect", st.closed)
	}
}

func TestAgentComesBackAfterItsLinkIsLost(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "offer", s.desk.published)
	s.desk.onConnect(func() {
		s.desk.setKey("grant-2") // each new ring makes the key before it void
		r := ring("ses_1", "grant-2")
		r.Accepted = true
		s.hub.Notify("dev_1", wire.FrameRing, r)
	})
	s.hub.Disconnect("dev_1")
	await(t, "connection", s.desk.connected)
	if got := await(t, "offer", s.desk.published); got.Key != "grant-2" {
		t.Fatalf("published with %q, want the key of the new ring", got.Key)
	}
	await(t, "end of the first stream", st.closed)
	s.connectedStream(t)
	if len(s.user.rings) != 0 {
		t.Fatal("the user was asked again")
	}
}

func TestMediaThatIsWellStaysWhenTheLinkIsLost(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "offer", s.desk.published)
	s.hub.Disconnect("dev_1")
	await(t, "connection", s.desk.connected)
	s.tell(t, state("ses_1", "active", "view"))
	st.on.KeyFrameWanted()
	await(t, "frame", st.frames)
	if len(s.desk.published) != 0 {
		t.Fatal("the screen was published again")
	}
}

func TestMediaLostWithoutALinkIsPublishedWithTheNext(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	await(t, "offer", s.desk.published)
	hold := make(chan struct{})
	s.desk.onConnect(func() { <-hold })
	s.hub.Disconnect("dev_1")
	s.awaitState(t, "loss of the link", func(a agent.State) bool { return !a.Connected && a.Reason == wire.CloseDisconnected })
	st.on.Lost()
	await(t, "end of the stream", st.closed)
	close(hold)
	if got := await(t, "offer", s.desk.published); !strings.HasPrefix(got.Key, "resume-") {
		t.Fatalf("published with %q, want the resume key", got.Key)
	}
}

func TestAnswerGivenWithoutALinkIsToldWithTheNext(t *testing.T) {
	s := connect(t)
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	prompt := await(t, "prompt", s.user.rings)
	await(t, "proof of the prompt", s.desk.prompted)
	hold := make(chan struct{})
	s.desk.onConnect(func() { <-hold })
	s.hub.Disconnect("dev_1")
	s.awaitState(t, "loss of the link", func(a agent.State) bool { return !a.Connected && a.Reason == wire.CloseDisconnected })
	prompt.answer(true)
	s.desk.setKey("grant-1")
	close(hold)
	if got := await(t, "answer", s.desk.answers); !got.Accepted {
		t.Fatalf("answer is %+v, want accepted", got)
	}
	await(t, "offer", s.desk.published)
}

func TestPromptIsProvedAgainToANewLink(t *testing.T) {
	s := connect(t)
	s.desk.onConnect(func() { s.hub.Notify("dev_1", wire.FrameRing, ring("ses_1", "grant-2")) })
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	prompt := await(t, "prompt", s.user.rings)
	await(t, "proof of the prompt", s.desk.prompted)
	s.hub.Disconnect("dev_1")
	await(t, "second proof of the prompt", s.desk.prompted)
	s.desk.setKey("grant-2")
	prompt.answer(true) // the prompt that is still on the screen
	if got := await(t, "offer", s.desk.published); got.Key != "grant-2" || len(s.user.rings) != 0 {
		t.Fatalf("published with %q, %d more prompts, want the newest key and none", got.Key, len(s.user.rings))
	}
}

func TestUserActionsHoldOnTheDeviceAtOnce(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	s.tell(t, state("ses_1", "active", "view", "control"))
	await(t, "first frame", st.frames)

	if err := s.agent.Do(t.Context(), "ses_1", wire.UserTakeBack); err != nil {
		t.Fatal(err)
	}
	if got := await(t, "action", s.desk.actions); got.Action != wire.UserTakeBack {
		t.Fatalf("action is %+v", got)
	}
	st.input(wire.Input{Type: wire.InputText, Text: "x"})
	if len(s.screen.inputs) != 0 {
		t.Fatal("input is taken although the user took control back")
	}
	if err := s.agent.Do(t.Context(), "ses_1", wire.UserGiveControl); err != nil {
		t.Fatal(err)
	}
	st.input(wire.Input{Type: wire.InputText, Text: "x"})
	await(t, "input", s.screen.inputs)

	if err := s.agent.Do(t.Context(), "ses_1", wire.UserEnd); err != nil {
		t.Fatal(err)
	}
	await(t, "end of the stream", st.closed)
	if err := s.agent.Do(t.Context(), "ses_1", "explode"); !errors.Is(err, wire.ErrMalformed) {
		t.Fatalf("unknown action: %v, want ErrMalformed", err)
	}
}

func TestUserActionWithoutALinkIsToldWithTheNext(t *testing.T) {
	s := connect(t)
	st := s.ringAndAccept(t, "ses_1")
	hold := make(chan struct{})
	s.desk.onConnect(func() { <-hold })
	s.hub.Disconnect("dev_1")
	s.awaitState(t, "loss of the link", func(a agent.State) bool { return !a.Connected && a.Reason == wire.CloseDisconnected })
	if err := s.agent.Do(t.Context(), "ses_1", wire.UserEnd); !errors.Is(err, agent.ErrOffline) {
		t.Fatalf("Do = %v, want ErrOffline", err)
	}
	await(t, "end of the stream", st.closed)
	close(hold)
	if got := await(t, "action", s.desk.actions); got.Action != wire.UserEnd {
		t.Fatalf("action is %+v, want the end", got)
	}
}

func TestSessionThatTheServerDoesNotKnowEnds(t *testing.T) {
	s := connect(t)
	s.desk.refuseWith(errEnded)
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	await(t, "prompt", s.user.rings).answer(true)
	got := await(t, "end of the session", s.user.sessions)
	if got.State != "ended" || got.SessionID != "ses_1" || got.EndReason != "connection_lost" {
		t.Fatalf("session is %+v, want it ended", got)
	}
}

func TestSessionWithoutAValidKeyEndsAtLast(t *testing.T) {
	s := serve(t)
	pace := quick
	pace.GiveUp = 20 * time.Millisecond
	s.start(t, s.enroll(t, "dev_1"), pace)
	await(t, "connection", s.desk.connected)
	s.desk.setKey("another")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	await(t, "prompt", s.user.rings).answer(true)
	if got := await(t, "end of the session", s.user.sessions); got.State != "ended" {
		t.Fatalf("session is %+v, want it ended", got)
	}
}

func TestRunEndsAllThatItStarted(t *testing.T) {
	s := serve(t)
	stop := s.start(t, s.enroll(t, "dev_1"), quick)
	await(t, "connection", s.desk.connected)
	st := s.ringAndAccept(t, "ses_1")
	stop()
	await(t, "end of the stream", st.closed)
	await(t, "Disconnected", s.desk.disconnected)
	if s.media.open != 0 {
		t.Fatalf("%d streams are left open", s.media.open)
	}
	if err := s.agent.Do(context.Background(), "ses_1", wire.UserEnd); !errors.Is(err, agent.ErrOffline) {
		t.Fatalf("Do = %v, want ErrOffline", err)
	}
}
