package ingest

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"barometer/datasets"
)

// Compare yields what publishing a candidate would do to every cell: first to
// those of its own series, in order of dataset, key and period, then to the
// cells that it leaves out of the release it corrects, or else of its source's
// last edition. prior may be nil. Like Check it looks at some series at a time.
func Compare(ctx context.Context, pub datasets.Publication, candidate Candidate, cat *datasets.Catalogue, prior Prior) iter.Seq2[datasets.Change, error] {
	return func(yield func(datasets.Change, error) bool) {
		more := true
		emit := func(changes []datasets.Change) bool {
			for _, change := range changes {
				if more = more && yield(change, nil); !more {
					return false
				}
			}
			return true
		}
		each := func(rows, visible []datasets.Row) bool { return emit(datasets.Compare(cat, pub, rows, visible)) }
		if err := compare(ctx, pub, candidate, prior, each, emit); err != nil && more {
			yield(datasets.Change{}, err)
		}
	}
}

// compare calls each with the rows of some series and what is visible of them,
// then gone with the changes of cells that an edition leaves out, until one of
// them returns false.
func compare(ctx context.Context, pub datasets.Publication, candidate Candidate, prior Prior, each func(rows, visible []datasets.Row) bool, gone func([]datasets.Change) bool) error {
	again, err := repeatedSince(ctx, pub, prior)
	if err != nil {
		return err
	}
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
		again.addAll(batch, visible)
		if !each(rows, visible) {
			return nil
		}
	}
	_, corrected, err := editions(ctx, pub, prior)
	switch {
	case err != nil:
		return err
	case corrected != nil:
		return lacking(ctx, candidate, prior, *corrected, func(batch []group, own map[series][]datasets.Row) error {
			each(nil, lost(batch, own, corrected))
			return nil
		})
	case again.last.ID != "" && !again.isWhole():
		return lacking(ctx, candidate, prior, again.last, func(batch []group, own map[series][]datasets.Row) error {
			for _, g := range batch {
				gone(goneOf(again.lapsed(g, own[g.series]), &again.last))
			}
			return nil
		})
	}
	return nil
}

// lost returns the rows of the series of a corrected release of which the
// candidate has none.
func lost(batch []group, own map[series][]datasets.Row, corrected *datasets.Release) []datasets.Row {
	var out []datasets.Row
	for _, g := range batch {
		if own[g.series] == nil {
			out = append(out, g.rows...)
		}
	}
	for i := range out {
		out[i].Release = corrected
	}
	return out
}

// compare tells of the changes that some series bring.
func (k *checker) compare(batch []group) error {
	for _, g := range batch {
		visible := slices.Concat(k.near.corrected[g.series], k.near.others[g.series])
		slices.SortStableFunc(visible, func(a, b datasets.Row) int { return a.Period.Compare(b.Period) })
		if err := k.tell(g.rows, visible); err != nil {
			return err
		}
	}
	return nil
}

// tell tells of the changes from what is visible of some series to their rows,
// both in order of dataset, key and period.
func (k *checker) tell(rows, visible []datasets.Row) error {
	if k.changed == nil {
		return nil
	}
	for change := range datasets.Changes(k.cat, k.pub, rows, visible) {
		if err := k.changed(change); err != nil {
			return err
		}
	}
	return nil
}
