package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"barometer/charts"
	"barometer/datasets"
)

// The most that a sheet prints.
const (
	sheetHeadlines = 8
	sheetAreas     = 4 // of one headline figure
	sheetFigures   = 20_000
)

// headlines adds the figures that the catalogue's pages show, as far as the
// release has them; of a release that has none, the latest of its datasets.
func (s *sheet) headlines() {
	var all []charts.Headline
	pages := s.state.Catalogue.Pages
	shown := map[string]bool{}
	for _, spec := range slices.Concat(pages.Home.Figures, pages.Area.Figures) {
		for _, part := range s.parts {
			if part.dataset.ID != spec.Dataset {
				continue
			}
			for _, row := range part.latest(spec) {
				if at := row.Dataset + " " + row.Place(); !shown[at] {
					shown[at] = true
					all = append(all, s.headline(part, row, spec))
				}
			}
		}
	}
	for _, part := range s.parts {
		if len(shown) > 0 {
			break
		}
		if rows := part.own.Rows(); rows[0].HasFigure() {
			all = append(all, s.headline(part, rows[0], datasets.FigureSpec{}))
		}
	}
	if len(all) > 0 {
		s.Heading(s.say(headlinesWords))
		s.Headlines(all[:min(len(all), sheetHeadlines)])
	}
}

// latest returns the last figures of the series that a page names: where it
// names no area those of the areas with most.
func (p sheetPart) latest(spec datasets.FigureSpec) []datasets.Row {
	var out []datasets.Row
	for _, series := range p.own.Series {
		area := map[string]string{datasets.AreaDimension: p.dataset.Code(series.Key, datasets.AreaDimension)}
		if p.dataset.With(p.dataset.DefaultKey(area), spec.Codes) != series.Key {
			continue
		}
		for _, cell := range slices.Backward(series.Cells) {
			if cell.Shown().HasFigure() {
				out = append(out, cell.Shown())
				break
			}
		}
	}
	slices.SortStableFunc(out, func(a, b datasets.Row) int {
		i, _ := a.Middle()
		j, _ := b.Middle()
		return cmp.Compare(j, i)
	})
	return out[:min(len(out), sheetAreas)]
}

// headline is a figure with the label that a page gives it; one of an area's
// page also names its area.
func (s *sheet) headline(part sheetPart, row datasets.Row, spec datasets.FigureSpec) charts.Headline {
	label := s.say(spec.Label)
	_, named := spec.Codes[datasets.AreaDimension]
	i := part.dataset.Dim(datasets.AreaDimension)
	switch {
	case label == "":
		label = s.name(part.dataset, row.Key)
	case !named && i >= 0:
		label += ", " + s.label(part.dataset.Dimensions[i], row.Key.Codes()[i])
	}
	return charts.Headline{Label: label, Words: s.figure(row, spec.Unit), Of: charts.PeriodLabel(row.Period, s.lang), Doubts: s.doubts(part, row, spec.Unit)}
}

// doubts are what casts doubt on a figure: other sources, later editions, and
// what the checks noticed of its cell.
func (s *sheet) doubts(part sheetPart, row datasets.Row, unit string) []string {
	var out []string
	for _, other := range part.stand[row.Key][row.Period.String()].Rows {
		relation := datasets.Relate(row, other)
		if other.Release.ID == row.Release.ID || relation != datasets.Disagrees && relation != datasets.Quoted {
			continue
		}
		words, from := otherWords, other.Release.Publication
		if from.Source.ID == row.Release.Publication.Source.ID {
			if from.Published.Compare(row.Release.Publication.Published) < 0 {
				continue // this release revises it
			}
			words = revisedWords
		}
		out = append(out, fmt.Sprintf(s.say(words), s.figure(other, unit), from.Publisher, s.date(from.Published)))
	}
	for _, a := range s.release.Accepted {
		if a.Finding.Sheet == row.Origin.Sheet && a.Finding.Cell == row.Origin.Cell {
			out = append(out, fmt.Sprintf(s.say(doubtedWords), s.say(a.Reason)))
		}
	}
	return out
}

// figure prints a figure as it was put, with its unit.
func (s *sheet) figure(row datasets.Row, shown string) string {
	if !row.HasFigure() {
		return s.say(missingWords)
	}
	d, err := s.state.Catalogue.Dataset(row.Dataset)
	if err != nil {
		return row.Words(s.lang)
	}
	unit, factor := s.state.Catalogue.Unit(d, row.Key), 1.0
	if many, ok := s.state.Catalogue.UnitFactor(shown, unit); ok && many != 0 {
		unit, factor = shown, 1/many
	}
	words := row.WordsIn(s.lang, factor)
	if list := s.state.Catalogue.Codelists["unit"]; list != nil && unit != "" {
		code, _ := list.Code(unit)
		if sign := code.Sign(); sign != "" {
			return words + "\u202f" + sign
		}
		return words + "\u00a0" + list.Label(unit, s.lang)
	}
	return words
}

// name says what a series counts: its dataset, and the labels of its codes
// that are not the defaults.
func (s *sheet) name(d *datasets.Dataset, key datasets.Key) string {
	words := []string{s.say(d.Title)}
	for i, code := range key.Codes() {
		if dim := d.Dimensions[i]; code != dim.Default {
			words = append(words, s.label(dim, code))
		}
	}
	return strings.Join(words, ", ")
}

func (s *sheet) label(dim datasets.Dimension, code string) string {
	return s.state.Catalogue.Codelist(dim).Label(code, s.lang)
}

// table adds every figure of a dataset, with the cell it was found in.
func (s *sheet) table(part sheetPart) {
	rows := part.own.Rows()
	var columns []int
	var head, same []string
	for i, dim := range part.dataset.Dimensions {
		code := rows[0].Key.Codes()[i]
		if slices.ContainsFunc(rows, func(r datasets.Row) bool { return r.Key.Codes()[i] != code }) {
			columns = append(columns, i)
			head = append(head, s.say(s.state.Catalogue.Concept(dim.ID).Name))
		} else {
			same = append(same, s.label(dim, code))
		}
	}
	if len(same) > 0 {
		s.Aside(fmt.Sprintf(s.say(sameWords), strings.Join(same, ", ")))
	}
	table := charts.ReportTable{Head: append(head, s.say(s.state.Catalogue.Concept("period").Name), s.say(figureWords), s.say(printedWords), s.say(placeWords))}
	for _, row := range rows[:min(len(rows), sheetFigures)] {
		var cells []string
		for _, i := range columns {
			cells = append(cells, s.label(part.dataset.Dimensions[i], row.Key.Codes()[i]))
		}
		cells = append(cells, charts.PeriodLabel(row.Period, s.lang), s.figure(row, ""), row.Origin.Text, cellName(row.Origin.Sheet, row.Origin.Cell))
		table.Rows = append(table.Rows, charts.ReportRow{Cells: cells, Note: s.noteOf(row)})
	}
	s.Table(table)
	if len(rows) > sheetFigures {
		s.Aside(fmt.Sprintf(s.say(moreWords), datasets.FormatNumber(sheetFigures, 0, s.lang), datasets.FormatNumber(float64(len(rows)), 0, s.lang)))
	}
}

// noteOf is a figure's status and note.
func (s *sheet) noteOf(row datasets.Row) string {
	var words []string
	if list := s.state.Catalogue.Codelists["status"]; list != nil && row.Status != datasets.Normal && row.Status != "" {
		words = append(words, list.Label(string(row.Status), s.lang))
	}
	if row.Note != "" {
		words = append(words, row.Note)
	}
	return strings.Join(words, ". ")
}
