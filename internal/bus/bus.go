// Package bus carries short messages between the nodes of a cluster, and within one node when it is alone. It is
// core NATS, embedded: at most once, nothing kept. What must not be lost is a row in the store; the bus only makes
// others look sooner.
package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// MaxMessage bounds one message, in bytes.
const MaxMessage = 64 << 10

// ErrTooLarge says that a message is larger than MaxMessage.
var ErrTooLarge = errors.New("message is too large for the bus")

// A Bus is one node's connection. It is safe for concurrent use.
type Bus struct {
	server *server.Server
	conn   *nats.Conn
}

// Open starts the embedded server, alone and without any listening socket, and connects to it.
func Open(nodeID string, log *slog.Logger) (*Bus, error) {
	s, err := server.NewServer(&server.Options{
		ServerName: nodeID, DontListen: true, NoSigs: true, NoLog: true, MaxPayload: MaxMessage,
	})
	if err != nil {
		return nil, fmt.Errorf("make the bus: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, errors.New("the bus did not start within 10 s")
	}
	conn, err := nats.Connect("", nats.InProcessServer(s), nats.Name(nodeID), nats.ErrorHandler(
		func(_ *nats.Conn, sub *nats.Subscription, err error) {
			log.Error("bus", slog.String("subject", subjectOf(sub)), slog.Any("err", err))
		}))
	if err != nil {
		s.Shutdown()
		return nil, fmt.Errorf("connect to the bus: %w", err)
	}
	return &Bus{server: s, conn: conn}, nil
}

func subjectOf(s *nats.Subscription) string {
	if s == nil {
		return ""
	}
	return s.Subject
}

// Publish sends to every node that subscribed, this one included. It does not wait for anyone.
func (b *Bus) Publish(subject string, data []byte) error {
	if len(data) > MaxMessage {
		return ErrTooLarge
	}
	if err := b.conn.Publish(subject, data); err != nil {
		return fmt.Errorf("publish on %s: %w", subject, err)
	}
	return nil
}

// Subscribe calls handle with each message on subject, one after the other, until ctx ends.
func (b *Bus) Subscribe(ctx context.Context, subject string, handle func(data []byte)) error {
	sub, err := b.conn.Subscribe(subject, func(m *nats.Msg) { handle(m.Data) })
	if err != nil {
		return fmt.Errorf("subscribe to %s: %w", subject, err)
	}
	if err := b.conn.FlushTimeout(5 * time.Second); err != nil { // from here on nothing is missed
		return fmt.Errorf("subscribe to %s: %w", subject, err)
	}
	context.AfterFunc(ctx, func() { sub.Unsubscribe() })
	return nil
}

// Close delivers what was published and stops the embedded server.
func (b *Bus) Close() {
	b.conn.Flush()
	b.conn.Close()
	b.server.Shutdown()
	b.server.WaitForShutdown()
}
