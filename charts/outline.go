package charts

import (
	"math"
	"slices"
)

// The sizes of the boxes of areas that lie far away, in pixels.
const (
	insetSide = 54.0
	insetGap  = 10.0
	insetStep = 80.0  // of boxes in a row
	leastMap  = 160.0 // the height of a map that is to be small
)

// outlines lays out the areas of a file: those that lie together in one
// projection, those far away each in a framed box with its name: in a column
// at the left, in the narrow variant in rows below.
func (s *sheet) outlines() (map[string][][]ring, box) {
	var near, far []territory
	for _, p := range s.shown() {
		if p.apart {
			far = append(far, p)
		} else {
			near = append(near, p)
		}
	}
	plot := box{s.left, s.top, s.right - s.left, 0}
	if !s.narrow() {
		plot.width = 0.58 * float64(s.width)
	}
	names := 1
	for _, p := range far {
		names = max(names, len(s.insetName(p)))
	}
	row := insetSide + float64(names)*noteStyle.height() + insetGap
	room := plot
	room.height = 1.1 * plot.width
	if s.mapRoom > 0 {
		room.height = max(min(room.height, s.mapRoom), leastMap)
	}
	across := 1 // boxes in a row
	if s.narrow() {
		across = max(1, int(plot.width/insetStep))
	} else if len(far) > 0 {
		room.left += s.insetWidth(far)
		room.width -= s.insetWidth(far)
	}
	view := viewOf(near, room)
	if s.mapRoom > 0 && !s.narrow() { // the list beside a small map has the rest
		room.width = view.into.width
		plot.width = room.left + room.width - plot.left
		view = viewOf(near, room)
	}
	drawn := map[string][][]ring{}
	for _, p := range near {
		drawn[p.code] = view.draw(p)
	}
	top, rows := s.top, (len(far)+across-1)/across
	plot.height = max(view.into.height, float64(rows)*row-insetGap)
	if s.narrow() {
		top += view.into.height + insetGap
		plot.height = view.into.height + float64(rows)*row
	}
	for i, p := range far {
		at := point2{plot.left + float64(i%across)*insetStep, top + float64(i/across)*row}
		drawn[p.code] = s.inset(p, at)
	}
	s.areaWords(near, drawn)
	return drawn, plot
}

// insetWidth is how wide the column of boxes and their names is.
func (s *sheet) insetWidth(far []territory) float64 {
	width := insetSide
	for _, p := range far {
		width = max(width, noteStyle.widest(s.insetName(p)))
	}
	return width + insetGap
}

func (s *sheet) areaName(p territory) string {
	return s.codeLabel(s.extract.Dataset.Dim(s.over), p.code)
}

// insetName is the lines below the box of an area.
func (s *sheet) insetName(p territory) []string {
	room := 2 * insetSide
	if s.narrow() {
		room = insetStep - 4
	}
	return noteStyle.wrap(s.areaName(p), room, 2)
}

// inset draws an area in a box, with its name below.
func (s *sheet) inset(p territory, at point2) [][]ring {
	b := box{at[0], at[1], insetSide, insetSide}
	s.frame(b)
	s.lines(noteStyle, b.left, b.top+b.height+noteStyle.height()/2, s.insetName(p), "left", s.theme.soft)
	return viewOf([]territory{p}, box{b.left + 4, b.top + 4, insetSide - 8, insetSide - 8}).draw(p)
}

// frame draws the lines around a box.
func (s *sheet) frame(b box) {
	for _, l := range [][4]float64{
		{b.left, b.top, b.left + b.width, b.top}, {b.left, b.top + b.height, b.left + b.width, b.top + b.height},
		{b.left, b.top, b.left, b.top + b.height}, {b.left + b.width, b.top, b.left + b.width, b.top + b.height},
	} {
		s.line(l[0], l[1], l[2], l[3], s.theme.line, nil)
	}
}

// view is how degrees become pixels: longitudes shrunk by the cosine of the
// middle latitude, one scale in both directions.
type view struct {
	low, high point2
	cosine    float64
	scale     float64
	into      box
}

// viewOf fits areas into a box, in its middle; its height becomes what they need.
func viewOf(areas []territory, into box) view {
	v := view{low: point2{math.Inf(1), math.Inf(1)}, high: point2{math.Inf(-1), math.Inf(-1)}, into: into}
	for _, p := range areas {
		low, high := p.bounds()
		for i := range low {
			v.low[i], v.high[i] = min(v.low[i], low[i]), max(v.high[i], high[i])
		}
	}
	v.cosine = math.Cos((v.low[1] + v.high[1]) / 2 * math.Pi / 180)
	width, height := max((v.high[0]-v.low[0])*v.cosine, 1e-9), max(v.high[1]-v.low[1], 1e-9)
	v.scale = min(into.width/width, into.height/height)
	v.into.left += (into.width - width*v.scale) / 2
	if len(areas) == 1 {
		v.into.top += (into.height - height*v.scale) / 2
	}
	v.into.width, v.into.height = width*v.scale, height*v.scale
	return v
}

// draw returns an area's outlines in pixels, without the points that none of
// them shows.
func (v view) draw(p territory) [][]ring {
	var out [][]ring
	for _, polygon := range p.polygons {
		var drawn []ring
		for i, line := range polygon {
			r := v.thin(line)
			if len(r) < 3 && i == 0 {
				break // an island smaller than a pixel
			}
			if len(r) >= 3 {
				drawn = append(drawn, r)
			}
		}
		if drawn != nil {
			out = append(out, drawn)
		}
	}
	return out
}

// thin projects a line and drops the points closer than half a pixel to the
// one before.
func (v view) thin(line ring) ring {
	var out ring
	for _, at := range line[:len(line)-1] {
		p := point2{v.into.left + (at[0]-v.low[0])*v.cosine*v.scale, v.into.top + (v.high[1]-at[1])*v.scale}
		if len(out) == 0 || math.Hypot(p[0]-out[len(out)-1][0], p[1]-out[len(out)-1][1]) >= 0.5 {
			out = append(out, p)
		}
	}
	return out
}

// areaWords writes each figure into its area where it has room, away from the
// other words.
func (s *sheet) areaWords(areas []territory, drawn map[string][][]ring) {
	var taken []box
	for _, p := range areas {
		m, ok := s.figure(p.code)
		if !ok {
			continue
		}
		words, found := roomIn(drawn[p.code], tickStyle.width(m.label())+4, tickStyle.size)
		if !found || slices.ContainsFunc(taken, words.overlaps) {
			continue
		}
		taken = append(taken, words)
		ground := s.classColour(s.classes.of(m.value))
		s.word(tickStyle, words.left+words.width/2, words.top+words.height/2, m.label(), "center", s.theme.on(ground))
		s.graphic[len(s.graphic)-1].halo(ground)
	}
}
