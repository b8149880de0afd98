package store

import (
	"context"
	"iter"

	"barometer/datasets"
)

// Past is what was public at one generation, for comparing a candidate with
// it.
type Past struct {
	db *DB
	at int64
}

// At returns what was public at a generation; 0 is the current one, whichever
// that is when it is asked.
func (db *DB) At(generation int64) Past { return Past{db, generation} }

// Statements returns every row of series of a dataset that was visible.
func (p Past) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	return p.db.statements(ctx, p.at, dataset, keys)
}

// Releases returns every release that is or was public then, the latest first.
func (p Past) Releases(ctx context.Context) ([]datasets.Release, error) {
	state, err := p.db.State(ctx, p.at)
	if err != nil {
		return nil, err
	}
	return state.Releases, nil
}

// ReleaseRows yields the rows of a release in order of dataset, key and period.
func (p Past) ReleaseRows(ctx context.Context, release string) iter.Seq2[datasets.Row, error] {
	return p.db.ReleaseRows(ctx, release)
}
