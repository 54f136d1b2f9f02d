package app

import (
	"errors"
	"net"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/access"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/media"
	"github.com/helpatwork/helpatwork/internal/rtc"
)

// TestARoomIsToldWhenATokenEnds lets two scripts ask with an offer that cannot be answered: only the one whose token is not
// over gets as far as that.
func TestARoomIsToldWhenATokenEnds(t *testing.T) {
	t.Parallel()
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port, err := rtc.Open(rtc.Config{UDP: udp})
	if err != nil {
		t.Fatal(err)
	}
	rooms := media.New(port, media.Config{})
	t.Cleanup(func() {
		if err := errors.Join(rooms.Shutdown(t.Context()), port.Close()); err != nil && !errors.Is(err, t.Context().Err()) {
			t.Error(err)
		}
	})
	rooms.Open("ses_1", "H264")
	script := httpapi.Viewer{ID: "vwr_1", PersonID: "usr_1", Rights: []access.Right{access.View}, TokenID: "tok_1", Until: time.Now().Add(time.Hour)}
	if _, err := (viewersOfAPI{rooms}).View(t.Context(), "ses_1", script, "no offer"); !errors.Is(err, httpapi.ErrBadOffer) {
		t.Errorf("with a token that works: %v, want ErrBadOffer", err)
	}
	script.Until = time.Now()
	if _, err := (viewersOfAPI{rooms}).View(t.Context(), "ses_1", script, "no offer"); !errors.Is(err, access.ErrForbidden) {
		t.Errorf("with a token that is over: %v, want ErrForbidden", err)
	}
}
