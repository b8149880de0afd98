package store

import (
	"context"

	"barometer/datasets"
)

const (
	insertSheet     = `INSERT INTO sheet (release_id, number, name) VALUES (?, ?, ?)`
	sheetsOfRelease = `SELECT release_id, name FROM sheet WHERE release_id = ? ORDER BY release_id, number`
	sheetsAt        = `SELECT h.release_id, h.name FROM sheet h JOIN release r ON r.id = h.release_id
	WHERE r.published_generation BETWEEN 1 AND ? ORDER BY h.release_id, h.number`
)

// sheets returns the names of sheets that a query gives, by the number of their
// release.
func (db *DB) sheets(ctx context.Context, query string, arg int64) (map[int64][]string, error) {
	var found []struct {
		Release int64 `db:"release_id"`
		Name    string
	}
	if err := db.read.SelectContext(ctx, &found, db.read.Rebind(query), arg); err != nil {
		return nil, err
	}
	names := map[int64][]string{}
	for _, f := range found {
		names[f.Release] = append(names[f.Release], f.Name)
	}
	return names, nil
}

// locate returns where a row stands in its workbook; a new sheet gets the next
// number.
func (d *Draft) locate(o datasets.Origin) (place, error) {
	number := len(d.sheets) - 1
	for number >= 0 && d.sheets[number] != o.Sheet { // rows come sheet by sheet
		number--
	}
	if number < 0 {
		number = len(d.sheets)
		d.sheets = append(d.sheets, o.Sheet)
	}
	p, ok := placeOf(number, o.Cell)
	if !ok {
		return 0, datasets.Errorf(datasets.Invalid, "%q is not the address of a cell; write one such as C9", o.Cell)
	}
	return p, nil
}
