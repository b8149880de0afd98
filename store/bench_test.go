package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"barometer/datasets"
)

// wide imports releases of one publication series: each states every series at
// twenty periods.
func wide(b *testing.B, o *office, releases, series int) {
	for n := range releases {
		c, _ := book(fmt.Sprintf("edition-%c", 'a'+n), "first", fmt.Sprint(2010+n))
		d, err := o.Begin(b.Context(), c)
		if err != nil {
			b.Fatal(err)
		}
		for i := range series {
			row := cell("NORTH.ALL 2009 = 1")
			row.Key = datasets.NewKey([]string{"NORTH", "SOUTH", "EAST"}[i%3], fmt.Sprint("K", i))
			for year := range 20 {
				row.Period = datasets.Year(2000 + year)
				if err := d.Add(row); err != nil {
					b.Fatal(err)
				}
			}
		}
		if _, err := d.Close(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		if _, err := o.Publish(b.Context(), d.ID(), Publishing{}); err != nil {
			b.Fatal(err)
		}
	}
}

func openBench(b *testing.B) *office {
	db, err := Open(b.Context(), filepath.Join(b.TempDir(), "synthetic.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	if _, err := db.PutCatalogue(b.Context(), synthetic(1, "first")); err != nil {
		b.Fatal(err)
	}
	return &office{DB: db, clock: newClock()}
}

func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		wide(b, openBench(b), 1, 5000)
	}
	b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkSelect(b *testing.B) {
	o := openBench(b)
	wide(b, o, 5, 5000)
	for _, test := range []struct {
		name string
		q    datasets.Query
		rows int
	}{
		{"everything", datasets.Query{}, 500_000},
		{"place", datasets.Query{Codes: map[string][]string{"place": {"NORTH"}}}, 166_700},
		{"last", datasets.Query{From: datasets.Year(2019)}, 25_000},
		{"release", datasets.Query{Release: "edition-c"}, 100_000},
	} {
		test.q.Dataset = "synthetic"
		b.Run(test.name, func(b *testing.B) {
			for b.Loop() {
				e, err := o.Select(b.Context(), test.q)
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for _, s := range e.Series {
					for _, c := range s.Cells {
						n += len(c.Rows)
					}
				}
				if n != test.rows {
					b.Fatalf("%d rows, want %d", n, test.rows)
				}
			}
		})
	}
	b.Run("statements", func(b *testing.B) {
		for b.Loop() {
			if rows, err := o.Statements(b.Context(), "synthetic", []datasets.Key{"NORTH.K3"}); err != nil || len(rows) != 100 {
				b.Fatal(len(rows), err)
			}
		}
	})
}
