package charts

import (
	"cmp"
	"math"
	"slices"
)

// ringOf is where a donut stands.
type ringOf struct {
	x, y, inner, outer float64
}

// slice is one sector of a donut, by its angles from the top, clockwise.
type slice struct {
	from, to float64
	index    int // of its part; -1 is the rest
}

// sectors returns the sectors of the parts and of the rest. A range is a
// sector to its low end, and its pale one to the high end.
func (s *sheet) sectors() []slice {
	var out []slice
	at := 0.0
	turn := 2 * math.Pi / max(s.whole, s.highs())
	for i, p := range s.bars[0].parts {
		_, high := p.bounds()
		out = append(out, slice{at * turn, (at + high) * turn, i})
		at += high
	}
	if s.rest() > 0 {
		out = append(out, slice{at * turn, 2 * math.Pi, -1})
	}
	return out
}

// highs returns the most that the parts add up to.
func (c *Chart) highs() float64 {
	sum := 0.0
	for _, p := range c.bars[0].parts {
		_, high := p.bounds()
		sum += high
	}
	return sum
}

// drawDonut lays out the ring and its words: beside it, or below it in the
// narrow variant.
func (s *sheet) drawDonut() map[string]any {
	list := 0.0
	if s.narrow() {
		list = s.sliceList(false)
	}
	side := s.room(min(0.36*float64(s.width), 280), 120, list+28)
	if s.narrow() {
		side = min(max(side, 0.5*float64(s.width)), s.right-s.left)
	}
	place := ringOf{x: (s.left + s.right) / 2, y: s.top + 12 + side/2, outer: side / 2}
	place.inner = math.Round(0.58 * place.outer)
	if s.total != "" && insideStyle.width(s.total) < 1.7*place.inner {
		s.word(valueStyle, place.x, place.y, s.total, "center", s.theme.ink)
	}
	if s.narrow() {
		s.top += side + 28
		s.sliceList(true)
	} else {
		s.sliceWords(place)
		s.top += side + 24
	}
	return s.pie(place)
}

// sliceLabel is the words of a sector and the point of the ring that they are of.
type sliceLabel struct {
	slice
	name, figure []string
	end          point2
}

// sliceLabels returns the sectors' words, wrapped into a width.
func (s *sheet) sliceLabels(room float64) []sliceLabel {
	var out []sliceLabel
	for _, one := range s.sectors() {
		l := sliceLabel{slice: one}
		if one.index < 0 {
			l.name = labelStyle.wrap(s.restWords(), room, 2)
		} else {
			l.name = labelStyle.wrap(s.slices[one.index], room, 3)
			l.figure = valueStyle.wrap(s.bars[0].parts[one.index].label(), room, 2)
		}
		out = append(out, l)
	}
	return out
}

func (l sliceLabel) height() float64 {
	return float64(len(l.name)+len(l.figure))*labelStyle.height() + 4
}

// short reports whether name and figure fit beside each other.
func (l sliceLabel) short(room float64) bool {
	return len(l.name) == 1 && len(l.figure) == 1 && labelStyle.width(l.name[0])+8+valueStyle.width(l.figure[0]) <= room
}

// write puts the words below each other from a place.
func (l sliceLabel) write(s *sheet, x, top float64, align string) {
	y := top + labelStyle.height()/2
	s.lines(labelStyle, x, y, l.name, align, s.theme.ink)
	s.lines(valueStyle, x, y+float64(len(l.name))*labelStyle.height(), l.figure, align, s.theme.ink)
}

// sliceWords writes the words of each sector at its side of the ring, moved
// apart where they would overlap, each with a line to its sector.
func (s *sheet) sliceWords(place ringOf) {
	const reach, gap = 26.0, 6.0
	for _, side := range []float64{-1, 1} {
		x, align := place.x+side*(place.outer+reach), "left"
		if side < 0 {
			align = "right"
		}
		var labels []sliceLabel
		for _, l := range s.sliceLabels(place.x - place.outer - reach - gap - s.left) {
			sin, cos := math.Sincos((l.from + l.to) / 2)
			if l.end = (point2{place.x + (place.outer+3)*sin, place.y - (place.outer+3)*cos}); (sin < 0) == (side < 0) {
				labels = append(labels, l)
			}
		}
		slices.SortStableFunc(labels, func(a, b sliceLabel) int { return cmp.Compare(a.end[1], b.end[1]) })
		var captions []caption
		for _, l := range labels {
			captions = append(captions, caption{y: l.end[1], height: l.height()})
		}
		for i, top := range apart(captions, s.top, place.y+place.outer+12) {
			s.line(labels[i].end[0], labels[i].end[1], x, top+labels[i].height()/2, s.theme.soft, nil)
			labels[i].write(s, x+side*gap, top+2, align)
		}
	}
}

// swatchSide is the side of a part's square in a list.
const swatchSide = 14.0

// sliceList writes the parts below each other, each with its colour and
// pattern, and returns the room they take; without drawing it only measures.
func (s *sheet) sliceList(draws bool) float64 {
	room, top := s.right-s.left-swatchSide-8, s.top
	for _, l := range s.sliceLabels(room) {
		x, height := s.left+swatchSide+8, l.height()
		if l.short(room) {
			height = labelStyle.height() + 4
		}
		if draws {
			s.sliceSwatch(l.slice)
			if l.short(room) {
				s.word(valueStyle, x+labelStyle.width(l.name[0])+8, top+labelStyle.height()/2, l.figure[0], "left", s.theme.ink)
				l.figure = nil
			}
			l.write(s, x, top, "left")
		}
		top += height
		if draws {
			s.top = top
		}
	}
	return top - s.top
}

// sliceSwatch draws a part's colour and pattern at the left; the rest is framed.
func (s *sheet) sliceSwatch(one slice) {
	b := box{s.left, s.top + labelStyle.height()/2 - swatchSide/2, swatchSide, swatchSide}
	if one.index < 0 {
		s.rect(b, s.theme.tint)
		s.frame(b)
		return
	}
	s.rect(b, s.theme.series[one.index])
	s.hatchSwatch(b, hatches[one.index])
}
