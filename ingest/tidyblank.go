package ingest

import (
	"fmt"

	"barometer/datasets"
)

// blanks counts the rows of a topic that leave the column of a dimension
// empty.
type blanks struct {
	rows   int
	first  cell
	filled bool // other rows say a code
}

func (b *blanks) count(x row, col int) {
	if b.rows == 0 {
		b.first = x.at(col)
	}
	b.rows++
}

// units counts the figures of a topic that its column of units leaves without
// one, and notes whether others are in another unit than the dataset's.
type units struct {
	blanks
	scaled bool
	in     string // the unit that the first figure without one is read in
}

// countUnit notes what the column of units says of a row's figure, unless its
// own cell names the unit: id is "" where the column leaves it open.
func (t *tidy) countUnit(x row, st *statement, id string) {
	if t.fields.unit.col == 0 || !st.figure.hasFigure() || st.dataset == nil || t.topic == nil {
		return
	}
	u, target := &t.topic.units, t.r.vocabulary.unitOf(st.dataset, st.key)
	switch {
	case id != "":
		u.filled, u.scaled = true, u.scaled || id != target
	case st.unit == "" && st.figure.low.unit == "":
		if u.rows == 0 {
			u.in = target
		}
		u.count(x, t.fields.unit.col)
	}
}

// sayBlankUnits tells of figures without a unit where others of their dataset
// have one: as a warning where those are in another unit than is taken here.
func (t *tidy) sayBlankUnits(d *datasets.Dataset, u *units) {
	list, lang := t.r.cat.Codelists[conceptUnit], t.r.report.Publication.Language
	f := finding{
		rule: "unit", severity: datasets.SeverityInfo, sheet: t.sheet, cell: u.first, found: "an empty cell",
		message:  fmt.Sprintf("%s no unit, where other rows of %s have one: read in %s", u.words("names", "name"), d.ID, list.Label(u.in, lang)),
		expected: "a unit in every row", mend: "Write the unit in every row, " + list.Label(u.in, lang) + " if that is meant.",
	}
	if u.scaled {
		f.severity = datasets.SeverityWarning
	}
	t.r.fault(f)
}

// words counts the rows, with a verb in singular and plural.
func (b *blanks) words(one, many string) string {
	if b.rows == 1 {
		return "the row " + one
	}
	return fmt.Sprintf("%d rows from here on %s", b.rows, many)
}

// sayBlanks warns of rows that leave a dimension empty which other rows of
// their dataset fill: they are read as its default.
func (t *tidy) sayBlanks() {
	for _, p := range t.topics {
		if p.units.filled && p.units.rows > 0 {
			t.sayBlankUnits(p.dataset, &p.units)
		}
		for i := range p.blanks {
			if b := &p.blanks[i]; b.filled && b.rows > 0 && p.dataset.Dimensions[i].Default != "" {
				t.sayBlank(p.dataset, p.dataset.Dimensions[i], b)
			}
		}
	}
}

func (t *tidy) sayBlank(d *datasets.Dataset, dim datasets.Dimension, b *blanks) {
	list, lang := t.r.cat.Codelist(dim), t.r.report.Publication.Language
	t.r.fault(finding{
		rule: "dimension", severity: datasets.SeverityWarning, sheet: t.sheet, cell: b.first, found: "an empty cell", nearest: t.r.offered(list, []string{dim.Default}),
		message:  fmt.Sprintf("%s %s empty, where other rows of %s fill it: read as %s", b.words("leaves", "leave"), dim.ID, d.ID, list.Named(dim.Default, lang)),
		expected: "a code or label of " + dim.ID, mend: "Write the label in every row, " + list.Label(dim.Default, lang) + " if that is meant.",
	})
}
