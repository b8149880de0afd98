package ingest

import (
	"slices"
	"strings"

	"barometer/datasets"
)

// sheetKind is what a sheet is for.
type sheetKind int

const (
	otherSheet sheetKind = iota
	aboutSheet
	datasetsSheet
	codesSheet
	quotesSheet
	tidySheet
	tableSheet
	ownedSheet // added by barometer itself
)

// The headers that dictionary sheets write; folded they match in any spelling.
const (
	headID         = "id"
	headDimensions = "dimensions"
	headCodelist   = "codelist"
	headCode       = "code"
)

var aboutKeys = []string{conceptPublication, conceptTitle, conceptPublisher, conceptPublished, conceptURL, conceptLicence, conceptLanguage, conceptCites}

// kindOf recognises a sheet by its first rows. Only the first row that could
// be a header may make it tidy: a table may have columns of the same names.
func (r *reader) kindOf(head []row) sheetKind {
	if ownSheet(head) != "" {
		return ownedSheet
	}
	var about []string
	var keys, tables, dataset bool
	for i, x := range head {
		if key, ok := r.key(x); ok {
			if slices.Contains(aboutKeys, key.concept) && !slices.Contains(about, key.concept) {
				about = append(about, key.concept)
			}
			dataset = dataset || key.concept == conceptDataset
			keys = keys || r.vocabulary.isDimension(key.concept)
			continue
		}
		if kind := r.kindOfHeader(x); kind != otherSheet && !tables && len(about) <= 2 {
			if kind == tidySheet && dataset && r.hasNotes(x, head[i+1:]) {
				return tableSheet
			}
			return kind
		}
		tables = tables || len(x.cells) > 1
	}
	switch {
	case dataset:
		return tableSheet
	case len(about) > 2 || slices.Contains(about, conceptPublication):
		return aboutSheet
	case keys:
		return tableSheet
	}
	return otherSheet
}

// hasNotes reports whether a table with columns of a period and a value is for
// people all the same: under a line that names its dataset, with notes or
// other tables below, which a tidy sheet, read in one stream, has no use for.
func (r *reader) hasNotes(header row, below []row) bool {
	for _, c := range header.cells {
		if id, _ := r.vocabulary.concept(c.text); slices.Contains([]string{conceptDataset, conceptLow, conceptHigh, conceptQuantum}, id) {
			return false
		}
	}
	return slices.ContainsFunc(below, func(x row) bool {
		_, note := r.noteRow(x)
		key, ok := r.key(x)
		return note || ok && key.concept == conceptDataset || len(x.cells) == 1
	})
}

// kindOfHeader recognises a sheet by one row, if that row is its header.
func (r *reader) kindOfHeader(x row) sheetKind {
	var folded, concepts []string
	for _, c := range x.cells {
		folded = append(folded, datasets.Fold(c.text))
		if id, ok := r.vocabulary.concept(c.text); ok {
			concepts = append(concepts, id)
		}
	}
	has := func(list []string, all ...string) bool {
		return !slices.ContainsFunc(all, func(want string) bool { return !slices.Contains(list, want) })
	}
	switch {
	case has(folded, headID, headDimensions):
		return datasetsSheet
	case has(folded, headCodelist, headCode):
		return codesSheet
	case has(concepts, conceptQuote, conceptCells):
		return quotesSheet
	case has(concepts, conceptPeriod, conceptValue), has(concepts, conceptPeriod, conceptLow, conceptHigh):
		return tidySheet
	}
	return otherSheet
}

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
