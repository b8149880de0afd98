package datasets

import (
	"strings"
	"unicode"
)

// Lang is a language of labels, by its BCP 47 code.
type Lang string

// The languages in which every label exists.
const (
	English Lang = "en"
	French  Lang = "fr"
)

// Text is one text in every language.
type Text struct{ En, Fr string }

// In returns the text in a language, or in the other one if it is missing.
func (t Text) In(lang Lang) string {
	if lang == French && t.Fr != "" || t.En == "" {
		return t.Fr
	}
	return t.En
}

// folds maps letters to their base, for the languages our sources write.
var folds = strings.NewReplacer(
	"à", "a", "á", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ç", "c",
	"è", "e", "é", "e", "ê", "e", "ë", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ò", "o", "ó", "o", "ô", "o", "ö", "o", "õ", "o", "ù", "u", "ú", "u", "û", "u", "ü", "u",
	"ý", "y", "ÿ", "y", "œ", "oe", "æ", "ae", "ß", "ss", "≥", ">=", "≤", "<=", "≈", "~",
	"\u0300", "", "\u0301", "", "\u0302", "", "\u0308", "", "\u0327", "", "\u0303", "",
)

// meaningful are the signs of a label that are no mere punctuation.
const meaningful = "<>=+%€~"

// Fold returns the form in which labels are compared: without case, accents,
// punctuation or spacing. The signs that carry meaning (< > = + % € ~ and a minus
// sign before a digit at the start) stay.
func Fold(s string) string {
	s = strings.TrimSpace(folds.Replace(strings.ToLower(s)))
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune(meaningful, r):
			b.WriteRune(r)
		case i == 0 && (r == '-' || r == '−') && len(runes) > 1 && unicode.IsDigit(runes[1]):
			b.WriteByte('-')
		}
	}
	return b.String()
}
