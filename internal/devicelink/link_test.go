package devicelink

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

func TestLinkCarriesRequestsAndAnswers(t *testing.T) {
	battery := 200
	s := open(t)
	c := s.connectNew(t, "dev_1")
	tests := []struct {
		name string
		send wire.Frame
		want wire.FrameType
		body string
	}{
		{"help", wire.NewFrame(wire.FrameAsk, "1", wire.Ask{Text: " printer\x00 "}), wire.FrameOK, `{"request_id":"hlp_1","state":"open","place":2}`},
		{"no help any more", wire.NewFrame(wire.FrameCancelAsk, "2", nil), wire.FrameOK, `{}`},
		{"prompted", wire.NewFrame(wire.FramePrompted, "3", wire.SessionRef{SessionID: "ses_1"}), wire.FrameOK, ""},
		{"answer", wire.NewFrame(wire.FrameAnswer, "4", wire.Answer{SessionID: "ses_1", Accepted: true}), wire.FrameOK, ""},
		{"pause", wire.NewFrame(wire.FrameUser, "5", wire.UserAction{SessionID: "ses_1", Action: wire.UserPause}), wire.FrameOK, ""},
		{"publish", wire.NewFrame(wire.FramePublish, "6", wire.Publish{SessionID: "ses_1", Key: "k", SDP: "v=0"}), wire.FrameOK, `{"sdp":"answer to v=0","resume_key":"resume"}`},
		{"report", wire.NewFrame(wire.FrameReport, "7", wire.Report{OSVersion: "\u202e16", Battery: &battery, Codec: "AV1"}), wire.FrameOK, ""},
		{"an action nobody knows", wire.NewFrame(wire.FrameUser, "8", wire.UserAction{SessionID: "ses_1", Action: "explode"}), wire.FrameError, `{"code":"malformed"}`},
		{"a request without its body", wire.NewFrame(wire.FramePublish, "9", nil), wire.FrameError, `{"code":"malformed"}`},
		{"a body of another kind", wire.NewFrame(wire.FrameAnswer, "a", []string{"x"}), wire.FrameError, `{"code":"malformed"}`},
		{"a request nobody knows", wire.NewFrame("dance", "b", nil), wire.FrameError, `{"code":"unknown_request"}`},
		{"the server's own request", wire.NewFrame(wire.FrameRing, "c", wire.Ring{}), wire.FrameError, `{"code":"unknown_request"}`},
	}
	for _, test := range tests {
		c.send(t, test.send)
		got := c.next(t, test.want)
		if got.ID != test.send.ID || string(got.Body) != test.body {
			t.Errorf("%s: answer is %q %s, want %q %s", test.name, got.ID, got.Body, test.send.ID, test.body)
		}
	}
	if got := await(t, "request for help", s.devices.asks); got.Text != "printer" {
		t.Errorf("asked %q, want clean text", got.Text)
	}
	if got := await(t, "report", s.devices.reports); got.OSVersion != "16" || got.Battery != nil || got.Codec != "" {
		t.Errorf("report is %+v, want it cleaned", got)
	}
}

func TestLinkTellsErrorsByTheirCodeOnly(t *testing.T) {
	s := open(t)
	s.devices.answer = func(_ context.Context, _ string, a wire.Answer) error {
		switch a.SessionID {
		case "ses_taken":
			return fmt.Errorf("secret detail: %w", errTaken)
		case "ses_panic":
			panic("secret panic")
		}
		return errors.New("secret cause")
	}
	c := s.connectNew(t, "dev_1")
	for session, want := range map[string]string{"ses_taken": "already_taken", "ses_other": "internal", "ses_panic": "internal"} {
		c.send(t, wire.NewFrame(wire.FrameAnswer, session, wire.Answer{SessionID: session}))
		if got := c.next(t, wire.FrameError); string(got.Body) != fmt.Sprintf(`{"code":%q}`, want) {
			t.Errorf("%s is answered with %s, want code %s alone", session, got.Body, want)
		}
	}
	for _, want := range []string{"secret cause", "secret panic"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	if strings.Contains(s.log.String(), "secret detail") {
		t.Error("the log has an error that the device's user caused and was told")
	}
}

// negative is a frame that claims a length of -1: gws takes it for a length and panics.
var negative = []byte{0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}

func TestLinkClosesOnBadFrames(t *testing.T) {
	raw := func(b []byte) func(*client) {
		return func(c *client) { _, _ = c.ws.NetConn().Write(b) }
	}
	text := func(s string) func(*client) {
		return func(c *client) { _ = c.ws.WriteString(s) }
	}
	tests := []struct {
		name string
		send func(c *client)
		want wire.CloseReason
	}{
		{"not JSON", text("hello"), wire.CloseMalformed},
		{"cut off", text(`{"t":"report","body":{`), wire.CloseMalformed},
		{"without a type", text(`{}`), wire.CloseMalformed},
		{"with something behind", text(`{"t":"cancel"}}`), wire.CloseMalformed},
		{"with a long id", text(`{"t":"cancel","id":"` + strings.Repeat("x", 41) + `"}`), wire.CloseMalformed},
		{"too large", text(`{"t":"ask","body":"` + strings.Repeat("x", wire.MaxFrame) + `"}`), wire.CloseMalformed},
		{"binary", func(c *client) { _ = c.ws.WriteMessage(2, []byte(`{"t":"cancel"}`)) }, wire.CloseMalformed},
		{"not masked", raw([]byte{0x81, 0x01, 'x'}), wire.CloseMalformed},
		{"with a reserved bit", raw([]byte{0xC1, 0x80, 0, 0, 0, 0}), wire.CloseMalformed},
		{"of negative length", raw(negative), wire.CloseMalformed},
		{"too many", func(c *client) {
			for range 60 {
				_ = c.ws.WriteString(`{"t":"cancel"}`)
			}
		}, wire.CloseTooFast},
		{"too many pings", func(c *client) {
			for range 60 {
				_ = c.ws.WritePing(nil)
			}
		}, wire.CloseTooFast},
		{"endless empty fragments", func(c *client) {
			fragments := clientFrame(0x01, nil)
			for range 20_000 {
				fragments = append(fragments, clientFrame(0x00, nil)...)
			}
			raw(fragments)(c)
		}, wire.CloseTooFast},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, limited(func(l *Limits) { l.BytesPerSecond = 50_000 }))
			c := s.connectNew(t, "dev_1")
			other := s.connectNew(t, "dev_2")
			test.send(c)
			c.wantClosed(t, test.want)
			s.wantCount(t, test.want, 1)
			if got := await(t, "Disconnected", s.devices.disconnected); got != "dev_1" {
				t.Fatalf("Disconnected(%q), want dev_1", got)
			}
			other.send(t, wire.NewFrame(wire.FrameCancelAsk, "1", nil))
			other.next(t, wire.FrameOK)
			awaitThat(t, "a log line with the reason", func() bool {
				return strings.Contains(s.log.String(), fmt.Sprintf(`msg="device disconnected" device_id=dev_1 reason=%s`, test.want))
			})
		})
	}
}

func TestLinkTakesFiftyFramesASecond(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	for range 3 {
		for range 50 {
			c.send(t, wire.NewFrame(wire.FrameCancelAsk, "1", nil))
			c.next(t, wire.FrameOK)
		}
		s.advance(time.Second)
	}
}

// TestADeviceLeavesFewTraces asks for help again and again, over new links, too: each would be an audit record.
func TestADeviceLeavesFewTraces(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.FramesPerSecond = 10_000 }))
	key := s.addDevice(t, "dev_1")
	done := 0
	for range 3 {
		c := s.connect(t, "dev_1", key)
		for range 40 {
			c.send(t, wire.NewFrame(wire.FrameAsk, "1", wire.Ask{}))
			c.send(t, wire.NewFrame(wire.FrameCancelAsk, "2", nil))
			f := await(t, "an answer", c.frames)
			if f.Type == wire.FrameOK {
				done++
			} else if string(f.Body) != `{"code":"too_many"}` {
				t.Fatalf("refused with %s", f.Body)
			}
			c.next(t, wire.FrameOK)
		}
	}
	if done != actsAtOnce {
		t.Errorf("%d requests were done, want %d", done, actsAtOnce)
	}
	s.advance(10 * time.Second)
	c := s.connect(t, "dev_1", key)
	c.send(t, wire.NewFrame(wire.FrameAsk, "1", wire.Ask{}))
	c.next(t, wire.FrameOK)
	other := s.connectNew(t, "dev_2")
	other.send(t, wire.NewFrame(wire.FrameAsk, "1", wire.Ask{}))
	other.next(t, wire.FrameOK)
}

func TestPacesAreForgotten(t *testing.T) {
	var p paces
	now := time.Unix(1000, 0)
	for i := range maxPaces {
		p.allow(strconv.Itoa(i), wire.FrameAsk, now)
	}
	if p.allow("new", wire.FrameAsk, now.Add(time.Minute)); len(p.of) != 1 {
		t.Errorf("%d devices are counted after a minute of rest, want 1", len(p.of))
	}
}

func TestSecondLinkReplacesTheFirst(t *testing.T) {
	s := open(t)
	key := s.addDevice(t, "dev_1")
	first := s.connect(t, "dev_1", key)
	second := s.connect(t, "dev_1", key)
	first.wantClosed(t, wire.CloseReplaced)
	awaitThat(t, "the first link is gone", func() bool {
		return strings.Contains(s.log.String(), "reason=replaced")
	})
	if len(s.devices.disconnected) != 0 || s.hub.Online() != 1 {
		t.Fatalf("%d times disconnected, %d online, want the device to stay", len(s.devices.disconnected), s.hub.Online())
	}
	second.ws.NetConn().Close()
	await(t, "Disconnected", s.devices.disconnected)
	if s.hub.Online() != 0 || len(s.devices.disconnected) != 0 {
		t.Fatalf("%d online, %d more times disconnected, want 0 and 0", s.hub.Online(), len(s.devices.disconnected))
	}
}

func TestWelcomeThatFailsClosesTheLink(t *testing.T) {
	s := open(t)
	key := s.addDevice(t, "dev_1")
	s.connect(t, "dev_1", key)
	s.devices.welcome = func(string) (wire.Welcome, error) { return wire.Welcome{}, errors.New("no") }
	c, challenge := s.dial(t)
	c.send(t, hello(challenge, "dev_1", key))
	c.wantClosed(t, wire.CloseFailed)
	await(t, "Disconnected, as the first link was replaced", s.devices.disconnected)
	if s.hub.Online() != 0 {
		t.Fatalf("%d online, want 0", s.hub.Online())
	}
}

func TestNotifyFromConnectedFollowsTheWelcome(t *testing.T) {
	s := open(t)
	s.devices.welcome = func(deviceID string) (wire.Welcome, error) {
		for i := range 20 {
			s.hub.Notify(deviceID, wire.FrameHelp, wire.HelpState{Place: i + 1})
		}
		return wire.Welcome{}, nil
	}
	c := s.connectNew(t, "dev_1")
	for want := 1; want <= 20; want++ {
		var h wire.HelpState
		if err := c.next(t, wire.FrameHelp).Into(&h); err != nil || h.Place != want {
			t.Fatalf("got %+v, %v, want place %d", h, err, want)
		}
	}
}

func TestNotifyAllTellsEveryDeviceOnce(t *testing.T) {
	s := open(t)
	var all []*client
	for i := range 30 { // more than the wheel has slots
		all = append(all, s.connectNew(t, fmt.Sprintf("dev_%d", i)))
	}
	gone := s.connectNew(t, "dev_gone")
	s.hub.Disconnect("dev_gone")
	gone.wantClosed(t, wire.CloseDisconnected)
	s.hub.NotifyAll(t.Context(), wire.FrameDesk, wire.Desk{Phone: "110"})
	s.hub.NotifyAll(t.Context(), wire.FrameHelp, wire.HelpState{Place: 1})
	for i, c := range all {
		var desk wire.Desk
		f := c.next(t, wire.FrameDesk)
		if err := f.Into(&desk); err != nil || desk.Phone != "110" || f.ID != "" {
			t.Errorf("device %d got %+v, %v, want the phone number and no question", i, f, err)
		}
		c.next(t, wire.FrameHelp) // nothing else came between
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	s.hub.NotifyAll(stopped, wire.FrameDesk, wire.Desk{})
	s.hub.NotifyAll(t.Context(), wire.FrameHelp, wire.HelpState{}) // the last that each of them hears
	told := 0
	for _, c := range all {
		if await(t, "frame", c.frames).Type == wire.FrameDesk {
			told++
			c.next(t, wire.FrameHelp)
		}
	}
	if told >= len(all) {
		t.Errorf("%d of %d were told by a hub that stops", told, len(all))
	}
}

func TestDisconnectIsReportedOnce(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	for range 5 {
		s.hub.Disconnect("dev_1")
	}
	s.hub.Disconnect("dev_unknown")
	c.wantClosed(t, wire.CloseDisconnected)
	await(t, "Disconnected", s.devices.disconnected)
	s.wantCount(t, wire.CloseDisconnected, 1)
	awaitThat(t, "the socket is gone", func() bool {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		return len(s.hub.all) == 0
	})
	if len(s.devices.disconnected) != 0 {
		t.Fatal("Disconnected was called twice")
	}
}

// sendLater calls Send in the background.
func (s *site) sendLater(t *testing.T, deviceID string) <-chan error {
	result := make(chan error, 1)
	go func() {
		result <- s.hub.Send(context.Background(), deviceID, wire.FrameHelp, wire.HelpState{Place: 1})
	}()
	return result
}

func TestSendWaitsForTheDevice(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	result := s.sendLater(t, "dev_1")
	f := c.next(t, wire.FrameHelp)
	if f.ID == "" || string(f.Body) != `{"place":1}` {
		t.Fatalf("request is %+v, want an id and the body", f)
	}
	c.send(t, wire.NewFrame(wire.FrameOK, "unknown", nil)) // ignored
	c.send(t, wire.NewFrame(wire.FrameOK, f.ID, nil))
	c.send(t, wire.NewFrame(wire.FrameOK, f.ID, nil)) // twice: ignored
	if err := await(t, "result", result); err != nil {
		t.Fatalf("Send = %v, want nil", err)
	}
	c.send(t, wire.NewFrame(wire.FrameCancelAsk, "1", nil))
	c.next(t, wire.FrameOK) // the link goes on
}

func TestSendSaysWhatWentWrong(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.AnswerWithin = 30 * time.Millisecond }))
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameHelp, wire.HelpState{}); !errors.Is(err, ErrOffline) {
		t.Errorf("to a device that is not here: %v, want ErrOffline", err)
	}
	c := s.connectNew(t, "dev_1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameHelp, wire.HelpState{}); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("to a device that does not answer: %v, want ErrNoAnswer", err)
	}
	f := c.next(t, wire.FrameHelp)
	c.send(t, wire.NewFrame(wire.FrameOK, f.ID, nil)) // too late: ignored

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.hub.Send(ctx, "dev_1", wire.FrameHelp, wire.HelpState{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is done: %v, want context.Canceled", err)
	}
	c.next(t, wire.FrameHelp)
}

func TestSendReturnsARefusal(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	result := s.sendLater(t, "dev_1")
	f := c.next(t, wire.FrameHelp)
	c.send(t, wire.NewFrame(wire.FrameError, f.ID, wire.Refusal{Code: "busy\u202e", Detail: strings.Repeat("x", 5000)}))
	refused, ok := errors.AsType[*RefusedError](await(t, "result", result))
	if !ok || refused.Refusal.Code != "busy" || len(refused.Refusal.Detail) > 210 {
		t.Fatalf("Send = %+v, want the device's refusal, cleaned", refused)
	}
}

func TestSendEndsWithTheLink(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	result := s.sendLater(t, "dev_1")
	c.next(t, wire.FrameHelp)
	c.ws.NetConn().Close()
	if err := await(t, "result", result); !errors.Is(err, ErrOffline) {
		t.Fatalf("Send = %v, want ErrOffline", err)
	}
}

func TestSendBoundsOpenRequests(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	var results []<-chan error
	for range maxOutstanding {
		results = append(results, s.sendLater(t, "dev_1"))
	}
	var ids []string
	for range maxOutstanding {
		ids = append(ids, c.next(t, wire.FrameHelp).ID)
	}
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameHelp, wire.HelpState{}); !errors.Is(err, ErrBusy) {
		t.Fatalf("one more: %v, want ErrBusy", err)
	}
	for i, id := range ids {
		if i%40 == 39 {
			s.advance(time.Second)
		}
		c.send(t, wire.NewFrame(wire.FrameOK, id, nil))
		c.send(t, wire.NewFrame(wire.FrameCancelAsk, "x", nil))
		c.next(t, wire.FrameOK) // so the answer was read
		s.advance(time.Second)
	}
	for _, r := range results {
		if err := await(t, "result", r); err != nil {
			t.Fatalf("Send = %v, want nil", err)
		}
	}
}

// A gate holds a handler back until the test opens it, or ends.
type gate struct {
	open chan struct{}
	now  func()
}

func hold(t *testing.T) gate {
	open := make(chan struct{})
	now := sync.OnceFunc(func() { close(open) })
	t.Cleanup(now)
	return gate{open, now}
}

func TestSlowDeviceBlocksNobody(t *testing.T) {
	s := open(t)
	release := hold(t)
	s.devices.answer = func(_ context.Context, deviceID string, _ wire.Answer) error {
		if deviceID == "dev_slow" {
			<-release.open
		}
		return nil
	}
	slow, quick := s.connectNew(t, "dev_slow"), s.connectNew(t, "dev_quick")
	answer := func(id string) wire.Frame {
		return wire.NewFrame(wire.FrameAnswer, id, wire.Answer{SessionID: "ses_1"})
	}
	slow.send(t, answer("1"))
	slow.send(t, wire.NewFrame(wire.FrameAsk, "2", wire.Ask{}))
	quick.send(t, answer("1"))
	quick.next(t, wire.FrameOK)
	result := s.sendLater(t, "dev_slow") // answers pass by the requests that wait
	slow.send(t, wire.NewFrame(wire.FrameOK, slow.next(t, wire.FrameHelp).ID, nil))
	if err := await(t, "result", result); err != nil {
		t.Fatalf("Send = %v, want nil", err)
	}
	release.now()
	for _, want := range []string{"1", "2"} {
		if got := slow.next(t, wire.FrameOK); got.ID != want {
			t.Fatalf("answer to %s, want them in order: %s", got.ID, want)
		}
	}
}

func TestRequestsThatWaitAreBounded(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.FramesPerSecond = 1000 }))
	started, release := make(chan struct{}), hold(t)
	s.devices.answer = func(context.Context, string, wire.Answer) error {
		close(started)
		<-release.open
		return nil
	}
	c := s.connectNew(t, "dev_1")
	c.send(t, wire.NewFrame(wire.FrameAnswer, "first", wire.Answer{SessionID: "ses_1"}))
	await(t, "the first request", started)
	for i := range maxQueuedIn {
		c.send(t, wire.NewFrame(wire.FrameCancelAsk, strconv.Itoa(i), nil))
	}
	c.send(t, wire.NewFrame(wire.FrameCancelAsk, "last", nil))
	if got := c.next(t, wire.FrameError); got.ID != "last" || string(got.Body) != `{"code":"busy"}` {
		t.Fatalf("answer is %+v, want busy for the last", got)
	}
	release.now()
	for range maxQueuedIn + 1 {
		c.next(t, wire.FrameOK)
	}
}

func TestFrameThatIsTooLargeIsNotSent(t *testing.T) {
	s := open(t)
	c := s.connectNew(t, "dev_1")
	s.hub.Notify("dev_1", wire.FrameHelp, wire.HelpState{TakenBy: strings.Repeat("x", wire.MaxFrame)})
	s.hub.Notify("dev_1", wire.FrameHelp, wire.HelpState{Place: 7})
	var h wire.HelpState
	if err := json.Unmarshal(c.next(t, wire.FrameHelp).Body, &h); err != nil || h.Place != 7 {
		t.Fatalf("got %+v, %v, want only the second", h, err)
	}
}

func TestDeviceThatDoesNotReadIsClosed(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.WriteWithin = time.Minute }))
	conn := s.rawDial(t)
	key := s.addDevice(t, "dev_1")
	challenge := readChallenge(t, conn)
	if _, err := conn.Write(clientFrame(0x81, hello(challenge, "dev_1", key).Bytes())); err != nil {
		t.Fatal(err)
	}
	await(t, "Connected", s.devices.connected)
	big := wire.HelpState{TakenBy: strings.Repeat("x", 60_000)}
	awaitThat(t, "the link is closed", func() bool {
		s.hub.Notify("dev_1", wire.FrameHelp, big)
		return s.hub.Stats().Closed[wire.CloseTooSlow] == 1
	})
	await(t, "Disconnected", s.devices.disconnected)
}
