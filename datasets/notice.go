package datasets

import "slices"

// NoticeKind says what a correction or a withdrawal did to a figure.
type NoticeKind string

// The kinds of notice.
const (
	NoticeCorrected NoticeKind = "corrected"       // a correction states it otherwise than what it corrects
	NoticeAdded     NoticeKind = "added"           // a correction states it, and what it corrects did not
	NoticeLater     NoticeKind = "corrected-later" // a correction that the question may not see states it otherwise, or leaves it out
	NoticeLeftOut   NoticeKind = "left-out"        // a correction does not state it any more
	NoticeWithdrawn NoticeKind = "withdrawn"       // a release that was taken back said otherwise
)

// Notice tells a reader of a figure of the correction or withdrawal that
// touched it. A figure that these left as it was has none.
type Notice struct {
	Kind  NoticeKind
	By    *Release // the correction, or the release that was taken back
	Other *Row     // what it was before, or with NoticeLater became; nil where nobody who stands says so
}

// Reason is why it happened, in the words of who published it: the
// correction's note, or the reason of the withdrawal.
func (n Notice) Reason() string {
	if n.Kind == NoticeWithdrawn {
		return n.By.WithdrawnReason
	}
	return n.By.Publication.Note
}

// Gone is a cell that has no figure any more, and why.
type Gone struct {
	Key    Key
	Period Period
	Notice
}

// SameWords reports whether two observations print alike: they differ in
// nothing that was published as the figure.
func SameWords(a, b Observation) bool {
	return a.Words(English) == b.Words(English) && a.Words(French) == b.Words(French)
}

// Lineage is the releases of one publication, as a question sees them.
type Lineage struct {
	Edition *Release   // the one that it sees; nil is none
	Earlier []*Release // what that corrects, the latest first
	Later   *Release   // a correction of it that the question does not see; nil is none
	Taken   []*Release // taken back, and nothing that it sees took their place
}

// Annotate puts their notices on the rows of one cell, which stand in
// Resolve's order; aside are the rows that releases of the lineages state of
// it without being seen. Where nobody states the cell any more, it returns the
// notice of that instead.
func Annotate(lineages []Lineage, rows, aside []Row) *Notice {
	var lost []lostRow
	for _, l := range lineages {
		i := slices.IndexFunc(rows, func(r Row) bool { return r.Release == l.Edition })
		if i >= 0 {
			rows[i].Notice = l.notice(&rows[i], aside)
		} else if row, n := l.leftOut(aside); n != nil {
			lost = append(lost, lostRow{row, *n})
		}
		for _, taken := range l.Taken {
			if row := rowOf(taken, aside); row != nil {
				lost = append(lost, lostRow{*row, Notice{Kind: NoticeWithdrawn, By: taken}})
			}
		}
	}
	slices.SortFunc(lost, func(a, b lostRow) int {
		order, _ := Prefer(a.row, b.row)
		return order
	})
	for i, l := range lost {
		if len(rows) == 0 {
			return &lost[i].notice
		}
		if order, _ := Prefer(l.row, rows[0]); order < 0 && rows[0].Notice == nil && !SameWords(l.row.Observation, rows[0].Observation) {
			rows[0].Notice = &lost[i].notice
		}
	}
	return nil
}

// lostRow is a row that a reader does not see any more.
type lostRow struct {
	row    Row
	notice Notice
}

// notice is what there is to say of a row of the edition.
func (l Lineage) notice(own *Row, aside []Row) *Notice {
	if l.Later != nil {
		if after := rowOf(l.Later, aside); after == nil || !SameWords(own.Observation, after.Observation) {
			return &Notice{Kind: NoticeLater, By: l.Later, Other: after}
		}
	}
	by, before, changed := l.lastStep(own, aside)
	switch {
	case !changed:
		return nil
	case before == nil:
		return &Notice{Kind: NoticeAdded, By: by}
	case before.Release.State == Withdrawn:
		return &Notice{Kind: NoticeCorrected, By: by}
	}
	return &Notice{Kind: NoticeCorrected, By: by, Other: before}
}

// leftOut is the row that a correction left out, which the edition does not
// state either.
func (l Lineage) leftOut(aside []Row) (Row, *Notice) {
	if l.Edition == nil {
		return Row{}, nil
	}
	by, before, changed := l.lastStep(nil, aside)
	if !changed || before.Release.State == Withdrawn {
		return Row{}, nil
	}
	return *before, &Notice{Kind: NoticeLeftOut, By: by, Other: before}
}

// lastStep is the last correction up to the edition that changed a cell, and
// what the release before it stated.
func (l Lineage) lastStep(own *Row, aside []Row) (by *Release, before *Row, changed bool) {
	by = l.Edition
	for _, earlier := range l.Earlier {
		before = rowOf(earlier, aside)
		if (own == nil) != (before == nil) || own != nil && !SameWords(own.Observation, before.Observation) {
			return by, before, true
		}
		own, by = before, earlier
	}
	return nil, nil, false
}

func rowOf(r *Release, rows []Row) *Row {
	if i := slices.IndexFunc(rows, func(row Row) bool { return row.Release == r }); i >= 0 {
		return &rows[i]
	}
	return nil
}
