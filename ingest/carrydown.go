package ingest

import (
	"slices"
	"strings"

	"barometer/datasets"
)

// carryDown reads a blank in a column of labels as the label above it, as if
// both were merged, where a column of labels on its right has one: a group is
// written once, beside the first of its rows.
func (l *layout) carryDown() {
	var stubs []*axis
	for _, a := range l.axes {
		if a.rows {
			stubs = append(stubs, a)
		}
	}
	slices.SortFunc(stubs, func(a, b *axis) int { return a.at - b.at })
	for k, a := range stubs {
		var carried []string
		for i, c := range a.labels {
			labelled := func(b *axis) bool { return b.labels[i].kind != empty }
			if i == 0 || c.kind != empty || a.labels[i-1].kind == empty || !slices.ContainsFunc(stubs[k+1:], labelled) {
				continue
			}
			a.labels[i] = a.labels[i-1]
			carried = append(carried, c.ref())
		}
		if len(carried) > 0 {
			l.r.fault(finding{
				rule: "layout", severity: datasets.SeverityInfo, sheet: l.sheet, cell: a.first(), found: a.first().text,
				message: "the blank cells of this column are read as the label above them: " + strings.Join(carried[:min(len(carried), hiddenShown)], ", "),
			})
		}
	}
}
