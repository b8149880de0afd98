package ingest

import (
	"fmt"
	"regexp"
	"slices"

	"barometer/datasets"
)

// goesOn reports whether a row below a single blank one belongs to the table
// above it: a label of that table, or a text that is nothing else, and figures
// under its headers. The table is then taken up again.
func (t *tables) goesOn(x row) bool {
	b := t.above
	if b == nil || !t.broke || len(b.body) == 0 || len(t.head) > 0 || !b.takes(x) {
		return false
	}
	t.block, t.above, t.part, t.broke = b, nil, inBody, false
	t.held.cells, t.spent = t.held.cells+t.spent.cells, holding{}
	b.span(x)
	t.r.fault(finding{
		rule: "layout", severity: datasets.SeverityInfo, sheet: t.sheet, cell: x.cells[0], found: x.cells[0].text,
		message: fmt.Sprintf("the table goes on below the blank row %d", x.n-1),
	})
	return true
}

// takes reports whether a row has the form of the table's first.
func (b *block) takes(x row) bool {
	d, named := b.datasetNamed()
	label := x.cells[0]
	if !named || len(x.cells) < 2 || label.col != b.body[0].cells[0].col || label.kind != text && !b.r.labels(d, label) {
		return false
	}
	if _, key := b.r.vocabulary.concept(label.text); key && !b.r.labels(d, label) {
		return false
	}
	header := true // it may begin another table
	for _, c := range x.cells[1:] {
		if b.isEmpty(c.col) {
			return false
		}
		_, figure := figureOf(c)
		_, _, period := labelPeriod(c)
		if c.kind == broken || !figure && !b.r.labels(d, c) {
			return false
		}
		header = header && (!figure || period && maybeYear(c))
	}
	return !header
}

// ofWhich is what stands before the label of a part: dont Île-de-France. "Y
// compris" is none: with overseas the whole is another.
var ofWhich = regexp.MustCompile(`(?i)^\W*(?:dont|of which|of whom)\s*:?\s+`)

// cutOfWhich cuts off a label that it is of a part of what stands above it.
func cutOfWhich(label string) string { return ofWhich.ReplaceAllString(label, "") }

// introductions are what stands alone above the parts of a total, folded.
var introductions = []string{"dont", "parmilesquels", "parmilesquelles", "soit", "ycompris", "notamment", "ofwhich", "ofwhom", "including"}

// introduces reports whether a text alone in its row says no more than that
// parts of what stands above it follow.
func introduces(text string) bool { return slices.Contains(introductions, datasets.Fold(text)) }
