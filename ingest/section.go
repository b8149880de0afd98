package ingest

import (
	"regexp"
	"strings"
)

// formatSections are the parts of a number format that has several: for numbers above
// zero, below it, and zero, or each for the numbers its condition holds of
// (ECMA-376 18.8.31). The part for texts is passed over: a text shows itself.
type formatSections []formatSection

type formatSection struct {
	format numberFormat
	words  string // what it shows of a number for which it has no digit

	digits      bool // it shows one, of zero too
	holders     bool // it has a place for one, of other numbers
	colour      bool // it has one of its own, as minus often has
	minus       bool // it writes the sign itself, or as accountants do
	parentheses bool

	condition string // "", or a comparison with
	limit     decimal
}

var formatColour = regexp.MustCompile(`(?i)\[(?:red|rouge|color ?\d+|couleur ?\d+)\]`)

var formatCondition = regexp.MustCompile(`\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]`)

// manySections is how many parts a format has that speak of numbers.
const manySections = 3

// sectionsOf reads the parts of a format code, nil if there is one alone.
func sectionsOf(code string) *formatSections {
	parts := cutSections(code)
	if len(parts) < 2 {
		return nil
	}
	var out formatSections
	for _, part := range parts[:min(len(parts), manySections)] {
		p := formatParser{code: []rune(part)}
		p.run()
		s := formatSection{format: parseSection(part), digits: strings.ContainsRune(part, '0') || strings.Contains(p.letters, "general")}
		s.holders, s.colour = s.digits || p.digits > 0, formatColour.MatchString(part)
		s.minus = strings.Contains(p.letters, "-") || strings.HasPrefix(p.format.prefix, "-")
		s.parentheses = strings.Contains(p.letters, "(") || strings.HasPrefix(p.format.prefix, "(")
		s.words = strings.TrimSpace(p.format.prefix + p.format.suffix)
		if m := formatCondition.FindStringSubmatch(part); m != nil {
			s.condition = m[1]
			s.limit, _ = parseDecimal(m[2])
		}
		out = append(out, s)
	}
	return &out
}

// cutSections cuts a format code at the semicolons that are no text of it.
func cutSections(code string) []string {
	var out []string
	var quoted, escaped bool
	from := 0
	for i, r := range code {
		switch {
		case escaped:
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\\', r == '_', r == '*':
			escaped = true
		case r == ';':
			out = append(out, code[from:i])
			from = i + 1
		}
	}
	return append(out, code[from:])
}

// of returns the part of the format that shows a number; nil is the whole.
func (f numberFormat) of(d decimal) *formatSection {
	if f.sections == nil {
		return nil
	}
	list := *f.sections
	for i := range list {
		if list[i].condition != "" && list[i].holds(d) {
			return &list[i]
		}
	}
	last := &list[len(list)-1]
	switch {
	case list[0].condition != "":
		return last
	case d.sign() < 0:
		return &list[1]
	case d.sign() == 0 && len(list) >= manySections:
		return last
	}
	return &list[0]
}

func (s *formatSection) holds(d decimal) bool {
	c := d.compare(s.limit)
	switch s.condition {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "=":
		return c == 0
	}
	return c != 0
}

// sole is the part as a format of its own, without the signs that stand for
// minus: the number has that already.
func (s *formatSection) sole() numberFormat {
	f := s.format
	if s.parentheses {
		f.prefix, f.suffix = strings.Replace(f.prefix, "(", "", 1), strings.Replace(f.suffix, ")", "", 1)
	} else if s.minus {
		f.prefix = strings.TrimPrefix(f.prefix, "-")
	}
	return f
}

// wordsOnly reports whether the part shows a zero as words, a dash perhaps.
func (s *formatSection) wordsOnly(d decimal) bool { return !s.digits && s.words != "" && d.sign() == 0 }

// blank reports whether the part shows nothing of a number.
func (s *formatSection) blank(d decimal) bool {
	return s.words == "" && !s.digits && (d.sign() == 0 || !s.holders)
}

// unsigned reports whether the part shows a number below zero as one above it.
func (s *formatSection) unsigned(d decimal) bool {
	return d.sign() < 0 && s.condition == "" && s.holders && !s.minus && !s.parentheses && !s.colour
}

// display prints what the part shows of a number.
func (s *formatSection) display(d decimal, date1904 bool) string {
	if s.wordsOnly(d) {
		return s.words
	}
	if s.blank(d) {
		return ""
	}
	if d.sign() >= 0 || s.condition != "" {
		return s.sole().display(d, date1904)
	}
	shown := s.sole().display(d.abs(), date1904)
	switch {
	case s.parentheses:
		return "(" + shown + ")"
	case s.minus:
		return "-" + shown
	}
	return shown
}
