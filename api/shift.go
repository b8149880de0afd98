package api

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"strconv"

	"barometer/api/pages/imports"
	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// shiftsShown is how many cells are listed whose change is another one than
// was approved.
const shiftsShown = 20

// shifted lists the cells whose change is another one than the reader
// approved, as far as the form says when that was compared; more are those
// beyond the listed.
func (s *site) shifted(ctx context.Context, t teller, w *store.Waiting, i datasets.Import, approved *imports.Decision, lang datasets.Lang) (list []imports.Shift, more int, err error) {
	if approved == nil || approved.Hash == i.Changes || approved.Generation <= 0 || approved.Generation >= i.Generation {
		return nil, 0, nil
	}
	before, err := s.changesOf(ctx, w, approved.Generation)
	if err != nil {
		return nil, 0, err
	}
	if hash, _, err := ingest.ChangesHash(before); err != nil || hash != approved.Hash {
		return nil, 0, err // what was approved was compared at another time than the form says
	}
	now, err := s.changesOf(ctx, w, i.Generation)
	if err != nil {
		return nil, 0, err
	}
	for pair, err := range shifts(before, now) {
		switch {
		case err != nil:
			return nil, 0, err
		case len(list) == shiftsShown:
			more++
			continue
		}
		var shift imports.Shift
		for n, side := range []**imports.Change{&shift.Approved, &shift.Now} {
			if pair[n] != nil {
				told := t.change(*pair[n], lang)
				*side = &told
			}
		}
		list = append(list, shift)
	}
	return list, more, nil
}

// shifts pairs the changes of two change sets of one draft, in their order,
// where they differ; one of a pair is nil where the other set does not change
// the cell at all.
func shifts(before, now iter.Seq2[datasets.Change, error]) iter.Seq2[[2]*datasets.Change, error] {
	return func(yield func([2]*datasets.Change, error) bool) {
		nextBefore, stopBefore := iter.Pull2(before)
		defer stopBefore()
		nextNow, stopNow := iter.Pull2(now)
		defer stopNow()
		a, aErr, inA := nextBefore()
		b, bErr, inB := nextNow()
		for inA || inB {
			if err := cmp.Or(aErr, bErr); err != nil {
				yield([2]*datasets.Change{}, err)
				return
			}
			order := byPlace(a, b)
			if !inB || inA && order < 0 {
				order = -1
			} else if !inA || order > 0 {
				order = 1
			}
			var pair [2]*datasets.Change
			if order <= 0 {
				pair[0] = new(a)
			}
			if order >= 0 {
				pair[1] = new(b)
			}
			if (order != 0 || !ingest.SameChange(a, b)) && !yield(pair, nil) {
				return
			}
			if order <= 0 {
				a, aErr, inA = nextBefore()
			}
			if order >= 0 {
				b, bErr, inB = nextNow()
			}
		}
	}
}

// byPlace orders changes as a change set has them.
func byPlace(a, b datasets.Change) int {
	return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Key, b.Key), a.Period.Compare(b.Period))
}

// generationOf reads the generation of a form's change set; 0 is none.
func generationOf(form url.Values) int64 {
	n, err := strconv.ParseInt(form.Get("generation"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
