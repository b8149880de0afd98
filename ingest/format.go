package ingest

import (
	"strings"
	"time"
)

// numberFormat is what a cell's number format shows of a number (ECMA-376
// 18.8.30). The zero numberFormat is General.
type numberFormat struct {
	fixed          bool // it has digits after the point of its own, else as many as there are
	least, most    int8 // digits after the point
	thousands      bool
	percent        bool
	scale          int8   // powers of a thousand it hides
	prefix, suffix string // words it adds: "k€"
	date           dateFormat
	optional       bool            // it has a place for digits and shows none of zero: #,###
	sections       *formatSections // of a format that has several; the rest is the first's
}

// dateFormat is how much of a date a format shows.
type dateFormat uint8

const (
	noDate dateFormat = iota
	yearOnly
	monthOnly
	wholeDay
	clock
)

// builtinFormats are the formats that have a number and no code in the file.
var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
	14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 49: "@",
}

// parseNumberFormat reads a format code.
func parseNumberFormat(code string) numberFormat {
	f := parseSection(code)
	f.sections = sectionsOf(code)
	return f
}

// parseSection reads the first section of a format code.
func parseSection(code string) numberFormat {
	p := formatParser{code: []rune(code)}
	p.run()
	f := p.format
	f.date = p.dateFormat()
	if f.date != noDate {
		return numberFormat{date: f.date}
	}
	if p.other || p.digits == 0 {
		return numberFormat{prefix: f.prefix, suffix: f.suffix, percent: f.percent}
	}
	f.fixed = true
	f.optional = !p.zero && f.prefix == "" && f.suffix == "" && !f.percent
	return f
}

// orNil returns a format that cells share, nil for General.
func (f numberFormat) orNil() *numberFormat {
	if f == (numberFormat{}) {
		return nil
	}
	return &f
}

// formatParser walks along a format code.
type formatParser struct {
	code     []rune
	at       int
	format   numberFormat
	digits   int
	fraction bool
	zero     bool // it has a 0, which is shown whatever the number
	commas   int  // since the last digit
	other    bool // powers of ten and fractions: shown as General here
	letters  string
}

func (p *formatParser) run() {
	for p.at = 0; p.at < len(p.code); p.at++ {
		switch r := p.code[p.at]; r {
		case ';':
			p.end()
			return
		case '"':
			p.literal(p.until('"'))
		case '[':
			p.bracket(p.until(']'))
		case '\\':
			if p.at++; p.at < len(p.code) {
				p.literal(string(p.code[p.at]))
			}
		case '_', '*':
			p.at++
		case '0', '#', '?':
			p.digit(r)
		case '.':
			p.fraction = true
		case ',':
			p.commas++
		case '%':
			p.format.percent = true
		case 'E', 'e', '/':
			p.other = p.other || p.digits > 0
			if p.digits == 0 {
				p.letters += strings.ToLower(string(r)) // of General
			}
		case '€', '$', '£':
			p.literal(string(r))
		default:
			p.letters += strings.ToLower(string(r))
		}
	}
	p.end()
}

func (p *formatParser) end() { p.format.scale = int8(min(p.commas, 20)) }

func (p *formatParser) until(end rune) string {
	from := p.at + 1
	for p.at++; p.at < len(p.code) && p.code[p.at] != end; p.at++ {
	}
	return string(p.code[from:min(p.at, len(p.code))])
}

func (p *formatParser) literal(s string) {
	if p.digits == 0 {
		p.format.prefix += s
	} else {
		p.format.suffix += s
	}
}

// bracket reads [$€-40C], a currency, and [h], hours beyond a day; colours and
// conditions change nothing.
func (p *formatParser) bracket(s string) {
	if currency, ok := strings.CutPrefix(s, "$"); ok {
		currency, _, _ = strings.Cut(currency, "-")
		p.literal(currency)
	} else if strings.Trim(strings.ToLower(s), "hms") == "" {
		p.letters += "h"
	}
}

// shownDigits is how many digits after the point a format may ask for.
const shownDigits = 30

func (p *formatParser) digit(r rune) {
	if p.commas > 0 && !p.fraction {
		p.format.thousands = true
	}
	p.commas = 0
	p.digits++
	p.zero = p.zero || r == '0'
	if p.fraction && p.format.most < shownDigits {
		p.format.most++
		if r == '0' {
			p.format.least = p.format.most
		}
	}
}

func (p *formatParser) dateFormat() dateFormat {
	letters := strings.ReplaceAll(p.letters, "general", "")
	has := func(s string) bool { return strings.ContainsAny(letters, s) }
	switch {
	case has("d") && has("ym"):
		return wholeDay
	case has("y") && has("m"):
		return monthOnly
	case has("y"):
		return yearOnly
	case has("hs"):
		return clock
	case has("m"):
		return monthOnly
	}
	return noDate
}

// shown returns the number as the format lets a reader see it, and how many
// digits after the point that has.
func (f numberFormat) shown(d decimal) (decimal, int) {
	if f.percent {
		d = d.times(tenTo(2))
	}
	d = d.times(tenTo(-3 * int(f.scale)))
	if !f.fixed {
		return d, d.decimals()
	}
	most := int(f.most)
	return d, max(int(f.least), min(most, d.rounded(most).decimals()))
}

// display prints what the sheet shows.
func (f numberFormat) display(d decimal, date1904 bool) string {
	if s := f.of(d); s != nil {
		return s.display(d, date1904)
	}
	if f.date != noDate {
		return f.displayDate(d, date1904)
	}
	if f.optional && d.sign() == 0 {
		return ""
	}
	v, n := f.shown(d)
	out := v.rounded(n).String()
	if f.thousands {
		out = groupThousands(out)
	}
	if f.percent {
		out += "%"
	}
	return f.prefix + out + f.suffix
}

func (f numberFormat) displayDate(d decimal, date1904 bool) string {
	day, ok := serialDay(d, date1904)
	switch {
	case !ok || f.date == clock:
		return d.String()
	case f.date == yearOnly:
		return day.Format("2006")
	case f.date == monthOnly:
		return day.Format("2006-01")
	}
	return day.Format("02/01/2006")
}

func groupThousands(s string) string {
	whole, fraction, cut := strings.Cut(s, ".")
	digits := strings.TrimPrefix(whole, "-")
	var b strings.Builder
	b.WriteString(whole[:len(whole)-len(digits)])
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if cut {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// serialDay returns the day a spreadsheet's serial number counts: from
// 1899-12-30, since Excel believes in a 29 February 1900, or from 1904-01-01.
func serialDay(d decimal, date1904 bool) (time.Time, bool) {
	days := int(d.number().Float)
	if days < 61 || days > 2958465 {
		return time.Time{}, false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return epoch.AddDate(0, 0, days), true
}
