// Package app builds the server out of its rooms, starts them and stops them in order. It is the only place where rooms
// that do not know each other are joined.
package app

import (
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"

	"github.com/helpatwork/helpatwork/internal/sim"
	"github.com/helpatwork/helpatwork/internal/support"
)

// Version is set by the build.
var Version = "dev"

// A Config is everything that can be chosen about a server. It is read once.
type Config struct {
	// Listen is the TCP and UDP address, as host:port. Beyond loopback it makes TLS mandatory.
	Listen string
	// Data is the directory of everything kept. It is made, for its owner only, when it does not exist.
	Data string
	// TLSCert and TLSKey are files in PEM form. Without them a server that listens beyond loopback makes its own.
	TLSCert, TLSKey string
	// PublicURL is where people reach the server; nil takes what each request came to.
	PublicURL *url.URL
	// MediaAddresses are what media candidates name; empty means the addresses of the socket.
	MediaAddresses []netip.AddrPort
	// TrustedProxies may say who a request came from. Empty trusts nobody.
	TrustedProxies []netip.Prefix
	// MaxConnections is how many TCP connections may be open at once, of browsers, devices and media together; one more is
	// refused. Zero means 50,000. It is less where the system allows fewer open files.
	MaxConnections int
	// WriteTimeout is how long an answer may take, from the request's header to the answer's last byte. Zero means 2
	// minutes. Live hints and device links have no end: there each write has its time.
	WriteTimeout time.Duration
	// ServerName stands in the challenges of the device link. Devices keep it from their enrollment. Empty means the
	// host of PublicURL, or the address that is listened on.
	ServerName string
	// Company is shown to users; it may be empty.
	Company string
	Clocks  support.Clocks
	// TeamViewer says how TeamViewer is reached; the zero value is the real service.
	TeamViewer TeamViewer
	// AllowedHosts may be connected to and shown in pictures by the console's pages (requirement S40), as https://host
	// or https://*.host.
	AllowedHosts []string
	// Demo adds a simulated MDM, the simulated fleet and, unless TeamViewer names another address, a stand-in for
	// TeamViewer; nil is a real server.
	Demo *Demo
	Log  *slog.Logger
}

// Demo says what the simulated fleet is like.
type Demo struct {
	// Devices are how many there are. With 0 nobody plays, and the simulated MDM waits for whoever speaks to it.
	Devices int
	Seed    uint64
	// ManualAnswer leaves the consent prompts to whoever plays the users.
	ManualAnswer bool
	// Paces are how long things take on the phones; zero is as they come.
	Paces sim.Paces
	// AnswerAfter is how long the simulated users think. Zero means a moment.
	AnswerAfter time.Duration
	// Progress is told how far the fleet is.
	Progress func(done, total int)
}

func (c Config) file(name string) string { return filepath.Join(c.Data, name) }

// TeamViewer is how TeamViewer is reached. The zero value is the real service.
type TeamViewer struct {
	// API and Login are addresses of the Web API and of the page that asks people for their consent.
	API, Login string
	// Hosts are whose links may be given to people; empty means teamviewer.com and what is below it.
	Hosts []string
	// Launch is the link that opens an unattended session, with {{id}} for the device's TeamViewer id.
	Launch string
	// Group is the group of the sessions at TeamViewer; empty means Help@Work.
	Group string
	// Assignment is the company's assignment id, which Host gets by the value {{assignment}}.
	Assignment string
}
