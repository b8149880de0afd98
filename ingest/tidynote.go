package ingest

import (
	"fmt"

	"barometer/datasets"
)

// manyNotes is how many lines may wait below the rows of a tidy sheet to be
// known for notes.
const manyNotes = 100

// mayBeNote reports whether a row of a tidy sheet is a note if no row of data
// follows: one text in the first column, which is no label of it.
func (t *tidy) mayBeNote(x row) bool {
	if len(x.cells) != 1 || len(t.below) == manyNotes || x.cells[0].kind != text {
		return false
	}
	first := t.firstColumn()
	if x.cells[0].col > first.col {
		return false
	}
	switch first.concept {
	case conceptDataset:
		_, known := t.r.vocabulary.dataset(x.cells[0].text)
		return !known
	case conceptPeriod:
		_, known := periodOf(x.cells[0])
		return !known
	}
	list := t.r.cat.Codelists[t.r.cat.CodelistFor(first.concept)]
	label, _ := cutMarks(x.cells[0].label())
	return list == nil || len(list.Match(label)) == 0
}

// firstColumn is the leftmost column of the sheet that has a header.
func (t *tidy) firstColumn() column {
	var first column
	for concept, col := range t.head.columns {
		if first.col == 0 || col < first.col {
			first = column{concept, col}
		}
	}
	return first
}

// noNotes reports lines that were taken for notes, and that a row of data
// follows.
func (t *tidy) noNotes() {
	for _, c := range t.below {
		t.r.fault(finding{
			rule: "layout", sheet: t.sheet, cell: c, found: c.text, message: "this line between rows of data is no observation",
			expected: "an observation a row, and notes below the last one", mend: "Move the line below the last row, write it into a column note, or complete the row.",
		})
	}
	t.below = nil
}

// notes tells of the notes below the last row: the figures are read already,
// and none of them can be given what they say.
func (t *tidy) notes() {
	if len(t.below) == 0 {
		return
	}
	first, rows := t.below[0], fmt.Sprintf("row %d", t.below[0].row)
	if last := t.below[len(t.below)-1]; last.row > first.row {
		rows = fmt.Sprintf("rows %d to %d", first.row, last.row)
	}
	t.r.fault(finding{
		rule: "note", severity: datasets.SeverityInfo, sheet: t.sheet, cell: first, found: first.text,
		message: "notes below a tidy sheet, " + rows + ": they go with none of its figures",
		mend:    "Write a note that figures need into the column note beside each of them.",
	})
}
