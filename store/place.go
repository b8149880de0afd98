package store

import "strconv"

// place is where a figure stands in its workbook, in one number: that of the
// sheet among its release's, the cell's row and its column, these from 1. The
// database keeps it so.
type place int64

// A worksheet has 2^20 rows and 2^14 columns at most (ECMA-376 part 1, 18.3.1.73
// and 18.3.1.4; Excel's limits).
const (
	placeColumns = 1 << 15
	placeRows    = 1 << 21
)

// placeOf returns the place of a cell such as C9, or of none (""), in a sheet.
// What prints as another cell's address, or is none, has no place.
func placeOf(sheet int, cell string) (place, bool) {
	col, row, i := 0, 0, 0
	for ; i < len(cell) && i < 3 && cell[i] >= 'A' && cell[i] <= 'Z'; i++ {
		col = col*26 + int(cell[i]-'A') + 1
	}
	digits := cell[i:]
	for ; i < len(cell) && cell[i] >= '0' && cell[i] <= '9' && row < placeRows; i++ {
		row = row*10 + int(cell[i]-'0')
	}
	p := place((sheet*placeRows+row)*placeColumns + col)
	switch {
	case cell == "":
		return p, true
	case i < len(cell), col == 0, col >= placeColumns, row == 0, row >= placeRows, digits[0] == '0':
		return 0, false
	}
	return p, true
}

func (p place) sheet() int { return int(p / (placeRows * placeColumns)) }

// cell prints the cell's address.
func (p place) cell() string {
	col, row := int(p%placeColumns), int(p/placeColumns%placeRows)
	if col == 0 {
		return ""
	}
	var buf [16]byte
	first := 3
	for ; col > 0; col = (col - 1) / 26 {
		first--
		buf[first] = byte('A' + (col-1)%26)
	}
	return string(strconv.AppendInt(buf[first:3], int64(row), 10))
}
