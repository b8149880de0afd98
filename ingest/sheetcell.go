package ingest

// keepPlain keeps a plain cell if it holds anything, see readCell.
func (x *sheetRows) keepPlain(p plainCell, before int) (int, error) {
	if p.col == 0 {
		p.col = before + 1
	}
	c, err := x.begin(p.col, p.style)
	if err != nil {
		return 0, err
	}
	return p.col, x.end(c, p.typ, p.value, p.valued)
}

// readCell reads a c element up to its end and keeps it if it holds anything.
// It returns the cell's column: that of its address, or the one after before.
func (x *sheetRows) readCell(before int) (int, error) {
	col := before + 1
	if ref := x.xml.attr("r"); ref != nil {
		if col = columnOf(ref); col == 0 {
			return 0, x.xml.errXML("%.40q is no cell's address", ref)
		}
	}
	c, err := x.begin(col, whole(x.xml.attr("s")))
	if err != nil {
		return 0, err
	}
	typ := cellTypeOf(x.xml.attr("t"))
	value, valued, err := x.readValue(c, typ)
	if err != nil {
		return 0, err
	}
	return col, x.end(c, typ, value, valued)
}

// begin adds a cell to the line, within the limits of a sheet.
func (x *sheetRows) begin(col, style int) (*cell, error) {
	x.cells++
	book := x.sheet.book
	switch {
	case col > maxColumns, len(x.line) == maxColumns:
		return nil, x.sheet.exceeds("%d columns", maxColumns)
	case x.cells > book.limits.cells:
		return nil, x.sheet.exceeds("%d cells", book.limits.cells)
	}
	x.line = append(x.line, cell{row: x.row, col: col, date1904: book.date1904, hidden: x.hidden != nil && x.hidden[col]})
	c := &x.line[len(x.line)-1]
	if style >= 0 && style < len(book.formats) {
		c.format = book.formats[style]
	}
	return c, nil
}

// end gives the cell that begin added its value, and takes it away again if it
// holds nothing.
func (x *sheetRows) end(c *cell, typ cellType, value []byte, valued bool) error {
	if err := x.typed(c, typ, value, valued); err != nil {
		return err
	}
	if c.kind == empty {
		x.line = x.line[:len(x.line)-1]
		return nil
	}
	x.odd = x.odd || c.hidden || c.kind == broken
	return nil
}

// said returns a text of a column as a string: that of the cell above, if they
// are equal, else one that other cells said.
func (x *sheetRows) said(col int, b []byte) string {
	above := x.above(col)
	if *above != string(b) {
		text := x.intern(b)
		if len(b) > shortText {
			return text
		}
		*above = text
	}
	return *above
}

// digits is said for a number, which sheets repeat less.
func (x *sheetRows) digits(col int, b []byte) string {
	above := x.above(col)
	if *above != string(b) {
		if len(b) > shortText {
			return string(b)
		}
		*above = string(b)
	}
	return *above
}

// above is the short text that a column said last.
func (x *sheetRows) above(col int) *string {
	for len(x.last) <= col {
		x.last = append(x.last, "")
	}
	return &x.last[col]
}

// readValue reads what stands in a c element.
func (x *sheetRows) readValue(c *cell, typ cellType) (value []byte, valued bool, err error) {
	for {
		e, err := x.xml.next()
		if err != nil || e == xmlClose {
			return value, valued, err
		}
		if e != xmlOpen {
			continue
		}
		switch name := x.xml.name; {
		case string(name) == "v" && typ != inlineText:
			valued = true
			value, err = x.simple(x.xml)
		case string(name) == "is" && typ == inlineText:
			valued = true
			value, err = x.rich(x.xml)
		default:
			c.formula = c.formula || string(name) == "f"
			err = x.xml.skip()
		}
		if err != nil {
			return nil, false, err
		}
	}
}
