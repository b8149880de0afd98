package ingest

import (
	"context"

	"barometer/datasets"
)

// Prior is what is already public: the store satisfies it.
type Prior interface {
	// Statements returns every currently visible row of series of a dataset.
	Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error)
	Releases(ctx context.Context) ([]datasets.Release, error)
}

// Check compares a publication's figures with each other and with prior, which
// may be nil. cat has the workbook's dictionary.
func Check(ctx context.Context, pub datasets.Publication, rows []datasets.Row, cat *datasets.Catalogue, prior Prior) ([]datasets.Finding, error) {
	return nil, nil
}
