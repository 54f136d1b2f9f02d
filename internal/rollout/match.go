package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/audit"
	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/jobs"
	"github.com/helpatwork/helpatwork/internal/provider"
	"github.com/helpatwork/helpatwork/internal/wire"
)

// The provider is asked for its devices matchEvery after a device with Host turned out not to be tied, and matchSoon after
// there was news of such a Host: however many devices it is, one question serves them all.
const (
	matchEvery = 5 * time.Minute
	matchSoon  = 20 * time.Second
)

// matchJob asks the provider for its devices after a while. One of each waits at a time, and it is the one that is tried
// again where the provider fails: what comes meanwhile asks no more often.
func (s *Service) matchJob(after time.Duration) jobs.Job {
	return newJob(JobMatch, after.String(), s.now().Add(after), payload{})
}

// maxPeers bounds what is taken from one answer.
const maxPeers = 200_000

// ErrNoPeers says that nobody can be asked which devices the provider has.
var ErrNoPeers = errors.New("no account is connected that may list devices at the provider")

// Peer is the device at TeamViewer that unattended sessions with a device open; empty when there is none that is
// certain.
func (s *Service) Peer(ctx context.Context, deviceID string) (string, error) {
	matches, err := s.Store.Matches(ctx, []string{deviceID})
	if err != nil {
		return "", err
	}
	if m, ok := matches[deviceID]; ok && !m.Ambiguous && peerID.MatchString(m.PeerID) {
		return m.PeerID, nil
	}
	return "", nil
}

// ConfirmMatch ties a device to one at TeamViewer because p says so. TeamViewer's list is the whole company's, and the tie
// decides what an unattended session opens: whoever sees some groups only would reach any device by it. Errors: *wire.FieldError, ErrAmbiguous when another device
// is tied to it, device.ErrNotFound.
func (s *Service) ConfirmMatch(ctx context.Context, p access.Principal, deviceID, peer string) (Match, error) {
	if err := mayChange(p); err != nil {
		return Match{}, err
	}
	d, err := s.reach(ctx, p, access.Administer, deviceID)
	if err != nil {
		return Match{}, err
	}
	if !peerID.MatchString(peer) {
		return Match{}, wire.BadField("peer_id", "has to be 8 to 12 digits")
	}
	m := Match{DeviceID: d.ID, Provider: TeamViewer, PeerID: peer, Source: ByAdministrator, By: p.Actor(), At: s.now()}
	if err := s.Store.SaveMatch(ctx, m, Writes{
		Audit: []audit.Record{s.record(audit.MatchConfirmed, p.Actor(), d.ID, map[string]string{"peer_id": peer})},
		Jobs:  []jobs.Job{s.matchJob(matchEvery)}}); err != nil {
		return Match{}, fmt.Errorf("match device %s: %w", d.ID, err)
	}
	s.changed(HintDevice, d.ID, 0)
	return m, nil
}

// RemoveMatch unties a device; one that is not tied is no error.
func (s *Service) RemoveMatch(ctx context.Context, p access.Principal, deviceID string) error {
	d, err := s.reach(ctx, p, access.Administer, deviceID)
	if err != nil {
		return err
	}
	if err := s.Store.SaveMatch(ctx, Match{DeviceID: d.ID, Provider: TeamViewer},
		Writes{Audit: []audit.Record{s.record(audit.MatchRemoved, p.Actor(), d.ID, nil)}}); err != nil {
		return fmt.Errorf("remove the match of device %s: %w", d.ID, err)
	}
	s.changed(HintDevice, d.ID, 0)
	return nil
}

// maxCandidates bounds the list that an administrator chooses from.
const maxCandidates = 200

// PeersFor lists the devices at TeamViewer that an administrator may choose from, those that carry our name of the device
// first. Names are shown and decide nothing. Errors: access.ErrForbidden as of [Service.ConfirmMatch], ErrNoPeers, those of
// the provider.
func (s *Service) PeersFor(ctx context.Context, p access.Principal, deviceID string) ([]provider.Peer, error) {
	if err := mayChange(p); err != nil {
		return nil, err
	}
	d, err := s.reach(ctx, p, access.Administer, deviceID)
	if err != nil {
		return nil, err
	}
	peers, err := s.peers(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(peers, func(a, b provider.Peer) int { return rank(b, d) - rank(a, d) })
	return peers[:min(len(peers), maxCandidates)], nil
}

func rank(peer provider.Peer, d device.Device) int {
	switch {
	case peer.Reference == d.ID:
		return 2
	case peer.Name != "" && peer.Name == d.Name:
		return 1
	}
	return 0
}

// peers are the devices at the provider whose ids can be ones.
func (s *Service) peers(ctx context.Context) ([]provider.Peer, error) {
	if s.Peers == nil {
		return nil, ErrNoPeers
	}
	all, err := s.Peers.Peers(ctx)
	if err != nil {
		return nil, fmt.Errorf("list devices at the provider: %w", err)
	}
	peers := make([]provider.Peer, 0, len(all))
	for _, peer := range all[:min(len(all), maxPeers)] {
		if peerID.MatchString(peer.ID) {
			peer.Name, peer.Reference = shorten(peer.Name, 200), shorten(peer.Reference, 200)
			peers = append(peers, peer)
		}
	}
	return peers, nil
}

// FindMatch asks the provider for its devices and ties to ours those that carry the value which we delivered, letter by
// letter. Two that carry the same one are ambiguous: they block until an administrator confirms one. It also keeps which
// are online.
func (s *Service) FindMatch(ctx context.Context) error {
	if s.Peers == nil {
		return nil
	}
	on, err := s.Activated(ctx, TeamViewerUnattended)
	if err != nil || !on {
		return err
	}
	peers, err := s.peers(ctx)
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Kind == provider.NoAccount {
		return nil // nobody is connected yet; the sweep asks again
	}
	if err != nil {
		return err
	}
	at := s.now()
	byID, byReference := map[string]provider.Peer{}, map[string][]provider.Peer{}
	for _, peer := range peers {
		byID[peer.ID] = peer
		if peer.Reference != "" {
			byReference[peer.Reference] = append(byReference[peer.Reference], peer)
		}
	}
	if err := s.lookAtMatches(ctx, byID, byReference, at); err != nil {
		return err
	}
	return s.matchNew(ctx, byReference, at)
}

// lookAtMatches brings what is tied up to date.
func (s *Service) lookAtMatches(ctx context.Context, byID map[string]provider.Peer, byReference map[string][]provider.Peer, at time.Time) error {
	for after := ""; ; {
		page, err := s.Store.MatchPage(ctx, after, 500)
		if err != nil || len(page) == 0 {
			return err
		}
		var online []string
		for _, m := range page {
			after = m.DeviceID
			now := reviewed(m, byID, byReference[m.DeviceID], at)
			if now.Online == device.Yes && !now.Ambiguous {
				online = append(online, m.DeviceID)
			}
			if now == m || now.Online == m.Online && now.PeerID == m.PeerID && now.Ambiguous == m.Ambiguous && at.Sub(m.OnlineAt) < time.Hour {
				continue // nothing that anybody looks at has changed
			}
			if err := s.Store.SaveMatch(ctx, now, Writes{}); err != nil && !errors.Is(err, ErrAmbiguous) {
				return err
			}
			s.Hints.Hint(HintDevice, m.DeviceID, 0)
		}
		if err := s.foundOnline(ctx, online, at); err != nil {
			return err
		}
	}
}

// foundOnline keeps that Host was activated on devices that the provider has online, as they may be offline the next time.
func (s *Service) foundOnline(ctx context.Context, deviceIDs []string, at time.Time) error {
	host, err := s.appOf(ctx, Host)
	if err != nil {
		return err
	}
	known, err := s.Store.DeviceApps(ctx, deviceIDs)
	if err != nil {
		return err
	}
	for _, on := range known {
		if on.AppID != host.ID || !on.foundOnline(at) {
			continue
		}
		if _, err := s.Store.ChangeDeviceApp(ctx, on.DeviceID, host.ID, func(c *Change) error {
			if !c.App.foundOnline(at) {
				return errUnchanged
			}
			return nil
		}); err != nil && !errors.Is(err, errUnchanged) {
			return fmt.Errorf("keep that Host is activated on device %s: %w", on.DeviceID, err)
		}
		s.Hints.Hint(HintDevice, on.DeviceID, 0)
	}
	return nil
}

// reviewed is a match laid against what the provider says now.
func reviewed(m Match, byID map[string]provider.Peer, carrying []provider.Peer, at time.Time) Match {
	if m.Source != ByAdministrator {
		switch {
		case len(carrying) > 1:
			m.Ambiguous = true
		case len(carrying) == 1 && m.Source == ByValue: // the one that is left, or the one that came after a new installation
			m.PeerID, m.Ambiguous = carrying[0].ID, false
		case len(carrying) == 1 && m.PeerID != carrying[0].ID:
			m.Ambiguous = true // the app says another id than the one that carries our value
		case len(carrying) == 1:
			m.Source, m.Ambiguous = ByValue, false
		}
	}
	if peer, there := byID[m.PeerID]; there {
		m.Online, m.OnlineAt = device.KnownTo(peer.Online), at
	} else {
		m.Online, m.OnlineAt = device.Unknown, at
	}
	return m
}

// matchNew ties devices that are not tied yet to the peers that carry their id.
func (s *Service) matchNew(ctx context.Context, byReference map[string][]provider.Peer, at time.Time) error {
	references := make([]string, 0, len(byReference))
	for reference := range byReference {
		references = append(references, reference)
	}
	slices.Sort(references)
	for part := range slices.Chunk(references, 500) {
		tied, err := s.Store.Matches(ctx, part)
		if err != nil {
			return err
		}
		var online []string
		for _, reference := range part {
			if _, ok := tied[reference]; ok {
				continue
			}
			peers := byReference[reference]
			m := Match{DeviceID: reference, Provider: TeamViewer, PeerID: peers[0].ID, Source: ByValue, By: audit.System, At: at,
				Online: device.KnownTo(peers[0].Online), OnlineAt: at, Ambiguous: len(peers) > 1}
			err := s.Store.SaveMatch(ctx, m, Writes{})
			if errors.Is(err, device.ErrNotFound) {
				continue // a reference that is no id of ours
			}
			if err != nil {
				return err
			}
			if m.Online == device.Yes && !m.Ambiguous {
				online = append(online, reference)
			}
			s.Hints.Hint(HintDevice, reference, 0)
		}
		if err := s.foundOnline(ctx, online, at); err != nil {
			return err
		}
	}
	return nil
}
