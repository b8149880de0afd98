package format

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"

	"barometer/datasets"
)

// Document encodes a message that is not a table.
func Document(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// writeJSON writes an answer as one object, its rows one by one.
func writeJSON(w io.Writer, a *Answer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	b := append([]byte(nil), `{"dataset":`...)
	b = appendText(b, a.Dataset)
	b = appendText(append(b, `,"query":`...), a.Query)
	b = strconv.AppendInt(append(b, `,"generation":`...), a.Generation, 10)
	b = textCell(a.AsOf.String()).appendJSON(append(b, `,"asOf":`...))
	b = append(b, `,"columns":[`...)
	for i, name := range a.Table.Columns {
		b = appendText(comma(b, i), name)
	}
	b = append(b, `],"`...)
	b = append(append(b, a.Table.Name...), `":[`...)
	if _, err := out.Write(b); err != nil {
		return err
	}
	write := writeFlat
	if a.Table.Group > 0 {
		write = writeNested
	}
	if err := write(out, a.Table, names(a.Table.Columns)); err != nil {
		return err
	}
	b = append(b[:0], ']')
	if a.Derived != nil {
		b = append(b, `,"derived":[`...)
		for i, d := range a.Derived {
			b = d.append(comma(b, i))
		}
		b = append(b, ']')
	}
	b = appendLinks(appendNotes(b, a.Notes), a.Links)
	if _, err := out.Write(append(b, "}\n"...)); err != nil {
		return err
	}
	return out.Flush()
}

// names encodes the columns as the names of members, once an answer.
func names(columns []string) [][]byte {
	out := make([][]byte, len(columns))
	for i, c := range columns {
		out[i] = append(appendText(nil, c), ':')
	}
	return out
}

func writeFlat(out *bufio.Writer, t Table, names [][]byte) error {
	var b []byte
	n := 0
	for row := range t.Rows {
		b = append(appendMembers(append(comma(b[:0], n), "\n{"...), names, row), '}')
		n++
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// writeNested puts the rows of one cell, which follow each other, under the
// cell's own members.
func writeNested(out *bufio.Writer, t Table, names [][]byte) error {
	var b []byte
	var last []Cell
	for row := range t.Rows {
		b = b[:0]
		if key := row[:t.Group]; last == nil || !slices.Equal(last, key) {
			if last != nil {
				b = append(b, "]},"...)
			}
			b = appendMembers(append(b, "\n{"...), names, key)
			b = append(b, `,"statements":[`...)
			last = slices.Clone(key)
		} else {
			b = append(b, ',')
		}
		b = append(appendMembers(append(b, "\n {"...), names[t.Group:], row[t.Group:]), '}')
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
	if last == nil {
		return nil
	}
	_, err := out.WriteString("]}")
	return err
}

func appendMembers(b []byte, names [][]byte, row []Cell) []byte {
	for i, cell := range row {
		b = cell.appendJSON(append(comma(b, i), names[i]...))
	}
	return b
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func (c Cell) appendJSON(b []byte) []byte {
	switch c.kind {
	case missing:
		return append(b, "null"...)
	case number:
		return appendNumber(b, c.number)
	case truth:
		return append(b, c.text...)
	}
	return appendText(b, c.text)
}

// appendNumber appends the shortest decimal that is the same number; there is
// none for an infinite one.
func appendNumber(b []byte, f float64) []byte {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// appendText appends a JSON string.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, _ := Document(s)
			return append(b, bytes.TrimSuffix(quoted, []byte("\n"))...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

func appendNotes(b []byte, notes []Note) []byte {
	b = append(b, `,"notes":[`...)
	for i, n := range notes {
		b = appendText(append(comma(b, i), `{"kind":`...), n.Kind)
		b = textCell(n.Period).appendJSON(append(b, `,"period":`...))
		codes, _ := json.Marshal(n.Codes) // keys come sorted
		b = append(append(b, `,"codes":`...), codes...)
		b = append(appendText(append(b, `,"text":`...), n.Text), '}')
	}
	return append(b, ']')
}

func appendLinks(b []byte, links []Link) []byte {
	b = append(b, `,"links":{`...)
	for i, l := range links {
		b = append(appendText(comma(b, i), l.Rel), ':')
		b = appendText(b, l.Href)
	}
	return append(b, '}')
}

// Derived is a computed figure with what JSON says of it.
type Derived struct {
	datasets.Derived
	Structure *datasets.Dataset
}

// append writes a derived figure: its value at the dataset's decimals, none
// where it is a bound; the bounds one digit finer and outwards.
func (d Derived) append(b []byte) []byte {
	b = appendText(append(b, "\n{\"dataset\":"...), d.Dataset)
	for i, code := range d.Key.Codes() {
		b = append(appendText(append(b, ','), d.Structure.Dimensions[i].ID), ':')
		b = appendText(b, code)
	}
	b = appendText(append(b, `,"period":`...), d.Period.String())
	value := datasets.Number{}
	if !d.IsBound() {
		value = datasets.Num(round(d.Value, d.Structure.Decimals, math.Round))
	}
	b = numberCell(value).appendJSON(append(b, `,"value":`...))
	b = appendNumber(append(b, `,"low":`...), round(d.Interval.Low, d.Structure.Decimals+1, math.Floor))
	b = appendNumber(append(b, `,"high":`...), round(d.Interval.High, d.Structure.Decimals+1, math.Ceil))
	b = textCell(d.Unit).appendJSON(append(b, `,"unit":`...))
	b = appendText(append(b, `,"check":`...), d.Check.Kind)
	b = appendText(append(b, `,"formula":`...), d.Formula)
	b = append(b, `,"inputs":[`...)
	for i, row := range d.Inputs {
		b = appendText(append(comma(b, i), `{"dataset":`...), row.Dataset)
		b = appendText(append(b, `,"key":`...), string(row.Key))
		b = appendText(append(b, `,"period":`...), row.Period.String())
		b = append(appendStated(b, row), '}')
	}
	b = append(appendStated(append(b, `],"stated":{`...), d.Stated), '}')
	b = strconv.AppendBool(append(b, `,"agrees":`...), d.Agrees)
	return append(b, '}')
}

// appendStated appends the members of a figure that a release stated.
func appendStated(b []byte, row datasets.Row) []byte {
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = numberCell(row.Value).appendJSON(append(b, `"value":`...))
	b = numberCell(row.Low).appendJSON(append(b, `,"low":`...))
	b = numberCell(row.High).appendJSON(append(b, `,"high":`...))
	b = textCell(string(row.Precision)).appendJSON(append(b, `,"precision":`...))
	return textCell(row.Release.ID).appendJSON(append(b, `,"release":`...))
}

// round gives v decimals digits after the point, by one of math's roundings.
// What binary fractions add to a decimal number is no reason to move outwards.
func round(v float64, decimals int, to func(float64) float64) float64 {
	scale := math.Pow10(decimals)
	scaled := v * scale
	if nearest := math.Round(scaled); math.Abs(scaled-nearest) <= 1e-9*math.Max(1, math.Abs(scaled)) {
		scaled = nearest
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(to(scaled)/scale, 'f', decimals, 64), 64)
	return rounded + 0 // no minus zero
}
