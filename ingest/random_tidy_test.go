package ingest_test

import (
	"math/big"
	"slices"
	"strconv"

	"barometer/datasets"
)

// tidy writes a sheet of one observation a row: its columns in any order, one
// dataset in a line above or many in a column.
func (a *author) tidy() {
	a.met["tidy"]++
	sets := some(a, a.Datasets, 1, 3)
	columns := []string{period, "value", "low", "high", "note"}
	if len(sets) > 1 {
		a.met["tidy with many datasets"]++
		columns = append(columns, "dataset")
	} else {
		a.write(pick(a, a.names["dataset"]) + " : " + sets[0].ID)
		a.lines = append(a.lines, pick(a, []string{"", "Chiffres pour les machines"}))
	}
	for _, d := range sets {
		for _, dim := range d.Dimensions {
			if !slices.Contains(columns, dim.ID) {
				columns = append(columns, dim.ID)
			}
		}
	}
	columns = append(columns, some(a, []string{"status", "precision", "quantum", "unit", "quote"}, 0, 5)...)
	a.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	var header []string
	for _, id := range columns {
		if names := a.names[id]; len(names) > 0 {
			id = pick(a, names)
		}
		header = append(header, id)
	}
	a.write(header...)
	for range 3 + a.IntN(20) {
		a.tidyRow(columns, pick(a, sets))
	}
}

// tidyRow writes one observation.
func (a *author) tidyRow(columns []string, d *datasets.Dataset) {
	x := a.periods(1)[0]
	cells := map[string]string{"dataset": d.ID, period: a.period(x)}
	var codes []string
	for _, dim := range d.Dimensions {
		id := pick(a, a.named[d.ID+" "+dim.ID])
		if cells[dim.ID] = pick(a, a.labels(dim, id)); dim.Default != "" && a.chance(50) {
			id, cells[dim.ID] = dim.Default, ""
		}
		codes = append(codes, id)
	}
	if !a.claim(d, codes, x) {
		return
	}
	target, line := a.unit(d, codes), big.NewRat(1, 1)
	if units := a.units(target); slices.Contains(columns, "unit") && len(units) > 0 && a.chance(40) {
		unit := pick(a, units)
		cells["unit"], line = unit.text, unit.factor
	}
	text, o := a.cell(target, line)
	at := "value"
	cells[at] = text
	if o.Precision == datasets.Range && a.chance(70) {
		low, high := a.number(), a.number()
		if low.rat(0).Cmp(high.rat(0)) > 0 {
			low, high = high, low
		}
		at = "low"
		cells["value"], cells["low"], cells["high"] = "", a.text(low), a.text(high)
		o.Low, o.High, o.Quantum, o.Status = product(low.rat(0), line), product(high.rat(0), line), product(low.quantum(), line), datasets.Normal
	}
	o.Period = x
	a.attributes(columns, cells, &o, line)
	row := make([]string, len(columns))
	for i, id := range columns {
		row[i] = cells[id]
	}
	a.write(row...)
	a.state(d, codes, o, len(a.lines), 1+slices.Index(columns, at))
}

// attributes writes what the other columns add to a figure that says no more
// than its number.
func (a *author) attributes(columns []string, cells map[string]string, o *datasets.Observation, line *big.Rat) {
	has := func(column string) bool { return slices.Contains(columns, column) && a.chance(30) }
	if has("status") && o.Status == datasets.Normal {
		o.Status = pick(a, []datasets.Status{datasets.Estimated, datasets.Forecast, datasets.Provisional, datasets.LowReliability})
		cells["status"] = string(o.Status)
	}
	if has("status") && o.Status == datasets.Missing {
		o.Status = pick(a, []datasets.Status{"M", "L"})
		cells["status"] = string(o.Status)
	}
	if has("precision") && o.Precision == datasets.Exact {
		o.Precision = pick(a, []datasets.Precision{datasets.Approx, datasets.AtLeast})
		cells["precision"] = string(o.Precision)
	}
	if has("quantum") && o.HasFigure() && cells["value"] != "" && cells["unit"] == "" && a.isPlain(cells["value"]) {
		quantum := pick(a, []int64{1, 5, 50, 1000})
		o.Quantum = product(big.NewRat(quantum, 1), line)
		cells["quantum"] = strconv.FormatInt(quantum, 10)
	}
	if has("note") {
		cells["note"] = "relevé à la main"
	}
}

// isPlain reports whether a text has no unit, which a quantum would be in.
func (a *author) isPlain(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}
