package ingest_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"
)

// Workbooks of the layout tests are written down as they look. Each file of a
// txtar archive is a sheet, each line of it a row, with bars between cells:
//
//	Zone     | Salariés | <    | ETP  | <
//	^        | 2018     | 2019 | 2018 | 2019
//	Bretagne | =1200@#,##0 | n.d. | ~5 | 20 à 25
//
// "<" is merged with the cell to its left, "^" with the one above; "=" begins
// a number, "@" its format; "·" is a space that indents and "\|" a bar. A sheet
// named "… (hidden)" is hidden; a last line "# hidden: 4, B" hides rows and
// columns.

// sheetNotes are the names of files that are no sheets.
var sheetNotes = map[string]bool{"read": true, "said": true}

// workbookOf makes the workbook that an archive writes down, with the usual
// About sheet unless it has one.
func workbookOf(t testing.TB, archive *txtar.Archive) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	sheets := archive.Files
	if !hasAbout(sheets) {
		sheets = append([]txtar.File{{Name: "About", Data: []byte(about)}}, sheets...)
	}
	first := true
	for _, s := range sheets {
		if sheetNotes[s.Name] {
			continue
		}
		name, hidden := strings.CutSuffix(s.Name, " (hidden)")
		if first {
			must(t, f.SetSheetName("Sheet1", name))
		} else {
			_, err := f.NewSheet(name)
			must(t, err)
		}
		first = false
		writeSheet(t, f, name, string(s.Data))
		if hidden {
			must(t, f.SetSheetVisible(name, false))
		}
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

func hasAbout(sheets []txtar.File) bool {
	for _, s := range sheets {
		if strings.HasPrefix(string(s.Data), "publication") || strings.HasPrefix(s.Name, "About") {
			return true
		}
	}
	return false
}

var bar = regexp.MustCompile(`(^|[^\\])\|`)

// cellsOf cuts a line at its bars.
func cellsOf(line string) []string {
	var out []string
	for _, text := range strings.Split(bar.ReplaceAllString(line, "$1\x00"), "\x00") {
		text = strings.ReplaceAll(strings.TrimSpace(text), `\|`, "|")
		out = append(out, strings.ReplaceAll(text, "·", " "))
	}
	return out
}

// writeSheet writes the lines of a sheet.
func writeSheet(t testing.TB, f *excelize.File, sheet, lines string) {
	t.Helper()
	owners := map[address]address{} // of merged cells
	ends := map[address]address{}
	for i, line := range strings.Split(strings.TrimRight(lines, "\n"), "\n") {
		if hidden, ok := strings.CutPrefix(line, "# hidden:"); ok {
			hide(t, f, sheet, hidden)
			continue
		}
		for j, text := range cellsOf(line) {
			at := address{sheet, j + 1, i + 1}
			beside := at
			switch text {
			case "<":
				beside.col--
			case "^":
				beside.row--
			case "":
				continue
			default:
				writeCell(t, f, sheet, at.cell(), text)
				continue
			}
			owner := beside
			if of, merged := owners[beside]; merged {
				owner = of
			}
			owners[at] = owner
			ends[owner] = address{sheet, max(at.col, ends[owner].col), max(at.row, ends[owner].row)}
		}
	}
	for from, to := range ends {
		must(t, f.MergeCell(sheet, from.cell(), to.cell()))
	}
}

// hide hides the rows and columns of a list.
func hide(t testing.TB, f *excelize.File, sheet, list string) {
	t.Helper()
	for _, name := range strings.Split(list, ",") {
		name = strings.TrimSpace(name)
		if row, err := excelize.ColumnNameToNumber(name); err == nil && row > 0 {
			must(t, f.SetColVisible(sheet, name, false))
			continue
		}
		_, row, err := excelize.CellNameToCoordinates("A" + name)
		must(t, err)
		must(t, f.SetRowVisible(sheet, row, false))
	}
}
