package teamviewer

import (
	"context"
	"log/slog"

	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/provider"
)

const unattended = "unattended"

// Open implements provider.Provider. An attended session is found by our id or made; somebody else has to bring its values
// to the device, so it is never Delivered. An unattended one needs no call: there is nothing to bring.
func (p *Provider) Open(ctx context.Context, r provider.Request) (provider.Opening, error) {
	if r.Mode == unattended {
		if err := ctx.Err(); err != nil {
			return provider.Opening{}, &provider.Error{Kind: provider.Unavailable, Words: "given up", Err: err}
		}
		link, err := p.cfg.Launch.For(r.Peer)
		if err != nil {
			return provider.Opening{}, err
		}
		return provider.Opening{Delivered: true, Reference: r.Peer, DesktopLink: link}, nil
	}
	leave, err := p.opening.take(ctx, r.SessionID)
	if err != nil {
		return provider.Opening{}, &provider.Error{Kind: provider.Unavailable, Words: "given up", Err: err}
	}
	defer leave()
	var s Session
	err = p.as(ctx, r.TechnicianID, r.Mode, func(access id.Secret, assignTo string) error {
		s, err = p.findOrMake(ctx, access, assignTo, r)
		return err
	})
	if err != nil {
		return provider.Opening{}, err
	}
	if err := p.cfg.Links.checked(s); err != nil {
		return provider.Opening{}, err
	}
	return provider.Opening{
		Reference: s.Code, Code: s.Code, UserLink: s.UserLink, DesktopLink: s.SupporterLink, WebLink: s.WebLink, ExpiresAt: s.ValidUntil,
		Values: map[provider.Value]string{provider.SessionCode: s.Code, provider.SessionLink: s.UserLink},
	}, nil
}

// findOrMake adopts what an earlier try made and could not tell of; it makes a session only when there is none.
func (p *Provider) findOrMake(ctx context.Context, access id.Secret, assignTo string, r provider.Request) (Session, error) {
	group, err := p.group(ctx, access, assignTo != "")
	if err != nil {
		return Session{}, err
	}
	found, err := p.find(ctx, access, group, r.SessionID)
	switch {
	case err != nil:
		return Session{}, err
	case len(found) > 0:
		p.cfg.Log.InfoContext(ctx, "session adopted that was made before", slog.String("session_id", r.SessionID), slog.String("provider", Name))
		return found[0], nil
	}
	n := ofRequest(p.cfg.Language, r)
	n.AssignedUserID = assignTo
	if n.GroupID = group.id; n.GroupID == "" {
		n.GroupName = p.cfg.Group
	}
	return p.cfg.Client.CreateSession(ctx, access, n)
}

// A place is where our sessions are at TeamViewer.
type place struct {
	// id is empty while the group is not there yet, or when its list is not allowed to the token: then TeamViewer finds or
	// makes it by its name.
	id string
	// empty: the group is not there, so there is no session in it either.
	empty bool
}

// group finds the group of our sessions. A company's token cannot name one, so it has to be made first.
func (p *Provider) group(ctx context.Context, access id.Secret, companys bool) (place, error) {
	groups, err := p.cfg.Client.Groups(ctx, access)
	if err != nil {
		if is(err, provider.NotAllowed) && !companys {
			return place{}, nil
		}
		return place{}, err
	}
	if known := named(groups, p.cfg.Group); known != "" {
		return place{id: known}, nil
	}
	if !companys {
		return place{empty: true}, nil
	}
	made, err := p.cfg.Client.CreateGroup(ctx, access, p.cfg.Group)
	return place{id: made.ID, empty: true}, err
}

// maxPages bounds the search for a session of ours. The newest come first, and ours was made minutes ago.
const maxPages = 5

// find lists the open sessions that carry our id, the newest first.
func (p *Provider) find(ctx context.Context, access id.Secret, where place, sessionID string) ([]Session, error) {
	if where.empty {
		return nil, nil
	}
	var found []Session
	for offset, page := "", 0; page < maxPages; page++ {
		list, next, err := p.cfg.Client.OpenSessions(ctx, access, where.id, offset)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if s.Open && s.CustomAPI == sessionID && (where.id == "" || s.GroupID == where.id) {
				found = append(found, s)
			}
		}
		if next.Next == "" || next.Next == offset || next.Remaining <= 0 || len(found) > 0 {
			break
		}
		offset = next.Next
	}
	return found, nil
}

// Close implements provider.Provider: the code named can be used no more, or, when none was recorded, all that carry our
// id. A connection that runs already goes on, until a report proves its end. An unattended session has no code.
func (p *Provider) Close(ctx context.Context, c provider.Closing) error {
	if c.Mode == unattended {
		return nil
	}
	leave, err := p.opening.take(ctx, c.SessionID)
	if err != nil {
		return &provider.Error{Kind: provider.Unavailable, Words: "given up", Err: err}
	}
	defer leave()
	return p.as(ctx, c.TechnicianID, c.Mode, func(access id.Secret, assignTo string) error {
		if c.Reference != "" {
			return p.cfg.Client.CloseSession(ctx, access, c.Reference)
		}
		return p.closeUnrecorded(ctx, access, c.SessionID)
	})
}

// closeUnrecorded closes what was made while nobody was left to write it down.
func (p *Provider) closeUnrecorded(ctx context.Context, access id.Secret, sessionID string) error {
	groups, err := p.cfg.Client.Groups(ctx, access)
	if err != nil && !is(err, provider.NotAllowed) {
		return err
	}
	where := place{id: named(groups, p.cfg.Group)}
	where.empty = err == nil && where.id == ""
	found, err := p.find(ctx, access, where, sessionID)
	if err != nil {
		return err
	}
	for _, s := range found {
		if err := p.cfg.Client.CloseSession(ctx, access, s.Code); err != nil {
			return err
		}
	}
	return nil
}
