package ingest

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"barometer/datasets"
)

// Candidate is the figures of a workbook that is read but not released,
// wherever they wait: in memory, or as a draft in the store.
type Candidate interface {
	// Rows yields all of them in order of dataset, key and period.
	Rows(ctx context.Context) iter.Seq2[datasets.Row, error]
	// Statements returns those of some series of a dataset, in order of key and
	// period.
	Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error)
}

// InMemory makes a Candidate of rows in any order.
func InMemory(rows []datasets.Row) Candidate {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b datasets.Row) int {
		return cmp.Or(seriesOf(a).compare(seriesOf(b)), a.Period.Compare(b.Period))
	})
	return inMemory(sorted)
}

type inMemory []datasets.Row

func (m inMemory) Rows(context.Context) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		for _, r := range m {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func (m inMemory) Statements(_ context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	var out []datasets.Row
	for _, key := range slices.Sorted(slices.Values(keys)) {
		s := series{dataset, key}
		i, _ := slices.BinarySearchFunc(m, s, func(r datasets.Row, s series) int { return seriesOf(r).compare(s) })
		for ; i < len(m) && seriesOf(m[i]) == s; i++ {
			out = append(out, m[i])
		}
	}
	return out, nil
}

// series is where rows stand, but for their period.
type series struct {
	dataset string
	key     datasets.Key
}

func seriesOf(r datasets.Row) series { return series{r.Dataset, r.Key} }

func (s series) compare(t series) int {
	return cmp.Or(strings.Compare(s.dataset, t.dataset), strings.Compare(string(s.key), string(t.key)))
}

// group is the rows of one series, in order of period.
type group struct {
	series
	rows []datasets.Row
}

func keysOf(groups []group) []datasets.Key {
	var keys []datasets.Key
	for _, g := range groups {
		keys = append(keys, g.key)
	}
	return keys
}

// bySeries parts rows by series. Those that come series by series are not
// copied.
func bySeries(rows []datasets.Row) map[series][]datasets.Row {
	out := map[series][]datasets.Row{}
	for len(rows) > 0 {
		s, n := seriesOf(rows[0]), 1
		for n < len(rows) && rows[n].Key == s.key && rows[n].Dataset == s.dataset {
			n++
		}
		if before, known := out[s]; known {
			out[s] = append(before, rows[:n]...)
		} else {
			out[s] = rows[:n:n]
		}
		rows = rows[n:]
	}
	return out
}

// batchRows and batchSeries are how much is looked at in one go: enough to make
// questions to a store rare, few enough to hold beside what it answers, which
// is all periods and editions of every series, however few of them a candidate
// states.
const (
	batchRows   = 2000
	batchSeries = 200
)

// batches gathers rows that come series by series, in order of period, into
// series, and the series of one dataset into batches. A series is never torn
// apart. A batch and its rows are overwritten once the next one is asked for.
func batches(rows iter.Seq2[datasets.Row, error]) iter.Seq2[[]group, error] {
	return func(yield func([]group, error) bool) {
		var b batch
		for r, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			if b.endsBefore(&r) {
				if !yield(b.series(), nil) {
					return
				}
				b.clear()
			}
			b.add(&r)
		}
		if len(b.rows) > 0 {
			yield(b.series(), nil)
		}
	}
}

// batch is the rows of some series, one after the other.
type batch struct {
	rows   []datasets.Row
	starts []int // of each series
	groups []group
}

// endsBefore reports whether a row belongs into the next batch.
func (b *batch) endsBefore(r *datasets.Row) bool {
	if len(b.rows) == 0 {
		return false
	}
	last := &b.rows[len(b.rows)-1]
	return last.Dataset != r.Dataset || (len(b.rows) >= batchRows || len(b.starts) >= batchSeries) && last.Key != r.Key
}

func (b *batch) add(r *datasets.Row) {
	if last := len(b.rows) - 1; last < 0 || b.rows[last].Key != r.Key {
		b.starts = append(b.starts, len(b.rows))
	}
	b.rows = append(b.rows, *r)
}

func (b *batch) clear() { b.rows, b.starts = b.rows[:0], b.starts[:0] }

// series parts the rows by series.
func (b *batch) series() []group {
	b.groups = b.groups[:0]
	for i, from := range b.starts {
		to := len(b.rows)
		if i+1 < len(b.starts) {
			to = b.starts[i+1]
		}
		b.groups = append(b.groups, group{seriesOf(b.rows[from]), b.rows[from:to:to]})
	}
	return b.groups
}
