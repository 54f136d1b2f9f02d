package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/agent"
	"github.com/helpatwork/helpatwork/internal/id"
	"github.com/helpatwork/helpatwork/internal/sim"
)

// fleetEmail belongs to the account that imports the simulated fleet. It has no password, so nobody signs in as it.
const fleetEmail = "simulated-fleet@helpatwork.invalid"

// openFleet makes the simulated phones. They reach the server over its port, like any phone, and import themselves
// through the API, like any script.
func (s *Server) openFleet(ctx context.Context) (*sim.Fleet, error) {
	token, err := s.fleetToken(ctx)
	if err != nil {
		return nil, fmt.Errorf("make the account of the simulated fleet: %w", err)
	}
	demo, viewer := s.cfg.Demo, ""
	if s.stage.viewer != nil { // the simulated apps know no other
		viewer = s.stage.viewer.Origin()
	}
	return sim.Open(sim.Config{
		Server: s.localURL(), ServerName: s.cfg.ServerName, AdminToken: token, N: demo.Devices, Seed: demo.Seed, StateFile: s.cfg.file("fleet.json"), Media: agent.RTC{Log: s.log},
		AutoAnswer: !demo.ManualAnswer, AnswerAfter: demo.AnswerAfter, TLS: s.ownTrust(), Log: s.log, Now: time.Now, Progress: demo.Progress,
		MDM: s.stage.ofFleet(), TeamViewer: viewer, Paces: demo.Paces,
	})
}

// ownTrust trusts this server's own certificate and nothing else.
func (s *Server) ownTrust() *tls.Config {
	if s.sockets.tls == nil {
		return nil
	}
	trusted := x509.NewCertPool()
	if leaf, err := x509.ParseCertificate(s.sockets.tls.Certificates[0].Certificate[0]); err == nil {
		trusted.AddCert(leaf)
	}
	return &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12, ServerName: "localhost"}
}

func (s *Server) fleetToken(ctx context.Context) (id.Secret, error) {
	p := access.Person{ID: id.New("usr"), Name: "Simulated fleet", Email: fleetEmail, Role: access.Administrator, AllDevices: true,
		CreatedAt: time.Now().UTC().Truncate(time.Microsecond)}
	err := s.db.CreatePerson(ctx, p)
	if errors.Is(err, access.ErrEmailTaken) {
		p, err = s.db.PersonByEmail(ctx, fleetEmail)
	}
	if err != nil {
		return "", err
	}
	old, err := s.db.Tokens(ctx, p.ID)
	if err != nil {
		return "", err
	}
	for _, t := range old {
		if err := s.db.RemoveToken(ctx, p.ID, t.ID); err != nil {
			return "", err
		}
	}
	t, secret := newToken(p.ID, "import", []access.Right{access.View, access.Administer}, 24*time.Hour)
	return secret, s.db.CreateToken(ctx, t)
}

// newToken is kept apart from the services: nobody asks for it over the network.
func newToken(personID, name string, rights []access.Right, life time.Duration) (access.Token, id.Secret) {
	secret, now := id.NewSecret(), time.Now().UTC().Truncate(time.Microsecond)
	return access.Token{ID: id.New("tok"), PersonID: personID, Name: name, Hash: secret.Hash(), Rights: rights, CreatedAt: now, ExpiresAt: now.Add(life)}, secret
}
