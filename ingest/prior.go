package ingest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"barometer/datasets"
)

// Prior is what is already public: the store satisfies it.
type Prior interface {
	// Statements returns every currently visible row of series of a dataset,
	// each with its release. The rows are the caller's to change.
	Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error)
	// Releases returns every release.
	Releases(ctx context.Context) ([]datasets.Release, error)
	// ReleaseRows yields the rows of one release in order of dataset, key and
	// period.
	ReleaseRows(ctx context.Context, release string) iter.Seq2[datasets.Row, error]
}

// editions returns the visible releases of the publication's source, the
// oldest first, and among them the one that the publication corrects; nil if
// it corrects none.
func editions(ctx context.Context, pub datasets.Publication, prior Prior) (earlier []datasets.Release, corrected *datasets.Release, err error) {
	if prior == nil {
		return nil, nil, nil
	}
	all, err := prior.Releases(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("earlier releases: %w", err)
	}
	for _, r := range datasets.Visible(all, math.MaxInt64, datasets.Date{}) {
		switch {
		case r.Publication.ID == pub.ID:
			corrected = &r
		case r.Publication.Source.ID == pub.Source.ID && r.Publication.Published.Compare(pub.Published) < 0:
			earlier = append(earlier, r)
		}
	}
	slices.SortStableFunc(earlier, func(a, b datasets.Release) int { return a.Publication.Published.Compare(b.Publication.Published) })
	return earlier, corrected, nil
}

// neighbourhood is the rows of some series and of those that the catalogue's
// checks compare them with: the candidate's own and other publications'. It is
// the Figures that derived checks look into.
type neighbourhood struct {
	own, others map[series][]datasets.Row // in order of period
	corrected   map[series][]datasets.Row // what the publication stated before
}

// load makes the neighbourhood of a batch.
func (k *checker) load(batch []group) error {
	near := &neighbourhood{own: map[series][]datasets.Row{}, others: map[series][]datasets.Row{}, corrected: map[series][]datasets.Row{}}
	keys := map[string]map[datasets.Key]bool{batch[0].dataset: {}}
	for _, g := range batch {
		near.own[g.series] = g.rows
		keys[g.dataset][g.key] = true
	}
	k.related(batch, func(s series) {
		if keys[s.dataset] == nil {
			keys[s.dataset] = map[datasets.Key]bool{}
		}
		keys[s.dataset][s.key] = true
	})
	for _, dataset := range slices.Sorted(maps.Keys(keys)) {
		wanted := slices.Sorted(maps.Keys(keys[dataset]))
		if err := k.loadOwn(near, dataset, wanted); err != nil {
			return err
		}
		if err := k.loadOthers(near, dataset, wanted); err != nil {
			return err
		}
	}
	for _, rows := range near.own {
		for i := range rows {
			rows[i].Release = k.release
		}
	}
	for _, rows := range near.others {
		slices.SortStableFunc(rows, func(a, b datasets.Row) int {
			before, after := a.Release.Publication.Published, b.Release.Publication.Published
			return cmp.Or(a.Period.Compare(b.Period), before.Compare(after), strings.Compare(a.Release.ID, b.Release.ID))
		})
	}
	k.near = near
	return nil
}

func (k *checker) loadOwn(near *neighbourhood, dataset string, keys []datasets.Key) error {
	missing := slices.DeleteFunc(slices.Clone(keys), func(key datasets.Key) bool { return near.own[series{dataset, key}] != nil })
	if len(missing) == 0 {
		return nil
	}
	rows, err := k.candidate.Statements(k.ctx, dataset, missing)
	if err != nil {
		return fmt.Errorf("figures of %s: %w", dataset, err)
	}
	maps.Copy(near.own, bySeries(rows))
	return nil
}

// loadOthers takes what other publications state, and apart from it what the
// publication itself stated before: that is being corrected, and no other's
// word.
func (k *checker) loadOthers(near *neighbourhood, dataset string, keys []datasets.Key) error {
	if k.prior == nil {
		return nil
	}
	rows, err := k.prior.Statements(k.ctx, dataset, keys)
	if err != nil {
		return fmt.Errorf("earlier figures of %s: %w", dataset, err)
	}
	for s, rows := range bySeries(rows) {
		corrects := func(r datasets.Row) bool { return r.Release.Publication.ID == k.pub.ID }
		if slices.ContainsFunc(rows, corrects) {
			near.corrected[s] = slices.DeleteFunc(slices.Clone(rows), func(r datasets.Row) bool { return !corrects(r) })
			rows = slices.DeleteFunc(rows, corrects)
		}
		if len(rows) > 0 {
			near.others[s] = rows
		}
	}
	return nil
}

// related tells which series the catalogue's checks of a batch look into. It
// runs them on figures that are always there.
func (k *checker) related(batch []group, found func(series)) {
	for _, g := range batch {
		d, err := k.cat.Dataset(g.dataset)
		if err != nil || len(d.Checks) == 0 {
			continue
		}
		for _, r := range g.rows {
			datasets.Derive(k.cat, d, r, lookout(found))
		}
	}
}

// lookout is Figures that have every figure, and tell which series are asked
// for.
type lookout func(series)

func (l lookout) Shown(dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	l(series{dataset, key})
	return datasets.Row{Dataset: dataset, Key: key, Observation: datasets.Observation{Period: p, Value: datasets.Num(1)}}, true
}

func (l lookout) Stated(_ datasets.Row, dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	return l.Shown(dataset, key, p)
}

// at returns the rows of a period.
func at(rows []datasets.Row, p datasets.Period) []datasets.Row {
	from := sort.Search(len(rows), func(i int) bool { return rows[i].Period.Compare(p) >= 0 })
	to := from
	for to < len(rows) && rows[to].Period == p {
		to++
	}
	return rows[from:to]
}

// Shown returns the row of a cell that a reader would see, were the
// publication released.
func (n *neighbourhood) Shown(dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	s := series{dataset, key}
	rows := slices.Concat(at(n.others[s], p), at(n.own[s], p))
	if len(rows) == 0 {
		return datasets.Row{}, false
	}
	return datasets.Resolve(rows)[0], true
}

// Stated returns what the publication itself says of a cell.
func (n *neighbourhood) Stated(_ datasets.Row, dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	rows := at(n.own[series{dataset, key}], p)
	if len(rows) == 0 {
		return datasets.Row{}, false
	}
	return rows[0], true
}
