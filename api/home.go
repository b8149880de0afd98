package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/home"
)

// How much of what there is the home page shows.
const (
	homeReleases  = 6
	homeAnnounced = 3
	homeDoubts    = 12
)

// home is the national page.
func (s *site) home(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	next, tag, err := s.ahead(c.Request.Context(), r)
	if err != nil {
		return err
	}
	origin := s.origin(c.Request)
	return s.showUnder(c, policy, r, func(ctx context.Context) (pages.Page, error) {
		view, first, err := s.homeView(ctx, r)
		if err != nil {
			return pages.Page{}, err
		}
		view.Announced = next[:min(len(next), homeAnnounced)]
		share, err := s.illustrate(r, first, view.Title.In(r.lang), view.Lead.In(r.lang), origin)
		return pages.Page{Name: "home/home", Share: share, Passing: lacking(view.Charts...), View: view}, err
	}, tag)
}

func (s *site) homeView(ctx context.Context, r *request) (home.View, *illustration, error) {
	o, err := s.overview(ctx, r.state)
	if err != nil {
		return home.View{}, nil, err
	}
	t := teller{r.state.Catalogue, o}
	content := t.Pages.Home
	view := home.View{Title: content.Title, Lead: content.Lead, Releases: visibleReleases(r.state), Datasets: t.Datasets}
	if view.Figures, err = s.figures(ctx, t, content.Figures, "", "#doubts"); err != nil {
		return view, nil, err
	}
	var first *illustration
	if view.Charts, first, err = s.pictures(ctx, r, t, content.Charts, ""); err != nil {
		return view, nil, err
	}
	view.Releases = view.Releases[:min(len(view.Releases), homeReleases)]
	for _, p := range o.doubts[:min(len(o.doubts), homeDoubts)] {
		view.Doubts = append(view.Doubts, t.doubt(o.cells[p], o.computed[p]))
	}
	for _, group := range t.areaGroups() {
		if group.Level == content.Level {
			view.Areas = group.Links
		}
	}
	return view, first, nil
}
