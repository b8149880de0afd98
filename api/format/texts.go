package format

// Texts is a table of texts; an empty one is missing.
func Texts(name string, columns []string, rows [][]string) Table {
	return Table{Columns: columns, Name: name, Len: len(rows), Rows: func(yield func([]Cell) bool) {
		cells := make([]Cell, len(columns))
		for _, row := range rows {
			for i, s := range row {
				cells[i] = textCell(s)
			}
			if !yield(cells) {
				return
			}
		}
	}}
}
