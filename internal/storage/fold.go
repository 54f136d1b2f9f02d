package storage

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/helpatwork/helpatwork/internal/storage/query"
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

// maxSearch is how many characters of a search are looked at.
const maxSearch = 100

// searchTerms are the words of a search, each of which must be found.
func searchTerms(search string) []string { return strings.Fields(fold(shorten(search, maxSearch))) }

// searchWords are the folded words of devices by their seq, on the way into the index. They are written at the end of
// a transaction, as SQLite would write its index to the file at each statement between.
type searchWords map[int64]string

// searchedWords is what search looks into, folded, with a line for each field so that no word spans two.
func searchedWords(r query.Device) string {
	return fold(strings.Join([]string{r.OwnerName, r.OwnerKana, r.OwnerEmail, r.OwnerDepartment, r.OwnerPhone, r.Name,
		r.Serial, r.Imei, r.Udid, r.AssetTag, r.Model, r.Maker, r.Location}, "\n"))
}
