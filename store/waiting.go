package store

import (
	"context"
	"iter"

	"barometer/datasets"
)

// Waiting is the figures of a draft that was closed, also after it was
// scheduled or published: an ingest.Candidate.
type Waiting struct {
	Release    datasets.Release
	Dictionary datasets.Dictionary

	db     *DB
	number int64
	sheets map[int64][]string
}

// Waiting returns the figures of a closed draft.
func (db *DB) Waiting(ctx context.Context, draftID string) (*Waiting, error) {
	w, err := db.waiting(ctx, releaseByDraft, "draft", draftID)
	return w, wrap("read draft "+draftID, err)
}

func (db *DB) waiting(ctx context.Context, query, what, id string) (*Waiting, error) {
	row, err := one(ctx, db.read, query, what, id)
	if err != nil {
		return nil, err
	}
	w := &Waiting{db: db, number: row.ID}
	if w.Release, err = db.current(ctx, row); err != nil {
		return nil, err
	}
	if w.Dictionary, err = decodeDictionary(row.Dictionary); err != nil {
		return nil, err
	}
	w.sheets, err = db.sheets(ctx, sheetsOfRelease, row.ID)
	return w, err
}

// Rows yields all figures in order of dataset, key and period.
func (w *Waiting) Rows(ctx context.Context) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		for r, err := range w.db.rowsOf(ctx, w.number) {
			if !yield(r, wrap("read release "+w.Release.ID, err)) {
				return
			}
		}
	}
}

// Statements returns the figures of some series of a dataset, in order of key
// and period.
func (w *Waiting) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	rows, err := w.db.stated(ctx, w.number, w.sheets, dataset, keys)
	return rows, wrap("read release "+w.Release.ID, err)
}
