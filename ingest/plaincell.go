package ingest

import (
	"bytes"
	"unicode/utf8"
)

// plainCell is a cell as almost every program writes it: an address, a style
// and a type in this element, and in it a value and nothing else.
//
//	<c r="B7" s="3" t="s"><v>12</v></c>
//	<c r="C7" t="inlineStr"><is><t>Lyon</t></is></c>
//	<c r="D7" s="3"/>
type plainCell struct {
	col    int // 0: without an address
	style  int // -1: without a style
	typ    cellType
	value  []byte
	valued bool
}

// longestCellTag is more bytes than the tag of a plain cell can have.
const longestCellTag = 96

// plainCell is a short way past events: where a plain cell comes next, it reads
// it and goes on behind. Of anything else, and of all that is not as it should
// be, it leaves everything to next.
func (s *xmlScanner) plainCell() (c plainCell, ok bool) {
	b := s.buf[s.at:s.end]
	if len(b) < longestCellTag || b[0] != '<' || b[1] != 'c' || s.empty || s.cdata || len(s.starts)+3 > maxDepth {
		return c, false
	}
	i := 2
	c.style = -1
	var met uint32 // the names; one that stands twice is no XML
	for b[i] == ' ' {
		name, from := b[i+1], i+4
		bit := uint32(1) << (name & 31)
		if b[i+2] != '=' || b[i+3] != '"' || met&bit != 0 {
			return c, false
		}
		met |= bit
		// No address, style or type is longer.
		n := bytes.IndexByte(b[from:from+24], '"')
		if n < 0 || !c.set(name, b[from:from+n]) {
			return c, false
		}
		i = from + n + 1
	}
	n, ok := c.read(b[i:])
	if ok {
		s.at += i + n
	}
	return c, ok
}

// set takes an attribute. It is false where that is no plain cell's.
func (c *plainCell) set(name byte, value []byte) bool {
	switch name {
	case 'r':
		c.col = columnOf(value)
		return c.col > 0
	case 's':
		c.style = whole(value)
		return c.style >= 0
	case 't':
		c.typ = cellTypeOf(value)
		return c.typ != numeric || string(value) == "n"
	}
	return false
}

// What stands around the value of a cell.
var (
	beforeValue, afterValue   = []byte("><v>"), []byte("</v></c>")
	beforeInline, afterInline = []byte("><is><t>"), []byte("</t></is></c>")
)

// read reads what follows the attributes and returns its length.
func (c *plainCell) read(b []byte) (int, bool) {
	switch {
	case b[0] == '/' && b[1] == '>':
		return 2, true
	case string(b[:len("></c>")]) == "></c>":
		return len("></c>"), true
	}
	before, after := beforeValue, afterValue
	if c.typ == inlineText {
		before, after = beforeInline, afterInline
	}
	if !bytes.HasPrefix(b, before) {
		return 0, false
	}
	rest := b[len(before):]
	n := plainSpan(rest)
	if n > maxText || !bytes.HasPrefix(rest[n:], after) || bytes.IndexByte(rest[:n], '_') >= 0 && bytes.Contains(rest[:n], escapes) {
		return 0, false
	}
	c.value, c.valued = rest[:n], true
	return len(before) + n + len(after), true
}

// plainSpan returns how far a text goes that stands for itself.
func plainSpan(b []byte) int {
	n := span(b, 0, isPlain)
	if n == len(b) || b[n] < utf8.RuneSelf {
		return n
	}
	end := bytes.IndexByte(b[n:], '<')
	if end < 0 || bytes.IndexByte(b[n:n+end], '&') >= 0 || bytes.IndexByte(b[n:n+end], '\r') >= 0 || forbidden(b[n:n+end]) >= 0 {
		return n
	}
	return n + end
}
