package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// axis is the labels of one header row, or of one column of the body.
type axis struct {
	concept string // the dimension, or period; "" until it is known
	rows    bool   // it runs down the rows
	at      int    // its column, or its row of the header
	labels  []cell // over values, or of body, in their order; empty ones are unlabelled
	codes   []string
	periods []datasets.Period
	marks   [][]string
	strange map[string][]cell // the labels that a concept does not know, once it was asked
}

// named reads the axes whose header says what they are.
func (l *layout) named() bool {
	ok := true
	for _, a := range l.axes {
		if a.concept != "" {
			ok = l.take(a) && ok
		}
	}
	return ok
}

// take checks that nothing else fills the axis's concept, and reads its
// labels. A label that cannot be read is reported, and its row or column left
// out: the rest of the table stands.
func (l *layout) take(a *axis) bool {
	twice := a.concept == conceptPeriod && !l.period.IsZero()
	if i := l.dataset.Dim(a.concept); i >= 0 && l.codes[i] != "" {
		twice = true
	}
	if i := slices.IndexFunc(l.axes, func(b *axis) bool { return a != b && b.concept == a.concept }); i >= 0 {
		if i < slices.Index(l.axes, a) {
			l.sayTwice(a, l.axes[i])
		}
		return false
	}
	if twice {
		c := a.first()
		l.r.fault(finding{rule: "dimension", sheet: l.sheet, cell: c, message: a.concept + " is said twice for this table", found: c.text, expected: "a line above the table, or one row or column of labels", mend: "Delete the line above the table that says it, or the labels."})
		return false
	}
	a.codes = make([]string, len(a.labels))
	a.periods = make([]datasets.Period, len(a.labels))
	a.marks = make([][]string, len(a.labels))
	for i, c := range a.labels {
		l.label(a, i, c)
	}
	return true
}

// sayTwice reports two rows or columns of labels of one concept.
func (l *layout) sayTwice(a, b *axis) {
	c, other := a.first(), b.first()
	l.r.fault(finding{
		rule: "dimension", sheet: l.sheet, cell: c, found: c.text,
		message:  fmt.Sprintf("%s is said twice for this table: here and from %s on", a.concept, other.ref()),
		expected: "one row or column of labels of each dimension",
		mend:     "Put what stands side by side into tables of its own, one below the other; a column that says nothing else can be deleted, or ignored by a mapping (--map).",
	})
}

func (l *layout) label(a *axis, i int, c cell) {
	switch {
	case i > 0 && a.labels[i-1].row == c.row && a.labels[i-1].col == c.col: // merged
		a.codes[i], a.periods[i], a.marks[i] = a.codes[i-1], a.periods[i-1], a.marks[i-1]
	case c.kind == broken:
	case c.kind == empty:
		l.r.fault(finding{rule: "header", sheet: l.sheet, cell: c, message: "nothing says which " + strings.ToLower(l.r.cat.Concept(a.concept).Name.En) + " this is", expected: "a label", mend: "Write the label again in this cell, or merge the cell with the one that has it."})
	case a.concept == conceptPeriod:
		p, marks, ok := labelPeriod(c)
		if !ok {
			l.r.notPeriod(l.sheet, c, c.text)
		}
		a.periods[i], a.marks[i] = p, marks
	default:
		a.codes[i], a.marks[i], _ = l.r.code(l.sheet, c, l.dataset.Dimensions[l.dataset.Dim(a.concept)], c.label())
	}
}

// labelPeriod reads a period with the marks of its notes.
func labelPeriod(c cell) (datasets.Period, []string, bool) {
	if p, ok := periodOf(c); ok {
		return p, nil, true
	}
	s, marks := cutMarks(strings.TrimSpace(c.text))
	p, ok := parsePeriod(s)
	return p, marks, ok && (c.kind == text || marks != nil)
}

func (a *axis) first() cell {
	for _, c := range a.labels {
		if c.kind != empty {
			return c
		}
	}
	return cell{}
}

// unnamed gives each remaining axis to the one concept that knows every label
// of it and that nothing else fills.
func (l *layout) unnamed() bool {
	for {
		var open []*axis
		progress := false
		for _, a := range l.axes {
			if a.concept != "" {
				continue
			}
			open = append(open, a)
			if fit := l.candidates(a); len(fit) == 1 {
				a.concept = fit[0]
				progress = true
				if !l.take(a) {
					return false
				}
			}
		}
		if len(open) == 0 {
			return true
		}
		if !progress {
			i := slices.IndexFunc(open, func(a *axis) bool { return l.likely(a) != "" })
			if i < 0 {
				for _, a := range open {
					l.unplaced(a)
				}
				return false
			}
			open[i].concept = l.likely(open[i])
			if !l.take(open[i]) {
				return false
			}
		}
	}
}

// free returns the concepts that no key line and no axis fills.
func (l *layout) free() []string {
	var out []string
	taken := func(concept string) bool {
		return slices.ContainsFunc(l.axes, func(a *axis) bool { return a.concept == concept })
	}
	if l.period.IsZero() && !taken(conceptPeriod) {
		out = append(out, conceptPeriod)
	}
	for i, dim := range l.dataset.Dimensions {
		if l.codes[i] == "" && !taken(dim.ID) {
			out = append(out, dim.ID)
		}
	}
	return out
}

func (l *layout) candidates(a *axis) []string {
	var out []string
	for _, concept := range l.free() {
		if len(l.unknown(a, concept)) == 0 {
			out = append(out, concept)
		}
	}
	if slices.Contains(out, conceptPeriod) {
		return []string{conceptPeriod}
	}
	return out
}

// likely returns the one concept that knows more labels of an axis than any
// other does, "" if there is none: the others are reported, and the rest of the
// table is read for what else there is to report.
func (l *layout) likely(a *axis) string {
	if len(l.candidates(a)) > 0 {
		return "" // several know them all: that is for the steward to say
	}
	best, most := "", 0
	for _, concept := range l.free() {
		switch known := len(a.labels) - len(l.unknown(a, concept)); {
		case known > most:
			best, most = concept, known
		case known == most:
			best = ""
		}
	}
	return best
}

// unknown returns the labels of an axis that a concept does not know. A header
// has up to 16,384 of them and is asked about again and again until it is
// placed, but reading them does not depend on what else is.
func (l *layout) unknown(a *axis, concept string) []cell {
	if out, asked := a.strange[concept]; asked {
		return out
	}
	var out []cell
	for _, c := range a.labels {
		if c.kind == empty || c.kind == broken {
			continue
		}
		if !l.knows(concept, c) {
			out = append(out, c)
		}
	}
	if a.strange == nil {
		a.strange = map[string][]cell{}
	}
	a.strange[concept] = out
	return out
}

// knows reports whether a cell is a period, or a code of a dimension.
func (l *layout) knows(concept string, c cell) bool {
	if concept == conceptPeriod {
		_, _, known := labelPeriod(c)
		return known
	}
	i := l.dataset.Dim(concept)
	return i >= 0 && l.r.vocabulary.knows(l.dataset.Dimensions[i], c.label())
}

// unplaced reports an axis that belongs to no concept, or to several: the
// labels that the closest concept does not know, with what they may mean.
func (l *layout) unplaced(a *axis) {
	fit := l.candidates(a)
	if len(fit) > 1 {
		l.r.fault(finding{rule: "dimension", sheet: l.sheet, cell: a.first(), message: "these labels may be " + strings.Join(fit, " or "), found: a.first().text, nearest: fit[:min(3, len(fit))], expected: "a header or a line that names the dimension", mend: "Write the dimension's name over its column, or say the others in lines above the table."})
		return
	}
	best, fewest := "", len(a.labels)
	for _, concept := range l.free() {
		if n := len(l.unknown(a, concept)); n < fewest {
			best, fewest = concept, n
		}
	}
	slip := func(c cell) bool { return c.kind == empty || almostPeriod(strings.TrimSpace(c.text)) }
	if best == "" && slices.Contains(l.free(), conceptPeriod) && !slices.ContainsFunc(a.labels, func(c cell) bool { return !slip(c) }) {
		best = conceptPeriod
	}
	switch i := l.dataset.Dim(best); {
	case i >= 0:
		for _, c := range l.unknown(a, best) {
			l.r.code(l.sheet, c, l.dataset.Dimensions[i], c.label())
		}
	case best == conceptPeriod:
		for _, c := range l.unknown(a, best) {
			l.r.notPeriod(l.sheet, c, c.text)
		}
	default:
		l.unknownLabels(a)
	}
}

// unknownLabels reports labels that no free dimension knows, with the nearest
// of all of them.
func (l *layout) unknownLabels(a *axis) {
	for _, c := range a.labels {
		if c.kind == empty || c.kind == broken {
			continue
		}
		l.unplacedLabel(a, c)
		if l.sayTaken(a, c) {
			continue
		}
		var nearest []string
		for _, concept := range l.free() {
			if i := l.dataset.Dim(concept); i >= 0 {
				dim := l.dataset.Dimensions[i]
				nearest = append(nearest, l.r.offered(l.r.cat.Codelist(dim), l.r.vocabulary.nearest(dim, c.label()))...)
			}
		}
		l.r.fault(finding{
			rule: "code", sheet: l.sheet, cell: c, found: c.text, nearest: nearest[:min(3, len(nearest))],
			message: fmt.Sprintf("%q is no period and no code of %s that is still open here", c.text, l.dataset.ID), expected: "a period, or a code of " + strings.Join(l.free(), ", "),
			mend: "Write a period or the label of one of these codes, or add the code with its labels to a Dictionary sheet; what is neither can be left out by a mapping (--map).",
		})
	}
}
