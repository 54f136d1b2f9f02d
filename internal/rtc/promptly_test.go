package rtc

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Frames carry the wish to be shown at once, to those browsers that understand it.
func TestFramesAskToBeShownAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(offer string) string
		want   []byte
	}{
		{"offered", func(offer string) string { return offer }, []byte{0, 0, 0}},
		{"not offered", func(offer string) string {
			return strings.Replace(offer, playoutDelayURI, "urn:example:other", 1)
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := firstExtension(t, c.change); !bytes.Equal(got, c.want) {
				t.Errorf("the packet says %v about its delay, want %v", got, c.want)
			}
		})
	}
}

// firstExtension is what the first packet to a technician says in the extension that the answer agreed on.
func firstExtension(t *testing.T, change func(offer string) string) []byte {
	t.Helper()
	port := openPort(t, nil)
	joined, packets := make(chan struct{}, 1), make(chan rtp.Header, 100)
	watcher, err := newClient(watches, nil, peerEvents{}, H264)
	must(t, err)
	t.Cleanup(func() { end(t, watcher) })
	watcher.pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		watcher.start(func() {
			for {
				packet, _, err := track.ReadRTP()
				if err != nil {
					return
				}
				packets <- packet.Header
			}
		})
	})
	_, err = watcher.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
	must(t, err)
	offer, err := watcher.offer(t.Context())
	must(t, err)
	if !strings.Contains(offer, playoutDelayURI) {
		t.Fatalf("the offer has no such extension: %s", offer)
	}
	sender, answer, err := port.Send(t.Context(), change(offer), H264, SenderEvents{State: func(s State) {
		if s == Connected {
			joined <- struct{}{}
		}
	}})
	must(t, err)
	must(t, watcher.accept(answer, false))
	receive(t, "technician", joined)
	must(t, sender.WritePacket(Packet{Sequence: 1, Marker: true, Payload: []byte{0x65, 1, 2, 3}}))
	header := receive(t, "packet", packets)
	if ids := header.GetExtensionIDs(); len(ids) > 0 {
		return header.GetExtension(ids[0])
	}
	return nil
}
