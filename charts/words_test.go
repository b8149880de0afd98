package charts

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// everySeries calls a function with a chart of each shipped series alone, in
// both languages.
func everySeries(t *testing.T, spec Spec, check func(t *testing.T, c *Chart, rows []datasets.Row)) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range catalogue.Datasets {
		e := shipped(t, d.ID, nil)
		for _, s := range e.Series {
			one := *e
			one.Series = []datasets.Series{s}
			var rows []datasets.Row
			for _, row := range one.Rows() {
				if row.HasFigure() {
					rows = append(rows, row)
				}
			}
			for _, spec.Lang = range []datasets.Lang{datasets.English, datasets.French} {
				n++
				t.Run(fmt.Sprintf("%s %s %s", d.ID, s.Key, spec.Lang), func(t *testing.T) { check(t, mustNew(t, spec, &one), rows) })
			}
		}
	}
	if n < 250 {
		t.Errorf("%d charts of shipped series", n)
	}
}

// spoken are the figures of a text with their periods: words, number, period.
var spoken = regexp.MustCompile(`(?i)(nearly |about |at least |at most |près de |d'environ |environ |d'au moins |au moins |d'au plus |au plus )?(−?\d+(?:\x{202f}\d{3})*(?:[.,]\d+)?)(?: (?:to|à) (−?\d+(?:\x{202f}\d{3})*(?:[.,]\d+)?))?(\x{202f}%)?(\x{a0}[a-zéè0-9²' -]+?| \([^)]+\))?(?: \([a-z]\))? (?:in|en|au) ((?:Q[1-4] |[1-4]er? trimestre |[A-Za-zéû]+ )?(?:19|20)\d\d)`)

// numberOf reads a printed number.
func numberOf(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.NewReplacer("\u202f", "", ",", ".", "−", "-").Replace(s), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// quotes reports whether a spoken figure is what a row says: its number at the
// quantum of the row, its precision, its range.
func quotes(t *testing.T, said []string, row datasets.Row) bool {
	precision := map[string]datasets.Precision{
		"nearly": datasets.Nearly, "about": datasets.Approx, "at least": datasets.AtLeast, "at most": datasets.AtMost,
		"près de": datasets.Nearly, "environ": datasets.Approx, "au moins": datasets.AtLeast, "au plus": datasets.AtMost,
	}[strings.TrimSpace(strings.TrimPrefix(strings.ToLower(said[1]), "d'"))]
	close := func(s string, n datasets.Number) bool {
		return n.Known && math.Abs(numberOf(t, s)-n.Float) <= row.Quantum.Float/2+1e-9*math.Abs(n.Float)
	}
	if said[3] != "" {
		return close(said[2], row.Low) && close(said[3], row.High)
	}
	switch {
	case row.Value.Known:
		exact := precision == "" && (row.Precision == datasets.Exact || row.Precision == "" || row.Precision == datasets.Range)
		return close(said[2], row.Value) && (exact || precision == row.Precision)
	case row.Low.Known && !row.High.Known:
		return precision == datasets.AtLeast && close(said[2], row.Low)
	}
	return precision == datasets.AtMost && close(said[2], row.High)
}

// moved are the words of a change: what it did, and how much.
var moved = regexp.MustCompile(`(up by|down by|en hausse|en baisse) ((?:about|at least|at most|d'environ|d'au moins|d'au plus|de) )?(\d+(?:\x{202f}\d{3})*(?:[.,]\d+)?)(?: (?:to|à) (\d+(?:\x{202f}\d{3})*(?:[.,]\d+)?))?(\x{202f}%|\x{a0}points?)?`)

// holdsChange holds the words of a change against the intervals of the two
// figures, computed here from their definition.
func holdsChange(t *testing.T, c *Chart, words string, from, to datasets.Row) {
	t.Helper()
	i, _ := datasets.IntervalOf(from.Observation)
	j, _ := datasets.IntervalOf(to.Observation)
	said := moved.FindStringSubmatch(words)
	if i.Meets(j) {
		if said != nil {
			t.Errorf("%q: %+v and %+v meet", words, i, j)
		}
		return
	}
	if said == nil {
		t.Fatalf("%q says no change of %+v to %+v", words, i, j)
	}
	up := said[1] == "up by" || said[1] == "en hausse"
	if up != (j.Low >= i.High) {
		t.Errorf("%q: from %+v to %+v", words, i, j)
	}
	low, high := j.Low-i.High, j.High-i.Low // of the difference
	switch {
	case said[5] == "\u202f%":
		low, high = 100*(j.Low/i.High-1), 100*(j.High/i.Low-1)
	case c.unit.percentage != (said[5] != ""):
		t.Errorf("%q: the figures are percentages: %t", words, c.unit.percentage)
	}
	if !up {
		low, high = -high, -low
	}
	bound := func(s string) float64 { return numberOf(t, s) }
	quantum := 1.0
	if _, fraction, ok := strings.Cut(strings.ReplaceAll(said[3], ",", "."), "."); ok {
		quantum = math.Pow(10, -float64(len(fraction)))
	} else if digits := strings.ReplaceAll(said[3], "\u202f", ""); len(digits) > 1 {
		quantum = math.Pow(10, float64(len(digits)-max(2, len(strings.TrimRight(digits, "0")))))
	}
	slack := 1e-6 * (1 + math.Abs(low))
	v := bound(said[3])
	switch word := strings.TrimSpace(said[2]); {
	case said[4] != "":
		if v > low+slack || bound(said[4]) < high-slack {
			t.Errorf("%q does not hold %g to %g", words, low, high)
		}
	case word == "about" || word == "d'environ":
		if v-quantum > low+slack || v+quantum < high-slack {
			t.Errorf("%q, ±%g, does not hold %g to %g", words, quantum, low, high)
		}
	case word == "at least" || word == "d'au moins":
		if v > low+slack {
			t.Errorf("%q: it may be %g", words, low)
		}
	default:
		if v < high-slack {
			t.Errorf("%q: it may be %g", words, high)
		}
	}
}

// The words of every shipped series say its figures, each as published and of
// its own period, and only changes that the intervals support.
func TestWordsOfEverySeries(t *testing.T) {
	everySeries(t, Spec{Type: "line"}, func(t *testing.T, c *Chart, rows []datasets.Row) {
		if len(rows) == 0 {
			if c.Sentence() != "" {
				t.Errorf("without figures: %s", c.Sentence())
			}
			return
		}
		byPeriod := map[string]datasets.Row{}
		for _, row := range rows {
			byPeriod[c.named(row.Period)] = row
		}
		figures, _, _ := strings.Cut(c.Description(), c.text("No figure", "Aucun chiffre"))
		for _, text := range []string{figures, c.Sentence()} {
			said := spoken.FindAllStringSubmatch(text, -1)
			if len(said) == 0 {
				t.Fatalf("no figure is said: %s", text)
			}
			for _, s := range said {
				if row, ok := byPeriod[s[6]]; !ok || !quotes(t, s, row) {
					t.Errorf("%q in %q; published: %s", s[0], text, row.Plain())
				}
				if (s[4] != "") != (c.unit.symbol != "") {
					t.Errorf("%q: the unit is %q", s[0], c.unit.label)
				}
			}
		}
		last := rows[len(rows)-1]
		if end := c.figureOf(t, last); !strings.Contains(c.Sentence(), end) {
			t.Errorf("%q does not say %q", c.Sentence(), end)
		}
		if len(rows) == 1 {
			if s := moved.FindString(c.Sentence() + c.Description()); s != "" {
				t.Errorf("one figure, and %q", s)
			}
			return
		}
		before := rows[len(rows)-2]
		sentence, _, _ := strings.Cut(c.Sentence(), " (")
		if len(c.breaks) == 0 && before.Period.Freq() == last.Period.Freq() {
			holdsChange(t, c, sentence+c.Sentence()[len(sentence):], before, last)
			ends, _, _ := strings.Cut(c.Description()[strings.Index(c.Description(), ". "):], ".\u0020Last")
			holdsChange(t, c, ends, rows[0], last)
		}
		for _, b := range c.breaks {
			if before.Period.Compare(b.period) < 0 && strings.Contains(c.Sentence(), c.text("up by", "en hausse")) {
				t.Errorf("%q across the break of %s", c.Sentence(), b.period)
			}
		}
	})
}

// figureOf is how a sentence must print a row's figure.
func (c *Chart) figureOf(t *testing.T, row datasets.Row) string {
	t.Helper()
	words := row.WordsIn(c.lang, 1)
	if c.unit.percentage && c.unit.symbol != "" {
		words += "\u202f%"
	}
	return words
}

// typography is what no French or English text of ours may have.
var typography = []string{"%!", "  ", " ,", "..", "()", "de environ", "de au ", "à environ environ", " ;.", ": .", " .", "de de ", "(; "}

// Words are well formed and of bounded length whatever is drawn.
func TestWordsAreWellFormed(t *testing.T) {
	for _, g := range gallery {
		for _, lang := range []datasets.Lang{datasets.English, datasets.French} {
			g.spec.Lang = lang
			c := mustNew(t, g.spec, shipped(t, g.dataset, g.codes))
			for _, text := range []string{c.Description(), c.Sentence()} {
				for _, bad := range typography {
					if strings.Contains(text, bad) {
						t.Errorf("%s %s: %q in %q", g.name, lang, bad, text)
					}
				}
				if lang == datasets.French && regexp.MustCompile(`[^\x{202f}\x{a0}/]:|[^\x{202f}];|[^\x{202f}]%`).MatchString(text) {
					t.Errorf("%s: a sign without its narrow space in %q", g.name, text)
				}
			}
			if n := len([]rune(c.Description())); n > 1000 {
				t.Errorf("%s %s: %d characters: %s", g.name, lang, n, c.Description())
			}
			if s := c.Sentence(); c.empty() != (s == "") || s != "" && !strings.HasSuffix(s, ".") {
				t.Errorf("%s %s: the sentence is %q", g.name, lang, s)
			}
		}
	}
}

// A description of many series counts those it does not tell.
func TestDescriptionIsBounded(t *testing.T) {
	c := mustNew(t, Spec{Type: "table"}, shipped(t, "jobs", map[string]string{"geo": "FR," + regions}))
	if n := len([]rune(c.Description())); n > 750 || !strings.Contains(c.Description(), "25 series") || !strings.Contains(c.Description(), "more series.") {
		t.Errorf("%d characters: %s", n, c.Description())
	}
}

func TestAmounts(t *testing.T) {
	c := &Chart{lang: datasets.English}
	french := &Chart{lang: datasets.French}
	bare := func(bool) string { return "" }
	inf := math.Inf(1)
	for name, test := range map[string]struct {
		low, high, middle float64
		en, fr            string
	}{
		"within one":              {5.77, 6.51, 6.14, "about 6", "environ 6"},
		"tenths":                  {7.65, 7.75, 7.7, "about 7.7", "environ 7,7"},
		"two digits of a whole":   {13500, 16500, 15000, "13\u202f000 to 17\u202f000", "13\u202f000 à 17\u202f000"},
		"whole, close":            {199, 201, 200, "about 200", "environ 200"},
		"from nothing":            {0, 21.1, 10, "at most 22", "au plus 22"},
		"open":                    {47.9, inf, 60, "at least 47", "au moins 47"},
		"down":                    {-6.5, -5.8, -6.1, "about 6", "environ 6"},
		"a bound that is a digit": {0.3, 0.9, 0.6, "0.3 to 0.9", "0,3 à 0,9"},
		"nothing known":           {0, inf, 1, "", ""},
	} {
		a := amountOf(test.low, test.high, test.middle, 0.1)
		if diff := cmp.Diff([]string{test.en, test.fr}, []string{c.amountWords(a, bare), french.amountWords(a, bare)}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
