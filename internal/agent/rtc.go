package agent

import (
	"context"
	"log/slog"

	"github.com/helpatwork/helpatwork/internal/rtc"
)

// RTC publishes screens by WebRTC.
type RTC struct{ Log *slog.Logger }

// Publish implements Media.
func (m RTC) Publish(ctx context.Context, codec string, on MediaEvents) (Stream, string, error) {
	p, offer, err := rtc.Publish(ctx, rtc.PublishConfig{Codec: rtc.Codec(codec), Log: m.Log, On: rtc.PublisherEvents{
		State: func(s rtc.State) {
			if s == rtc.Ended {
				on.Lost()
			}
		},
		// The control channel opens last, a moment after frames could flow; whoever sends frames says first of what size.
		Opened: func(label string) {
			if label == rtc.Control {
				on.Connected()
			}
		},
		KeyFrameWanted: on.KeyFrameWanted,
		Message:        on.Message,
	}})
	if err != nil {
		return nil, "", err
	}
	return publisher{p}, offer, nil
}

// publisher is a publisher whose Close has an answer.
type publisher struct{ *rtc.Publisher }

// Close ends the stream.
func (s publisher) Close() error {
	s.Publisher.Close()
	return nil
}
