package charts

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// limit leaves out the bars and columns that there is no room for: beyond
// maxBars, or beyond what the asked height holds.
func (c *Chart) limit() {
	if c.kind.latest {
		return
	}
	room := maxBars
	if c.height > 0 && len(c.bars) > 0 {
		pitch, words := 20, 170
		if c.narrow() {
			pitch = 44
		}
		if c.bare {
			words = 10
		}
		room = min(room, max(3, (c.height-words)/pitch))
	}
	if len(c.bars) > room {
		c.hidden = len(c.bars) - room
		if c.kind.parts {
			c.bars = c.bars[c.hidden:] // the latest
		} else {
			c.bars = c.bars[:room]
		}
	}
}

// rows is how bars stand below each other.
type rows struct {
	labels [][]string
	column float64 // width of the labels beside the bars; 0 puts them above
	above  float64 // height of the labels above a bar
	below  float64 // height of the figures below a bar that its parts have no room for
	pitch  float64
	bar    float64 // thickness
}

// rowsOf lays out the bars' labels: in a column beside them, or above each bar
// in the narrow variant.
func (s *sheet) rowsOf() rows {
	r := rows{bar: 24, pitch: 33}
	if len(s.bars) > 14 {
		r.bar, r.pitch = 18, 25
	}
	width := 0.36 * float64(s.width)
	if s.narrow() {
		width = s.right - s.left
	}
	lines := 1
	for _, b := range s.bars {
		label := b.label
		if s.kind.single && s.wide(b.parts[0].mark) {
			label += s.text(": ", "\u202f: ") + b.parts[0].label()
		}
		wrapped := labelStyle.wrap(label, width, 5)
		r.labels = append(r.labels, wrapped)
		lines = max(lines, len(wrapped))
		r.column = max(r.column, labelStyle.widest(wrapped))
	}
	words := float64(lines) * labelStyle.height()
	if s.kind.parts && s.values {
		r.below = s.belowRows(r)
	}
	asked := 0.0
	if s.Chart.height > 0 {
		asked = s.room(0, 0, 0) / float64(len(s.bars))
	}
	if s.narrow() {
		r.column, r.above, r.bar = 0, words+2, 14
		if asked > 0 {
			r.bar = min(max(asked-r.above-12-r.below, 8), 28)
		}
		r.pitch = r.above + r.bar + 12 + r.below
		return r
	}
	r.pitch = max(r.pitch, words+6)
	if asked > 0 {
		r.pitch = min(max(asked-r.below, words+2), 48)
		r.bar = math.Round(0.72 * r.pitch)
	}
	r.pitch += r.below
	return r
}

// wide reports whether a figure's words are too wide to stand at a bar's end;
// they stand behind its label then.
func (s *sheet) wide(m mark) bool {
	room := s.right - s.left
	if !s.narrow() {
		room *= 0.64
	}
	return valueStyle.width(m.label()) > 0.42*room
}

// placeRows puts the plot of rows behind their labels, as wide as width leaves
// room for words before it and behind. It returns where the labels' column ends
// and where a value stands.
func (s *sheet) placeRows(r rows, low, high float64, width func(left, low, high float64) (before, width float64)) (left float64, x func(float64) float64) {
	left = s.left + r.column
	if r.column > 0 {
		left += 10
	}
	before, wide := width(left, low, high)
	s.grid = box{left + before, s.top + r.above + r.bar/2 - r.pitch/2, wide, r.pitch * float64(len(s.bars))}
	if r.above == 0 {
		s.grid.top = s.top - r.below/2
	}
	return left, func(v float64) float64 { return s.grid.left + (v-low)/(high-low)*s.grid.width }
}

// drawRows lays out horizontal bars, of one figure or of parts.
func (s *sheet) drawRows() *charts.Bar {
	if s.kind.parts {
		s.legend()
	}
	r := s.rowsOf()
	low, high := s.rowScale()
	left, x := s.placeRows(r, low, high, s.rowWidth)
	for i, b := range s.bars {
		y := s.grid.top + (float64(i)+0.5)*r.pitch
		s.rowLabel(r, i, left, y)
		if s.kind.parts {
			s.stackWords(b, x, y, r.bar)
			s.wordsBelow(b, r, y)
		} else if !s.wide(b.parts[0].mark) {
			s.rowWord(b.parts[0].mark, x, y)
		}
	}
	if s.kind.parts {
		s.rowBreaks(r)
	}
	if low < 0 {
		s.line(x(0), s.grid.top, x(0), s.grid.top+s.grid.height, s.theme.soft, nil)
	}
	s.top += r.pitch * float64(len(s.bars))
	return s.rowBars(r, low, high)
}

// rowLabel writes a row's label above it, or beside it where its plot begins
// at left. The row's middle is at y.
func (s *sheet) rowLabel(r rows, i int, left, y float64) {
	n := float64(len(r.labels[i]))
	if r.above > 0 {
		s.lines(labelStyle, s.left, y-r.bar/2-(n-0.5)*labelStyle.height()-2, r.labels[i], "left", s.theme.ink)
	} else {
		s.lines(labelStyle, left-10, y-(n-1)*labelStyle.height()/2, r.labels[i], "right", s.theme.ink)
	}
}

// rowScale is the ends of the bars' axis, which has no ticks: each bar says
// its figure.
func (s *sheet) rowScale() (low, high float64) {
	for _, b := range s.bars {
		for _, p := range b.parts {
			l, h := p.bounds()
			low, high = min(low, l), max(high, h)
		}
		if s.kind.parts {
			high = max(high, b.sum())
		}
	}
	if s.kind.parts {
		high = max(high, s.whole)
	}
	if high <= low {
		high = low + 1
	}
	return low, high
}

// rowWidth returns the room left of the longest negative bar, and the width at
// which every bar and its figure fit.
func (s *sheet) rowWidth(left, low, high float64) (before, width float64) {
	width = s.right - left
	if s.kind.parts {
		return 0, width
	}
	for _, b := range s.bars {
		if m := b.parts[0].mark; m.value < 0 && !s.wide(m) {
			before = max(before, valueStyle.width(m.label())+8)
		}
	}
	width -= before
	free := width
	for _, b := range s.bars {
		m := b.parts[0].mark
		_, end := m.bounds()
		if m.value < 0 || s.wide(m) {
			continue
		}
		words := valueStyle.width(m.label()) + 8
		if share := (max(end, 0) - low) / (high - low); share > 0 {
			width = min(width, max(40, (free-words)/share))
		}
	}
	return before, width
}

// rowWord writes a bar's figure at its end.
func (s *sheet) rowWord(m mark, x func(float64) float64, y float64) {
	low, high := m.bounds()
	if m.value < 0 {
		s.word(valueStyle, x(low)-6, y, m.label(), "right", s.theme.ink)
		return
	}
	s.word(valueStyle, x(max(high, 0))+6, y, m.label(), "left", s.theme.ink)
}

// rowBars is the bars themselves: one series of figures, or one a part.
func (s *sheet) rowBars(r rows, low, high float64) *charts.Bar {
	names := make([]string, len(s.bars))
	for i, b := range s.bars {
		names[i] = b.label
	}
	hide := opts.Bool(false)
	chart := charts.NewBar()
	chart.SetXAxis(names).XYReversal().SetGlobalOptions(append(s.global(),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: low, Max: high, Show: hide}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Show: hide}))...)
	n, stack := 1, ""
	if s.kind.parts {
		n, stack = len(s.series), "parts"
	}
	for i := range n {
		data := make([]item, len(s.bars))
		var whiskers []any
		for j, b := range s.bars {
			at := 0.0
			for _, p := range b.parts {
				low, high := p.bounds()
				if p.ranged && s.kind.single {
					whiskers = append(whiskers, [2]element{{"coord": []any{at + low, j}, "cell": p.cell()}, {"coord": []any{at + high, j}}})
				}
				if p.index == i && (!p.ranged || s.kind.parts) {
					data[j] = s.item(p.mark, i)
					data[j].Value = &low
					if s.kind.parts && i > 0 {
						data[j].hatch(hatches[i], s.theme.paper)
					}
				}
				at += low
			}
		}
		name := ""
		if s.kind.parts {
			name = s.series[i].label
		}
		chart.AddSeries(name, nil, barOptions(data, whiskers, r.bar, s.theme.series[i], stack)...)
	}
	return chart
}
