package ingest

import (
	"regexp"
	"strings"

	"barometer/datasets"
)

// quote is the words around the figures of a range of cells.
type quote struct {
	words string
	area  merge
	sheet *sheet // where the words stand
	cell  cell
	used  bool
	other bool // words of an earlier line go with a figure of it
}

// header finds the columns of a sheet read whole: by concept, else by folded
// header.
type header struct{ columns map[string]int }

func (h header) text(x row, name string) string {
	col, ok := h.columns[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(x.at(col).text)
}

func (h header) cell(x row, name string) cell {
	return x.at(h.columns[name])
}

var reference = regexp.MustCompile(`^(?:'((?:[^']|'')+)'|([^!]+))!\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?$`)

// readQuotes reads a Quotes sheet: the words, and the cells they speak of.
func (r *reader) readQuotes(s *sheet, rows []row) {
	var h header
	for _, x := range rows {
		if h.columns == nil {
			if r.kindOfHeader(x) == quotesSheet {
				h = r.conceptHeader(x)
			}
			continue
		}
		words := h.text(x, conceptQuote)
		for _, ref := range strings.Split(h.text(x, conceptCells), ";") {
			if ref = strings.TrimSpace(ref); ref == "" {
				continue
			}
			name, area, ok := parseReference(ref)
			if !ok || !r.hasSheet(name) {
				r.fault(finding{
					rule: "quote", severity: datasets.SeverityInfo, sheet: s, cell: h.cell(x, conceptCells), found: ref,
					message: "the quote goes with no cell of this workbook", expected: "a sheet and a cell, Name!B6", mend: "Write the sheet's name and the cell, as in Name!B6.",
				})
				continue
			}
			name = datasets.Fold(name)
			r.quotes[name] = append(r.quotes[name], &quote{words: words, area: area, sheet: s, cell: h.cell(x, conceptCells)})
		}
	}
}

func (r *reader) conceptHeader(x row) header {
	h := header{map[string]int{}}
	for _, c := range x.cells {
		if id, ok := r.vocabulary.concept(c.text); ok {
			h.columns[id] = c.col
		}
	}
	return h
}

func (r *reader) hasSheet(name string) bool {
	for _, s := range r.book.sheets {
		if datasets.Fold(s.name) == datasets.Fold(name) {
			return true
		}
	}
	return false
}

// parseReference reads Name!B6, 'A name'!B6 and Name!B6:C9.
func parseReference(ref string) (string, merge, bool) {
	m := reference.FindStringSubmatch(ref)
	if m == nil {
		return "", merge{}, false
	}
	name := strings.ReplaceAll(m[1], "''", "'") + m[2]
	left, top := splitRef(m[3] + m[4])
	right, bottom := splitRef(m[5] + m[6])
	return name, merge{left, top, max(left, right), max(top, bottom)}, true
}

// quoted returns the words that go with a cell: the first, where several lines
// quote it.
func (r *reader) quoted(s *sheet, c cell) string {
	words := ""
	for _, q := range r.quotes[datasets.Fold(s.name)] {
		if !q.area.contains(c.col, c.row) {
			continue
		}
		q.used = true
		if words == "" {
			words = q.words
		}
		q.other = q.other || words != q.words && q.words != ""
	}
	return words
}

// sayUnused reports quotes of cells in which no figure stands.
func (r *reader) sayUnused() {
	for _, s := range r.book.sheets {
		for _, q := range r.quotes[datasets.Fold(s.name)] {
			at := s.name + "!" + cellRef(q.area.left, q.area.top)
			if q.other {
				r.fault(finding{
					rule: "quote", severity: datasets.SeverityInfo, sheet: q.sheet, cell: q.cell, found: at,
					message: "another line above quotes the same figure, and its words are kept", expected: "one quote of each figure", mend: "Write both into one line, or delete one of them.",
				})
			} else if !q.used {
				r.fault(finding{rule: "quote", severity: datasets.SeverityInfo, sheet: q.sheet, cell: q.cell, message: "no figure was read in " + at + ", which this quotes", found: at})
			}
		}
	}
}

func (m merge) contains(col, row int) bool {
	return col >= m.left && col <= m.right && row >= m.top && row <= m.bottom
}
