package datasets

import (
	"math"
	"slices"
	"strings"
	"time"
)

// Reason is the rule by which one row of a cell is shown before another.
type Reason string

// The rules, in the order in which they are asked.
const (
	ByFigure      Reason = "figure"      // a value or range beats none
	ByReliability Reason = "reliability" // any status beats U, low reliability
	ByRank        Reason = "rank"        // the source believed first
	ByPublished   Reason = "published"   // the publication that appeared later
	ByReleased    Reason = "released"    // the one this portal published later
	ByRelease     Reason = "release"     // the release id, so that the order is total
)

// Prefer compares two rows of one cell: negative when a is shown before b, and
// the rule that says so. It is 0 only for rows of the same release.
func Prefer(a, b Row) (int, Reason) {
	ra, rb := a.release(), b.release()
	for _, rule := range []struct {
		reason Reason
		order  int
	}{
		{ByFigure, first(a.HasFigure(), b.HasFigure())},
		{ByReliability, first(a.Status != LowReliability, b.Status != LowReliability)},
		{ByRank, ra.rank - rb.rank},
		{ByPublished, rb.published.Compare(ra.published)},
		{ByReleased, rb.released.Compare(ra.released)},
		{ByRelease, strings.Compare(ra.id, rb.id)},
	} {
		if rule.order != 0 {
			return rule.order, rule.reason
		}
	}
	return 0, ByRelease
}

func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// standing is what of a row's release decides its place.
type standing struct {
	rank      int
	published Date
	released  time.Time
	id        string
}

func (r Row) release() standing {
	if r.Release == nil {
		return standing{rank: math.MaxInt}
	}
	return standing{r.Release.Publication.Source.Rank, r.Release.Publication.Published, r.Release.Released, r.Release.ID}
}

// Resolve returns the rows of one cell in the order in which they would be
// shown; the first is what a reader sees. It is pure and total: the order of
// its argument never matters.
func Resolve(rows []Row) []Row {
	out := slices.Clone(rows)
	slices.SortFunc(out, func(a, b Row) int {
		order, _ := Prefer(a, b)
		return order
	})
	return out
}

// Relation says how two figures of one cell from different sources stand to
// each other.
type Relation string

// The relations.
const (
	RelationNone Relation = ""          // one of them has no figure
	Agrees       Relation = "agrees"    // within rounding
	Truncated    Relation = "truncated" // the coarser is the finer cut short
	Quoted       Relation = "quoted"    // one publication cites the other
	Disagrees    Relation = "disagrees"
)

// Relate names the relation of two rows of one cell: the first that holds.
func Relate(a, b Row) Relation {
	ia, oka := IntervalOf(a.Observation)
	ib, okb := IntervalOf(b.Observation)
	switch {
	case !oka || !okb:
		return RelationNone
	case ia.Meets(ib):
		return Agrees
	case cutShort(a.Observation, b.Observation) || cutShort(b.Observation, a.Observation):
		return Truncated
	case cites(a, b) || cites(b, a):
		return Quoted
	}
	return Disagrees
}

// cutShort reports whether coarse is fine with its last digits dropped, both
// being exact as printed.
func cutShort(coarse, fine Observation) bool {
	q := coarse.Quantum.Float
	if coarse.Precision != Exact || fine.Precision != Exact || q <= fine.Quantum.Float {
		return false
	}
	digits := fine.Value.Float / q
	if nearest := math.Round(digits); same(digits, nearest) {
		digits = nearest
	}
	return same(math.Trunc(digits)*q, coarse.Value.Float)
}

func cites(a, b Row) bool {
	return a.Release != nil && b.Release != nil && slices.Contains(a.Release.Publication.Cites, b.Release.Publication.ID)
}
