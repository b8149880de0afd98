package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Sheets that barometer itself adds to a workbook have one of these texts in a
// cell of their first row. Read passes over them in silence: they hold nothing
// of the publication's.
const (
	findingsMark = "barometer:findings"
	listsMark    = "barometer:lists"
)

// ownSheet returns the mark of a sheet that barometer added, else "".
func ownSheet(head []row) string {
	if len(head) == 0 || head[0].n != 1 {
		return ""
	}
	for _, c := range head[0].cells {
		if c.text == findingsMark || c.text == listsMark {
			return c.text
		}
	}
	return ""
}

// rememberedFills returns the fills that a list of findings keeps below its
// mark.
func rememberedFills(rows []row) []string {
	col := 0
	for _, c := range rows[0].cells {
		if c.text == findingsMark {
			col = c.col
		}
	}
	var out []string
	for _, x := range rows[1:] {
		if c := x.at(col); c.kind != empty {
			out = append(out, c.text)
		}
	}
	return out
}

// freeName returns a name no sheet has.
func (a *annotation) freeName(name string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(a.book.sheets, func(s *sheet) bool { return strings.EqualFold(s.name, name) })
	}
	free := name
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s (%d)", name, n)
	}
	return free
}

// moveFirst moves a sheet to the front and opens the workbook there. Excelize's
// own MoveSheet reads every sheet into memory, and leaves names of ranges with
// sheets that are not theirs.
func (a *annotation) moveFirst(index int) {
	sheets := a.file.WorkBook.Sheets.Sheet
	first := sheets[index]
	copy(sheets[1:index+1], sheets[:index])
	sheets[0] = first
	if names := a.file.WorkBook.DefinedNames; names != nil {
		for i := range names.DefinedName {
			if id := names.DefinedName[i].LocalSheetID; id != nil && *id <= index {
				moved := (*id + 1) % (index + 1)
				names.DefinedName[i].LocalSheetID = &moved
			}
		}
	}
	if views := a.file.WorkBook.BookViews; views != nil {
		for i := range views.WorkBookView {
			views.WorkBookView[i].ActiveTab, views.WorkBookView[i].FirstSheet = 0, 0
		}
	}
}

// landscape has a sheet printed across A4, as wide as the page and as many
// pages high as it takes.
func landscape(file *excelize.File, sheet string) error {
	across, a4, wide, high, fit := "landscape", 9, 1, 0, true
	if err := file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &wide, FitToHeight: &high}); err != nil {
		return err
	}
	return file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit})
}
