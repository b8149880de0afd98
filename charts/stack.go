package charts

import "math"

// inPart is the room that a part's figure takes inside it.
func inPart(p part) float64 { return insideStyle.width(p.label()) + 12 }

// stackWords writes each part's figure into it where there is room, marks from
// where to where a range reaches below its bar, shows the whole behind the
// parts, and says so where the rest was not published.
func (s *sheet) stackWords(b bar, x func(float64) float64, y, thick float64) {
	if s.whole > 0 {
		s.rect(box{x(0), y - thick/2, x(s.whole) - x(0), thick}, s.theme.tint)
	}
	at := 0.0
	for _, p := range b.parts {
		low, high := p.bounds()
		from, to := x(at), x(at+low)
		if p.ranged {
			s.rect(box{to, y + thick/2 + 1.5, x(at+high) - to, 3}, s.theme.series[p.index])
		}
		at += low
		colour := s.theme.paper
		if p.flag != "" {
			colour = s.theme.ink
		}
		if w := inPart(p); w <= to-from {
			if p.index > 0 {
				s.plain(p, box{from, y - thick/2, w, thick})
			}
			s.word(insideStyle, from+8, y, p.label(), "left", colour)
		}
	}
	rest := s.text("rest not published", "reste non publié")
	if at = b.sum(); s.whole > 0 && at < s.whole-0.5*s.unit.factor && noteStyle.width(rest)+16 <= x(s.whole)-x(at) {
		s.word(noteStyle, x(at)+8, y, rest, "left", s.theme.soft)
	}
}

// rowBreaks draws a dotted line between the rows where a series breaks, and
// explains it in a note.
func (s *sheet) rowBreaks(r rows) {
	for i := 1; i < len(s.bars); i++ {
		for _, k := range s.breaks {
			if s.bars[i-1].period.Compare(k.period) < 0 && k.period.Compare(s.bars[i].period) <= 0 {
				y := math.Round(s.grid.top + float64(i)*r.pitch + (r.below-r.above)/2)
				s.line(s.left, y, s.right, y, s.theme.series[5], []float64{2, 4})
				break
			}
		}
	}
}

// belowSwatch is the side of the square before a figure below its bar, in pixels.
const belowSwatch = 10.0

// outside is the figure of a part that has no room for it, where it stands below
// the bar: its square and its words from x on, in a line.
type outside struct {
	part
	x    float64
	line int
}

// outsides places the figures of a bar's parts that have no room for them,
// below the bar in lines as wide as the plot.
func (s *sheet) outsides(b bar, left float64) []outside {
	low, high := s.rowScale()
	var out []outside
	x, line := left, 0
	for _, p := range b.parts {
		from, _ := p.bounds()
		if inPart(p) <= from/(high-low)*(s.right-left) {
			continue
		}
		w := belowSwatch + 5 + noteStyle.width(p.label())
		if x > left && x+w > s.right {
			x, line = left, line+1
		}
		out = append(out, outside{p, x, line})
		x += w + 14
	}
	return out
}

// rowLeft is where the bars begin behind their labels.
func (s *sheet) rowLeft(r rows) float64 {
	if r.column == 0 || s.narrow() {
		return s.left
	}
	return s.left + r.column + 10
}

// belowRows is the height of the figures below the bar that has most of them.
func (s *sheet) belowRows(r rows) float64 {
	lines := 0
	for _, b := range s.bars {
		for _, o := range s.outsides(b, s.rowLeft(r)) {
			lines = max(lines, o.line+1)
		}
	}
	if lines == 0 {
		return 0
	}
	return float64(lines)*noteStyle.height() + 5
}

// wordsBelow writes the figures that a bar's parts have no room for below it,
// each behind a square of its part's looks.
func (s *sheet) wordsBelow(b bar, r rows, y float64) {
	if r.below == 0 {
		return
	}
	for _, o := range s.outsides(b, s.rowLeft(r)) {
		at := y + r.bar/2 + 5 + (float64(o.line)+0.5)*noteStyle.height()
		square := box{o.x, at - belowSwatch/2, belowSwatch, belowSwatch}
		s.rect(square, s.theme.series[o.index])
		s.hatchSwatch(square, hatches[o.index])
		s.word(noteStyle, o.x+belowSwatch+5, at, o.label(), "left", s.theme.ink)
	}
}
