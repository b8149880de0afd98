package ingest

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
)

// rows is a sheet read from top to bottom, a row at a time: the one way in
// which the rest of the package sees it. Rows without cells are left out.
//
// Excelize does not serve here: its Rows streams texts without their types,
// formats and formulas, and what knows those keeps the whole sheet in memory.
type rows interface {
	// next returns the next row, or io.EOF after the last.
	next() (row, error)
	Close() error
}

// row is one row of a sheet with its cells in order of column. Cells that hold
// nothing are left out.
type row struct {
	n      int
	hidden bool
	cells  []cell
}

// at returns the cell of a column, empty if there is none.
func (r row) at(col int) cell {
	if i, found := slices.BinarySearchFunc(r.cells, col, func(c cell, col int) int { return c.col - col }); found {
		return r.cells[i]
	}
	return cell{row: r.n, col: col}
}

// kind is what a cell holds.
type kind int

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
	text     string // as displayed
	raw      string // of a number: as stored
	format   numberFormat
	formula  bool
	hidden   bool // in a hidden column
	date1904 bool
}

func (c cell) ref() string { return cellRef(c.col, c.row) }

// rows begins to read the sheet.
func (s *sheet) rows() (rows, error) {
	r, err := s.book.open(s.part)
	if err != nil {
		return nil, err
	}
	return &xmlRows{sheet: s, part: r, dec: xml.NewDecoder(r)}, nil
}

// xmlRows reads rows from a sheet's part.
type xmlRows struct {
	sheet  *sheet
	part   io.ReadCloser
	dec    *xml.Decoder
	row    int
	cells  int
	hidden [][2]int // columns, from and to
	done   bool
}

func (x *xmlRows) Close() error { return x.part.Close() }

func (x *xmlRows) next() (row, error) {
	for !x.done {
		token, err := x.dec.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return row{}, errDamaged(x.sheet.part, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "col":
				x.column(t)
			case "row":
				r, err := x.readRow(t)
				if err != nil {
					return row{}, errDamaged(x.sheet.part, err)
				}
				if len(r.cells) > 0 {
					return r, nil
				}
			}
		case xml.EndElement:
			x.done = t.Name.Local == "sheetData"
		}
	}
	return row{}, io.EOF
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(s string) bool { return s == "1" || s == "true" }

func (x *xmlRows) column(t xml.StartElement) {
	if truth(attr(t, "hidden")) {
		from, _ := strconv.Atoi(attr(t, "min"))
		to, _ := strconv.Atoi(attr(t, "max"))
		x.hidden = append(x.hidden, [2]int{from, to})
	}
}

func (x *xmlRows) readRow(t xml.StartElement) (row, error) {
	x.row++
	if n, err := strconv.Atoi(attr(t, "r")); err == nil && n > 0 {
		x.row = n
	}
	r := row{n: x.row, hidden: truth(attr(t, "hidden"))}
	col := 0
	for {
		token, err := x.dec.RawToken()
		if err != nil {
			return r, unexpected(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				slices.SortStableFunc(r.cells, func(a, b cell) int { return a.col - b.col })
				return r, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			col++
			if at, _ := splitRef(attr(t, "r")); at > 0 {
				col = at
			}
			if x.cells++; x.cells > x.sheet.book.limits.cells {
				return r, datasets.Errorf(datasets.TooLarge, "the sheet %s has more than the limit of %d cells", x.sheet.name, x.sheet.book.limits.cells)
			}
			c, err := x.readCell(t, cell{row: x.row, col: col})
			if err != nil {
				return r, err
			}
			if c.kind != empty {
				r.cells = append(r.cells, c)
			}
		}
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readCell reads a c element up to its end.
func (x *xmlRows) readCell(start xml.StartElement, c cell) (cell, error) {
	typ := attr(start, "t")
	holder := "v"
	if typ == "inlineStr" {
		holder = "is"
	}
	var value string
	var valued bool
	for {
		token, err := x.dec.RawToken()
		if err != nil {
			return c, unexpected(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "c" {
				return x.typed(c, typ, attr(start, "s"), value, valued)
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				c.formula = true
				_, err = readText(x.dec, "f")
			case holder:
				valued = true
				value, err = readText(x.dec, holder)
			}
			if err != nil {
				return c, err
			}
		}
	}
}

// typed makes the cell what its type attribute says (ECMA-376 18.18.11).
func (x *xmlRows) typed(c cell, typ, style, value string, valued bool) (cell, error) {
	for _, h := range x.hidden {
		c.hidden = c.hidden || c.col >= h[0] && c.col <= h[1]
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(x.sheet.book.formats) {
		c.format = x.sheet.book.formats[i]
	}
	c.date1904 = x.sheet.book.date1904
	switch typ {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(x.sheet.book.shared) {
			return c, errors.New("a cell names a text that is not there")
		}
		c.kind, c.text = text, x.sheet.book.shared[i]
	case "inlineStr", "str", "d":
		c.kind, c.text = text, value
	case "b":
		c.kind, c.text = text, map[bool]string{true: "TRUE", false: "FALSE"}[truth(value)]
	case "e":
		c.kind, c.text = broken, value
	default:
		c = c.numeric(strings.TrimSpace(value))
	}
	if c.kind == text && strings.TrimSpace(c.text) == "" {
		c.kind = empty
	}
	if c.formula && !valued && c.kind == empty {
		c.kind = broken
	}
	return c, nil
}

// numeric makes the cell the number that its value is.
func (c cell) numeric(value string) cell {
	d, ok := parseDecimal(value)
	switch {
	case value == "" && c.formula:
		c.kind = broken
	case value == "":
	case !ok:
		c.kind, c.text = text, value
	default:
		c.kind, c.raw = number, value
		c.text = c.format.display(d.fifteen(), c.date1904)
	}
	return c
}

// merge is a block of merged cells.
type merge struct{ left, top, right, bottom int }

// merges returns the sheet's merged cells. They stand after the rows, so a
// sheet is read twice where they matter.
func (s *sheet) merges() ([]merge, error) {
	part, err := s.book.open(s.part)
	if err != nil {
		return nil, err
	}
	defer part.Close()
	dec := xml.NewDecoder(part)
	var out []merge
	for {
		token, err := dec.RawToken()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, errDamaged(s.part, err)
		}
		if t, ok := token.(xml.StartElement); ok && t.Name.Local == "mergeCell" {
			from, to, _ := strings.Cut(attr(t, "ref"), ":")
			left, top := splitRef(from)
			right, bottom := splitRef(to)
			out = append(out, merge{left, top, right, bottom})
		}
	}
}
