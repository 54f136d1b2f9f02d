package rtc

import (
	"github.com/pion/interceptor"
	"github.com/pion/rtp"
)

// playoutDelayURI names the extension that bounds how long a browser holds frames back to show them evenly
// (webrtc.googlesource.com/src, docs/native-code/rtp-hdrext/playout-delay; read 2026-11).
const playoutDelayURI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"

// noPlayoutDelay is a minimum and a maximum of zero, 12 bits each.
var noPlayoutDelay = []byte{0, 0, 0}

// promptly has technicians see every frame as soon as it is whole. A browser waits otherwise until what was lost could
// have been repeated, a round trip on a bad link; that is right for a film, and too late for a hand that touches a phone.
// A browser that did not offer the extension gets none.
type promptly struct{ interceptor.NoOp }

// NewInterceptor implements interceptor.Factory. One serves all peers: it keeps nothing.
func (p *promptly) NewInterceptor(string) (interceptor.Interceptor, error) { return p, nil }

// BindLocalStream implements interceptor.Interceptor.
func (*promptly) BindLocalStream(info *interceptor.StreamInfo, next interceptor.RTPWriter) interceptor.RTPWriter {
	for _, extension := range info.RTPHeaderExtensions {
		if extension.URI != playoutDelayURI {
			continue
		}
		return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
			if err := h.SetExtension(uint8(extension.ID), noPlayoutDelay); err != nil {
				return 0, err
			}
			return next.Write(h, payload, a)
		})
	}
	return next
}
