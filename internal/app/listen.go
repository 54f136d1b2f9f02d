package app

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"
)

// sockets are the one port: TCP and UDP of the same number.
type sockets struct {
	tcp *bound
	udp net.PacketConn
	tls *tls.Config // nil serves plain HTTP, on loopback only
	// fingerprint of a self-made certificate; empty for one that was given.
	fingerprint string
}

// listen opens the port. Port 0 takes any that is free for both.
func listen(cfg Config) (*sockets, error) {
	s := new(sockets)
	tcp, err := s.open(cfg.Listen)
	if err != nil {
		return nil, err
	}
	s.tcp = newBound(tcp, cmp.Or(cfg.MaxConnections, DefaultConnections), cfg.Log)
	if err := s.secure(cfg); err != nil {
		return nil, errors.Join(err, s.tcp.Close(), s.udp.Close())
	}
	return s, nil
}

func (s *sockets) open(address string) (net.Listener, error) {
	for range 20 { // with port 0 the UDP port of the same number may be taken
		tcp, err := net.Listen("tcp", address)
		if err != nil {
			return nil, fmt.Errorf("listen on %s: %w", address, err)
		}
		udp, err := net.ListenPacket("udp", tcp.Addr().String())
		if err == nil {
			s.udp = udp
			return tcp, nil
		}
		tcp.Close()
		if !strings.HasSuffix(address, ":0") {
			return nil, fmt.Errorf("listen on %s for media: %w", address, err)
		}
	}
	return nil, fmt.Errorf("listen on %s: found no port that is free for TCP and UDP", address)
}

func (s *sockets) loopback() bool {
	address, err := netip.ParseAddrPort(s.tcp.Addr().String())
	return err == nil && address.Addr().IsLoopback()
}

// secure turns TLS on where it was asked for, and wherever strangers could listen in.
func (s *sockets) secure(cfg Config) error {
	if cfg.TLSCert == "" && s.loopback() {
		return nil
	}
	certFile, keyFile := cfg.TLSCert, cfg.TLSKey
	if certFile == "" {
		certFile, keyFile = cfg.file("tls-cert.pem"), cfg.file("tls-key.pem")
		if err := ensureCertificate(certFile, keyFile, time.Now()); err != nil {
			return err
		}
	}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return fmt.Errorf("load the TLS certificate: %w", err)
	}
	if cfg.TLSCert == "" {
		sum := sha256.Sum256(pair.Certificate[0])
		s.fingerprint = hex.EncodeToString(sum[:])
	}
	s.tls = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	return nil
}

// renewBefore is how long before its end a self-made certificate is made anew, at the next start.
const renewBefore = 30 * 24 * time.Hour

// ensureCertificate makes a certificate for this machine's names and addresses unless there is one that still serves.
func ensureCertificate(certFile, keyFile string, now time.Time) error {
	switch kept, err := os.ReadFile(certFile); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil || !endsSoon(kept, now):
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a TLS key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return fmt.Errorf("make a TLS certificate: %w", err)
	}
	names, addresses := ownNames()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Help@Work"}, DNSNames: names, IPAddresses: addresses,
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("make a TLS certificate: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("make a TLS key: %w", err)
	}
	// The certificate comes last: while it is missing, both are made anew. An old one does not go with the new key.
	if err := os.Remove(certFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the old TLS certificate: %w", err)
	}
	if err := writePEM(keyFile, "PRIVATE KEY", private); err != nil {
		return err
	}
	return writePEM(certFile, "CERTIFICATE", cert)
}

// endsSoon says whether a certificate must be made anew. What cannot be read is left for whoever put it there.
func endsSoon(file []byte, now time.Time) bool {
	block, _ := pem.Decode(file)
	if block == nil {
		return false
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	return err == nil && cert.NotAfter.Before(now.Add(renewBefore))
}

func writePEM(file, kind string, der []byte) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}

func ownNames() ([]string, []net.IP) {
	names := []string{"localhost"}
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
	}
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if all, err := net.InterfaceAddrs(); err == nil {
		for _, a := range all {
			if network, is := a.(*net.IPNet); is && network.IP.IsGlobalUnicast() {
				addresses = append(addresses, network.IP)
			}
		}
	}
	return names, addresses
}
