package rtc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/pion/datachannel"
	"github.com/pion/webrtc/v4"
)

// peerEvents is what every kind of peer reports. Each may be nil.
type peerEvents struct {
	State   func(State)
	Opened  func(label string)
	Message func(label string, data []byte)
}

// A peer is one end of a connection: what server, device and technician have in common. Its methods are safe
// for concurrent use, also from its own events.
type peer struct {
	pc     *webrtc.PeerConnection
	log    *slog.Logger
	on     peerEvents
	onDone func()
	done   chan struct{}
	// readers are the goroutines that read from pion until it closes.
	readers sync.WaitGroup
	expire  *time.Timer

	mu        sync.Mutex
	connected bool
	ended     bool
	channels  map[string]*channel
}

// A channel is an open data channel.
type channel struct {
	dc   *webrtc.DataChannel
	conn datachannel.ReadWriteCloserDeadliner
}

func newPeer(api *webrtc.API, log *slog.Logger, on peerEvents) (*peer, error) {
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("make peer: %w", err)
	}
	p := &peer{pc: pc, log: log, on: on, done: make(chan struct{}), channels: map[string]*channel{}}
	pc.OnConnectionStateChange(p.changed)
	pc.OnDataChannel(func(dc *webrtc.DataChannel) { p.adopt(dc) })
	p.expire = time.AfterFunc(ConnectTimeout, func() {
		p.mu.Lock()
		connected := p.connected
		p.mu.Unlock()
		if !connected {
			p.Close()
		}
	})
	return p, nil
}

// changed follows pion. It reports changes from new goroutines, in no sure order; so Connected is only taken
// as long as nothing ended, and the end is final.
func (p *peer) changed(s webrtc.PeerConnectionState) {
	switch s {
	case webrtc.PeerConnectionStateConnected:
		p.mu.Lock()
		first := !p.connected && !p.ended
		p.connected = true
		p.mu.Unlock()
		if first && p.on.State != nil {
			p.on.State(Connected)
		}
	case webrtc.PeerConnectionStateDisconnected, webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
		p.Close()
	}
}

// Close ends the peer. It returns at once and may be called from an event; Done tells when all has stopped.
func (p *peer) Close() {
	p.mu.Lock()
	first := !p.ended
	p.ended = true
	p.mu.Unlock()
	if first {
		p.expire.Stop()
		go p.shut()
	}
}

func (p *peer) shut() {
	if p.on.State != nil {
		p.on.State(Ended)
	}
	if err := p.pc.GracefulClose(); err != nil {
		p.log.Debug("peer did not close cleanly", slog.Any("err", err))
	}
	p.readers.Wait()
	if p.onDone != nil {
		p.onDone()
	}
	close(p.done)
}

// Done is closed when the peer has ended and none of its goroutines is left.
func (p *peer) Done() <-chan struct{} { return p.done }

// start runs read until it returns, as part of the peer. After the end it does nothing.
func (p *peer) start(read func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.readers.Go(read)
	}
}

// describe sets our description and waits until it has all candidates: those of own sockets only, so at once.
func (p *peer) describe(ctx context.Context, d webrtc.SessionDescription) (string, error) {
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(d); err != nil {
		return "", fmt.Errorf("%w: %w", ErrSignal, err)
	}
	select {
	case <-gathered:
		return p.pc.LocalDescription().SDP, nil
	case <-p.done:
		return "", ErrClosed
	case <-ctx.Done():
		return "", fmt.Errorf("gather candidates: %w", context.Cause(ctx))
	}
}

// offer makes both data channels and an offer.
func (p *peer) offer(ctx context.Context) (string, error) {
	unordered, never := false, uint16(0)
	for label, options := range map[string]*webrtc.DataChannelInit{
		Control: nil, Moves: {Ordered: &unordered, MaxRetransmits: &never},
	} {
		dc, err := p.pc.CreateDataChannel(label, options)
		if err != nil {
			return "", fmt.Errorf("make channel %s: %w", label, err)
		}
		p.adopt(dc)
	}
	offer, err := p.pc.CreateOffer(nil)
	if err != nil {
		return "", fmt.Errorf("make offer: %w", err)
	}
	return p.describe(ctx, offer)
}

// accept takes the answer to an offer, over one transport: a pair over TCP that is checked first would be kept
// although UDP is better.
func (p *peer) accept(answer string, overTCP bool) error {
	if err := checkSignal(answer); err != nil {
		return err
	}
	err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: onlyTransport(answer, overTCP)})
	if err != nil {
		return fmt.Errorf("%w: take answer: %w", ErrSignal, err)
	}
	return nil
}

// adopt waits for a channel to open and reads it. Channels of other names, or a second one of a name, are closed.
func (p *peer) adopt(dc *webrtc.DataChannel) {
	label := dc.Label()
	p.mu.Lock()
	_, taken := p.channels[label]
	wanted := (label == Control || label == Moves) && !taken
	if wanted {
		p.channels[label] = nil // taken, not open yet
	}
	p.mu.Unlock()
	dc.OnOpen(func() {
		conn, err := dc.DetachWithDeadline()
		if err != nil || !wanted {
			// Nothing reads it, so it fills up to the receive window and no further.
			p.log.Debug("data channel refused", slog.Any("err", err))
			if conn != nil {
				_ = conn.Close() // the peer itself goes on
			}
			return
		}
		p.start(func() { p.read(label, &channel{dc, conn}) })
	})
}

// read hands messages on until the channel closes; that ends the peer, as neither side goes on without it.
func (p *peer) read(label string, c *channel) {
	defer p.Close()
	p.mu.Lock()
	p.channels[label] = c
	p.mu.Unlock()
	if p.on.Opened != nil {
		p.on.Opened(label)
	}
	buffer := make([]byte, 2<<10)
	for {
		n, _, err := c.conn.ReadDataChannel(buffer)
		switch {
		case errors.Is(err, io.ErrShortBuffer) && len(buffer) < maxChannelMessage:
			buffer = make([]byte, min(2*len(buffer), maxChannelMessage))
		case err != nil:
			return
		case p.on.Message != nil:
			p.on.Message(label, buffer[:n])
		}
	}
}

// SendMessage sends text on a channel. It never waits: ErrNotConnected when the channel is not open, ErrSlow
// when too much waits to be taken already.
func (p *peer) SendMessage(label string, data []byte) error {
	p.mu.Lock()
	c := p.channels[label]
	if p.ended {
		c = nil
	}
	p.mu.Unlock()
	if c == nil {
		return ErrNotConnected
	}
	if c.dc.BufferedAmount() > maxBuffered {
		return ErrSlow
	}
	if _, err := c.conn.WriteDataChannel(data, true); err != nil {
		return fmt.Errorf("send on channel %s: %w", label, err)
	}
	return nil
}

// Unsent is how many bytes of messages the other side has not confirmed yet.
func (p *peer) Unsent() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var n uint64
	for _, c := range p.channels {
		if c != nil {
			n += c.dc.BufferedAmount()
		}
	}
	return int(n)
}

func (p *peer) isConnected() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.connected && !p.ended
}
