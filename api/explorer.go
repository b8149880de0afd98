package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/api/pages"
	"barometer/api/pages/doubt"
	"barometer/api/pages/explorer"
	"barometer/charts"
	"barometer/datasets"
)

// shelf is the index of the datasets.
func (s *site) shelf(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	return s.show(c, r, func(ctx context.Context) (pages.Page, error) {
		o, err := s.overview(ctx, r.state)
		if err != nil {
			return pages.Page{}, err
		}
		var view explorer.Index
		for _, d := range r.state.Catalogue.Datasets {
			h := o.holdings[d.ID]
			e := explorer.Entry{Dataset: d, Figures: h.figures, Areas: len(h.codes[datasets.AreaDimension])}
			if len(h.periods) > 0 {
				e.First, e.Last = h.periods[0], h.periods[len(h.periods)-1]
			}
			view.Datasets = append(view.Datasets, e)
		}
		return pages.Page{Name: "explorer/index", Section: "datasets", View: view}, nil
	})
}

// exploreForm is the form of a dataset's page: what is asked of its figures,
// and of the chart of them that is to be shared.
var exploreForm = form{parameters: slices.Concat([]string{"from", "to", "asOf", "source", "last", "lang"}, previewParameters, sharingParameters,
	slices.DeleteFunc(slices.Clone(paintParameters), func(name string) bool { return name == "width" }))}

// explore is the page of one dataset.
func (s *site) explore(c *gin.Context) error {
	if to, ok := withoutEmpty(c.Request.URL); ok {
		return redirect(s.baseURL + to)
	}
	r, err := s.visit(c, c.Param("dataset"), exploreForm)
	if day, ok := misdated(err); ok && wantsPage(c) {
		return s.askAgain(c, day)
	}
	if err != nil {
		return err
	}
	r.first = firstView(c.Request.URL.Query())
	origin := s.origin(c.Request)
	var panel query
	r.sharing.parameters(&panel)
	return s.showUnder(c, previewPolicy, r, func(ctx context.Context) (pages.Page, error) {
		o, err := s.overview(ctx, r.state)
		if err != nil {
			return pages.Page{}, err
		}
		t := teller{r.state.Catalogue, o}
		if r.first {
			r.query.Codes = t.defaults(r.dataset)
		}
		view, e, err := s.exploreView(ctx, r, t)
		if err != nil {
			return pages.Page{}, err
		}
		path := r.path
		if !r.first {
			path = view.Canonical
		}
		page := pages.Page{Name: "explorer/explorer", Path: path, Section: "datasets", Feed: r.dataset.ID, Passing: lacking(view.Chart)}
		if r.preview == nil { // what is under embargo is not shared
			if view.Share, err = s.panel(r, e, origin); err != nil {
				return pages.Page{}, err
			}
			page.Share, err = s.share(r, e, path, origin)
		}
		page.View = view
		return page, err
	}, string(panel))
}

// explored is the page's own address: its question, how its chart looks, and
// what was asked of the share panel.
func (r *request) explored() string {
	sel := selection{query: r.query, labels: format.ID, spec: r.spec}
	b := query(sel.encode(r.dataset, 0))
	r.sharing.parameters(&b)
	if b == "" {
		return explorePath(r.dataset, r.query)
	}
	return address("/datasets/"+r.dataset.ID, string(b))
}

// misdated returns what was typed as the day to see figures as of, if that
// alone is wrong: it is the one field of the form that is not chosen from a list.
func misdated(err error) (string, bool) {
	var f *faults
	if !errors.As(err, &f) || len(f.list) != 1 || f.list[0].Parameter != "asOf" || f.list[0].unknown {
		return "", false
	}
	return f.list[0].Value, true
}

// askAgain answers with the form as it was filled in, and what is wrong with
// the day.
func (s *site) askAgain(c *gin.Context, day string) error {
	values := c.Request.URL.Query()
	values.Del("asOf")
	c.Request.URL.RawQuery = encodeValues(values)
	r, err := s.visit(c, c.Param("dataset"), exploreForm)
	if err != nil {
		return err
	}
	o, err := s.overview(c.Request.Context(), r.state)
	if err != nil {
		return err
	}
	view := teller{r.state.Catalogue, o}.question(r)
	view.Wrong = day
	return s.refuse(c, http.StatusBadRequest, policy, pages.Page{
		Name: "explorer/explorer", Path: r.path, Section: "datasets", Lang: r.lang, Pinned: r.selection.lang != "", View: view,
	})
}

// withoutEmpty is an address without the parameters that the page's form left
// empty; false where there is none.
func withoutEmpty(u *url.URL) (string, bool) {
	values := u.Query()
	found := false
	for _, name := range exploreForm.parameters {
		if slices.Contains(previewParameters, name) {
			continue // no field of the form: an empty one is no preview
		}
		if given := values[name]; len(given) == 1 && given[0] == "" {
			values.Del(name)
			found = true
		}
	}
	return address(u.EscapedPath(), encodeValues(values)), found
}

// firstView reports whether an address asks for nothing, so that the page may
// choose what to show first.
func firstView(values url.Values) bool {
	values.Del("lang")
	return len(values) == 0
}

// defaults are the codes that a dataset's page shows first: the defaults, but
// every code of the dimension that its chart is drawn over, and of those that
// have no default or no figure at it.
func (t teller) defaults(d *datasets.Dataset) map[string][]string {
	codes := map[string][]string{}
	used := t.overview.holdings[d.ID].codes
	for _, dim := range d.Dimensions {
		if dim.Default != "" && dim.ID != d.Chart.Over && slices.Contains(used[dim.ID], dim.Default) {
			codes[dim.ID] = []string{dim.Default}
		}
	}
	return codes
}

// question is the page's form, as the request fills it in.
func (t teller) question(r *request) explorer.View {
	h, q := t.overview.holdings[r.dataset.ID], r.query
	view := explorer.View{Dataset: r.dataset, Periods: h.periods, From: q.From, To: q.To, AsOf: q.AsOf}
	for _, dim := range r.dataset.Dimensions {
		view.Selects = append(view.Selects, t.choice(dim, h.codes[dim.ID], q.Codes[dim.ID]))
	}
	return view
}

func (s *site) exploreView(ctx context.Context, r *request, t teller) (explorer.View, *datasets.Extract, error) {
	d, q := r.dataset, r.query
	picture, e, err := s.draw(ctx, t, q, charts.Spec{Type: r.spec.Type, Over: r.spec.Over, Unit: r.spec.Unit, Title: r.spec.Title, Values: r.spec.Values, Lang: r.lang})
	if err != nil {
		return explorer.View{}, nil, err
	}
	if picture.Title == "" {
		picture.Title = d.Title.In(r.lang)
	}
	q.At = 0
	view := t.question(r)
	view.Chart, view.Canonical, view.API = picture, r.explored(), strings.TrimSuffix(s.baseURL, "/")+dataPath(d, q, "")
	view.Breaks = breaksOf(e)
	if view.Doubts, err = s.doubts(ctx, t, e); err != nil {
		return explorer.View{}, nil, err
	}
	view.Releases = publishing(e)
	return view, e, nil
}

// publishing are the releases that the figures of an extract, and those that
// contradict them, are read from, the latest first.
func publishing(e *datasets.Extract) []datasets.Release {
	var out []datasets.Release
	known := map[string]bool{}
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			for _, row := range append(others(cell), cell.Shown()) {
				if !known[row.Release.ID] {
					known[row.Release.ID] = true
					out = append(out, *row.Release)
				}
			}
		}
	}
	datasets.SortReleases(out)
	return out
}

// doubts are the cells of an extract that are contradicted, as its question
// sees them. What follows from figures of another day is computed for as many
// observations as in an answer of the API.
func (s *site) doubts(ctx context.Context, t teller, e *datasets.Extract) ([]doubt.View, error) {
	asked := s.figuresOf(ctx, e)
	var known datasets.Figures = asked
	if e.Query.AsOf.IsZero() {
		known = t.overview
	}
	computes := known == t.overview || format.Count(e) <= s.limits.derived
	var out []doubt.View
	for _, series := range e.Series {
		for _, cell := range slices.Backward(series.Cells) {
			var computed []datasets.Derived
			if computes {
				computed = datasets.Derive(e.Catalogue, e.Dataset, cell.Shown(), known)
			}
			if asked.err != nil {
				return nil, asked.err
			}
			if doubted(cell, computed) {
				view := t.doubt(cell, computed)
				view.Shown.Address = cellPath(e.Dataset, series.Key, cell.Period, e.Query.AsOf)
				out = append(out, view)
			}
		}
	}
	return out, nil
}

// choice is a dimension of the form: the codes in use, and the ones asked for.
func (t teller) choice(dim datasets.Dimension, used, asked []string) explorer.Select {
	out := explorer.Select{ID: dim.ID, Name: t.Concept(dim.ID).Name}
	out.Options = append(out.Options, explorer.Option{Value: "*", Selected: len(asked) == 0})
	if len(asked) > 1 {
		out.Options = append(out.Options, explorer.Option{Value: strings.Join(asked, ","), Several: len(asked), Selected: true})
	}
	if len(asked) == 1 && !slices.Contains(used, asked[0]) {
		used = append(slices.Clone(used), asked[0])
	}
	for _, code := range used {
		out.Options = append(out.Options, explorer.Option{Value: code, Label: t.label(dim, code), Selected: len(asked) == 1 && asked[0] == code})
	}
	return out
}

// breaksOf are the breaks of the series of an extract, each once.
func breaksOf(e *datasets.Extract) []datasets.Breaking {
	var out []datasets.Breaking
	for _, b := range e.Dataset.Breaks {
		if slices.ContainsFunc(e.Series, func(series datasets.Series) bool { return e.Dataset.Matches(series.Key, b.Where) }) {
			out = append(out, b)
		}
	}
	return out
}
