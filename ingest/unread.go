package ingest

import (
	"slices"

	"barometer/datasets"
)

// sayUnread tells of a sheet that is nothing barometer knows: as a warning
// where it looks like a table whose figures would be lost, which it reports.
func (r *reader) sayUnread(s *sheet, head []row) bool {
	if r.mapped.spoils(s.name) {
		return true
	}
	if r.sayAlmostDictionary(s, head) {
		return false
	}
	f := finding{rule: "sheet", severity: datasets.SeverityInfo, sheet: s, message: "sheet not read: it has no line naming a dataset, no header of dimensions with period and value, and is no About, Dictionary or Quotes sheet"}
	c, lost := r.lostHeader(head)
	if lost {
		f.severity, f.cell, f.found = datasets.SeverityWarning, c, c.text
		f.message += ", but numbers stand under periods or codes from here on"
		f.expected = "a line such as Dataset : … above the table"
		f.mend = "Write a line such as Dataset : … above this header, or give the sheet a dataset in a mapping (--map); if its figures are not meant to be read, put the sheet under ignore there."
		if r.namesDatasets(head, c) {
			f.message = "sheet not read: each of its rows is of another dataset, and a table is of one"
			f.expected = "a row for each figure, with the columns dataset, period and value"
			f.mend = "Write one row for each figure under dataset, period, value and unit, with the dataset's dimensions beside them; or make a table of each row, below a line such as Dataset : …; if its figures are not meant to be read, put the sheet under ignore in a mapping (--map)."
		}
	}
	r.fault(f)
	return lost
}

// lostRows and lostCells bound how much of a sheet that is not read is looked
// through for a header.
const (
	lostRows  = 40
	lostCells = 64
)

// lostHeader returns the first cell of a row of periods or codes with numbers
// right below: two columns of them, or one beside a name of a dimension.
func (r *reader) lostHeader(head []row) (cell, bool) {
	for i, x := range head[:min(len(head), lostRows)] {
		if i+1 == len(head) || len(x.cells) < 2 {
			continue
		}
		known, below := 0, head[i+1]
		for _, c := range x.cells[1:min(len(x.cells), lostCells)] {
			under := below.at(c.col)
			if _, figure := figureOf(under); under.kind == empty || !figure || !r.heads(c) {
				continue
			}
			known++
		}
		concept, named := r.vocabulary.concept(x.cells[0].text)
		if known > 1 || known == 1 && named && r.vocabulary.isDimension(concept) {
			return x.cells[0], true
		}
	}
	return cell{}, false
}

// heads reports whether a cell is a period or the label of a code.
func (r *reader) heads(c cell) bool {
	if _, _, period := labelPeriod(c); period {
		return true
	}
	label, _ := cutMarks(c.text)
	return c.kind == text && r.isLabel(label)
}

// namesDatasets reports whether the column below a header names datasets rather
// than codes: it is called so, or two of its first labels are, or come near,
// names of different ones.
func (r *reader) namesDatasets(head []row, header cell) bool {
	if concept, _ := r.vocabulary.concept(header.text); concept == conceptDataset {
		return true
	}
	var found []string
	for _, x := range head[:min(len(head), lostRows)] {
		c := x.at(header.col)
		if x.n <= header.row || c.kind != text {
			continue
		}
		id := ""
		if d, ok := r.vocabulary.dataset(c.text); ok {
			id = d.ID
		} else if near := r.vocabulary.nearestDatasets(c.text); len(near) > 0 && !r.isLabel(c.text) {
			id = near[0]
		}
		if id != "" && !slices.Contains(found, id) {
			found = append(found, id)
		}
	}
	return len(found) > 1
}

// sayEmpty reports a workbook without a figure, unless findings on the sheets
// that were to hold some say why, or a mapping in error, or it brings a
// dictionary alone.
func (r *reader) sayEmpty() {
	if r.report.Observations > 0 || len(r.mapped.spoiled) > 0 || len(r.figures) == 0 && (r.report.Failed() || r.bringsWords()) {
		return
	}
	for _, f := range r.report.Findings {
		if f.Severity == datasets.SeverityError && slices.ContainsFunc(r.figures, func(s *sheet) bool { return s.name == f.Sheet }) {
			return
		}
	}
	f := finding{rule: "empty", message: "the workbook has no figure: none of its sheets is read as a table", expected: "a figure in at least one table", mend: "Write a line such as Dataset : … above each table, or say in a mapping (--map) which dataset a sheet belongs to."}
	if len(r.figures) > 0 {
		f.sheet, f.message, f.mend = r.figures[0], "the workbook has no figure: the cells to be filled are empty", "Fill in the figures of at least one table."
	}
	r.fault(f)
}

// bringsWords reports whether the workbook adds datasets or codes to the
// catalogue.
func (r *reader) bringsWords() bool {
	return len(r.report.Dictionary.Datasets)+len(r.report.Dictionary.Codes) > 0
}
