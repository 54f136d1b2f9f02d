package rtc

import (
	"bytes"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// openPort opens a port on loopback, UDP and TCP.
// listenTwice finds a port that is free for UDP and TCP.
func listenTwice(t *testing.T) (net.PacketConn, net.Listener) {
	t.Helper()
	for range 20 { // others may hold the TCP port of the same number
		udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
		must(t, err)
		ln, err := net.Listen("tcp4", udp.LocalAddr().String())
		if err == nil {
			return udp, ln
		}
		must(t, udp.Close())
	}
	t.Fatal("no port is free for UDP and TCP")
	return nil, nil
}

func openPort(t *testing.T, change func(*Config)) *Port {
	t.Helper()
	udp, ln := listenTwice(t)
	http, ice := Split(ln, SplitConfig{})
	cfg := Config{UDP: udp, TCP: ice}
	if change != nil {
		change(&cfg)
	}
	port, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(port.Close(), http.Close()); err != nil {
			t.Error(err)
		}
	})
	return port
}

func end(t *testing.T, p interface {
	Close()
	Done() <-chan struct{}
}) {
	t.Helper()
	p.Close()
	receive(t, "end of a peer", p.Done())
}

// A relay is the shortest room: it hands on everything.
type relay struct {
	publisher *Publisher
	watcher   *Watcher
	receiver  *Receiver
	sender    *Sender
	frames    chan Frame
	messages  chan string
}

func newRelay(t *testing.T, port *Port, codec Codec, overTCP bool) *relay {
	t.Helper()
	r := &relay{frames: make(chan Frame, 1000), messages: make(chan string, 1000)}
	connected, joined, opened := make(chan struct{}, 1), make(chan struct{}, 1), make(chan string, 2)
	on := func(ch chan struct{}) func(State) {
		return func(s State) {
			if s == Connected {
				ch <- struct{}{}
			}
		}
	}
	hears := func(label string, data []byte) { r.messages <- label + " " + string(data) }
	var offer, answer string
	var err error
	r.watcher, offer, err = Watch(t.Context(), WatchConfig{OverTCP: overTCP, On: WatcherEvents{
		Frame: func(f Frame) { r.frames <- f }, Message: hears, Opened: func(l string) { opened <- l }}})
	must(t, err)
	t.Cleanup(func() { end(t, r.watcher) })
	r.sender, answer, err = port.Send(t.Context(), offer, codec, SenderEvents{State: on(joined), Message: hears})
	must(t, err)
	must(t, r.watcher.Accept(answer))
	receive(t, "technician", joined)
	receive(t, "channel", opened)
	receive(t, "channel", opened)

	keyWanted := make(chan struct{}, 10)
	r.publisher, offer, err = Publish(t.Context(), PublishConfig{Codec: codec, OverTCP: overTCP, On: PublisherEvents{
		State: on(connected), KeyFrameWanted: func() { keyWanted <- struct{}{} }, Message: hears}})
	must(t, err)
	t.Cleanup(func() { end(t, r.publisher) })
	here := make(chan struct{}, 1)
	r.receiver, answer, err = port.Receive(t.Context(), offer, codec, ReceiverEvents{State: on(here), Message: hears,
		Packet: func(p Packet) {
			if err := r.sender.WritePacket(p); err != nil {
				t.Errorf("WritePacket: %v", err)
			}
		}})
	must(t, err)
	must(t, r.publisher.Accept(answer))
	receive(t, "device", connected)
	receive(t, "device at the server", here)
	must(t, r.receiver.RequestKeyFrame())
	receive(t, "wish for a key frame", keyWanted)
	return r
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFramesPass(t *testing.T) {
	t.Parallel()
	vp8Key := append([]byte{0x10, 0, 0}, bytes.Repeat([]byte{7}, 3000)...)
	for _, c := range []struct {
		name    string
		codec   Codec
		overTCP bool
		frames  [][]byte
	}{
		{"H264 over UDP", H264, false, [][]byte{h264Frame(true, 'k', 40000), h264Frame(false, 'p', 50)}},
		{"H264 over TCP", H264, true, [][]byte{h264Frame(true, 'k', 40000), h264Frame(false, 'p', 50)}},
		{"VP8 over UDP", VP8, false, [][]byte{vp8Key, {0x11, 1, 2, 3}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRelay(t, openPort(t, nil), c.codec, c.overTCP)
			start := time.Now()
			for i, frame := range c.frames {
				must(t, r.publisher.WriteFrame(frame, start.Add(time.Duration(i)*time.Second)))
			}
			var first uint32
			for i, want := range c.frames {
				got := receive(t, "frame", r.frames)
				if !bytes.Equal(got.Data, want) || got.Key != (i == 0) {
					t.Errorf("frame %d: got %d bytes (key %v), want %d", i, len(got.Data), got.Key, len(want))
				}
				if i == 0 {
					first = got.Timestamp
				} else if passed := got.Timestamp - first; passed != uint32(i)*90000 {
					t.Errorf("timestamps are %d apart, want %d", passed, i*90000)
				}
			}
			if r.publisher.isConnected() && c.overTCP != usesTCP(t, r.watcher.peer) {
				t.Error("the wrong transport is used")
			}
		})
	}
}

func usesTCP(t *testing.T, p *peer) bool {
	t.Helper()
	pair, err := p.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	must(t, err)
	return pair.Remote.Protocol.String() == "tcp"
}

func TestMessagesPass(t *testing.T) {
	t.Parallel()
	r := newRelay(t, openPort(t, nil), H264, false)
	for _, c := range []struct {
		name string
		send func(string, []byte) error
	}{
		{"device", r.publisher.SendMessage}, {"technician", r.watcher.SendMessage},
		{"server to device", r.receiver.SendMessage}, {"server to technician", r.sender.SendMessage},
	} {
		for _, label := range []string{Control, Moves} {
			deadline := time.Now().Add(patience)
			for c.send(label, []byte(c.name)) != nil { // until the other end has seen the channel open, too
				if time.Now().After(deadline) {
					t.Fatalf("%s cannot send on %s", c.name, label)
				}
			}
			if got := receive(t, "message", r.messages); got != label+" "+c.name {
				t.Errorf("got %q, want %q on %s", got, c.name, label)
			}
		}
	}
	if err := r.sender.SendMessage("files", []byte("x")); !errors.Is(err, ErrNotConnected) {
		t.Errorf("unknown channel: %v, want ErrNotConnected", err)
	}
	large := strings.Repeat("x", maxChannelMessage-1)
	must(t, r.watcher.SendMessage(Control, []byte(large)))
	if got := receive(t, "large message", r.messages); len(got) != len(large)+len(Control)+1 {
		t.Errorf("large message has %d bytes", len(got))
	}
}

// A side that takes no messages costs a bounded amount of memory.
func TestUntakenMessagesAreBounded(t *testing.T) {
	t.Parallel()
	port := openPort(t, nil)
	hold := make(chan struct{})
	opened := make(chan string, 2)
	joined := make(chan struct{}, 2)
	watcher, offer, err := Watch(t.Context(), WatchConfig{On: WatcherEvents{
		Opened: func(l string) { opened <- l }, Message: func(string, []byte) { <-hold }}})
	must(t, err)
	sender, answer, err := port.Send(t.Context(), offer, H264, SenderEvents{Opened: func(string) { joined <- struct{}{} }})
	must(t, err)
	must(t, watcher.Accept(answer))
	receive(t, "channel", joined)
	receive(t, "channel", joined)
	for sent := 0; ; sent += 16 << 10 {
		if err := sender.SendMessage(Control, make([]byte, 16<<10)); errors.Is(err, ErrSlow) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if sent > 100<<20 {
			t.Fatal("messages to one who does not take them have no bound")
		}
	}
	close(hold)
	end(t, watcher)
}

func TestEndIsToldOnceAndClosesAll(t *testing.T) {
	t.Parallel()
	port := openPort(t, nil)
	ended := make(chan struct{}, 10)
	watcher, offer, err := Watch(t.Context(), WatchConfig{})
	must(t, err)
	connected := make(chan struct{}, 1)
	sender, answer, err := port.Send(t.Context(), offer, H264, SenderEvents{State: func(s State) {
		if s == Ended {
			ended <- struct{}{}
		} else {
			connected <- struct{}{}
		}
	}})
	must(t, err)
	must(t, watcher.Accept(answer))
	receive(t, "connection", connected)
	end(t, watcher)
	receive(t, "end at the server", ended)
	receive(t, "end of the sender", sender.Done())
	sender.Close()
	if len(ended) != 0 {
		t.Error("the end is told twice")
	}
	if err := sender.SendMessage(Control, []byte("x")); !errors.Is(err, ErrNotConnected) {
		t.Errorf("SendMessage after the end = %v, want ErrNotConnected", err)
	}
	port.mu.Lock()
	defer port.mu.Unlock()
	if len(port.peers) != 0 {
		t.Errorf("port keeps %d peers", len(port.peers))
	}
}

func TestOffersThatAreRefused(t *testing.T) {
	t.Parallel()
	port := openPort(t, nil)
	watcher, viewOffer, err := Watch(t.Context(), WatchConfig{})
	must(t, err)
	t.Cleanup(func() { end(t, watcher) })
	publisher, vp8Offer, err := Publish(t.Context(), PublishConfig{Codec: VP8})
	must(t, err)
	t.Cleanup(func() { end(t, publisher) })
	for _, c := range []struct {
		name, offer string
		codec       Codec
		want        error
	}{
		{"empty", "", H264, ErrSignal},
		{"not SDP", "hello", H264, ErrSignal},
		{"broken SDP", "v=0\r\nm=video\r\n", H264, ErrSignal},
		{"too large", viewOffer + strings.Repeat("a=x\r\n", MaxSignal), H264, ErrSignal},
		{"other codec", vp8Offer, H264, ErrCodec},
		{"unknown codec", viewOffer, "AV9", ErrCodec},
		{"no video", withoutVideo(viewOffer), H264, ErrCodec},
	} {
		if _, _, err := port.Receive(t.Context(), c.offer, c.codec, ReceiverEvents{}); !errors.Is(err, c.want) {
			t.Errorf("%s: Receive = %v, want %v", c.name, err, c.want)
		}
		if _, _, err := port.Send(t.Context(), c.offer, c.codec, SenderEvents{}); !errors.Is(err, c.want) {
			t.Errorf("%s: Send = %v, want %v", c.name, err, c.want)
		}
	}
	if err := watcher.Accept("hello"); !errors.Is(err, ErrSignal) {
		t.Errorf("Accept(hello) = %v, want ErrSignal", err)
	}
	if _, _, err := Publish(t.Context(), PublishConfig{Codec: "AV9"}); !errors.Is(err, ErrCodec) {
		t.Errorf("Publish(AV9) = %v, want ErrCodec", err)
	}
}

func withoutVideo(offer string) string {
	video, data := strings.Index(offer, "m=video"), strings.Index(offer, "m=application")
	return strings.Replace(offer[:video]+offer[data:], "BUNDLE 0 1", "BUNDLE 1", 1)
}

func TestAnswerNamesItsAddresses(t *testing.T) {
	t.Parallel()
	public := netip.MustParseAddrPort("203.0.113.7:443")
	for _, c := range []struct {
		name   string
		change func(*Config)
		want   func(p *Port) []string
	}{
		{"own", nil, func(p *Port) []string {
			own := strings.ReplaceAll(p.conn.LocalAddr().String(), ":", " ")
			return []string{" " + own + " typ host", " " + own + " typ host tcptype passive"}
		}},
		{"public", func(c *Config) { c.Advertise = []netip.AddrPort{public} }, func(*Port) []string {
			return []string{" 203.0.113.7 443 typ host", " 203.0.113.7 443 typ host tcptype passive"}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			port := openPort(t, c.change)
			watcher, offer, err := Watch(t.Context(), WatchConfig{})
			must(t, err)
			t.Cleanup(func() { end(t, watcher) })
			_, answer, err := port.Send(t.Context(), offer, H264, SenderEvents{})
			must(t, err)
			for _, want := range c.want(port) {
				if !strings.Contains(answer, want) {
					t.Errorf("answer misses %q: %s", want, answer)
				}
			}
			if strings.Contains(answer, "ice-lite") {
				t.Error("answer is ICE-lite")
			}
		})
	}
}

// The payload types of a browser are kept, and only the one profile that devices encode is chosen.
func TestAnswerKeepsPayloadTypes(t *testing.T) {
	t.Parallel()
	port := openPort(t, nil)
	watcher, offer, err := Watch(t.Context(), WatchConfig{})
	must(t, err)
	t.Cleanup(func() { end(t, watcher) })
	browser := strings.NewReplacer("102", "109", "103", "114").Replace(offer)
	browser = strings.Replace(browser, "a=rtpmap:109", "a=rtpmap:99 H264/90000\r\na=fmtp:99 "+
		"level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f\r\na=rtpmap:98 H264/90000\r\na=fmtp:98 "+
		"level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f\r\na=rtpmap:109", 1)
	browser = strings.Replace(browser, "SAVPF ", "SAVPF 99 98 ", 1)
	_, answer, err := port.Send(t.Context(), browser, H264, SenderEvents{})
	must(t, err)
	line := answer[strings.Index(answer, "m=video"):]
	line = line[:strings.Index(line, "\r\n")]
	if !strings.HasPrefix(line, "m=video 9 UDP/TLS/RTP/SAVPF 109") || strings.Contains(line, "99") || strings.Contains(line, "98") {
		t.Errorf("answer has %q", line)
	}
	for _, want := range []string{"a=rtcp-fb:109 nack pli", "a=rtcp-fb:109 nack\r\n", "a=sendonly"} {
		if !strings.Contains(answer, want) {
			t.Errorf("answer misses %q: %s", want, answer)
		}
	}
}

func TestClosedPortRefuses(t *testing.T) {
	t.Parallel()
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	must(t, err)
	port, err := Open(Config{UDP: udp})
	must(t, err)
	must(t, port.Close())
	if _, _, err := port.Send(t.Context(), someSDP, H264, SenderEvents{}); !errors.Is(err, ErrClosed) {
		t.Errorf("Send after Close = %v, want ErrClosed", err)
	}
	if _, err := Open(Config{}); err == nil {
		t.Error("Open without a socket works")
	}
}

// A port that listens everywhere names the machine's addresses, but not loopback, and is reached at them.
func TestPortOnEveryAddress(t *testing.T) {
	t.Parallel()
	udp, err := net.ListenPacket("udp", ":0")
	must(t, err)
	port, err := Open(Config{UDP: udp})
	must(t, err)
	t.Cleanup(func() { must(t, port.Close()) })
	connected := make(chan struct{}, 1)
	watcher, offer, err := Watch(t.Context(), WatchConfig{On: WatcherEvents{State: func(s State) {
		if s == Connected {
			connected <- struct{}{}
		}
	}}})
	must(t, err)
	t.Cleanup(func() { end(t, watcher) })
	_, answer, err := port.Send(t.Context(), offer, H264, SenderEvents{})
	must(t, err)
	if strings.Contains(answer, " 127.0.0.1 ") || strings.Contains(answer, " ::1 ") {
		t.Errorf("answer names loopback: %s", answer)
	}
	if !strings.Contains(answer, "a=candidate:") {
		t.Skip("this machine has no address besides loopback")
	}
	must(t, watcher.Accept(answer))
	receive(t, "connection", connected)
}

// TestOffersAimAtNobody hides candidates in ways that a line-wise filter and the SDP parser might read differently: our
// checks must reach no address that an offer names.
func TestOffersAimAtNobody(t *testing.T) {
	t.Parallel()
	port := openPort(t, nil)
	const candidate = "a=candidate:1 1 udp 2130706431 127.0.0.1 PORT typ host\r\n"
	for _, hidden := range []string{candidate, "\r" + candidate, "\r\r\r" + candidate, "\n" + candidate, "\n\r" + candidate, "a=x\r" + candidate, "a=x:\r\r" + candidate,
		"a=candidate\r" + candidate, " " + candidate, "i=x\r" + candidate, "c=IN IP4 127.0.0.1\r" + candidate, "b=AS:1\r" + candidate} {
		victim, err := net.ListenPacket("udp", "127.0.0.1:0") // its own, as checks are sent again and again
		must(t, err)
		t.Cleanup(func() { victim.Close() })
		_, to, err := net.SplitHostPort(victim.LocalAddr().String())
		must(t, err)
		hidden := strings.ReplaceAll(hidden, "PORT", to)
		watcher, offer, err := Watch(t.Context(), WatchConfig{})
		must(t, err)
		end(t, watcher)
		sender, _, err := port.Send(t.Context(), strings.ReplaceAll(offer, "a=mid:", hidden+"a=mid:"), H264, SenderEvents{})
		if err != nil {
			continue // refused is as good
		}
		must(t, victim.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
		if n, from, err := victim.ReadFrom(make([]byte, 1500)); err == nil {
			t.Errorf("%q made the server send %d bytes from %v to an address of the offer's choice", hidden, n, from)
		}
		end(t, sender)
	}
}
