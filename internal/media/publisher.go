package media

import (
	"context"
	"errors"
	"log/slog"

	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// maxDeviceMessages is how many messages a second a device may send; a healthy one sends about one.
const maxDeviceMessages = 60

// A publisher is one connection of the room's device.
type publisher struct {
	room     *room
	receiver *rtc.Receiver // guarded by room.mu until it is the room's
	order    unwrapper     // only touched by packet
	messages bucket        // guarded by room.mu
}

func (r *room) publish(ctx context.Context, offer string) (string, error) {
	p := &publisher{room: r, messages: newBucket(maxDeviceMessages)}
	receiver, answer, err := r.rooms.port.Receive(ctx, offer, r.codec, rtc.ReceiverEvents{
		State: p.changed, Packet: p.packet, Heard: p.heard, Message: p.message,
	})
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		receiver.Close()
		return "", ErrNoRoom
	}
	p.receiver = receiver
	r.heardAt.Store(r.rooms.now().UnixNano()) // a device that replaces itself gets the time to connect
	if old := r.current.Swap(p); old != nil {
		old.receiver.Close()
		r.forgetHeld() // a device lets go by itself when its connection ends
	}
	return answer, nil
}

func (p *publisher) changed(s rtc.State) {
	r := p.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || r.current.Load() != p {
		return
	}
	if s == rtc.Ended {
		r.lose()
		return
	}
	p.heard()
	again := r.device == wire.PublisherConnected
	r.device = wire.PublisherConnected
	r.log.Info("device publishes", slog.Bool("again", again))
	r.event(func(e Events) { e.PublisherConnected(r.sessionID) })
	r.tell()
	r.askKey(0)
}

// lose takes note that the device is gone.
func (r *room) lose() {
	if p := r.current.Swap(nil); p != nil {
		p.receiver.Close()
	}
	r.forgetHeld()
	if r.device != wire.PublisherConnected {
		return
	}
	r.device = wire.PublisherLost
	r.log.Info("device lost")
	r.event(func(e Events) { e.PublisherLost(r.sessionID) })
	r.tell()
}

func (p *publisher) heard() {
	if p.room.current.Load() == p {
		p.room.heardAt.Store(p.room.rooms.now().UnixNano())
	}
}

// packet hands one packet to every viewer that may see it. This is the path that costs; it takes no lock of the
// room and allocates nothing.
func (p *publisher) packet(packet rtc.Packet) {
	r := p.room
	if r.current.Load() != p {
		return
	}
	now := r.rooms.now()
	r.heardAt.Store(now.UnixNano())
	n := p.order.unwrap(packet.Sequence)
	key := r.codec.StartsKeyFrame(packet.Payload)
	if key {
		r.keyWanted.Store(false)
	}
	for _, v := range *r.watching.Load() {
		v.forward(p, n, key, packet, now)
	}
}

// message takes what the device says on a data channel, and hands on what it understood, never the bytes themselves.
func (p *publisher) message(label string, data []byte) {
	p.heard()
	r := p.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || r.current.Load() != p || !p.messages.take(r.rooms.now()) {
		return
	}
	if err := p.understand(label, data); err != nil {
		r.log.Debug("message of the device dropped", slog.Any("err", err))
	}
}

// errNotHere says that a message is not one that a device sends on this channel.
var errNotHere = errors.New("message does not belong on this channel")

func (p *publisher) understand(label string, data []byte) error {
	kind, err := wire.MessageTypeOf(data)
	if err != nil {
		return err
	}
	if label != wire.ChannelControl {
		return errNotHere
	}
	r := p.room
	switch kind {
	case wire.MessageGeometry:
		g, err := wire.DecodeGeometry(data)
		if err != nil {
			return err
		}
		if r.geometry != nil && *r.geometry == g {
			return nil
		}
		r.geometry = &g
		r.letEveryoneGo() // what is held down is somewhere else now
		r.handToViewers(g)
		r.tell()
	case wire.MessageHeartbeat:
		h, err := wire.DecodeHeartbeat(data)
		if err != nil {
			return err
		}
		r.handToViewers(h)
	case wire.MessageScreen:
		s, err := wire.DecodeScreen(data)
		if err != nil {
			return err
		}
		r.screen = s.Screen
		r.handToViewers(s)
		r.tell()
	default:
		return errNotHere
	}
	return nil
}

func (r *room) handToViewers(message any) {
	data := wire.Message(message)
	for _, v := range append([]*viewer(nil), r.viewers...) {
		r.send(v, data)
	}
}
