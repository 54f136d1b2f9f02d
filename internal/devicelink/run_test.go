package devicelink

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// readChallenge reads the answer of a handshake by hand, and the challenge.
func readChallenge(t *testing.T, conn net.Conn) wire.Challenge {
	t.Helper()
	r := bufio.NewReader(io.LimitReader(conn, 1000)) // both are shorter; nothing follows yet
	if _, err := http.ReadResponse(r, nil); err != nil {
		t.Fatal(err)
	}
	header := make([]byte, 4)
	if _, err := io.ReadFull(r, header); err != nil {
		t.Fatal(err)
	}
	length := int(header[1])
	body := header[2:]
	if length == 126 {
		length, body = int(header[2])<<8|int(header[3]), nil
	}
	rest := make([]byte, length-len(body))
	if _, err := io.ReadFull(r, rest); err != nil {
		t.Fatal(err)
	}
	f, err := wire.DecodeFrame(append(body, rest...))
	if err != nil {
		t.Fatal(err)
	}
	var challenge wire.Challenge
	if err := f.Into(&challenge); err != nil {
		t.Fatal(err)
	}
	return challenge
}

// start runs the hub until stop is called, which returns what Run returned.
func (s *site) start(t *testing.T) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	go func() { result <- s.hub.Run(ctx) }()
	t.Cleanup(cancel)
	return func() error {
		cancel()
		return await(t, "end of Run", result)
	}
}

func TestStoppingTellsEveryDevice(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.Tick = time.Millisecond }))
	stop := s.start(t)
	var clients []*client
	for i := range 20 {
		clients = append(clients, s.connectNew(t, fmt.Sprintf("dev_%d", i)))
	}
	waiting, _ := s.dial(t)
	awaitThat(t, "all devices are online in the store", func() bool { return len(s.store.online()) == 20 })
	s.advance(time.Minute)
	if err := stop(); err != nil {
		t.Fatalf("Run = %v, want nil", err)
	}
	for _, c := range append(clients, waiting) {
		c.wantClosed(t, wire.CloseGoingAway)
	}
	if len(s.devices.disconnected) != 20 || len(s.store.online()) != 0 || s.hub.Online() != 0 {
		t.Fatalf("%d disconnected, %d rows, %d online, want 20, 0, 0", len(s.devices.disconnected), len(s.store.online()), s.hub.Online())
	}
	if s.store.clears != 2 || len(s.store.lastSeen) != 20 {
		t.Fatalf("cleared %d times, last_seen of %d, want at start and at stop, and 20", s.store.clears, len(s.store.lastSeen))
	}
	if _, response, err := s.tryDial(nil); err == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("afterwards a link is answered with %v, %v, want status 503", response, err)
	}
}

func TestStoppingLetsRequestsFinish(t *testing.T) {
	s := open(t)
	started, release := make(chan struct{}), hold(t)
	done := make(chan error, 1)
	s.devices.answer = func(ctx context.Context, _ string, _ wire.Answer) error {
		close(started)
		<-release.open
		done <- ctx.Err()
		return nil
	}
	stop := s.start(t)
	c := s.connectNew(t, "dev_1")
	c.send(t, wire.NewFrame(wire.FrameAnswer, "1", wire.Answer{SessionID: "ses_1"}))
	await(t, "the request", started)
	go func() {
		<-c.closed
		release.now()
	}()
	if err := stop(); err != nil {
		t.Fatalf("Run = %v, want nil", err)
	}
	if err := await(t, "end of the request", done); err != nil {
		t.Fatalf("the request's context: %v, want it alive", err)
	}
}

func TestRunNeedsAStore(t *testing.T) {
	s := open(t)
	s.store.fail = errors.New("disk is full")
	if err := s.hub.Run(t.Context()); err == nil || !errors.Is(err, s.store.fail) {
		t.Fatalf("Run = %v, want the store's error", err)
	}
}

func TestPresenceIsWrittenInBatches(t *testing.T) {
	const devices = 1000
	s := open(t)
	clients := make([]*client, devices)
	for i := range clients {
		clients[i] = s.connectNew(t, fmt.Sprintf("dev_%d", i))
	}
	flush := func() {
		t.Helper()
		if _, err := s.hub.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	flush()
	if s.store.saves != 1 || len(s.store.online()) != devices {
		t.Fatalf("%d batches and %d rows after all came, want 1 and %d", s.store.saves, len(s.store.online()), devices)
	}
	arrived := s.now()
	s.advance(10 * time.Second)
	for _, c := range clients[:600] {
		c.ws.NetConn().Close()
	}
	for range 600 {
		await(t, "Disconnected", s.devices.disconnected)
	}
	for i := range 100 { // gone and back within one batch
		s.connectNew(t, fmt.Sprintf("dev_%d", i))
	}
	flush()
	rows := s.store.online()
	if s.store.saves != 2 || len(rows) != 500 {
		t.Fatalf("%d batches and %d rows, want 2 and 500", s.store.saves, len(rows))
	}
	if got := rows["dev_5"].Since; !got.Equal(s.now()) {
		t.Errorf("dev_5 is here since %v, want since it came back, %v", got, s.now())
	}
	if got := rows["dev_999"].Since; !got.Equal(arrived) {
		t.Errorf("dev_999 is here since %v, want %v", got, arrived)
	}
	if _, there := rows["dev_300"]; there || s.store.lastSeen["dev_300"] != arrived {
		t.Errorf("dev_300 was last seen %v and has a row: %v, want %v and none", s.store.lastSeen["dev_300"], there, arrived)
	}
	flush()
	if s.store.saves != 2 {
		t.Errorf("a batch without changes was written")
	}
}

func TestPresenceSurvivesAStoreThatFails(t *testing.T) {
	s := open(t)
	s.connectNew(t, "dev_1")
	gone := s.connectNew(t, "dev_2")
	s.store.set(func() { s.store.fail = errors.New("disk is full") })
	if _, err := s.hub.flush(t.Context()); err == nil {
		t.Fatal("flush = nil, want the store's error")
	}
	gone.ws.NetConn().Close()
	await(t, "Disconnected", s.devices.disconnected)
	s.store.set(func() { s.store.fail = nil })
	if _, err := s.hub.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, there := s.store.online()["dev_1"]; !there || len(s.store.online()) != 1 {
		t.Fatalf("rows are %v, want dev_1 alone", s.store.online())
	}
}

// Whoever is told of a device that came or went asks for it: the answer must be the new one by then.
func TestPresenceIsToldWhenItIsWritten(t *testing.T) {
	s := open(t)
	var told [][]string
	s.hub.cfg.OnPresence = func(deviceIDs []string) {
		for _, id := range deviceIDs {
			if _, there := s.store.online()[id]; there != (id != "dev_2" || len(told) == 0) {
				t.Errorf("%s is told of before it is written", id)
			}
		}
		told = append(told, slices.Sorted(slices.Values(deviceIDs)))
	}
	s.connectNew(t, "dev_1")
	gone := s.connectNew(t, "dev_2")
	s.store.set(func() { s.store.fail = errors.New("disk is full") })
	if _, err := s.hub.flush(t.Context()); err == nil || len(told) != 0 {
		t.Fatalf("flush = %v and told of %v, want an error and nothing told", err, told)
	}
	s.store.set(func() { s.store.fail = nil })
	flush := func() {
		t.Helper()
		if _, err := s.hub.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	flush()
	gone.ws.NetConn().Close()
	await(t, "Disconnected", s.devices.disconnected)
	flush()
	s.hub.presence.seen("dev_1", s.now()) // still here: nothing to tell
	flush()
	if got, want := fmt.Sprint(told), "[[dev_1 dev_2] [dev_2]]"; got != want {
		t.Errorf("told of %v, want %v", got, want)
	}
}

func TestPresenceBatchesAreBounded(t *testing.T) {
	s := open(t)
	for i := range maxBatch + 10 {
		s.hub.presence.seen(fmt.Sprintf("dev_%d", i), s.now())
	}
	for range 2 {
		if _, err := s.hub.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.store.saves != 2 || s.store.largest != maxBatch || len(s.store.lastSeen) != maxBatch+10 {
		t.Fatalf("%d batches, the largest of %d, %d devices, want 2, %d, %d",
			s.store.saves, s.store.largest, len(s.store.lastSeen), maxBatch, maxBatch+10)
	}
}

func TestWheelPingsEachDeviceOnceATurn(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.Tick, l.PingEvery = time.Second, 5*time.Second }))
	var clients []*client
	for i := range 10 {
		clients = append(clients, s.connectNew(t, fmt.Sprintf("dev_%d", i)))
	}
	turn := s.hub.turner()
	turn()
	for i, c := range clients {
		if i%5 == 0 {
			await(t, "ping", c.pings)
		}
	}
	for range 4 {
		turn()
	}
	for i, c := range clients {
		if i%5 != 0 {
			await(t, "ping", c.pings)
		}
	}
}

func TestDeviceThatAnswersNoPingsIsDropped(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.Tick, l.PingEvery = time.Second, time.Second }))
	live, dead := s.connectNew(t, "dev_live"), s.connectNew(t, "dev_dead")
	dead.mute = true
	turn := s.hub.turner()
	for range 4 {
		s.advance(time.Second)
		turn()
		await(t, "ping", live.pings)
		awaitThat(t, "the pong is read", func() bool { return s.hub.linkOf("dev_live").heardAt().Equal(s.now()) })
	}
	dead.wantClosed(t, wire.CloseSilent)
	if got := await(t, "Disconnected", s.devices.disconnected); got != "dev_dead" || s.hub.Online() != 1 {
		t.Fatalf("Disconnected(%q), %d online, want dev_dead and 1", got, s.hub.Online())
	}
}

func TestLastSeenFollowsADeviceThatStays(t *testing.T) {
	s := open(t, limited(func(l *Limits) { l.Tick, l.PingEvery, l.SeenEvery = time.Second, time.Second, time.Minute }))
	c := s.connectNew(t, "dev_1")
	turn := s.hub.turner()
	for range 130 { // seconds
		s.advance(time.Second)
		turn()
		await(t, "ping", c.pings)
		awaitThat(t, "the pong is read", func() bool { return s.hub.linkOf("dev_1").heardAt().Equal(s.now()) })
		if _, err := s.hub.flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.store.saves != 3 { // at coming, and twice in 130 s
		t.Fatalf("%d batches, want 3", s.store.saves)
	}
	if age := s.now().Sub(s.store.lastSeen["dev_1"]); age > time.Minute {
		t.Fatalf("last seen %v ago, want at most a minute", age)
	}
}
