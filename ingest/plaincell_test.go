package ingest

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// cellWays reads a row that begins with a cell in two ways, as a plain cell and
// by events, and tells what each found and how far it went. plain is false
// where the cell is none.
func cellWays(markup string) (short, long string, plain bool) {
	begin := func() *sheetRows {
		book := &workbook{limits: defaultLimits, formats: make([]*numberFormat, 5)}
		book.formats[3] = parseNumberFormat("0.00").orNil()
		book.shared.add([]byte("Lyon"))
		in := strings.NewReader("<sheetData><row>" + markup + "</row></sheetData>" + strings.Repeat(" ", longestCellTag))
		x := &sheetRows{sheet: &sheet{book: book}, row: 7, xml: newXMLScanner(in), textReader: newTextReader()}
		for range 2 {
			if e, err := x.xml.next(); e != xmlOpen || err != nil {
				panic(fmt.Sprint("no row: ", e, err))
			}
		}
		return x
	}
	tell := func(x *sheetRows, col int, err error) string {
		if err != nil {
			return "error"
		}
		if e, err := x.xml.next(); err != nil || e == xmlEnd {
			return "error after it"
		}
		out := fmt.Sprint(col, " at ", x.xml.passed+int64(x.xml.at))
		for _, c := range x.line {
			out += fmt.Sprintf(" %d %d %v %q %q %v", c.col, c.kind, c.formula, c.text, c.raw, c.shows())
		}
		return out
	}
	x := begin()
	c, plain := x.xml.plainCell()
	if !plain {
		return "", "", false
	}
	col, err := x.keepPlain(c, 4)
	short = tell(x, col, err)
	x = begin()
	if e, err := x.xml.next(); e != xmlOpen || err != nil || string(x.xml.name) != "c" {
		return short, fmt.Sprint("no cell: ", e, err), true
	}
	col, err = x.readCell(4)
	return short, tell(x, col, err), true
}

var plainCells = []struct {
	markup string
	plain  bool
}{
	{`<c r="B7"><v>12.5</v></c>`, true},
	{`<c r="B7" s="3" t="s"><v>0</v></c>`, true},
	{`<c t="s" s="3" r="B7"><v>0</v></c>`, true},
	{`<c r="AB1048576" s="3" t="n"><v>-1E+5</v></c>`, true},
	{`<c r="B7" s="3"/>`, true},
	{`<c r="B7" s="3"></c>`, true},
	{`<c r="B7" t="s"/>`, true},
	{`<c r="B7" t="s"><v>99</v></c>`, true},
	{`<c><v>1</v></c>`, true},
	{`<c r="B7" t="inlineStr"><is><t>Île-de-France</t></is></c>`, true},
	{`<c r="B7" t="inlineStr"><is><t></t></is></c>`, true},
	{`<c r="B7" t="str"><v>a b</v></c>`, true},
	{`<c r="B7" t="b"><v>1</v></c>`, true},
	{`<c r="B7" t="e"><v>#REF!</v></c>`, true},
	{`<c r="XFE7"><v>1</v></c>`, true},
	{`<c r="B7" s="99"><v>1</v></c>`, true},
	{`<c r="B7" t="inlineStr"><is><t>a_x0041_</t></is></c>`, false},
	{`<c r="B7" t="inlineStr"><is><t>a &amp; b</t></is></c>`, false},
	{`<c r="B7" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>`, false},
	{"<c r=\"B7\" t=\"inlineStr\"><is><t>\xff</t></is></c>", false},
	{`<c r="B7"><f>A1</f><v>1</v></c>`, false},
	{`<c r="B7" r="C7"><v>1</v></c>`, false},
	{`<c r='B7'><v>1</v></c>`, false},
	{`<c r="B7" cm="1"><v>1</v></c>`, false},
	{`<c r="b7"><v>1</v></c>`, false},
	{`<c r="B7"><v>1</v> </c>`, false},
	{`<c r="B7"><v>1</v><v>2</v></c>`, false},
	{`<x:c r="B7"><v>1</v></x:c>`, false},
	{`<cols r="B7"><v>1</v></cols>`, false},
}

func TestAPlainCellIsWhatEventsTell(t *testing.T) {
	for _, c := range plainCells {
		short, long, plain := cellWays(c.markup)
		if plain != c.plain {
			t.Errorf("%s: plain is %v", c.markup, plain)
		}
		if short != long {
			t.Errorf("%s: read %s, by events %s", c.markup, short, long)
		}
	}
}

func FuzzPlainCell(f *testing.F) {
	for _, c := range plainCells {
		f.Add(c.markup)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		if short, long, _ := cellWays(markup); short != long {
			t.Errorf("read %s, by events %s", short, long)
		}
	})
}

func TestAPlainCellAtTheEndOfTheBufferIsRead(t *testing.T) {
	const cells = 3 * xmlBuffer / 16
	var b strings.Builder
	b.WriteString("<worksheet><sheetData>")
	for n := range cells {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, n+1, n+1, n)
	}
	b.WriteString("</sheetData></worksheet>")
	x := &sheetRows{sheet: &sheet{book: &workbook{limits: defaultLimits}}, xml: newXMLScanner(strings.NewReader(b.String())), textReader: newTextReader()}
	for n := range cells {
		r, err := x.next()
		if err != nil || len(r.cells) != 1 || r.cells[0].raw != fmt.Sprint(n) {
			t.Fatalf("row %d is %v, %v", n+1, r, err)
		}
	}
	if _, err := x.next(); err != io.EOF {
		t.Errorf("after the last row: %v", err)
	}
}
