package ingest

import (
	"strconv"
	"strings"
)

// cellRef prints a cell's address: column 3, row 9 is C9.
func cellRef(col, row int) string {
	var room [12]byte
	return string(strconv.AppendInt(append(room[:0], columnName(col)...), int64(row), 10))
}

func columnName(col int) string {
	var name string
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// splitRef reads the column and row of a cell's address, or of the first cell
// of a range; what is no address has neither.
func splitRef(ref string) (col, row int) {
	ref, _, _ = strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	letters := strings.TrimRight(ref, "0123456789")
	if len(letters) > 3 {
		return 0, 0
	}
	for _, r := range strings.ToUpper(letters) {
		if r < 'A' || r > 'Z' {
			return 0, 0
		}
		col = col*26 + int(r-'A') + 1
	}
	row, _ = strconv.Atoi(ref[len(letters):])
	return col, row
}

// rowOf reads the row of a cell's address, A1; 0 if it is none.
func rowOf(ref string) int {
	letters := 0
	for letters < len(ref) && ref[letters] >= 'A' && ref[letters] <= 'Z' {
		letters++
	}
	row, _ := strconv.Atoi(ref[letters:])
	return row
}

// columnOf reads the column of a cell's address, A1, as a sheet writes it; 0 if
// it is none.
func columnOf(ref []byte) int {
	col, i := 0, 0
	for ; i < len(ref) && i < 3 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		col = col*26 + int(ref[i]-'A') + 1
	}
	if whole(ref[i:]) < 1 {
		return 0
	}
	return col
}
