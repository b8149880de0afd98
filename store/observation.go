package store

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const (
	// In order of the primary key of series and of observation: nothing is sorted.
	observations   = `SELECT s.key, ` + observationColumns + ` FROM series s JOIN observation o ON o.series_id = s.id WHERE `
	inOrder        = ` ORDER BY s.key, o.period`
	seriesWithCode = `s.id IN (SELECT m.series_id FROM code c JOIN series_code m ON m.code_id = c.id WHERE c.dataset IN (?) AND c.position = ? AND c.code IN (?))`
)

// months counts the months from year 0 to the start of a period.
func months(p datasets.Period) int64 {
	if p.Freq() == datasets.Annual { // as most are: without a calendar
		return int64(p.Year()) * 12
	}
	start := p.Start()
	return int64(start.Year())*12 + int64(start.Month()) - 1
}

// periodNumber is a period as the database keeps it: its numbers stand in the
// order of Period.Compare.
func periodNumber(p datasets.Period) int64 { return months(p)*16 + int64(p.Freq()) }

func periodOf(n int64) datasets.Period {
	freq, year, month := datasets.Freq(n%16), int(n/16/12), int(n/16%12)
	return datasets.NewPeriod(freq, year, month*int(freq)/12+1)
}

// where is the condition of a selection of observations.
type where struct {
	conditions []string
	args       []any
	err        error
}

// and adds a condition; a slice in args takes as many places as it is long.
func (w *where) and(condition string, args ...any) {
	expanded, values, err := sqlx.In(condition, args...)
	if err != nil {
		w.err = err
		return
	}
	w.conditions = append(w.conditions, expanded)
	w.args = append(w.args, values...)
}

// between narrows to the periods that can lie between two; Period.Within
// decides.
func (w *where) between(from, to datasets.Period) {
	if !from.IsZero() {
		w.and(`o.period >= ?`, months(from)*16)
	}
	if !to.IsZero() {
		w.and(`o.period < ?`, months(to.Next(1))*16)
	}
}

// observations calls each with the rows of a dataset that a condition selects,
// in order of key and period, and the database's number of their release.
func (db *DB) observations(ctx context.Context, dataset string, sheets map[int64][]string, w where, each func(int64, datasets.Row)) error {
	if w.err != nil {
		return w.err
	}
	var key datasets.Key // of the rows before: one string serves a series
	return scan(ctx, db.read, func(values []driver.Value) error {
		release, row, err := decode(values[1:], sheets)
		if err != nil {
			return err
		}
		if k, _ := values[0].(string); k != string(key) {
			key = datasets.Key(k)
		}
		row.Dataset, row.Key = dataset, key
		each(release, row)
		return nil
	}, observations+strings.Join(w.conditions, " AND ")+inOrder, w.args...)
}

// Select answers a query. A row of a release that the question may see stands
// in its cell in Resolve's order; with History the rows of the other releases
// that were public by then follow, in the same order among themselves. With
// Release only that release's rows are given, and no history. Without History
// rows have the notices of corrections and withdrawals that touched them.
func (db *DB) Select(ctx context.Context, q datasets.Query) (*datasets.Extract, error) {
	state, err := db.stateOf(ctx, q)
	if err != nil {
		return nil, err
	}
	dataset, err := state.Catalogue.Dataset(q.Dataset)
	if err != nil {
		return nil, err
	}
	if err := state.checkCodes(dataset, q); err != nil {
		return nil, err
	}
	view, err := state.view(q)
	if err != nil {
		return nil, err
	}
	extract := &datasets.Extract{Query: q, Dataset: dataset, Catalogue: state.Catalogue, Generation: state.Generation}
	lineages := state.lineages(q, view)
	if len(view) == 0 {
		return extract, nil
	}
	f := fold{view: view, last: q.Last, lineages: lineages}
	err = db.observations(ctx, dataset.ID, state.sheets, selection(dataset, q, view), func(release int64, row datasets.Row) {
		if row.Period.Within(q.From, q.To) {
			row.Dataset = dataset.ID // it may have been published under a former one
			f.add(release, row)
		}
	})
	if err != nil {
		return nil, wrap("select from "+q.Dataset, err)
	}
	extract.Series, extract.Gone = f.done(), f.gone
	return extract, nil
}

// selection is the condition of a query's rows.
func selection(d *datasets.Dataset, q datasets.Query, v view) where {
	var w where
	ids := append([]string{d.ID}, d.Former...)
	w.and(`s.dataset IN (?)`, ids)
	for position, dimension := range d.Dimensions {
		if codes, ok := q.Codes[dimension.ID]; ok {
			w.and(seriesWithCode, ids, position, codes)
		}
	}
	w.and(`o.release_id IN (?)`, v.numbers())
	w.between(q.From, q.To)
	return w
}

// Statements returns every row of some series that is visible now, in order of
// key and period. A dataset that is not known has none.
func (db *DB) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	state, err := db.State(ctx, 0)
	if err != nil {
		return nil, err
	}
	return db.statements(ctx, state, dataset, keys)
}

// statements returns every row of some series that is visible at a state.
func (db *DB) statements(ctx context.Context, state *State, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	view, err := state.view(datasets.Query{})
	if err != nil || len(view) == 0 {
		return nil, err
	}
	var rows []datasets.Row
	for part := range slices.Chunk(slices.Sorted(slices.Values(keys)), chunk) {
		var w where
		w.and(`s.dataset = ?`, dataset)
		w.and(`s.key IN (?)`, part)
		w.and(`o.release_id IN (?)`, view.numbers())
		err := db.observations(ctx, dataset, state.sheets, w, func(release int64, row datasets.Row) {
			row.Release = view[release].release
			rows = append(rows, row)
		})
		if err != nil {
			return nil, wrap("read statements of "+dataset, err)
		}
	}
	return rows, nil
}
