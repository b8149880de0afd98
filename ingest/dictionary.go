package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
)

// maxCodes is how many codes a workbook may bring: France has 35,000 communes.
const maxCodes = 50_000

// readDictionaries reads the Datasets and Codes sheets: codes first, because a
// dataset may use a codelist that the same workbook brings.
func (r *reader) readDictionaries(sheets []*sheet) {
	rows := make([][]row, len(sheets))
	for i, s := range sheets {
		rows[i] = r.all(s)
	}
	for _, kind := range []sheetKind{codesSheet, datasetsSheet} {
		for i, s := range sheets {
			r.readDictionary(s, rows[i], kind)
		}
	}
	r.checkParents()
}

// readDictionary reads the rows of one kind; a sheet may have both, one below
// the other.
func (r *reader) readDictionary(s *sheet, rows []row, kind sheetKind) {
	var now sheetKind
	var h header
	for _, x := range rows {
		switch k := r.kindOfHeader(x); {
		case k == datasetsSheet || k == codesSheet:
			now = k
			if k == kind {
				var others []cell
				h, others = dictionaryHeader(x, k)
				r.sayColumns(s, others, k)
			}
		case now != kind:
		case kind == codesSheet && r.codes == maxCodes:
			r.fault(finding{rule: "limit", sheet: s, cell: x.cells[0], message: fmt.Sprintf("the dictionary has more than the limit of %d codes", maxCodes), mend: "Leave out the codes that no figure has."})
			return
		case kind == codesSheet:
			r.codes++
			r.readCode(s, h, x)
		default:
			r.readDataset(s, h, x)
		}
	}
}

// list cuts a cell of several names, with any of the separators between them.
func list(s, separators string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(separators, c) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// both fills a text's missing language with the other.
func both(en, fr string) datasets.Text {
	if en == "" {
		en = fr
	}
	if fr == "" {
		fr = en
	}
	return datasets.Text{En: en, Fr: fr}
}

func (r *reader) readCode(s *sheet, h header, x row) {
	id := h.text(x, headCodelist)
	if concept, ok := r.vocabulary.concept(id); ok {
		if l := r.cat.CodelistFor(concept); l != "" {
			id = l
		}
	}
	code := datasets.Code{
		ID: h.text(x, headCode), Label: both(h.text(x, "labelen"), h.text(x, "labelfr")), Parent: h.text(x, "parent"),
		Aliases: list(h.text(x, "aliases"), "|;"), ValidFrom: h.text(x, "validfrom"), ValidTo: h.text(x, "validto"),
	}
	if code.ID == "" || strings.ContainsAny(code.ID, ". ,+*") {
		r.fault(finding{rule: "dictionary", sheet: s, cell: h.cell(x, headCode), message: "a code has no dot, space, comma, plus or star", found: code.ID, expected: "a code such as NEW_CODE", mend: "Write a code of letters, digits, hyphens and underscores."})
		return
	}
	if id == "" {
		r.fault(finding{rule: "dictionary", sheet: s, cell: h.cell(x, headCodelist), message: "the code " + code.ID + " names no codelist", expected: "the id of a codelist", mend: "Write the codelist beside the code."})
		return
	}
	if code.Label.En == "" {
		code.Label = datasets.Text{En: code.ID, Fr: code.ID}
	}
	for _, day := range []string{"validfrom", "validto"} {
		if d := h.text(x, day); d != "" {
			if _, err := datasets.ParseDate(d); err != nil {
				r.fault(finding{rule: "dictionary", sheet: s, cell: h.cell(x, day), message: "the validity of " + code.ID + " is no date", found: d, expected: "a day such as 2016-01-01", mend: "Write the day as 2016-01-01, or leave the cell empty."})
			}
		}
	}
	dict := &r.report.Dictionary
	if dict.Codes == nil {
		dict.Codes = map[string][]datasets.Code{}
	}
	dict.Codes[id] = append(dict.Codes[id], code)
	if code.Parent != "" {
		r.parents = append(r.parents, parent{s, h.cell(x, "parent"), id})
	}
}

// parent is a code's parent as a dictionary sheet names it.
type parent struct {
	sheet    *sheet
	cell     cell
	codelist string
}

// checkParents reports parents that neither the catalogue nor the dictionary
// has.
func (r *reader) checkParents() {
	with := r.cat.With(r.report.Dictionary)
	for _, p := range r.parents {
		list, name := with.Codelists[p.codelist], strings.TrimSpace(p.cell.text)
		if _, ok := list.Code(name); !ok {
			nearest := r.vocabulary.nearestIn(list, name, nil)
			r.fault(finding{
				rule: "dictionary", sheet: p.sheet, cell: p.cell, found: name, nearest: r.offered(list, nearest),
				message: "the parent " + name + " is not in the codelist " + p.codelist, expected: "a code of the same codelist",
				mend: r.choose(list, nearest, "add the parent to the Dictionary sheet"),
			})
		}
	}
}

func (r *reader) readDataset(s *sheet, h header, x row) {
	d := datasets.Dataset{
		ID: h.text(x, headID), Title: both(h.text(x, "titleen"), h.text(x, "titlefr")),
		Definition: both(h.text(x, "definitionen"), h.text(x, "definitionfr")),
	}
	id := h.cell(x, headID)
	if !plainID.MatchString(d.ID) {
		r.fault(finding{rule: "dictionary", sheet: s, cell: id, message: "a dataset's id is letters, digits and hyphens", found: d.ID, expected: slug(d.ID), mend: "Write an id of letters, digits and hyphens, such as new-indicator."})
		return
	}
	if d.Title.En == "" {
		r.fault(finding{rule: "dictionary", sheet: s, cell: id, message: "the dataset " + d.ID + " has no title", expected: "title_en and title_fr", mend: "Write a title in at least one language."})
	}
	unit, ok := r.vocabulary.unit(h.text(x, conceptUnit))
	if !ok && h.text(x, conceptUnit) != "" {
		c, list := h.cell(x, conceptUnit), r.cat.Codelists[conceptUnit]
		r.fault(finding{
			rule: "unit", sheet: s, cell: c, message: "unknown unit " + c.text, found: c.text, nearest: r.offered(list, r.vocabulary.nearestIn(list, c.text, nil)),
			mend: "Write a unit of the catalogue; a new one needs a change of the catalogue.",
		})
	}
	d.Unit = unit
	if text := h.text(x, "decimals"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 9 {
			r.fault(finding{rule: "dictionary", sheet: s, cell: h.cell(x, "decimals"), message: "the decimals of " + d.ID + " are no small number", found: text, expected: "0 to 9", mend: "Write how many digits after the point its figures have, from 0 to 9."})
		}
		d.Decimals = n
	}
	for _, name := range list(h.text(x, headDimensions), ",;") {
		if dim, ok := r.newDimension(s, h.cell(x, headDimensions), name); ok {
			d.Dimensions = append(d.Dimensions, dim)
		}
	}
	if len(d.Dimensions) == 0 {
		r.fault(finding{rule: "dimension", sheet: s, cell: id, message: "the dataset " + d.ID + " has no dimension", expected: "dimensions such as geo, scope", mend: "List its dimensions, with commas between them."})
	}
	r.report.Dictionary.Datasets = append(r.report.Dictionary.Datasets, d)
}

// newDimension returns a dimension of a new dataset: one that the catalogue
// has, or a codelist of the workbook's own. It has no default code: what rows
// and columns don't carry must be written.
func (r *reader) newDimension(s *sheet, c cell, name string) (datasets.Dimension, bool) {
	id := name
	if concept, ok := r.vocabulary.concept(name); ok {
		id = concept
	}
	codelist := r.cat.CodelistFor(id)
	if _, own := r.report.Dictionary.Codes[id]; own && codelist == "" {
		codelist = id
	}
	reserved := slices.Contains(datasets.Reserved, id)
	if codelist == "" || reserved {
		message := "unknown dimension " + name
		if reserved {
			message = "a dimension cannot be called " + id + ", the name of a parameter or column"
		}
		r.fault(finding{rule: "dimension", sheet: s, cell: c, message: message, found: name, nearest: datasets.Nearest(name, r.vocabulary.names, 3), mend: "Name a dimension of the catalogue, or give the new one's codes on a Codes sheet."})
		return datasets.Dimension{}, false
	}
	return datasets.Dimension{ID: id, Codelist: codelist}, true
}
