package store

import (
	"context"
	"iter"
	"slices"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Past is what a reader could see at one generation: what was public when a
// release was compared with it.
type Past struct {
	db    *DB
	state *State
}

// Past returns what stood at a generation; at 0 nothing did.
func (db *DB) Past(ctx context.Context, generation int64) (*Past, error) {
	if generation == 0 {
		return &Past{db, &State{Catalogue: &datasets.Catalogue{}}}, nil
	}
	state, err := db.State(ctx, generation)
	return &Past{db, state}, err
}

// Releases returns every release that was or had been public.
func (p *Past) Releases(context.Context) ([]datasets.Release, error) { return p.state.Releases, nil }

// Statements returns every row of some series that was visible, in order of key
// and period.
func (p *Past) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	return p.db.statements(ctx, p.state, dataset, keys)
}

// ReleaseRows yields the rows of a release that was public, in order of
// dataset, key and period.
func (p *Past) ReleaseRows(ctx context.Context, id string) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		i := slices.IndexFunc(p.state.Releases, func(r datasets.Release) bool { return r.ID == id })
		if i < 0 {
			yield(datasets.Row{}, p.state.noRelease(id))
			return
		}
		for r, err := range p.db.rowsOf(ctx, p.state.ids[id]) {
			r.Release = &p.state.Releases[i]
			if !yield(r, wrap("read release "+id, err)) {
				return
			}
		}
	}
}

// Edition is the rows that one release states.
type Edition struct {
	db     *DB
	number int64
	sheets map[int64][]string
}

// Edition returns what a release that is or was public states.
func (db *DB) Edition(ctx context.Context, release string) (*Edition, error) {
	row, err := publicRelease(ctx, db.read, release)
	if err != nil {
		return nil, wrap("read release "+release, err)
	}
	sheets, err := db.sheets(ctx, sheetsOfRelease, row.ID)
	return &Edition{db, row.ID, sheets}, wrap("read release "+release, err)
}

// Rows yields all of them in order of dataset, key and period.
func (e *Edition) Rows(ctx context.Context) iter.Seq2[datasets.Row, error] {
	return e.db.rowsOf(ctx, e.number)
}

// Statements returns those of some series of a dataset, in order of key and
// period.
func (e *Edition) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	rows, err := e.db.stated(ctx, e.number, e.sheets, dataset, keys)
	return rows, wrap("read figures of "+dataset, err)
}

// stated returns what a release states of some series of a dataset, in order of
// key and period.
func (db *DB) stated(ctx context.Context, number int64, sheets map[int64][]string, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	var rows []datasets.Row
	for part := range slices.Chunk(slices.Sorted(slices.Values(keys)), chunk) {
		query, args, err := sqlx.In(seriesWithin, number, dataset, part)
		if err != nil {
			return nil, err
		}
		var series []numberedSeries
		if err := db.read.SelectContext(ctx, &series, db.read.Rebind(query), args...); err != nil {
			return nil, err
		}
		if len(series) == 0 {
			continue
		}
		if rows, err = db.ofSeries(ctx, rows, number, sheets, series); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
