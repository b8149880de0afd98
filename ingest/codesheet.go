package ingest

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// offer is one column of the Codes sheet.
type offer struct {
	head   string
	labels []string
	codes  []string
}

const offersFrom = 4 // the row of the first code on the Codes sheet

// dropDown offers the codes of a dimension in some cells. Others are warned
// about, not refused: a dictionary sheet may bring them.
func (x *templateWriter) dropDown(dim datasets.Dimension, cells string) error {
	id := dim.Codelist + " " + strings.Join(dim.Codes, " ")
	if _, done := x.lists[id]; !done {
		o := offer{head: x.concept(dim.ID), codes: x.Catalogue.Allowed(dim)}
		for _, code := range o.codes {
			o.labels = append(o.labels, x.label(dim, code))
		}
		col := columnName(2*len(x.offered) + 1)
		x.offered = append(x.offered, o)
		x.lists[id] = fmt.Sprintf("'%s'!$%s$%d:$%s$%d", listsName.In(x.Lang), col, offersFrom, col, offersFrom+len(o.labels)-1)
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	v.SetSqrefDropList(x.lists[id])
	v.SetError(excelize.DataValidationErrorStyleWarning, x.concept(dim.ID), notInList.In(x.Lang))
	return x.file.AddDataValidation(x.sheetOf(), v)
}

// sheetOf returns the sheet that is being written: the last one.
func (x *templateWriter) sheetOf() string {
	sheets := x.file.GetSheetList()
	return sheets[len(sheets)-1]
}

// codes writes the Codes sheet, each list with its ids beside it.
func (x *templateWriter) codes() error {
	sheet := listsName.In(x.Lang)
	if _, err := x.file.NewSheet(sheet); err != nil {
		return err
	}
	if err := x.set(sheet, 1, 1, listsTitle.In(x.Lang), x.style.advice); err != nil {
		return err
	}
	for i, o := range x.offered {
		col := 2*i + 1
		for j, head := range []string{o.head, "id"} {
			if err := x.set(sheet, col+j, offersFrom-1, head, x.style.header); err != nil {
				return err
			}
		}
		for j, label := range o.labels {
			if err := x.file.SetCellStr(sheet, cellRef(col, offersFrom+j), label); err != nil {
				return err
			}
			if err := x.set(sheet, col+1, offersFrom+j, o.codes[j], x.style.grey); err != nil {
				return err
			}
		}
		if err := x.file.SetColWidth(sheet, columnName(col), columnName(col), 40); err != nil {
			return err
		}
		if err := x.file.SetColWidth(sheet, columnName(col+1), columnName(col+1), 14); err != nil {
			return err
		}
	}
	if err := landscape(x.file, sheet); err != nil {
		return err
	}
	mark := 2*len(x.offered) + 1
	if err := x.file.SetCellStr(sheet, cellRef(mark, 1), listsMark); err != nil {
		return err
	}
	return x.file.SetColVisible(sheet, columnName(mark), false)
}
