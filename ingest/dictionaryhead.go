package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// The texts of a dictionary sheet, which have a column in each language.
const (
	headTitle      = "title"
	headLabel      = "label"
	headDefinition = "definition"
)

// dictionaryColumn is one column of a dictionary sheet: what the reader calls
// it, and what people do.
type dictionaryColumn struct {
	name  string
	words []string // folded; the first is the documented one
	texts bool     // a language follows the words, or goes before them
}

// dictionaryColumns are the columns of both kinds of dictionary sheets.
var dictionaryColumns = map[sheetKind][]dictionaryColumn{
	datasetsSheet: {
		{name: headID, words: []string{headID, "identifiant", "identifier", "dataset", "datasetid", "jeudedonnees", "code"}},
		{name: headTitle, words: []string{headTitle, "titre", "name", "nom", "intitule", headLabel, "libelle"}, texts: true},
		{name: conceptUnit, words: []string{conceptUnit, "unite", "unitedemesure", "unitofmeasure"}},
		{name: "decimals", words: []string{"decimals", "decimales", "nombrededecimales", "decimalplaces"}},
		{name: headDimensions, words: []string{headDimensions, "axes", "ventilations", "breakdowns"}},
		{name: headDefinition, words: []string{headDefinition, "description"}, texts: true},
	},
	codesSheet: {
		{name: headCodelist, words: []string{headCodelist, "liste", "listedecodes", "nomenclature", "dimension", "list"}},
		{name: headCode, words: []string{headCode, headID, "identifiant"}},
		{name: headLabel, words: []string{headLabel, "libelle", "name", "nom", "intitule"}, texts: true},
		{name: "parent", words: []string{"parent", "parente", "codeparent", "parentcode", "niveausuperieur"}},
		{name: "aliases", words: []string{"aliases", "alias", "autresnoms", "synonymes", "synonyms"}},
		{name: "validfrom", words: []string{"validfrom", "validedu", "validede", "valabledu", "valabledepuis", "validedepuis", "debutdevalidite"}},
		{name: "validto", words: []string{"validto", "valideau", "valablejusquau", "valableau", "validejusquau", "validejusqua", "findevalidite"}},
	},
}

// textLanguages are how a header says the language of its texts, folded.
var textLanguages = map[datasets.Lang][]string{
	datasets.English: {"en", "eng", "english", "anglais", "enanglais", "inenglish"},
	datasets.French:  {"fr", "fra", "french", "francais", "enfrancais", "infrench"},
}

// frenchWords are the words above that only French has: without a language
// they head texts in French.
var frenchWords = []string{"titre", "nom", "intitule", "libelle"}

// language returns the language that a header of texts says beside one of the
// column's words; said is whether it does, and ok whether it is such a header.
func (d dictionaryColumn) language(folded string) (lang datasets.Lang, said, ok bool) {
	for _, word := range d.words {
		if folded == word {
			lang = datasets.English
			if slices.Contains(frenchWords, word) {
				lang = datasets.French
			}
			return lang, false, true
		}
		after, last := strings.CutPrefix(folded, word)
		before, first := strings.CutSuffix(folded, word)
		for lang, names := range textLanguages {
			if last && slices.Contains(names, after) || first && slices.Contains(names, before) {
				return lang, true, true
			}
		}
	}
	return "", false, false
}

// dictionaryHeader returns the columns of a dictionary sheet that a row names,
// and its cells that name none, or one that another cell names already. A
// header of texts that says no language takes the one that is left.
func dictionaryHeader(x row, kind sheetKind) (header, []cell) {
	h := header{map[string]int{}}
	var others []cell
	for _, said := range []bool{true, false} {
		for _, c := range x.cells {
			if c.kind == empty {
				continue
			}
			name, clear := dictionaryName(c, kind, h)
			_, taken := h.columns[name]
			switch {
			case clear != said:
			case name == "" || taken:
				others = append(others, c)
			default:
				h.columns[name] = c.col
			}
		}
	}
	return h, others
}

// dictionaryName returns the column that a cell heads, "" for none, and whether
// that does not depend on the other columns.
func dictionaryName(c cell, kind sheetKind, h header) (name string, clear bool) {
	if len(c.text) > longestName {
		return "", true
	}
	folded := datasets.Fold(c.text)
	for _, column := range dictionaryColumns[kind] {
		if !column.texts {
			if slices.Contains(column.words, folded) {
				return column.name, true
			}
			continue
		}
		lang, said, ok := column.language(folded)
		if !ok {
			continue
		}
		if _, taken := h.columns[column.name+string(lang)]; taken && !said {
			lang = map[datasets.Lang]datasets.Lang{datasets.English: datasets.French, datasets.French: datasets.English}[lang]
		}
		return column.name + string(lang), said
	}
	return "", true
}

// needed are the columns by which a dictionary sheet is recognised.
var needed = map[sheetKind][]string{datasetsSheet: {headID, headDimensions}, codesSheet: {headCodelist, headCode}}

// isDictionary reports whether a row is the header of a kind of dictionary
// sheet: one of periods is a table's.
func isDictionary(x row, kind sheetKind) bool {
	h, _ := dictionaryHeader(x, kind)
	return !slices.ContainsFunc(needed[kind], func(name string) bool { _, ok := h.columns[name]; return !ok }) && !slices.ContainsFunc(x.cells, isPeriod)
}

// sayColumns tells of the columns of a dictionary sheet that are not read: as
// an error where their header comes near one that would be.
func (r *reader) sayColumns(s *sheet, others []cell, kind sheetKind) {
	for _, c := range others {
		f := finding{rule: "dictionary", severity: datasets.SeverityInfo, sheet: s, cell: c, found: c.text, message: "column not read: the dictionary has no such column", expected: "one of " + strings.Join(documentedColumns(kind), ", ")}
		if name, _ := dictionaryName(c, kind, header{}); name != "" {
			f.severity, f.message, f.mend = datasets.SeverityError, "another column of the dictionary is headed so too", "Delete one of the two columns, or write the language of each: title_en, title_fr."
		} else if f.nearest = datasets.Nearest(c.text, documentedColumns(kind), 3); len(f.nearest) > 0 {
			f.severity, f.mend = datasets.SeverityError, "Write the header as one of these, or delete the column."
		}
		r.fault(f)
	}
}

// documentedColumns are the headers of a dictionary sheet as people are told to
// write them.
func documentedColumns(kind sheetKind) []string {
	if kind == codesSheet {
		return []string{"codelist", "code", "label_en", "label_fr", "parent", "aliases", "valid_from", "valid_to"}
	}
	return []string{"id", "title_en", "title_fr", "unit", "decimals", "dimensions", "definition_en", "definition_fr"}
}

// sayAlmostDictionary reports a sheet that has most columns of a dictionary but
// lacks one of those it is recognised by.
func (r *reader) sayAlmostDictionary(s *sheet, head []row) bool {
	for _, x := range head[:min(len(head), lostRows)] {
		kind, others, missing := almostDictionary(x)
		if missing == "" {
			continue
		}
		f := finding{
			rule: "dictionary", sheet: s, cell: x.cells[0], found: x.cells[0].text, expected: "one of " + strings.Join(documentedColumns(kind), ", "),
			message: fmt.Sprintf("sheet not read: it has the columns of a dictionary, but none called %s", missing),
			mend:    fmt.Sprintf("Write %s over the column that holds it, or add the column.", missing),
		}
		for _, c := range others {
			if near := datasets.Nearest(c.text, []string{missing}, 1); len(near) > 0 {
				f.cell, f.found, f.nearest = c, c.text, near
			}
		}
		r.fault(f)
		return true
	}
	return false
}

// almostDictionary returns the kind of dictionary that a row has most columns
// of, its cells that are none of them, and the one needed column that is
// missing; "" where the row is no such header.
func almostDictionary(x row) (best sheetKind, rest []cell, missing string) {
	most := 2
	for _, kind := range []sheetKind{datasetsSheet, codesSheet} {
		h, others := dictionaryHeader(x, kind)
		lacks := slices.DeleteFunc(slices.Clone(needed[kind]), func(name string) bool { _, ok := h.columns[name]; return ok })
		if len(lacks) == 1 && len(h.columns) > most && len(others) <= len(h.columns) {
			best, rest, missing, most = kind, others, lacks[0], len(h.columns)
		}
	}
	return best, rest, missing
}
