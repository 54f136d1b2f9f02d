package rtc

import (
	"bytes"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp/codecs"
)

func TestStartsKeyFrame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		codec   Codec
		payload string
		want    bool
	}{
		{"IDR", H264, "\x65abc", true},
		{"SPS", H264, "\x67\x42", true},
		{"PPS only", H264, "\x68\x42", false},
		{"P", H264, "\x41abc", false},
		{"first part of an IDR", H264, "\x7c\x85abc", true},
		{"middle of an IDR", H264, "\x7c\x05abc", false},
		{"end of an IDR", H264, "\x7c\x45abc", false},
		{"first part of a P", H264, "\x5c\x81abc", false},
		{"SPS and PPS", H264, "\x78\x00\x02\x67\x42\x00\x02\x68\xce", true},
		{"PPS and SPS", H264, "\x78\x00\x02\x68\xce\x00\x02\x67\x42", true},
		{"SEI and P", H264, "\x78\x00\x02\x06\xce\x00\x02\x41\x42", false},
		{"aggregate that ends early", H264, "\x78\x00\xff\x06\xce", false},
		{"aggregate of nothing", H264, "\x78", false},
		{"cut part", H264, "\x7c", false},
		{"nothing", H264, "", false},
		{"VP8 key", VP8, "\x10\x00\x00", true},
		{"VP8 inter", VP8, "\x10\x01\x00", false},
		{"VP8 key with long picture id", VP8, "\x90\x80\x81\x23\x00", true},
		{"VP8 key with short picture id", VP8, "\x90\x80\x01\x00", true},
		{"VP8 key with all extensions", VP8, "\x90\xf0\x81\x23\x05\x20\x00", true},
		{"VP8 later packet", VP8, "\x00\x00\x00", false},
		{"VP8 second partition", VP8, "\x11\x00\x00", false},
		{"VP8 descriptor only", VP8, "\x90\x80\x81", false},
		{"unknown codec", "AV9", "\x65", false},
	} {
		if got := c.codec.StartsKeyFrame([]byte(c.payload)); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzStartsKeyFrame(f *testing.F) {
	f.Add([]byte("\x78\x00\x02\x67\x42\x00\x02\x68\xce"))
	f.Add([]byte("\x90\xf0\x81\x23\x05\x20\x00"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		H264.StartsKeyFrame(payload)
		VP8.StartsKeyFrame(payload)
	})
}

func TestAsksForKeyFrame(t *testing.T) {
	t.Parallel()
	report := &rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: 2}}}
	for _, c := range []struct {
		name    string
		packets []rtcp.Packet
		want    bool
	}{
		{"PLI", []rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: 2}}, true},
		{"PLI behind a report", []rtcp.Packet{report, &rtcp.PictureLossIndication{MediaSSRC: 2}}, true},
		{"FIR", []rtcp.Packet{&rtcp.FullIntraRequest{MediaSSRC: 2, FIR: []rtcp.FIREntry{{SSRC: 2}}}}, true},
		{"report", []rtcp.Packet{report}, false},
		{"NACK", []rtcp.Packet{&rtcp.TransportLayerNack{MediaSSRC: 2, Nacks: []rtcp.NackPair{{PacketID: 9}}}}, false},
	} {
		data, err := rtcp.Marshal(c.packets)
		if err != nil {
			t.Fatal(err)
		}
		if got := asksForKeyFrame(data); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
		for n := range data {
			asksForKeyFrame(data[:n]) // cut anywhere
		}
	}
}

func FuzzAsksForKeyFrame(f *testing.F) {
	f.Add([]byte{0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2})
	f.Add([]byte{0x80, 201, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) { asksForKeyFrame(data) })
}

// packetsOf cuts frames into packets, as a publisher does.
func packetsOf(codec Codec, first uint16, frames ...[]byte) []Packet {
	payloader := codec.payloader()
	var packets []Packet
	for i, frame := range frames {
		payloads := payloader.Payload(packetSize, frame)
		for j, payload := range payloads {
			packets = append(packets, Packet{first, uint32(i) * 3000, j == len(payloads)-1, payload})
			first++
		}
	}
	return packets
}

func h264Frame(key bool, fill byte, size int) []byte {
	body := bytes.Repeat([]byte{fill}, size)
	if !key {
		return append([]byte{0, 0, 0, 1, 0x41}, body...)
	}
	head := []byte{0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1f, 0xaa, 0, 0, 0, 1, 0x68, 0xce, 0x3c, 0x80, 0, 0, 0, 1, 0x65}
	return append(head, body...)
}

func feed(a *assembler, packets ...Packet) (frames []Frame) {
	for _, p := range packets {
		frames = append(frames, a.add(p)...)
	}
	return frames
}

func TestAssembler(t *testing.T) {
	t.Parallel()
	key, small, large := h264Frame(true, 'k', 4000), h264Frame(false, 's', 100), h264Frame(false, 'l', 5000)
	t.Run("frames come whole, with their last packet", func(t *testing.T) {
		a := newAssembler(H264)
		packets := packetsOf(H264, 65533, key, small, large)
		last := len(packets) - 1
		if got := feed(a, packets[:last]...); len(got) != 2 || !got[0].Key || !bytes.Equal(got[0].Data, key) || !bytes.Equal(got[1].Data, small) {
			t.Errorf("got %d frames", len(got))
		}
		if got := feed(a, packets[last]); len(got) != 1 || !bytes.Equal(got[0].Data, large) || got[0].Key {
			t.Errorf("last packet gave %d frames", len(got))
		}
	})
	t.Run("any order, and twice", func(t *testing.T) {
		a := newAssembler(H264)
		packets := packetsOf(H264, 10, key, large, small, large)
		frames := feed(a, packets[0])
		rest := append(packets[1:len(packets):len(packets)], packets...)
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
		frames = append(frames, feed(a, rest...)...)
		if len(frames) != 4 || !bytes.Equal(frames[3].Data, large) {
			t.Errorf("got %d frames", len(frames))
		}
	})
	t.Run("waits for a key frame at the start and after a loss", func(t *testing.T) {
		a := newAssembler(H264)
		if got := feed(a, packetsOf(H264, 0, small, key)...); len(got) != 1 || !got[0].Key {
			t.Errorf("got %d frames at the start", len(got))
		}
		if a.wantsKey() {
			t.Error("asks for a key frame though nothing is lost")
		}
		next := a.next + 1 // one packet never comes
		var lost [][]byte
		for range maxAhead + 1 {
			lost = append(lost, small)
		}
		if got := feed(a, packetsOf(H264, next, lost...)...); len(got) != 0 {
			t.Errorf("got %d frames after a loss", len(got))
		}
		if !a.wantsKey() || a.wantsKey() {
			t.Error("does not ask exactly once for a key frame")
		}
		if got := feed(a, packetsOf(H264, a.next, small, key, small)...); len(got) != 2 || !got[0].Key {
			t.Errorf("got %d frames after the key frame", len(got))
		}
	})
	t.Run("empty packets are padding", func(t *testing.T) {
		a := newAssembler(H264)
		packets := packetsOf(H264, 0, key)
		packets = append(packets, Packet{Sequence: uint16(len(packets))})
		packets = append(packets, packetsOf(H264, uint16(len(packets)), small)...)
		if got := feed(a, packets...); len(got) != 2 {
			t.Errorf("got %d frames", len(got))
		}
	})
	t.Run("VP8", func(t *testing.T) {
		a := newAssembler(VP8)
		frames := [][]byte{append([]byte{0x10, 0, 0}, bytes.Repeat([]byte{7}, 3000)...), {0x11, 1, 2, 3}}
		if got := feed(a, packetsOf(VP8, 0, frames...)...); len(got) != 2 || !got[0].Key || got[1].Key || !bytes.Equal(got[0].Data, frames[0]) {
			t.Errorf("got %d frames", len(got))
		}
	})
}

func FuzzAssembler(f *testing.F) {
	f.Add(false, []byte("\x00\x00\x04\x65abc\x01\x80\x04\x41abc"))
	f.Add(true, []byte("\x00\x80\x04\x10\x00ab"))
	f.Fuzz(func(t *testing.T, vp8 bool, script []byte) {
		codec := H264
		if vp8 {
			codec = VP8
		}
		a := newAssembler(codec)
		for len(script) > 3 { // sequence, marker, size, payload
			size := min(int(script[2]), len(script)-3)
			for _, frame := range a.add(Packet{uint16(script[0]) * 37, 0, script[1]&0x80 != 0, script[3 : 3+size]}) {
				if len(frame.Data) == 0 {
					t.Fatal("an empty frame")
				}
			}
			script = script[3+size:]
			if len(a.ahead) > maxAhead+1 {
				t.Fatalf("%d packets wait", len(a.ahead))
			}
		}
	})
}

// pion's depacketizer is part of the way of every H.264 packet from a stranger's offer on: hold it to not panic.
func FuzzDepacketize(f *testing.F) {
	f.Add([]byte("\x78\x00\x02\x67\x42\x00\x02\x68\xce"))
	f.Add([]byte("\x7c\x85abc"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		_, _ = (&codecs.H264Packet{}).Unmarshal(payload)
		_, _ = (&codecs.VP8Packet{}).Unmarshal(payload)
	})
}

const someSDP = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\n" +
	"a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host\r\n" +
	"a=candidate:2 1 tcp 1671430143 192.0.2.1 5000 typ host tcptype passive\r\n" +
	"a=end-of-candidates\r\na=mid:0\r\n"

func TestSignals(t *testing.T) {
	t.Parallel()
	clean, err := cleanOffer(someSDP)
	if err != nil || strings.Contains(clean, "candidate") || !strings.Contains(clean, "a=mid:0\r\n") {
		t.Errorf("cleanOffer = %q, %v", clean, err)
	}
	for _, bad := range []string{"", "hello", "v=0" + strings.Repeat(" ", MaxSignal)} {
		if _, err := cleanOffer(bad); err == nil {
			t.Errorf("cleanOffer takes %.20q", bad)
		}
	}
	if udp := onlyTransport(someSDP, false); strings.Contains(udp, " tcp ") || !strings.Contains(udp, " udp ") {
		t.Errorf("UDP only: %q", udp)
	}
	if tcp := onlyTransport(someSDP, true); !strings.Contains(tcp, " tcp ") || strings.Contains(tcp, " udp ") {
		t.Errorf("TCP only: %q", tcp)
	}
	public := []netip.AddrPort{netip.MustParseAddrPort("203.0.113.7:443"), netip.MustParseAddrPort("[2001:db8::7]:444")}
	told := advertised(someSDP, public, true)
	for _, want := range []string{" udp ", " 203.0.113.7 443 typ host\r\n", " tcp ", " 2001:db8::7 444 typ host tcptype passive\r\n"} {
		if !strings.Contains(told, want) {
			t.Errorf("advertised answer misses %q: %q", want, told)
		}
	}
	if strings.Contains(told, "192.0.2.1") || strings.Count(told, "a=candidate:") != 4 {
		t.Errorf("advertised answer: %q", told)
	}
	if strings.Contains(advertised(someSDP, public, false), "tcp") {
		t.Error("TCP is advertised though nothing listens")
	}
	if hasVideo("m=video 0 X\r\n") || !hasVideo(someSDP) {
		t.Error("hasVideo is wrong")
	}
}
