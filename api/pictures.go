package api

import (
	"context"
	"html/template"
	"maps"
	"slices"

	"barometer/api/format"
	"barometer/api/pages/chart"
	"barometer/api/pages/figure"
	"barometer/charts"
	"barometer/datasets"
)

// figures are the latest figures of the series that a page names. Of an area's
// page, area is the code that every one of them has.
func (s *site) figures(ctx context.Context, t teller, specs []datasets.FigureSpec, area, doubts string) ([]figure.View, error) {
	var out []figure.View
	for _, spec := range specs {
		d, err := t.Dataset(spec.Dataset)
		if err != nil {
			return nil, err
		}
		codes := map[string]string{}
		maps.Copy(codes, spec.Codes)
		if area != "" {
			codes[datasets.AreaDimension] = area
		}
		key := d.DefaultKey(codes)
		series, err := s.series(ctx, t, d, key)
		if err != nil {
			return nil, err
		}
		if view, ok := t.headline(d, series, spec); ok {
			view.Doubts = doubts
			out = append(out, view)
		}
	}
	return out, nil
}

// series returns one series; without any figure it has no cell.
func (s *site) series(ctx context.Context, t teller, d *datasets.Dataset, key datasets.Key) (datasets.Series, error) {
	q := datasets.Query{Dataset: d.ID, Codes: map[string][]string{}, At: t.overview.generation, Preview: t.overview.preview}
	for i, code := range key.Codes() {
		if !d.Dimensions[i].Allows(code) {
			return datasets.Series{Key: key}, nil
		}
		q.Codes[d.Dimensions[i].ID] = []string{code}
	}
	e, err := s.db.Select(ctx, q)
	if err != nil || len(e.Series) == 0 {
		return datasets.Series{Key: key}, err
	}
	return e.Series[0], nil
}

// headline is the latest figure of a series with what casts doubt on it.
func (t teller) headline(d *datasets.Dataset, series datasets.Series, spec datasets.FigureSpec) (figure.View, bool) {
	for i := len(series.Cells) - 1; i >= 0; i-- {
		cell := series.Cells[i]
		if !cell.Shown().HasFigure() {
			continue
		}
		view := figure.View{Label: spec.Label, Latest: t.stated(cell.Shown(), spec.Unit), Trend: figure.Trend(series.Cells, d.BreaksOf(series.Key))}
		for _, row := range others(cell) {
			view.Others = append(view.Others, t.stated(row, spec.Unit))
		}
		for _, x := range t.overview.computed[place{d.ID, series.Key, cell.Period}] {
			if x.Check.Kind == "share" || !x.Agrees {
				view.Computed = append(view.Computed, t.computed(x))
			}
		}
		return view, true
	}
	return figure.View{}, false
}

// The widths at which pages draw a chart: for a column of a desk, for a phone.
const (
	wideChart   = 540
	narrowChart = 320
)

// pictures are the charts that a page names, those of an area's page with its
// code, and the first that makes a picture. Of an area, a single figure makes
// no chart.
func (s *site) pictures(ctx context.Context, r *request, t teller, specs []datasets.ChartSpec, area string) (out []chart.View, first *illustration, err error) {
	for _, spec := range specs {
		d, err := t.Dataset(spec.Dataset)
		if err != nil {
			return nil, nil, err
		}
		q := datasets.Query{Dataset: d.ID, Codes: map[string][]string{}, From: spec.From, To: spec.To, At: t.overview.generation, Preview: t.overview.preview}
		maps.Copy(q.Codes, spec.Codes)
		if area != "" && spec.Over != datasets.AreaDimension {
			q.Codes[datasets.AreaDimension] = []string{area}
		}
		looks := charts.Spec{Type: spec.Type, Over: spec.Over, Unit: spec.Unit, Title: spec.Title.In(r.lang), Subtitle: spec.Subtitle.In(r.lang), Lang: r.lang}
		view, e, err := s.draw(ctx, t, q, looks)
		if err != nil {
			return nil, nil, err
		}
		if area != "" && len(e.Rows()) < 2 {
			continue
		}
		q.At = 0
		view.Explore = explorePath(d, q)
		out = append(out, view)
		if first == nil && view.SVG != "" {
			first = r.illustration(q, looks, e)
		}
	}
	return out, first, nil
}

// timely is a chart's looks, but a line needs time: figures of one period are
// bars by their shape.
func timely(spec charts.Spec, e *datasets.Extract) charts.Spec {
	if spec.Type == "line" && spec.Over == "" && onePeriod(e) {
		spec.Type = ""
	}
	return spec
}

// draw draws a query twice, for a desk and for a phone, with its figures as
// a table. A renderer with too much to do leaves the table.
func (s *site) draw(ctx context.Context, t teller, q datasets.Query, spec charts.Spec) (chart.View, *datasets.Extract, error) {
	e, err := s.db.Select(ctx, q)
	if err != nil {
		return chart.View{}, nil, err
	}
	d := e.Dataset
	live := q
	live.At = 0
	view := chart.View{
		Title: spec.Title, Table: t.table(d, latestFirst(e), spec.Unit, ""),
		CSV: dataPath(d, live, ".csv"), JSON: dataPath(d, live, ".json"),
	}
	view.Table.All = view.CSV
	if len(e.Series) == 0 {
		return view, e, nil
	}
	spec = timely(spec, e)
	image := selection{query: live, labels: format.ID, spec: spec, lang: spec.Lang}
	view.SVG = address("/charts/"+d.ID+".svg", image.encode(d, 0))
	if q.Preview == "" {
		view.Share = sharePath(d, image)
	}
	spec.Bare = true
	var notes [][]string
	for _, drawn := range []struct {
		width int
		into  *template.HTML
	}{{wideChart, &view.Wide}, {narrowChart, &view.Narrow}} {
		spec.Width = drawn.width
		svg, c, err := s.chart(ctx, spec, q)
		if datasets.KindOf(err) == datasets.Invalid {
			view.Undrawn, view.SVG, view.Share = true, "", ""
			return view, e, nil
		}
		if overloaded(err) {
			view.Busy, view.Wide = true, ""
			return view, e, nil
		}
		if err != nil {
			return view, e, err
		}
		*drawn.into = template.HTML(svg)
		notes = append(notes, c.Notes())
		if len(notes) == 1 { // the wide one shows more: its words are the figure's
			view.Title, view.Subtitle, view.Source = c.Title(), c.Subtitle(), c.Source()
		}
	}
	var own [][]string
	view.Notes, own = shareNotes(notes)
	view.WideNotes, view.NarrowNotes = own[0], own[1]
	return view, e, nil
}

// shareNotes parts the notes of the same chart drawn in several sizes: those
// that all have, and of each those that not all have.
func shareNotes(notes [][]string) (common []string, own [][]string) {
	everywhere := func(note string) bool {
		return !slices.ContainsFunc(notes, func(all []string) bool { return !slices.Contains(all, note) })
	}
	for i, all := range notes {
		var alone []string
		for _, note := range all {
			switch {
			case !everywhere(note):
				alone = append(alone, note)
			case i == 0:
				common = append(common, note)
			}
		}
		own = append(own, alone)
	}
	return common, own
}

// lacking reports whether a page lacks a picture that its next reader may
// find.
func lacking(views ...chart.View) bool {
	return slices.ContainsFunc(views, func(v chart.View) bool { return v.Busy })
}

// onePeriod reports whether all figures of an extract are of the same period.
func onePeriod(e *datasets.Extract) bool {
	rows := e.Rows()
	return !slices.ContainsFunc(rows, func(r datasets.Row) bool { return r.Period != rows[0].Period })
}
