package media

import (
	"errors"
	"testing"
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
