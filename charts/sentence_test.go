package charts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// release makes a synthetic release of a source.
func syntheticRelease(t *testing.T, source, publisher, published string) *datasets.Release {
	t.Helper()
	date, err := datasets.ParseDate(published)
	if err != nil {
		t.Fatal(err)
	}
	return &datasets.Release{ID: source + published, Publication: datasets.Publication{
		ID: source, Publisher: publisher, Published: date, Source: datasets.Source{ID: source},
	}}
}

// Sentences for an article, one for each statistical situation, of synthetic
// figures.
func TestSentences(t *testing.T) {
	jobs := datasets.Dataset{Title: datasets.Text{En: "Synthetic jobs", Fr: "Emplois inventés"}}
	share := datasets.Dataset{Title: datasets.Text{En: "Synthetic share", Fr: "Part inventée"}, Unit: "percent"}
	broken := jobs
	broken.Breaks = []datasets.Breaking{{Period: datasets.Year(2019), Reason: datasets.Text{En: "x", Fr: "x"}}}
	for name, test := range map[string]struct {
		dataset datasets.Dataset
		lines   string
		en, fr  string
	}{
		"a single figure":      {jobs, "a 2019 400", "Synthetic jobs, a: 400\u00a0jobs in 2019.", "Emplois inventés, a\u202f: 400\u00a0emplois en 2019."},
		"up":                   {jobs, "a 2018 1000\na 2019 1060", "Synthetic jobs, a: 1\u202f060\u00a0jobs in 2019, up by about 6\u202f% (about 60\u00a0jobs) on 2018 (change derived from the rounded figures).", "Emplois inventés, a\u202f: 1\u202f060\u00a0emplois en 2019, en hausse d'environ 6\u202f% (environ 60\u00a0emplois) par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"break between":        {broken, "a 2018 1000\na 2019 1060", "Synthetic jobs, a: 1\u202f060\u00a0jobs in 2019, not comparable with 2018 because of the break of 2019.", "Emplois inventés, a\u202f: 1\u202f060\u00a0emplois en 2019, non comparable avec 2018 du fait de la rupture de 2019."},
		"within rounding":      {jobs, "a 2018 1000\na 2019 1000 nearly", "Synthetic jobs, a: nearly 1\u202f000\u00a0jobs in 2019, with no difference from 2018 beyond rounding.", "Emplois inventés, a\u202f: près de 1\u202f000\u00a0emplois en 2019, sans différence avec 2018 au-delà de l'arrondi."},
		"a range":              {jobs, "a 2019 90..99", "Synthetic jobs, a: 90 to 99\u00a0jobs in 2019.", "Emplois inventés, a\u202f: 90 à 99\u00a0emplois en 2019."},
		"a range before":       {jobs, "a 2018 40..50\na 2019 90", "Synthetic jobs, a: 90\u00a0jobs in 2019, up by 70 to 130\u202f% (39 to 51\u00a0jobs) on 2018 (change derived from the rounded figures).", "Emplois inventés, a\u202f: 90\u00a0emplois en 2019, en hausse de 70 à 130\u202f% (39 à 51\u00a0emplois) par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"at least":             {jobs, "a 2018 100\na 2019 150 at_least", "Synthetic jobs, a: at least 150\u00a0jobs in 2019, up by at least 49\u202f% (at least 49\u00a0jobs) on 2018 (change derived from the rounded figures).", "Emplois inventés, a\u202f: au moins 150\u00a0emplois en 2019, en hausse d'au moins 49\u202f% (au moins 49\u00a0emplois) par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"a gap":                {jobs, "a 2015 500\na 2019 400", "Synthetic jobs, a: 400\u00a0jobs in 2019, down by about 20\u202f% (about 100\u00a0jobs) on 2015 (change derived from the rounded figures).", "Emplois inventés, a\u202f: 400\u00a0emplois en 2019, en baisse d'environ 20\u202f% (environ 100\u00a0emplois) par rapport à 2015 (évolution calculée sur les chiffres arrondis)."},
		"negative growth":      {share, "a 2018 3\na 2019 -5", "Synthetic share, a: −5\u202f% in 2019, down by about 8\u00a0points on 2018 (change derived from the rounded figures).", "Part inventée, a\u202f: −5\u202f% en 2019, en baisse d'environ 8\u00a0points par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"one point":            {share, "a 2018 10\na 2019 12", "Synthetic share, a: 12\u202f% in 2019, up by about 2\u00a0points on 2018 (change derived from the rounded figures).", "Part inventée, a\u202f: 12\u202f% en 2019, en hausse d'environ 2\u00a0points par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"zero after a figure":  {jobs, "a 2018 20\na 2019 0", "Synthetic jobs, a: 0\u00a0jobs in 2019, down by about 20\u00a0jobs on 2018 (change derived from the rounded figures).", "Emplois inventés, a\u202f: 0 (emplois) en 2019, en baisse d'environ 20\u00a0emplois par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"a figure after zero":  {jobs, "a 2018 0\na 2019 20", "Synthetic jobs, a: 20\u00a0jobs in 2019, up by about 20\u00a0jobs on 2018 (change derived from the rounded figures).", "Emplois inventés, a\u202f: 20\u00a0emplois en 2019, en hausse d'environ 20\u00a0emplois par rapport à 2018 (évolution calculée sur les chiffres arrondis)."},
		"one":                  {jobs, "a 2019 1", "Synthetic jobs, a: 1 (jobs) in 2019.", "Emplois inventés, a\u202f: 1 (emplois) en 2019."},
		"provisional":          {jobs, "a 2019 400 P", "Synthetic jobs, a: 400\u00a0jobs in 2019 (provisional value).", "Emplois inventés, a\u202f: 400\u00a0emplois en 2019 (valeur provisoire)."},
		"months":               {share, "a 2020-04 40\na 2020-12 48", "Synthetic share, a: 48\u202f% in December 2020, up by about 8\u00a0points on April 2020 (change derived from the rounded figures).", "Part inventée, a\u202f: 48\u202f% en décembre 2020, en hausse d'environ 8\u00a0points par rapport à avril 2020 (évolution calculée sur les chiffres arrondis)."},
		"quarters":             {share, "a 2020-Q1 40\na 2020-Q4 48", "Synthetic share, a: 48\u202f% in Q4 2020, up by about 8\u00a0points on Q1 2020 (change derived from the rounded figures).", "Part inventée, a\u202f: 48\u202f% au 4e trimestre 2020, en hausse d'environ 8\u00a0points par rapport au 1er trimestre 2020 (évolution calculée sur les chiffres arrondis)."},
		"a year after a month": {jobs, "a 2019-12 400\na 2020 500", "Synthetic jobs, a: 500\u00a0jobs in 2020.", "Emplois inventés, a\u202f: 500\u00a0emplois en 2020."},
		"no figure":            {jobs, "a 2019 -", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := made(t, test.dataset, nil, test.lines)
			got := []string{mustNew(t, Spec{Lang: datasets.English}, e).Sentence(), mustNew(t, Spec{Lang: datasets.French}, e).Sentence()}
			if diff := cmp.Diff([]string{test.en, test.fr}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A sentence says what the source said before, what another one says, and
// where it stands, with the day.
func TestSentenceOfDoubt(t *testing.T) {
	e := made(t, datasets.Dataset{Title: datasets.Text{En: "Synthetic jobs", Fr: "Emplois inventés"}}, nil, "a 2019 110 nearly")
	cell := &e.Series[0].Cells[0]
	cell.Rows[0].Release = syntheticRelease(t, "own", "Office", "2021-03-01")
	revised, other := cell.Rows[0], cell.Rows[0]
	revised.Value, revised.Release = datasets.Num(90), syntheticRelease(t, "own", "Office", "2020-03")
	other.Value, other.Precision, other.Release = datasets.Num(120), datasets.Exact, syntheticRelease(t, "other", "Elsewhere", "2021")
	cell.Rows = append(cell.Rows, revised, other)
	if c, want := mustNew(t, Spec{Type: "line"}, e), "Nearly 110 in 2019. Revised by their source: 2019 (before: nearly 90)."; !strings.Contains(c.Description(), want) {
		t.Errorf("%q does not say %q", c.Description(), want)
	}
	for lang, want := range map[datasets.Lang]string{
		datasets.English: "Synthetic jobs, a: nearly 110\u00a0jobs in 2019 (revised from nearly 90; another source says 120, not nearly 110; source: Office, 1 March 2021).",
		datasets.French:  "Emplois inventés, a\u202f: près de 110\u00a0emplois en 2019 (révisé, auparavant près de 90\u202f; une autre source dit 120, et non près de 110\u202f; source\u202f: Office, 1er mars 2021).",
	} {
		if diff := cmp.Diff(want, mustNew(t, Spec{Lang: lang}, e).Sentence()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
}

// Several figures: the highest are named as such only where they surely are.
func TestSentencesOfSeveral(t *testing.T) {
	jobs := datasets.Dataset{Title: datasets.Text{En: "Synthetic jobs", Fr: "Emplois inventés"}}
	for name, test := range map[string]struct {
		lines, want string
	}{
		"three stand out": {"a 2019 10\nb 2019 90\nc 2019 80\nd 2019 70\ne 2019 20", "Synthetic jobs, in 2019: the highest figures are b with 90\u00a0jobs, c with 80\u00a0jobs and d with 70\u00a0jobs, ahead of 2 others."},
		"one stands out":  {"a 2019 10\nb 2019 90\nc 2019 10 nearly\nd 2019 10\ne 2019 9", "Synthetic jobs, in 2019: the highest figure is b with 90\u00a0jobs, ahead of 4 others."},
		"none does":       {"a 2019 10\nb 2019 10 at_least\nc 2019 40\nd 2019 10\ne 2019 9", "Synthetic jobs, in 2019: 5 figures, largest: c with 40\u00a0jobs (not surely above b with at least 10\u00a0jobs); smallest: e with 9\u00a0jobs."},
		"few":             {"a 2019 10\nb 2019 90 E", "Synthetic jobs, in 2019: b with 90\u00a0jobs and a with 10\u00a0jobs (in part: estimated value)."},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustNew(t, Spec{Type: "bar", Over: "part"}, made(t, jobs, nil, test.lines))
			if diff := cmp.Diff(test.want, c.Sentence()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Shipped figures as a journalist would paste them.
func TestSentencesOfShippedFigures(t *testing.T) {
	for name, test := range map[string]struct {
		dataset string
		codes   map[string]string
		spec    Spec
		want    string
	}{
		"jobs of a region": {"jobs", map[string]string{"geo": "FRE", "scope": "OUT"}, Spec{Lang: datasets.French},
			"Emplois dans les centres de contact, Hauts-de-France, ensemble du secteur externalisé\u202f: près de 11\u202f000\u00a0emplois en 2019 (une autre source dit 12\u202f000, et non près de 11\u202f000\u202f; source\u202f: Nord France Invest, 2021)."},
		"turnover in billions": {"turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Unit: "eur-billion"},
			"Turnover, France, French outsourced market (SP2C extrapolation): 3.34\u00a0billion euros in 2021, with no difference from 2020 beyond rounding (source: EY / SP2C, 2022)."},
		"growth": {"turnover-growth", map[string]string{"geo": "FR", "scope": "MARKET", "measure": "TURNOVER", "location": "_T", "sector": "_T", "channel": "_T", "basis": "Y1"}, Spec{},
			"Growth of turnover, France, French outsourced market (SP2C extrapolation), turnover, Change on the year before: 10.8\u202f% in 2021, up by about 7.7\u00a0points on 2020 (change derived from the rounded figures; sources: EY / SP2C, 2022; EY / SP2C, 2021)."},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, mustNew(t, test.spec, shipped(t, test.dataset, test.codes)).Sentence()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
