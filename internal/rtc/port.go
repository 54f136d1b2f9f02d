package rtc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// Config says where a [Port] finds its sockets. The Port closes both.
type Config struct {
	UDP net.PacketConn
	// TCP gives the connections for media over TCP (RFC 6544), usually from [Split]; nil means none.
	TCP net.Listener
	// Advertise are the addresses that answers name, for UDP and TCP alike. Empty: those of the sockets.
	Advertise []netip.AddrPort
	Log       *slog.Logger
}

// A Port owns one UDP socket and one TCP listener and makes the server's peers on them. It is safe for
// concurrent use.
type Port struct {
	udp       ice.UDPMux
	tcp       ice.TCPMux
	conn      net.PacketConn
	advertise []netip.AddrPort
	overTCP   bool
	log       *slog.Logger
	apis      map[apiKey]*webrtc.API

	mu     sync.Mutex
	closed bool
	peers  map[*peer]struct{}
}

type apiKey struct {
	role  role
	codec Codec
}

// socketBuffer holds, in bytes, the key frames of many sessions that arrive at the same moment.
const socketBuffer = 4 << 20

// maxTCPBacklog bounds, in bytes, what waits for one technician behind a slow TCP connection; later packets are
// dropped, and a key frame is asked for.
const maxTCPBacklog = 512 << 10

// Open starts a port. Close it to give the sockets back.
func Open(cfg Config) (*Port, error) {
	if cfg.UDP == nil {
		return nil, errors.New("open media port: no UDP socket given")
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	factory := logFactory{cfg.Log}
	s := settings(factory)
	if buffered, ok := cfg.UDP.(interface {
		SetReadBuffer(int) error
		SetWriteBuffer(int) error
	}); ok {
		// The kernel caps both at its own limit; a smaller buffer works, only less well.
		if err := errors.Join(buffered.SetReadBuffer(socketBuffer), buffered.SetWriteBuffer(socketBuffer)); err != nil {
			cfg.Log.Warn("media socket keeps its small buffers", slog.Any("err", err))
		}
	}
	p := &Port{conn: cfg.UDP, advertise: cfg.Advertise, log: cfg.Log, peers: map[*peer]struct{}{},
		apis: map[apiKey]*webrtc.API{}}
	p.udp = webrtc.NewICEUDPMux(factory.NewLogger("ice"), cfg.UDP)
	s.SetICEUDPMux(p.udp)
	networks := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	if cfg.TCP != nil {
		p.overTCP = true
		p.tcp = ice.NewTCPMuxDefault(ice.TCPMuxParams{Listener: cfg.TCP, Logger: factory.NewLogger("ice"),
			ReadBufferSize: 64, WriteBufferSize: maxTCPBacklog,
			FirstStunBindTimeout: peekTimeout, AliveDurationForConnFromStun: ConnectTimeout})
		s.SetICETCPMux(p.tcp)
		networks = append(networks, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	}
	s.SetNetworkTypes(networks)
	if err := preferOurs(&s); err != nil {
		return nil, fmt.Errorf("open media port: %w", err)
	}
	s.DisableActiveTCP(true) // the other side always calls us
	s.SetIncludeLoopbackCandidate(isLoopback(cfg.UDP.LocalAddr()))
	for _, role := range []role{takesFrames, givesFrames} {
		for _, codec := range []Codec{H264, VP8} {
			api, err := newAPI(role, s, codec)
			if err != nil {
				return nil, fmt.Errorf("open media port: %w", errors.Join(err, p.Close()))
			}
			p.apis[apiKey{role, codec}] = api
		}
	}
	return p, nil
}

// preferOurs makes us the DTLS server: so the other side, whose checks succeed first, begins (measured with Chromium: 50 ms
// less until the first frame), and we choose the cipher, GCM, which costs half of the browser's own choice. The
// cookie that proves a client's address (RFC 6347 §4.2.1) is left out and with it a round trip: checks have
// proved the address already.
func preferOurs(s *webrtc.SettingEngine) error {
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	s.SetDTLSInsecureSkipHelloVerify(true)
	return s.SetAnsweringDTLSRole(webrtc.DTLSRoleServer)
}

func isLoopback(addr net.Addr) bool {
	udp, ok := addr.(*net.UDPAddr)
	return ok && udp.IP.IsLoopback()
}

// Close ends every peer and closes the sockets. It waits until all of its goroutines have ended.
func (p *Port) Close() error {
	p.mu.Lock()
	p.closed = true
	peers := make([]*peer, 0, len(p.peers))
	for peer := range p.peers {
		peers = append(peers, peer)
	}
	p.mu.Unlock()
	for _, peer := range peers {
		peer.Close()
	}
	for _, peer := range peers {
		<-peer.Done()
	}
	var errs []error
	if p.tcp != nil {
		errs = append(errs, p.tcp.Close())
	}
	errs = append(errs, p.udp.Close())
	// The mux has closed the socket already; the second close says so.
	if err := p.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close media port: %w", err)
	}
	return nil
}

// newPeer makes the server's end of an offer.
func (p *Port) newPeer(role role, codec Codec, on peerEvents) (*peer, error) {
	api := p.apis[apiKey{role, codec}]
	if api == nil {
		return nil, fmt.Errorf("%w: %q", ErrCodec, string(codec))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrClosed
	}
	peer, err := newPeer(api, p.log, on)
	if err != nil {
		return nil, err
	}
	p.peers[peer] = struct{}{}
	peer.onDone = func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.peers, peer)
	}
	return peer, nil
}

// answer takes an offer and returns the answer with all our candidates.
func (p *Port) answer(ctx context.Context, peer *peer, offer string) (string, error) {
	clean, err := cleanOffer(offer)
	if err != nil {
		return "", err
	}
	if err := peer.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: clean}); err != nil {
		return "", fmt.Errorf("%w: take offer: %w", ErrSignal, err)
	}
	answer, err := peer.pc.CreateAnswer(nil)
	if errors.Is(err, webrtc.ErrSenderWithNoCodecs) {
		return "", ErrCodec
	}
	if err != nil {
		return "", fmt.Errorf("%w: answer: %w", ErrSignal, err)
	}
	if !hasVideo(answer.SDP) {
		return "", ErrCodec
	}
	text, err := peer.describe(ctx, answer)
	if err != nil {
		return "", err
	}
	return advertised(text, p.advertise, p.overTCP), nil
}
