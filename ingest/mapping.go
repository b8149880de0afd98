package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"barometer/datasets"
)

// Options are what a reading is told besides the catalogue.
type Options struct {
	// Mapping is what the steward says the workbook's own words mean. It wins
	// over Remembered and over the catalogue.
	Mapping datasets.Mapping
	// Remembered returns the mapping that was kept of a source's last edition;
	// nil is none. Its error ends the reading.
	Remembered func(ctx context.Context, source string) (datasets.Mapping, error)
}

// mapped looks words up in a mapping, and notes which were met.
type mapped struct {
	entries datasets.Mapping
	index   map[string]int // of entries, by their key
	met     []bool
	owners  map[string]bool // dataset.dimension, where labels are one dataset's own
	periods bool            // there are labels of periods
	leaves  bool            // there are columns or rows that are not read
	spoiled map[string]bool // words whose meaning nobody knows, folded
}

func newMapped(entries datasets.Mapping) *mapped {
	m := &mapped{entries: entries, index: map[string]int{}, met: make([]bool, len(entries)), owners: map[string]bool{}, spoiled: map[string]bool{}}
	for i, a := range entries {
		if key := a.Key(); key != "" {
			m.index[key] = i
		}
	}
	return m
}

// find returns the assignment of a word.
func (m *mapped) find(kind datasets.AssignmentKind, of, text string) (datasets.Assignment, bool) {
	if m == nil || len(m.index) == 0 {
		return datasets.Assignment{}, false
	}
	i, ok := m.index[datasets.Assignment{Kind: kind, Of: of, Text: text}.Key()]
	if !ok {
		return datasets.Assignment{}, false
	}
	m.met[i] = true
	return m.entries[i], true
}

// id returns what a word means, unless it is ignored.
func (m *mapped) id(kind datasets.AssignmentKind, of, text string) (string, bool) {
	a, ok := m.find(kind, of, text)
	return a.ID, ok && a.Kind != datasets.AssignIgnore
}

// code returns the code of a label: the dataset's own assignment, else the
// dimension's, as far as the dimension allows it.
func (m *mapped) code(dim datasets.Dimension, label string) (string, bool) {
	if m == nil {
		return "", false
	}
	if m.owners[dim.Codelist] {
		if id, ok := m.id(datasets.AssignCode, dim.Codelist, label); ok {
			return id, id != meaningIgnore
		}
	}
	id, ok := m.id(datasets.AssignCode, dim.ID, label)
	return id, ok && id != meaningIgnore && dim.Allows(id)
}

// period puts the periods that labels of a row mean in the labels' place; a
// unit behind one stays.
func (m *mapped) period(x row, v *vocabulary) row {
	if m == nil || !m.periods {
		return x
	}
	x.cells = slices.Clone(x.cells)
	for i, c := range x.cells {
		if id, ok := m.id(datasets.AssignCode, conceptPeriod, c.text); ok && id != meaningIgnore {
			if _, unit, ok := v.cutUnit(c.text); ok {
				id += " (" + unit + ")"
			}
			x.cells[i].kind, x.cells[i].text = text, id
		}
	}
	return x
}

// remember adds what was kept of the source's last edition to the mapping of
// the steward, which wins.
func (r *reader) remember(o Options) error {
	all := o.Mapping
	if source := r.report.Publication.Source.ID; o.Remembered != nil && source != "" {
		kept, err := o.Remembered(r.ctx, source)
		if err != nil {
			return err
		}
		all = kept.With(o.Mapping)
	}
	r.report.Mapping = all
	r.mapped = newMapped(all)
	return nil
}

// useMapping makes the vocabulary know the mapping, once the catalogue has
// what the workbook's dictionary brings. What it names and nobody knows is an
// error of the steward's, and left out where it was remembered.
func (r *reader) useMapping() {
	m := r.mapped
	for i, a := range m.entries {
		f, ok := r.unknownMeaning(a)
		if !ok {
			r.faultOfMapping(a, f)
			m.spoil(a)
			delete(m.index, a.Key())
			m.met[i] = true
			continue
		}
		m.leaves = m.leaves || a.ID == meaningIgnore && a.Kind != datasets.AssignDataset
		m.periods = m.periods || a.Kind == datasets.AssignCode && a.Of == conceptPeriod
		if _, _, own := strings.Cut(a.Of, "."); own {
			m.owners[a.Of] = true
		}
	}
	r.cat = m.own(r.cat)
	r.vocabulary = newVocabulary(r.cat)
	r.vocabulary.mapped = m
}

// own gives the datasets that have labels of their own codelists under a name
// of their own, so that a dimension alone says whose labels it has.
func (m *mapped) own(cat *datasets.Catalogue) *datasets.Catalogue {
	if len(m.owners) == 0 {
		return cat
	}
	out := *cat
	out.Codelists = maps.Clone(cat.Codelists)
	out.Datasets = slices.Clone(cat.Datasets)
	for i, d := range cat.Datasets {
		own := *d
		own.Dimensions = slices.Clone(d.Dimensions)
		for j, dim := range d.Dimensions {
			if name := d.ID + "." + dim.ID; m.owners[name] {
				out.Codelists[name] = cat.Codelist(dim)
				own.Dimensions[j].Codelist = name
			}
		}
		out.Datasets[i] = &own
	}
	return &out
}

// unknownMeaning says what is wrong with an assignment, if it names what the
// catalogue does not have.
func (r *reader) unknownMeaning(a datasets.Assignment) (f finding, ok bool) {
	switch a.Kind {
	case datasets.AssignDataset:
		if _, err := r.cat.Dataset(a.ID); err != nil {
			return finding{message: "no dataset " + a.ID, nearest: r.titled(r.vocabulary.nearestDatasets(a.ID))}, false
		}
	case datasets.AssignDimension:
		if names := r.assignable(); a.ID != meaningIgnore && !slices.Contains(names, a.ID) {
			return finding{message: "no dimension or column " + a.ID, nearest: datasets.Nearest(a.ID, names, 3)}, false
		}
	case datasets.AssignUnit:
		list := r.cat.Codelists[conceptUnit]
		if _, known := list.Code(a.ID); !known {
			return finding{message: "no unit " + a.ID, nearest: r.offered(list, list.Nearest(a.ID, 3, nil))}, false
		}
	case datasets.AssignCode:
		return r.unknownCode(a)
	}
	return finding{}, true
}

// assignable returns what a header may be made to mean: the dimensions, and
// the other columns of tables and tidy sheets.
func (r *reader) assignable() []string {
	names := []string{
		conceptDataset, conceptPeriod, conceptValue, conceptLow, conceptHigh, conceptUnit,
		conceptStatus, conceptPrecision, conceptQuantum, conceptNote, conceptQuote,
	}
	for _, d := range r.cat.Datasets {
		for _, dim := range d.Dimensions {
			if !slices.Contains(names, dim.ID) {
				names = append(names, dim.ID)
			}
		}
	}
	return names
}

func (r *reader) unknownCode(a datasets.Assignment) (finding, bool) {
	if a.Of == conceptPeriod {
		_, err := datasets.ParsePeriod(a.ID)
		return finding{message: a.ID + " is no period", expected: "a year (2019), a quarter (2020-Q4) or a month (2009-06)"}, err == nil || a.ID == meaningIgnore
	}
	var places []string
	var nearest []string
	for _, d := range r.cat.Datasets {
		for _, dim := range d.Dimensions {
			places = append(places, dim.ID, d.ID+"."+dim.ID)
			if a.Of != dim.ID && a.Of != d.ID+"."+dim.ID {
				continue
			}
			list := r.cat.Codelist(dim)
			if _, known := list.Code(a.ID); a.ID == meaningIgnore || known && dim.Allows(a.ID) {
				return finding{}, true
			}
			nearest = append(nearest, r.offered(list, list.Nearest(a.ID, 3, dim.Codes))...)
		}
	}
	if !slices.Contains(places, a.Of) {
		return finding{message: "no dimension " + a.Of, nearest: datasets.Nearest(a.Of, places, 3)}, false
	}
	nearest = distinct(nearest)
	return finding{message: "no code " + a.ID + " of " + a.Of, nearest: nearest[:min(3, len(nearest))]}, false
}

// distinct returns the first of each of some texts.
func distinct(texts []string) []string {
	var out []string
	for _, s := range texts {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// faultOfMapping reports an assignment that cannot be used.
func (r *reader) faultOfMapping(a datasets.Assignment, f finding) {
	f.rule, f.found, f.mend = "mapping", a.ID, "Write an id that the catalogue or the workbook's dictionary has on that line of the mapping, or remove the line."
	if a.Line == "" {
		f.severity = datasets.SeverityInfo
		f.message = fmt.Sprintf("the remembered mapping of %q is left out: %s", a.Text, f.message)
	} else {
		f.message = fmt.Sprintf("%s: %s", a.Line, f.message)
	}
	r.fault(f)
}

// sayMapping says how many remembered assignments were used, and which of the
// steward's matched nothing.
func (r *reader) sayMapping() {
	kept, used := 0, 0
	for i, a := range r.mapped.entries {
		if a.Line == "" {
			kept++
			if _, usable := r.mapped.index[a.Key()]; usable && r.mapped.met[i] {
				used++
			}
		} else if !r.mapped.met[i] {
			r.fault(finding{rule: "mapping", severity: datasets.SeverityInfo, message: fmt.Sprintf("%s: %q matched nothing in this workbook", a.Line, a.Text)})
		}
	}
	if kept > 0 {
		r.fault(finding{rule: "mapping", severity: datasets.SeverityInfo, message: fmt.Sprintf("the remembered mapping of %s was used: %d of its %d entries", r.report.Publication.Source.ID, used, kept)})
	}
}

// by says where an assignment comes from.
func by(a datasets.Assignment) string {
	if a.Line == "" {
		return "the remembered mapping"
	}
	return a.Line
}
