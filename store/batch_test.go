package store

import (
	"path/filepath"
	"slices"
	"testing"

	"barometer/datasets"
)

// TestScatteredRows adds rows in two orders. Those that come one by one from
// anywhere are written more at a time, and all are there in the end.
func TestScatteredRows(t *testing.T) {
	byPeriod := manyRows(scatteredBatch + chunk)
	bySeries := slices.SortedStableFunc(slices.Values(byPeriod), compareKeys)
	for name, test := range map[string]struct {
		rows  []datasets.Row
		first int // rows that the first batch has
	}{
		"in order of series": {bySeries, batch},
		"in order of period": {byPeriod, scatteredBatch},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, filepath.Join(t.TempDir(), "synthetic.db"))
			c, _ := book("a", "first", "2010")
			d, err := o.Begin(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			first := 0
			for i, row := range test.rows {
				if err := d.Add(row); err != nil {
					t.Fatal(err)
				}
				if first == 0 && d.writing != nil {
					first = i + 1
				}
			}
			if first != test.first {
				t.Errorf("the first batch has %d rows, want %d", first, test.first)
			}
			n := 0
			for row, err := range d.Rows(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				if want := bySeries[n]; row.Key != want.Key || row.Period != want.Period {
					t.Fatalf("row %d is %s, want %s", n, row.Place(), want.Place())
				}
				n++
			}
			if n != len(test.rows) {
				t.Errorf("%d rows came back of %d", n, len(test.rows))
			}
			if err := d.Abort(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func compareKeys(a, b datasets.Row) int {
	return seriesKey{a.Dataset, a.Key}.compare(seriesKey{b.Dataset, b.Key})
}
