package datasets

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestReason is how many characters a reason or a note may have.
const longestReason = 2000

// CheckReason says what keeps a text that a person gives, a reason or a note,
// from standing in pages, feeds and the audit. It may have several lines.
func CheckReason(parameter, text string) error {
	unprintable := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }
	switch {
	case utf8.RuneCountInString(text) > longestReason:
		return &Error{Kind: Invalid, Message: fmt.Sprintf("%s has more than %d characters", parameter, longestReason), Parameter: parameter}
	case !utf8.ValidString(text), strings.ContainsFunc(text, unprintable):
		return &Error{Kind: Invalid, Message: parameter + " has characters that cannot be printed", Parameter: parameter}
	}
	return nil
}
