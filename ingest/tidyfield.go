package ingest

import (
	"slices"

	"barometer/datasets"
)

// field is where a tidy sheet says one thing of its observations: in a column,
// or above the header for the rows that leave it empty.
type field struct {
	col  int      // 0 is none
	line *keyLine // nil is none
}

// text returns what the sheet says for a row.
func (f *field) text(x row) string {
	if text := x.text(f.col); text != "" || f.line == nil {
		return text
	}
	return f.line.value
}

// cell returns where the sheet says it.
func (f *field) cell(x row) cell {
	if f.line != nil && x.text(f.col) == "" {
		return f.line.cell
	}
	return x.at(f.col)
}

// tidyFields are the fields of any observation, whatever its dataset.
type tidyFields struct {
	dataset, period, unit, status, precision field
	value, low, high, quantum, note, quote   field // columns alone
}

// topic is what the rows of one dataset are about, and what the last of them
// said: a long sheet tells its figures series by series, so that most rows say
// what the row before said.
type topic struct {
	dataset *datasets.Dataset
	fields  []field  // by dimension
	said    []string // by dimension
	codes   []string // that this means, or the defaults
	blanks  []blanks // by dimension
	units   units
	strange []column // of dimensions that the dataset does not have
	key     datasets.Key
	filled  bool // every dimension has a code, and key joins them
}

// lastCode is what a field said last, and the code that this named.
type lastCode struct{ text, code string }

// plan finds the fields, once the header and the lines above it are known.
func (t *tidy) plan() {
	t.ignored = memo[string, bool]{}
	t.topics, t.periods, t.years = map[*datasets.Dataset]*topic{}, memo[string, datasets.Period]{}, memo[string, datasets.Period]{}
	t.mentions = t.r.unitMentions(t.titles)
	column := func(concept string) field { return field{col: t.head.columns[concept]} }
	t.fields = tidyFields{
		dataset: t.field(conceptDataset), period: t.field(conceptPeriod), unit: t.field(conceptUnit),
		status: t.field(conceptStatus), precision: t.field(conceptPrecision),
		value: column(conceptValue), low: column(conceptLow), high: column(conceptHigh),
		quantum: column(conceptQuantum), note: column(conceptNote), quote: column(conceptQuote),
	}
	if t.valueUnit != nil {
		t.fields.unit.line = t.valueUnit
	}
	for concept, col := range t.head.columns {
		if !slices.Contains(ownColumns, concept) {
			t.above = append(t.above, above{col: col})
		}
	}
	slices.SortFunc(t.above, func(a, b above) int { return a.col - b.col })
}

func (t *tidy) field(concept string) field {
	f := field{col: t.head.columns[concept]}
	if i := slices.IndexFunc(t.keys, func(k keyLine) bool { return k.concept == concept }); i >= 0 {
		f.line = &t.keys[i]
	}
	return f
}

// topicOf returns the topic of a dataset.
func (t *tidy) topicOf(d *datasets.Dataset) *topic {
	if known, ok := t.topics[d]; ok {
		return known
	}
	p := &topic{dataset: d, codes: defaults(d), said: make([]string, len(d.Dimensions)), blanks: make([]blanks, len(d.Dimensions))}
	for _, dim := range d.Dimensions {
		p.fields = append(p.fields, t.field(dim.ID))
	}
	for _, column := range t.dimensions {
		if d.Dim(column.concept) < 0 {
			p.strange = append(p.strange, column)
		}
	}
	t.topics[d] = p
	if len(t.titles) > 0 {
		t.r.sayUnusedLabels(t.sheet, d, t.titles, t.fixed(p), t.assumed(p))
	}
	return p
}

// fixed returns the codes of a topic that no column carries, "" for the others.
func (t *tidy) fixed(p *topic) []string {
	fixed := defaults(p.dataset)
	for i, f := range p.fields {
		if f.col > 0 {
			fixed[i] = ""
		} else if f.line != nil {
			fixed[i] = ""
			if ids, _ := t.r.vocabulary.codes(p.dataset.Dimensions[i], f.line.value); len(ids) == 1 {
				fixed[i] = ids[0]
			}
		}
	}
	return fixed
}

// assumed returns the defaults of a topic that neither a column nor a line
// says, "" for the others.
func (t *tidy) assumed(p *topic) []string {
	assumed := defaults(p.dataset)
	for i, f := range p.fields {
		if f.col > 0 || f.line != nil {
			assumed[i] = ""
		}
	}
	return assumed
}
