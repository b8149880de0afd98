package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// Prior is what is already public: the store satisfies it.
type Prior interface {
	// Statements returns every currently visible row of series of a dataset.
	Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error)
	// Releases returns every release.
	Releases(ctx context.Context) ([]datasets.Release, error)
}

// series and place are where rows stand.
type series struct {
	dataset string
	key     datasets.Key
}

type place struct {
	series
	period datasets.Period
}

func placeOf(r datasets.Row) place { return place{series{r.Dataset, r.Key}, r.Period} }

// fetchAtOnce is how many series prior is asked for in one go.
const fetchAtOnce = 500

// fetch asks prior for the candidate's series, many at a time.
func (k *checker) fetch(rows []datasets.Row) error {
	var order []string
	keys := map[string][]datasets.Key{}
	for _, r := range rows {
		s := series{r.Dataset, r.Key}
		if k.asked[s] {
			continue
		}
		k.asked[s] = true
		if len(keys[r.Dataset]) == 0 {
			order = append(order, r.Dataset)
		}
		keys[r.Dataset] = append(keys[r.Dataset], r.Key)
	}
	for _, dataset := range order {
		for chunk := range slices.Chunk(keys[dataset], fetchAtOnce) {
			if err := k.ask(dataset, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// ask notes what other publications state of some series, the oldest first.
// What the publication itself stated before is being corrected, and no
// other's word.
func (k *checker) ask(dataset string, keys []datasets.Key) error {
	if k.prior == nil {
		return nil
	}
	rows, err := k.prior.Statements(k.ctx, dataset, keys)
	if err != nil {
		return fmt.Errorf("earlier figures of %s: %w", dataset, err)
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r datasets.Row) bool {
		return r.Release == nil || r.Release.Publication.ID == k.pub.ID
	})
	slices.SortStableFunc(rows, func(a, b datasets.Row) int {
		if c := a.Release.Publication.Published.Compare(b.Release.Publication.Published); c != 0 {
			return c
		}
		return strings.Compare(a.Release.ID, b.Release.ID)
	})
	for _, r := range rows {
		k.others[placeOf(r)] = append(k.others[placeOf(r)], r)
	}
	return nil
}

// elsewhere returns what other publications state at a place.
func (k *checker) elsewhere(p place) []datasets.Row {
	if !k.asked[p.series] && k.err == nil {
		k.asked[p.series] = true
		k.err = k.ask(p.dataset, []datasets.Key{p.key})
	}
	return k.others[p]
}

// Shown returns the row of a cell that a reader would see, were the
// publication released.
func (k *checker) Shown(dataset string, key datasets.Key, period datasets.Period) (datasets.Row, bool) {
	p := place{series{dataset, key}, period}
	rows := slices.Clone(k.elsewhere(p))
	if r, ok := k.own[p]; ok {
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return datasets.Row{}, false
	}
	return datasets.Resolve(rows)[0], true
}

// Stated returns what the publication itself says of a cell.
func (k *checker) Stated(_ datasets.Row, dataset string, key datasets.Key, period datasets.Period) (datasets.Row, bool) {
	r, ok := k.own[place{series{dataset, key}, period}]
	return r, ok
}
