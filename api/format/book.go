package format

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// What a sheet of Excel holds at most.
const (
	sheetRows    = 1_048_576
	sheetColumns = 16_384
	cellLetters  = 32_767
)

// book writes a workbook (ECMA-376) as it comes: nothing of it is held, and
// equal figures give equal bytes. excelize, which reads it back in the tests,
// keeps the whole archive and its streams in no order.
type book struct {
	zip *zip.Writer
	at  time.Time
}

// sheet is one table of a book. An empty width of a column is the usual one.
type sheet struct {
	name   string
	table  Table
	widths []int // characters
}

// writeBook writes the sheets of a workbook that was made at an instant.
func writeBook(w io.Writer, title string, at time.Time, sheets []sheet) error {
	b := book{zip.NewWriter(w), at.UTC().Truncate(time.Second)}
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes(len(sheets))},
		{"_rels/.rels", packageParts},
		{"docProps/core.xml", b.properties(title)},
		{"xl/workbook.xml", workbookPart(sheets)},
		{"xl/_rels/workbook.xml.rels", workbookParts(len(sheets))},
		{"xl/styles.xml", stylesPart},
	} {
		out, err := b.part(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(out, xml.Header+part.content); err != nil {
			return err
		}
	}
	for i, s := range sheets {
		out, err := b.part(sheetPart(i))
		if err != nil {
			return err
		}
		if err := s.write(out); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

func (b book) part(name string) (io.Writer, error) {
	return b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.at})
}

func sheetPart(i int) string { return "xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml" }

const (
	packageTypes  = "http://schemas.openxmlformats.org/package/2006/"
	documentTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	mainTypes     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	sheetTypes    = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	packageParts = `<Relationships xmlns="` + packageTypes + `relationships">` +
		`<Relationship Id="rId1" Type="` + documentTypes + `/officeDocument" Target="xl/workbook.xml"/>` +
		`<Relationship Id="rId2" Type="` + packageTypes + `relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	// stylesPart has three styles of cells: as it comes, text, and text in bold.
	// A text is kept one when a reader edits it: number format 49 is @, and
	// quotePrefix the apostrophe before it.
	stylesPart = `<styleSheet xmlns="` + mainTypes + `">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func contentTypes(sheets int) string {
	var b strings.Builder
	b.WriteString(`<Types xmlns="` + packageTypes + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + sheetTypes + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + sheetTypes + `styles+xml"/>`)
	for i := range sheets {
		b.WriteString(`<Override PartName="/` + sheetPart(i) + `" ContentType="` + sheetTypes + `worksheet+xml"/>`)
	}
	return b.String() + `</Types>`
}

func (b book) properties(title string) string {
	at := b.at.Format(time.RFC3339)
	return `<cp:coreProperties xmlns:cp="` + packageTypes + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + string(appendXML(nil, title)) + `</dc:title><dc:creator>Barometer</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified></cp:coreProperties>`
}

func workbookPart(sheets []sheet) string {
	var b strings.Builder
	b.WriteString(`<workbook xmlns="` + mainTypes + `" xmlns:r="` + documentTypes + `"><sheets>`)
	for i, s := range sheets {
		fmt.Fprintf(&b, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.name, i+1, i+1)
	}
	return b.String() + `</sheets></workbook>`
}

func workbookParts(sheets int) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + packageTypes + `relationships">`)
	for i := range sheets {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, documentTypes, i+1)
	}
	fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, sheets+1, documentTypes)
	return b.String()
}

// write writes the part of a sheet: a header that stays in sight, then rows.
// Texts that look like numbers are meant to: no marks are drawn at them.
func (s sheet) write(w io.Writer) error {
	b := append([]byte(xml.Header), `<worksheet xmlns="`+mainTypes+`"><sheetViews><sheetView workbookViewId="0">`+
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`...)
	for i, width := range s.widths {
		if i == 0 {
			b = append(b, "<cols>"...)
		}
		b = fmt.Appendf(b, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
		if i == len(s.widths)-1 {
			b = append(b, "</cols>"...)
		}
	}
	b = append(b, `<sheetData><row r="1">`...)
	letters := make([]string, len(s.table.Columns))
	for i, name := range s.table.Columns {
		letters[i] = columnLetters(i)
		b = textCell(name).appendXLSX(b, letters[i], 1, 2)
	}
	b = append(b, "</row>"...)
	n := 1
	for row := range s.table.Rows {
		n++
		b = append(strconv.AppendInt(append(b, `<row r="`...), int64(n), 10), `">`...)
		for i, cell := range row {
			b = cell.appendXLSX(b, letters[i], n, 1)
		}
		if b = append(b, "</row>"...); len(b) < 32<<10 {
			continue
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		b = b[:0]
	}
	b = append(b, "</sheetData>"...)
	if len(letters) > 0 {
		b = fmt.Appendf(b, `<ignoredErrors><ignoredError sqref="A1:%s%d" numberStoredAsText="1"/></ignoredErrors>`, letters[len(letters)-1], n)
	}
	_, err := w.Write(append(b, "</worksheet>"...))
	return err
}

// columnLetters names a column: A, Z, AA.
func columnLetters(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// appendXLSX appends a cell; texts have a style. A missing one is left out.
// Nothing here writes a formula.
func (c Cell) appendXLSX(b []byte, column string, row, style int) []byte {
	var digits [32]byte
	value := digits[:0]
	if c.kind == number {
		value = appendNumber(value, c.number)
	}
	if c.kind == missing || string(value) == "null" {
		return b
	}
	b = append(append(b, `<c r="`...), column...)
	b = strconv.AppendInt(b, int64(row), 10)
	switch c.kind {
	case number:
		return append(append(append(b, `"><v>`...), value...), "</v></c>"...)
	case truth:
		return append(append(append(b, `" t="b"><v>`...), map[string]string{"true": "1", "false": "0"}[c.text]...), "</v></c>"...)
	}
	b = append(strconv.AppendInt(append(b, `" s="`...), int64(style), 10), `" t="inlineStr"><is><t xml:space="preserve">`...)
	return append(appendXML(b, shortened(c.text)), "</t></is></c>"...)
}

// shortened is as much of a text as a cell holds, which counts UTF-16 units.
func shortened(s string) string {
	if len(s) <= cellLetters {
		return s
	}
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > cellLetters-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// escaped are texts that a workbook would read as an escaped character.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// appendXML appends a text. What XML has no room for is a replacement
// character, and what looks like an escape of ECMA-376 (22.9.2.19) is escaped.
func appendXML(b []byte, s string) []byte {
	if strings.Contains(s, "_x") {
		s = escaped.ReplaceAllStringFunc(s, func(found string) string { return "_x005F" + found })
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' || c >= utf8.RuneSelf {
			var out strings.Builder
			_ = xml.EscapeText(&out, []byte(s)) // a builder does not fail
			return append(b, out.String()...)
		}
	}
	return append(b, s...)
}
