package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// repeated counts the cells of the source's last edition that a publication
// states too, by dataset and period.
type repeated struct {
	last  datasets.Release // the zero Release is none
	cells map[string]map[datasets.Period]int
}

// enoughRepeats is how many of the last edition's figures of a period make an
// edition state that period again. One may be the figure that a growth is of.
const enoughRepeats = 2

// repeatedSince begins to count what a publication repeats of its source's last
// edition; what corrects a release is compared with that one alone.
func repeatedSince(ctx context.Context, pub datasets.Publication, prior Prior) (repeated, error) {
	earlier, corrected, err := editions(ctx, pub, prior)
	if err != nil || corrected != nil || len(earlier) == 0 {
		return repeated{}, err
	}
	return repeated{earlier[len(earlier)-1], map[string]map[datasets.Period]int{}}, nil
}

// add counts what a series repeats, others being all that is visible of it in
// order of period.
func (c repeated) add(g group, others []datasets.Row) {
	if c.last.ID == "" || len(others) == 0 {
		return
	}
	for i := range g.rows {
		period := g.rows[i].Period
		if !slices.ContainsFunc(at(others, period), func(r datasets.Row) bool { return r.Release.ID == c.last.ID }) {
			continue
		}
		if c.cells[g.dataset] == nil {
			c.cells[g.dataset] = map[datasets.Period]int{}
		}
		c.cells[g.dataset][period]++
	}
}

// isWhole reports whether a publication repeats all that the last edition
// states, so that nothing can be left out.
func (c repeated) isWhole() bool {
	n := 0
	for _, periods := range c.cells {
		for _, cells := range periods {
			n += cells
		}
	}
	return n > 0 && n == c.last.Observations
}

// addAll is add for the series of a batch, others being all that is visible of
// them in any order.
func (c repeated) addAll(batch []group, others []datasets.Row) {
	if c.last.ID == "" {
		return
	}
	of := map[series][]datasets.Row{}
	for _, r := range others {
		if r.Release != nil {
			of[seriesOf(r)] = append(of[seriesOf(r)], r)
		}
	}
	for _, g := range batch {
		slices.SortStableFunc(of[g.series], func(a, b datasets.Row) int { return a.Period.Compare(b.Period) })
		c.add(g, of[g.series])
	}
}

// lapsed returns the figures of a series of the last edition that the new one
// leaves out, though it covers their place otherwise: it repeats others of that
// period, or has the series before and after it. own is what it has of the
// series. An edition that states new periods alone takes nothing back.
func (c repeated) lapsed(g group, own []datasets.Row) []datasets.Row {
	var out []datasets.Row
	for _, r := range g.rows {
		within := len(own) > 0 && own[0].Period.Compare(r.Period) < 0 && r.Period.Compare(own[len(own)-1].Period) < 0
		if r.HasFigure() && (within || c.cells[g.dataset][r.Period] >= enoughRepeats) && len(at(own, r.Period)) == 0 {
			out = append(out, r)
		}
	}
	return out
}

// lapsed warns of the cells that the source's last edition has and this one
// leaves out. The last edition's figures stay public.
func (k *checker) lapsed(last datasets.Release) error {
	return lacking(k.ctx, k.candidate, k.prior, last, func(batch []group, own map[series][]datasets.Row) error {
		for _, g := range batch {
			rows := k.repeated.lapsed(g, own[g.series])
			if len(rows) == 0 {
				continue
			}
			had := figuresOf(rows)
			k.noteLeftOut(g, own, datasets.Finding{
				Rule: "gone", Severity: datasets.SeverityWarning, Expected: strings.Join(had, "; "),
				Message: fmt.Sprintf("%s is left out since %s, the source's last edition: it had %s", seriesWords(g.series), last.ID, and(had)),
				Mend:    "Copy these figures if they were forgotten; if the source no longer gives them, publish with that as the reason: those of its last edition stay public.",
			})
			for _, change := range goneOf(rows, &last) {
				if k.changed == nil {
					break
				}
				if err := k.changed(change); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// figuresOf says of figures what they are and where they stood.
func figuresOf(rows []datasets.Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s in %s (%s!%s)", r.Plain(), r.Period, r.Origin.Sheet, r.Origin.Cell))
	}
	return out
}

// goneOf returns the changes of figures of a release that are gone.
func goneOf(rows []datasets.Row, release *datasets.Release) []datasets.Change {
	var out []datasets.Change
	for i := range rows {
		rows[i].Release = release
		out = append(out, datasets.Change{Kind: datasets.ChangeGone, Dataset: rows[i].Dataset, Key: rows[i].Key, Period: rows[i].Period, Old: &rows[i]})
	}
	return out
}
