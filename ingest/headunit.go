package ingest

import (
	"regexp"
	"strings"

	"barometer/datasets"
)

// unitBehind is a header with the unit of its column: 2018 (en milliers),
// Valeur (Md€), 2018 en %.
var unitBehind = regexp.MustCompile(`(?i)^(.*\S)\s*(?:\(\s*(?:(?:en|in)\s+)?([^()]+)\)|(?:[,–-]\s*|\s)(?:en|in)\s+([^()\s][^()]*))$`)

// cutUnit cuts a unit off the end of a header; its marks stay.
func (v *vocabulary) cutUnit(header string) (label, unit string, ok bool) {
	if len(header) > longestName {
		return "", "", false
	}
	text, marks := cutMarks(strings.TrimSpace(header))
	m := unitBehind.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	unit = strings.TrimSpace(m[2] + m[3])
	if _, ok := v.unit(unit); !ok {
		return "", "", false
	}
	return strings.Join(append([]string{m[1]}, marks...), " "), unit, true
}

// headUnit notes the unit that a header gives a column of figures, and returns
// the header without it. What is a label as a whole, full-time equivalents
// (FTE), names no unit of its column.
func (l *layout) headUnit(col int, c cell) cell {
	if c.kind == empty || c.kind == broken {
		return c
	}
	if c.row > l.header[0].n && l.r.isUnit(c) && !l.r.names(l.dataset, c) {
		id, _ := l.r.unitPhrase(c.text)
		l.giveUnit(col, columnUnit{id, keyLine{conceptUnit, strings.Trim(c.text, trimBracket), c}})
		return cell{row: c.row, col: c.col}
	}
	concept, value := l.r.vocabulary.concept(c.text)
	value = value && concept == conceptValue
	if label, unit, ok := l.r.vocabulary.cutUnit(c.text); ok && (value || c.kind == number || !l.r.names(l.dataset, c)) {
		id, _ := l.r.vocabulary.unit(unit)
		l.giveUnit(col, columnUnit{id, keyLine{conceptUnit, unit, c}})
		c.kind, c.text = text, label
	}
	if value {
		return cell{row: c.row, col: c.col}
	}
	return c
}

// isUnit reports whether a cell of a header row says nothing but a unit.
func (r *reader) isUnit(c cell) bool {
	_, ok := r.unitPhrase(c.text)
	return ok && c.kind == text && len(c.text) <= longestName
}

func (l *layout) giveUnit(col int, u columnUnit) {
	if l.units == nil {
		l.units = map[int]columnUnit{}
	}
	l.units[col] = u
}

// stubHeads returns what stands over the columns of labels: a unit there is none
// of their own.
func (l *layout) stubHeads() []cell {
	var out []cell
	for _, a := range l.axes {
		if head := l.head(a.at); a.rows && head.kind == text {
			out = append(out, head)
		}
	}
	return out
}

// columnUnit is the unit of a column, and where it is written.
type columnUnit struct {
	id    string
	given keyLine
}

// unitOver returns the unit of the figures of a column: its header's, or that
// of the line above the table.
func (l *layout) unitOver(col int) (string, keyLine) {
	if u, ok := l.units[col]; ok {
		return u.id, u.given
	}
	return l.unit, l.given
}

// headUnit notes the unit that the header of the values gives them.
func (t *tidy) headUnit(c cell) {
	if _, unit, ok := t.r.vocabulary.cutUnit(c.text); ok {
		t.valueUnit = &keyLine{conceptUnit, unit, c}
	}
}

// isValue reports whether a header is that of values with their unit.
func (v *vocabulary) isValue(header string) bool {
	label, _, ok := v.cutUnit(header)
	return ok && v.concepts[datasets.Fold(label)] == conceptValue
}
