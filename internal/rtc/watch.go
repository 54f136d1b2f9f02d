package rtc

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// WatcherEvents is what a [Watcher] reports; each may be nil.
type WatcherEvents struct {
	State   func(State)
	Frame   func(Frame)
	Opened  func(label string)
	Message func(label string, data []byte) // data is only valid during the call
}

// WatchConfig says what a Go technician (tests, measurements) wants to see.
type WatchConfig struct {
	On      WatcherEvents
	OverTCP bool
	Log     *slog.Logger
}

// A Watcher is the technician's end, in Go: what the console does in a browser.
type Watcher struct {
	*peer
	overTCP bool
	ssrc    atomic.Uint32
}

// Watch makes the technician's peer and its offer, with both channels. Give the answer to Accept.
func Watch(ctx context.Context, cfg WatchConfig) (*Watcher, string, error) {
	peer, err := newClient(watches, cfg.Log, peerEvents{State: cfg.On.State, Opened: cfg.On.Opened, Message: cfg.On.Message}, H264, VP8)
	if err != nil {
		return nil, "", fmt.Errorf("watch a screen: %w", err)
	}
	w := &Watcher{peer: peer, overTCP: cfg.OverTCP}
	peer.pc.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		w.ssrc.Store(uint32(track.SSRC()))
		w.start(func() { w.readFrames(track, cfg.On.Frame) })
		w.start(func() { discard(receiver) })
	})
	_, err = peer.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo,
		webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
	var offer string
	if err == nil {
		offer, err = peer.offer(ctx)
	}
	if err != nil {
		peer.Close()
		return nil, "", fmt.Errorf("watch a screen: %w", err)
	}
	return w, offer, nil
}

// Accept takes the server's answer; the peer connects then.
func (w *Watcher) Accept(answer string) error { return w.accept(answer, w.overTCP) }

// RequestKeyFrame sends a PLI.
func (w *Watcher) RequestKeyFrame() error {
	ssrc := w.ssrc.Load()
	if ssrc == 0 {
		return ErrNotConnected
	}
	if err := w.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: ssrc}}); err != nil {
		return fmt.Errorf("ask for a key frame: %w", err)
	}
	return nil
}

// discard reads reports so that pion sees them.
func discard(receiver *webrtc.RTPReceiver) {
	buffer := make([]byte, 1500)
	for {
		if _, _, err := receiver.Read(buffer); err != nil {
			return
		}
	}
}

func (w *Watcher) readFrames(track *webrtc.TrackRemote, give func(Frame)) {
	buffer := make([]byte, 1500)
	var frames *assembler
	for {
		n, _, err := track.Read(buffer)
		if err != nil {
			return
		}
		var packet rtp.Packet
		if packet.Unmarshal(buffer[:n]) != nil {
			continue
		}
		if frames == nil { // the codec is known with the first packet
			codec := H264
			if track.Codec().MimeType == webrtc.MimeTypeVP8 {
				codec = VP8
			}
			frames = newAssembler(codec)
		}
		for _, f := range frames.add(Packet{packet.SequenceNumber, packet.Timestamp, packet.Marker, packet.Payload}) {
			if give != nil {
				give(f)
			}
		}
		if frames.wantsKey() {
			_ = w.RequestKeyFrame() // asked again with the next packets
		}
	}
}
