package ingest_test

import (
	"regexp"
	"slices"

	"barometer/datasets"
)

// table writes the header and the body.
func (p *plan) table() {
	columns := p.combinations(p.heads)
	p.header(columns)
	rows := p.combinations(p.stubs)
	merge := p.chance(40)
	for i, at := range rows {
		var cells []string
		for j, id := range p.stubs {
			text := p.texts[id][at[j]]
			if merge && j == 0 && i > 0 && rows[i-1][0] == at[0] {
				text = "^"
				p.met["labels merged down"]++
			}
			cells = append(cells, text)
		}
		figures := make([]placed, len(columns))
		for k, head := range columns {
			var text string
			text, figures[k] = p.figure(at, head)
			cells = append(cells, text)
		}
		texts := cells[len(p.stubs):]
		if i > 0 && !merge && slices.ContainsFunc(texts, noYear) && p.chance(15) {
			p.lines = append(p.lines, "")
			p.met["a blank row in the body"]++
		}
		for k, o := range figures {
			if texts[k] != "" {
				p.state(p.dataset, o.codes, o.Observation, len(p.lines)+1, len(p.stubs)+k+1)
			}
		}
		p.write(cells...)
	}
}

var fourDigits = regexp.MustCompile(`\d{4}`)

// noYear reports whether a figure cannot be taken for the header of another
// table.
func noYear(text string) bool { return text != "" && !fourDigits.MatchString(text) }

// placed is an observation with its codes.
type placed struct {
	datasets.Observation
	codes []string
}

// figure writes one figure, or none: but in a column of values, where it would
// be asked why.
func (p *plan) figure(row, column []int) (string, placed) {
	var out placed
	x := p.periods[p.at(period, row, column)]
	for _, dim := range p.dataset.Dimensions {
		out.codes = append(out.codes, p.codes[dim.ID][p.at(dim.ID, row, column)])
	}
	first := !slices.ContainsFunc(slices.Concat(row, column), func(i int) bool { return i > 0 })
	if len(p.heads) > 0 && !first && p.chance(8) || !p.claim(p.dataset, out.codes, x) {
		return "", out
	}
	var text string
	text, out.Observation = p.cell(p.unit(p.dataset, out.codes), p.factor)
	out.Period = x
	return text, out
}

// at returns which label of a concept a row and column have.
func (p *plan) at(id string, row, column []int) int {
	if i := slices.Index(p.stubs, id); i >= 0 {
		return row[i]
	}
	if i := slices.Index(p.heads, id); i >= 0 {
		return column[i]
	}
	return 0
}

// combinations returns every choice of labels of some concepts, the last one
// changing fastest.
func (p *plan) combinations(concepts []string) [][]int {
	out := [][]int{nil}
	for _, id := range concepts {
		var longer [][]int
		for _, x := range out {
			for i := range p.texts[id] {
				longer = append(longer, append(slices.Clone(x), i))
			}
		}
		out = longer
	}
	return out
}

// header writes the one or two rows above the figures.
func (p *plan) header(columns [][]int) {
	p.count()
	corner := make([]string, len(p.stubs))
	for i, id := range p.stubs {
		corner[i] = pick(p.author, p.names[id])
	}
	if len(p.stubs) == 1 && slices.Equal(p.openTo(p.stubs[0]), p.stubs) && len(p.heads) > 0 && p.chance(30) {
		p.met["a corner without a name"]++
		corner[0] = ""
	}
	if len(p.heads) == 0 {
		p.write(append(corner, pick(p.author, p.names["value"]))...)
		return
	}
	below := slices.Clone(corner)
	if len(p.heads) == 2 && p.chance(50) {
		p.met["names in the second header row"]++
		corner = make([]string, len(corner))
	} else {
		below = slices.Repeat([]string{pick(p.author, []string{"", "^"})}, len(corner))
	}
	over, kind := "<", "header merged across"
	if len(p.heads) == 2 && below[0] != "^" && p.chance(40) {
		over, kind = "", "header over blank cells"
	}
	for i, head := range columns {
		text := p.texts[p.heads[0]][head[0]]
		if i > 0 && columns[i-1][0] == head[0] {
			text = over
			p.met[kind]++
		}
		corner = append(corner, text)
		if len(p.heads) == 2 {
			below = append(below, p.texts[p.heads[1]][head[1]])
		}
	}
	p.write(corner...)
	if len(p.heads) == 2 {
		p.write(below...)
	}
}

// count notes what kind of layout this is.
func (p *plan) count() {
	p.met[[]string{"a column of values", "one header row", "two header rows"}[len(p.heads)]]++
	p.met[[]string{"one label column", "several label columns"}[min(1, len(p.stubs)-1)]]++
	if slices.Contains(p.stubs, period) {
		p.met["periods down"]++
	}
	if slices.Contains(p.heads, period) {
		p.met["periods across"]++
	}
}
