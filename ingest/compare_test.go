package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

// compared lists the changes a candidate makes, of which Check must tell the
// same.
func compared(t testing.TB, pub datasets.Publication, rows []datasets.Row, cat *datasets.Catalogue, prior ingest.Prior) ([]datasets.Change, datasets.Tally) {
	t.Helper()
	var changes []datasets.Change
	var tally datasets.Tally
	for change, err := range ingest.Compare(context.Background(), pub, ingest.InMemory(rows), cat, prior) {
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, change)
		tally.Count(change)
	}
	var told []datasets.Change
	_, err := ingest.Check(t.Context(), pub, ingest.InMemory(rows), cat, prior, func(change datasets.Change) error {
		told = append(told, ownRows(change))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(changes, told, cmp.AllowUnexported(datasets.Period{}, datasets.Date{})); diff != "" {
		t.Errorf("changes (-compared +told by the check):\n%s", diff)
	}
	return changes, tally
}

// ownRows is a change with rows of its own.
func ownRows(c datasets.Change) datasets.Change {
	for _, row := range []**datasets.Row{&c.New, &c.Old, &c.Other} {
		if *row != nil {
			own := **row
			*row = &own
		}
	}
	return c
}

func TestCompareShippedWorkbooks(t *testing.T) {
	cat, all := editions(t)
	for _, e := range all {
		pub, n := e.report.Publication, len(e.rows)
		if _, got := compared(t, pub, e.rows, cat, nil); got != (datasets.Tally{New: n}) {
			t.Errorf("%s in an empty office: %+v", e.book.Name, got)
		}
		itself := &library{}
		itself.add(pub, e.rows)
		if _, got := compared(t, pub, e.rows, cat, itself); got != (datasets.Tally{Confirmed: n}) {
			t.Errorf("%s against itself: %+v", e.book.Name, got)
		}
		half := e.rows[:n/2]
		if _, got := compared(t, pub, half, cat, itself); got != (datasets.Tally{Confirmed: len(half), Gone: n - len(half)}) {
			t.Errorf("half of %s against the whole: %+v", e.book.Name, got)
		}
	}
}

// TestCompareInBatches compares and checks more rows than are looked at in one
// go, with what one look at all of them gives.
func TestCompareInBatches(t *testing.T) {
	cat, _ := shipped(t)
	d, err := cat.Dataset("jobs")
	if err != nil {
		t.Fatal(err)
	}
	ours := publication("ours-2021", "sp2c-barometer", 1, "2021")
	prior := &library{}
	var rows, before []datasets.Row
	for i, geo := range cat.Allowed(d.Dimensions[0]) {
		for year := range 120 {
			row := statementOf("jobs", geo+".OUT.PERSONS._T", 1900+year, float64(1000+i+year), 1)
			if before = append(before, row); (i+year)%7 == 0 {
				row.Value.Float += 0.5 * row.Value.Float
			}
			if i%5 > 0 && year%11 > 0 {
				rows = append(rows, row)
			}
		}
	}
	prior.add(ours, before)
	visible, err := prior.Statements(t.Context(), "jobs", keysIn(before))
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 5000 {
		t.Fatalf("%d rows are one batch", len(rows))
	}
	want := map[string]datasets.ChangeKind{}
	for _, c := range datasets.Compare(cat, ours, rows, visible) {
		want[fmt.Sprint(c.Key, c.Period)] = c.Kind
	}
	got := map[string]datasets.ChangeKind{}
	changes, _ := compared(t, ours, rows, cat, prior)
	for _, c := range changes {
		got[fmt.Sprint(c.Key, c.Period)] = c.Kind
	}
	if diff := cmp.Diff(want, got); diff != "" || len(changes) != len(want) {
		t.Errorf("%d changes, expected %d (-at once +in batches):\n%s", len(changes), len(want), diff)
	}
}

func keysIn(rows []datasets.Row) []datasets.Key {
	var keys []datasets.Key
	for _, r := range rows {
		keys = append(keys, r.Key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// failing is a candidate whose rows cannot be read to the end.
type failing struct{ ingest.Candidate }

func (f failing) Rows(ctx context.Context) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		for r, err := range f.Candidate.Rows(ctx) {
			if !yield(r, err) {
				return
			}
		}
		yield(datasets.Row{}, errors.New("connection lost"))
	}
}

func TestCompareThatFails(t *testing.T) {
	cat, _ := shipped(t)
	ours := publication("ours-2021", "sp2c-barometer", 1, "2021")
	rows := []datasets.Row{statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 1, 1)}
	for name, broken := range map[string]iter.Seq2[datasets.Change, error]{
		"prior":     ingest.Compare(t.Context(), ours, ingest.InMemory(rows), cat, unreachable{&library{}}),
		"candidate": ingest.Compare(t.Context(), ours, failing{ingest.InMemory(rows)}, cat, nil),
	} {
		var last error
		for _, err := range broken {
			last = err
		}
		if last == nil {
			t.Errorf("a %s that cannot be asked went unnoticed", name)
		}
	}
	if _, err := ingest.Check(t.Context(), ours, failing{ingest.InMemory(rows)}, cat, nil, nil); err == nil {
		t.Error("a candidate that cannot be read was checked")
	}
	full := errors.New("full")
	if _, err := ingest.Check(t.Context(), ours, ingest.InMemory(rows), cat, nil, func(datasets.Change) error { return full }); !errors.Is(err, full) {
		t.Errorf("who is told of changes failed, Check said %v", err)
	}
	many := append(rows, jobsOf("FR.OUT.PERSONS._T", 2019, 1, 2, 3)...)
	seen := 0
	for range ingest.Compare(t.Context(), ours, ingest.InMemory(many), cat, nil) {
		if seen++; seen == 2 {
			break
		}
	}
	if seen != 2 {
		t.Errorf("a comparison left after 2 changes gave %d", seen)
	}
}
