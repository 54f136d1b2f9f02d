package agent_test

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// studio is a server that receives screens for real.
type studio struct {
	port      *rtc.Port
	receivers chan *rtc.Receiver
	packets   chan rtc.Packet
	messages  chan []byte
}

func openStudio(t *testing.T) *studio {
	t.Helper()
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port, err := rtc.Open(rtc.Config{UDP: udp, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { port.Close() })
	return &studio{port, make(chan *rtc.Receiver, 10), make(chan rtc.Packet, 10_000), make(chan []byte, 10_000)}
}

// answer is what the desk says to an offer.
func (s *studio) answer(ctx context.Context, p wire.Publish) (string, error) {
	r, answer, err := s.port.Receive(ctx, p.SDP, rtc.H264, rtc.ReceiverEvents{
		Packet: func(p rtc.Packet) {
			p.Payload = append([]byte(nil), p.Payload...)
			s.packets <- p
		},
		Message: func(_ string, data []byte) { s.messages <- append([]byte(nil), data...) },
	})
	if err != nil {
		return "", err
	}
	s.receivers <- r
	return answer, nil
}

// heard waits for a message of a type.
func (s *studio) heard(t *testing.T, want wire.MessageType) []byte {
	t.Helper()
	for {
		data := await(t, "message "+string(want), s.messages)
		if kind, err := wire.MessageTypeOf(data); err != nil {
			t.Fatal(err)
		} else if kind == want {
			return data
		}
	}
}

// pictures are frames with the headers of H.264 (ITU-T H.264 §7.3.1): SPS, PPS and an IDR slice, and another slice.
var (
	keyPicture   = []byte{0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1f, 0, 0, 0, 1, 0x68, 0xce, 0x3c, 0x80, 0, 0, 0, 1, 0x65, 1, 2, 3}
	deltaPicture = []byte{0, 0, 0, 1, 0x41, 4, 5, 6}
)

func TestAgentPublishesOverWebRTC(t *testing.T) {
	st := openStudio(t)
	s := serve(t)
	s.desk.receive(st.answer)
	me := s.enroll(t, "dev_1")
	s.user, s.screen = newUser(), newScreen()
	s.screen.key, s.screen.delta = keyPicture, deltaPicture
	s.agent = agent.New(agent.Config{Server: s.http.URL, Identity: me, Screen: s.screen, User: s.user,
		Media: agent.RTC{Log: slog.New(slog.DiscardHandler)}, Log: slog.New(slog.DiscardHandler), Now: time.Now, Pace: quick})
	run(t, s.agent.Run)
	await(t, "connection", s.desk.connected)
	s.desk.setKey("grant-1")
	if err := s.hub.Send(t.Context(), "dev_1", wire.FrameRing, ring("ses_1", "grant-1")); err != nil {
		t.Fatal(err)
	}
	await(t, "prompt", s.user.rings).answer(true)

	r := await(t, "offer", st.receivers)
	await(t, "packet", st.packets)
	if g, err := wire.DecodeGeometry(st.heard(t, wire.MessageGeometry)); err != nil || g.Width != 360 {
		t.Fatalf("geometry is %+v, %v", g, err)
	}
	st.heard(t, wire.MessageHeartbeat)
	if err := r.SendMessage(rtc.Control, wire.Input{Type: wire.InputText, Text: "こんにちは"}.Bytes()); err != nil {
		t.Fatal(err)
	}
	if got := await(t, "input", s.screen.inputs); got.Text != "こんにちは" {
		t.Fatalf("input is %+v", got)
	}

	r.Close() // the server loses it: the agent comes again by itself
	again := await(t, "second offer", st.receivers)
	drain(st.packets)
	await(t, "packet of the second stream", st.packets)
	again.Close()
}
