package storage

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes text comparable for search: full-width letters become ordinary ones, half-width kana full-width,
// hiragana katakana and capitals small; signs nobody can type become spaces. Lines stay lines.
func fold(s string) string {
	return strings.Map(foldRune, strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, " "))))
}

// Unicode has hiragana ぁ to ゖ, ゝ and ゞ at the same distance from their katakana.
const toKatakana = 'ァ' - 'ぁ'

func foldRune(r rune) rune {
	switch {
	case 'ぁ' <= r && r <= 'ゖ' || r == 'ゝ' || r == 'ゞ':
		return r + toKatakana
	case r == '\n':
		return r
	case unicode.IsControl(r) || r == unicode.ReplacementChar:
		return ' '
	}
	return r
}

const (
	maxSearch = 100 // characters
	maxTerms  = 10
)

// searchTerms are the words of a search, each of which must be found. More than ten words cannot make it narrower
// in a way anyone means.
func searchTerms(search string) []string {
	terms := strings.Fields(fold(shorten(search, maxSearch)))
	return terms[:min(len(terms), maxTerms)]
}
