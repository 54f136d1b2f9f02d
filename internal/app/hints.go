package app

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/helpatwork/helpatwork/internal/bus"
	"github.com/helpatwork/helpatwork/internal/httpapi"
	"github.com/helpatwork/helpatwork/internal/support"
)

const hintDevice = support.HintDevice

// Subjects on the bus.
const (
	subjectHints   = "helpatwork.hints"
	subjectPersons = "helpatwork.persons"
)

// hints carries what changed to the browsers of every node.
type hints struct {
	bus *bus.Bus
	log *slog.Logger
	// heard, if set, is told of every hint of this and other nodes. It must not wait.
	heard func(kind, id string)
}

type hintMessage struct {
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// Hint tells every node that something changed. It never waits.
func (h *hints) Hint(kind, id string, version int64) {
	data, err := json.Marshal(hintMessage{kind, id, version})
	if err == nil {
		err = h.bus.Publish(subjectHints, data)
	}
	if err != nil {
		h.log.Error("hint lost", slog.String("kind", kind), slog.String("id", id), slog.Any("err", err))
	}
}

// personChanged tells every node that a person's rights changed.
func (h *hints) personChanged(personID string) {
	if err := h.bus.Publish(subjectPersons, []byte(personID)); err != nil {
		h.log.Error("change of a person lost", slog.String("person_id", personID), slog.Any("err", err))
	}
}

// follow hands what comes over the bus to this node's browsers until ctx ends.
func (h *hints) follow(ctx context.Context, events *httpapi.Events) error {
	err := h.bus.Subscribe(ctx, subjectHints, func(data []byte) {
		var m hintMessage
		if err := json.Unmarshal(data, &m); err != nil {
			h.log.Error("hint is not readable", slog.Any("err", err))
			return
		}
		if h.heard != nil {
			h.heard(m.Kind, m.ID)
		}
		events.Hint(m.Kind, m.ID, m.Version)
	})
	if err != nil {
		return err
	}
	return h.bus.Subscribe(ctx, subjectPersons, func(data []byte) { events.Changed(string(data)) })
}
