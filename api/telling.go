package api

import (
	"slices"
	"strings"

	"barometer/api/format"
	"barometer/api/pages/doubt"
	"barometer/api/pages/figure"
	"barometer/api/pages/table"
	"barometer/datasets"
)

// teller turns rows into what pages show, by the words of a catalogue.
type teller struct {
	*datasets.Catalogue
	overview *overview
}

// label returns the label of a code of a dimension.
func (t teller) label(dim datasets.Dimension, code string) datasets.Text {
	if k, ok := t.Codelist(dim).Code(code); ok {
		return k.Label
	}
	return datasets.Text{En: code, Fr: code}
}

// unit returns what is printed behind figures of a unit: its sign or its label.
func (t teller) unit(id string) datasets.Text {
	code, ok := datasets.Code{}, false
	if list := t.Codelists["unit"]; list != nil {
		code, ok = list.Code(id)
	}
	if !ok {
		return datasets.Text{En: id, Fr: id}
	}
	if sign := code.Sign(); sign != "" {
		return datasets.Text{En: sign, Fr: sign}
	}
	return code.Label
}

// stated prepares a row for printing in its own unit, or in another of which
// it can be converted.
func (t teller) stated(row datasets.Row, unit string) figure.Stated {
	d, err := t.Dataset(row.Dataset)
	if err != nil {
		return figure.Stated{Row: row}
	}
	own := t.Unit(d, row.Key)
	s := figure.Stated{Row: row, Name: t.name(d, row.Key), Unit: t.unit(own), Address: cellPath(d, row.Key, row.Period, datasets.Date{})}
	if many, ok := t.UnitFactor(unit, own); ok && unit != own && many != 0 {
		s.Unit, s.Factor = t.unit(unit), 1/many
	}
	if list := t.Codelists["status"]; list != nil && row.Status != datasets.Normal {
		if code, ok := list.Code(string(row.Status)); ok {
			s.Status = code.Label
		}
	}
	return s
}

// name says what a key counts: its dataset, and the labels of its codes that
// are not the defaults.
func (t teller) name(d *datasets.Dataset, key datasets.Key) datasets.Text {
	name := d.Title
	codes := key.Codes()
	for i, dim := range d.Dimensions {
		if i >= len(codes) || codes[i] == dim.Default {
			continue
		}
		name = join(name, t.label(dim, codes[i]))
	}
	return name
}

// join puts a text behind another.
func join(a, b datasets.Text) datasets.Text {
	if a == (datasets.Text{}) {
		return b
	}
	return datasets.Text{En: a.En + ", " + b.En, Fr: a.Fr + ", " + b.Fr}
}

// computed prepares a derived figure for printing.
func (t teller) computed(x datasets.Derived) figure.Computed {
	out := figure.Computed{Derived: x, Unit: t.unit(x.Unit)}
	if d, err := t.Dataset(x.Dataset); err == nil {
		out.Decimals = d.Decimals
	}
	for _, row := range x.Inputs {
		out.Inputs = append(out.Inputs, t.stated(row, ""))
	}
	return out
}

// doubt prepares a doubted cell for printing, with what was computed of it.
func (t teller) doubt(cell datasets.Cell, computed []datasets.Derived) doubt.View {
	shown := t.stated(cell.Shown(), "")
	view := doubt.View{Title: shown.Name, Period: cell.Period, Shown: shown}
	for _, row := range others(cell) {
		_, reason := datasets.Prefer(cell.Shown(), row)
		view.Others = append(view.Others, doubt.Other{Stated: t.stated(row, ""), Relation: datasets.Relate(cell.Shown(), row), Reason: reason})
	}
	for _, x := range computed {
		if !x.Agrees {
			view.Computed = append(view.Computed, t.computed(x))
		}
	}
	return view
}

// tableLimit is how many figures a page's table shows.
const tableLimit = 400

// table prepares rows of one dataset for printing: a column for each dimension
// in which they differ. What the page says already is not said again: known is
// such a dimension.
func (t teller) table(d *datasets.Dataset, rows []datasets.Row, unit, known string) table.View {
	return t.rows(d, rows, unit, known, tableLimit)
}

// rows is a table of up to limit figures.
func (t teller) rows(d *datasets.Dataset, rows []datasets.Row, unit, known string, limit int) table.View {
	view := table.View{Caption: d.Title, Total: len(rows)}
	var columns []int
	for i, dim := range d.Dimensions {
		if slices.ContainsFunc(rows, func(r datasets.Row) bool { return r.Key.Codes()[i] != rows[0].Key.Codes()[i] }) {
			columns = append(columns, i)
			view.Columns = append(view.Columns, t.Concept(dim.ID).Name)
		} else if len(rows) > 0 && rows[0].Key.Codes()[i] != dim.Default {
			label := t.label(dim, rows[0].Key.Codes()[i])
			view.Caption = join(view.Caption, label)
			if dim.ID != known {
				view.Same = join(view.Same, label)
			}
		}
	}
	for _, row := range rows[:min(len(rows), limit)] {
		line := table.Line{Stated: t.stated(row, unit)}
		for _, i := range columns {
			line.Labels = append(line.Labels, t.label(d.Dimensions[i], row.Key.Codes()[i]))
		}
		view.Lines = append(view.Lines, line)
	}
	return view
}

// latestFirst returns the rows of an extract, each series' latest period first.
func latestFirst(e *datasets.Extract) []datasets.Row {
	var rows []datasets.Row
	for _, series := range e.Series {
		for _, cell := range slices.Backward(series.Cells) {
			rows = append(rows, cell.Shown())
		}
	}
	return rows
}

// cellPath is the page of one cell, as it was published by a day or is now.
func cellPath(d *datasets.Dataset, key datasets.Key, p datasets.Period, asOf datasets.Date) string {
	q := datasets.Query{Codes: map[string][]string{}, From: p, To: p, AsOf: asOf}
	for i, code := range key.Codes() {
		q.Codes[d.Dimensions[i].ID] = []string{code}
	}
	return explorePath(d, q)
}

// explorePath is the page of what a query selects of a dataset. A query of
// everything says so, because a bare address shows the defaults.
func explorePath(d *datasets.Dataset, q datasets.Query) string {
	parameters := selection{query: q, labels: format.ID}.encode(d, 0)
	if parameters == "" && len(d.Dimensions) > 0 {
		parameters = d.Dimensions[0].ID + "=*"
	}
	return address("/datasets/"+d.ID, parameters)
}

// dataPath is a query's address in the API, in a format.
func dataPath(d *datasets.Dataset, q datasets.Query, suffix string) string {
	return address("/api/v1/datasets/"+d.ID+"/data"+suffix, selection{query: q, labels: format.ID}.encode(d, 0))
}

// releaseOf returns the release of a publication, the latest of its
// corrections.
func releaseOf(releases []datasets.Release, publication string) *datasets.Release {
	var found *datasets.Release
	for i, r := range releases {
		if (r.Publication.ID == publication || strings.EqualFold(r.ID, publication)) && (found == nil || r.Number() > found.Number()) {
			found = &releases[i]
		}
	}
	return found
}
