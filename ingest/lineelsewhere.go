package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// linePlace is where a line above a table may be taken to count: the tables of
// one dataset on a sheet.
type linePlace struct {
	sheet   *sheet
	dataset *datasets.Dataset
	concept string
}

// sayLinesElsewhere warns of what nothing says of a table, where a table of its
// dataset further up on the sheet has a line that says another thing than is
// taken: the line counts for that table alone.
func (l *layout) sayLinesElsewhere() {
	l.sayUnitElsewhere()
	assumed, fixed := l.assumed(), l.fixed()
	for i, dim := range l.dataset.Dimensions {
		here := linePlace{l.sheet, l.dataset, dim.ID}
		line, found := l.r.lines[here]
		switch {
		case assumed[i] != "" && found:
			list, lang := l.r.cat.Codelist(dim), l.r.report.Publication.Language
			l.sayElsewhere("dimension", line, list.Named(assumed[i], lang), list.Label(assumed[i], lang))
		case assumed[i] != "" || fixed[i] == "":
		case l.wholeOf(dim, fixed[i]):
			delete(l.r.lines, here)
		default:
			l.r.lines[here] = l.lineOf(dim.ID)
		}
	}
}

// wholeOf reports whether a dimension's default is the code or a whole that it
// is a part of: where nothing is said, everybody takes the whole.
func (l *layout) wholeOf(dim datasets.Dimension, id string) bool {
	list := l.r.cat.Codelist(dim)
	for range len(list.Codes) {
		code, ok := list.Code(id)
		if id == dim.Default || !ok {
			return id == dim.Default
		}
		id = code.Parent
	}
	return false
}

func (l *layout) lineOf(concept string) keyLine {
	return l.keys[slices.IndexFunc(l.keys, func(k keyLine) bool { return k.concept == concept })]
}

func (l *layout) sayUnitElsewhere() {
	here := linePlace{l.sheet, l.dataset, conceptUnit}
	target := l.r.vocabulary.unitOf(l.dataset, l.dataset.DefaultKey(nil))
	line, found := l.r.lines[here]
	switch factor, ok := l.r.vocabulary.factor(l.unit, target); {
	case l.unit == "" && found && l.hasBareFigures():
		name := l.r.cat.Codelists[conceptUnit].Label(target, l.r.report.Publication.Language)
		l.sayElsewhere("unit", line, name, name)
	case l.unit == "":
	case ok && factor.compare(tenTo(0)) != 0:
		l.r.lines[here] = l.given
	default:
		delete(l.r.lines, here)
	}
}

// sayElsewhere warns that a line of another table does not count here: what is
// taken instead, and the label that says so.
func (l *layout) sayElsewhere(rule string, line keyLine, taken, label string) {
	c, concept := l.header[0].cells[0], l.r.cat.Concept(line.concept).Name
	name := concept.In(l.r.report.Publication.Language)
	l.r.fault(finding{
		rule: rule, severity: datasets.SeverityWarning, sheet: l.sheet, cell: c, found: c.text,
		message:  fmt.Sprintf("the table names no %s, where one of %s above has %s (%s): read as %s", strings.ToLower(concept.En), l.dataset.ID, line.value, line.cell.ref(), taken),
		expected: "a line of " + line.concept + " above each table",
		mend:     fmt.Sprintf("Write the line %s : %s above this table too, or %s : %s if that is meant.", name, line.value, name, label),
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
