package datasets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// Fold returns the form in which labels are compared: without case, accents,
// punctuation or spacing. The signs that carry meaning (< > + % € ~ and a minus
// sign before a digit at the start) stay.
func Fold(s string) string {
	s = strings.TrimSpace(folds.Replace(strings.ToLower(s)))
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), strings.ContainsRune("<>+%€~", r):
			b.WriteRune(r)
		case i == 0 && (r == '-' || r == '−') && len(runes) > 1 && unicode.IsDigit(runes[1]):
			b.WriteByte('-')
		}
	}
	return b.String()
}

// Nearest returns up to n candidates that resemble s, best first: those that
// contain it or begin alike, then by edit distance of the folded forms. What
// is too far to be meant is left out.
func Nearest(s string, candidates []string, n int) []string {
	type scored struct {
		text  string
		score int
	}
	folded := Fold(s)
	length := utf8.RuneCountInString(folded)
	var found []scored
	for _, c := range candidates {
		f := Fold(c)
		longer, shorter := max(length, utf8.RuneCountInString(f)), min(length, utf8.RuneCountInString(f))
		limit := longer/3 + 1
		d := longer - shorter // at least, and just that where one is a part of the other
		if d <= limit {
			d = editDistance(folded, f)
		}
		switch {
		case d <= limit:
			found = append(found, scored{c, d})
		case len(folded) >= 3 && (strings.Contains(f, folded) || len(f) >= 4 && strings.Contains(folded, f)):
			found = append(found, scored{c, limit + d})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return a.score - b.score })
	var out []string
	for _, f := range found {
		if len(out) < n && !slices.Contains(out, f.text) {
			out = append(out, f.text)
		}
	}
	return out
}

// longestCompared is how many letters a text may have that is compared letter
// by letter.
const longestCompared = 80

// editDistance is the number of insertions, deletions, substitutions and
// swaps of neighbours between two strings (optimal string alignment).
func editDistance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	if len(ra) > longestCompared || len(rb) > longestCompared {
		return max(len(ra), len(rb))
	}
	var rows [3][longestCompared + 1]int // of the letter of a before the last, the last, this one
	before, last, this := &rows[0], &rows[1], &rows[2]
	for j := range rb {
		this[j+1] = j + 1
	}
	for i := 1; i <= len(ra); i++ {
		before, last, this = last, this, before
		this[0] = i
		for j := 1; j <= len(rb); j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			this[j] = min(last[j]+1, this[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				this[j] = min(this[j], before[j-2]+1)
			}
		}
	}
	return this[len(rb)]
}
