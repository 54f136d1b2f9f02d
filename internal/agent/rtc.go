package agent

import (
	"context"
	"log/slog"

	"github.com/helpatwork/helpatwork/internal/rtc"
)

// RTC is [Media] over WebRTC.
type RTC struct{ Log *slog.Logger }

// Publish implements [Media].
func (r RTC) Publish(ctx context.Context, want Wanted) (Stream, string, error) {
	p, offer, err := rtc.Publish(ctx, rtc.PublishConfig{
		Codec:   rtc.Codec(want.Codec),
		OverTCP: want.OverTCP,
		Log:     r.Log,
		On: rtc.PublisherEvents{
			State: func(s rtc.State) {
				switch s {
				case rtc.Connected:
					want.Connected()
				case rtc.Ended:
					want.Lost()
				}
			},
			Opened: func(label string) {
				if label == rtc.Control {
					want.Opened()
				}
			},
			KeyFrameWanted: want.KeyFrameWanted,
			Message:        want.Message,
		},
	})
	if err != nil {
		return nil, "", err // rtc says what was tried
	}
	return p, offer, nil
}
