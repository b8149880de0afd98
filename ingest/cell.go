package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"barometer/datasets"
)

// figure is what a cell says, before it is known which unit it is in and how
// its language writes numbers.
type figure struct {
	low, high numeral // high only of a range
	precision datasets.Precision
	status    datasets.Status
	marks     []string // "(1)", "*", "(e)": what the notes below explain
	seen      seeing   // what the sheet shows of it
	bare      bool     // it is nothing but marks: missing, if a note says so
	joined    bool     // both ends of the range stand in one text
}

// phrase is a way of saying how exact a figure is. Longer ones come first:
// "pas moins de" contains "moins de".
type phrase struct {
	words     string
	precision datasets.Precision
}

var phrases = []phrase{
	{"un peu plus de", datasets.AtLeast}, {"pas moins de", datasets.AtLeast}, {"no less than", datasets.AtLeast}, {"not less than", datasets.AtLeast},
	{"supérieur à", datasets.AtLeast}, {"au moins", datasets.AtLeast}, {"at least", datasets.AtLeast}, {"more than", datasets.AtLeast},
	{"plus de", datasets.AtLeast}, {"over", datasets.AtLeast}, {">=", datasets.AtLeast}, {"≥", datasets.AtLeast}, {">", datasets.AtLeast},
	{"pas plus de", datasets.AtMost}, {"no more than", datasets.AtMost}, {"not more than", datasets.AtMost}, {"inférieur à", datasets.AtMost},
	{"au plus", datasets.AtMost}, {"jusqu'à", datasets.AtMost}, {"up to", datasets.AtMost}, {"at most", datasets.AtMost}, {"less than", datasets.AtMost}, {"fewer than", datasets.AtMost},
	{"moins de", datasets.AtMost}, {"under", datasets.AtMost}, {"<=", datasets.AtMost}, {"≤", datasets.AtMost}, {"<", datasets.AtMost},
	{"un peu moins de", datasets.Nearly}, {"just under", datasets.Nearly}, {"près de", datasets.Nearly}, {"pres de", datasets.Nearly},
	{"presque", datasets.Nearly}, {"almost", datasets.Nearly}, {"nearly", datasets.Nearly},
	{"de l'ordre de", datasets.Approx}, {"approximately", datasets.Approx}, {"autour de", datasets.Approx}, {"environ", datasets.Approx},
	{"roughly", datasets.Approx}, {"quelque", datasets.Approx}, {"around", datasets.Approx}, {"about", datasets.Approx}, {"circa", datasets.Approx},
	{"env.", datasets.Approx}, {"env", datasets.Approx}, {"ca.", datasets.Approx}, {"≈", datasets.Approx}, {"~", datasets.Approx},
}

// missing and suppressed are what is written where a figure is not given, or
// not to be known.
var (
	missing    = []string{"n.d.", "n. d.", "n. d", "n d", "n.d", "nd", "n/a", "n.a.", "n.a", "na", ":", "..", "...", "…", "-", "–", "—", "--", "---", "non disponible", "non publié", "not available"}
	suppressed = []string{"c", "s", "secret", "secret statistique", "confidentiel", "confidential"}
)

// statuses are the marks that say how a figure was made, CL_OBS_STATUS codes.
// Where two apply the earlier one stands. A mark (r), revised, stays a note.
var statuses = []struct {
	mark   string
	status datasets.Status
}{
	{"(b)", datasets.Break}, {"(u)", datasets.LowReliability}, {"(e)", datasets.Estimated}, {"(p)", datasets.Provisional},
}

var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ", "\t", " ", "\n", " ", "\r", " ", "−", "-", "’", "'")

// normalise makes spaces, minus signs and apostrophes plain, in lower case. A
// dash before the first digit is a minus sign.
func normalise(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(spaces.Replace(s))), " ")
	if rest, ok := strings.CutPrefix(s, "–"); ok && startsWithDigit.MatchString(rest) {
		return "-" + rest
	}
	return s
}

var startsWithDigit = regexp.MustCompile(`^ ?[0-9]`)

// parseFigure reads a cell's text. It is false where the text is no figure and
// says of none that it is missing.
func parseFigure(s string) (figure, bool) {
	var f figure
	if len(s) > longestName {
		return f, false
	}
	s, f.marks = cutMarks(normalise(s))
	f.status = statusOf(f.marks)
	switch {
	case s == "" && len(f.marks) == 0:
		return f, false
	case s == "" || slices.Contains(missing, s):
		f.status, f.bare = datasets.Missing, s == ""
		return f, true
	case slices.Contains(suppressed, s):
		f.status = datasets.Suppressed
		return f, true
	}
	s, precision, ok := cutPhrases(s)
	if !ok {
		return f, false
	}
	f.precision = precision
	if low, high, ok := parseRange(s); ok {
		f.low, f.high, f.precision, f.joined = low, high, datasets.Range, true
		return f, precision == datasets.Exact || precision == datasets.Approx
	}
	f.low, ok = parseNumeral(s)
	return f, ok
}

// figureOf reads a cell: a number with what its format shows, or a text.
func figureOf(c cell) (figure, bool) {
	if c.kind != number {
		return parseFigure(c.text)
	}
	format := c.shows()
	d, ok := parseDecimal(c.raw)
	if !ok || format.date != noDate {
		return figure{}, false
	}
	if s := format.of(d); s != nil {
		if s.wordsOnly(d) {
			f, ok := parseFigure(s.words)
			if ok && !f.hasFigure() {
				f.seen = asMissing
			}
			return f, ok
		}
		format = s.sole()
	}
	seen := c.shows().seenAs(d)
	if seen == asMissing {
		return figure{status: datasets.Missing, precision: datasets.Exact, seen: seen}, true
	}
	v, decimals := format.shown(d.fifteen())
	f := figure{status: datasets.Normal, precision: datasets.Exact, seen: seen}
	if format.prefix == "" && format.suffix == "" {
		f.low = numeral{stored: true, exact: v, decimals: decimals}
		if format.percent {
			f.low.unit = "%"
		}
		return f, true
	}
	suffix, marks := cutMarks(normalise(format.suffix))
	prefix, precision, ok := cutPhrases(normalise(format.prefix))
	f.marks, f.precision, f.status = marks, precision, statusOf(marks)
	unit := strings.TrimSpace(prefix + " " + suffix)
	if format.percent {
		unit = strings.TrimSpace(unit + " %")
	}
	f.low = numeral{unit: unit, stored: true, exact: v, decimals: decimals}
	return f, ok
}

// hasFigure reports whether the figure has a number.
func (f figure) hasFigure() bool { return f.low.digits != "" || f.low.stored }

// String prints what parseFigure reads as the same figure.
func (f figure) String() string {
	var b strings.Builder
	for _, p := range phrases {
		if p.precision == f.precision && f.hasFigure() {
			b.WriteString(p.words + " ")
			break
		}
	}
	switch {
	case f.precision == datasets.Range:
		b.WriteString(f.low.String() + " à " + f.high.String())
	case f.hasFigure():
		b.WriteString(f.low.String())
	case f.bare:
	case f.status == datasets.Suppressed:
		b.WriteString(suppressed[0])
	default:
		b.WriteString(missing[0])
	}
	for _, m := range f.marks {
		b.WriteString(" " + m)
	}
	return strings.TrimSpace(b.String())
}

// cutPhrases cuts the words that say how exact a figure is: off its front, and
// another "environ" too. It is false where two of them contradict each other.
func cutPhrases(s string) (string, datasets.Precision, bool) {
	rest, precision := cutPhrase(s)
	again, second := cutPhrase(rest)
	switch {
	case second == datasets.Exact:
		return rest, precision, true
	case precision == datasets.Approx && second == datasets.Approx:
		return again, precision, true
	}
	return s, datasets.Exact, false
}

// cutPhrase cuts one phrase off the front, or an "environ" off the end.
func cutPhrase(s string) (string, datasets.Precision) {
	for _, p := range phrases {
		if rest, ok := strings.CutPrefix(s, p.words); ok && !beginsWithLetter(rest) {
			return strings.TrimSpace(rest), p.precision
		}
		if rest, ok := strings.CutSuffix(s, " "+p.words); ok && p.precision == datasets.Approx {
			return rest, p.precision
		}
	}
	return s, datasets.Exact
}

func beginsWithLetter(s string) bool {
	for _, r := range s {
		return unicode.IsLetter(r)
	}
	return false
}

var (
	between   = regexp.MustCompile(`^(?:entre (.+) et|between (.+) and|de (.+) à|from (.+) to) (.+)$`)
	betweenTo = regexp.MustCompile(`^(.*\d.*?) (?:à|to) (.*\d.*)$`)
	dashed    = regexp.MustCompile(`^(.*?\d[^\d\-–—]*)\s*[-–—]\s*(\D{0,2}\d.*)$`)
)

// parseRange reads "20 à 25 %", "2 000–4 000", "between … and …". A unit
// written once holds for both ends.
func parseRange(s string) (low, high numeral, ok bool) {
	var a, b string
	if m := between.FindStringSubmatch(s); m != nil {
		a, b = m[1]+m[2]+m[3]+m[4], m[5]
	} else if m := betweenTo.FindStringSubmatch(s); m != nil {
		a, b = m[1], m[2]
	} else if m := dashed.FindStringSubmatch(s); m != nil {
		a, b = m[1], m[2]
	} else {
		return low, high, false
	}
	low, okLow := parseNumeral(a)
	high, okHigh := parseNumeral(b)
	if low.unit == "" && high.unit != "" {
		low.unit, low.lent = high.unit, true
	} else if high.unit == "" && low.unit != "" {
		high.unit, high.lent = low.unit, true
	}
	return low, high, okLow && okHigh
}
