package ingest

import (
	"bytes"
	"errors"
	"strings"
)

// cellType is a cell's type attribute (ECMA-376 18.18.11).
type cellType uint8

const (
	numeric cellType = iota
	sharedText
	inlineText
	formulaText // and a date in words, ISO 8601
	boolean
	excelError
)

func cellTypeOf(t []byte) cellType {
	switch string(t) {
	case "s":
		return sharedText
	case "inlineStr":
		return inlineText
	case "str", "d":
		return formulaText
	case "b":
		return boolean
	case "e":
		return excelError
	}
	return numeric
}

// typed makes the cell what its type and its value say.
func (x *sheetRows) typed(c *cell, typ cellType, value []byte, valued bool) error {
	switch typ {
	case sharedText:
		i := whole(bytes.TrimSpace(value))
		if i < 0 || i >= x.sheet.book.shared.len() {
			return errors.New("the cell " + c.ref() + " names a text that is not there")
		}
		c.kind, c.text = text, x.sheet.book.shared.at(i)
	case inlineText, formulaText:
		c.kind, c.text = text, x.said(c.col, value)
	case boolean:
		c.kind, c.text = text, "FALSE"
		if truth(bytes.TrimSpace(value)) {
			c.text = "TRUE"
		}
		if len(value) == 0 {
			c.text = ""
		}
	case excelError:
		c.kind, c.text = broken, x.said(c.col, value)
	default:
		x.number(c, bytes.TrimSpace(value))
	}
	if c.kind == text && blank(c.text) {
		c.kind = empty
	}
	if c.formula && !valued && c.kind == empty {
		c.kind = broken
	}
	return nil
}

// maxShown is the largest power of ten that is shown in full.
const maxShown = 40

// number makes the cell the number that its value is.
func (x *sheetRows) number(c *cell, value []byte) {
	if len(value) == 0 {
		if c.formula {
			c.kind = broken
		}
		return
	}
	raw := x.digits(c.col, value)
	if c.format == nil && plain(raw) {
		c.kind, c.raw, c.text = number, raw, raw
		return
	}
	d, ok := parseDecimal(raw)
	if !ok {
		c.kind, c.text = text, raw
		return
	}
	c.kind, c.raw, c.text = number, raw, raw
	if d.exp > maxShown || d.exp < -maxShown {
		return // 1E+300 in full would be no help to a reader
	}
	c.text = c.shows().display(d.fifteen(), c.date1904)
}

// plain reports whether a number is written as a cell without a format shows
// it: up to fifteen digits, no power of ten, no zeros without meaning.
func plain(raw string) bool {
	digits := strings.TrimPrefix(raw, "-")
	if len(digits) == 0 || len(digits) > spreadsheetDigits || raw == "-0" {
		return false
	}
	whole, fraction, point := strings.Cut(digits, ".")
	if whole == "" || whole[0] == '0' && len(whole) > 1 || point && (fraction == "" || fraction[len(fraction)-1] == '0') {
		return false
	}
	for _, part := range []string{whole, fraction} {
		for i := range len(part) {
			if part[i] < '0' || part[i] > '9' {
				return false
			}
		}
	}
	return true
}
