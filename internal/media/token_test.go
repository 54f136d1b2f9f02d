package media

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// A script's window does not outlive its token, and none comes in that was on its way when the token was made void.
func TestDropTokenFromEveryRoom(t *testing.T) {
	t.Parallel()
	h, _ := openHouse(t)
	h.rooms.Open("ses_2", "H264")
	as := func(session, id, token string) *technician {
		return h.viewAs(session, Viewer{ID: id, PersonID: "usr_hana", Name: "hana", Rights: mayView, TokenID: token})
	}
	one, two := as("ses_1", "vwr_1", "tok_1"), as("ses_2", "vwr_2", "tok_1")
	other, browser := as("ses_1", "vwr_3", "tok_2"), as("ses_1", "vwr_4", "")
	h.rooms.DropToken("tok_1")
	receive(t, "end in room 1", one.ended)
	receive(t, "end in room 2", two.ended)
	other.sync()
	browser.sync()
	room := h.rooms.find("ses_1")
	late := &viewer{Viewer: Viewer{ID: "vwr_5", PersonID: "usr_hana", TokenID: "tok_1"}, room: room, rights: mayView}
	if err := room.enter(late, 0); !errors.Is(err, ErrNoRight) {
		t.Errorf("a window that was on its way came in: %v", err)
	}
}

// A script's window ends when its token does, also when nobody removes the token.
func TestAWindowEndsWithItsToken(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(passed.Load())) }
	h := newHouseAt(t, listen(t), now)
	h.rooms.Open("ses_1", "H264")
	as := func(id, token string, until time.Time) *technician {
		return h.viewAs("ses_1", Viewer{ID: id, PersonID: "usr_hana", Name: "hana", Rights: mayView, TokenID: token, Until: until})
	}
	short, long := as("vwr_1", "tok_1", now().Add(time.Hour)), as("vwr_2", "tok_2", now().Add(2*time.Hour))
	browser := as("vwr_3", "", time.Time{})
	for _, tech := range []*technician{short, long, browser} {
		until(t, "control channel", tech.opened, func(label string) bool { return label == wire.ChannelControl })
	}
	passed.Add(int64(time.Hour))
	receive(t, "the end of the token that is over", short.ended)
	long.sync()
	browser.sync()
}
