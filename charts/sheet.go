package charts

import (
	"math"
)

// The sizes of a picture's words, in pixels. None is under 12.
var (
	tickStyle   = style{size: 12.5}
	noteStyle   = style{size: 12.5}
	labelStyle  = style{size: 14}
	valueStyle  = style{size: 14, bold: true}
	insideStyle = style{size: 13, bold: true}
	sourceStyle = style{size: 13}
)

// sheet is the picture being laid out from top to bottom. Texts are placed as
// graphic elements, each line where it will be drawn.
type sheet struct {
	*Chart
	left, right, top float64 // the room that is left
	graphic          []element
	grid             box // where the plot is
}

// box is a rectangle in pixels.
type box struct{ left, top, width, height float64 }

// element is a graphic of the option.
type element map[string]any

// The layers of the picture: grounds below the marks, words above.
const (
	layerGround = 0
	layerWords  = 10
)

func (s *sheet) word(st style, x, y float64, text, align, colour string) {
	weight := "400"
	if st.bold {
		weight = "600"
	}
	s.graphic = append(s.graphic, element{
		"type": "text", "x": pixel(x), "y": pixel(y), "z": layerWords, "silent": true,
		"style": element{
			"text": text, "fill": colour, "fontSize": st.size, "fontWeight": weight, "fontFamily": fontFamily,
			"textAlign": align, "textVerticalAlign": "middle",
		},
	})
}

// halo sets a text off from the lines behind it.
func (e element) halo(colour string) {
	style := e["style"].(element)
	style["stroke"], style["lineWidth"] = colour, 3
}

// hook says that the element stands for a figure. ECharts keeps the info of
// elements that are not silent alone.
func (e element) hook(m mark) { e["silent"], e["info"] = false, element{"cell": m.cell()} }

// hook says of the last element that it stands for a figure.
func (s *sheet) hook(m mark) { s.graphic[len(s.graphic)-1].hook(m) }

// lines writes lines below each other, the first one centred on y.
func (s *sheet) lines(st style, x, y float64, lines []string, align, colour string) {
	for i, line := range lines {
		s.word(st, x, y+float64(i)*st.height(), line, align, colour)
	}
}

func (s *sheet) rect(b box, colour string) {
	s.graphic = append(s.graphic, element{
		"type": "rect", "z": layerGround, "silent": true,
		"shape": element{"x": pixel(b.left), "y": pixel(b.top), "width": pixel(b.width), "height": pixel(b.height), "r": 2},
		"style": element{"fill": colour},
	})
}

func (s *sheet) line(x1, y1, x2, y2 float64, colour string, dash []float64) {
	style := element{"stroke": colour, "lineWidth": 1}
	if dash != nil {
		style["lineDash"] = dash
	}
	s.graphic = append(s.graphic, element{
		"type": "line", "z": layerGround, "silent": true,
		"shape": element{"x1": pixel(x1), "y1": pixel(y1), "x2": pixel(x2), "y2": pixel(y2)},
		"style": style,
	})
}

// pixel rounds to a tenth, so that an option is short and stable.
func pixel(v float64) float64 { return math.Round(v*10) / 10 }

// height is the distance between two lines of a style.
func (st style) height() float64 { return math.Ceil(st.size * 1.35) }

// newSheet begins a picture: its margins and its words above the plot.
func newSheet(c *Chart) *sheet {
	margin := 20.0
	if c.narrow() {
		margin = 12
	}
	if c.bare {
		margin = 2
	}
	s := &sheet{Chart: c, left: margin, right: float64(c.width) - margin, top: margin}
	if c.bare {
		return s
	}
	title, sub := style{size: 21, bold: true}, style{size: 15}
	if c.narrow() {
		title, sub = style{size: 18, bold: true}, style{size: 14}
	}
	s.paragraph(title, c.title, 3, c.theme.ink)
	s.top += 2
	s.paragraph(sub, c.subtitle, 4, c.theme.soft)
	s.top += 12
	return s
}

// paragraph writes a wrapped text at the top of the room that is left.
func (s *sheet) paragraph(st style, text string, limit int, colour string) {
	if text == "" {
		return
	}
	lines := st.wrap(text, s.right-s.left, limit)
	s.lines(st, s.left, s.top+st.height()/2, lines, "left", colour)
	s.top += float64(len(lines)) * st.height()
}

// foot writes notes and source below the plot and returns the height of the
// whole picture.
func (s *sheet) foot() float64 {
	if !s.bare {
		if len(s.notes) > 0 || s.source != "" {
			s.top += 10
			s.line(s.left, s.top, s.right, s.top, s.theme.line, nil)
			s.top += 8
		}
		for _, note := range s.notes {
			s.paragraph(noteStyle, note, 4, s.theme.soft)
			s.top += 2
		}
		s.paragraph(sourceStyle, s.source, 6, s.theme.soft)
	}
	return s.top + s.left
}

// footHeight returns how high foot will be.
func (s *sheet) footHeight() float64 {
	probe := &sheet{Chart: s.Chart, left: s.left, right: s.right}
	return probe.foot()
}

// room returns the height of a plot: what the asked height leaves after extra
// pixels of the plot's own words, else wanted; never less than least.
func (s *sheet) room(wanted, least, extra float64) float64 {
	if s.Chart.height > 0 {
		wanted = float64(s.Chart.height) - s.top - extra - s.footHeight()
	}
	return max(wanted, least)
}

// legend writes what the colours mean, in rows.
func (s *sheet) legend() {
	const swatch, gap = 12.0, 18.0
	x := s.left
	row := labelStyle.height() + 2
	for i, part := range s.series {
		lines := labelStyle.wrap(part.label, s.right-s.left-swatch-8, 4)
		w := swatch + 6 + labelStyle.widest(lines)
		if x > s.left && (x+w > s.right || len(lines) > 1) {
			x = s.left
			s.top += row
		}
		square := box{x, s.top + row/2 - swatch/2, swatch, swatch}
		if s.theme.dashes != nil && !s.kind.hatched {
			s.lineSwatch(square, i)
		} else {
			s.rect(square, s.theme.series[i])
		}
		if s.kind.hatched {
			s.hatchSwatch(square, hatches[i])
		}
		s.lines(labelStyle, x+swatch+6, s.top+row/2, lines, "left", s.theme.ink)
		x += w + gap
		if len(lines) > 1 {
			s.top += float64(len(lines)-1) * labelStyle.height()
			x = s.right
		}
	}
	s.top += row + 8
}

// lineSwatch draws a line's symbol in the legend, for a theme whose colours say
// too little.
func (s *sheet) lineSwatch(b box, i int) {
	x, y := b.left+b.width/2, b.top+b.height/2
	shape := element{"cx": pixel(x), "cy": pixel(y), "r": 5}
	name := "circle"
	switch symbols[i] {
	case "rect", "roundRect":
		s.rect(box{x - 5, y - 5, 10, 10}, s.theme.series[i])
		return
	case "triangle":
		name, shape = "polygon", element{"points": [][2]float64{{x, y - 5}, {x + 5, y + 5}, {x - 5, y + 5}}}
	case "diamond":
		name, shape = "polygon", element{"points": [][2]float64{{x, y - 6}, {x + 6, y}, {x, y + 6}, {x - 6, y}}}
	}
	s.graphic = append(s.graphic, element{"type": name, "z": layerGround, "silent": true, "shape": shape, "style": element{"fill": s.theme.series[i]}})
}

// nothingDrawn says in the middle of the plot that there is no figure.
func (s *sheet) nothingDrawn() {
	s.grid = box{s.left, s.top, s.right - s.left, s.room(120, 60, 0)}
	s.rect(s.grid, s.theme.tint)
	st := style{size: 15}
	lines := st.wrap(s.nothing(), s.grid.width-16, 3)
	y := s.grid.top + s.grid.height/2 - float64(len(lines)-1)*st.height()/2
	s.lines(st, s.grid.left+s.grid.width/2, y, lines, "center", s.theme.soft)
	s.top += s.grid.height
}
