package api

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"barometer/api/pages/imports"
	"barometer/datasets"
)

const (
	cellsListed = 60 // with findings, on a page
	wholeRow    = 9  // cells that a row may have to be shown whole
	cellsBeside = 3  // shown before and behind the one that a finding is about, of longer rows
)

// sheetsOf groups findings by sheet and cell, those with errors first, each
// with the row around it; beyond are the cells that are not listed.
func sheetsOf(findings []datasets.Finding, around []datasets.RowText, of func(datasets.Severity) bool) (sheets []imports.Sheet, beyond int) {
	findings = slices.DeleteFunc(slices.Clone(findings), func(f datasets.Finding) bool { return !of(f.Severity) })
	type place struct{ sheet, cell string }
	worst := map[place]int{}
	for _, f := range findings {
		for _, p := range []place{{f.Sheet, f.Cell}, {f.Sheet, "sheet"}} {
			if rank, known := worst[p]; !known || gravity(f) < rank {
				worst[p] = gravity(f)
			}
		}
	}
	order := map[string]int{}
	for _, f := range findings {
		if _, known := order[f.Sheet]; !known {
			order[f.Sheet] = len(order)
		}
	}
	slices.SortStableFunc(findings, func(a, b datasets.Finding) int {
		return cmp.Or(worst[place{a.Sheet, "sheet"}]-worst[place{b.Sheet, "sheet"}], order[a.Sheet]-order[b.Sheet], worst[place{a.Sheet, a.Cell}]-worst[place{b.Sheet, b.Cell}])
	})
	listed := map[place][2]int{}
	for _, f := range findings {
		p := place{f.Sheet, f.Cell}
		if at, known := listed[p]; known {
			if at[0] >= 0 {
				cell := &sheets[at[0]].Cells[at[1]]
				cell.Findings = append(cell.Findings, f)
			}
			continue
		}
		if len(listed) >= cellsListed {
			listed[p] = [2]int{-1, -1}
			beyond++
			continue
		}
		if len(sheets) == 0 || sheets[len(sheets)-1].Name != f.Sheet {
			sheets = append(sheets, imports.Sheet{Name: f.Sheet})
		}
		sheet := &sheets[len(sheets)-1]
		listed[p] = [2]int{len(sheets) - 1, len(sheet.Cells)}
		row, beside := rowAround(f, around)
		sheet.Cells = append(sheet.Cells, imports.Cell{Ref: f.Cell, Row: row, Around: beside, Findings: []datasets.Finding{f}})
	}
	return sheets, beyond
}

// gravity puts errors before warnings before infos.
func gravity(f datasets.Finding) int {
	return slices.Index([]datasets.Severity{datasets.SeverityError, datasets.SeverityWarning, datasets.SeverityInfo}, f.Severity)
}

// rowAround is what stands beside the cell of a finding, with the cell itself
// also where it is empty; the row's first cell usually names it.
func rowAround(f datasets.Finding, around []datasets.RowText) (int, []imports.Around) {
	first, last, _ := strings.Cut(f.Cell, ":")
	from, row := columnOf(first)
	to, _ := columnOf(last)
	if last == "" {
		to = from
	}
	i := slices.IndexFunc(around, func(r datasets.RowText) bool { return r.Sheet == f.Sheet && r.Row == row })
	if row == 0 || i < 0 {
		return 0, nil
	}
	var cells []imports.Around
	here := -1
	for _, cell := range around[i].Cells {
		column, _ := columnOf(cell.Cell)
		if here < 0 && byColumn(column, from) > 0 {
			here = len(cells)
			cells = append(cells, imports.Around{Column: from, Here: true})
		}
		inside := byColumn(column, from) >= 0 && byColumn(column, to) <= 0
		if here < 0 && inside {
			here = len(cells)
		}
		cells = append(cells, imports.Around{Column: column, Text: cell.Text, Here: inside})
	}
	if here < 0 {
		here = len(cells)
		cells = append(cells, imports.Around{Column: from, Here: true})
	}
	if len(cells) <= wholeRow {
		return row, cells
	}
	begin, end := max(0, here-cellsBeside), min(len(cells), here+cellsBeside+1)
	if begin > 0 {
		return row, append([]imports.Around{cells[0]}, cells[max(begin, 1):end]...)
	}
	return row, cells[begin:end]
}

// columnOf parts a cell's name: B12 is B and 12. The row of what is none is 0.
func columnOf(ref string) (column string, row int) {
	ref = strings.ReplaceAll(ref, "$", "")
	i := strings.IndexAny(ref, "0123456789")
	if i < 0 {
		return ref, 0
	}
	row, _ = strconv.Atoi(ref[i:])
	return ref[:i], row
}

// byColumn orders the names of columns: Z before AA.
func byColumn(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) }
