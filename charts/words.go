package charts

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"barometer/datasets"
)

// months are abbreviated as the two languages' typographers do.
var months = map[datasets.Lang][]string{
	datasets.English: {"Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."},
	datasets.French:  {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
}

func month(m time.Month, lang datasets.Lang) string {
	if lang != datasets.French {
		lang = datasets.English
	}
	return months[lang][m-1]
}

// periodLabel prints a period for a reader: 2019, Q4 2020, April 2020.
func periodLabel(p datasets.Period, lang datasets.Lang) string {
	switch p.Freq() {
	case datasets.Quarterly:
		quarter := datasets.Text{En: "Q", Fr: "T"}.In(lang)
		return fmt.Sprintf("%s%d %d", quarter, (p.Start().Month()-1)/3+1, p.Year())
	case datasets.Monthly:
		return fmt.Sprintf("%s %d", month(p.Start().Month(), lang), p.Year())
	}
	return p.String()
}

// dateLabel prints a date for a reader, as precisely as it is known.
func dateLabel(d datasets.Date, lang datasets.Lang) string {
	year, rest, _ := strings.Cut(d.String(), "-")
	mm, day, _ := strings.Cut(rest, "-")
	n, err := strconv.Atoi(mm)
	if err != nil || n < 1 || n > 12 {
		return year
	}
	label := month(time.Month(n), lang) + " " + year
	if day != "" {
		label = strings.TrimPrefix(day, "0") + " " + label
	}
	return label
}

// clean makes a text from outside fit for a chart: one line without control
// and bidirectional override characters, at most limit runes, and none of the
// patterns that ECharts replaces or that name a number format.
func clean(text string, limit int) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.Join(breakable(text), " ") {
		switch {
		case r == '{':
			r = '('
		case r == '}':
			r = ')'
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r), r == unicode.ReplacementChar, r >= 0xFFFE && r <= 0xFFFF:
			continue
		}
		if n == limit {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		n++
	}
	return unbroken.Replace(b.String())
}

// unbroken keeps signs on the line of the word they belong to, as French
// typography and units ask, and a text from naming a number format.
var unbroken = strings.NewReplacer(" %", "\u202f%", " :", "\u00a0:", " ;", "\u202f;", " !", "\u202f!", " ?", "\u202f?", "« ", "«\u00a0", " »", "\u00a0»", "@fmt:", "@fmt\u200a:")

// breakable splits a text where a line may break: at white space, but not at
// the no-break spaces within a number.
func breakable(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u2007'
	})
}

// list joins words with commas and an "and".
func list(words []string, lang datasets.Lang) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	and := datasets.Text{En: " and ", Fr: " et "}.In(lang)
	return strings.Join(words[:len(words)-1], ", ") + and + words[len(words)-1]
}

// some joins the first words and says how many more there are.
func some(words []string, limit int, lang datasets.Lang) string {
	if len(words) <= limit {
		return list(words, lang)
	}
	rest := datasets.Text{En: "%s and %d more", Fr: "%s et %d autres"}.In(lang)
	return fmt.Sprintf(rest, strings.Join(words[:limit], ", "), len(words)-limit)
}

// upper begins a sentence.
func upper(s string) string {
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}
