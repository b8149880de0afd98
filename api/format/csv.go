package format

import (
	"bufio"
	"io"
	"strings"
)

// writeCSV writes RFC 4180 CSV with a header. A text that a spreadsheet would
// run as a formula is written behind an apostrophe.
func writeCSV(w io.Writer, a *Answer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	var line []byte
	for i, name := range a.Table.Columns {
		if i > 0 {
			line = append(line, ',')
		}
		line = appendField(line, name)
	}
	line = append(line, "\r\n"...)
	if _, err := out.Write(line); err != nil {
		return err
	}
	for row := range a.Table.Rows {
		line = line[:0]
		for i, cell := range row {
			if i > 0 {
				line = append(line, ',')
			}
			line = cell.appendCSV(line)
		}
		line = append(line, "\r\n"...)
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (c Cell) appendCSV(b []byte) []byte {
	switch c.kind {
	case missing:
		return b
	case number:
		return appendNumber(b, c.number)
	case truth:
		return append(b, c.text...)
	}
	return appendField(b, guard(c.text))
}

// guard keeps a spreadsheet from running a text (OWASP, CSV injection).
func guard(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") && s != "" && s[0] != ' ' && s[len(s)-1] != ' ' {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}
