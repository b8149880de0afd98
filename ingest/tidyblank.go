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

// sayBlanks warns of rows that leave a dimension empty which other rows of
// their dataset fill: they are read as its default.
func (t *tidy) sayBlanks() {
	for _, p := range t.topics {
		for i := range p.blanks {
			if b := &p.blanks[i]; b.filled && b.rows > 0 && p.dataset.Dimensions[i].Default != "" {
				t.sayBlank(p.dataset, p.dataset.Dimensions[i], b)
			}
		}
	}
}

func (t *tidy) sayBlank(d *datasets.Dataset, dim datasets.Dimension, b *blanks) {
	list, lang := t.r.cat.Codelist(dim), t.r.report.Publication.Language
	rows := "the row leaves"
	if b.rows > 1 {
		rows = fmt.Sprintf("%d rows from here on leave", b.rows)
	}
	t.r.fault(finding{
		rule: "dimension", severity: datasets.SeverityWarning, sheet: t.sheet, cell: b.first, found: "an empty cell", nearest: t.r.offered(list, []string{dim.Default}),
		message:  fmt.Sprintf("%s %s empty, where other rows of %s fill it: read as %s", rows, dim.ID, d.ID, list.Named(dim.Default, lang)),
		expected: "a code or label of " + dim.ID, mend: "Write the label in every row, " + list.Label(dim.Default, lang) + " if that is meant.",
	})
}
