package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/helpatwork/helpatwork/internal/id"
)

// New makes a record of something that happens at now. Details are pairs of key and value; empty values are left out.
func New(now time.Time, by Actor, action Action, deviceID, sessionID string, details ...string) Record {
	r := Record{ID: id.New("aud"), At: now.UTC().Truncate(time.Microsecond), Actor: by, Action: action,
		DeviceID: deviceID, SessionID: sessionID}
	for pair := range slices.Chunk(details, 2) {
		if len(pair) == 2 && pair[1] != "" {
			if r.Details == nil {
				r.Details = make(map[string]string)
			}
			r.Details[pair[0]] = pair[1]
		}
	}
	return r
}

// Link is the hash that gives r its place behind previous (empty for the first): SHA-256 over every field with its
// length in front, so that no two different records give the same text. Seq is not covered: the order is the
// chain itself.
func Link(previous string, r Record) string {
	h := sha256.New()
	write := func(s string) { io.WriteString(h, strconv.Itoa(len(s))+":"+s) }
	for _, s := range []string{previous, r.ID, strconv.FormatInt(r.At.UnixMicro(), 10), string(r.Actor.Kind), r.Actor.ID,
		r.Actor.Name, string(r.Action), r.DeviceID, r.SessionID} {
		write(s)
	}
	for _, key := range slices.Sorted(maps.Keys(r.Details)) {
		write(key)
		write(r.Details[key])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A ChainState is what Verify found.
type ChainState struct {
	Linked int64  // how many records have their place
	Head   string // hash of the last one; empty for an empty log
	// BrokenAt is the first record that does not fit to the one before it; zero means the chain is whole.
	BrokenAt int64
}

// Verify walks the whole chain.
func Verify(ctx context.Context, store Store) (ChainState, error) {
	var s ChainState
	err := store.Chain(ctx, 1, func(r Record) bool {
		if r.Seq != s.Linked+1 || r.Hash != Link(s.Head, r) {
			s.BrokenAt = s.Linked + 1
			return false
		}
		s.Linked, s.Head = r.Seq, r.Hash
		return true
	})
	if err != nil {
		return ChainState{}, fmt.Errorf("verify audit chain: %w", err)
	}
	return s, nil
}

// linkBatch is how many records one transaction links.
const linkBatch = 500

// LinkAll links every record that has no place yet.
func LinkAll(ctx context.Context, store Store) error {
	for {
		n, err := store.LinkRecords(ctx, linkBatch, Link)
		if err != nil {
			return fmt.Errorf("link audit records: %w", err)
		}
		if n < linkBatch {
			return nil
		}
	}
}
