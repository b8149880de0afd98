package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/area"
	"barometer/datasets"
)

// areas is the index of the areas that have figures.
func (s *site) areas(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	r.path = "/geo/"
	return s.show(c, r, func(ctx context.Context) (pages.Page, error) {
		o, err := s.overview(ctx, r.state)
		if err != nil {
			return pages.Page{}, err
		}
		view := area.Index{Groups: teller{r.state.Catalogue, o}.areaGroups()}
		return pages.Page{Name: "area/index", Section: "areas", View: view}, nil
	})
}

// area is the page of one area.
func (s *site) area(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	origin := s.origin(c.Request)
	return s.show(c, r, func(ctx context.Context) (pages.Page, error) {
		o, err := s.overview(ctx, r.state)
		if err != nil {
			return pages.Page{}, err
		}
		view, first, err := s.areaView(ctx, r, teller{r.state.Catalogue, o}, c.Param("code"))
		if err != nil {
			return pages.Page{}, err
		}
		share, err := s.illustrate(r, first, view.Code.Label.In(r.lang), "", origin)
		return pages.Page{Name: "area/area", Section: "areas", Share: share, Passing: lacking(view.Charts...), View: view}, err
	})
}

func (s *site) areaView(ctx context.Context, r *request, t teller, id string) (area.View, *illustration, error) {
	list := t.geography()
	code, ok := list.Code(id)
	if !ok {
		return area.View{}, nil, &datasets.Error{
			Kind: datasets.NotFound, Message: "there is no area " + id, Parameter: datasets.AreaDimension, Value: id, Nearest: list.Nearest(id, 3, nil),
		}
	}
	view := area.View{Code: code, Directory: t.listings(r, code.ID)}
	t.relatives(&view)
	var err error
	if view.Figures, err = s.figures(ctx, t, t.Pages.Area.Figures, id, "#doubts"); err != nil {
		return view, nil, err
	}
	var first *illustration
	if view.Charts, first, err = s.pictures(ctx, r, t, t.Pages.Area.Charts, id); err != nil {
		return view, nil, err
	}
	for _, p := range t.overview.doubts {
		if d, err := t.Dataset(p.dataset); err == nil && d.Code(p.key, datasets.AreaDimension) == id {
			view.Doubts = append(view.Doubts, t.doubt(t.overview.cells[p], t.overview.computed[p]))
		}
	}
	view.Shares = t.shares(id)
	err = s.sections(ctx, t, id, &view)
	return view, first, err
}

// geography is the codelist of areas.
func (t teller) geography() *datasets.Codelist {
	if list, ok := t.Codelists[t.CodelistFor(datasets.AreaDimension)]; ok {
		return list
	}
	return datasets.NewCodelist(datasets.AreaDimension, nil)
}

func (t teller) areaLink(code datasets.Code) area.Link {
	link := area.Link{Code: code}
	for _, n := range t.overview.areas[code.ID] {
		link.Figures += n
	}
	return link
}

// areaGroups are the areas with figures by level, in the codelist's order.
func (t teller) areaGroups() []area.Group {
	var groups []area.Group
	for _, code := range t.geography().Codes {
		link := t.areaLink(code)
		if link.Figures == 0 {
			continue
		}
		i := slices.IndexFunc(groups, func(g area.Group) bool { return g.Level == code.Level })
		if i < 0 {
			i, groups = len(groups), append(groups, area.Group{Level: code.Level})
		}
		groups[i].Links = append(groups[i].Links, link)
	}
	return groups
}

// relatives fills in what the area is a part of, what it contains, and what
// took whose place.
func (t teller) relatives(view *area.View) {
	list := t.geography()
	seen := map[string]bool{view.Code.ID: true}
	for parent, ok := list.Code(view.Code.Parent); ok && !seen[parent.ID]; parent, ok = list.Code(parent.Parent) {
		seen[parent.ID] = true
		view.Parents = append([]area.Link{t.areaLink(parent)}, view.Parents...)
	}
	for _, code := range list.Codes {
		switch {
		case code.Successor == view.Code.ID:
			view.Predecessors = append(view.Predecessors, t.areaLink(code))
		case code.Parent == view.Code.ID && code.ID != view.Code.ID:
			view.Children = append(view.Children, t.areaLink(code))
		}
	}
	if successor, ok := list.Code(view.Code.Successor); ok {
		link := t.areaLink(successor)
		view.Successor = &link
	}
}

// shares are what the area weighs in larger wholes, the latest first: as
// stated with what was computed beside it, and as computed where nobody states
// it.
func (t teller) shares(id string) []area.Share {
	var out []area.Share
	for p, all := range t.overview.computed {
		for _, x := range all {
			d, err := t.Dataset(p.dataset)
			if err != nil || x.Check.Kind != "share" || d.Code(p.key, datasets.AreaDimension) != id {
				continue
			}
			stated, computed := t.stated(x.Stated, ""), t.computed(x)
			out = append(out, area.Share{Title: stated.Name, Period: p.period, Stated: &stated, Computed: &computed})
		}
	}
	for _, x := range t.overview.shares {
		if d, err := t.Dataset(x.Dataset); err == nil && d.Code(x.Key, datasets.AreaDimension) == id {
			computed := t.computed(x)
			out = append(out, area.Share{Title: t.name(d, x.Key), Period: x.Period, Computed: &computed})
		}
	}
	slices.SortFunc(out, func(a, b area.Share) int {
		return cmp.Or(b.Period.Compare(a.Period), cmp.Compare(a.Title.En, b.Title.En))
	})
	return out
}

// sections are the area's figures of the datasets that pages of areas are
// about; the other datasets that have some are named with where they are.
func (s *site) sections(ctx context.Context, t teller, id string, view *area.View) error {
	shown := map[string]bool{}
	for _, f := range t.Pages.Area.Figures {
		shown[f.Dataset] = true
	}
	for _, f := range t.Pages.Area.Charts {
		shown[f.Dataset] = true
	}
	for _, d := range t.Datasets {
		figures := t.overview.areas[id][d.ID]
		if figures == 0 {
			continue
		}
		q := datasets.Query{Dataset: d.ID, Codes: map[string][]string{datasets.AreaDimension: {id}}}
		path := explorePath(d, q)
		if !shown[d.ID] {
			view.Elsewhere = append(view.Elsewhere, area.Elsewhere{Title: d.Title, Path: path, Figures: figures})
			continue
		}
		q.At, q.Preview = t.overview.generation, t.overview.preview
		e, err := s.db.Select(ctx, q)
		if err != nil {
			return err
		}
		table := t.table(d, latestFirst(e), "", datasets.AreaDimension)
		q.At = 0
		table.All = dataPath(d, q, ".csv")
		view.Sections = append(view.Sections, area.Section{Dataset: d, Path: path, Table: table})
	}
	return nil
}

// within reports whether a place is an area or lies in it.
func within(list *datasets.Codelist, place, area string) bool {
	for range list.Codes {
		if place == area {
			return true
		}
		code, ok := list.Code(place)
		if !ok {
			return false
		}
		place = code.Parent
	}
	return false
}

// listings are the directory's lines about an area and the areas within it.
func (t teller) listings(r *request, id string) []area.Listing {
	list := t.geography()
	var out []area.Listing
	for _, l := range t.Directory {
		if !within(list, l.Place, id) {
			continue
		}
		code, _ := list.Code(l.Place)
		out = append(out, area.Listing{
			Place: t.areaLink(code), Employer: t.word("employer", l.Employer), Type: t.word("centre_type", l.CentreType), Event: t.word("event", l.Event),
			Statement: l.Statement, Quote: l.Quote, Release: releaseOf(visibleReleases(r.state), l.Source),
		})
	}
	return out
}

// word is the label of a code of a column of the directory: those are named as
// their codelists are.
func (t teller) word(codelist, id string) datasets.Text {
	if list, ok := t.Codelists[codelist]; ok {
		if code, ok := list.Code(id); ok {
			return code.Label
		}
	}
	return datasets.Text{En: id, Fr: id}
}
