package ingest_test

import (
	"context"
	"fmt"
	"testing"

	"barometer/datasets"
	"barometer/ingest"
)

// asked is a Prior that notes for how many series it was asked at once.
type asked struct {
	library
	most int
}

func (a *asked) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	a.most = max(a.most, len(keys))
	return a.library.Statements(ctx, dataset, keys)
}

// A new year of many series is checked against all their past, which is many
// times as large: it is asked for some series at a time.
func TestCheckAsksForFewSeries(t *testing.T) {
	cat, _ := shipped(t)
	d, err := cat.Dataset("jobs")
	if err != nil {
		t.Fatal(err)
	}
	var rows []datasets.Row
	for n := range 1000 {
		codes := make([]string, len(d.Dimensions))
		for i := range codes {
			codes[i] = fmt.Sprintf("C%03d", n)
		}
		rows = append(rows, datasets.Row{Dataset: d.ID, Key: datasets.NewKey(codes...), Observation: datasets.Observation{Period: datasets.Year(2021), Value: datasets.Num(1)}})
	}
	prior := &asked{}
	var compared int
	_, err = ingest.Check(t.Context(), publication("ours-2021", "sp2c-barometer", 1, "2021"), ingest.InMemory(rows), cat, prior, func(datasets.Change) error { compared++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	if compared != len(rows) || prior.most == 0 || prior.most > 500 {
		t.Errorf("%d of %d figures were compared, the past of %d series was asked for at once", compared, len(rows), prior.most)
	}
}

// BenchmarkCheckLongSeries checks a series that its source has revised before:
// twice as many periods take twice as long.
func BenchmarkCheckLongSeries(b *testing.B) {
	cat, _ := shipped(b)
	for _, periods := range []int{1000, 2000} {
		b.Run(fmt.Sprint(periods), func(b *testing.B) {
			var rows []datasets.Row
			d, err := cat.Dataset("jobs")
			if err != nil {
				b.Fatal(err)
			}
			codes := make([]string, len(d.Dimensions))
			for i := range codes {
				codes[i] = d.Dimensions[i].Default
			}
			for n := range periods {
				rows = append(rows, datasets.Row{Dataset: d.ID, Key: datasets.NewKey(codes...), Observation: datasets.Observation{Period: datasets.Year(1 + n), Value: datasets.Num(1)}})
			}
			prior := &library{}
			prior.add(publication("ours-2020", "sp2c-barometer", 1, "2020"), rows)
			for b.Loop() {
				if _, err := ingest.Check(b.Context(), publication("ours-2021", "sp2c-barometer", 1, "2021"), ingest.InMemory(rows), cat, prior, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
