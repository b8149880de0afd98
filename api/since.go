package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"barometer/api/pages/embed"
	"barometer/api/pages/figure"
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
		if !was.HasFigure() || found && datasets.SameWords(was.Observation, row.Observation) {
			continue
		}
		change := embed.Change{Labels: line.Labels, Was: line.Stated}
		if found && row.HasFigure() {
			stated := t.stated(row, r.spec.Unit)
			change.Now = &stated
		}
		if change.Kind, change.Day, change.Reason, err = s.fate(ctx, was, change.Now, now); err != nil {
			return out, err
		}
		out.Changes = append(out.Changes, change)
		if change.Day.After(out.Day) {
			out.Day = change.Day
		}
	}
	return out, nil
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

// fate is what became of a figure, on which day and, where its release was
// corrected or taken back, why.
func (s *site) fate(ctx context.Context, was datasets.Row, instead *figure.Stated, now *store.State) (kind string, day time.Time, reason string, err error) {
	own := was.Release.Publication.ID
	i := slices.IndexFunc(now.Releases, func(r datasets.Release) bool { return r.ID == was.Release.ID })
	if i >= 0 && now.Releases[i].WithdrawnGeneration > 0 {
		state, err := s.db.State(ctx, now.Releases[i].WithdrawnGeneration)
		if err != nil {
			return "", day, "", err
		}
		return string(datasets.NoticeWithdrawn), state.Time, now.Releases[i].WithdrawnReason, nil
	}
	for _, release := range datasets.Visible(now.Releases, now.Generation, datasets.Date{}) {
		p := release.Publication
		switch {
		case p.ID != own || release.ID == was.Release.ID:
		case instead == nil || leftOut(instead.Row, own):
			return string(datasets.NoticeLeftOut), p.Published.Last(), p.Note, nil
		case instead.Row.Release.ID == release.ID:
			return string(datasets.NoticeCorrected), p.Published.Last(), p.Note, nil
		}
	}
	if instead != nil {
		return "revised", instead.Row.Release.Publication.Published.Last(), "", nil
	}
	return string(datasets.NoticeWithdrawn), now.Time, "", nil
}

// leftOut reports whether a row is seen because a correction of a publication
// left out another.
func leftOut(row datasets.Row, publication string) bool {
	n := row.Notice
	return n != nil && n.Kind == datasets.NoticeLeftOut && n.By.Publication.ID == publication
}
