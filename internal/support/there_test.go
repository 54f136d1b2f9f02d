package support_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/preflight"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/support"
)

// A there is a provider that hands over, as the contract has it: it knows its sessions by our id, finds one again that it
// made, and tells nothing that it is not asked.
type there struct {
	mu       sync.Mutex
	now      func() time.Time
	sessions []*code
	down     error // of every call
	looks    int
	asked    []provider.Request
	closings []provider.Closing
	// ended is the report of a connection to an unattended device, by peer.
	ended map[string]time.Time
	// before runs before a session is made or found, after when it was and before that is answered.
	before, after func()
}

// A code is a session there.
type code struct {
	reference, sessionID   string
	open, online           bool
	until, connected, over time.Time
}

func (p *there) Capabilities() provider.Capabilities {
	return provider.Capabilities{Name: preflight.TeamViewer, HandsOver: true, NeedsAccount: true}
}

func (p *there) Open(_ context.Context, r provider.Request) (provider.Opening, error) {
	if p.before != nil {
		p.before()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down != nil {
		return provider.Opening{}, p.down
	}
	p.asked = append(p.asked, r)
	if r.Mode == "unattended" {
		return provider.Opening{Reference: r.Peer, DesktopLink: id.Secret("there10://control?device=" + r.Peer)}, nil
	}
	i := slices.IndexFunc(p.sessions, func(c *code) bool { return c.open && c.sessionID == r.SessionID })
	if i < 0 {
		i = len(p.sessions)
		p.sessions = append(p.sessions, &code{reference: fmt.Sprintf("s12-345-%03d", i), sessionID: r.SessionID, open: true, until: r.ValidUntil})
	}
	c := p.sessions[i]
	if p.after != nil {
		p.mu.Unlock()
		p.after()
		p.mu.Lock()
	}
	return provider.Opening{Reference: c.reference, Code: c.reference, UserLink: "https://get.example/" + c.reference,
		DesktopLink: id.Secret("https://get.example/" + c.reference + "-desktopsecret"),
		WebLink:     id.Secret("https://web.example/" + c.reference + "-websecret"), ExpiresAt: c.until,
		Values: map[provider.Value]string{provider.SessionCode: c.reference, provider.SessionLink: "https://get.example/" + c.reference}}, nil
}

func (p *there) Show(context.Context, provider.Standing) error { return nil }

func (p *there) Close(_ context.Context, c provider.Closing) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down != nil {
		return p.down
	}
	p.closings = append(p.closings, c)
	for _, s := range p.sessions {
		if s.reference == c.Reference || c.Reference == "" && s.sessionID == c.SessionID {
			s.open, s.online = false, false
		}
	}
	return nil
}

func (p *there) Look(_ context.Context, q provider.Question) (provider.Sight, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.looks++
	if p.down != nil {
		return provider.Sight{}, p.down
	}
	if q.Mode == "unattended" {
		return provider.Sight{At: p.now(), EndedAt: p.ended[q.Peer], Evidence: "connection report"}, nil
	}
	for _, s := range p.sessions {
		if s.reference != q.Reference {
			continue
		}
		sight := provider.Sight{At: p.now(), Open: s.open, Online: s.online, Evidence: fmt.Sprintf("session %s: open %t, online %t", s.reference, s.open, s.online)}
		if !q.Since.IsZero() {
			sight.ConnectedAt, sight.EndedAt = s.connected, s.over
		}
		return sight, nil
	}
	return provider.Sight{}, &provider.Error{Kind: provider.Missing}
}

// change does something there, such as what a user or a supporter does.
func (p *there) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
}

func (p *there) last() *code {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sessions[len(p.sessions)-1]
}

// stillOpen counts the codes that somebody could use.
func (p *there) stillOpen() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, s := range p.sessions {
		if s.open {
			n++
		}
	}
	return n
}

// A courier has what lies on each device.
type courier struct {
	mu        sync.Mutex
	err       error
	lies      map[string]support.Parcel
	brought   []support.Parcel
	withdrawn []string
	before    func() // runs before values are brought
}

func (c *courier) Deliver(_ context.Context, p support.Parcel) error {
	if c.before != nil {
		c.before()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	c.lies[p.SessionID] = p
	c.brought = append(c.brought, p)
	return nil
}

func (c *courier) Withdraw(_ context.Context, sessionID string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.lies, sessionID)
	c.withdrawn = append(c.withdrawn, sessionID)
	return nil
}

// A post remembers the messages.
type post struct {
	mu   sync.Mutex
	err  error
	sent []string
}

func (p *post) Ways(context.Context, device.Device) ([]support.Channel, error) {
	return []support.Channel{support.ByEmail, support.ByText}, nil
}

func (p *post) Send(_ context.Context, c support.Channel, d device.Device, text string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	p.sent = append(p.sent, string(c)+" to "+d.Owner.Email+": "+text)
	return nil
}

// around knows that everything is in place, and which device is which there.
type around struct{ peers map[string]string }

func (a around) Around(_ context.Context, _ access.Principal, devices ...device.Device) (map[string]preflight.Circumstances, error) {
	known := map[string]preflight.Circumstances{}
	for _, d := range devices {
		known[d.ID] = preflight.Circumstances{Preferred: preflight.TeamViewer, Joined: device.Yes, Keys: device.Yes, Manner: "silent",
			Seat: device.Yes, Host: preflight.Host{Activated: device.Yes, Matched: a.peers[d.ID] != "", Online: device.Yes},
			Account: preflight.Account{Attended: preflight.OwnAccount, Unattended: preflight.OwnAccount},
			Apps: []preflight.App{{Role: "quicksupport", Name: "QuickSupport", Distributed: true, State: "installed", Managed: device.Yes},
				{Role: "host", Name: "Host", Distributed: true, State: "installed", Managed: device.Yes}}}
	}
	return known, nil
}

func (a around) Peer(_ context.Context, _, deviceID string) (string, error) {
	return a.peers[deviceID], nil
}

type notices struct{}

func (notices) Current(context.Context) (int64, string, provider.Notice, error) {
	return 7, "Kita Ltd", provider.Notice{Consent: map[string]string{"en": "We look at your screen."}, HelpPage: "https://help.example/"}, nil
}

// A lid seals so that a test sees whether something is sealed, and for what.
type lid struct{}

func (lid) Seal(plain []byte, about string) ([]byte, error) {
	return append([]byte(about+"|"), turned(plain)...), nil
}

func (lid) Open(sealed []byte, about string) ([]byte, error) {
	rest, ok := strings.CutPrefix(string(sealed), about+"|")
	if !ok {
		return nil, errors.New("sealed for something else")
	}
	return turned([]byte(rest)), nil
}

func turned(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[i] = b[i] ^ 0x5a
	}
	return out
}

// A branch is a desk with the provider there and all that is around it.
type branch struct {
	*desk
	there   *there
	courier *courier
	post    *post
	around  around
}

const peer = "1234567890"

func newBranch(t *testing.T, changes ...func(*support.Config)) *branch {
	t.Helper()
	b := &branch{there: &there{ended: map[string]time.Time{}}, courier: &courier{lies: map[string]support.Parcel{}}, post: &post{},
		around: around{peers: map[string]string{}}}
	b.desk = newDesk(t, append([]func(*support.Config){b.join}, changes...)...)
	b.there.now = b.time
	b.around.peers[b.phone] = peer
	owned, err := b.db.Device(t.Context(), b.phone, device.Scope{All: true})
	b.must(err)
	owned.Owner = device.Owner{Name: "Hana", Email: "hana@example.com", Phone: "+81 90 1234 5678"}
	_, err = b.db.ImportDevices(t.Context(), []device.Imported{{Device: owned}}, noon)
	b.must(err)
	return b
}

func (b *branch) join(cfg *support.Config) {
	cfg.Providers[preflight.TeamViewer] = b.there
	cfg.Around, cfg.Courier, cfg.Outreach, cfg.Notices, cfg.Sealer = b.around, b.courier, b.post, notices{}, lid{}
}

func (b *branch) ask(deviceID string) support.StartInput {
	in := mail(deviceID)
	in.Provider = preflight.TeamViewer
	return in
}

func (b *branch) askUnattended(deviceID string) support.StartInput {
	in := b.ask(deviceID)
	in.Mode = support.Unattended
	return in
}

// after lets time pass in steps of a second, and the jobs run.
func (b *branch) after(d time.Duration) {
	b.t.Helper()
	for range int(d / time.Second) {
		b.pass(time.Second)
		b.work()
	}
}

// want is where a session has to stand.
func (b *branch) want(sessionID string, state support.State) support.Session {
	b.t.Helper()
	ses := b.stored(sessionID)
	if ses.State != state {
		b.t.Fatalf("session is %s (%s), want %s", ses.State, ses.EndReason, state)
	}
	return ses
}

// ready is a session whose user waits there.
func (b *branch) ready() support.Session {
	b.t.Helper()
	ses := b.start(b.mori, b.ask(b.phone))
	b.there.change(func() { b.there.sessions[len(b.there.sessions)-1].online = true })
	b.after(3 * time.Second)
	return b.want(ses.ID, support.UserReady)
}

// pending counts the jobs that are not done.
func (b *branch) pending() int {
	b.t.Helper()
	counts, err := b.db.CountJobs(b.t.Context(), b.time())
	b.must(err)
	return counts["due"] + counts["later"] + counts["running"]
}

func (b *branch) channels(sessionID string) []string {
	b.t.Helper()
	reaches, err := b.db.Reaches(b.t.Context(), sessionID)
	b.must(err)
	var list []string
	for _, r := range reaches {
		list = append(list, string(r.Channel)+" "+string(r.Outcome))
	}
	return list
}

func wantList[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n got %v\nwant %v", what, got, want)
	}
}

// wantRecords compares without the order: records of one moment have none.
func wantRecords(t *testing.T, got []audit.Action, want ...audit.Action) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	wantList(t, "audit", got, want...)
}

func keysOf[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
