package charts

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"barometer/datasets"
)

// shippedRows are the observations of the shipped workbooks, by the files that
// say what reading each must give.
var shippedRows = sync.OnceValues(func() ([]datasets.Row, error) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		return nil, err
	}
	names, err := filepath.Glob("../ingest/testdata/expected/*.expected.csv")
	if err != nil {
		return nil, err
	}
	var rows []datasets.Row
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		table, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
		if err != nil {
			return nil, err
		}
		releases := map[string]*datasets.Release{}
		for _, cells := range table[1:] {
			row := map[string]string{}
			for i, cell := range cells {
				row[table[0][i]] = cell
			}
			if _, err := catalogue.Dataset(row["dataset"]); err != nil {
				continue // a dataset that a workbook's dictionary brings
			}
			id := row["publication"]
			if releases[id] == nil {
				releases[id] = releaseOf(catalogue, id, filepath.Base(name))
			}
			rows = append(rows, rowOf(catalogue, row, releases[id]))
		}
	}
	return rows, nil
})

// releaseOf makes a release with the source whose id shares most with the
// publication's; the expected files do not hold the About sheets.
func releaseOf(c *datasets.Catalogue, publication, file string) *datasets.Release {
	source := c.Sources[0]
	for _, s := range c.Sources {
		if strings.HasPrefix(publication, s.ID) || strings.HasPrefix(publication, "nfi") && s.ID == "nord-france-invest" || strings.HasPrefix(publication, "rcm") && s.ID == "relation-client-magazine" {
			source = s
		}
	}
	if strings.HasPrefix(publication, "nfi-interview") {
		source = c.Sources[slices.IndexFunc(c.Sources, func(s datasets.Source) bool { return s.ID == "nord-france-invest-interviews" })]
	}
	publisher := ""
	if len(source.Publishers) > 0 {
		publisher = source.Publishers[0]
	}
	published, _ := datasets.ParseDate(file[:4])
	return &datasets.Release{ID: publication, State: datasets.Published, Publication: datasets.Publication{
		ID: publication, Title: strings.ReplaceAll(publication, "-", " "), Publisher: publisher, Published: published, Source: source,
	}}
}

func rowOf(c *datasets.Catalogue, row map[string]string, release *datasets.Release) datasets.Row {
	d, err := c.Dataset(row["dataset"])
	if err != nil {
		panic(err)
	}
	codes := map[string]string{}
	for _, dim := range d.Dimensions {
		codes[dim.ID] = row[dim.ID]
	}
	number := func(s string) datasets.Number {
		f, err := strconv.ParseFloat(s, 64)
		return datasets.Number{Float: f, Known: err == nil}
	}
	period, err := datasets.ParsePeriod(row["period"])
	if err != nil {
		panic(err)
	}
	return datasets.Row{Dataset: d.ID, Key: d.DefaultKey(codes), Release: release, Observation: datasets.Observation{
		Period: period, Value: number(row["value"]), Low: number(row["low"]), High: number(row["high"]), Quantum: number(row["quantum"]),
		Status: datasets.Status(row["status"]), Precision: datasets.Precision(row["precision"]), Quote: row["quote"],
	}}
}

// shipped answers a query on the shipped figures, written as in an address:
// codes by dimension, joined by commas.
func shipped(t testing.TB, dataset string, codes map[string]string) *datasets.Extract {
	t.Helper()
	rows, err := shippedRows()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	query := datasets.Query{Dataset: dataset, Codes: map[string][]string{}}
	for dim, list := range codes {
		query.Codes[dim] = strings.Split(list, ",")
	}
	return extractOf(t, catalogue, query, rows)
}

func extractOf(t testing.TB, catalogue *datasets.Catalogue, query datasets.Query, rows []datasets.Row) *datasets.Extract {
	t.Helper()
	d, err := catalogue.Dataset(query.Dataset)
	if err != nil {
		t.Fatal(err)
	}
	cells := map[datasets.Key]map[datasets.Period][]datasets.Row{}
	for _, row := range rows {
		if row.Dataset != d.ID || !query.Selects(d, row.Key) {
			continue
		}
		if cells[row.Key] == nil {
			cells[row.Key] = map[datasets.Period][]datasets.Row{}
		}
		cells[row.Key][row.Period] = append(cells[row.Key][row.Period], row)
	}
	e := &datasets.Extract{Query: query, Dataset: d, Catalogue: catalogue}
	for key, periods := range cells {
		s := datasets.Series{Key: key}
		for p, rows := range periods {
			s.Cells = append(s.Cells, datasets.Cell{Period: p, Rows: datasets.Resolve(rows)})
		}
		slices.SortFunc(s.Cells, func(a, b datasets.Cell) int { return a.Period.Compare(b.Period) })
		e.Series = append(e.Series, s)
	}
	slices.SortFunc(e.Series, func(a, b datasets.Series) int { return strings.Compare(string(a.Key), string(b.Key)) })
	return e
}
