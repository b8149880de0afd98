package datasets

import (
	"cmp"
	"iter"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// ChangeKind says what publishing a candidate would do to one cell.
type ChangeKind string

// The kinds of change. Each cell of a comparison has one.
const (
	ChangeNew         ChangeKind = "new"         // nobody gave a figure to compare it with
	ChangeRevised     ChangeKind = "revised"     // the source gave another figure before
	ChangeConfirmed   ChangeKind = "confirmed"   // the source gave the same figure, or another source one that does not contradict it
	ChangeGone        ChangeKind = "gone"        // a correction leaves out what its publication stated, or an edition what its source's last one did
	ChangeDisagreeing ChangeKind = "disagreeing" // new to the source, and another source says otherwise
)

// ChangeKinds are all kinds of change.
var ChangeKinds = []ChangeKind{ChangeNew, ChangeRevised, ChangeConfirmed, ChangeGone, ChangeDisagreeing}

// Change is what publishing a candidate would do to one cell.
type Change struct {
	Kind     ChangeKind
	Dataset  string
	Key      Key
	Period   Period
	New      *Row // the candidate's row; nil where it is gone
	Old      *Row // what the source stated before; nil if it did not
	Other    *Row // what is shown first of what others state; nil if none does
	Relation Relation
}

// Difference returns the new value less the old one, in the unit of the
// series, where both are single values.
func (c Change) Difference() Number {
	if c.New == nil || c.Old == nil || !c.New.Value.Known || !c.Old.Value.Known {
		return Number{}
	}
	difference := new(big.Rat).Sub(decimalOf(c.New.Value.Float), decimalOf(c.Old.Value.Float))
	f, _ := difference.Float64()
	return Num(f)
}

// Percent returns the difference in percent of the old value's size, where
// that is not zero.
func (c Change) Percent() Number {
	difference := c.Difference()
	if !difference.Known || c.Old.Value.Float == 0 {
		return Number{}
	}
	return Num(100 * difference.Float / math.Abs(c.Old.Value.Float))
}

// decimalOf is a float as the decimal number it prints as.
func decimalOf(f float64) *big.Rat {
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(f, 'f', -1, 64))
	return r
}

// Tally counts changes by kind.
type Tally struct{ New, Revised, Confirmed, Gone, Disagreeing int }

// Count adds a change.
func (t *Tally) Count(c Change) {
	switch c.Kind {
	case ChangeNew:
		t.New++
	case ChangeRevised:
		t.Revised++
	case ChangeConfirmed:
		t.Confirmed++
	case ChangeGone:
		t.Gone++
	case ChangeDisagreeing:
		t.Disagreeing++
	}
}

// Total is the number of changes counted.
func (t Tally) Total() int { return t.New + t.Revised + t.Confirmed + t.Gone + t.Disagreeing }

// Compare says what publishing a publication's rows would do to every cell of
// theirs, and to those that the publication stated before and now leaves out.
// visible is every row of the same series that a reader may see now, of all
// sources. Compare is pure, and the order of its arguments never matters; the
// changes come in order of dataset, key and period.
//
// A figure is compared with what its own source stated before: in the
// publication it corrects, else in the latest earlier one. Figures that are
// equal at the dataset's decimals and as precise are one figure; a status that
// alone is another does not revise it.
func Compare(cat *Catalogue, pub Publication, rows, visible []Row) []Change {
	release := &Release{ID: pub.ID, Publication: pub}
	rows = inOrder(rows)
	for i := range rows {
		rows[i].Release = release
	}
	visible = inOrder(slices.DeleteFunc(slices.Clone(visible), func(r Row) bool { return r.Release == nil }))
	return slices.Collect(Changes(cat, pub, rows, visible))
}

// Changes is Compare of rows that are in order already, those of the
// publication with its release and those visible each with its own. They are
// not copied: the changes point at them.
func Changes(cat *Catalogue, pub Publication, rows, visible []Row) iter.Seq[Change] {
	return func(yield func(Change) bool) { changes(cat, pub, rows, visible, yield) }
}

func changes(cat *Catalogue, pub Publication, rows, visible []Row, yield func(Change) bool) {
	for len(rows) > 0 || len(visible) > 0 {
		var c comparison
		var place *Row
		if len(rows) > 0 && (len(visible) == 0 || byCell(&rows[0], &visible[0]) <= 0) {
			place, c.candidate, rows = &rows[0], &rows[0], rows[1:]
		} else {
			place = &visible[0]
		}
		n := 0
		for n < len(visible) && byCell(place, &visible[n]) == 0 {
			n++
		}
		c.visible, visible = visible[:n], visible[n:]
		if change, ok := c.change(cat, pub); ok {
			change.Dataset, change.Key, change.Period = place.Dataset, place.Key, place.Period
			if !yield(change) {
				return
			}
		}
	}
}

// inOrder returns a copy of rows in order of dataset, key and period.
func inOrder(rows []Row) []Row {
	rows = slices.Clone(rows)
	for i := 1; i < len(rows); i++ {
		if byCell(&rows[i-1], &rows[i]) > 0 {
			slices.SortStableFunc(rows, func(a, b Row) int { return byCell(&a, &b) })
			break
		}
	}
	return rows
}

// byCell compares where two rows stand.
func byCell(a, b *Row) int {
	return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(string(a.Key), string(b.Key)), a.Period.Compare(b.Period))
}

// comparison is what there is to say of one cell.
type comparison struct {
	candidate *Row
	visible   []Row
}

// resolved returns the visible rows, of which most cells have one at most.
func (c *comparison) resolved() []Row {
	if len(c.visible) < 2 {
		return c.visible
	}
	return Resolve(c.visible)
}

func (c *comparison) change(cat *Catalogue, pub Publication) (Change, bool) {
	out := Change{New: c.candidate}
	var earlier *Row
	resolved := c.resolved()
	for i := range resolved {
		r := &resolved[i]
		before := &r.Release.Publication
		switch {
		case before.ID == pub.ID:
			out.Old = r
		case before.Source.ID == pub.Source.ID && before.Published.Compare(pub.Published) <= 0:
			if earlier == nil || before.Published.Compare(earlier.Release.Publication.Published) > 0 {
				earlier = r
			}
		case out.Other == nil:
			out.Other = r
		}
	}
	if c.candidate == nil {
		out.Kind, out.Other = ChangeGone, nil
		return out, out.Old != nil
	}
	if out.Old == nil {
		out.Old = earlier
	}
	if out.Other != nil {
		out.Relation = Relate(*c.candidate, *out.Other)
	}
	out.Kind = out.kind(cat, pub.Source.ID)
	return out, true
}

// kind says what a change is to a source. A later edition of its own that
// differs does not contradict it: it revised it.
func (c Change) kind(cat *Catalogue, source string) ChangeKind {
	switch {
	case c.Old != nil && sameFigureAt(c.New.Observation, c.Old.Observation, decimalsOf(cat, c.New.Dataset)):
		return ChangeConfirmed
	case c.Old != nil:
		return ChangeRevised
	case c.Relation == Disagrees && c.Other.Release.Publication.Source.ID == source:
		return ChangeNew
	case c.Relation == Disagrees:
		return ChangeDisagreeing
	case c.Relation != RelationNone:
		return ChangeConfirmed
	}
	return ChangeNew
}

func decimalsOf(cat *Catalogue, dataset string) int {
	d, err := cat.Dataset(dataset)
	if err != nil {
		return 0
	}
	return d.Decimals
}

// sameFigureAt reports whether two observations state one figure at some
// decimals, whatever their status.
func sameFigureAt(a, b Observation, decimals int) bool {
	unit := math.Pow10(-decimals)
	same := func(m, n Number) bool {
		if !m.Known || !n.Known || math.Abs(m.Float-n.Float) > unit {
			return m == n
		}
		return m == n || FormatNumber(m.Float, decimals, English) == FormatNumber(n.Float, decimals, English)
	}
	return a.Precision == b.Precision && same(a.Value, b.Value) && same(a.Low, b.Low) && same(a.High, b.High)
}
