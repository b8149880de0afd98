package format

import (
	"bufio"
	"io"
	"iter"
	"strconv"

	"barometer/datasets"
)

// ChangeList is a list of changes that is written one by one as they come.
type ChangeList struct {
	Hash       string // of the whole change set, whatever part of it is listed
	Generation int64  // it was compared at
	Changes    iter.Seq2[datasets.Change, error]
}

// WriteJSON writes the list as one JSON object, a change a line:
//
//	{"hash", "generation", "changes": {"list": [ChangeMessage], "counts": TallyMessage}}
func (l ChangeList) WriteJSON(w io.Writer) error {
	p := pieces{out: bufio.NewWriter(w)}
	p.text(`{"hash":`)
	p.value(filled(l.Hash))
	p.text(`,"generation":`)
	p.value(l.Generation)
	p.text(`,"changes":`)
	p.changes(l.Changes)
	p.text("}\n")
	if p.err != nil {
		return p.err
	}
	return p.out.Flush()
}

// changeColumns are the columns of changes in CSV. old and other are what the
// source and another one stated; value, low and high of each stand in one text
// as they print.
var changeColumns = []string{"kind", "dataset", "key", "period", "new", "old", "difference", "percent", "other", "relation",
	"new_status", "old_status", "old_release", "other_release", "sheet", "cell", "text"}

// WriteCSV writes the list with a header.
func (l ChangeList) WriteCSV(w io.Writer) error {
	var failed error
	rows := func(yield func([]Cell) bool) {
		for c, err := range l.Changes {
			if failed = err; err != nil || !yield(changeRow(c)) {
				return
			}
		}
	}
	err := writeCSV(w, &Answer{Table: Table{Columns: changeColumns, Rows: rows}})
	if failed != nil {
		return failed
	}
	return err
}

func changeRow(c datasets.Change) []Cell {
	side := func(r *datasets.Row, of func(*datasets.Row) string) Cell {
		if r == nil {
			return Cell{}
		}
		return textCell(of(r))
	}
	status := func(r *datasets.Row) string { return string(r.Status) }
	release := func(r *datasets.Row) string {
		if r.Release == nil {
			return ""
		}
		return r.Release.ID
	}
	stands := c.New
	if stands == nil {
		stands = c.Old
	}
	return []Cell{
		textCell(string(c.Kind)), textCell(c.Dataset), textCell(string(c.Key)), textCell(c.Period.String()),
		figureCell(c.New), figureCell(c.Old), numberCell(c.Difference()), numberCell(c.Percent()), figureCell(c.Other), textCell(string(c.Relation)),
		side(c.New, status), side(c.Old, status), side(c.Old, release), side(c.Other, release),
		side(stands, func(r *datasets.Row) string { return r.Origin.Sheet }), side(stands, func(r *datasets.Row) string { return r.Origin.Cell }),
		side(stands, func(r *datasets.Row) string { return r.Origin.Text }),
	}
}

// figureCell is a value, or a range low..high.
func figureCell(r *datasets.Row) Cell {
	switch {
	case r == nil:
		return Cell{}
	case r.Value.Known || !r.HasFigure():
		return numberCell(r.Value)
	}
	bound := func(n datasets.Number) string {
		if !n.Known {
			return ""
		}
		return strconv.FormatFloat(n.Float, 'f', -1, 64)
	}
	return textCell(bound(r.Low) + ".." + bound(r.High))
}

// FindingList is the findings of a workbook with the rows of cells that they
// are about.
type FindingList struct {
	Findings []datasets.Finding
	Around   []datasets.RowText
}

// AroundMessage is a cell beside a finding, as a reader of the sheet sees it.
type AroundMessage struct {
	Cell string `json:"cell"`
	Text string `json:"text"`
}

// PlacedMessage is a finding with the row of cells around it.
type PlacedMessage struct {
	FindingMessage
	Row []AroundMessage `json:"row"`
}

// Messages are the findings as JSON has them.
func (l FindingList) Messages() []PlacedMessage {
	out := []PlacedMessage{}
	for _, f := range l.Findings {
		m := PlacedMessage{NewFinding(f), []AroundMessage{}}
		for _, c := range l.around(f) {
			m.Row = append(m.Row, AroundMessage{c.Cell, c.Text})
		}
		out = append(out, m)
	}
	return out
}

// around returns the cells of a finding's row.
func (l FindingList) around(f datasets.Finding) []datasets.Origin {
	for _, r := range l.Around {
		if r.Sheet == f.Sheet && r.Row == rowNumber(f.Cell) {
			return r.Cells
		}
	}
	return nil
}

// rowNumber is the row of a cell, or of the first cell of a range; 0 is none.
func rowNumber(ref string) int {
	n, met := 0, false
	for i := range len(ref) {
		c := ref[i]
		switch {
		case c >= '0' && c <= '9':
			n, met = n*10+int(c-'0'), true
		case met:
			return n
		}
	}
	return n
}

// WriteCSV writes the findings with a header; the row around is one text, its
// cells parted by bars.
func (l FindingList) WriteCSV(w io.Writer) error {
	rows := func(yield func([]Cell) bool) {
		for _, f := range l.Findings {
			around := ""
			for i, c := range l.around(f) {
				if i > 0 {
					around += " | "
				}
				around += c.Text
			}
			nearest := ""
			for i, n := range f.Nearest {
				if i > 0 {
					nearest += "; "
				}
				nearest += n
			}
			if !yield([]Cell{textCell(string(f.Severity)), textCell(f.Rule), textCell(f.Sheet), textCell(f.Cell), textCell(f.Message),
				textCell(f.Found), textCell(f.Expected), textCell(nearest), textCell(f.Mend), textCell(around)}) {
				return
			}
		}
	}
	return writeCSV(w, &Answer{Table: Table{Columns: []string{"severity", "rule", "sheet", "cell", "message", "found", "expected", "nearest", "mend", "row"}, Rows: rows}})
}
