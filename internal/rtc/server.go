package rtc

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// ReceiverEvents is what a [Receiver] reports; each may be nil. Events of one kind come one after the other.
type ReceiverEvents struct {
	State func(State)
	// Packet hands over the device's frames, as they come from the network: late and twice, too.
	Packet func(Packet)
	// Heard tells of every sign of life that is neither a packet nor a message.
	Heard   func()
	Opened  func(label string)
	Message func(label string, data []byte) // data is only valid during the call
}

// A Receiver is the server's end towards a device that publishes.
type Receiver struct {
	*peer
	on ReceiverEvents
}

// Receive answers the offer of a device that publishes in codec. ErrSignal and ErrCodec say that the offer is
// of no use.
func (p *Port) Receive(ctx context.Context, offer string, codec Codec, on ReceiverEvents) (*Receiver, string, error) {
	peer, err := p.newPeer(takesFrames, codec, peerEvents{State: on.State, Opened: on.Opened, Message: on.Message})
	if err != nil {
		return nil, "", fmt.Errorf("receive a screen: %w", err)
	}
	r := &Receiver{peer, on}
	peer.pc.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		r.start(func() { r.readPackets(track) })
		r.start(func() { r.readReports(receiver) })
	})
	answer, err := p.answer(ctx, peer, offer)
	if err != nil {
		peer.Close()
		return nil, "", fmt.Errorf("receive a screen: %w", err)
	}
	return r, answer, nil
}

func (r *Receiver) readPackets(track *webrtc.TrackRemote) {
	buffer := make([]byte, 1500)
	var packet rtp.Packet
	for {
		n, _, err := track.Read(buffer)
		if err != nil {
			return
		}
		packet.Header = rtp.Header{Extensions: packet.Extensions[:0], CSRC: packet.CSRC[:0]}
		if packet.Unmarshal(buffer[:n]) != nil || r.on.Packet == nil {
			continue // what is not RTP came from a broken sender; the next packet may be whole
		}
		r.on.Packet(Packet{packet.SequenceNumber, packet.Timestamp, packet.Marker, packet.Payload})
	}
}

func (r *Receiver) readReports(receiver *webrtc.RTPReceiver) {
	buffer := make([]byte, 1500)
	for {
		if _, _, err := receiver.Read(buffer); err != nil {
			return
		}
		if r.on.Heard != nil {
			r.on.Heard()
		}
	}
}

// RequestKeyFrame asks the device for a key frame (PLI, RFC 4585 §6.3.1). ErrNotConnected before there is a track.
func (r *Receiver) RequestKeyFrame() error {
	if !r.isConnected() {
		return ErrNotConnected
	}
	for _, receiver := range r.pc.GetReceivers() {
		for _, track := range receiver.Tracks() {
			if track.SSRC() == 0 {
				continue
			}
			if err := r.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}}); err != nil {
				return fmt.Errorf("ask for a key frame: %w", err)
			}
			return nil
		}
	}
	return ErrNotConnected
}

// SenderEvents is what a [Sender] reports; each may be nil.
type SenderEvents struct {
	State          func(State)
	KeyFrameWanted func()
	Opened         func(label string)
	Message        func(label string, data []byte) // data is only valid during the call
}

// A Sender is the server's end towards one technician.
type Sender struct {
	*peer
	track  *webrtc.TrackLocalStaticRTP
	on     SenderEvents
	packet rtp.Packet
}

// Send answers the offer of a technician and sends one video track of codec. ErrSignal and ErrCodec say that the
// offer is of no use.
func (p *Port) Send(ctx context.Context, offer string, codec Codec, on SenderEvents) (*Sender, string, error) {
	peer, err := p.newPeer(givesFrames, codec, peerEvents{State: on.State, Opened: on.Opened, Message: on.Message})
	if err != nil {
		return nil, "", fmt.Errorf("send a screen: %w", err)
	}
	s := &Sender{peer: peer, on: on}
	answer, err := s.open(ctx, p, codec, offer)
	if err != nil {
		peer.Close()
		return nil, "", fmt.Errorf("send a screen: %w", err)
	}
	return s, answer, nil
}

func (s *Sender) open(ctx context.Context, p *Port, codec Codec, offer string) (string, error) {
	track, rtpSender, err := addTrack(s.pc, codec)
	if err != nil {
		return "", err
	}
	s.track = track
	answer, err := p.answer(ctx, s.peer, offer)
	if err != nil {
		return "", err
	}
	s.start(func() { readFeedback(rtpSender, s.on.KeyFrameWanted) })
	return answer, nil
}

// WritePacket sends one packet. It does not wait for the technician, and drops what comes before the peer is
// connected. Calls must not overlap.
func (s *Sender) WritePacket(p Packet) error {
	s.packet.Header = rtp.Header{Version: 2, SequenceNumber: p.Sequence, Timestamp: p.Timestamp, Marker: p.Marker}
	s.packet.Payload = p.Payload
	return s.track.WriteRTP(&s.packet)
}

func addTrack(pc *webrtc.PeerConnection, codec Codec) (*webrtc.TrackLocalStaticRTP, *webrtc.RTPSender, error) {
	capability, err := codec.capability()
	if err != nil {
		return nil, nil, err
	}
	track, err := webrtc.NewTrackLocalStaticRTP(capability, "screen", "screen")
	if err != nil {
		return nil, nil, fmt.Errorf("make track: %w", err)
	}
	sender, err := pc.AddTrack(track)
	if err != nil {
		return nil, nil, fmt.Errorf("add track: %w", err)
	}
	return track, sender, nil
}

// readFeedback reads what the receiving side says of a track, until the peer closes.
func readFeedback(sender *webrtc.RTPSender, keyFrameWanted func()) {
	buffer := make([]byte, 1500)
	for {
		n, _, err := sender.Read(buffer)
		if err != nil {
			return
		}
		if keyFrameWanted != nil && asksForKeyFrame(buffer[:n]) {
			keyFrameWanted()
		}
	}
}

// asksForKeyFrame finds a PLI (RFC 4585 §6.3.1) or FIR (RFC 5104 §4.3.1) in a compound RTCP packet.
func asksForKeyFrame(compound []byte) bool {
	const payloadSpecific, pictureLoss, fullIntra = 206, 1, 4
	for len(compound) >= 4 {
		format, kind := compound[0]&0x1f, compound[1]
		if kind == payloadSpecific && (format == pictureLoss || format == fullIntra) {
			return true
		}
		size := 4 * (int(binary.BigEndian.Uint16(compound[2:])) + 1)
		if size > len(compound) {
			return false
		}
		compound = compound[size:]
	}
	return false
}
