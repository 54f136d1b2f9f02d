package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/app"
	"github.com/helpatwork/helpatwork/internal/support"
)

// serverFlags are what the server and the demo have in common.
type serverFlags struct {
	logFlags
	PublicURL    *url.URL         `help:"Where people reach the server, as https://help.example.com."`
	TLSCert      string           `type:"existingfile" help:"Certificate in PEM form; without one, a server beyond loopback makes its own."`
	TLSKey       string           `type:"existingfile" help:"Its key in PEM form."`
	MediaAddress []netip.AddrPort `help:"Address and port that devices and browsers can reach for media, when it differs from --listen."`
	TrustedProxy []netip.Prefix   `help:"Networks of proxies whose X-Forwarded-For is believed. None by default."`
	// Bounds that hold whatever the connections are for.
	MaxConnections int           `default:"50000" help:"How many TCP connections may be open at once; one more is refused."`
	WriteTimeout   time.Duration `default:"2m" help:"How long an answer may take to be written. Live hints and device links are exempt."`
	ServerName     string        `help:"The server's name in device challenges, which devices keep; the host people reach it by if left out."`
	Company        string        `help:"Your company's name, as users are shown it."`
	AnswerWithin   time.Duration `default:"5m" help:"How long a user may think about a request."`
	DeliverWithin  time.Duration `default:"10m" help:"How long a request may take to reach a device."`
	// An iPhone takes a session ID only when its user opens QuickSupport, so it gets longer (requirement S66).
	DeliverWithinIOS time.Duration `name:"deliver-within-ios" default:"30m" help:"How long a session on an iPhone or iPad may wait for its user."`
	RejoinWithin     time.Duration `default:"60s" help:"How long a lost device may take to come back."`
	// Requirement S40: what a page may reach beside this server is the operator's to say.
	AllowHost            []string `help:"Further hosts that the console's pages may connect to and show pictures of, as https://host or https://*.host."`
	TeamviewerAPI        string   `name:"teamviewer-api" help:"Address of TeamViewer's Web API; the real one if left out."`
	TeamviewerLogin      string   `help:"Address of TeamViewer's page that asks for consent; the real one if left out."`
	TeamviewerHost       []string `help:"Hosts whose TeamViewer links may be given to people; teamviewer.com and all below it if left out."`
	TeamviewerLaunch     string   `help:"Link that opens an unattended session, with {{id}} for the device's TeamViewer id."`
	TeamviewerGroup      string   `help:"Group of the sessions at TeamViewer; Help@Work if left out."`
	TeamviewerAssignment string   `help:"Your assignment id at TeamViewer, which Host receives where its keys ask for {{assignment}}."`
}

func (f serverFlags) config(listen, data string) app.Config {
	return app.Config{Listen: listen, Data: data, TLSCert: f.TLSCert, TLSKey: f.TLSKey, PublicURL: f.PublicURL, MediaAddresses: f.MediaAddress,
		TrustedProxies: f.TrustedProxy, MaxConnections: f.MaxConnections, WriteTimeout: f.WriteTimeout, ServerName: f.ServerName, Company: f.Company, Log: f.logger(),
		AllowedHosts: f.AllowHost, TeamViewer: app.TeamViewer{API: f.TeamviewerAPI, Login: f.TeamviewerLogin, Hosts: f.TeamviewerHost,
			Launch: f.TeamviewerLaunch, Group: f.TeamviewerGroup, Assignment: f.TeamviewerAssignment},
		Clocks: support.Clocks{Answer: f.AnswerWithin, Delivery: f.DeliverWithin, DeliveryIOS: f.DeliverWithinIOS, Rejoin: f.RejoinWithin}}
}

// Validate is called by kong.
func (f serverFlags) Validate() error {
	if (f.TLSCert == "") != (f.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	if f.MaxConnections < 100 || f.MaxConnections > 1_000_000 {
		return errors.New("--max-connections must be 100 to 1000000")
	}
	if f.WriteTimeout < 5*time.Second || f.WriteTimeout > time.Hour {
		return errors.New("--write-timeout must be 5s to 1h")
	}
	return nil
}

type serveCommand struct {
	Listen              string        `default:"127.0.0.1:8480" help:"Address for everything: HTTP, device links and media."`
	Data                string        `required:"" help:"Directory of everything that is kept."`
	UnattendedCountdown time.Duration `default:"30s" help:"How long the user can decline before an unattended session starts."`
	serverFlags
}

// Run serves until SIGINT or SIGTERM.
func (c serveCommand) Run(ctx context.Context) error {
	cfg := c.config(c.Listen, c.Data)
	cfg.Clocks.Countdown = c.UnattendedCountdown
	return serve(ctx, cfg, func(s *app.Server) error { return announce(ctx, s) })
}

// announce prints how to reach the server, and the way in for the first administrator.
func announce(ctx context.Context, s *app.Server) error {
	if f := s.Fingerprint(); f != "" {
		fmt.Printf("Certificate (made by this server), SHA-256: %s\n", f)
	}
	link, err := s.SetupLink(ctx)
	switch {
	case errors.Is(err, access.ErrAlreadySetUp):
		fmt.Printf("Sign in: %s/sign-in\n", s.URL())
		return nil
	case err != nil:
		return err
	}
	fmt.Printf("Sign in: %s\n", link)
	fmt.Printf("(valid once, for %v; it makes the first administrator)\n", access.LinkLife)
	return nil
}

type demoCommand struct {
	Listen  string `default:"127.0.0.1:8480" help:"Address for everything."`
	Data    string `required:"" help:"Directory of everything that is kept."`
	Devices int    `default:"200" help:"How many simulated devices there are."`
	Seed    uint64 `default:"1" help:"The same seed gives the same devices."`
	// The users of the demo answer by themselves, so that one browser tab is enough.
	ManualAnswer        bool          `help:"Let the consent prompts wait for you at /sim/."`
	UnattendedCountdown time.Duration `default:"5s" help:"How long the user can decline before an unattended session starts."`
	serverFlags
}

// Run serves the demo until SIGINT or SIGTERM.
func (c demoCommand) Run(ctx context.Context) error {
	if c.Devices < 1 || c.Devices > 200_000 {
		return errors.New("--devices must be 1 to 200000")
	}
	cfg := c.config(c.Listen, c.Data)
	cfg.Clocks.Countdown = c.UnattendedCountdown
	if cfg.Company == "" {
		cfg.Company = "Example Trading"
	}
	cfg.Demo = &app.Demo{Devices: c.Devices, Seed: c.Seed, ManualAnswer: c.ManualAnswer, Progress: progress()}
	return serve(ctx, cfg, func(s *app.Server) error {
		if err := announce(ctx, s); err != nil {
			return err
		}
		fmt.Printf("Simulated devices: %s/sim/\n", s.URL())
		return nil
	})
}

// progress tells on standard error how far the fleet is, at most once a second and only when it takes longer than two.
func progress() func(done, total int) {
	began, told := time.Now(), time.Time{}
	return func(done, total int) {
		if done < total && (time.Since(began) < 2*time.Second || time.Since(told) < time.Second) {
			return
		}
		if done == total && told.IsZero() {
			return
		}
		told = time.Now()
		fmt.Fprintf(os.Stderr, "simulated devices: %d of %d\n", done, total)
	}
}
