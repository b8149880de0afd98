package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// The JSON in which a release's dictionary is kept: the fields of
// datasets.Dictionary by their names, a break's period as it prints.
type (
	storedDictionary struct {
		Datasets []storedDataset
		Codes    map[string][]datasets.Code
		Sources  []datasets.Source
	}
	storedDataset struct {
		datasets.Dataset
		Breaks []storedBreak
	}
	storedBreak struct {
		Where  map[string]string
		Period string
		Reason datasets.Text
	}
)

// encodeDictionary returns a dictionary as JSON, "" for an empty one.
func encodeDictionary(d datasets.Dictionary) (string, error) {
	if d.Empty() {
		return "", nil
	}
	stored := storedDictionary{Codes: d.Codes, Sources: d.Sources}
	for _, dataset := range d.Datasets {
		breaks := make([]storedBreak, len(dataset.Breaks))
		for i, b := range dataset.Breaks {
			breaks[i] = storedBreak{b.Where, b.Period.String(), b.Reason}
		}
		stored.Datasets = append(stored.Datasets, storedDataset{dataset, breaks})
	}
	text, err := json.Marshal(stored)
	return string(text), err
}

func decodeDictionary(text string) (datasets.Dictionary, error) {
	var d datasets.Dictionary
	if text == "" {
		return d, nil
	}
	var stored storedDictionary
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return d, err
	}
	d.Codes, d.Sources = stored.Codes, stored.Sources
	for _, s := range stored.Datasets {
		for _, b := range s.Breaks {
			period, err := datasets.ParsePeriod(b.Period)
			if err != nil {
				return d, err
			}
			s.Dataset.Breaks = append(s.Dataset.Breaks, datasets.Breaking{Where: b.Where, Period: period, Reason: b.Reason})
		}
		d.Datasets = append(d.Datasets, s.Dataset)
	}
	return d, nil
}

// withDictionaries adds to a catalogue what the dictionaries of releases
// brought, rows being in the order of their publication. Of a withdrawn
// release that is what rows still visible use.
func (db *DB) withDictionaries(ctx context.Context, c *datasets.Catalogue, rows []releaseRow) (*datasets.Catalogue, error) {
	var kept, gone []datasets.Dictionary
	var visible []int64
	sources := map[string]bool{}
	for _, row := range rows {
		d, err := decodeDictionary(row.Dictionary)
		if err != nil {
			return nil, err
		}
		if row.State == string(datasets.Withdrawn) {
			gone = append(gone, d)
			continue
		}
		kept = append(kept, d)
		visible = append(visible, row.ID)
		sources[row.Source] = true
	}
	c = c.With(kept...)
	if len(visible) == 0 {
		return c, nil
	}
	for _, d := range gone {
		used, err := db.usedDatasets(ctx, c, d, visible)
		if err != nil {
			return nil, err
		}
		d.Sources = slices.DeleteFunc(slices.Clone(d.Sources), func(s datasets.Source) bool { return !sources[s.ID] })
		c = c.With(datasets.Dictionary{Datasets: used, Sources: d.Sources})
	}
	for _, d := range gone {
		used, err := db.usedCodes(ctx, c, d, visible)
		if err != nil {
			return nil, err
		}
		c = c.With(datasets.Dictionary{Codes: used})
	}
	return c, nil
}

const (
	datasetInUse = `SELECT count(*) FROM (SELECT 1 FROM series s JOIN release_series r ON r.series_id = s.id
	WHERE s.dataset = ? AND r.release_id IN (?) LIMIT 1) used`
	codesInUse = `SELECT DISTINCT c.code FROM code c JOIN series_code m ON m.code_id = c.id JOIN release_series r ON r.series_id = m.series_id
	WHERE c.dataset = ? AND c.position = ? AND c.code IN (?) AND r.release_id IN (?)`
)

// usedDatasets returns the dictionary's datasets that the catalogue lacks and
// releases have rows of.
func (db *DB) usedDatasets(ctx context.Context, c *datasets.Catalogue, d datasets.Dictionary, releases []int64) ([]datasets.Dataset, error) {
	var used []datasets.Dataset
	for _, dataset := range d.Datasets {
		if _, err := c.Dataset(dataset.ID); err == nil {
			continue
		}
		query, args, err := sqlx.In(datasetInUse, dataset.ID, releases)
		if err != nil {
			return nil, err
		}
		var n int
		if err := db.read.GetContext(ctx, &n, db.read.Rebind(query), args...); err != nil {
			return nil, err
		}
		if n > 0 {
			used = append(used, dataset)
		}
	}
	return used, nil
}

// usedCodes returns the dictionary's codes that the catalogue lacks and
// releases have rows of, by codelist.
func (db *DB) usedCodes(ctx context.Context, c *datasets.Catalogue, d datasets.Dictionary, releases []int64) (map[string][]datasets.Code, error) {
	used := map[string][]datasets.Code{}
	for _, list := range slices.Sorted(maps.Keys(d.Codes)) {
		var missing []string
		for _, code := range d.Codes[list] {
			if l := c.Codelists[list]; l == nil || l.Index(code.ID) == len(l.Codes) {
				missing = append(missing, code.ID)
			}
		}
		found, err := db.codesInUse(ctx, c, list, missing, releases)
		if err != nil {
			return nil, err
		}
		for _, code := range d.Codes[list] {
			if found[code.ID] {
				used[list] = append(used[list], code)
			}
		}
	}
	return used, nil
}

// codesInUse returns which codes stand in the keys of releases, in a dimension
// of any dataset that has the codelist.
func (db *DB) codesInUse(ctx context.Context, c *datasets.Catalogue, codelist string, codes []string, releases []int64) (map[string]bool, error) {
	found := map[string]bool{}
	if len(codes) == 0 {
		return found, nil
	}
	for _, dataset := range c.Datasets {
		for position, dimension := range dataset.Dimensions {
			if dimension.Codelist != codelist {
				continue
			}
			query, args, err := sqlx.In(codesInUse, dataset.ID, position, codes, releases)
			if err != nil {
				return nil, err
			}
			var ids []string
			if err := db.read.SelectContext(ctx, &ids, db.read.Rebind(query), args...); err != nil {
				return nil, err
			}
			for _, id := range ids {
				found[id] = true
			}
		}
	}
	return found, nil
}
