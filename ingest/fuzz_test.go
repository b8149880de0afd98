package ingest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// The fuzz tests know readings to be wrong by other means than the reader's
// own: digits may neither come nor go, a sign must stand in the text, and what
// is printed reads again the same.

func shippedVocabulary(f *testing.F) *vocabulary {
	f.Helper()
	cat, err := datasets.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	return newVocabulary(cat)
}

var (
	notDigit  = regexp.MustCompile(`[^0-9]`)
	unitPower = regexp.MustCompile(`(\pL)[23]`)
	zeroLeft  = regexp.MustCompile(`(^|[^0-9])([.,][0-9])`) // of 0.5, .5
)

func digitsOf(s string) string { return notDigit.ReplaceAllString(s, "") }

func FuzzCell(f *testing.F) {
	for _, seed := range []string{"33 000", "entre 65 et 73 %", "~100 000", "1 100 à 1 300 (e)", "n.d.", "−0,9", "€2.9 billion", "pas moins de 75%", "c (1)", "12²", "20–25 k€", "> 88", "150.000 euros environ", ".5", "900 M€ à 1,1 Md€", "1 000 000 à 2 millions", "€2 à 3", "12 milliers d'emplois"} {
		f.Add(seed)
	}
	known := shippedVocabulary(f)
	f.Fuzz(func(t *testing.T, s string) {
		first, ok := parseFigure(s)
		if !ok {
			return
		}
		for _, n := range []numeral{first.low, first.high} {
			if _, ok := known.unit(n.unit); !ok && n.unit != "" {
				return // refused later, whatever it prints as
			}
			checkNumeral(t, s, n)
		}
		checkDigits(t, s, first)
		again, ok := parseFigure(first.String())
		if diff := cmp.Diff(first, again, cmp.AllowUnexported(figure{}, numeral{}, decimal{})); !ok || diff != "" {
			t.Errorf("%q prints as %q, which is another figure (-first +again):\n%s", s, first, diff)
		}
	})
}

// checkDigits holds a figure to the digits and signs of its text.
func checkDigits(t *testing.T, s string, f figure) {
	t.Helper()
	body, _ := cutMarks(normalise(s))
	signed := strings.Contains(body, "-")
	if digitsOf(f.low.unit+f.high.unit) != "" {
		body = unitPower.ReplaceAllString(body, "$1")
	}
	body = zeroLeft.ReplaceAllString(body, "${1}0$2")
	if got := digitsOf(f.low.digits + f.high.digits); got != digitsOf(body) {
		t.Errorf("%q has the digits %s, read %s", s, digitsOf(body), got)
	}
	if f.hasFigure() && f.precision != datasets.Range && strings.HasPrefix(f.low.digits, "-") != signed {
		t.Errorf("%q was read as %s", s, f.low)
	}
}

// checkNumeral holds the number to its digits in every language: only the
// place of the point is a question, and only of a group of three.
func checkNumeral(t *testing.T, s string, n numeral) {
	t.Helper()
	if n.digits == "" {
		return
	}
	after := 0
	if i := strings.LastIndexAny(n.digits, ".,"); i >= 0 {
		after = len(n.digits) - i - 1
	}
	var readings []decimal
	for _, lang := range []datasets.Lang{datasets.French, datasets.English} {
		d, shown, doubt := n.value(lang, 1)
		if doubt != "" {
			continue
		}
		readings = append(readings, d)
		if digits := d.at(-shown).digits(); digits != strings.TrimLeft(digitsOf(n.digits), "0") && digits != "0" || shown != 0 && shown != after || shown == 0 && after != 0 && after != 3 {
			t.Errorf("%q in %s is %s with %d decimals", s, lang, d, shown)
		}
		if q := d.quantum(shown); q.sign() <= 0 {
			t.Errorf("%q has the quantum %s", s, q)
		}
		printed := datasets.FormatNumber(d.number().Float, shown, lang)
		m, ok := parseNumeral(normalise(printed))
		if again, _, doubt := m.value(lang, max(shown, 1)); !ok || doubt != "" || again.compare(d) != 0 {
			t.Errorf("%q is %s, prints as %q and reads as %s: %s", s, d, printed, again, doubt)
		}
	}
	if len(readings) == 2 && readings[0].compare(readings[1]) != 0 && !oneGroup.MatchString(n.digits) {
		t.Errorf("%q is %s in French and %s in English", s, readings[0], readings[1])
	}
}

func FuzzPeriod(f *testing.F) {
	for _, seed := range []string{"2019", "2019/2020", "T1 2020", "1er trimestre 2020", "juin 2009", "31/12/2019", "October 1, 2020", "04/2020"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := parsePeriod(s)
		if !ok {
			return
		}
		if again, ok := parsePeriod(p.String()); !ok || again != p {
			t.Errorf("%q is %s, which reads as %s", s, p, again)
		}
		if year, _, _ := strings.Cut(p.String(), "-"); !strings.Contains(s, year) {
			t.Errorf("%q is said to lie in %s", s, year)
		}
		if n := len(digitsOf(s)); n > 8 || p.Freq() != datasets.Annual && n > 6 {
			t.Errorf("%q has more digits than %s needs", s, p)
		}
	})
}

// FuzzHeader reads lines above a table and labels around it.
func FuzzHeader(f *testing.F) {
	for _, seed := range []string{"Champ : adhérents SP2C", "Année: 2019", "Périmètre", "Bretagne (2)", "2019 (p)", "Plus de 35 ans", "< 25 ans", "Unité : M€ : courants", "DE 25 À 34 ANS", "Jeu de données :", "Total", "Zone :\u00a0France"} {
		f.Add(seed)
	}
	known := shippedVocabulary(f)
	r := &reader{cat: known.cat, vocabulary: known, report: &Report{}, noted: map[ruleOn]int{}}
	f.Fuzz(func(t *testing.T, s string) {
		c := cell{row: 1, col: 1, kind: text, text: s}
		if key, ok := r.key(row{n: 1, cells: []cell{c}}); ok {
			line := key.concept + " : " + key.value
			again, ok := r.key(row{n: 1, cells: []cell{{row: 1, col: 1, kind: text, text: line}}})
			if !ok || again.concept != key.concept || again.value != key.value {
				t.Errorf("%q is the key %s with the value %q; %q is %s with %q", s, key.concept, key.value, line, again.concept, again.value)
			}
		}
		r.noteRow(row{n: 1, cells: []cell{c}})
		r.meant(row{n: 1, cells: []cell{c}})
		if p, marks, ok := labelPeriod(c); ok {
			if again, _, ok := labelPeriod(cell{kind: text, text: strings.Join(append([]string{p.String()}, marks...), " ")}); !ok || again != p {
				t.Errorf("the label %q is %s with the marks %q, which reads as %s", s, p, marks, again)
			}
		}
		for _, d := range known.cat.Datasets {
			for _, dim := range d.Dimensions {
				checkLabel(t, known, dim, s)
			}
		}
	})
}

// checkLabel holds a code to its label: read again by its id it is the same,
// and no digit of the label was lost.
func checkLabel(t *testing.T, v *vocabulary, dim datasets.Dimension, label string) {
	t.Helper()
	ids, marks := v.codes(dim, label)
	for _, id := range ids {
		if !dim.Allows(id) {
			t.Errorf("%q is %s, which %s does not allow", label, id, dim.ID)
		}
		if again, _ := v.codes(dim, id); len(again) != 1 || again[0] != id {
			t.Errorf("%q is the code %s of %s, which reads as %v", label, id, dim.ID, again)
		}
		code, _ := v.cat.Codelist(dim).Code(id)
		body := strings.TrimSpace(label)
		if marks != nil {
			body, _ = cutMarks(body)
		}
		same := false
		for _, name := range append([]string{id, code.Label.En, code.Label.Fr}, code.Aliases...) {
			same = same || digitsOf(name) == digitsOf(body)
		}
		if !same {
			t.Errorf("%q is the code %s of %s, none of whose names has its digits", label, id, dim.ID)
		}
	}
}
