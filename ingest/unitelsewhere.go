package ingest

import (
	"fmt"
	"slices"

	"barometer/datasets"
)

// unitPlace is where a line of a unit may be taken to count: the tables of one
// dataset on a sheet.
type unitPlace struct {
	sheet   *sheet
	dataset *datasets.Dataset
}

// sayUnitElsewhere warns of a table that nothing gives a unit, where a table of
// its dataset further up on the sheet has a line with another than is taken:
// the line counts for that table alone.
func (l *layout) sayUnitElsewhere() {
	here := unitPlace{l.sheet, l.dataset}
	target := l.r.vocabulary.unitOf(l.dataset, l.dataset.DefaultKey(nil))
	if l.unit != "" {
		if factor, ok := l.r.vocabulary.factor(l.unit, target); ok && factor.compare(tenTo(0)) != 0 {
			l.r.unitLines[here] = l.given
		} else {
			delete(l.r.unitLines, here)
		}
		return
	}
	line, found := l.r.unitLines[here]
	if !found || !l.hasBareFigures() {
		return
	}
	c, lang := l.header[0].cells[0], l.r.report.Publication.Language
	units, name := l.r.cat.Codelists[conceptUnit], l.r.cat.Concept(conceptUnit).Name
	l.r.fault(finding{
		rule: "unit", severity: datasets.SeverityWarning, sheet: l.sheet, cell: c, found: c.text,
		message:  fmt.Sprintf("the table names no unit, where one of %s above has %s (%s): read in %s", l.dataset.ID, line.value, line.cell.ref(), units.Label(target, lang)),
		expected: "a line of the unit above each table",
		mend:     fmt.Sprintf("Write the line %s : %s above this table too, or %s : %s if that is meant.", name.In(lang), line.value, name.In(lang), units.Label(target, lang)),
	})
}

// hasBareFigures reports whether some figures have no unit in their cell, their
// column's header or a column beside them.
func (l *layout) hasBareFigures() bool {
	return len(l.attributes[conceptUnit]) == 0 && slices.ContainsFunc(l.body, func(x row) bool {
		return slices.ContainsFunc(l.values, func(col int) bool {
			f, ok := figureOf(x.at(col))
			_, headed := l.units[col]
			return ok && f.hasFigure() && f.low.unit == "" && !headed
		})
	})
}
