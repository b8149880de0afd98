package ingest_test

import (
	"math/big"
	"slices"
	"strings"

	"barometer/datasets"
)

// plan is where each concept of a table stands.
type plan struct {
	*author
	dataset  *datasets.Dataset
	codes    map[string][]string // of each dimension
	periods  []datasets.Period
	keys     []string // concepts that a line above says
	stubs    []string // those of the leading columns
	heads    []string // those of the header rows, at most two
	factor   *big.Rat // what a number without a unit is in
	unitText string   // the unit line, "" without
	texts    map[string][]string
}

const period = "period"

// tables writes one to three tables below each other.
func (a *author) tables() {
	n := 1 + a.IntN(3)
	if n > 1 {
		a.met["several tables"]++
	}
	for i := range n {
		if i > 0 {
			a.lines = append(a.lines, "")
		}
		a.shift = 0
		if a.chance(15) {
			a.shift = 1 + a.IntN(2)
			a.met["moved right"]++
		}
		p := a.plan()
		p.preamble()
		p.table()
		p.footnotes()
	}
	a.shift = 0
}

// plan draws a dataset, codes, periods and where they stand.
func (a *author) plan() *plan {
	p := &plan{author: a, dataset: pick(a, a.Datasets), codes: map[string][]string{}, factor: big.NewRat(1, 1), texts: map[string][]string{}}
	concepts := []string{period}
	for _, dim := range p.dataset.Dimensions {
		concepts = append(concepts, dim.ID)
	}
	varying := some(a, concepts, 1, 3)
	p.periods = a.periods(1)
	if slices.Contains(varying, period) {
		p.periods = a.periods(2 + a.IntN(3))
	}
	for _, dim := range p.dataset.Dimensions {
		most := 1
		if slices.Contains(varying, dim.ID) {
			most = 4
		}
		p.codes[dim.ID] = some(a, a.named[p.dataset.ID+" "+dim.ID], min(2, most), most)
		if most == 1 && dim.Default != "" && a.chance(70) {
			p.codes[dim.ID] = []string{dim.Default}
		}
	}
	p.spell()
	p.place(varying)
	p.unitLine()
	return p
}

// spell chooses the text of each label.
func (p *plan) spell() {
	for _, x := range p.periods {
		p.texts[period] = append(p.texts[period], p.period(x))
	}
	for _, dim := range p.dataset.Dimensions {
		for _, id := range p.codes[dim.ID] {
			if labels := p.labels(dim, id); len(labels) > 0 {
				p.texts[dim.ID] = append(p.texts[dim.ID], pick(p.author, labels))
			} else {
				p.texts[dim.ID] = append(p.texts[dim.ID], "")
			}
		}
	}
}

// place gives each concept a line, a leading column or a header row. A header
// row has no name: only one concept that is still open may know its labels.
func (p *plan) place(varying []string) {
	for _, id := range varying {
		if len(p.heads) < 2 && p.chance(60) {
			p.heads = append(p.heads, id)
		} else {
			p.stubs = append(p.stubs, id)
		}
	}
	for _, dim := range p.dataset.Dimensions {
		if slices.Contains(varying, dim.ID) || p.codes[dim.ID][0] == dim.Default && (p.chance(50) || p.texts[dim.ID][0] == "") {
			continue
		}
		p.give(dim.ID)
	}
	if !slices.Contains(varying, period) {
		p.give(period)
	}
	for i := 0; i < len(p.heads); i++ {
		if id := p.heads[i]; !slices.Equal(p.openTo(id), []string{id}) {
			p.heads = slices.Delete(p.heads, i, i+1)
			p.stubs = append(p.stubs, id)
			i = -1 // with one more name, another row may be clear
		}
	}
	if len(p.stubs) == 0 {
		i := p.IntN(len(p.heads))
		p.stubs = append(p.stubs, p.heads[i])
		p.heads = slices.Delete(p.heads, i, i+1)
	}
	if len(p.heads) == 2 && p.chance(50) {
		slices.Reverse(p.heads)
	}
}

func (p *plan) give(id string) {
	if len(p.stubs) < 2 && p.chance(20) {
		p.stubs = append(p.stubs, id)
	} else {
		p.keys = append(p.keys, id)
	}
}

// openTo returns the concepts that know every label of one, and that neither a
// line nor a named column says.
func (p *plan) openTo(id string) []string {
	var out []string
	if !slices.Contains(p.keys, period) && !slices.Contains(p.stubs, period) && id == period {
		out = append(out, period)
	}
	for _, dim := range p.dataset.Dimensions {
		if slices.Contains(p.keys, dim.ID) || slices.Contains(p.stubs, dim.ID) && dim.ID != id {
			continue
		}
		knows := !slices.ContainsFunc(p.texts[id], func(text string) bool {
			return len(slices.DeleteFunc(p.Codelist(dim).Match(text), func(code string) bool { return !dim.Allows(code) })) != 1
		})
		if knows {
			out = append(out, dim.ID)
		}
	}
	return out
}

// unitLine draws a unit for the whole table, where all of it has one.
func (p *plan) unitLine() {
	if units := p.units(p.dataset.Unit); len(units) > 0 && p.chance(30) {
		unit := pick(p.author, units)
		p.unitText, p.factor = unit.text, unit.factor
		p.met["unit line"]++
	}
}

// preamble writes the title and the key lines.
func (p *plan) preamble() {
	lines := [][2]string{{pick(p.author, p.names["dataset"]), pick(p.author, []string{p.dataset.ID, p.dataset.Title.En, p.dataset.Title.Fr})}}
	for _, id := range p.keys {
		lines = append(lines, [2]string{pick(p.author, p.names[id]), p.texts[id][0]})
	}
	if p.unitText != "" {
		lines = append(lines, [2]string{pick(p.author, p.names["unit"]), p.unitText})
	}
	p.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	if p.chance(50) {
		p.write(pick(p.author, []string{"Tableau 3. Ce que l'on sait", "What we know", "2018 et 2019 : deux années"}))
	}
	for _, l := range lines {
		if p.chance(10) {
			p.lines = append(p.lines, "")
		}
		if strings.HasPrefix(l[1], "=") || p.chance(50) {
			p.met["keys in two cells"]++
			p.write(l[0], l[1])
		} else {
			p.met["keys in one cell"]++
			p.write(l[0] + pick(p.author, []string{" : ", ": ", ":"}) + l[1])
		}
	}
	if p.chance(20) {
		p.lines = append(p.lines, "")
	}
}

func (p *plan) footnotes() {
	switch p.IntN(4) {
	case 0:
		p.write("(1) hors intérim ; (2) sous réserve")
		p.write("Source : Insee")
	case 1:
		p.met["notes after a blank row"]++
		p.lines = append(p.lines, "")
		p.write("* ", "estimation")
		p.write("Source", "Insee")
	}
}
