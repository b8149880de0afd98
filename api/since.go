package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"barometer/api/pages/embed"
	"barometer/datasets"
	"barometer/store"
)

// since says which figures of a pinned extract are not what they were: that
// answer the same question otherwise in the current state, or not at all.
// What was added since is no change of them.
func (s *site) since(ctx context.Context, r *request, e *datasets.Extract, now *store.State) (embed.Since, error) {
	current, err := s.current(ctx, e.Query, now)
	if err != nil {
		return embed.Since{}, err
	}
	t := teller{Catalogue: e.Catalogue}
	table := t.rows(e.Dataset, e.Rows(), r.spec.Unit, "", len(e.Rows()))
	var out embed.Since
	for _, line := range table.Lines {
		was := line.Row
		row, found := current[was.Place()]
		if !was.HasFigure() || found && sameWords(was, row) {
			continue
		}
		change := embed.Change{Labels: line.Labels, Was: line.Stated}
		if found && row.HasFigure() {
			stated := t.stated(row, r.spec.Unit)
			change.Kind, change.Now, change.Day = "revised", &stated, row.Release.Publication.Published.Last()
			if row.Release.Publication.ID == was.Release.Publication.ID {
				change.Kind = "corrected"
			}
		} else {
			change.Kind = "withdrawn"
			if change.Day, change.Reason, err = s.withdrawal(ctx, was, now); err != nil {
				return out, err
			}
		}
		out.Changes = append(out.Changes, change)
		if change.Day.After(out.Day) {
			out.Day = change.Day
		}
	}
	return out, nil
}

// sameWords reports whether two rows print alike: their figures differ in
// nothing that was published.
func sameWords(a, b datasets.Row) bool {
	return !slices.ContainsFunc([]datasets.Lang{datasets.English, datasets.French}, func(l datasets.Lang) bool { return a.Words(l) != b.Words(l) })
}

// current is what a pinned query's cells show now, by place. A query that
// nothing answers any more has none.
func (s *site) current(ctx context.Context, q datasets.Query, now *store.State) (map[string]datasets.Row, error) {
	q.At, q.Last = now.Generation, 0 // the last periods of now are others
	if d, ok := now.Catalogue.Renamed(q.Dataset); ok {
		q.Dataset = d.ID
	}
	e, err := s.db.Select(ctx, q)
	var refused *datasets.Error
	if errors.As(err, &refused) && (refused.Kind == datasets.NotFound || refused.Kind == datasets.Invalid) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]datasets.Row{}
	for _, row := range e.Rows() {
		out[row.Place()] = row
	}
	return out, nil
}

// withdrawal is when and why the release of a figure was taken back. A figure
// that a correction left out has gone with the correction.
func (s *site) withdrawal(ctx context.Context, was datasets.Row, now *store.State) (time.Time, string, error) {
	var last time.Time
	for _, release := range now.Releases {
		switch {
		case release.Publication.ID != was.Release.Publication.ID:
		case release.ID == was.Release.ID && release.WithdrawnGeneration > 0:
			state, err := s.db.State(ctx, release.WithdrawnGeneration)
			if err != nil {
				return last, "", err
			}
			return state.Time, release.WithdrawnReason, nil
		case release.Number() > was.Release.Number() && release.VisibleAt(now.Generation):
			last = release.Publication.Published.Last()
		}
	}
	if last.IsZero() {
		last = now.Time
	}
	return last, "", nil
}
