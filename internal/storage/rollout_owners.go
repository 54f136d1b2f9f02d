package storage

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/helpatwork/helpatwork/internal/device"
	"github.com/helpatwork/helpatwork/internal/rollout"
)

// ownerColumns are those of a rollout.Owner, in its order, for devices d that are grouped by address.
const ownerColumns = "lower(d.owner_email), max(d.owner_name), max(d.owner_kana), max(d.owner_department), count(*)"

// Owners implements rollout.Store. Without a search it walks the index of addresses; with one it looks into the devices
// that hold the words.
func (db *DB) Owners(ctx context.Context, search, cursor string, limit int) (page rollout.OwnerPage, err error) {
	after := ""
	if cursor != "" {
		if after, err = decodeCursor(cursor, rollout.ErrBadCursor); err != nil {
			return rollout.OwnerPage{}, err
		}
	}
	limit = pageLimit(limit)
	err = db.read(ctx, "owners", func(t *tx) error {
		terms := searchTerms(search)
		if len(terms) > 0 {
			page.Owners, err = t.ownersFound(ctx, terms, after, limit+1)
		} else {
			page.Owners, err = all[rollout.Owner](ctx, t.Tx, ownersAfter, after, limit+1)
		}
		if len(page.Owners) > limit {
			page.Owners = page.Owners[:limit]
			page.Next = encodeCursor(page.Owners[limit-1].Email)
		}
		return err
	})
	return page, err
}

// ownersAfter is the next page of all owners.
const ownersAfter = "SELECT " + ownerColumns + ` FROM device d WHERE lower(d.owner_email) > $1 AND d.lifecycle = 'in_use'
	GROUP BY lower(d.owner_email) ORDER BY lower(d.owner_email) LIMIT $2`

// ownersFound are those behind an address in whose own words each term is found, as devices are found by other words too.
func (t *tx) ownersFound(ctx context.Context, terms []string, after string, limit int) ([]rollout.Owner, error) {
	var values args
	candidates, err := t.candidates(ctx, device.Filter{Scope: device.Scope{All: true}, Lifecycle: device.InUse}, terms, maxCandidates, &values)
	if err != nil {
		return nil, err
	}
	found, err := all[rollout.Owner](ctx, t.Tx, fmt.Sprintf(`SELECT %s FROM (%s) c JOIN device d ON d.id = c.id
		WHERE lower(d.owner_email) > %s GROUP BY lower(d.owner_email) ORDER BY lower(d.owner_email)`, ownerColumns, candidates, values.add(after)), values...)
	if err != nil {
		return nil, err
	}
	var emails []string
	for _, o := range found {
		own := fold(strings.Join([]string{o.Name, o.Kana, o.Email, o.Department}, "\n"))
		if !slices.ContainsFunc(terms, func(term string) bool { return !strings.Contains(own, term) }) && len(emails) < limit {
			emails = append(emails, o.Email)
		}
	}
	return t.ownersNamed(ctx, emails)
}

// OwnersNamed implements rollout.Store.
func (db *DB) OwnersNamed(ctx context.Context, emails []string) (found []rollout.Owner, err error) {
	if len(emails) > maxAsked {
		return nil, fmt.Errorf("%d owners at once, at most %d", len(emails), maxAsked)
	}
	err = db.read(ctx, "owners by address", func(t *tx) error {
		found, err = t.ownersNamed(ctx, emails)
		return err
	})
	return found, err
}

func (t *tx) ownersNamed(ctx context.Context, emails []string) ([]rollout.Owner, error) {
	if len(emails) == 0 {
		return nil, nil
	}
	var values args
	return all[rollout.Owner](ctx, t.Tx, ownersOf(emails, &values), values...)
}

func ownersOf(emails []string, values *args) string {
	return "SELECT " + ownerColumns + " FROM device d WHERE lower(d.owner_email) IN (" + lowered(emails, values) + `) AND d.lifecycle = 'in_use'
		GROUP BY lower(d.owner_email) ORDER BY lower(d.owner_email)`
}

// lowered are texts as the database makes them small, which is how it compares addresses.
func lowered(texts []string, values *args) string {
	marks := make([]string, len(texts))
	for i, text := range texts {
		marks[i] = "lower(" + values.add(text) + ")"
	}
	return strings.Join(marks, ", ")
}
