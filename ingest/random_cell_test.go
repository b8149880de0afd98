package ingest_test

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"barometer/datasets"
)

// written is a number as digits, with how many of them stand after the point.
type written struct {
	digits   string // with its sign
	decimals int
}

// number makes up a number: up to seven digits, trailing zeros more often than
// chance has them.
func (a *author) number() written {
	digits := strings.TrimLeft(pick(a, []string{"", "", "0"})+randomDigits(a, 1+a.IntN(5)), "0")
	if digits == "" || a.chance(30) {
		digits += strings.Repeat("0", 1+a.IntN(2))
	}
	digits = strings.TrimLeft(digits[:len(digits)-1], "0") + digits[len(digits)-1:]
	n := written{digits: digits}
	if a.chance(40) {
		n.decimals = 1 + a.IntN(2)
		n.digits += randomDigits(a, n.decimals)
	}
	return n
}

func randomDigits(a *author, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + a.IntN(10)))
	}
	return b.String()
}

func (w written) parts() (whole, fraction string) {
	return w.digits[:len(w.digits)-w.decimals], w.digits[len(w.digits)-w.decimals:]
}

// rat is the number times ten to the power of shift.
func (w written) rat(shift int) *big.Rat {
	whole, fraction := w.parts()
	r, _ := new(big.Rat).SetString(whole + "." + fraction + "0")
	return r.Mul(r, tenTo(shift))
}

func tenTo(n int) *big.Rat {
	power := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		return power.Inv(power)
	}
	return power
}

// quantum is one unit of the last digit shown: trailing zeros of a whole
// number are none, but its first two digits always are.
func (w written) quantum() *big.Rat {
	if w.decimals > 0 {
		return tenTo(-w.decimals)
	}
	digits := strings.TrimPrefix(w.digits, "-")
	zeros := len(digits) - len(strings.TrimRight(digits, "0"))
	return tenTo(max(0, min(zeros, len(digits)-2)))
}

// text spells a number with one of the separators of the language.
func (a *author) text(w written) string {
	whole, fraction := w.parts()
	point := map[datasets.Lang]string{datasets.French: ",", datasets.English: "."}[a.lang]
	group := pick(a, []string{"", " ", "\u00a0", "\u202f", map[string]string{",": ".", ".": ","}[point]})
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if w.decimals > 0 {
		whole += point + fraction
	}
	return strings.Replace(whole, "-", pick(a, []string{"-", "−", "- "}), 1)
}

// scaled is a unit as it may be written beside a number, and what it makes in
// the unit of the series.
type scaled struct {
	text   string
	factor *big.Rat
}

var unitText = regexp.MustCompile(`^[\pL€%/ ]+$`)

// units are the ways of writing a unit that converts to target.
func (a *author) units(target string) []scaled {
	list := a.Codelists["unit"]
	var out []scaled
	for _, u := range list.Codes {
		if u.Base != target || target == "" {
			continue
		}
		factor, _ := new(big.Rat).SetString(u.Factor)
		for _, text := range append([]string{u.Label.En, u.Label.Fr}, u.Aliases...) {
			if unitText.MatchString(text) && slices.Equal(list.Match(text), []string{u.ID}) {
				out = append(out, scaled{text, factor})
			}
		}
	}
	return out
}

var wordsOf = map[datasets.Precision][]string{
	datasets.Approx: {"~", "≈ ", "env. ", "environ ", "about ", "de l'ordre de "}, datasets.Nearly: {"près de ", "presque ", "almost ", "nearly "},
	datasets.AtLeast: {"> ", "plus de ", "at least ", "pas moins de ", "≥ "}, datasets.AtMost: {"<", "moins de ", "at most ", "au plus "},
}

// cell writes a figure of a unit, of which line is what numbers without one
// are in, and returns what it says.
func (a *author) cell(target string, line *big.Rat) (string, datasets.Observation) {
	o := datasets.Observation{Status: datasets.Normal, Precision: datasets.Exact}
	switch a.IntN(20) {
	case 0:
		a.met["missing"]++
		o.Status, o.Precision = datasets.Missing, ""
		return pick(a, []string{"n.d.", "ND", "n/a", ":", "..", "-", "n.d. (1)"}), o
	case 1:
		o.Status, o.Precision = datasets.Suppressed, ""
		return pick(a, []string{"c", "s", "Secret"}), o
	case 2, 3:
		a.met["range"]++
		return a.between(target, line)
	case 4, 5, 6, 7, 8:
		return a.numberCell(target, line)
	}
	w, factor := a.number(), line
	text := a.text(w)
	if a.chance(10) && w.digits != "0" {
		w.digits = "-" + w.digits
		text = a.text(w)
	} else if a.chance(30) {
		o.Precision = pick(a, []datasets.Precision{datasets.Approx, datasets.Nearly, datasets.AtLeast, datasets.AtMost})
		text = pick(a, wordsOf[o.Precision]) + text
	}
	if units := a.units(target); len(units) > 0 && a.chance(30) {
		unit := pick(a, units)
		text, factor = text+" "+unit.text, unit.factor
	}
	text += a.mark(text, &o)
	o.Value, o.Quantum = product(w.rat(0), factor), product(w.quantum(), factor)
	return text, o
}

// mark writes how the figure was made. A superscript right after a letter
// would be part of the word: m².
func (a *author) mark(after string, o *datasets.Observation) string {
	if !a.chance(25) {
		return ""
	}
	marks := map[string]datasets.Status{" (e)": "E", "(p)": "P", " (u)": "U", " (b)": "B", " (r)": "A", "*": "A", " (2)": "A", "¹": "A", " (e) (b)": "B"}
	text := pick(a, []string{" (e)", "(p)", " (u)", " (b)", " (r)", "*", " (2)", "¹", " (e) (b)"})
	o.Status = marks[text]
	if last := after[len(after)-1]; text == "¹" && (last < '0' || last > '9') {
		return " ¹"
	}
	return text
}

// between writes a range.
func (a *author) between(target string, line *big.Rat) (string, datasets.Observation) {
	low, high := a.number(), a.number()
	if low.rat(0).Cmp(high.rat(0)) > 0 {
		low, high = high, low
	}
	if l := low.rat(3); l.Sign() > 0 && l.Cmp(high.rat(0)) < 0 {
		low = high // 11 to 12 000 is asked about
	}
	first, second, factor, other := a.text(low), a.text(high), line, line
	if units := a.units(target); len(units) > 0 && a.chance(40) {
		unit, own := pick(a, units), pick(a, units)
		factor, other, second = unit.factor, unit.factor, second+" "+unit.text
		if own.text != unit.text && new(big.Rat).Mul(low.rat(0), own.factor).Cmp(new(big.Rat).Mul(high.rat(0), unit.factor)) <= 0 {
			a.met["range in two units"]++
			factor, first = own.factor, first+" "+own.text
		}
	}
	form := pick(a, [][3]string{{"", " à ", ""}, {"", " to ", ""}, {"", "–", ""}, {"", "-", ""}, {"entre ", " et ", ""}, {"between ", " and ", ""}, {"de ", " à ", ""}})
	o := datasets.Observation{Status: datasets.Normal, Precision: datasets.Range, Low: product(low.rat(0), factor), High: product(high.rat(0), other), Quantum: product(low.quantum(), factor)}
	return form[0] + first + form[1] + second + a.mark(second, &o), o
}

// numberCell writes a number cell, with or without a format.
func (a *author) numberCell(target string, line *big.Rat) (string, datasets.Observation) {
	w, factor := a.number(), line
	raw, format := w.rat(0), pick(a, []string{"0", "#,##0", "# ##0", "0;[Red]-0", "#,##0_-"})
	if w.decimals > 0 {
		format = strings.Replace(format, "0", "0."+strings.Repeat("0", w.decimals), 1)
		format = strings.Replace(format, "##0."+strings.Repeat("0", w.decimals), "##0", 1)
		if !strings.Contains(format, ".") {
			format = "0." + strings.Repeat("0", w.decimals)
		}
	}
	switch units := a.units(target); {
	case target == "percent" && a.chance(50):
		a.met["percent format"]++
		raw, factor = w.rat(-2), big.NewRat(1, 1)
		format = strings.TrimSuffix("0."+strings.Repeat("0", w.decimals), ".") + pick(a, []string{"%", " %"})
	case len(units) > 0 && a.chance(30):
		unit := pick(a, units)
		format, factor = strings.Split(format, ";")[0]+`" `+unit.text+`"`, unit.factor
	case a.chance(30) && !strings.HasSuffix(w.digits, "0"):
		format = ""
	}
	o := datasets.Observation{Status: datasets.Normal, Precision: datasets.Exact, Value: product(w.rat(0), factor), Quantum: product(w.quantum(), factor)}
	text := "=" + raw.FloatString(w.decimals+4)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if format != "" {
		text += "@" + format
	}
	return text, o
}

func product(v, factor *big.Rat) datasets.Number {
	f, _ := new(big.Rat).Mul(v, factor).Float64()
	return datasets.Num(f)
}
