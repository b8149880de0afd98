package api

import (
	"context"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/store"
)

// derive runs the catalogue's checks on the figures of an extract.
func (s *server) derive(ctx context.Context, e *datasets.Extract) ([]format.Derived, error) {
	out := []format.Derived{}
	if len(e.Dataset.Checks) == 0 {
		return out, nil
	}
	f := s.figuresOf(ctx, e)
	for _, row := range e.Rows() {
		for _, d := range datasets.Derive(e.Catalogue, e.Dataset, row, f) {
			out = append(out, format.Derived{Derived: d, Structure: e.Dataset})
		}
		if f.err != nil {
			return nil, f.err
		}
	}
	return out, nil
}

// figures looks up the figures of checks in the store, as of the same day and
// generation as the answer they stand in. Each series is read once.
type figures struct {
	ctx       context.Context
	db        *store.DB
	asOf      datasets.Date
	at        int64
	preview   string
	catalogue *datasets.Catalogue
	read      map[question]*datasets.Extract
	err       error
}

// figuresOf looks up figures as the extract's question sees them.
func (s *server) figuresOf(ctx context.Context, e *datasets.Extract) *figures {
	return &figures{ctx: ctx, db: s.db, asOf: e.Query.AsOf, at: e.Generation, preview: e.Query.Preview, catalogue: e.Catalogue, read: map[question]*datasets.Extract{}}
}

// question is one series, of one release or of all.
type question struct {
	dataset string
	key     datasets.Key
	release string
}

// Shown returns what a reader sees of a cell.
func (f *figures) Shown(dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	return f.row(question{dataset: dataset, key: key}, p)
}

// Stated returns what the release of a row states of a cell.
func (f *figures) Stated(by datasets.Row, dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	return f.row(question{dataset, key, by.Release.ID}, p)
}

func (f *figures) row(q question, p datasets.Period) (datasets.Row, bool) {
	e, ok := f.read[q]
	if !ok {
		e = f.series(q)
		f.read[q] = e
	}
	for _, row := range e.Rows() {
		if row.Period == p {
			return row, true
		}
	}
	return datasets.Row{}, false
}

// series reads one series. A key that the dataset does not allow has none.
func (f *figures) series(q question) *datasets.Extract {
	none := &datasets.Extract{}
	d, err := f.catalogue.Dataset(q.dataset)
	if err != nil || f.err != nil {
		return none
	}
	codes := map[string][]string{}
	for i, code := range q.key.Codes() {
		if _, known := f.catalogue.Codelist(d.Dimensions[i]).Code(code); !known || !d.Dimensions[i].Allows(code) {
			return none
		}
		codes[d.Dimensions[i].ID] = []string{code}
	}
	e, err := f.db.Select(f.ctx, datasets.Query{Dataset: q.dataset, Codes: codes, Release: q.release, AsOf: f.asOf, At: f.at, Preview: f.preview})
	if err != nil {
		f.err = err
		return none
	}
	return e
}
