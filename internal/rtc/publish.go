package rtc

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// PublisherEvents is what a [Publisher] reports; each may be nil.
type PublisherEvents struct {
	State          func(State)
	KeyFrameWanted func()
	Opened         func(label string)
	Message        func(label string, data []byte) // data is only valid during the call
}

// PublishConfig says what a device publishes.
type PublishConfig struct {
	Codec Codec
	On    PublisherEvents
	// OverTCP connects by TCP only, for networks that let no UDP pass. Try UDP first.
	OverTCP bool
	Log     *slog.Logger
}

// A Publisher is the device's end: it sends frames and takes messages.
type Publisher struct {
	*peer
	overTCP   bool
	track     *webrtc.TrackLocalStaticRTP
	payloader rtp.Payloader

	sending   sync.Mutex
	sequence  uint16
	startedAt time.Time
	base      uint32
}

// packetSize is the largest RTP payload, in bytes: with all headers it passes every usual path.
const packetSize = 1180

// Publish makes the device's peer and its offer, with both channels. Give the answer to Accept.
func Publish(ctx context.Context, cfg PublishConfig) (*Publisher, string, error) {
	peer, err := newClient(publishes, cfg.Log, peerEvents{State: cfg.On.State, Opened: cfg.On.Opened, Message: cfg.On.Message}, cfg.Codec)
	if err != nil {
		return nil, "", fmt.Errorf("publish a screen: %w", err)
	}
	p := &Publisher{peer: peer, overTCP: cfg.OverTCP, payloader: cfg.Codec.payloader(),
		sequence: uint16(rand.Uint32()), base: rand.Uint32()}
	track, sender, err := addTrack(peer.pc, cfg.Codec)
	if err == nil {
		p.track = track
		var offer string
		if offer, err = peer.offer(ctx); err == nil {
			p.start(func() { readFeedback(sender, cfg.On.KeyFrameWanted) })
			return p, offer, nil
		}
	}
	peer.Close()
	return nil, "", fmt.Errorf("publish a screen: %w", err)
}

// newClient makes a peer with sockets of its own.
func newClient(role role, log *slog.Logger, on peerEvents, codecs ...Codec) (*peer, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s := settings(logFactory{log})
	s.SetIncludeLoopbackCandidate(true) // a server on the same machine may listen on nothing else
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6,
		webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6})
	api, err := newAPI(role, s, codecs...)
	if err != nil {
		return nil, err
	}
	return newPeer(api, log, on)
}

func (c Codec) payloader() rtp.Payloader {
	if c == VP8 {
		return &codecs.VP8Payloader{EnablePictureID: true}
	}
	return &codecs.H264Payloader{}
}

// Accept takes the server's answer; the peer connects then.
func (p *Publisher) Accept(answer string) error { return p.accept(answer, p.overTCP) }

// WriteFrame sends one frame: H.264 in Annex B form, with SPS and PPS in front of each key frame, or one VP8
// frame. at is when the screen looked so; it must not go back. Before the peer is connected, and after its end,
// frames are dropped. It does not wait for the network and is safe for concurrent use.
func (p *Publisher) WriteFrame(frame []byte, at time.Time) error {
	if !p.isConnected() {
		return nil
	}
	p.sending.Lock()
	defer p.sending.Unlock()
	if p.startedAt.IsZero() {
		p.startedAt = at
	}
	timestamp := p.base + uint32(at.Sub(p.startedAt)*clockRate/time.Second)
	payloads := p.payloader.Payload(packetSize, frame)
	for i, payload := range payloads {
		packet := rtp.Packet{Header: rtp.Header{Version: 2, SequenceNumber: p.sequence, Timestamp: timestamp,
			Marker: i == len(payloads)-1}, Payload: payload}
		p.sequence++
		if err := p.track.WriteRTP(&packet); err != nil {
			return fmt.Errorf("send a frame: %w", err)
		}
	}
	return nil
}
