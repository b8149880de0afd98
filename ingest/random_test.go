package ingest_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"barometer/datasets"
)

// randomBooks is how many workbooks a run of TestReadRandomLayouts writes;
// BAROMETER_TEST_LONG multiplies it.
const randomBooks = 200

// unbounded is the shipped catalogue without the ranges of its datasets, for
// tests that write figures of any size.
func unbounded(t testing.TB) *datasets.Catalogue {
	t.Helper()
	cat, _ := shipped(t)
	for _, d := range cat.Datasets {
		d.Min, d.Max = datasets.Number{}, datasets.Number{}
	}
	return cat
}

// TestReadRandomLayouts writes random observations in random layouts and reads
// the same observations back, each from the cell that it was written to. A
// workbook that fails is printed as a file for testdata/layouts.
func TestReadRandomLayouts(t *testing.T) {
	cat := unbounded(t)
	lexicon := newLexicon(cat)
	books := randomBooks
	if n, err := strconv.Atoi(os.Getenv("BAROMETER_TEST_LONG")); err == nil {
		books *= n
	}
	met := map[string]int{}
	figures := 0
	for seed := range uint64(books) {
		a := newAuthor(lexicon, seed, met)
		archive := a.workbook()
		rows, report := readAll(t, cat, "random.xlsx", workbookOf(t, archive))
		diff := gocmp.Diff(sorted(a.rows), sorted(rows), gocmp.AllowUnexported(datasets.Period{}))
		doubts := slices.DeleteFunc(report.Findings, func(f datasets.Finding) bool {
			return f.Severity == datasets.SeverityInfo || f.Severity == datasets.SeverityWarning && slices.Contains(doubted, f.Rule)
		})
		if diff != "" || len(doubts) > 0 {
			t.Fatalf("seed %d: %v\nobservations (-written +read):\n%s\n%s", seed, remarks(doubts), diff, txtar.Format(archive))
		}
		figures += len(rows)
	}
	t.Logf("%d workbooks, %d observations: %v", books, figures, met)
	for _, kind := range kinds {
		if met[kind] < books/20 {
			t.Errorf("%s: written %d times, expected more", kind, met[kind])
		}
	}
}

// doubted are the rules that warn of what the author writes on purpose: marks
// without a note, empty dimensions, years to come, fractions, single euros.
var doubted = []string{"percent", "note", "dimension", "period", "unit"}

// kinds are the layouts that a run must have written often.
var kinds = []string{
	"one header row", "two header rows", "a column of values", "one label column", "several label columns", "labels merged down", "header merged across", "header over blank cells", "a blank row in the body",
	"names in the second header row", "a corner without a name", "keys in one cell", "keys in two cells", "notes after a blank row",
	"periods down", "periods across", "several tables", "moved right", "tidy", "tidy with many datasets", "hidden", "percent format", "unit line", "range", "range in two units", "missing",
}

// sorted returns rows as written: without notes, texts and their order.
func sorted(rows []datasets.Row) []datasets.Row {
	out := slices.Clone(rows)
	for i := range out {
		out[i].Note, out[i].Quote, out[i].Origin.Text = "", "", ""
	}
	slices.SortFunc(out, func(a, b datasets.Row) int {
		return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(string(a.Key), string(b.Key)), a.Period.Compare(b.Period))
	})
	return out
}

// author writes workbooks. What it writes means what its rows say by the
// contract alone: it knows nothing of the reader.
type author struct {
	*rand.Rand
	*lexicon
	lang  datasets.Lang
	met   map[string]int // how often each kind of layout was written
	rows  []datasets.Row
	taken map[string]bool
	lines []string // of the sheet being written
	sheet string
	shift int // columns that a table is moved to the right
}

func newAuthor(l *lexicon, seed uint64, met map[string]int) *author {
	a := &author{Rand: rand.New(rand.NewPCG(seed, 3)), lexicon: l, met: met, taken: map[string]bool{}}
	a.lang = pick(a, []datasets.Lang{datasets.French, datasets.English})
	return a
}

func pick[T any](a *author, from []T) T { return from[a.IntN(len(from))] }

// some returns between least and most of a list's elements, in any order.
func some[T any](a *author, from []T, least, most int) []T {
	order := a.Perm(len(from))
	n := min(len(from), least+a.IntN(most-least+1))
	var out []T
	for _, i := range order[:n] {
		out = append(out, from[i])
	}
	return out
}

func (a *author) chance(percent int) bool { return a.IntN(100) < percent }

func (a *author) workbook() *txtar.Archive {
	out := &txtar.Archive{Files: []txtar.File{{
		Name: "About", Data: []byte("publication | random-2020\npublished | 2020\npublisher | Insee\nlanguage | " + string(a.lang) + "\n"),
	}}}
	for i := range 1 + a.IntN(2) {
		a.sheet, a.lines = fmt.Sprintf("%s %d", pick(a, []string{"Données", "Data", "L'été"}), i+1), nil
		if a.chance(30) {
			a.tidy()
		} else {
			a.tables()
		}
		name := a.sheet
		if a.chance(15) {
			a.met["hidden"]++
			name += " (hidden)"
			a.lines = append(a.lines, fmt.Sprintf("# hidden: %d, B", 1+a.IntN(len(a.lines))))
		}
		out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(strings.Join(a.lines, "\n") + "\n")})
	}
	return out
}

// write writes a line of the sheet.
func (a *author) write(cells ...string) {
	a.lines = append(a.lines, strings.Repeat(" | ", a.shift)+strings.Join(cells, " | "))
}

// state notes that a figure stands in a cell of the last line, unless another
// one of its place was written before.
func (a *author) state(d *datasets.Dataset, codes []string, o datasets.Observation, row, col int) {
	o.Origin = datasets.Origin{Sheet: a.sheet, Cell: address{col: col + a.shift, row: row}.cell()}
	a.rows = append(a.rows, datasets.Row{Dataset: d.ID, Key: datasets.NewKey(codes...), Observation: o})
}

// claim reports whether a place is still free, and takes it.
func (a *author) claim(d *datasets.Dataset, codes []string, p datasets.Period) bool {
	place := fmt.Sprint(d.ID, codes, p)
	if a.taken[place] {
		return false
	}
	a.taken[place] = true
	return true
}

// lexicon is what may be written of a catalogue.
type lexicon struct {
	*datasets.Catalogue
	concepts map[string]string   // folded name -> the first concept that has it
	names    map[string][]string // of each concept
	named    map[string][]string // codes of a dimension that have a label, by dataset and dimension
}

func newLexicon(cat *datasets.Catalogue) *lexicon {
	l := &lexicon{Catalogue: cat, concepts: map[string]string{}, names: map[string][]string{}, named: map[string][]string{}}
	for _, k := range cat.Concepts {
		for _, name := range append([]string{k.ID, k.Name.En, k.Name.Fr}, k.Aliases...) {
			if folded := datasets.Fold(name); l.concepts[folded] == "" {
				l.concepts[folded] = k.ID
				l.names[k.ID] = append(l.names[k.ID], name)
			}
		}
	}
	for _, d := range cat.Datasets {
		for _, dim := range d.Dimensions {
			at := d.ID + " " + dim.ID
			for _, id := range cat.Allowed(dim) {
				if len(l.labels(dim, id)) > 0 {
					l.named[at] = append(l.named[at], id)
				}
			}
		}
	}
	return l
}

// labels are the texts that name a code of a dimension and no other.
func (l *lexicon) labels(dim datasets.Dimension, id string) []string {
	list := l.Codelist(dim)
	code, _ := list.Code(id)
	var out []string
	for _, label := range append([]string{id, code.Label.En, code.Label.Fr}, code.Aliases...) {
		fits := slices.DeleteFunc(list.Match(label), func(id string) bool { return !dim.Allows(id) })
		if slices.Equal(fits, []string{id}) && !strings.ContainsAny(label[:1], "=<^") && !strings.ContainsAny(label, ":|") && l.concepts[datasets.Fold(label)] == "" {
			out = append(out, label)
		}
	}
	return out
}

// periods returns some periods of one frequency.
func (a *author) periods(n int) []datasets.Period {
	freq := pick(a, []datasets.Freq{datasets.Annual, datasets.Annual, datasets.Annual, datasets.Quarterly, datasets.Monthly})
	first := datasets.NewPeriod(freq, 1990+a.IntN(30), 1+a.IntN(int(freq)))
	var out []datasets.Period
	for i := range n {
		out = append(out, first.Next(i))
	}
	if a.chance(30) {
		slices.Reverse(out)
	}
	return out
}

// period writes a period as people do.
func (a *author) period(p datasets.Period) string {
	year, start := p.Year(), p.Start()
	switch p.Freq() {
	case datasets.Quarterly:
		n := int(start.Month())/3 + 1
		return pick(a, []string{p.String(), fmt.Sprintf("T%d %d", n, year), fmt.Sprintf("%dQ%d", year, n), fmt.Sprintf("%de trimestre %d", n, year)})
	case datasets.Monthly:
		month := []string{"janvier", "feb.", "mars", "April", "mai", "june", "juillet", "août", "Sept.", "octobre", "November", "déc."}[start.Month()-1]
		return pick(a, []string{p.String(), start.Format("01/2006"), fmt.Sprintf("%s %d", month, year), a.serial(start.Unix()) + "@mmm-yy"})
	}
	return pick(a, []string{p.String(), p.String(), "=" + p.String(), fmt.Sprintf("%d/%d", year, year+1), fmt.Sprintf("31/12/%d", year), a.serial(start.Unix()) + "@yyyy"})
}

// serial is a spreadsheet's number of the day of a Unix time.
func (a *author) serial(unix int64) string { return "=" + strconv.FormatInt(unix/86400+25569, 10) }

// unit returns the unit of a series.
func (a *author) unit(d *datasets.Dataset, codes []string) string {
	return a.Catalogue.Unit(d, datasets.NewKey(codes...))
}
