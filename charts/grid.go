package charts

import (
	"math"
	"slices"
)

// ReportTable is a table of a report.
type ReportTable struct {
	Head []string // of the columns; nil where the first of two columns says what the second is
	Rows []ReportRow
}

// ReportRow is a row of a table: its cells, and what is said below them.
type ReportRow struct {
	Cells []string
	Note  string
}

// The room around a table's words.
const (
	columnGap   = 14 // between columns
	rowPad      = 4  // above and below
	leastColumn = 46 // of a column
)

// Table adds a table. The cells of a row stand on one page; the head is on each.
func (r *Report) Table(table ReportTable) {
	if len(table.Rows) == 0 {
		return
	}
	widths := table.widths()
	r.y += 4
	t := r.root.add("Table")
	_, first := table.Rows[0].lines(widths)
	r.reserve(table.headHeight(widths) + first + 4*rowPad) // no head stands alone
	r.tableHead(t, table, widths)
	for _, row := range table.Rows {
		cells, height := row.lines(widths)
		page := len(r.pages)
		if r.reserve(height + 2*rowPad); len(r.pages) > page {
			r.tableHead(nil, table, widths)
		}
		r.tableRow(t.add("TR"), table.Head == nil, row, cells, widths)
	}
	r.y += 10
}

// tableRow writes a row's cells and, below them, its note, which may go on on
// another page. Where the row is named its first cell is its head.
func (r *Report) tableRow(tr *tag, named bool, row ReportRow, cells [][]string, widths []float64) {
	x, height := float64(pageMargin), 0.0
	r.y += rowPad
	for i, lines := range cells {
		role, colour := "TD", r.theme.ink
		if named && i == 0 {
			role, colour = "TH", r.theme.soft
		}
		r.mark(tr.add(role), func() { r.lines(fineStyle, x, r.y, lines, colour) })
		x += widths[i] + columnGap
		height = max(height, float64(len(lines))*fineStyle.height())
	}
	r.y += height
	if row.Note != "" {
		r.paragraph(tr.add("TD"), fineStyle, r.theme.soft, row.Note)
	}
	r.y += rowPad
	r.rule()
}

// tableHead writes a table's head, without an element where it stands again.
func (r *Report) tableHead(t *tag, table ReportTable, widths []float64) {
	if table.Head == nil {
		return
	}
	var tr *tag
	if t != nil {
		tr = t.add("TR")
	}
	x := float64(pageMargin)
	for i, name := range table.Head {
		write := func() { r.lines(fineHeadStyle, x, r.y+rowPad, fineHeadStyle.fold(name, widths[i]), r.theme.soft) }
		if tr == nil {
			r.artifact(write)
		} else {
			r.mark(tr.add("TH"), write)
		}
		x += widths[i] + columnGap
	}
	r.y += table.headHeight(widths) + 2*rowPad
	r.rule()
}

// headHeight is how high the words of a table's head stand.
func (table ReportTable) headHeight(widths []float64) float64 {
	height := 0.0
	for i, name := range table.Head {
		height = max(height, float64(len(fineHeadStyle.fold(name, widths[i])))*fineHeadStyle.height())
	}
	return height
}

// lines breaks a row's words, and returns how high they stand. What no page
// has room for is cut.
func (row ReportRow) lines(widths []float64) (cells [][]string, height float64) {
	for i, cell := range row.Cells {
		lines := fineStyle.fold(cell, widths[i])
		if len(lines) > mostLines {
			lines = append(lines[:mostLines-1], "…")
		}
		cells = append(cells, lines)
		height = max(height, float64(len(lines))*fineStyle.height())
	}
	return cells, height
}

// widths returns the widths of a table's columns: what their words need, and
// where that is more than the page has, the widest become narrower.
func (table ReportTable) widths() []float64 {
	var wanted []float64
	for _, name := range table.Head {
		wanted = append(wanted, fineHeadStyle.width(printable(name)))
	}
	for _, row := range table.Rows {
		for i, cell := range row.Cells {
			if i == len(wanted) {
				wanted = append(wanted, 0)
			}
			wanted[i] = max(wanted[i], math.Ceil(fineStyle.width(printable(cell))))
		}
	}
	room := pageRoom - float64(len(wanted)-1)*columnGap
	low, high := 0.0, slices.Max(wanted)
	for range 40 { // halvings: to less than a pixel
		middle, sum := (low+high)/2, 0.0
		for _, w := range wanted {
			sum += min(w, max(middle, leastColumn))
		}
		if sum > room {
			high = middle
		} else {
			low = middle
		}
	}
	sum := 0.0
	for i := range wanted {
		wanted[i] = min(wanted[i], max(math.Floor(low), leastColumn))
		sum += wanted[i]
	}
	if table.Head != nil {
		for i := range wanted {
			wanted[i] += max(0, room-sum) / float64(len(wanted))
		}
	}
	return wanted
}
