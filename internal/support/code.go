package support

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/helpatwork/helpatwork/internal/wire"
)

// codeDigits is the length of a code that people read to each other: of a share, and of a session at a provider.
const codeDigits = 9

// MaxCode is how many characters the text may have in which somebody typed or pasted a code.
const MaxCode = 200

// betweenDigits are what people and keyboards put into a code: spaces, invisible signs that are copied along, dashes, and
// what Japanese keyboards write in their place.
const betweenDigits = `[\p{Z}\p{Cf}\p{Pd}\t\r\n−ーｰ.．・･·]*`

var (
	// numberLike is a run of digits as far as it goes, with what touches it: a part of a longer number is no code.
	numberLike = regexp.MustCompile(`\w*[0-9](?:` + betweenDigits + `[0-9])*\w*`)
	notWord    = regexp.MustCompile(`\W+`)
	nineDigits = regexp.MustCompile(`^[0-9]{9}$`)
	fullWidth  = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")
)

// cleanCode finds the one code in a text as people type or paste it, with words around it or not: "123 456 789",
// "コード：１２３－４５６－７８９". The console's codeOf does the same before it asks; testdata/codes.json holds both to it.
// A text without a code, or with two, is a *wire.FieldError.
func cleanCode(text string) (string, error) {
	if utf8.RuneCountInString(text) > MaxCode {
		return "", wire.BadField("code", "is too long to hold a code")
	}
	code := ""
	for _, run := range numberLike.FindAllString(fullWidth.Replace(text), -1) {
		digits := notWord.ReplaceAllString(run, "")
		if !nineDigits.MatchString(digits) || digits == code {
			continue
		}
		if code != "" {
			return "", wire.BadField("code", "holds more than one code")
		}
		code = digits
	}
	if code == "" {
		return "", wire.BadField("code", "holds no code: nine digits")
	}
	return code, nil
}
