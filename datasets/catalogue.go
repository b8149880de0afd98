package datasets

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Concept is the name of a dimension or of another key a workbook may write.
type Concept struct {
	ID      string
	Name    Text
	Aliases []string
}

// Listing is one line of the directory: who is where, without figures.
type Listing struct {
	Place, Employer, CentreType, Event, Statement, Source, Quote string
}

// Catalogue is every structure the office publishes under: concepts,
// codelists, datasets, sources, the directory, and what the pages show. A
// Catalogue is read-only once made.
type Catalogue struct {
	Version   int
	Concepts  []Concept
	Codelists map[string]*Codelist
	Datasets  []*Dataset
	Sources   []Source // in order of rank
	Directory []Listing
	Pages     Pages
	Files     map[string][]byte // what it was parsed from, by path
}

// Pages is what the home page and the pages of areas show.
type Pages struct{ Home, Area Page }

// Page is the content of a kind of page.
type Page struct {
	Title, Lead Text
	Level       string // of the areas it lists; "" lists none
	Figures     []FigureSpec
	Charts      []ChartSpec
}

// AreaDimension is the dimension whose codes have pages of their own.
const AreaDimension = "geo"

// FigureSpec is a headline figure: the latest one of a series. On an area's
// page the dimension geo is the area.
type FigureSpec struct {
	Dataset string
	Codes   map[string]string // the others take their default
	Label   Text
	Unit    string // the unit to show it in; "" is its own
}

// ChartSpec is a chart of a page. On an area's page the dimension geo is the
// area, unless Over is geo.
type ChartSpec struct {
	Dataset         string
	Codes           map[string][]string
	Type, Over      string
	From, To        Period
	Unit            string
	Title, Subtitle Text
}

// Dictionary is what a workbook's own dictionary sheets add to the catalogue.
type Dictionary struct {
	Datasets []Dataset
	Codes    map[string][]Code // by codelist
	Sources  []Source          // sources the catalogue does not know
}

// Empty reports whether the dictionary adds nothing.
func (d Dictionary) Empty() bool {
	return len(d.Datasets) == 0 && len(d.Codes) == 0 && len(d.Sources) == 0
}

// Dataset returns a dataset, or a NotFound error naming the nearest ids.
func (c *Catalogue) Dataset(id string) (*Dataset, error) {
	for _, d := range c.Datasets {
		if d.ID == id {
			return d, nil
		}
	}
	var ids []string
	for _, d := range c.Datasets {
		ids = append(ids, d.ID)
	}
	return nil, &Error{Kind: NotFound, Message: fmt.Sprintf("no dataset %q", id), Parameter: "dataset", Value: id, Nearest: Nearest(id, ids, 3)}
}

// Renamed returns the dataset that had an id before.
func (c *Catalogue) Renamed(id string) (*Dataset, bool) {
	i := slices.IndexFunc(c.Datasets, func(d *Dataset) bool { return slices.Contains(d.Former, id) })
	if i < 0 {
		return nil, false
	}
	return c.Datasets[i], true
}

// Source returns a source by id.
func (c *Catalogue) Source(id string) (Source, bool) {
	i := slices.IndexFunc(c.Sources, func(s Source) bool { return s.ID == id })
	if i < 0 {
		return Source{}, false
	}
	return c.Sources[i], true
}

// Concept returns the concept of an id, or one named by its id.
func (c *Catalogue) Concept(id string) Concept {
	for _, k := range c.Concepts {
		if k.ID == id {
			return k
		}
	}
	return Concept{ID: id, Name: Text{id, id}}
}

// Codelist returns the codelist of a dimension.
func (c *Catalogue) Codelist(d Dimension) *Codelist {
	if l, ok := c.Codelists[d.Codelist]; ok {
		return l
	}
	return NewCodelist(d.Codelist, nil)
}

// CodelistFor returns the id of the codelist that a dimension of this id
// uses: the datasets' own choice, else the codelist of the same name, else "".
func (c *Catalogue) CodelistFor(dimension string) string {
	for _, d := range c.Datasets {
		if i := d.Dim(dimension); i >= 0 {
			return d.Dimensions[i].Codelist
		}
	}
	if _, ok := c.Codelists[dimension]; ok {
		return dimension
	}
	return ""
}

// Unit returns the id of the unit a series is in: its dataset's, else its
// measure's, else "".
func (c *Catalogue) Unit(d *Dataset, key Key) string {
	if d.Unit != "" {
		return d.Unit
	}
	codes := key.Codes()
	for i, dim := range d.Dimensions {
		if i < len(codes) {
			if code, ok := c.Codelist(dim).Code(codes[i]); ok && code.Unit != "" {
				return code.Unit
			}
		}
	}
	return ""
}

// UnitFactor returns how many of base one unit is (a billion euros is 1000
// million), and false where they do not convert.
func (c *Catalogue) UnitFactor(unit, base string) (float64, bool) {
	if unit == base {
		return 1, true
	}
	list, ok := c.Codelists["unit"]
	if !ok {
		return 0, false
	}
	u, known := list.Code(unit)
	if !known || u.Base != base {
		return 0, false
	}
	f, err := strconv.ParseFloat(u.Factor, 64)
	return f, err == nil
}

// Allowed returns the ids of the codes a dimension allows, in the codelist's
// order.
func (c *Catalogue) Allowed(d Dimension) []string {
	if d.Codes != nil {
		return d.Codes
	}
	var ids []string
	for _, code := range c.Codelist(d).Codes {
		ids = append(ids, code.ID)
	}
	return ids
}

// With returns the catalogue with dictionaries added, the catalogue's own
// entries winning over a dictionary's of the same id. A code that exists gets
// the dictionary's labels as aliases. The receiver is unchanged.
func (c *Catalogue) With(dictionaries ...Dictionary) *Catalogue {
	out := *c
	out.Codelists = maps.Clone(c.Codelists)
	out.Datasets = slices.Clone(c.Datasets)
	out.Sources = slices.Clone(c.Sources)
	for _, dict := range dictionaries {
		for _, id := range slices.Sorted(maps.Keys(dict.Codes)) {
			var codes []Code
			if l, ok := out.Codelists[id]; ok {
				codes = slices.Clone(l.Codes)
			}
			places := map[string]int{}
			for i, k := range codes {
				places[k.ID] = i
			}
			for _, added := range dict.Codes[id] {
				i, found := places[added.ID]
				if !found {
					places[added.ID] = len(codes)
					codes = append(codes, added)
					continue
				}
				codes[i].Aliases = slices.Concat(codes[i].Aliases, []string{added.Label.En, added.Label.Fr}, added.Aliases)
			}
			out.Codelists[id] = NewCodelist(id, codes)
		}
		for _, d := range dict.Datasets {
			if _, err := out.Dataset(d.ID); err != nil {
				out.Datasets = append(out.Datasets, &d)
			}
		}
		for _, s := range dict.Sources {
			if _, ok := out.Source(s.ID); !ok {
				out.Sources = append(out.Sources, s)
			}
		}
	}
	return &out
}

// Reserved are the names that a dimension may not have, because a parameter of
// a request or a column of an answer has them.
var Reserved = []string{
	"period", "value", "low", "high", "unit", "status", "precision", "source", "release", "published", "note",
	"quantum", "workbook", "sheet", "cell", "text", "quote", "dataset",
	"from", "to", "last", "asOf", "at", "boundaries", "transform", "format", "labels", "layout", "origin", "lang",
	"limit", "cursor", "type", "over", "width", "height", "theme", "title", "values", "preview", "key", "locale", "q",
	"revision", "shown", "state", "reason", "relation", "rule", "statements",
	"check", "formula", "inputs", "stated", "agrees",
}

// Validate returns every fault of the catalogue, joined into one error: a
// missing language, a code, codelist, unit or dataset that does not exist, a
// cycle of parents, an area whose successor or NUTS parent is not one, a
// reserved name, a former id that is one of another dataset.
func (c *Catalogue) Validate() error {
	v := validator{c: c}
	for _, id := range slices.Sorted(maps.Keys(c.Codelists)) {
		v.codelist(c.Codelists[id])
	}
	seen := map[string]bool{}
	for _, d := range c.Datasets {
		if seen[d.ID] {
			v.fault("datasets.yaml: dataset %s stands twice", d.ID)
		}
		seen[d.ID] = true
		v.dataset(d)
	}
	for _, d := range c.Datasets {
		for _, former := range d.Former {
			if seen[former] {
				v.fault("datasets.yaml: %s, a former id of %s, stands for a dataset already", former, d.ID)
			}
			seen[former] = true
		}
	}
	for _, s := range c.Sources {
		v.text("sources.csv: "+s.ID, s.Title)
		if s.Rank < 1 {
			v.fault("sources.csv: %s has rank %d, expected 1 or more", s.ID, s.Rank)
		}
	}
	v.directory()
	v.pages()
	return v.err()
}
