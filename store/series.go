package store

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// seriesKey names a series over all datasets.
type seriesKey struct {
	dataset string
	key     datasets.Key
}

func (a seriesKey) compare(b seriesKey) int {
	if c := strings.Compare(a.dataset, b.dataset); c != 0 {
		return c
	}
	return strings.Compare(string(a.key), string(b.key))
}

const (
	insertSeries        = `INSERT INTO series (dataset, key) VALUES `
	insertSeriesCode    = `INSERT INTO series_code (dataset, position, code, series_id) VALUES `
	insertReleaseSeries = `INSERT INTO release_series (release_id, series_id) VALUES `
	onceOnly            = ` ON CONFLICT DO NOTHING`
	seriesByKey         = `SELECT id, key FROM series WHERE dataset = ? AND key IN (?)`
)

// name returns the numbers of the series that the waiting rows bring, and notes
// that the release has them. Two drafts may bring the same new series at once:
// both insert in one order, so that neither waits for the other in a circle.
func (d *Draft) name(ctx context.Context, tx *sqlx.Tx) (map[seriesKey]int64, error) {
	fresh := map[seriesKey]bool{}
	for _, row := range d.batch {
		k := seriesKey{row.Dataset, row.Key}
		if _, named := d.series[k]; !named {
			fresh[k] = true
		}
	}
	keys := slices.SortedFunc(maps.Keys(fresh), seriesKey.compare)
	var names [][]any
	for _, k := range keys {
		names = append(names, []any{k.dataset, string(k.key)})
	}
	if err := insert(ctx, tx, insertSeries, names, onceOnly); err != nil {
		return nil, err
	}
	numbers, err := numbersOf(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	var members, codes [][]any
	for _, k := range keys {
		members = append(members, []any{d.number, numbers[k]})
		for position, code := range k.key.Codes() {
			codes = append(codes, []any{k.dataset, position, code, numbers[k]})
		}
	}
	if err := insert(ctx, tx, insertReleaseSeries, members, ""); err != nil {
		return nil, err
	}
	return numbers, insert(ctx, tx, insertSeriesCode, codes, onceOnly)
}

// numbersOf looks up the numbers of sorted series, one dataset after another.
func numbersOf(ctx context.Context, tx *sqlx.Tx, keys []seriesKey) (map[seriesKey]int64, error) {
	numbers := map[seriesKey]int64{}
	for len(keys) > 0 {
		dataset := keys[0].dataset
		var wanted []string
		for len(keys) > 0 && keys[0].dataset == dataset {
			wanted = append(wanted, string(keys[0].key))
			keys = keys[1:]
		}
		query, args, err := sqlx.In(seriesByKey, dataset, wanted)
		if err != nil {
			return nil, err
		}
		var found []struct {
			ID  int64
			Key string
		}
		if err := tx.SelectContext(ctx, &found, tx.Rebind(query), args...); err != nil {
			return nil, err
		}
		for _, f := range found {
			numbers[seriesKey{dataset, datasets.Key(f.Key)}] = f.ID
		}
	}
	return numbers, nil
}
