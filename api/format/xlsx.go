package format

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
)

// writeXLSX writes an answer as a workbook of five sheets: data and wide, the
// one that was asked for first, then metadata, status and citation. Periods
// are texts: no program takes one for a date.
func writeXLSX(w io.Writer, a *Answer) error {
	e, o := a.Extract, a.Options
	o.Wide = false
	long := sheet{name: "data", table: Observations(e, o)}
	o.Wide, o.Origin = true, false
	figures := []sheet{long, {name: "wide", table: Observations(e, o)}}
	if a.Options.Wide {
		slices.Reverse(figures)
	}
	return writeBook(w, e.Dataset.Title.In(o.Lang), a.Time, append(figures,
		sheet{"metadata", a.metadata(), []int{14, 24, 100}},
		sheet{"status", a.flags(), []int{14, 14, 60, 10}},
		sheet{"citation", a.citations(), []int{28, 60, 30, 14, 40, 60}},
	))
}

// fitsSheet refuses what has more rows or columns than a sheet.
func fitsSheet(a *Answer) error {
	if n := Count(a.Extract); n >= sheetRows {
		return datasets.Errorf(datasets.TooLarge, "a sheet has %d rows and the selection %d observations: ask for fewer codes or periods, or for another format", sheetRows, n)
	}
	o := a.Options
	o.Wide = true
	if n := len(Observations(a.Extract, o).Columns); n > sheetColumns {
		return datasets.Errorf(datasets.TooLarge, "a sheet has %d columns and the selection would need %d with periods across: ask for fewer periods, or for another format", sheetColumns, n)
	}
	return nil
}

// metadata says what the figures are: one thing a row.
func (a *Answer) metadata() Table {
	e, lang := a.Extract, a.Options.Lang
	rows := [][]string{
		{"dataset", a.Dataset, e.Dataset.Title.In(lang)},
		{"definition", "", e.Dataset.Definition.In(lang)},
		{"query", "", a.Query},
		{"generation", strconv.FormatInt(a.Generation, 10), a.Time.UTC().Format("2006-01-02 15:04:05 MST")},
		{"asOf", a.AsOf.String(), ""},
		{"decimals", strconv.Itoa(e.Dataset.Decimals), ""},
	}
	for _, n := range a.Notes {
		rows = append(rows, []string{"note", n.Period, n.Text})
	}
	for _, id := range unitsOf(e) {
		rows = append(rows, []string{"unit", id, labelOf(e.Catalogue.Codelists["unit"], id, lang)})
	}
	c := newCube(e)
	for i, d := range e.Dataset.Dimensions {
		rows = append(rows, []string{"dimension", d.ID, e.Catalogue.Concept(d.ID).Name.In(lang)})
		for _, code := range c.axes[i].codes {
			rows = append(rows, []string{d.ID, code, c.axes[i].list.Label(code, lang)})
		}
	}
	for _, l := range a.Links {
		rows = append(rows, []string{"link", strings.TrimSpace(l.Rel + " " + l.Type), l.Href})
	}
	return Texts("rows", []string{"item", "id", "text"}, rows)
}

func unitsOf(e *datasets.Extract) []string {
	var ids []string
	for _, s := range e.Series {
		if id := e.Catalogue.Unit(e.Dataset, s.Key); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func labelOf(list *datasets.Codelist, id string, lang datasets.Lang) string {
	if list == nil {
		return id
	}
	return list.Label(id, lang)
}

// flags says what each status and precision means, and how many figures have
// it.
func (a *Answer) flags() Table {
	e := a.Extract
	n := map[[2]string]int{}
	for _, s := range e.Series {
		for _, cell := range s.Cells {
			shown := cell.Shown()
			n[[2]string{"status", string(shown.Status)}]++
			n[[2]string{"precision", string(shown.Precision)}]++
		}
	}
	type flag struct{ list, id, label string }
	var all []flag
	for _, name := range []string{"status", "precision"} {
		if list, ok := e.Catalogue.Codelists[name]; ok {
			for _, code := range list.Codes {
				all = append(all, flag{name, code.ID, code.Label.In(a.Options.Lang)})
			}
		}
	}
	return Table{Columns: []string{"column", "code", "meaning", "figures"}, Name: "rows", Len: len(all), Rows: func(yield func([]Cell) bool) {
		for _, f := range all {
			if !yield([]Cell{textCell(f.list), textCell(f.id), textCell(f.label), countCell(n[[2]string{f.list, f.id}])}) {
				return
			}
		}
	}}
}

// citations says how to cite the figures, and whose they are.
func (a *Answer) citations() Table {
	rows := [][]string{{"", a.Citation, "", "", "", ""}}
	for _, r := range Releases(a.Extract) {
		p := r.Publication
		rows = append(rows, []string{r.ID, p.Title, p.Publisher, p.Published.String(), p.Licence, p.URL})
	}
	return Texts("rows", []string{"release", "text", "publisher", "published", "licence", "address"}, rows)
}
