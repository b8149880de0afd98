package main

import (
	"fmt"
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

// orders are those in which the rows may stand: each gives the place, in order
// of series and period, of the row that stands ith of n.
var orders = map[string]func(n int) func(i int) int{
	"series": func(int) func(int) int { return func(i int) int { return i } },
	"period": func(n int) func(int) int {
		series := max(n/years, 1)
		return func(i int) int { return i%series*years + i/series }
	},
	"random": func(n int) func(int) int {
		places := rand.New(rand.NewPCG(3, 4)).Perm(n)
		return func(i int) int { return places[i] }
	},
}

// edition is a workbook of n rows, as they are placed by one of orders. The
// second edition, a year later, restates the first: of ten figures it revises
// one, and it leaves out one of a hundred.
type edition struct {
	n     int
	place func(i int) int
	again bool // it is the second
}

func (e edition) year() int {
	if e.again {
		return 2021
	}
	return 2020
}

// figure returns the value and the status at a place, unless it is left out.
func (e edition) figure(place int) (value float64, status string, stated bool) {
	var seed uint64
	if e.again && place%10 == 3 {
		seed = 1
	}
	random := rand.New(rand.NewPCG(seed, uint64(place)))
	value = float64(100+random.IntN(10_000_000)) / 100
	return value, []string{"A", "P"}[random.IntN(10)/9], !e.again || place%100 != 57
}

// generate writes a workbook of tidy rows of eight columns, as excelize's
// stream writer does: texts inline.
func generate(out io.Writer, e edition) error {
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
		{"Sheet1", [][]any{{"publication", fmt.Sprintf("synthetic-%d", e.year())}, {"published", strconv.Itoa(e.year())}, {"publisher", "Insee"}, {"language", "en"}}},
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
	line := 3
	for i := range e.n {
		place := e.place(i)
		value, status, stated := e.figure(place)
		if !stated {
			continue
		}
		cells := append(codesOf(catalogue, place/years), firstYear+place%years, value, status)
		if err := w.SetRow("A"+strconv.Itoa(line), cells); err != nil {
			return err
		}
		line++
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
