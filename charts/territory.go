package charts

import (
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
)

// point2 is a place in the picture, in pixels.
type point2 [2]float64

// ring is a closed line, the last point joined to the first.
type ring []point2

// The sizes of a map's tiles and the words beside them, in pixels.
const (
	tileGap     = 4.0
	tileRadius  = 6.0
	largestTile = 84.0
	smallTile   = 60.0 // below it a tile has its figure in smaller letters
	leastTile   = 36.0 // a short name has room
	keyWidth    = 190.0
)

// tileSize returns the side of a tile with its gap, or 0 on a map of outlines.
func (c *Chart) tileSize() float64 {
	if c.atlas.maker != "" {
		return 0
	}
	room := float64(c.width) - 24
	if !c.narrow() {
		room = 0.6 * float64(c.width)
	}
	columns, rows := 0, 0
	for _, p := range c.shown() {
		columns, rows = max(columns, p.column+1), max(rows, p.row+1)
	}
	size := min(room/float64(columns), largestTile)
	if c.mapRoom > 0 {
		size = max(min(size, (c.mapRoom+tileGap)/float64(rows)), leastTile)
	}
	return math.Floor(size)
}

// shown returns the places that the map draws: those that stand apart only
// where one of them has a figure; in a row of their own in the narrow variant.
func (c *Chart) shown() []territory {
	apart := slices.ContainsFunc(c.atlas.places, func(p territory) bool { _, ok := c.figure(p.code); return ok && p.apart })
	var out, below []territory
	rows := 0
	for _, p := range c.atlas.places {
		switch {
		case !p.apart:
			out = append(out, p)
			rows = max(rows, p.row+1)
		case apart && c.narrow():
			p.column = len(below)
			below = append(below, p)
		case apart:
			out = append(out, p)
		}
	}
	for _, p := range below {
		p.row = rows
		out = append(out, p)
	}
	return out
}

// tileWords returns a figure's words as lines in a tile, nil where it has no
// room for them.
func (c *Chart) tileWords(m mark) []string {
	room := c.tileSize() - tileGap - 8
	if tickStyle.width(m.label()) <= room {
		return []string{m.label()}
	}
	lines := tickStyle.wrap(m.label(), room, 2)
	if len(lines) == 2 && tickStyle.widest(lines) <= room && !cutShort(lines) && c.tileSize() >= smallTile {
		return lines
	}
	return nil
}

// cutShort reports whether lines end in an ellipsis.
func cutShort(lines []string) bool {
	for _, line := range lines {
		if runes := []rune(line); len(runes) > 0 && runes[len(runes)-1] == '…' {
			return true
		}
	}
	return false
}

// drawMap lays out the areas, coloured by class, and the legend: beside the
// map, or above it in the narrow variant.
func (s *sheet) drawMap() map[string]any {
	if s.narrow() {
		s.classLegend(s.left, s.right, false)
		s.top += 8
	}
	var drawn map[string][][]ring
	var plot box
	if s.atlas.maker != "" {
		drawn, plot = s.outlines()
	} else {
		drawn, plot = s.tiles()
	}
	s.grid = plot
	if !s.narrow() {
		at := plot.left + plot.width + 32
		s.classLegend(at, s.right, true)
		s.keyList(at, plot.top+plot.height)
		s.top = max(s.top, plot.top+plot.height)
		return s.mapSeries(drawn)
	}
	s.top = plot.top + plot.height
	s.top += 10
	s.paragraph(noteStyle, strings.ReplaceAll(strings.Join(s.key(), ",\n"), " ", "\u00a0")+".", 30, s.theme.soft)
	return s.mapSeries(drawn)
}

// tiles lays out the grid and the words in its tiles.
func (s *sheet) tiles() (map[string][][]ring, box) {
	size := s.tileSize()
	left := s.left
	columns, rows := 0, 0
	for _, p := range s.shown() {
		columns, rows = max(columns, p.column+1), max(rows, p.row+1)
	}
	if s.narrow() {
		left += (s.right - s.left - float64(columns)*size) / 2
	}
	drawn := map[string][][]ring{}
	for _, p := range s.shown() {
		b := box{left + float64(p.column)*size, s.top + float64(p.row)*size, size - tileGap, size - tileGap}
		drawn[p.code] = [][]ring{{rounded(b, tileRadius)}}
		s.tileText(p, b)
	}
	return drawn, box{left, s.top, float64(columns)*size - tileGap, float64(rows)*size - tileGap}
}

// tileText writes an area's short name and figure into its tile.
func (s *sheet) tileText(p territory, b box) {
	m, ok := s.figure(p.code)
	colour := s.theme.ink
	if ok {
		colour = s.theme.on(s.classColour(s.classes.of(m.value)))
	}
	x, y := b.left+b.width/2, b.top+b.height/2
	if !ok {
		s.word(insideStyle, x, y, p.short, "center", colour)
		s.graphic[len(s.graphic)-1].halo(s.theme.line)
		return
	}
	lines := s.tileWords(m)
	row := tickStyle.height()
	y -= row * float64(len(lines)) / 2
	s.word(insideStyle, x, y, p.short, "center", colour)
	s.lines(tickStyle, x, y+row, lines, "center", colour)
}

// rounded returns the outline of a box with rounded corners.
func rounded(b box, radius float64) ring {
	const steps = 4
	var out ring
	for corner, at := range []point2{
		{b.left + b.width - radius, b.top + b.height - radius}, {b.left + radius, b.top + b.height - radius},
		{b.left + radius, b.top + radius}, {b.left + b.width - radius, b.top + radius},
	} {
		for i := range steps + 1 {
			angle := (float64(corner) + float64(i)/steps) * math.Pi / 2
			out = append(out, point2{at[0] + radius*math.Cos(angle), at[1] + radius*math.Sin(angle)})
		}
	}
	return out
}

// mapSeries is the ECharts map of the areas' lines, which the option brings along
// as GeoJSON in pixels: assets/formats.js makes them known to ECharts.
func (s *sheet) mapSeries(drawn map[string][][]ring) map[string]any {
	var features, data []any
	low, high := point2{math.Inf(1), math.Inf(1)}, point2{math.Inf(-1), math.Inf(-1)}
	for _, p := range s.shown() {
		var polygons []any
		for _, polygon := range drawn[p.code] {
			var lines []any
			for _, r := range polygon {
				line := make([]point2, 0, len(r)+1)
				for _, at := range append(r, r[0]) {
					at = point2{pixel(at[0]), pixel(at[1])}
					line = append(line, point2{at[0], -at[1]}) // ECharts draws north up
					for i := range at {
						low[i], high[i] = min(low[i], at[i]), max(high[i], at[i])
					}
				}
				lines = append(lines, line)
			}
			polygons = append(polygons, lines)
		}
		features = append(features, element{
			"type": "Feature", "properties": element{"name": p.code}, "geometry": element{"type": "MultiPolygon", "coordinates": polygons},
		})
		data = append(data, s.areaItem(p))
	}
	options := optionOf(s.bareMap())
	options["grid"] = []any{}
	options["geometry"] = element{"type": "FeatureCollection", "features": features}
	options["series"] = []any{element{
		"type": "map", "map": "geometry", "aspectScale": 1, "data": data, "selectedMode": false, "showLegendSymbol": false,
		"left": low[0], "top": low[1], "width": pixel(high[0] - low[0]), "height": pixel(high[1] - low[1]),
		"label": element{"show": false}, "emphasis": element{"label": element{"show": false}},
	}}
	return options
}

// bareMap is go-echarts' map with what every chart has.
func (s *sheet) bareMap() *charts.Map {
	m := charts.NewMap()
	m.SetGlobalOptions(s.global()...)
	return m
}

// areaItem is an area's datum: its colour, dashed around where its figure is
// not final; hatched without one.
func (s *sheet) areaItem(p territory) element {
	border := s.theme.paper
	if s.atlas.maker != "" {
		border = s.theme.soft
	}
	m, ok := s.figure(p.code)
	if !ok {
		it := item{ItemStyle: element{"areaColor": s.theme.line, "borderColor": border, "borderWidth": 0.75}}
		it.hatch(hatches[1], s.theme.paper)
		return element{"name": p.code, "value": nil, "itemStyle": it.ItemStyle}
	}
	style := element{"areaColor": s.classColour(s.classes.of(m.value)), "borderColor": border, "borderWidth": 0.75}
	if m.flag != "" {
		style["borderColor"], style["borderWidth"], style["borderType"] = s.theme.ink, 1.5, "dashed"
	}
	value := any(m.value)
	if m.ranged {
		value = nil
	}
	return element{"name": p.code, "value": value, "itemStyle": style, "cell": m.cell()}
}
