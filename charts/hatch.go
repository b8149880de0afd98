package charts

import "math"

// hatch is the pattern that tells a part from its neighbours without colour:
// thin lines, so many pixels apart.
type hatch struct {
	gap  float64
	turn float64 // of lines that lie, in radians
}

// hatches are the patterns of parts; the first is plain.
var hatches = [maxParts]hatch{{}, {7, math.Pi / 4}, {7, -math.Pi / 4}, {6, 0}, {4, math.Pi / 4}, {4, -math.Pi / 4}}

// hatch draws a pattern over a bar.
func (it *item) hatch(h hatch, colour string) {
	if it.ItemStyle == nil {
		it.ItemStyle = element{}
	}
	it.ItemStyle["decal"] = element{
		"symbol": "rect", "symbolSize": 1, "color": colour, "rotation": h.turn,
		"dashArrayX": []float64{1, 0}, "dashArrayY": []float64{0.5, h.gap},
	}
}

// hatchSwatch draws a part's pattern over its square in the legend.
func (s *sheet) hatchSwatch(b box, h hatch) {
	step := h.gap + 0.5
	if h.turn != 0 {
		step *= math.Sqrt2
	}
	for at := step / 2; h.gap > 0 && at < 2*b.width; at += step {
		// The line runs from the left or lower edge to the upper or right one.
		x1, y1 := max(0, at-b.width), min(at, b.width)
		x2, y2 := y1, x1
		switch {
		case h.turn == 0:
			x1, y1, x2, y2 = 0, at, b.width, at
			if at > b.width {
				return
			}
		case h.turn > 0:
			y1, y2 = b.width-y1, b.width-y2
		}
		s.line(b.left+x1, b.top+y1, b.left+x2, b.top+y2, s.theme.paper, nil)
		s.graphic[len(s.graphic)-1]["z"] = layerGround + 1
	}
}

// plain keeps a part's pattern off its word, within the outline of a figure
// that is not final.
func (s *sheet) plain(p part, b box) {
	colour := s.theme.series[p.index]
	if p.flag != "" {
		colour = s.theme.faded[p.index]
		b = box{b.left + 1, b.top + 1, b.width - 1, b.height - 2}
	}
	s.rect(b, colour)
	ground := s.graphic[len(s.graphic)-1]
	ground["z"] = layerWords - 1
	ground["shape"].(element)["r"] = 0
}
