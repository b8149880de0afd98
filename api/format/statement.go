package format

import (
	"cmp"
	"slices"
	"strings"

	"barometer/datasets"
)

// Standing is where a release stands in its life, as a reader of history sees
// it: published, corrected by a later release of the same publication, or
// withdrawn.
type Standing struct{ State, Reason string }

// statement is one row of a cell, with what its table says beside the figure.
type statement struct {
	row   datasets.Row
	extra []Cell
}

// statements is a table of several rows a cell. The extra columns come right
// after the period.
func statements(e *datasets.Extract, o Options, extra []string, choose func(datasets.Cell) []statement) Table {
	k := newKeyed(e, o)
	key := append(k.columns(), "period")
	t := Table{Name: "cells", Columns: slices.Concat(key, extra, figureColumns[1:9], []string{"title", "published", "note"}), Group: len(key)}
	if o.Origin {
		t.Columns = append(t.Columns, originColumns...)
	}
	type chosen struct {
		key        datasets.Key
		unit       Cell
		period     datasets.Period
		statements []statement
	}
	var cells []chosen
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			if s := choose(cell); len(s) > 0 {
				cells = append(cells, chosen{series.Key, textCell(e.Catalogue.Unit(e.Dataset, series.Key)), cell.Period, s})
				t.Len += len(s)
			}
		}
	}
	t.Rows = func(yield func([]Cell) bool) {
		var row []Cell
		for _, cell := range cells {
			for _, s := range cell.statements {
				row = append(k.append(row[:0], cell.key), textCell(cell.period.String()))
				row = append(row, s.extra...)
				row = appendStatement(row, s.row, cell.unit, o.Origin)
				if !yield(row) {
					return
				}
			}
		}
	}
	return t
}

// appendStatement appends value to note, with the publication's title before
// the day it was published, and the origin if it is asked for.
func appendStatement(cells []Cell, row datasets.Row, unit Cell, origin bool) []Cell {
	cells = appendFigure(cells, row, unit)
	published := cells[len(cells)-1]
	cells[len(cells)-1] = textCell(row.Release.Publication.Title)
	cells = append(cells, published, textCell(row.Note))
	if origin {
		cells = append(appendOrigin(append(cells, numberCell(row.Quantum)), row), textCell(row.Quote))
	}
	return cells
}

// History is the table of what the source that a reader sees has said of each
// cell, from its first print on. The extract was asked with History; standings
// has the standing of every release by id.
func History(e *datasets.Extract, o Options, standings map[string]Standing) Table {
	return statements(e, o, []string{"revision", "shown", "state", "reason"}, func(cell datasets.Cell) []statement {
		shown := cell.Shown()
		source := shown.Release.Publication.Source.ID
		var rows []datasets.Row
		for _, row := range cell.Rows {
			if row.Release.Publication.Source.ID == source {
				rows = append(rows, row)
			}
		}
		slices.SortFunc(rows, inOrderOfPrint)
		var out []statement
		for i, row := range rows {
			s := standings[row.Release.ID]
			seen := row.Release.ID == shown.Release.ID && s.State == StatePublished
			out = append(out, statement{row, []Cell{countCell(i), truthCell(seen), textCell(s.State), textCell(s.Reason)}})
		}
		return out
	})
}

// The states of a standing.
const (
	StatePublished = "published"
	StateCorrected = "corrected"
	StateWithdrawn = "withdrawn"
)

func inOrderOfPrint(a, b datasets.Row) int {
	return cmp.Or(
		a.Release.Publication.Published.Compare(b.Release.Publication.Published),
		a.Release.Released.Compare(b.Release.Released),
		strings.Compare(a.Release.ID, b.Release.ID),
	)
}

// Disagreements is the table of the cells in which at least one other source
// disagrees with the one shown: each source's own latest statement, its
// relation to the figure shown, and the rule by which that one is shown.
func Disagreements(e *datasets.Extract, o Options) Table {
	o.Origin = true
	return statements(e, o, []string{"shown", "relation", "rule"}, func(cell datasets.Cell) []statement {
		shown := cell.Shown()
		out := []statement{{shown, []Cell{truthCell(true), {}, {}}}}
		heard := map[string]bool{shown.Release.Publication.Source.ID: true}
		disagrees := false
		for _, row := range cell.Rows[1:] {
			source := row.Release.Publication.Source.ID
			if heard[source] || !row.HasFigure() {
				continue
			}
			heard[source] = true
			relation := datasets.Relate(shown, row)
			disagrees = disagrees || relation == datasets.Disagrees
			_, reason := datasets.Prefer(shown, row)
			out = append(out, statement{row, []Cell{truthCell(false), textCell(string(relation)), textCell(rules[reason].In(o.Lang))}})
		}
		if !disagrees {
			return nil
		}
		return out
	})
}

// rules say why the figure shown is shown before another.
var rules = map[datasets.Reason]datasets.Text{
	datasets.ByFigure:      {En: "the one shown has a figure, this one has none", Fr: "celle qui est montrée a un chiffre, celle-ci n'en a pas"},
	datasets.ByReliability: {En: "this figure has low reliability (status U), the one shown has not", Fr: "ce chiffre est peu fiable (statut U), celui qui est montré ne l'est pas"},
	datasets.ByRank:        {En: "the source of the figure shown ranks higher in the catalogue", Fr: "la source du chiffre montré est mieux classée au catalogue"},
	datasets.ByPublished:   {En: "the figure shown was published later", Fr: "le chiffre montré a été publié plus tard"},
	datasets.ByReleased:    {En: "the figure shown was released on this portal later", Fr: "le chiffre montré a été diffusé plus tard sur ce portail"},
	datasets.ByRelease:     {En: "nothing else tells the two apart: the release ids are in this order", Fr: "rien d'autre ne les départage : les identifiants de diffusion sont dans cet ordre"},
}
