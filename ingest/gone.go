package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// leftOut compares what the candidate does not have with what was published:
// with the release it corrects, or else with the source's last edition.
func (k *checker) leftOut() error {
	earlier, corrected, err := editions(k.ctx, k.pub, k.prior)
	switch {
	case err != nil:
		return err
	case corrected != nil:
		k.foreign(*corrected)
		return k.gone(*corrected)
	case len(earlier) == 0 || k.repeated.isWhole():
		return nil
	}
	last := earlier[len(earlier)-1]
	if err := k.lapsed(last); err != nil || len(earlier) == 1 {
		return err
	}
	return k.stopped(last, earlier[len(earlier)-2])
}

// foreign warns of a publication whose id is another source's: it would hide
// that source's figures as their correction.
func (k *checker) foreign(corrected datasets.Release) {
	if other := corrected.Publication.Source.ID; other != k.pub.Source.ID {
		k.note(datasets.Finding{
			Rule: "publication", Severity: datasets.SeverityWarning, Found: k.pub.ID, Expected: "an id that no publication of another source has",
			Message: fmt.Sprintf("%s is a publication of the source %s already: this one, of %s, would replace it as its correction", k.pub.ID, other, k.pub.Source.ID),
			Mend:    "Give the publication an id of its own on the About sheet; if it does correct that one, publish with the reason why its source is another.",
		})
	}
}

// lacking calls each with every series of a release and what the candidate has
// of it.
func lacking(ctx context.Context, candidate Candidate, prior Prior, release datasets.Release, each func(batch []group, own map[series][]datasets.Row) error) error {
	for batch, err := range batches(prior.ReleaseRows(ctx, release.ID)) {
		if err != nil {
			return fmt.Errorf("figures of %s: %w", release.ID, err)
		}
		rows, err := candidate.Statements(ctx, batch[0].dataset, keysOf(batch))
		if err != nil {
			return fmt.Errorf("figures of %s: %w", batch[0].dataset, err)
		}
		if err := each(batch, bySeries(rows)); err != nil {
			return err
		}
	}
	return nil
}

// gone warns of the cells that a correction lacks and the release it corrects
// has: from its publication on nobody sees them.
func (k *checker) gone(corrected datasets.Release) error {
	return lacking(k.ctx, k.candidate, k.prior, corrected, func(batch []group, own map[series][]datasets.Row) error {
		for _, g := range batch {
			missing := slices.DeleteFunc(slices.Clone(g.rows), func(r datasets.Row) bool { return !r.HasFigure() || len(at(own[g.series], r.Period)) > 0 })
			if lost := figuresOf(missing); len(lost) > 0 {
				k.noteLeftOut(g, own, datasets.Finding{
					Rule: "gone", Severity: datasets.SeverityWarning, Expected: strings.Join(lost, "; "),
					Message: fmt.Sprintf("%s of %s is left out: it had %s", seriesWords(g.series), corrected.ID, and(lost)),
				})
			}
		}
		return k.tell(nil, lost(batch, own, &corrected))
	})
}

// stopped tells of the series that the source carried on from its edition
// before last to its last one, and gives no more. Their figures stay public.
func (k *checker) stopped(last, before datasets.Release) error {
	return lacking(k.ctx, k.candidate, k.prior, last, func(batch []group, own map[series][]datasets.Row) error {
		batch = slices.DeleteFunc(batch, func(g group) bool { return len(own[g.series]) > 0 })
		if len(batch) == 0 {
			return nil
		}
		rows, err := k.prior.Statements(k.ctx, batch[0].dataset, keysOf(batch))
		if err != nil {
			return fmt.Errorf("earlier figures of %s: %w", batch[0].dataset, err)
		}
		until := map[series]datasets.Period{}
		for _, r := range rows {
			if r.Release.ID == before.ID {
				until[seriesOf(r)] = r.Period
			}
		}
		for _, g := range batch {
			newest := g.rows[len(g.rows)-1]
			if p, ok := until[g.series]; ok && newest.Period.Compare(p) > 0 && len(k.repeated.lapsed(g, nil)) == 0 {
				k.noteLeftOut(g, own, datasets.Finding{
					Rule: "stopped", Severity: datasets.SeverityInfo,
					Message: fmt.Sprintf("%s is not in this edition: %s and %s had it, the last figure %s in %s", seriesWords(g.series), before.ID, last.ID, newest.Plain(), newest.Period),
				})
			}
		}
		return nil
	})
}

// begins notes where the figures of a series' dataset begin: the uppermost one
// on the sheet where the first was met.
func (k *checker) begins(g group) {
	first, met := k.tables[g.dataset]
	if !met {
		first = g.rows[0].Origin
	}
	above := rowOf(first.Cell)
	for i := range g.rows {
		if o := &g.rows[i].Origin; o.Sheet == first.Sheet {
			if n := rowOf(o.Cell); n < above {
				first, above = *o, n
			}
		}
	}
	k.tables[g.dataset] = first
}

// noteLeftOut notes a finding of figures that have no cell here: where the
// series' last figure stands, or else the first of its dataset; or it says that
// the workbook has none of that.
func (k *checker) noteLeftOut(g group, own map[series][]datasets.Row, f datasets.Finding) {
	at, met := k.tables[g.dataset]
	if rows := own[g.series]; len(rows) > 0 {
		at, met = rows[len(rows)-1].Origin, true
	}
	f.Sheet, f.Cell = at.Sheet, at.Cell
	if !met {
		f.Message += "; this workbook has no table of " + g.dataset
	}
	k.note(f)
}
