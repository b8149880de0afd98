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
	return s.showUnder(c, policy, r, func(ctx context.Context) (pages.Page, error) {
		view, err := s.homeView(ctx, r)
		view.Announced = next[:min(len(next), homeAnnounced)]
		return pages.Page{Name: "home/home", Passing: lacking(view.Charts...), View: view}, err
	}, tag)
}

func (s *site) homeView(ctx context.Context, r *request) (home.View, error) {
	o, err := s.overview(ctx, r.state)
	if err != nil {
		return home.View{}, err
	}
	t := teller{r.state.Catalogue, o}
	content := t.Pages.Home
	view := home.View{Title: content.Title, Lead: content.Lead, Releases: visibleReleases(r.state), Datasets: t.Datasets}
	if view.Figures, err = s.figures(ctx, t, content.Figures, "", "#doubts"); err != nil {
		return view, err
	}
	if view.Charts, err = s.pictures(ctx, t, content.Charts, "", r.lang); err != nil {
		return view, err
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
	return view, nil
}
