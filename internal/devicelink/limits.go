package devicelink

import (
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Limits bounds what devices can make a node wait for or keep. A zero field means the value in its comment.
type Limits struct {
	HelloWithin     time.Duration // until a connection has proved itself: 20 s
	AnswerWithin    time.Duration // until a device has answered a request: 5 s
	RequestWithin   time.Duration // until the server has done a device's request: 10 s
	WriteWithin     time.Duration // until a write to a socket has gone: 10 s
	LingerFor       time.Duration // how long a closed socket is read, so that its close frame arrives: 1 s
	Tick            time.Duration // between two turns of the ping wheel, and between two presence batches: 1 s
	PingEvery       time.Duration // between two pings of one device; a load balancer must not call it idle: 25 s
	SeenEvery       time.Duration // between two updates of last_seen while a device is here: 1 min
	MaxWaiting      int           // connections that have not proved themselves: 1,000
	FramesPerSecond int           // of one device, and as many at once: 50
	BytesPerSecond  int           // of one device, and twice as many at once: 256 KiB
	// AttemptsPerSecond are connections and enrollments from one address (IPv6: one /64); 20 times as many may come
	// at once, as a whole office does after a restart. One that fails to prove itself counts as 20. Default: 50.
	AttemptsPerSecond int
}

func (l Limits) orDefaults() Limits {
	fill(&l.HelloWithin, 20*time.Second)
	fill(&l.AnswerWithin, 5*time.Second)
	fill(&l.RequestWithin, 10*time.Second)
	fill(&l.WriteWithin, 10*time.Second)
	fill(&l.LingerFor, time.Second)
	fill(&l.Tick, time.Second)
	fill(&l.PingEvery, 25*time.Second)
	fill(&l.SeenEvery, time.Minute)
	fill(&l.MaxWaiting, 1000)
	fill(&l.FramesPerSecond, 50)
	fill(&l.BytesPerSecond, 256<<10)
	fill(&l.AttemptsPerSecond, 50)
	return l
}

func fill[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// Bounds that nobody needs to change.
const (
	maxOutstanding = 64     // requests to one device that wait for its answer
	maxQueuedIn    = 64     // requests of one device that wait to be done
	maxQueuedOut   = 128    // frames that wait to be written to one device
	maxAddresses   = 20_000 // addresses whose attempts are counted
	missedPings    = 3
	failureCosts   = 20
	burst          = 20
)

// A bucket lets through a rate with bursts. Its zero value is full at first use. Not safe for concurrent use.
type bucket struct {
	spent float64
	at    time.Time
}

// take says whether cost fits now, at so many a second and at most full at once; if so it is spent.
func (b *bucket) take(now time.Time, cost, perSecond, full float64) bool {
	b.refill(now, perSecond)
	if b.spent+cost > full {
		return false
	}
	b.spent += cost
	return true
}

func (b *bucket) refill(now time.Time, perSecond float64) {
	if elapsed := now.Sub(b.at); elapsed > 0 {
		b.spent = max(0, b.spent-elapsed.Seconds()*perSecond)
		b.at = now
	}
}

// addresses counts attempts by remote address.
type addresses struct {
	perSecond float64
	now       func() time.Time

	mu      sync.Mutex
	buckets map[netip.Prefix]*bucket
}

func newAddresses(l Limits, now func() time.Time) *addresses {
	return &addresses{perSecond: float64(l.AttemptsPerSecond), now: now, buckets: map[netip.Prefix]*bucket{}}
}

// allow counts one attempt and says whether it may go on.
func (a *addresses) allow(from netip.Prefix) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	b := a.bucket(from)
	return b != nil && b.take(a.now(), 1, a.perSecond, a.perSecond*burst)
}

// failed counts an attempt that was refused.
func (a *addresses) failed(from netip.Prefix) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if b := a.bucket(from); b != nil {
		b.refill(a.now(), a.perSecond)
		b.spent += failureCosts
	}
}

// bucket returns nil when so many addresses are busy that no more can be counted.
func (a *addresses) bucket(from netip.Prefix) *bucket {
	if b, ok := a.buckets[from]; ok {
		return b
	}
	if len(a.buckets) >= maxAddresses {
		a.sweep()
	}
	if len(a.buckets) >= maxAddresses {
		return nil
	}
	b := &bucket{}
	a.buckets[from] = b
	return b
}

// sweep forgets addresses that have nothing spent any more.
func (a *addresses) sweep() {
	now := a.now()
	for from, b := range a.buckets {
		if b.refill(now, a.perSecond); b.spent == 0 {
			delete(a.buckets, from)
		}
	}
}

// addressOf is the network that a request comes from: one IPv4 address, or a /64 of IPv6, as one host owns so much.
func addressOf(r *http.Request) netip.Prefix {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{} // a listener without addresses: all count as one
	}
	addr := from.Addr().Unmap().WithZone("")
	bits := 32
	if addr.Is6() {
		bits = 64
	}
	prefix, _ := addr.Prefix(bits) // cannot fail: bits fit the family
	return prefix
}
