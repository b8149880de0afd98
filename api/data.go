package api

import (
	"context"
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
)

// data answers with what a reader sees of each cell of a selection.
func (s *server) data(c *gin.Context) error {
	r, err := s.ask(c, c.Param("dataset"), dataForm)
	if err != nil {
		return err
	}
	return s.write(c, r, s.observations, s.chartLinks(r)...)
}

// history answers with all that the source of each figure has said of it.
func (s *server) history(c *gin.Context) error {
	r, err := s.ask(c, c.Param("dataset"), historyForm)
	if err != nil {
		return err
	}
	return s.write(c, r, s.statements)
}

// disagreements answers with the figures that sources do not agree on.
func (s *server) disagreements(c *gin.Context) error {
	r, err := s.ask(c, c.Param("dataset"), disagreeForm)
	if err != nil {
		return err
	}
	return s.write(c, r, s.conflicts)
}

func (s *server) observations(ctx context.Context, r *request) (*format.Answer, error) {
	e, err := s.extract(ctx, r.query)
	if err != nil {
		return nil, err
	}
	a := s.answer(r, format.Observations(e, r.options()))
	a.Extract, a.Options, a.Time = e, r.options(), r.state.Time
	if r.format.Fits != nil {
		if err := r.format.Fits(a); err != nil {
			return nil, err
		}
	}
	if r.format.Bare {
		return a, nil
	}
	a.Notes = append(breakNotes(e, r.lang), noticeNotes(e, r.lang)...)
	if r.preview != nil {
		a.Notes = append([]format.Note{r.embargoNote()}, a.Notes...)
	}
	a.Links = append(a.Links, s.siblings(r)...)
	a.Citation = s.citationOf(r, e, a.Links)
	if !r.format.Derives {
		return a, nil
	}
	if len(e.Dataset.Checks) > 0 && format.Count(e) > s.limits.derived {
		a.Derived, a.Notes = []format.Derived{}, append(a.Notes, derivedNote(s.limits.derived, r.lang))
		return a, nil
	}
	a.Derived, err = s.derive(ctx, e)
	return a, err
}

// citationOf is the text under which the figures of an answer are cited.
func (s *server) citationOf(r *request, e *datasets.Extract, links []format.Link) string {
	var cited []releaseMessage
	for _, release := range format.Releases(e) {
		cited = append(cited, s.releaseMessage(r, release))
	}
	pinned := ""
	if i := slices.IndexFunc(links, func(l format.Link) bool { return l.Rel == "cite-as" }); i >= 0 {
		pinned = links[i].Href
	}
	return r.citation(r.dataset, cited, pinned)
}

func (s *server) statements(ctx context.Context, r *request) (*format.Answer, error) {
	q := r.query
	q.History = true
	e, err := s.extract(ctx, q)
	if err != nil {
		return nil, err
	}
	a := s.answer(r, format.History(e, r.options(), standings(r.state, q.AsOf, r.lang)))
	a.Notes = breakNotes(e, r.lang)
	return a, nil
}

func (s *server) conflicts(ctx context.Context, r *request) (*format.Answer, error) {
	e, err := s.extract(ctx, r.query)
	if err != nil {
		return nil, err
	}
	return s.answer(r, format.Disagreements(e, r.options())), nil
}

// extract selects, within the limit of an answer.
func (s *server) extract(ctx context.Context, q datasets.Query) (*datasets.Extract, error) {
	e, err := s.db.Select(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("select %s: %w", q.Dataset, err)
	}
	if n := format.Count(e); n > s.limits.observations {
		return nil, datasets.Errorf(datasets.TooLarge, "the answer has %d observations; the limit is %d: ask for fewer codes or periods", n, s.limits.observations)
	}
	return e, nil
}

func (r *request) options() format.Options {
	return format.Options{Labels: r.labels, Wide: r.wide, Origin: r.origin, Lang: r.lang}
}

func (s *server) answer(r *request, t format.Table) *format.Answer {
	return &format.Answer{
		Dataset: r.dataset.ID, Query: r.encode(r.dataset, r.pin()), Generation: r.state.Generation, AsOf: r.query.AsOf,
		Table: t, Links: s.links(r), Locale: r.locale,
	}
}
