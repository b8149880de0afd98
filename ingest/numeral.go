package ingest

import (
	"regexp"
	"slices"
	"strings"

	"barometer/datasets"
)

// numeral is one number as written, and the words around it: "€2.9 billion".
type numeral struct {
	digits string // with its sign and separators; "" in a number cell
	unit   string // folded case, "" if none is written
	lent   bool   // the unit stands at the other end of a range

	// Of a number cell: the number and how many digits after the point it shows.
	stored   bool
	exact    decimal
	decimals int
}

func (n numeral) String() string {
	if n.lent {
		return n.digits
	}
	return strings.TrimSpace(n.digits + " " + n.unit)
}

// parseNumeral reads a number with the unit before or after it. Digits belong
// together across one space if three of them follow it.
func parseNumeral(s string) (numeral, bool) {
	r := []rune(s)
	start := slices.IndexFunc(r, isDigit)
	if start < 0 {
		return numeral{}, false
	}
	end := start
	for end < len(r) && (isDigit(r[end]) || separates(r[end:])) {
		end++
	}
	if start > 0 && (r[start-1] == '.' || r[start-1] == ',') && (start == 1 || start == 2 && r[0] == '-') {
		return numeral{digits: strings.TrimSuffix(string(r[:start]), string(r[start-1])) + "0" + string(r[start-1:end]), unit: strings.TrimSpace(string(r[end:]))}, oneFraction.MatchString(string(r[start:end])) && unitWords.MatchString(strings.TrimSpace(string(r[end:])))
	}
	if start > 0 && isSeparator(r[start-1]) || end < len(r) && isSeparator(r[end]) {
		return numeral{}, false // .5 or 5. may have lost a digit
	}
	before := strings.TrimSpace(string(r[:start]))
	sign := ""
	if b, ok := strings.CutSuffix(before, "-"); ok {
		before, sign = strings.TrimSpace(b), "-"
	} else if b, ok := strings.CutSuffix(before, "+"); ok {
		before = strings.TrimSpace(b)
	}
	if b, ok := strings.CutPrefix(before, "-"); ok && sign == "" {
		before, sign = strings.TrimSpace(b), "-"
	}
	unit := strings.TrimSpace(before + " " + strings.TrimSpace(string(r[end:])))
	n := numeral{digits: sign + string(r[start:end]), unit: unit}
	return n, unitWords.MatchString(unit)
}

// unitWords is what may stand beside a number as its unit: words, signs of
// currency, and an exponent at the end, as in m2.
var unitWords = regexp.MustCompile(`^(?:[\pL€$£%'./ ]+[23²³]?)?$`)

// oneFraction is the digits behind the point of a number written without its 0.
var oneFraction = regexp.MustCompile(`^\d+$`)

func isSeparator(r rune) bool { return r == '.' || r == ',' || r == '\'' }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// separates reports whether the first rune stands between digits of one
// number: a point, comma or apostrophe before a digit, a space before three.
func separates(r []rune) bool {
	digits := 0
	for digits+1 < len(r) && isDigit(r[digits+1]) {
		digits++
	}
	if r[0] == ' ' {
		return digits == 3
	}
	return digits > 0 && isSeparator(r[0])
}

// doubt is why a numeral is no number.
type doubt string

const (
	malformed doubt = "it is not a number"
	ambiguous doubt = "it may be a thousand or a decimal number"
)

// mostDigits is how many digits a number keeps on its way to a reader.
const mostDigits = 15

var (
	plainNumber = regexp.MustCompile(`^-?\d+([.,]\d+)?$`)
	spaced      = regexp.MustCompile(`^-?\d{1,3}([ ']\d{3})+([.,]\d+)?$`)
	dotted      = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,\d+)?$`)
	comma       = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	oneGroup    = regexp.MustCompile(`^-?[1-9]\d{0,2}[.,]\d{3}$`)
)

// value returns the number and how many digits after the point it shows.
// `260.000` and `1,234` are settled by the language, which must not contradict
// decimals: how many digits after the point the figure may have here.
func (n numeral) value(lang datasets.Lang, decimals int) (decimal, int, doubt) {
	if n.stored {
		return n.exact, n.decimals, ""
	}
	s := n.digits
	separators := ""
	switch {
	case oneGroup.MatchString(s):
		point := s[len(s)-4]
		decimalSign := map[datasets.Lang]byte{datasets.French: ',', datasets.English: '.'}[lang]
		switch {
		case decimalSign != 0 && point != decimalSign, decimalSign == 0 && decimals < 3:
			separators = string(point)
		case decimalSign == 0 || decimals < 3:
			return decimal{}, 0, ambiguous
		}
	case plainNumber.MatchString(s):
	case spaced.MatchString(s):
		separators = " '"
	case dotted.MatchString(s):
		separators = "."
	case comma.MatchString(s):
		separators = ","
	default:
		return decimal{}, 0, malformed
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(separators, r) {
			return -1
		}
		return r
	}, s)
	d, ok := parseDecimal(strings.ReplaceAll(s, ",", "."))
	if !ok {
		return decimal{}, 0, malformed
	}
	if len(strings.Trim(d.digits(), "0")) > mostDigits {
		return decimal{}, 0, malformed
	}
	_, fraction, _ := strings.Cut(strings.ReplaceAll(s, ",", "."), ".")
	return d, len(fraction), ""
}
