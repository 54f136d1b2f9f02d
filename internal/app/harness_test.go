package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/h264"
	"github.com/helpatwork/helpatwork/internal/rtc"
	"github.com/helpatwork/helpatwork/internal/support"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// soon is how long anything here may take; what waits for it fails with what it waited for.
const soon = time.Minute

// until waits for a claim to become true.
func until(t *testing.T, claim string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(soon); !holds(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("not within %v: %s", soon, claim)
		}
	}
}

// place is a running server as the outside sees it.
type place struct {
	t   *testing.T
	url string
	// setup gives the one-time link of the first administrator.
	setup func() string
}

// node is a server in this process.
type node struct {
	*Server
	place
	data string
	stop func()
}

func start(t *testing.T, change ...func(*Config)) *node {
	t.Helper()
	return startIn(t, t.TempDir(), "127.0.0.1:0", change...)
}

func startIn(t *testing.T, data, listen string, change ...func(*Config)) *node {
	t.Helper()
	cfg := Config{Listen: listen, Data: data, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), ServerName: "test.example"}
	for _, c := range change {
		c(&cfg)
	}
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	n := &node{Server: s, data: data, place: place{t: t, url: s.URL(), setup: func() string {
		link, err := s.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return link
	}}}
	n.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	})
	t.Cleanup(n.stop)
	return n
}

// caller is a browser or script that talks to the API.
type caller struct {
	t     *testing.T
	base  string
	http  http.Client
	token string
	id    string // of the person who is signed in
}

func (n *place) caller() *caller {
	jar, _ := cookiejar.New(nil)
	c := &caller{t: n.t, base: n.url + "/api/v1", http: http.Client{Jar: jar, Timeout: soon}}
	n.t.Cleanup(c.http.CloseIdleConnections)
	return c
}

type object = map[string]any

// call asks for path with a JSON body (nil for none) and returns status and answer.
func (c *caller) call(method, path string, body any) (int, object) {
	c.t.Helper()
	var sent io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		sent = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, sent)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	var o object
	data, err := io.ReadAll(answer.Body)
	if err == nil && len(data) > 0 {
		err = json.Unmarshal(data, &o)
	}
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, o
}

// must is call for what has to work.
func (c *caller) must(method, path string, body any) object {
	c.t.Helper()
	status, o := c.call(method, path, body)
	if status >= 300 {
		c.t.Fatalf("%s %s: %d %v", method, path, status, o)
	}
	return o
}

// administrator sets the server up and is signed in.
func (n *place) administrator() *caller {
	n.t.Helper()
	c := n.caller()
	_, token, _ := strings.Cut(n.setup(), "#")
	me := c.must("POST", "/setup", object{"token": token, "name": "Ada", "email": "ada@example.com", "password": "correct horse", "language": "en"})
	c.id = str(me, "person", "id")
	return c
}

// colleague is invited by an administrator and signed in.
func (n *place) colleague(admin *caller, name, role string) *caller {
	n.t.Helper()
	invited := admin.must("POST", "/people", object{"name": name, "email": strings.ToLower(name) + "@example.com", "role": role, "all_devices": true})
	link := str(invited, "link")
	_, token, _ := strings.Cut(link, "#")
	c := n.caller()
	me := c.must("POST", "/sign-in/link", object{"token": token, "password": "correct horse"})
	c.id = str(me, "person", "id")
	return c
}

// str walks into an object.
func str(o object, path ...string) string {
	for _, key := range path[:len(path)-1] {
		o, _ = o[key].(object)
	}
	s, _ := o[path[len(path)-1]].(string)
	return s
}

// phone is an enrolled device with a real agent, a real encoder and a user who does as told.
type phone struct {
	t     *testing.T
	id    string
	agent *agent.Agent

	mu       sync.Mutex
	picture  *image.YCbCr
	encoder  *h264.Encoder
	changed  bool
	inputs   []wire.Input
	rings    []wire.Ring
	answer   func(bool)
	sessions []wire.SessionState
	accept   bool
}

func (n *place) phone(admin *caller, change ...func(object)) *phone {
	n.t.Helper()
	d := object{"name": "Pixel 8", "platform": "android", "management": "android_device_owner", "ownership": "company", "lifecycle": "in_use",
		"maker": "Google", "model": "Pixel 8", "os_version": "15", "owner": object{"name": "Sato Hanako"}, "groups": []string{"Sales"}}
	for _, c := range change {
		c(d)
	}
	made := admin.must("POST", "/devices/import", object{"devices": []object{d}, "enroll": true})
	deviceID, token := made["ids"].([]any)[0].(string), made["enrollment_tokens"].([]any)[0].(string)
	return n.connect(admin, deviceID, n.enroll(token))
}

func (n *place) enroll(token string) agent.Identity {
	n.t.Helper()
	who, err := agent.Enrollment{BaseURL: n.url, Name: "test.example", Token: token, Key: newKey(n.t)}.Do(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	return who
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (n *place) connect(admin *caller, deviceID string, who agent.Identity, change ...func(*agent.Config)) *phone {
	n.t.Helper()
	encoder, err := h264.New(h264.Config{Width: 64, Height: 128})
	if err != nil {
		n.t.Fatal(err)
	}
	p := &phone{t: n.t, id: deviceID, encoder: encoder, picture: image.NewYCbCr(image.Rect(0, 0, 64, 128), image.YCbCrSubsampleRatio420), accept: true}
	cfg := agent.Config{Server: n.url, Identity: who, Screen: p, User: p, Media: agent.RTC{}, Now: time.Now,
		Log: slog.New(slog.DiscardHandler), Pace: agent.Pace{FirstWithin: time.Millisecond, ShortestPause: 50 * time.Millisecond, LongestPause: 200 * time.Millisecond},
		Report: func() wire.Report { return wire.Report{Codec: "H264", AgentVersion: "1.0", Screen: wire.ScreenOn} }}
	for _, c := range change {
		c(&cfg)
	}
	p.agent = agent.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = p.agent.Run(ctx) })
	n.t.Cleanup(func() { cancel(); running.Wait() })
	until(n.t, "the device is connected", func() bool { return p.agent.State().Connected })
	until(n.t, "the device is online and has reported", func() bool {
		d := admin.must("GET", "/devices/"+deviceID, nil)
		report, _ := d["report"].(object)
		return str(d, "presence") == "online" && str(report, "codec") != ""
	})
	return p
}

// Codec and the others are the phone's screen.
func (p *phone) Codec() string { return "H264" }
func (p *phone) Geometry() wire.Geometry {
	return wire.Geometry{Type: wire.MessageGeometry, Epoch: 1, Width: 64, Height: 128}
}
func (p *phone) State() wire.ScreenKind { return wire.ScreenOn }

func (p *phone) Frame(key bool) ([]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !key && !p.changed {
		return nil, false
	}
	p.changed = false
	frame, err := p.encoder.Encode(p.picture, key)
	return bytes.Clone(frame), err == nil
}

func (p *phone) Input(in wire.Input) {
	p.mu.Lock()
	p.inputs = append(p.inputs, in)
	for i := range p.picture.Y {
		p.picture.Y[i] ^= 0x55
	}
	p.changed = true
	p.mu.Unlock()
	p.agent.Redraw()
}

func (p *phone) Ring(r wire.Ring, answer func(bool)) {
	p.mu.Lock()
	p.rings, p.answer = append(p.rings, r), answer
	accept := p.accept
	p.mu.Unlock()
	if accept {
		answer(true)
	}
}

func (p *phone) Session(s wire.SessionState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sessions = append(p.sessions, s)
}

func (p *phone) Help(wire.HelpState) {}
func (p *phone) Desk(wire.Desk)      {}

func (p *phone) took() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.inputs)
}

func (p *phone) lastState() wire.SessionState {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sessions) == 0 {
		return wire.SessionState{}
	}
	return p.sessions[len(p.sessions)-1]
}

// view is a technician's window.
type view struct {
	t       *testing.T
	watcher *rtc.Watcher
	key     string // the resume key for the next window

	mu     sync.Mutex
	frames int
	room   wire.RoomState
	ended  bool
	open   bool
	seq    uint64
}

// see opens a window with a grant or resume key.
func (c *caller) see(sessionID, key string) *view {
	c.t.Helper()
	v := &view{t: c.t}
	watcher, offer, err := rtc.Watch(c.t.Context(), rtc.WatchConfig{On: rtc.WatcherEvents{
		Frame:   func(rtc.Frame) { v.note(func() { v.frames++ }) },
		State:   func(s rtc.State) { v.note(func() { v.ended = v.ended || s == rtc.Ended }) },
		Opened:  func(label string) { v.note(func() { v.open = v.open || label == wire.ChannelControl }) },
		Message: v.message,
	}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { watcher.Close(); <-watcher.Done() })
	v.watcher = watcher
	answer := c.must("POST", "/sessions/"+sessionID+"/view", object{"sdp": offer, "key": key})
	v.key = str(answer, "resume_key")
	if err := watcher.Accept(str(answer, "sdp")); err != nil {
		c.t.Fatal(err)
	}
	return v
}

func (v *view) note(change func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	change()
}

func (v *view) message(_ string, data []byte) {
	var room wire.RoomState
	if kind, _ := wire.MessageTypeOf(data); kind == wire.MessageRoom && json.Unmarshal(data, &room) == nil {
		v.note(func() { v.room = room })
	}
}

func (v *view) is(state support.State) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.room.State == string(state)
}

func (v *view) gone() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ended
}

func (v *view) seen() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.frames
}

// tap presses and lets go at the middle of the screen.
func (v *view) tap() {
	v.t.Helper()
	until(v.t, "the window knows the size of the screen", func() bool {
		v.mu.Lock()
		defer v.mu.Unlock()
		return v.room.Geometry != nil
	})
	for _, kind := range []wire.PointerKind{wire.PointerDown, wire.PointerUp} {
		v.seq++
		in := wire.Input{Type: wire.InputPointer, Kind: kind, Seq: v.seq, Epoch: 1, X: .5, Y: .5}
		if err := v.watcher.SendMessage(wire.ChannelControl, in.Bytes()); err != nil {
			v.t.Fatalf("send input: %v", err)
		}
	}
}

// begin starts a session and returns its id and the technician's grant.
func (c *caller) begin(deviceID string, change ...func(object)) (sessionID, grant string) {
	c.t.Helper()
	in := object{"mode": "attended", "reason": "The printer does not print"}
	for _, ch := range change {
		ch(in)
	}
	made := c.must("POST", "/devices/"+deviceID+"/sessions", in)
	return str(made, "session", "id"), str(made, "grant")
}

// live starts a session, opens a window and waits until it shows frames.
func (c *caller) live(p *phone) (string, *view) {
	c.t.Helper()
	sessionID, grant := c.begin(p.id)
	v := c.see(sessionID, grant)
	until(c.t, "frames arrive", func() bool { return v.seen() > 0 && v.is(support.Active) })
	return sessionID, v
}

func (c *caller) endReason(sessionID string) string {
	c.t.Helper()
	return str(c.must("GET", "/sessions/"+sessionID, nil), "end_reason")
}

func (c *caller) actions(sessionID string) string {
	c.t.Helper()
	var names []string
	for _, r := range c.must("GET", "/audit?limit=200&session_id="+sessionID, nil)["items"].([]any) {
		names = append(names, fmt.Sprint(r.(object)["action"]))
	}
	return strings.Join(names, " ")
}
