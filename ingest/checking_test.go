package ingest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

// watched is a candidate that counts how often its rows are read.
type watched struct {
	ingest.Candidate
	reads int
}

func (w *watched) Rows(ctx context.Context) iter.Seq2[datasets.Row, error] {
	w.reads++
	return w.Candidate.Rows(ctx)
}

// checkedBeside checks rows as they come, and reports whether they had to be
// read again.
func checkedBeside(t *testing.T, pub datasets.Publication, rows []datasets.Row, cat *datasets.Catalogue, prior ingest.Prior) (findings []datasets.Finding, changes []datasets.Change, again bool) {
	t.Helper()
	checking := ingest.StartCheck(t.Context(), pub, cat, prior, func() func(datasets.Change) error {
		changes = nil
		return func(c datasets.Change) error { changes = append(changes, ownRows(c)); return nil }
	})
	defer checking.Stop()
	for _, r := range rows {
		must(t, checking.Add(r))
	}
	candidate := &watched{Candidate: ingest.InMemory(rows)}
	findings, err := checking.Findings(t.Context(), candidate)
	must(t, err)
	return findings, changes, candidate.reads > 0
}

// withoutChecks is a catalogue that computes no figure from others.
func withoutChecks(cat *datasets.Catalogue) *datasets.Catalogue {
	plain := *cat
	plain.Datasets = slices.Clone(cat.Datasets)
	for i, d := range plain.Datasets {
		unchecked := *d
		unchecked.Checks = nil
		plain.Datasets[i] = &unchecked
	}
	return &plain
}

// TestCheckBesideReading checks figures in several orders: what is found is
// what a check of all of them finds.
func TestCheckBesideReading(t *testing.T) {
	shippedCat, _ := shipped(t)
	plain := withoutChecks(shippedCat)
	ours := publication("ours-2021", "sp2c-barometer", 1, "2021")
	d, err := plain.Dataset("jobs")
	must(t, err)
	var rows, before, theirs []datasets.Row
	for i, geo := range plain.Allowed(d.Dimensions[0]) { // not in the order of their keys
		for year := range 60 {
			row := statementOf("jobs", geo+".OUT.PERSONS._T", 1960+year, float64(1000+i+year), 1)
			if before = append(before, row); (i+year)%11 == 0 {
				theirs = append(theirs, row)
			}
			if (i+year)%7 == 0 {
				row.Value.Float *= 1000
			}
			if i%5 > 0 {
				rows = append(rows, row)
			}
		}
	}
	prior := &library{}
	prior.add(publication("theirs-2020", "insee", 2, "2020"), theirs)
	prior.add(ours, before)
	returning := append(slices.Clone(rows[1:]), rows[0])
	falling := slices.Clone(rows)
	falling[3], falling[4] = falling[4], falling[3]
	for _, c := range []struct {
		name  string
		rows  []datasets.Row
		cat   *datasets.Catalogue
		again bool
	}{
		{"series by series", rows, plain, false},
		{"few figures", rows[:3], plain, false},
		{"no figure", nil, plain, false},
		{"a series that comes back", returning, plain, true},
		{"a period before the last", falling, plain, true},
		{"checks of the catalogue", rows, shippedCat, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told []datasets.Change
			want, err := ingest.Check(t.Context(), ours, ingest.InMemory(c.rows), c.cat, prior, func(change datasets.Change) error {
				told = append(told, ownRows(change))
				return nil
			})
			must(t, err)
			got, changes, again := checkedBeside(t, ours, c.rows, c.cat, prior)
			if again != c.again {
				t.Errorf("the rows were read again: %t", again)
			}
			bySeries := func(a, b datasets.Change) int {
				return strings.Compare(string(a.Key)+a.Period.String(), string(b.Key)+b.Period.String())
			}
			slices.SortFunc(told, bySeries)
			slices.SortFunc(changes, bySeries)
			if diff := cmp.Diff(told, changes, cmp.AllowUnexported(datasets.Period{}, datasets.Date{})); diff != "" {
				t.Errorf("changes (-of all +beside the reading):\n%s", diff)
			}
			byText := func(a, b datasets.Finding) int { return strings.Compare(a.String(), b.String()) }
			slices.SortFunc(want, byText)
			slices.SortFunc(got, byText)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings (-of all +beside the reading):\n%s", diff)
			}
			if len(c.rows) > 100 && len(got) < 100 {
				t.Errorf("%d findings are too few to compare", len(got))
			}
		})
	}
}

// TestCheckBesideReadingFails ends the rules with an error, which comes back
// however many figures follow.
func TestCheckBesideReadingFails(t *testing.T) {
	cat, _ := shipped(t)
	plain := withoutChecks(cat)
	ours := publication("ours-2021", "sp2c-barometer", 1, "2021")
	full := errors.New("full")
	for _, n := range []int{1, 1999, 2000, 2001, 5000, 20_000} {
		checking := ingest.StartCheck(t.Context(), ours, plain, nil, func() func(datasets.Change) error {
			return func(datasets.Change) error { return full }
		})
		var rows []datasets.Row
		var err error
		for i := range n {
			rows = append(rows, statementOf("jobs", "FR.OUT.PERSONS._T", 1000+i%9000, 1, 1))
			if i >= 9000 {
				rows[i].Key = "BE.OUT.PERSONS._T"
			}
			if i >= 18_000 {
				rows[i].Key = "DE.OUT.PERSONS._T"
			}
			if err == nil {
				err = checking.Add(rows[i])
			}
		}
		if err == nil {
			_, err = checking.Findings(t.Context(), ingest.InMemory(rows))
		}
		checking.Stop()
		if !errors.Is(err, full) {
			t.Errorf("%d figures: %v", n, err)
		}
	}
}
