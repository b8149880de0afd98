package ingest

import (
	"errors"
	"io"
	"slices"
	"sort"
	"strings"

	"barometer/datasets"
)

// rows is a sheet read from top to bottom, a row at a time: the one way in
// which the rest of the package sees it. Rows without cells are left out.
//
// Excelize does not serve here: its Rows streams texts without their types,
// formats and formulas, at a tenth of the speed, and what knows those keeps the
// whole sheet in memory. It is what the tests hold this reader to.
type rows interface {
	// next returns the next row, or io.EOF after the last. The row's cells are
	// overwritten by the next call.
	next() (row, error)
	Close() error
}

// row is one row of a sheet with its cells in order of column. Cells that hold
// nothing are left out.
type row struct {
	n      int
	hidden bool
	odd    bool // a cell is broken, or in a hidden column
	cells  []cell
}

// find returns the cell of a column, nil if there is none.
func (r row) find(col int) *cell {
	// A row without gaps has it in its place; a cell is too large to be copied
	// on every step of a search.
	if i := col - 1; i >= 0 && i < len(r.cells) && r.cells[i].col == col {
		return &r.cells[i]
	}
	if i := sort.Search(len(r.cells), func(i int) bool { return r.cells[i].col >= col }); i < len(r.cells) && r.cells[i].col == col {
		return &r.cells[i]
	}
	return nil
}

// at returns the cell of a column, empty if there is none.
func (r row) at(col int) cell {
	if c := r.find(col); c != nil {
		return *c
	}
	return cell{row: r.n, col: col}
}

// text returns what the cell of a column says, "" if there is none.
func (r row) text(col int) string {
	if c := r.find(col); c != nil {
		return strings.TrimSpace(c.text)
	}
	return ""
}

// clone returns the row with cells of its own, to be kept.
func (r row) clone() row {
	r.cells = slices.Clone(r.cells)
	return r
}

// kind is what a cell holds.
type kind uint8

const (
	empty kind = iota
	text
	number
	broken // an Excel error, or a formula without its result
)

// cell is one cell as a reader of the sheet sees it, and what is behind it.
type cell struct {
	row, col int
	kind     kind
	formula  bool
	hidden   bool // in a hidden column
	date1904 bool
	text     string        // as displayed
	raw      string        // of a number: as stored
	format   *numberFormat // nil is General
}

// shows returns the cell's number format.
func (c *cell) shows() numberFormat {
	if c.format == nil {
		return numberFormat{}
	}
	return *c.format
}

func (c cell) ref() string { return cellRef(c.col, c.row) }

// The size of a sheet, as Excel has it.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// sheetRows reads rows from a sheet's part (ECMA-376 18.3.1.99).
type sheetRows struct {
	sheet *sheet
	part  io.Closer
	xml   *xmlScanner
	textReader
	inData bool
	over   bool
	row    int
	cells  int
	line   []cell   // of the row at hand
	odd    bool     // the row at hand
	last   []string // the text met last, by column
	hidden []bool   // by column
}

// rows begins to read the sheet.
func (s *sheet) rows() (rows, error) {
	part, err := s.book.open(s.part)
	if err != nil {
		return nil, err
	}
	return &sheetRows{sheet: s, part: part, xml: newXMLScanner(part), textReader: newTextReader()}, nil
}

func (x *sheetRows) Close() error { return x.part.Close() }

// next also reads what stands behind the last row, so that damage there is
// found too.
func (x *sheetRows) next() (row, error) {
	for !x.over {
		e, err := x.xml.next()
		switch {
		case err != nil:
		case e == xmlEnd:
			x.over = true
		case e == xmlClose:
			x.inData = false
		case e == xmlOpen && x.inData && string(x.xml.name) == "row":
			var r row
			if r, err = x.readRow(); err == nil && len(r.cells) > 0 {
				return r, nil
			}
		case e == xmlOpen && len(x.xml.starts) == 2 && string(x.xml.name) == "sheetData":
			x.inData = true
		case e == xmlOpen && len(x.xml.starts) == 2 && string(x.xml.name) == "cols":
			err = x.columns()
		case e == xmlOpen && len(x.xml.starts) > 1:
			err = x.xml.skip()
		}
		if err != nil {
			return row{}, errDamaged(x.sheet.part, err)
		}
	}
	return row{}, io.EOF
}

// columns reads which columns are hidden.
func (x *sheetRows) columns() error {
	reach := make([]int, maxColumns+1) // the last column of the ranges that begin at each
	for {
		e, err := x.xml.next()
		if err != nil {
			return err
		}
		if e == xmlClose {
			break
		}
		if e != xmlOpen {
			continue
		}
		if from := whole(x.xml.attr("min")); string(x.xml.name) == "col" && truth(x.xml.attr("hidden")) && from > 0 && from <= maxColumns {
			reach[from] = max(reach[from], whole(x.xml.attr("max")))
		}
		if err := x.xml.skip(); err != nil {
			return err
		}
	}
	x.hidden = make([]bool, maxColumns+1)
	end := 0
	for col := range x.hidden {
		end = max(end, reach[col])
		x.hidden[col] = col <= end && col > 0
	}
	return nil
}

func truth(value []byte) bool { return string(value) == "1" || string(value) == "true" }

// whole reads a whole number, -1 where there is none.
func whole(digits []byte) int {
	if len(digits) == 0 || len(digits) > 9 {
		return -1
	}
	n := 0
	for _, d := range digits {
		if d < '0' || d > '9' {
			return -1
		}
		n = n*10 + int(d-'0')
	}
	return n
}

// readRow reads a row element up to its end.
func (x *sheetRows) readRow() (row, error) {
	n := x.row + 1
	if at := whole(x.xml.attr("r")); at >= 0 {
		n = at
	}
	switch {
	case n <= x.row:
		return row{}, errors.New("its rows are not in order")
	case n > maxRows:
		return row{}, x.sheet.exceeds("%d rows", maxRows)
	}
	x.row = n
	r := row{n: n, hidden: truth(x.xml.attr("hidden"))}
	x.line, x.odd = x.line[:0], false
	col, sorted := 0, true
	for {
		if c, ok := x.xml.plainCell(); ok {
			before := col
			var err error
			if col, err = x.keepPlain(c, col); err != nil {
				return r, err
			}
			sorted = sorted && col > before
			continue
		}
		e, err := x.xml.next()
		if err != nil {
			return r, err
		}
		switch {
		case e == xmlClose:
			r.cells, r.odd, err = x.line, x.odd, nil
			if !sorted {
				err = inOrder(r)
			}
			return r, err
		case e == xmlOpen && string(x.xml.name) == "c":
			before := col
			if col, err = x.readCell(col); err != nil {
				return r, err
			}
			sorted = sorted && col > before
		case e == xmlOpen:
			if err := x.xml.skip(); err != nil {
				return r, err
			}
		}
	}
}

// inOrder sorts the cells of a row that was written in another order.
func inOrder(r row) error {
	slices.SortStableFunc(r.cells, func(a, b cell) int { return a.col - b.col })
	for i, c := range r.cells {
		if i > 0 && c.col == r.cells[i-1].col {
			return errors.New("the cell " + c.ref() + " stands twice")
		}
	}
	return nil
}

// exceeds is the error of a sheet that goes beyond a limit.
func (s *sheet) exceeds(limit string, args ...any) error {
	return &excess{datasets.Errorf(datasets.TooLarge, "the sheet %.100s has more than the limit of "+limit, append([]any{s.name}, args...)...)}
}

// excess is the fault of a sheet beyond a limit, also where the one who meets
// it was called with a row.
type excess struct{ error }

func (e *excess) Unwrap() error { return e.error }

// holding counts what of a sheet is held in memory at once.
type holding struct{ rows, cells, width int }

// placesPerCell bounds how empty what is held may be: a table is gone through
// by rows and columns.
const placesPerCell = 20

// add counts a row and is an error beyond the limit.
func (h *holding) add(x row, s *sheet) error {
	h.rows++
	h.cells += len(x.cells)
	h.width = max(h.width, x.cells[len(x.cells)-1].col)
	if held := s.book.limits.held; h.cells > held || h.rows*h.width > held*placesPerCell {
		return s.exceeds("%d cells in a table or list, or %d with the empty ones; write it as a tidy sheet", held, held*placesPerCell)
	}
	return nil
}
