package rtc

import (
	"fmt"
	"net/netip"
	"strings"
)

// cleanOffer bounds an offer and takes its candidates out. We never call the other side, it calls us and is learned
// from its first check (RFC 8445 §7.3.1.3): so nobody can aim our checks at a third address, and the hidden
// names of browsers (mDNS) need not be resolved.
func cleanOffer(offer string) (string, error) {
	if err := checkSignal(offer); err != nil {
		return "", err
	}
	return withoutLines(offer, func(line string) bool {
		return strings.HasPrefix(line, "a=candidate:") || strings.HasPrefix(line, "a=end-of-candidates")
	}), nil
}

func checkSignal(text string) error {
	switch {
	case len(text) > MaxSignal:
		return fmt.Errorf("%w: it has %d bytes, at most %d are taken", ErrSignal, len(text), MaxSignal)
	case !strings.HasPrefix(text, "v=0"):
		return fmt.Errorf("%w: it is not SDP", ErrSignal)
	case strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), "\r"):
		// pion's parser begins a line behind it, which withoutLines would not see.
		return fmt.Errorf("%w: a carriage return stands alone", ErrSignal)
	}
	return nil
}

func withoutLines(text string, drop func(line string) bool) string {
	var kept strings.Builder
	kept.Grow(len(text))
	for line := range strings.Lines(text) {
		if !drop(line) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// onlyTransport leaves the candidates of an answer that go over TCP, or those that do not.
func onlyTransport(answer string, tcp bool) string {
	return withoutLines(answer, func(line string) bool {
		// a=candidate:foundation component transport priority address port typ type (RFC 8839 §5.1)
		fields := strings.Fields(line)
		return strings.HasPrefix(line, "a=candidate:") && len(fields) > 2 && strings.EqualFold(fields[2], "tcp") != tcp
	})
}

// advertised replaces the candidates of an answer by the given addresses. Checks are told apart by their
// user name, so it does not matter at which address they were sent.
func advertised(answer string, addresses []netip.AddrPort, overTCP bool) string {
	if len(addresses) == 0 {
		return answer
	}
	var text strings.Builder
	done := false
	for line := range strings.Lines(answer) {
		if !strings.HasPrefix(line, "a=candidate:") {
			text.WriteString(line)
			continue
		}
		if done {
			continue
		}
		done = true
		for i, a := range addresses {
			// Host priorities as in RFC 8445 §5.1.2.1 and RFC 6544 §4.2: every UDP address before any TCP one.
			fmt.Fprintf(&text, "a=candidate:%d 1 udp %d %s %d typ host\r\n", 2*i+1, 2130706431-i<<8, a.Addr(), a.Port())
			if overTCP {
				fmt.Fprintf(&text, "a=candidate:%d 1 tcp %d %s %d typ host tcptype passive\r\n", 2*i+2, 1671430143-i<<8,
					a.Addr(), a.Port())
			}
		}
	}
	return text.String()
}

// hasVideo says whether a description accepted a video stream.
func hasVideo(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "m=video ") && !strings.HasPrefix(line, "m=video 0 ") {
			return true
		}
	}
	return false
}
