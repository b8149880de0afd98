package format

import (
	"bufio"
	"io"
	"iter"

	"barometer/datasets"
)

// ChangeSet is what one release changed when it became public.
type ChangeSet struct {
	Release     string
	Corrects    string // the release it replaces; "" is none
	Publication string
	Generation  int64            // the one it made; it is compared with the one before
	Withdrawn   *WithdrawnChange // nil while it stands
	Tally       datasets.Tally   // of all changes, listed or not
	Changes     iter.Seq2[datasets.Change, error]
	Links       []Link
}

// WithdrawnChange says that a release was taken back, and why.
type WithdrawnChange struct {
	Generation int64  `json:"generation"`
	Reason     string `json:"reason"`
}

// WriteJSON writes the change set as one object, the changes one by one as they
// come:
//
//	{"release", "publication", "corrects", "generation", "withdrawn",
//	 "counts": TallyMessage, "list": [ChangeMessage], "links"}
func (s ChangeSet) WriteJSON(w io.Writer) error {
	p := pieces{out: bufio.NewWriter(w)}
	for _, member := range []struct {
		name  string
		value any
	}{
		{`{"release":`, s.Release}, {`,"publication":`, s.Publication}, {`,"corrects":`, filled(s.Corrects)}, {`,"generation":`, s.Generation},
		{`,"withdrawn":`, s.Withdrawn}, {`,"counts":`, TallyMessage(s.Tally)},
	} {
		p.text(member.name)
		p.value(member.value)
	}
	p.text(`,"list":[`)
	n := 0
	for change, err := range s.Changes {
		if err != nil {
			return err
		}
		p.next(n)
		p.value(NewChange(change))
		n++
	}
	p.text("]")
	p.text(string(appendLinks(nil, s.Links)))
	p.text("}\n")
	if p.err != nil {
		return p.err
	}
	return p.out.Flush()
}

// changeColumns are the columns of a change set as CSV: the change, what the
// release states, what its source stated before, what another says.
var changeColumns = []string{
	"kind", "dataset", "key", "period",
	"value", "low", "high", "status", "precision", "sheet", "cell", "text",
	"old_value", "old_low", "old_high", "old_status", "old_precision", "old_release", "difference", "percent",
	"other_value", "other_low", "other_high", "other_status", "other_precision", "other_release", "relation",
}

// WriteCSV writes the changes as RFC 4180 CSV with a header.
func (s ChangeSet) WriteCSV(w io.Writer) error {
	out := bufio.NewWriter(w)
	if _, err := out.Write(appendLine(nil, texts(changeColumns))); err != nil {
		return err
	}
	var line []byte
	for change, err := range s.Changes {
		if err != nil {
			return err
		}
		line = appendLine(line[:0], changeCells(change))
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func texts(names []string) []Cell {
	cells := make([]Cell, len(names))
	for i, name := range names {
		cells[i] = textCell(name)
	}
	return cells
}

func appendLine(line []byte, cells []Cell) []byte {
	for i, cell := range cells {
		if i > 0 {
			line = append(line, ',')
		}
		line = cell.appendCSV(line)
	}
	return append(line, "\r\n"...)
}

// changeCells are the values of a change under changeColumns.
func changeCells(c datasets.Change) []Cell {
	cells := []Cell{textCell(string(c.Kind)), textCell(c.Dataset), textCell(string(c.Key)), textCell(c.Period.String())}
	cells = append(cells, figureCells(c.New)...)
	if c.New != nil {
		cells = append(cells, textCell(c.New.Origin.Sheet), textCell(c.New.Origin.Cell), textCell(c.New.Origin.Text))
	} else {
		cells = append(cells, Cell{}, Cell{}, Cell{})
	}
	cells = append(cells, figureCells(c.Old)...)
	cells = append(cells, releaseCell(c.Old), numberCell(c.Difference()), numberCell(c.Percent()))
	cells = append(cells, figureCells(c.Other)...)
	return append(cells, releaseCell(c.Other), textCell(string(c.Relation)))
}

// figureCells are value, bounds, status and precision of a row.
func figureCells(r *datasets.Row) []Cell {
	if r == nil {
		return make([]Cell, 5)
	}
	return []Cell{numberCell(r.Value), numberCell(r.Low), numberCell(r.High), textCell(string(r.Status)), textCell(string(r.Precision))}
}

func releaseCell(r *datasets.Row) Cell {
	if r == nil || r.Release == nil {
		return Cell{}
	}
	return textCell(r.Release.ID)
}
