package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// spoilCommand changes cells of a workbook as a steward might by mistake:
// spoil FROM TO CHANGES, where the file CHANGES has a line a cell: its place
// and a text, =number, ~number (the result of a formula, which excelize writes
// as a text), or nothing; a place without a cell is a sheet to be hidden.
func spoilCommand(ts *testscript.TestScript, _ bool, args []string) {
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	for line := range strings.Lines(ts.ReadFile(args[2])) {
		place, value, _ := strings.Cut(strings.TrimSpace(line), "|")
		sheet, cell, found := strings.Cut(strings.TrimSpace(place), "!")
		if i, err := f.GetSheetIndex(sheet); err != nil || i < 0 {
			_, err := f.NewSheet(sheet)
			ts.Check(err)
		}
		if !found {
			ts.Check(f.SetSheetVisible(sheet, false))
			continue
		}
		ts.Check(spoil(f, sheet, cell, strings.TrimSpace(value)))
	}
	out, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	_, err = f.WriteTo(out)
	ts.Check(err)
	ts.Check(out.Close())
}

func spoil(f *excelize.File, sheet, cell, value string) error {
	number, err := strconv.ParseFloat(strings.TrimLeft(value, "=~"), 64)
	switch {
	case value == "":
		return f.SetCellValue(sheet, cell, nil)
	case err != nil || value[0] != '=' && value[0] != '~':
		return f.SetCellStr(sheet, cell, value)
	}
	if err := f.SetCellValue(sheet, cell, number); err != nil || value[0] == '=' {
		return err
	}
	return f.SetCellFormula(sheet, cell, "SUM("+value[1:]+")")
}
