package media

import (
	"math/rand/v2"
	"net"
	"sync"
)

// A badLink is the server's socket on a network that loses packets.
type badLink struct {
	net.PacketConn
	mu     sync.Mutex
	random *rand.Rand
	loss   float64
	lost   int
	seen   map[string]bool
	cut    map[string]bool
	large  bool // large packets are lost, quickly
}

func newBadLink(conn net.PacketConn, loss float64) *badLink {
	return &badLink{PacketConn: conn, random: rand.New(rand.NewPCG(1, 2)), loss: loss, seen: map[string]bool{}, cut: map[string]bool{}}
}

func (l *badLink) loses(addr net.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[addr.String()] = true
	if l.cut[addr.String()] || l.random.Float64() < l.loss {
		l.lost++
		return true
	}
	return false
}

// cutAll silences everyone who was heard until now.
func (l *badLink) cutAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for addr := range l.seen {
		l.cut[addr] = true
	}
}

// losePackets loses what carries frames from now on and nothing else.
func (l *badLink) losePackets() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.large = true
}

func (l *badLink) losesPackets() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.large
}

func (l *badLink) losses() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

func (l *badLink) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, addr, err := l.PacketConn.ReadFrom(b)
		if err != nil || !l.loses(addr) {
			return n, addr, err
		}
	}
}

func (l *badLink) WriteTo(b []byte, addr net.Addr) (int, error) {
	if l.losesPackets() && len(b) > 1000 || l.loses(addr) {
		return len(b), nil
	}
	return l.PacketConn.WriteTo(b, addr)
}
