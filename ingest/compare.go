package ingest

import (
	"context"
	"fmt"
	"iter"

	"barometer/datasets"
)

// Compare yields what publishing a candidate would do to every cell: first to
// those of its own series, in order of dataset, key and period, then to the
// series that it leaves out of the release it corrects. prior may be nil. Like
// Check it looks at some series at a time.
func Compare(ctx context.Context, pub datasets.Publication, candidate Candidate, cat *datasets.Catalogue, prior Prior) iter.Seq2[datasets.Change, error] {
	return func(yield func(datasets.Change, error) bool) {
		more := true
		emit := func(rows, visible []datasets.Row) bool {
			for _, change := range datasets.Compare(cat, pub, rows, visible) {
				if more = more && yield(change, nil); !more {
					return false
				}
			}
			return true
		}
		if err := compare(ctx, pub, candidate, prior, emit); err != nil && more {
			yield(datasets.Change{}, err)
		}
	}
}

// compare calls each with the rows of some series and what is visible of them,
// until it returns false.
func compare(ctx context.Context, pub datasets.Publication, candidate Candidate, prior Prior, each func(rows, visible []datasets.Row) bool) error {
	for batch, err := range batches(candidate.Rows(ctx)) {
		if err != nil {
			return err
		}
		var rows, visible []datasets.Row
		for _, g := range batch {
			rows = append(rows, g.rows...)
		}
		if prior != nil {
			if visible, err = prior.Statements(ctx, batch[0].dataset, keysOf(batch)); err != nil {
				return fmt.Errorf("earlier figures of %s: %w", batch[0].dataset, err)
			}
		}
		if !each(rows, visible) {
			return nil
		}
	}
	_, corrected, err := editions(ctx, pub, prior)
	if err != nil || corrected == nil {
		return err
	}
	return lacking(ctx, candidate, prior, *corrected, func(batch []group, own map[series][]datasets.Row) error {
		var lost []datasets.Row
		for _, g := range batch {
			if own[g.series] == nil {
				lost = append(lost, g.rows...)
			}
		}
		for i := range lost {
			lost[i].Release = corrected
		}
		each(nil, lost)
		return nil
	})
}
