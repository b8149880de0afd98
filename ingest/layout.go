package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// layout is where a block's periods, codes and values stand.
type layout struct {
	*block
	axes       []*axis
	values     []int            // columns of figures
	attributes map[string][]int // columns of units, notes … by concept
	above      aboveTexts
	blind      bool               // its dataset is a guess
	units      map[int]columnUnit // that headers give their columns
	parts      *axis              // the quarters or months of the years; nil is none
}

// place finds what each column and header row is, and reports whether all of
// it is known.
func (l *layout) place() bool {
	l.leaveOut()
	placed := l.columns()
	l.echoes()
	l.carryDown()
	if len(l.values) == 0 {
		l.unnamedHeaders()
		return false
	}
	l.headers()
	if !l.yearParts() {
		return false
	}
	return l.named() && l.unnamed() && l.filled() && l.besides() && placed
}

// columns tells the columns of labels, attributes and figures apart.
func (l *layout) columns() bool {
	l.attributes = map[string][]int{}
	ok := true
	for col, width := 1, l.width(); col <= width; col++ {
		head := l.head(col)
		used := slices.ContainsFunc(l.body, func(x row) bool { return x.at(col).kind != empty })
		concept, named := l.columnConcept(col, head)
		switch {
		case !used && head.kind == empty:
		case l.leavesOut(col):
		case comparison(head.text):
			l.r.fault(finding{rule: "comparison", severity: datasets.SeverityInfo, sheet: l.sheet, cell: head, message: "column not read: it shows the last edition's figures for comparison", found: head.text})
		case named && (concept == conceptPeriod || l.dataset.Dim(concept) >= 0):
			l.stub(col, l.corner(col, concept))
		case named && slices.Contains(besideFigures, concept):
			l.attributes[concept] = append(l.attributes[concept], col)
		case named && concept == conceptValue:
			l.values = append(l.values, col)
		case named && !l.isCode(head):
			l.r.fault(finding{rule: "dimension", sheet: l.sheet, cell: head, message: fmt.Sprintf("%s has no %s", l.dataset.ID, concept), found: head.text, expected: "one of its dimensions: " + strings.Join(l.dimensions(), ", "), mend: "Move the column to another table, or rename it."})
			ok = false
		case len(l.values)+len(l.attributes) == 0 && l.isStub(col):
			l.stub(col, "")
		case head.kind == empty:
			c := l.firstUsed(col)
			l.r.fault(finding{rule: "header", sheet: l.sheet, cell: c, message: "nothing stands over this column", found: c.text, expected: "a period or a code in the header row", mend: "Write over the column what it holds, or delete it; a mapping (--map) can ignore it."})
			l.r.unmatched(Unmatched{Assignment: datasets.Assignment{Kind: datasets.AssignDimension, Text: l.sheet.name + "!" + columnName(col)}}, l.sheet, c)
			ok = false
		case head.kind == broken:
			ok = false
		default:
			l.values = append(l.values, col)
		}
	}
	if len(l.values) == 0 {
		l.figuresAfterAll()
	}
	if ok && len(l.values) == 0 {
		l.noFigures()
		ok = false
	}
	return ok
}

func (l *layout) noFigures() {
	c := l.header[0].cells[0]
	l.r.fault(finding{rule: "header", sheet: l.sheet, cell: c, message: "the table has no column of figures", found: c.text, expected: "a period or a code over each column of figures", mend: "Write a period or a code over each column of figures, or Value over a single one."})
}

func (l *layout) stub(col int, concept string) {
	a := &axis{concept: concept, rows: true, at: col}
	for _, x := range l.body {
		a.labels = append(a.labels, l.merged(l.body, col, x.n))
	}
	l.axes = append(l.axes, a)
}

// isCode reports whether a header that is a concept's name is also a code of
// the dataset.
func (l *layout) isCode(c cell) bool {
	return slices.ContainsFunc(l.dataset.Dimensions, func(dim datasets.Dimension) bool { return l.knows(dim.ID, c) })
}

// head returns the cell that says what a column is: of the first header row,
// or of the next that has one.
func (l *layout) head(col int) cell {
	head := l.merged(l.header, col, l.header[0].n)
	if head.kind != empty || len(l.header) == 1 {
		return head
	}
	for _, x := range l.header[1:] {
		if c := x.at(col); c.kind != empty {
			return c
		}
	}
	return head
}

// isStub reports whether a leading column holds labels: periods or texts that
// are no figures. After the first column one of them must be known.
func (l *layout) isStub(col int) bool {
	if head := l.head(col); head.kind != empty && l.r.labels(l.dataset, head) {
		return false
	}
	known := col == l.left()
	for _, x := range l.body {
		c := x.at(col)
		label := c.kind != empty && maybeYear(c) && (l.r.labels(l.dataset, c) || saysPart(c))
		if _, figure := figureOf(c); figure && !label {
			return false
		}
		known = known || label
	}
	return known
}

func (l *layout) firstUsed(col int) cell {
	for _, x := range l.body {
		if c := x.at(col); c.kind != empty {
			return c
		}
	}
	return cell{}
}

// filled gives the dimensions that nothing says their default, and reports
// those that have none.
func (l *layout) filled() bool {
	for i, dim := range l.dataset.Dimensions {
		if slices.Contains(l.free(), dim.ID) {
			l.codes[i] = dim.Default
		}
	}
	if l.doubted {
		return true // the line that could not be read may say the others
	}
	c := l.header[0].cells[0]
	open := l.free()
	ok := true
	if slices.Contains(open, conceptPeriod) {
		l.r.fault(finding{rule: "period", sheet: l.sheet, cell: c, message: "nothing says the period of this table", expected: "years in the header, or a line such as Year : 2019", mend: "Add a line such as Year : 2019 above the table."})
		ok = false
	}
	codes := slices.Clone(l.codes)
	for i, dim := range l.dataset.Dimensions {
		if !slices.Contains(open, dim.ID) {
			codes[i] = "filled"
		}
	}
	return !l.r.unfilled(l.sheet, c, l.dataset, codes) && ok
}

// read states the figures, row by row.
func (l *layout) read() error {
	l.above = append(l.r.unitMentions(slices.Concat(l.titles, l.stubHeads())), l.r.unitsBelow(l.foot)...)
	defer l.r.sayUnusedUnits(l.sheet, l.above)
	l.checkLabels()
	l.sayLinesElsewhere()
	l.r.sayUnusedLabels(l.sheet, l.dataset, l.titles, l.fixed(), l.assumed())
	for i, x := range l.body {
		for j, col := range l.values {
			c := x.at(col)
			if c.kind == empty || c.kind == broken {
				continue
			}
			st, ok := l.statement(i, j, c)
			if !ok {
				continue
			}
			if err := l.r.state(&st); err != nil {
				return err
			}
		}
	}
	return nil
}

// statement puts together what the key lines, the row and the column say of a
// cell. It is false where one of them could not be read.
func (l *layout) statement(i, j int, c cell) (statement, bool) {
	st := statement{sheet: l.sheet, cell: c, dataset: l.dataset, codes: slices.Clone(l.codes), period: l.period, above: l.above}
	st.unit, st.given = l.unitOver(c.col)
	var marks []string
	for _, a := range l.axes {
		at := j
		if a.rows {
			at = i
		}
		marks = append(marks, a.marks[at]...)
		if a.concept == conceptPeriod {
			st.period = a.periods[at]
		} else {
			st.codes[l.dataset.Dim(a.concept)] = a.codes[at]
		}
	}
	part, partMarks := l.partOf(st.period, i, j)
	st.period, marks = part, append(marks, partMarks...)
	if st.period.IsZero() || slices.Contains(st.codes, "") {
		l.look(i, c)
		return st, false
	}
	f, ok := figureOf(c)
	if !ok || f.bare && !slices.ContainsFunc(f.marks, l.explained) {
		l.r.notNumber(l.sheet, c)
		return st, false
	}
	l.checkMarks(c, f.marks)
	if f.status == datasets.Normal {
		f.status = statusOf(marks)
	}
	st.figure = f
	st.note = joinNotes(l.noteOf(c, append(f.marks, marks...)), l.factorLine(st))
	return st, l.attribute(l.body[i], &st)
}

func joinNotes(notes ...string) string {
	notes = slices.DeleteFunc(notes, func(s string) bool { return s == "" })
	return strings.Join(slices.Compact(notes), "; ")
}

// noteOf returns the notes below the table that a cell's marks or its very
// text call.
func (l *layout) noteOf(c cell, marks []string) string {
	var out []string
	for _, note := range l.notes {
		name, _, cut := strings.Cut(note, " : ")
		if cut && normalise(name) == normalise(c.text) {
			out = append(out, note)
			continue
		}
		for _, mark := range marks {
			if explains(note, mark) {
				out = append(out, note)
			}
		}
	}
	for _, mark := range marks {
		if !says(mark) && !l.explained(mark) {
			out = append(out, mark)
		}
	}
	return joinNotes(append(out, l.note)...)
}

// factorLine returns the unit of the line or header where it makes a factor, which is kept with
// the figure.
func (l *layout) factorLine(st statement) string {
	factor, ok := l.r.vocabulary.factor(st.unit, l.r.cat.Unit(l.dataset, datasets.NewKey(st.codes...)))
	if !ok || st.figure.low.unit != "" || factor.compare(tenTo(0)) == 0 {
		return ""
	}
	return st.given.value
}
