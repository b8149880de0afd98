package format

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

// dialect is how a locale writes CSV.
type dialect struct {
	mark           string // before everything
	comma, decimal byte
	quoted         string // what a field is quoted for
}

var (
	machines = dialect{"", ',', '.', "\",\r\n"}
	dialects = map[Locale]dialect{"": machines, FrenchLocale: {"\xef\xbb\xbf", ';', ',', "\";\r\n"}}
)

// writeCSV writes RFC 4180 CSV with a header, or what a locale has in its place.
// A text that a spreadsheet would run as a formula is written behind an
// apostrophe.
func writeCSV(w io.Writer, a *Answer) error {
	d := dialects[a.Locale]
	out := bufio.NewWriterSize(w, 64<<10)
	line := []byte(d.mark)
	for i, name := range a.Table.Columns {
		if i > 0 {
			line = append(line, d.comma)
		}
		line = d.appendField(line, name)
	}
	line = append(line, "\r\n"...)
	if _, err := out.Write(line); err != nil {
		return err
	}
	for row := range a.Table.Rows {
		line = line[:0]
		for i, cell := range row {
			if i > 0 {
				line = append(line, d.comma)
			}
			line = d.appendCell(line, cell)
		}
		line = append(line, "\r\n"...)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (d dialect) appendCell(b []byte, c Cell) []byte {
	switch c.kind {
	case missing:
		return b
	case number:
		from := len(b)
		b = appendNumber(b, c.number)
		if i := bytes.IndexByte(b[from:], '.'); i >= 0 {
			b[from+i] = d.decimal
		}
		return b
	case truth:
		return append(b, c.text...)
	}
	return d.appendField(b, guard(c.text))
}

// guard keeps a spreadsheet from running a text (OWASP, CSV injection).
func guard(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func (d dialect) appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, d.quoted) && s != "" && s[0] != ' ' && s[len(s)-1] != ' ' {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
