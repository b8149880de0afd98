package store

import (
	"cmp"
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
	return cmp.Or(strings.Compare(a.dataset, b.dataset), strings.Compare(string(a.key), string(b.key)))
}

// members are the series of a draft, numbered from 0 in the order in which they
// came. The zero value is none.
type members struct {
	numbers map[string]map[datasets.Key]int
	count   int
	fresh   []seriesKey // that came since take was called

	last   seriesKey // as rows come series by series, most are of the last one
	latest int
}

// number returns the number of a series.
func (m *members) number(dataset string, key datasets.Key) int {
	if m.count > 0 && m.last.key == key && m.last.dataset == dataset {
		return m.latest
	}
	keys := m.numbers[dataset]
	if keys == nil {
		if m.numbers == nil {
			m.numbers = map[string]map[datasets.Key]int{}
		}
		keys = map[datasets.Key]int{}
		m.numbers[dataset] = keys
	}
	n, known := keys[key]
	if !known {
		n = m.count
		keys[key] = n
		m.count++
		m.fresh = append(m.fresh, seriesKey{dataset, key})
	}
	m.last, m.latest = seriesKey{dataset, key}, n
	return n
}

// take returns the series that came since it was called before.
func (m *members) take() []seriesKey {
	fresh := m.fresh
	m.fresh = nil
	return fresh
}

// key returns the series of a number. It looks at all of them.
func (m *members) key(number int) seriesKey {
	for dataset, keys := range m.numbers {
		for key, n := range keys {
			if n == number {
				return seriesKey{dataset, key}
			}
		}
	}
	return seriesKey{}
}

// keyCode is a code at its place in the keys of a dataset.
type keyCode struct {
	dataset  string
	position int
	code     string
}

func (a keyCode) compare(b keyCode) int {
	return cmp.Or(strings.Compare(a.dataset, b.dataset), cmp.Compare(a.position, b.position), strings.Compare(a.code, b.code))
}

const (
	onceOnly            = ` ON CONFLICT DO NOTHING`
	insertSeries        = `INSERT INTO series (id, dataset, key)`
	insertCode          = `INSERT INTO code (id, dataset, position, code)`
	insertSeriesCode    = `INSERT INTO series_code (code_id, series_id)`
	insertReleaseSeries = `INSERT INTO release_series (series_id, release_id)`
	seriesByKey         = `SELECT id, key AS name FROM series WHERE dataset = ? AND key IN (?)`
	codesByCode         = `SELECT id, code AS name FROM code WHERE dataset = ? AND position = ? AND code IN (?)`

	// SQLite has one writer: what stands behind the last one stays free until the
	// transaction ends.
	lastSeries = `SELECT coalesce(max(id), 0) FROM series`
	lastCode   = `SELECT coalesce(max(id), 0) FROM code`
	nextSeries = `SELECT nextval(pg_get_serial_sequence('series', 'id')) FROM generate_series(1, ?)`
	nextCode   = `SELECT nextval(pg_get_serial_sequence('code', 'id')) FROM generate_series(1, ?)`
)

// reserve returns n numbers that no row of a table has.
func (db *DB) reserve(ctx context.Context, tx *sqlx.Tx, last, next string, n int) ([]int64, error) {
	var numbers []int64
	if db.engine == postgreSQL {
		err := tx.SelectContext(ctx, &numbers, tx.Rebind(next), n)
		return numbers, err
	}
	var highest int64
	err := tx.GetContext(ctx, &highest, last)
	for i := range n {
		numbers = append(numbers, highest+int64(i)+1)
	}
	return numbers, err
}

// name gives the series that came with the batch the database's numbers, and
// notes that the release has them. Two drafts may bring the same new series at
// once: both insert in one order, so that neither waits for the other in a
// circle.
func (d *Draft) name(ctx context.Context, tx *sqlx.Tx) error {
	if len(d.fresh) == 0 {
		return nil
	}
	if err := d.db.lockSeries(ctx, tx, lockSeriesShared); err != nil {
		return err
	}
	sorted := slices.SortedFunc(slices.Values(d.fresh), seriesKey.compare)
	numbers, fresh, err := d.insertSeries(ctx, tx, sorted)
	if err != nil {
		return err
	}
	for _, k := range d.fresh {
		d.numbers = append(d.numbers, numbers[k])
	}
	for _, n := range slices.Sorted(maps.Values(numbers)) {
		if err := d.writers.member.add(ctx, tx, n); err != nil {
			return err
		}
	}
	if err := d.writers.member.flush(ctx, tx); err != nil {
		return err
	}
	return d.insertCodes(ctx, tx, fresh, numbers)
}

// insertSeries returns the numbers of sorted series, and those that the
// database did not have.
func (d *Draft) insertSeries(ctx context.Context, tx *sqlx.Tx, keys []seriesKey) (map[seriesKey]int64, []seriesKey, error) {
	ids, err := d.db.reserve(ctx, tx, lastSeries, nextSeries, len(keys))
	if err != nil {
		return nil, nil, err
	}
	numbers := make(map[seriesKey]int64, len(keys))
	w := &d.writers.series
	for i, k := range keys {
		numbers[k] = ids[i]
		if err := w.add(ctx, tx, ids[i], k.dataset, string(k.key)); err != nil {
			return nil, nil, err
		}
	}
	if err := w.flush(ctx, tx); err != nil || w.done == int64(len(keys)) {
		return numbers, keys, err
	}
	for _, same := range groups(keys, func(k seriesKey) string { return k.dataset }) {
		names := map[string]seriesKey{}
		for _, k := range same {
			names[string(k.key)] = k
		}
		if err := numbersOf(ctx, tx, numbers, names, seriesByKey, same[0].dataset); err != nil {
			return nil, nil, err
		}
	}
	var fresh []seriesKey
	for i, k := range keys {
		if numbers[k] == ids[i] {
			fresh = append(fresh, k)
		}
	}
	return numbers, fresh, nil
}

// insertCodes notes the codes of new series.
func (d *Draft) insertCodes(ctx context.Context, tx *sqlx.Tx, series []seriesKey, numbers map[seriesKey]int64) error {
	unknown := map[keyCode]bool{}
	for _, k := range series {
		for position, code := range k.key.Codes() {
			c := keyCode{k.dataset, position, code}
			if _, known := d.codes[c]; !known {
				unknown[c] = true
			}
		}
	}
	if err := d.numberCodes(ctx, tx, slices.SortedFunc(maps.Keys(unknown), keyCode.compare)); err != nil {
		return err
	}
	var pairs [][2]int64 // of code and series
	for _, k := range series {
		for position, code := range k.key.Codes() {
			pairs = append(pairs, [2]int64{d.codes[keyCode{k.dataset, position, code}], numbers[k]})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, p := range pairs {
		if err := d.writers.seriesCode.add(ctx, tx, p[0], p[1]); err != nil {
			return err
		}
	}
	return d.writers.seriesCode.flush(ctx, tx)
}

// numberCodes adds the database's numbers of sorted codes to the draft's.
func (d *Draft) numberCodes(ctx context.Context, tx *sqlx.Tx, codes []keyCode) error {
	if len(codes) == 0 {
		return nil
	}
	ids, err := d.db.reserve(ctx, tx, lastCode, nextCode, len(codes))
	if err != nil {
		return err
	}
	w := &d.writers.code
	for i, c := range codes {
		d.codes[c] = ids[i]
		if err := w.add(ctx, tx, ids[i], c.dataset, c.position, c.code); err != nil {
			return err
		}
	}
	if err := w.flush(ctx, tx); err != nil || w.done == int64(len(codes)) {
		return err
	}
	for _, same := range groups(codes, func(c keyCode) keyCode { return keyCode{c.dataset, c.position, ""} }) {
		names := map[string]keyCode{}
		for _, c := range same {
			names[c.code] = c
		}
		if err := numbersOf(ctx, tx, d.codes, names, codesByCode, same[0].dataset, same[0].position); err != nil {
			return err
		}
	}
	return nil
}

// groups cuts a slice where what of gives changes.
func groups[T any, K comparable](all []T, of func(T) K) [][]T {
	var out [][]T
	for start, end := 0, 0; start < len(all); start = end {
		for end = start; end < len(all) && of(all[end]) == of(all[start]); end++ {
		}
		out = append(out, all[start:end])
	}
	return out
}

// numbersOf looks up the numbers of what has a name. The query takes the names
// behind its other arguments.
func numbersOf[K comparable](ctx context.Context, tx *sqlx.Tx, numbers map[K]int64, names map[string]K, query string, args ...any) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(names)), 10*chunk) {
		query, args, err := sqlx.In(query, append(slices.Clip(args), part)...)
		if err != nil {
			return err
		}
		var found []struct {
			ID   int64
			Name string
		}
		if err := tx.SelectContext(ctx, &found, tx.Rebind(query), args...); err != nil {
			return err
		}
		for _, f := range found {
			numbers[names[f.Name]] = f.ID
		}
	}
	return nil
}
