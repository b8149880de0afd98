package ingest

import (
	"slices"
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
	head = r.apart(head)
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
	var concepts []string
	for _, c := range x.cells {
		if id, ok := r.vocabulary.concept(c.text); ok {
			concepts = append(concepts, id)
		}
	}
	has := func(all ...string) bool {
		return !slices.ContainsFunc(all, func(want string) bool { return !slices.Contains(concepts, want) })
	}
	switch {
	case isDictionary(x, datasetsSheet):
		return datasetsSheet
	case isDictionary(x, codesSheet):
		return codesSheet
	case has(conceptQuote, conceptCells):
		return quotesSheet
	case has(conceptPeriod, conceptValue), has(conceptPeriod, conceptLow, conceptHigh):
		return tidySheet
	}
	return otherSheet
}
