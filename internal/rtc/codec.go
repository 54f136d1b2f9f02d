package rtc

import (
	"fmt"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

const clockRate = 90000 // Hz, of every video codec (RFC 6184 §8.2.1, RFC 7741 §6.1)

// A role is which end of a media path a peer is; each needs other interceptors.
type role int

const (
	takesFrames role = iota // the server towards a device
	givesFrames             // the server towards a technician
	publishes               // a device
	watches                 // a technician
)

const (
	// keptPackets is how many sent packets can be repeated: more than a second of 2 Mbit/s. Power of two.
	keptPackets = 256
	// nackInterval is how long a gap stays before its packets are asked for, and asked for again. Shorter ones
	// ask several times per round trip and double the loss.
	nackInterval = 40 * time.Millisecond
	// keepAlive is how often a peer proves that it lives; several fit into LossTimeout, so that losing a few in a
	// row on a bad link ends nothing.
	keepAlive = 500 * time.Millisecond
)

// newAPI builds pion for one role. It takes the codecs in the order they are preferred.
func newAPI(role role, settings webrtc.SettingEngine, codecs ...Codec) (*webrtc.API, error) {
	engine := &webrtc.MediaEngine{}
	for _, c := range codecs {
		if err := register(engine, c); err != nil {
			return nil, err
		}
	}
	registry, err := interceptors(role, engine)
	if err != nil {
		return nil, fmt.Errorf("set up interceptors: %w", err)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(registry),
		webrtc.WithSettingEngine(settings)), nil
}

// register adds a codec and its repetitions (RFC 4588). An answer keeps the payload types of its offer.
func register(engine *webrtc.MediaEngine, c Codec) error {
	capability, err := c.capability()
	if err != nil {
		return err
	}
	payloadType := webrtc.PayloadType(96)
	if c == H264 {
		payloadType = 102
	}
	for _, p := range []webrtc.RTPCodecParameters{
		{RTPCodecCapability: capability, PayloadType: payloadType},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: clockRate,
			SDPFmtpLine: fmt.Sprintf("apt=%d", payloadType)}, PayloadType: payloadType + 1},
	} {
		if err := engine.RegisterCodec(p, webrtc.RTPCodecTypeVideo); err != nil {
			return fmt.Errorf("register codec %s: %w", c, err)
		}
	}
	return nil
}

func (c Codec) capability() (webrtc.RTPCodecCapability, error) {
	capability := webrtc.RTPCodecCapability{ClockRate: clockRate, RTCPFeedback: []webrtc.RTCPFeedback{
		{Type: webrtc.TypeRTCPFBNACK}, {Type: webrtc.TypeRTCPFBNACK, Parameter: "pli"},
		{Type: webrtc.TypeRTCPFBCCM, Parameter: "fir"},
	}}
	switch c {
	case H264:
		capability.MimeType = webrtc.MimeTypeH264
		capability.SDPFmtpLine = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
	case VP8:
		capability.MimeType = webrtc.MimeTypeVP8
	default:
		return capability, fmt.Errorf("%w: %q", ErrCodec, string(c))
	}
	return capability, nil
}

// interceptors are what pion calls its defaults without statistics, and of the rest only what each role uses.
// Transport-wide congestion control runs on the publishing leg: a browser that shares its screen needs the
// feedback to raise its rate. Towards technicians nothing would read it.
func interceptors(role role, engine *webrtc.MediaEngine) (*interceptor.Registry, error) {
	registry := &interceptor.Registry{}
	switch role {
	case takesFrames, watches:
		gaps, err := nack.NewGeneratorInterceptor(nack.GeneratorSize(512), nack.GeneratorInterval(nackInterval))
		if err != nil {
			return nil, err
		}
		reports, err := report.NewReceiverInterceptor()
		if err != nil {
			return nil, err
		}
		registry.Add(gaps)
		registry.Add(reports)
	case givesFrames, publishes:
		repeats, err := nack.NewResponderInterceptor(nack.ResponderSize(keptPackets))
		if err != nil {
			return nil, err
		}
		reports, err := report.NewSenderInterceptor()
		if err != nil {
			return nil, err
		}
		registry.Add(repeats)
		registry.Add(reports)
	}
	if role == givesFrames || role == watches {
		if role == givesFrames {
			registry.Add(&promptly{}) // the last one is the first to see a packet, so repetitions have it too
		}
		return registry, engine.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: playoutDelayURI}, webrtc.RTPCodecTypeVideo)
	}
	engine.RegisterFeedback(webrtc.RTCPFeedback{Type: webrtc.TypeRTCPFBTransportCC}, webrtc.RTPCodecTypeVideo)
	err := engine.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.TransportCCURI},
		webrtc.RTPCodecTypeVideo)
	if err != nil {
		return nil, err
	}
	var congestion interceptor.Factory
	if role == takesFrames {
		congestion, err = twcc.NewSenderInterceptor()
	} else {
		congestion, err = twcc.NewHeaderExtensionInterceptor()
	}
	if err != nil {
		return nil, err
	}
	registry.Add(congestion)
	return registry, nil
}

// settings are what all roles have in common.
func settings(log logFactory) webrtc.SettingEngine {
	s := webrtc.SettingEngine{LoggerFactory: log}
	s.SetLite(false) // a lite peer answers checks only every 200 ms
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetHostAcceptanceMinWait(0)
	s.SetSrflxAcceptanceMinWait(0)
	s.SetPrflxAcceptanceMinWait(0)
	s.SetRelayAcceptanceMinWait(0)
	// pion fails a peer that does not connect after the sum of both.
	s.SetICETimeouts(LossTimeout, ConnectTimeout-LossTimeout, keepAlive)
	s.SetDTLSRetransmissionInterval(200 * time.Millisecond)
	s.SetSCTPMaxReceiveBufferSize(maxBuffered)
	s.SetSCTPMaxMessageSize(maxChannelMessage)
	s.SetSCTPRTOMax(time.Second) // longer pauses on a bad link would be felt as a dead screen
	s.DetachDataChannels()
	s.SetFireOnTrackBeforeFirstRTP(true)
	return s
}
