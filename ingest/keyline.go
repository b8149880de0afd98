package ingest

import (
	"slices"
	"strings"
)

// keyLine is `key : value`, in one cell or two.
type keyLine struct {
	concept string
	value   string
	cell    cell // where the value stands
}

// key reads a row as a key line. Of two cells the second must be able to be the
// value: under `Champ | 2019` and `Zone | Plus de 35 ans` stands a table.
func (r *reader) key(x row) (keyLine, bool) {
	switch len(x.cells) {
	case 1:
		name, value, cut := strings.Cut(spaces.Replace(x.cells[0].text), ":")
		concept, ok := r.vocabulary.concept(name)
		return keyLine{concept, strings.TrimSpace(value), x.cells[0]}, cut && ok
	case 2:
		concept, ok := r.vocabulary.concept(x.cells[0].text)
		value := x.cells[1]
		return keyLine{concept, strings.TrimSpace(value.text), value}, ok && concept != meaningIgnore && r.answers(concept, value)
	}
	return keyLine{}, false
}

// onlyColumns are what nothing but a column is called: beside another name one
// of them begins a header, not a key line.
var onlyColumns = []string{conceptValue, conceptLow, conceptHigh, conceptQuantum, conceptQuote, conceptCells}

// answers reports whether a cell beside a concept's name is its value rather
// than the header of a column.
func (r *reader) answers(concept string, value cell) bool {
	if _, header := r.vocabulary.concept(value.text); header && slices.Contains(onlyColumns, concept) {
		return false
	}
	_, _, period := labelPeriod(value)
	codelist := r.vocabulary.cat.CodelistFor(concept)
	if concept == conceptPeriod {
		return period
	}
	if codelist == "" {
		return true
	}
	label, _ := cutMarks(value.text)
	if list := r.vocabulary.cat.Codelists[codelist]; list != nil && len(list.Match(label)) > 0 {
		return true
	}
	if header, _, ok := r.vocabulary.cutUnit(value.text); ok {
		_, _, period = labelPeriod(cell{kind: text, text: header})
		label = header
	}
	return !period && !r.isLabel(label) && !almostPeriod(label)
}

// isLabel reports whether a text names a code of any dimension, or a column.
func (r *reader) isLabel(text string) bool {
	if _, ok := r.vocabulary.concept(text); ok {
		return true
	}
	for _, d := range r.vocabulary.cat.Datasets {
		for _, dim := range d.Dimensions {
			if len(r.vocabulary.cat.Codelist(dim).Match(text)) > 0 {
				return true
			}
		}
	}
	return false
}

// keyRows cuts a row of several key lines into rows of one each: `key : value`
// in every cell, or a key and its value in turn. It is nil for any other row.
func (r *reader) keyRows(x row) []row {
	var out []row
	for _, each := range []int{1, 2} {
		if len(x.cells) < 2*each || len(x.cells)%each != 0 {
			continue
		}
		out = nil
		for cells := range slices.Chunk(x.cells, each) {
			part := row{n: x.n, cells: cells}
			if _, ok := r.key(part); !ok || cells[len(cells)-1].col-cells[0].col >= each {
				break
			}
			out = append(out, part)
		}
		if len(out) == len(x.cells)/each {
			return out
		}
	}
	return nil
}

// apart cuts the rows of several key lines.
func (r *reader) apart(rows []row) []row {
	var out []row
	for _, x := range rows {
		if parts := r.keyRows(x); parts != nil {
			out = append(out, parts...)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// manyKeys takes a row of several key lines above a table.
func (t *tables) manyKeys(x row, gap bool) bool {
	parts := t.r.keyRows(x)
	for i, part := range parts {
		key, _ := t.r.key(part)
		t.head = append(t.head, headLine{row: part, key: key, isKey: true, gap: gap && i == 0})
	}
	return parts != nil
}
