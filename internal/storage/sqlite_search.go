package storage

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// shortTerm is the longest term, in characters, that the trigram index cannot look up.
const shortTerm = 2

func (sqlite) index(ctx context.Context, t *sql.Tx, words searchWords) error {
	if len(words) == 0 {
		return nil
	}
	long, err := t.PrepareContext(ctx, "INSERT OR REPLACE INTO device_search (rowid, words) VALUES ($1, $2)")
	if err != nil {
		return err
	}
	defer long.Close()
	short, err := t.PrepareContext(ctx, "INSERT OR REPLACE INTO device_search_short (rowid, tokens) VALUES ($1, $2)")
	if err != nil {
		return err
	}
	defer short.Close()
	for _, seq := range slices.Sorted(maps.Keys(words)) {
		if _, err := long.ExecContext(ctx, seq, words[seq]); err != nil {
			return err
		}
		if _, err := short.ExecContext(ctx, seq, shortTokens(words[seq])); err != nil {
			return err
		}
	}
	return nil
}

// shortTokens are all that can be searched for with one or two characters.
func shortTokens(words string) string {
	seen := map[string]bool{}
	var tokens strings.Builder
	add := func(term ...rune) {
		if token := shortToken(term); !seen[token] {
			seen[token] = true
			tokens.WriteString(token)
			tokens.WriteByte(' ')
		}
	}
	for word := range strings.FieldsSeq(words) {
		previous := rune(-1)
		for _, r := range word {
			add(r)
			if previous >= 0 {
				add(previous, r)
			}
			previous = r
		}
	}
	return tokens.String()
}

// shortToken writes one or two signs with letters and digits only, so that no tokenizer takes them apart.
func shortToken(term []rune) string {
	var token strings.Builder
	for _, r := range term {
		token.WriteString("x" + strconv.FormatInt(int64(r), 16))
	}
	return token.String()
}

// matching looks up the long terms together and checks the short ones in what was found; only short ones have an
// index of their own.
func (e sqlite) matching(terms []string, values *args) (string, []string) {
	var phrases, tokens, short []string
	for _, term := range terms {
		if runes := []rune(term); len(runes) <= shortTerm {
			tokens = append(tokens, shortToken(runes))
			short = append(short, term)
			continue
		}
		phrases = append(phrases, `"`+strings.ReplaceAll(term, `"`, `""`)+`"`)
	}
	where := []string{"d.seq = s.rowid"}
	if len(phrases) == 0 {
		return "device_search_short s", append(where, "s.device_search_short MATCH "+values.add(strings.Join(tokens, " AND ")))
	}
	where = append(where, "s.words MATCH "+values.add(strings.Join(phrases, " AND ")))
	return "device_search s", append(where, containing(short, values)...)
}

func (e sqlite) holding(terms []string, values *args) (string, []string) {
	return "device_search s", append(containing(terms, values), "s.rowid = d.seq")
}

func containing(terms []string, values *args) (where []string) {
	for _, term := range terms {
		where = append(where, fmt.Sprintf("instr(s.words, %s) > 0", values.add(term)))
	}
	return where
}
