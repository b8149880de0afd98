package ingest

import (
	"slices"
	"strings"

	"barometer/datasets"
)

// manyHeaderRows is how many rows a header may have.
const manyHeaderRows = 3

// over returns the cell of the first header row that stands over a column: its
// own, one that is merged over it, or the last label before a blank.
func (b *block) over(d *datasets.Dataset, col int) cell {
	top := b.header[0]
	if c := b.merged(b.header, col, top.n); c.kind != empty {
		return c
	}
	for _, c := range slices.Backward(top.cells) {
		if _, names := b.r.vocabulary.concept(c.text); c.col < col && !names && b.r.labels(d, c) {
			return c
		}
	}
	return cell{row: top.n, col: col}
}

// continuesHeader reports whether a row is the next of the header: under cells
// that name a column of labels it has nothing, what is merged from above, or
// what names the row; elsewhere it names columns of labels, or periods and
// codes, most of them known.
func (b *block) continuesHeader(x row) bool {
	d, ok := b.datasetNamed()
	if !ok {
		return false
	}
	known, strange := 0, 0
	corner := b.header[0].cells[0]
	for _, c := range x.cells {
		own := b.merged(b.header, c.col, b.header[0].n)
		above := b.over(d, c.col)
		_, stub := b.r.vocabulary.concept(above.text)
		concept, names := b.r.vocabulary.concept(c.text)
		below := x.cells[0].col > corner.col && above.kind != empty
		first := above.col == corner.col && !b.r.labels(d, above)
		_, figure := figureOf(c)
		switch {
		case own.kind == empty && names:
		case below && (concept == conceptValue || slices.Contains(besideFigures, concept) || b.r.isUnit(c)):
			known++
		case saysPart(c) && isPeriod(above):
			known++
		case names && stub && c.col == corner.col && !b.r.labels(d, c):
		case above.kind == empty && x.cells[0].col > corner.col && b.r.labels(d, c):
			known++
		case above.kind == empty, (stub || first) && !b.isMerged(above):
			return false
		case b.r.labels(d, c):
			known++
		case figure:
			return false
		default:
			strange++
		}
	}
	return known > strange
}

func isPeriod(c cell) bool {
	_, _, ok := labelPeriod(c)
	return ok
}

// headers reads the rows of the header as axes over the columns of figures. A
// blank of an upper row stands for the label on its left, as if both were
// merged.
func (l *layout) headers() {
	for i, x := range l.header {
		a := &axis{at: x.n}
		var repeated []string
		for _, col := range l.values {
			c := l.merged(l.header, col, x.n)
			if n := len(a.labels); c.kind == empty && n > 0 && l.labelledBelow(i, col) {
				if c = a.labels[n-1]; c.kind != empty {
					repeated = append(repeated, cellRef(col, x.n))
				}
			}
			a.labels = append(a.labels, l.headUnit(col, c))
		}
		if a.first().kind == empty || len(repeated) > 0 && a.labels[0].kind == empty {
			if a.first().kind == empty {
				continue
			}
			a, repeated = l.unrepeated(x), nil
		}
		l.axes = append(l.axes, a)
		if len(repeated) > 0 {
			l.r.fault(finding{
				rule: "layout", severity: datasets.SeverityInfo, sheet: l.sheet, cell: a.first(), found: a.first().text,
				message: "the blank cells of this header row are read as the label on their left: " + strings.Join(repeated[:min(len(repeated), hiddenShown)], ", "),
			})
		}
	}
}

// unrepeated reads a header row whose first column is blank: its labels stand
// in the middle or at the end of what they name, nobody knows which.
func (l *layout) unrepeated(x row) *axis {
	a := &axis{at: x.n}
	for _, col := range l.values {
		a.labels = append(a.labels, l.headUnit(col, l.merged(l.header, col, x.n)))
	}
	return a
}

// labelledBelow reports whether a column has a label in the last header row,
// below the given one.
func (l *layout) labelledBelow(i, col int) bool {
	last := len(l.header) - 1
	return i < last && l.merged(l.header, col, l.header[last].n).kind != empty
}

// corner returns what the labels of a column are, by what is written above it:
// "" where that names what the headers beside it are.
func (l *layout) corner(col int, concept string) string {
	for _, x := range l.body {
		if c := x.at(col); c.kind != empty && l.knows(concept, c) {
			return concept
		}
	}
	for _, x := range l.header {
		known, others := 0, 0
		for _, c := range x.cells {
			switch {
			case c.col <= col:
			case l.knows(concept, c):
				known++
			default:
				others++
			}
		}
		if known > others {
			return ""
		}
	}
	return concept
}
