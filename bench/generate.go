package main

import (
	"io"
	"math/rand/v2"
	"strconv"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// The synthetic workbook has one dataset of its own, over codelists of the
// shipped catalogue: 50,000 series at twenty periods make a million rows.
var dimensions = []string{"geo", "age", "education", "channel", "sex"}

const (
	dataset   = "synthetic"
	firstYear = 2001
	years     = 20
)

// generate writes a workbook of n tidy rows of eight columns, as excelize's
// stream writer does: texts inline, in order of series and period.
func generate(out io.Writer, n int) error {
	catalogue, err := datasets.Shipped()
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	pages := []struct {
		name  string
		lines [][]any
	}{
		{"Sheet1", [][]any{{"publication", "synthetic-2020"}, {"published", "2020"}, {"publisher", "Insee"}, {"language", "en"}}},
		{"Datasets", [][]any{
			{"id", "title_en", "title_fr", "decimals", "dimensions"},
			{dataset, "Synthetic figures", "Chiffres synthétiques", 2, "geo, age, education, channel, sex"},
		}},
	}
	for _, page := range pages {
		if _, err := f.NewSheet(page.name); err != nil {
			return err
		}
		for i, line := range page.lines {
			if err := f.SetSheetRow(page.name, "A"+strconv.Itoa(i+1), &line); err != nil {
				return err
			}
		}
	}
	if _, err := f.NewSheet("Data"); err != nil {
		return err
	}
	w, err := f.NewStreamWriter("Data")
	if err != nil {
		return err
	}
	if err := w.SetRow("A1", []any{"dataset: " + dataset}); err != nil {
		return err
	}
	head := []any{}
	for _, d := range dimensions {
		head = append(head, d)
	}
	if err := w.SetRow("A2", append(head, "period", "value", "status")); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		value := float64(100+random.IntN(10_000_000)) / 100
		line := append(codesOf(catalogue, i/years), firstYear+i%years, value, []string{"A", "P"}[random.IntN(10)/9])
		if err := w.SetRow("A"+strconv.Itoa(i+3), line); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(out)
	return err
}

// codesOf returns the codes of the nth series.
func codesOf(c *datasets.Catalogue, n int) []any {
	codes := make([]any, len(dimensions))
	for i := len(codes) - 1; i >= 0; i-- {
		list := c.Codelists[dimensions[i]].Codes
		codes[i] = list[n%len(list)].ID
		n /= len(list)
	}
	return codes
}
