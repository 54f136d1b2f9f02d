package teamviewer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

// clockSlack is how far TeamViewer's clock may be from ours.
const clockSlack = time.Minute

// Look implements provider.Looker: the code of an attended session, and, when the technician has left, the reports of
// connections since then.
func (p *Provider) Look(ctx context.Context, q provider.Question) (provider.Sight, error) {
	sight := provider.Sight{At: p.cfg.Now().UTC()}
	err := p.as(ctx, q.TechnicianID, q.Mode, func(access id.Secret, _ string) error {
		sight = provider.Sight{At: sight.At}
		if q.Mode != unattended {
			if err := p.lookAtCode(ctx, access, q, &sight); err != nil {
				return err
			}
		}
		if q.Since.IsZero() {
			return nil
		}
		err := p.lookAtReports(ctx, access, q, &sight)
		if q.Mode != unattended && is(err, provider.NotAllowed) {
			// The code was seen, and that is worth telling; only the end of the connection stays unproven.
			sight.Evidence += "; connection reports are not allowed"
			return nil
		}
		return err
	})
	if err != nil {
		return provider.Sight{}, err
	}
	return sight, nil
}

func (p *Provider) lookAtCode(ctx context.Context, access id.Secret, q provider.Question, sight *provider.Sight) error {
	s, err := p.cfg.Client.Session(ctx, access, q.Reference)
	if is(err, provider.Missing) {
		sight.Evidence = "session " + q.Reference + ": not found"
		return nil
	}
	if err != nil {
		return err
	}
	sight.Open, sight.Online = s.Open, s.Online
	sight.Evidence = fmt.Sprintf("session %s: state %s, online %t", s.Code, map[bool]string{true: "open", false: "closed"}[s.Open], s.Online)
	return nil
}

// lookAtReports takes the connections of this session together: who lost the connection and came back has made two.
func (p *Provider) lookAtReports(ctx context.Context, access id.Secret, q provider.Question, sight *provider.Sight) error {
	query, matches, err := p.reportsOf(ctx, access, q)
	if err != nil {
		return err
	}
	var found []Report
	for range maxPages {
		list, next, err := p.cfg.Client.Reports(ctx, access, query)
		if err != nil {
			return err
		}
		for _, r := range list {
			if matches(r) && !r.StartedAt.Before(query.From) {
				found = append(found, r)
			}
		}
		if next == "" || next == query.Offset {
			break
		}
		query.Offset = next
	}
	takeReports(sight, found)
	return nil
}

// reportsOf says what to ask for and which of the answers count.
func (p *Provider) reportsOf(ctx context.Context, access id.Secret, q provider.Question) (ReportQuery, func(Report) bool, error) {
	query := ReportQuery{From: q.Since.Add(-clockSlack), To: p.cfg.Now().Add(clockSlack)}
	if q.Mode != unattended {
		query.SessionCode = q.Reference
		return query, func(r Report) bool { return sameCode(r.SessionCode, q.Reference) }, nil
	}
	if !IsPeer(q.Peer) {
		return query, nil, &provider.Error{Kind: provider.NotMatched, Words: "the device is not tied to one at TeamViewer"}
	}
	entry, err := p.entryOf(ctx, access, q.Peer)
	if err != nil {
		return query, nil, err
	}
	// Without an entry in the list the whole time is asked for, and the number decides here.
	query.DeviceID = entry
	return query, func(r Report) bool {
		return (entry != "" && r.DeviceID == entry) || strings.TrimLeft(r.DeviceID, "dr") == q.Peer
	}, nil
}

// takeReports tells the first start, and the last end once all of them ended.
func takeReports(sight *provider.Sight, found []Report) {
	if len(found) == 0 {
		return
	}
	ids := make([]string, 0, len(found))
	over := true
	for _, r := range found {
		ids = append(ids, r.ID)
		if sight.ConnectedAt.IsZero() || r.StartedAt.Before(sight.ConnectedAt) {
			sight.ConnectedAt = r.StartedAt
		}
		if r.EndedAt.After(sight.EndedAt) {
			sight.EndedAt = r.EndedAt
		}
		over = over && !r.EndedAt.IsZero()
	}
	if !over {
		sight.EndedAt = time.Time{}
	}
	const named = 5
	evidence := "connection report " + strings.Join(ids[:min(len(ids), named)], ", ")
	if sight.Evidence != "" {
		evidence = sight.Evidence + "; " + evidence
	}
	sight.Evidence = evidence
}

// entries remembers for a while which entry of the list a device is: reports name the entry, launch links the number.
type entries struct {
	mu    sync.Mutex
	known map[string]entry
}

type entry struct {
	id string
	at time.Time
}

// entryLife is short, as a device that is assigned anew is another entry. maxEntries bounds what is remembered; all of it
// is forgotten when that is reached.
const (
	entryLife  = 10 * time.Minute
	maxEntries = 10_000
)

// entryOf is the entry of a device in the list, or empty when it has none that the token may see.
func (p *Provider) entryOf(ctx context.Context, access id.Secret, peer string) (string, error) {
	now := p.cfg.Now()
	p.devices.mu.Lock()
	before := p.devices.known[peer]
	p.devices.mu.Unlock()
	if before.id != "" && now.Sub(before.at) < entryLife {
		return before.id, nil
	}
	list, err := p.cfg.Client.Devices(ctx, access, peer)
	if err != nil && !is(err, provider.NotAllowed, provider.Missing) {
		return "", err
	}
	at := slices.IndexFunc(list, func(d Device) bool { return d.Peer == peer })
	if at < 0 {
		return "", nil
	}
	p.devices.mu.Lock()
	defer p.devices.mu.Unlock()
	if p.devices.known == nil || len(p.devices.known) >= maxEntries {
		p.devices.known = map[string]entry{}
	}
	p.devices.known[peer] = entry{id: list[at].ID, at: now}
	return list[at].ID, nil
}
