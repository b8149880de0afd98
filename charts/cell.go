package charts

import "github.com/go-echarts/go-echarts/v2/charts"

// cellStyle is the words of a figure in a table.
var cellStyle = style{size: 14}

// tableCell is one cell as it is written.
type tableCell struct {
	lines  []string
	colour string
	figure *mark // nil where it says none
	broken bool  // a break lies before its figure
}

// cell returns a series' figure at a period, a dash where there is none.
func (s *sheet) cell(one series, i int) tableCell {
	m, ok := one.at(s.table.periods[i])
	if !ok {
		return tableCell{lines: []string{"–"}, colour: s.theme.soft}
	}
	out := tableCell{lines: cellStyle.wrap(m.label(), widestCell, 3), colour: s.theme.ink, figure: &m}
	for _, b := range s.breaksOf(one) {
		if i > 0 && s.table.periods[i-1].Compare(b.period) < 0 && b.period.Compare(s.table.periods[i]) <= 0 {
			out.broken = true
		}
	}
	return out
}

// drawTable lays out the header and the rows.
func (s *sheet) drawTable() map[string]any {
	t := s.table
	if t.last {
		return s.drawLast()
	}
	var header, names []string
	for _, p := range t.periods {
		header = append(header, periodLabel(p, s.lang))
	}
	for _, one := range s.series {
		names = append(names, one.label)
	}
	rows := len(names)
	if !t.across {
		header, names, rows = names, header, len(t.periods)
	}
	s.tableHeader(header)
	for row := range rows {
		var cells []tableCell
		for column := range t.widths {
			one, period := row, column
			if !t.across {
				one, period = column, row
			}
			cells = append(cells, s.cell(s.series[one], period))
		}
		s.tableRow(labelStyle.wrap(names[row], t.side, 5), cells)
	}
	return s.noPlot()
}

// drawLast lays out each series' last figure and its period.
func (s *sheet) drawLast() map[string]any {
	s.tableHeader([]string{s.lastWord(), ""})
	for _, one := range s.series {
		m := one.last()
		s.tableRow(labelStyle.wrap(one.label, s.table.side, 5), []tableCell{
			{lines: cellStyle.wrap(m.label(), widestCell, 3), colour: s.theme.ink, figure: &m},
			{lines: []string{periodLabel(m.period(), s.lang)}, colour: s.theme.soft},
		})
	}
	return s.noPlot()
}

// noPlot is an option of words and lines alone.
func (s *sheet) noPlot() map[string]any {
	chart := charts.NewBar()
	chart.SetGlobalOptions(s.global()...)
	options := optionOf(chart)
	options["grid"], options["series"] = []any{}, []any{}
	delete(options, "xAxis")
	delete(options, "yAxis")
	return options
}

// columnEnds returns where the columns end at the right: spread over the room
// there is, but not far apart.
func (s *sheet) columnEnds() []float64 {
	t := s.table
	spare := max(0, s.right-s.left-t.width()) / float64(len(t.widths))
	at := s.left + t.side
	var out []float64
	for _, w := range t.widths {
		at += w + min(spare, 48)
		out = append(out, at)
	}
	return out
}

// tableHeader writes the names of the columns above a line.
func (s *sheet) tableHeader(names []string) {
	ends := s.columnEnds()
	lines := 1
	var wrapped [][]string
	for i, name := range names {
		wrapped = append(wrapped, labelStyle.wrap(name, s.table.widths[i]-cellGap, 6))
		lines = max(lines, len(wrapped[i]))
	}
	for i, words := range wrapped {
		y := s.top + (float64(lines-len(words))+0.5)*labelStyle.height()
		s.lines(labelStyle, ends[i], y, words, "right", s.theme.soft)
	}
	s.top += float64(lines)*labelStyle.height() + 4
	s.line(s.left, s.top, ends[len(ends)-1], s.top, s.theme.soft, nil)
}

// tableRow writes a row above a hairline, its breaks dotted.
func (s *sheet) tableRow(name []string, cells []tableCell) {
	ends := s.columnEnds()
	lines := len(name)
	for _, c := range cells {
		lines = max(lines, len(c.lines))
	}
	height := max(cellRow, float64(lines)*cellStyle.height()+8)
	middle := func(n int) float64 { return s.top + height/2 - float64(n-1)*cellStyle.height()/2 }
	s.lines(labelStyle, s.left, middle(len(name)), name, "left", s.theme.ink)
	for i, c := range cells {
		first := len(s.graphic)
		s.lines(cellStyle, ends[i], middle(len(c.lines)), c.lines, "right", c.colour)
		if c.figure != nil {
			s.graphic[first].hook(*c.figure)
		}
		if !c.broken {
			continue
		}
		start := ends[i] - s.table.widths[i] + cellGap/2
		if s.table.across {
			s.line(start, s.top+2, start, s.top+height-2, s.theme.series[5], []float64{2, 4})
		} else {
			s.line(start, s.top, ends[i], s.top, s.theme.series[5], []float64{2, 4})
		}
	}
	s.top += height
	s.line(s.left, s.top, ends[len(ends)-1], s.top, s.theme.line, nil)
}

// describeTable tells each series' course, after how many there are.
func (c *Chart) describeTable() []string {
	if len(c.series) <= maxParts {
		return c.describeLines()
	}
	count := c.text("The last figures of %d series.", "Les derniers chiffres de %d séries.", len(c.series))
	if !c.table.last {
		first, last := c.table.periods[0], c.table.periods[len(c.table.periods)-1]
		count = c.text("%d series, %s.", "%d séries, %s.", len(c.series), c.through(first, last))
	}
	lines := c.describeLines()
	lines[0] = count + " " + lines[0]
	return lines
}
