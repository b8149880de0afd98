package ingest

import (
	"slices"

	"barometer/datasets"
)

// The concepts that are no dimension: what else a key line or a column may be
// called. Their names in words are the catalogue's.
const (
	conceptDataset     = "dataset"
	conceptPeriod      = "period"
	conceptUnit        = "unit"
	conceptValue       = "value"
	conceptLow         = "low"
	conceptHigh        = "high"
	conceptQuantum     = "quantum"
	conceptPrecision   = "precision"
	conceptStatus      = "status"
	conceptNote        = "note"
	conceptQuote       = "quote"
	conceptCells       = "cells"
	conceptPublication = "publication"
	conceptSource      = "source"
	conceptCites       = "cites"
	conceptTitle       = "title"
	conceptPublisher   = "publisher"
	conceptPublished   = "published"
	conceptURL         = "url"
	conceptLicence     = "licence"
	conceptLanguage    = "language"
)

// vocabulary is the catalogue as workbooks write it: every name leads to what
// it names.
type vocabulary struct {
	cat      *datasets.Catalogue
	concepts map[string]string  // folded name -> id
	names    []string           // of concepts, to offer the nearest
	units    *datasets.Codelist // as workbooks write them, without the words that link others
	percent  string             // the unit that the sign % names
	mapped   *mapped            // a steward's own words, which win; nil is none

	// What texts were found to mean.
	datasets memo[string, *datasets.Dataset]
	labels   memo[label, meaning]
	measured memo[string, bool]            // whether the units of a dataset's series differ
	series   memo[series, string]          // the unit each is in
	families memo[string, []datasets.Code] // the units at other scales, by unit
	last     series                        // that was asked for
	lastUnit string                        // its unit

	searches searches
	called   *datasets.Names   // names, ready to be searched; nil until they are
	titles   *datasets.Names   // ids and titles of datasets, likewise
	titled   map[string]string // dataset by id or title
}

// memo remembers answers: a long sheet asks the same few questions on every
// row. A full one starts anew, so that a sheet that never repeats itself does
// not fill the memory.
type memo[K comparable, V any] map[K]V

const remembered = 1 << 14

func (m memo[K, V]) answer(question K, find func() V) V {
	if v, known := m[question]; known {
		return v
	}
	if len(m) >= remembered {
		clear(m)
	}
	v := find()
	m[question] = v
	return v
}

// label is a text where a code of a codelist is expected.
type label struct {
	codelist  string
	dimension string  // a mapping may give dimensions of one codelist words of their own
	allowed   *string // nil: no dimension asks; anyCode, or the first of the dimension's codes
	text      string
}

var anyCode string

// meaning is the codes that a label names, and its marks.
type meaning struct{ ids, marks []string }

// longestName is how many bytes a text may have that names anything.
const longestName = 1000

func newVocabulary(cat *datasets.Catalogue) *vocabulary {
	v := &vocabulary{
		cat: cat, concepts: map[string]string{},
		datasets: memo[string, *datasets.Dataset]{}, labels: memo[label, meaning]{}, measured: memo[string, bool]{}, series: memo[series, string]{}, families: memo[string, []datasets.Code]{}, searches: searches{known: memo[search, []string]{}},
	}
	for _, k := range cat.Concepts {
		v.name(k.ID, append([]string{k.ID, k.Name.En, k.Name.Fr}, k.Aliases...)...)
	}
	v.name(conceptQuantum, conceptQuantum)
	for _, d := range cat.Datasets {
		for _, dim := range d.Dimensions {
			v.name(dim.ID, dim.ID)
		}
	}
	v.units = unitNames(cat.Codelists[conceptUnit])
	v.percent, _ = v.unit("%")
	return v
}

func (v *vocabulary) name(id string, names ...string) {
	for _, name := range names {
		folded := datasets.Fold(name)
		if _, known := v.concepts[folded]; !known && folded != "" {
			v.concepts[folded] = id
			v.names = append(v.names, name)
		}
	}
}

// concept returns the concept a key or column header names.
func (v *vocabulary) concept(text string) (string, bool) {
	if len(text) > longestName {
		return "", false
	}
	if id, ok := v.mapped.id(datasets.AssignDimension, "", text); ok {
		return id, true
	}
	id, ok := v.concepts[datasets.Fold(text)]
	if !ok && v.isValue(text) {
		return conceptValue, true
	}
	return id, ok
}

// isDimension reports whether a concept is a dimension of any dataset.
func (v *vocabulary) isDimension(concept string) bool { return v.cat.CodelistFor(concept) != "" }

// dataset returns the dataset a text names by id or title.
func (v *vocabulary) dataset(text string) (*datasets.Dataset, bool) {
	if len(text) > longestName {
		return nil, false
	}
	d := v.datasets.answer(text, func() *datasets.Dataset { return v.findDataset(text) })
	return d, d != nil
}

func (v *vocabulary) findDataset(text string) *datasets.Dataset {
	folded := datasets.Fold(text)
	if id, ok := v.mapped.id(datasets.AssignDataset, "", text); ok {
		folded = datasets.Fold(id)
	}
	for _, named := range []func(*datasets.Dataset) bool{
		func(d *datasets.Dataset) bool { return datasets.Fold(d.ID) == folded },
		func(d *datasets.Dataset) bool {
			return datasets.Fold(d.Title.En) == folded || datasets.Fold(d.Title.Fr) == folded
		},
	} {
		if i := slices.IndexFunc(v.cat.Datasets, named); i >= 0 {
			return v.cat.Datasets[i]
		}
	}
	return nil
}

// named returns the one code of a codelist that a text names.
func (v *vocabulary) named(codelist, text string) (string, bool) {
	list, ok := v.cat.Codelists[codelist]
	if !ok || len(text) > longestName {
		return "", false
	}
	m := v.labels.answer(label{codelist: codelist, text: text}, func() meaning {
		if codelist == conceptUnit {
			return meaning{ids: v.units.Match(unlinked(text))}
		}
		return meaning{ids: list.Match(text)}
	})
	if len(m.ids) != 1 {
		return "", false
	}
	return m.ids[0], true
}

func (v *vocabulary) unit(text string) (string, bool) {
	if len(text) > longestName {
		return "", false
	}
	if id, ok := v.mapped.id(datasets.AssignUnit, "", text); ok {
		return id, true
	}
	if id, ok := v.named(conceptUnit, text); ok {
		return id, true
	}
	return v.composed(text)
}

// codes returns the allowed codes of a dimension that a label names, with its
// marks or without them, and those marks.
func (v *vocabulary) codes(dim datasets.Dimension, text string) (ids, marks []string) {
	if len(text) > longestName {
		return nil, nil
	}
	own := &anyCode
	if len(dim.Codes) > 0 {
		own = &dim.Codes[0]
	}
	m := v.labels.answer(label{dim.Codelist, dim.ID, own, text}, func() meaning { return v.findCodes(dim, text) })
	return m.ids, m.marks
}

func (v *vocabulary) findCodes(dim datasets.Dimension, label string) meaning {
	if ids := v.match(dim, label); len(ids) > 0 {
		return meaning{ids: ids}
	}
	bare, marks := cutMarks(label)
	if ids := v.match(dim, bare); len(ids) > 0 {
		return meaning{ids, marks}
	}
	return meaning{v.match(dim, cutOfWhich(bare)), marks}
}

// match returns the allowed codes that a text as a whole names.
func (v *vocabulary) match(dim datasets.Dimension, text string) []string {
	if id, ok := v.mapped.code(dim, text); ok {
		return []string{id}
	}
	return slices.DeleteFunc(slices.Clone(v.cat.Codelist(dim).Match(text)), func(id string) bool { return !dim.Allows(id) })
}

// unitOf returns the unit of a series.
func (v *vocabulary) unitOf(d *datasets.Dataset, key datasets.Key) string {
	if d.Unit != "" {
		return d.Unit
	}
	if asked := (series{d.ID, key}); v.last != asked {
		v.last, v.lastUnit = asked, ""
		if v.measured.answer(d.ID, func() bool { return v.measures(d) }) {
			v.lastUnit = v.series.answer(asked, func() string { return v.cat.Unit(d, key) })
		}
	}
	return v.lastUnit
}

// measures reports whether a dataset's series have units by their codes.
func (v *vocabulary) measures(d *datasets.Dataset) bool {
	return slices.ContainsFunc(d.Dimensions, func(dim datasets.Dimension) bool {
		return slices.ContainsFunc(v.cat.Codelist(dim).Codes, func(c datasets.Code) bool { return c.Unit != "" })
	})
}

// knows reports whether a label names exactly one allowed code of a dimension.
func (v *vocabulary) knows(dim datasets.Dimension, label string) bool {
	ids, _ := v.codes(dim, label)
	return len(ids) == 1
}
