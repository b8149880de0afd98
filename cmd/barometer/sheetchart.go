package main

import (
	"context"
	"slices"
	"strings"

	"barometer/charts"
	"barometer/datasets"
)

// section adds what a release says of a dataset: definition, charts, figures.
func (s *sheet) section(ctx context.Context, part sheetPart) error {
	s.Heading(s.say(part.dataset.Title))
	if definition := s.say(part.dataset.Definition); definition != "" {
		s.Aside(definition)
	}
	if err := s.pictures(ctx, part); err != nil {
		return err
	}
	s.table(part)
	return nil
}

// fewestDrawn is how many figures a chart has at least that no page names.
const fewestDrawn = 3

// pictures adds the charts that the catalogue's pages have of a dataset, as far
// as the release has figures for them; else the one the dataset is hinted as,
// or one of what most of its figures are of.
func (s *sheet) pictures(ctx context.Context, part sheetPart) error {
	drawn := 0
	for _, spec := range s.state.Catalogue.Pages.Home.Charts {
		if spec.Dataset != part.dataset.ID {
			continue
		}
		q := datasets.Query{Codes: spec.Codes, From: spec.From, To: spec.To}
		ok, err := s.picture(ctx, part, q, 2, charts.Spec{Type: spec.Type, Over: spec.Over, Unit: spec.Unit, Title: s.say(spec.Title), Subtitle: s.say(spec.Subtitle)})
		if err != nil {
			return err
		}
		if ok {
			drawn++
		}
	}
	if drawn > 0 {
		return nil
	}
	for _, kind := range hinted(part.dataset.Chart) {
		if ok, err := s.picture(ctx, part, datasets.Query{}, fewestDrawn, charts.Spec{Type: kind, Over: part.dataset.Chart.Over}); ok || err != nil {
			return err
		}
	}
	codes, over := part.most()
	_, err := s.picture(ctx, part, datasets.Query{Codes: codes}, fewestDrawn, charts.Spec{Over: over})
	return err
}

// hinted are the types that a dataset is drawn as whole, the best first.
func hinted(hint datasets.ChartHint) []string {
	var out []string
	if hint.Map {
		out = append(out, "map")
	}
	if !slices.Contains([]string{"", "line", "bar"}, hint.Type) {
		out = append(out, hint.Type)
	}
	return out
}

// picture adds one chart of the release's own figures, if it has enough of
// them and they fit.
func (s *sheet) picture(ctx context.Context, part sheetPart, q datasets.Query, fewest int, spec charts.Spec) (bool, error) {
	q.Dataset, q.Release, q.At = part.dataset.ID, s.release.ID, s.at
	e, err := s.db.Select(ctx, q)
	if err != nil {
		return false, err
	}
	figures := 0
	for _, row := range e.Rows() {
		if row.HasFigure() {
			figures++
		}
	}
	if figures < fewest {
		return false, nil
	}
	spec.Lang, spec.Width, spec.Geometry = s.lang, charts.ReportChartWidth, s.areas
	c, err := charts.New(spec, e)
	if datasets.KindOf(err) == datasets.Invalid || err == nil && c.Type() == "table" {
		return false, nil // the table has them all
	}
	if err != nil {
		return false, err
	}
	svg, err := s.renderer.SVG(ctx, c)
	if err != nil {
		return false, err
	}
	return true, s.Chart(c, svg)
}

// most returns the codes that most figures share, leaving one dimension open,
// or time where over is "": where a chart has most to show. The dimension of
// the dataset's hint comes first, then time.
func (p sheetPart) most() (codes map[string][]string, over string) {
	candidates := []string{p.dataset.Chart.Over, ""}
	for _, dim := range p.dataset.Dimensions {
		candidates = append(candidates, dim.ID)
	}
	best := 0
	for _, candidate := range candidates {
		groups := map[string]int{}
		var largest string
		for _, series := range p.own.Series {
			shared, n := strings.Join(p.shared(series.Key, candidate), "."), len(series.Cells)
			if candidate != "" {
				n = 1
			}
			if groups[shared] += n; groups[shared] > groups[largest] {
				largest = shared
			}
		}
		if n := groups[largest]; n > best && (best < fewestDrawn) {
			best, over, codes = n, candidate, map[string][]string{}
			for i, code := range strings.Split(largest, ".") {
				if dim := p.dataset.Dimensions[i].ID; dim != candidate {
					codes[dim] = []string{code}
				}
			}
		}
	}
	return codes, over
}

// shared are a key's codes without that of a dimension.
func (p sheetPart) shared(key datasets.Key, without string) []string {
	codes := slices.Clone(key.Codes())
	if i := p.dataset.Dim(without); i >= 0 {
		codes[i] = ""
	}
	return codes
}
