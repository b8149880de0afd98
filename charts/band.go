package charts

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
)

// bands is how a pyramid's bars stand: in rows between two edges.
type bands struct {
	above, thick, pitch float64 // of a row: the name above its bars, the bars, all of it
	left, right         float64 // where the sides begin
	side                float64 // the width of a side at the scale's end
	high                float64
}

// bandsOf lays out rows whose longest bars and words fit.
func (s *sheet) bandsOf() bands {
	l := bands{thick: 22, pitch: 30}
	middle := 0.0
	for _, b := range s.bars {
		middle = max(middle, labelStyle.width(s.bandName(b))+20)
		for _, p := range b.parts {
			_, top := p.bounds()
			l.high = max(l.high, top)
		}
	}
	if s.narrow() {
		middle, l.above, l.thick = 3, labelStyle.height(), 16
		l.pitch = l.above + l.thick + 10
	}
	if l.high == 0 {
		l.high = 1
	}
	if s.Chart.height > 0 {
		asked := s.room(0, 0, 34) / float64(len(s.bars))
		l.pitch = min(max(asked, l.above+18), 60)
		l.thick = min(0.75*l.pitch, l.pitch-l.above-4)
	}
	room := (s.right - s.left - middle) / 2
	l.side = room - 20
	for _, b := range s.bars {
		for _, p := range b.parts {
			if _, top := p.bounds(); top > 0 {
				l.side = min(l.side, max(30, (room-valueStyle.width(p.label())-8)*l.high/top))
			}
		}
	}
	centre := (s.left + s.right) / 2
	l.left, l.right = centre-middle/2, centre+middle/2
	return l
}

// bandName returns the name of a band, cut to its room.
func (s *sheet) bandName(b bar) string {
	room := 0.3 * float64(s.width)
	if s.narrow() {
		room = s.right - s.left
	}
	return labelStyle.cut(b.label, room)
}

// drawPyramid lays out the bands from the first at the bottom to the last on
// top: their names between the sides, or above their bars in the narrow variant.
func (s *sheet) drawPyramid() map[string]any {
	l := s.bandsOf()
	s.sideNames(l)
	for i, b := range s.bars {
		y := s.top + (float64(len(s.bars)-1-i)+0.5)*l.pitch + l.above/2
		name := y
		if l.above > 0 {
			name = y - l.thick/2 - l.above/2
		}
		s.word(labelStyle, (l.left+l.right)/2, name, s.bandName(b), "center", s.theme.ink)
		for side := range 2 {
			s.pyramidWord(l, b, side, y)
		}
	}
	height := l.pitch * float64(len(s.bars))
	at := box{l.left - l.side, s.top + l.above/2, l.side, height} // the bars stand below the names above them
	s.top += height + 4
	return s.sides(at, box{l.right, at.top, l.side, height}, l)
}

// pyramidWord writes the figure of one side of a band at its bar's end, a dash
// where there is none.
func (s *sheet) pyramidWord(l bands, b bar, side int, y float64) {
	words, colour, reach := "–", s.theme.soft, 0.0
	for _, p := range b.parts {
		if p.index == side {
			_, top := p.bounds()
			words, colour, reach = p.label(), s.theme.ink, top/l.high*l.side
		}
	}
	if side == 0 {
		s.word(valueStyle, l.left-reach-6, y, words, "right", colour)
	} else {
		s.word(valueStyle, l.right+reach+6, y, words, "left", colour)
	}
}

// sideNames writes what each side is, above it.
func (s *sheet) sideNames(l bands) {
	y := s.top + labelStyle.height()/2
	s.word(valueStyle, l.left-4, y, valueStyle.cut(s.series[0].label, l.left-4-s.left), "right", s.theme.series[0])
	s.word(valueStyle, l.right+4, y, valueStyle.cut(s.series[1].label, s.right-l.right-4), "left", s.theme.series[1])
	s.top += labelStyle.height() + 6
}

// sides is the two plots of bars on one scale, the left one reaching left.
func (s *sheet) sides(left, right box, l bands) map[string]any {
	names := make([]string, len(s.bars))
	for i, b := range s.bars {
		names[i] = b.label
	}
	var grids, x, y, all []any
	for i, at := range []box{left, right} {
		grids = append(grids, element{
			"left": pixel(at.left), "top": pixel(at.top), "width": pixel(at.width), "height": pixel(at.height), "outerBoundsMode": "none",
		})
		x = append(x, element{"type": "value", "gridIndex": i, "min": 0, "max": l.high, "inverse": i == 0, "show": false})
		y = append(y, element{"type": "category", "gridIndex": i, "data": names, "show": false})
		data := make([]item, len(s.bars))
		var whiskers []any
		for j, b := range s.bars {
			for _, p := range b.parts {
				low, top := p.bounds()
				if p.index == i && p.ranged {
					whiskers = append(whiskers, [2]element{{"coord": []any{low, j}, "cell": p.cell()}, {"coord": []any{top, j}}})
				} else if p.index == i {
					data[j] = s.item(p.mark, i)
				}
			}
		}
		one := element{
			"type": "bar", "name": s.series[i].label, "xAxisIndex": i, "yAxisIndex": i, "data": data, "barWidth": math.Round(l.thick),
			"itemStyle": element{"color": s.theme.series[i]},
		}
		if whiskers != nil {
			one["markLine"] = whisker(whiskers, s.theme.series[i])
		}
		all = append(all, one)
	}
	chart := charts.NewBar()
	chart.SetGlobalOptions(s.global()...)
	options := optionOf(chart)
	options["grid"], options["xAxis"], options["yAxis"], options["series"] = grids, x, y, all
	return options
}
