package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/release"
	"barometer/api/pages/source"
	"barometer/datasets"
	"barometer/store"
)

// visibleReleases are the releases that stand and are not corrected, the
// latest first.
func visibleReleases(state *store.State) []datasets.Release {
	visible := datasets.Visible(state.Releases, state.Generation, datasets.Date{})
	datasets.SortReleases(visible)
	return visible
}

// archive is the list of releases, withdrawn and corrected ones too.
func (s *site) archive(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	announced, tag, err := s.ahead(c.Request.Context(), r)
	if err != nil {
		return err
	}
	return s.showUnder(c, policy, r, func(ctx context.Context) (pages.Page, error) {
		return pages.Page{Name: "release/index", Section: "releases", View: release.Index{Announced: announced, Releases: r.state.Releases}}, nil
	}, tag)
}

// edition is the page of one release.
func (s *site) edition(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	return s.show(c, r, func(ctx context.Context) (pages.Page, error) {
		view, err := s.releaseView(ctx, r, c.Param("release"))
		return pages.Page{Name: "release/release", Section: "releases", View: view}, err
	})
}

func (s *site) releaseView(ctx context.Context, r *request, id string) (release.View, error) {
	var view release.View
	var ids []string
	for _, candidate := range r.state.Releases {
		ids = append(ids, candidate.ID)
		if candidate.ID == id {
			view.Release = candidate
		}
	}
	if view.Release.ID == "" {
		return view, &datasets.Error{
			Kind: datasets.NotFound, Message: "there is no release " + id, Parameter: "release", Value: id, Nearest: datasets.Nearest(id, ids, 3),
		}
	}
	view.Source = view.Release.Publication.Source
	view.Later = r.correction(view.Release)
	if !r.coming(view.Release) && view.Release.VisibleAt(r.state.Generation) {
		view.Workbook = "/api/v1/releases/" + id + "/workbook"
	}
	for _, cited := range view.Release.Publication.Cites {
		if found := releaseOf(r.state.Releases, cited); found != nil {
			view.Cites = append(view.Cites, *found)
		}
	}
	if !r.coming(view.Release) {
		var err error
		if view.Changes, err = s.changesView(ctx, view.Release); err != nil {
			return view, err
		}
	}
	if view.Release.State == datasets.Withdrawn {
		state, err := s.db.State(ctx, view.Release.WithdrawnGeneration)
		if err != nil {
			return view, err
		}
		view.Withdrawn = state.Time
		return view, nil
	}
	t := teller{Catalogue: r.state.Catalogue}
	for _, d := range t.Datasets {
		e, err := s.db.Select(ctx, datasets.Query{Dataset: d.ID, Release: id, At: r.state.Generation, Preview: r.state.Preview})
		if err != nil {
			return view, err
		}
		if len(e.Series) > 0 {
			table := t.table(d, latestFirst(e), "", "")
			table.All = dataPath(d, datasets.Query{Release: id}, ".csv")
			view.Sections = append(view.Sections, release.Section{Dataset: d, Table: table})
		}
	}
	return view, nil
}

// changesView says how many figures a release changed how.
func (s *site) changesView(ctx context.Context, of datasets.Release) (*release.Changes, error) {
	counted, err := s.account(ctx, of)
	if err != nil {
		return nil, err
	}
	path := changesPath(of.ID)
	view := &release.Changes{CSV: path + ".csv", JSON: path + ".json"}
	for _, part := range tallyParts(counted.Tally) {
		if part.n > 0 {
			view.Kinds = append(view.Kinds, release.Kind{Kind: part.kind, N: part.n, CSV: address(path+".csv", "kind="+string(part.kind))})
		}
	}
	return view, nil
}

// witnesses is the page of the sources.
func (s *site) witnesses(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	return s.show(c, r, func(ctx context.Context) (pages.Page, error) {
		var view source.Index
		for _, from := range r.state.Catalogue.Sources {
			v := source.View{Source: from}
			for _, release := range visibleReleases(r.state) {
				if release.Publication.Source.ID == from.ID {
					v.Releases = append(v.Releases, release)
				}
			}
			view.Sources = append(view.Sources, v)
		}
		return pages.Page{Name: "source/index", Section: "sources", View: view}, nil
	})
}
