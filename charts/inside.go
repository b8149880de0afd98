package charts

import "math"

// searchSteps is how many places in a row are tried for words in an outline.
const searchSteps = 16

// roomIn returns where words of a size stand best in an area: inside one of its
// polygons, as far from the outline as they can. A word as high as it is wide
// would have a circle around it free; for others the outline is squeezed. It
// reports false where the words fit nowhere.
func roomIn(polygons [][]ring, width, height float64) (box, bool) {
	var best box
	most := height / 2
	for _, polygon := range polygons {
		low, high := territory{polygons: [][]ring{polygon}}.bounds()
		for i := range searchSteps - 1 {
			for j := range searchSteps - 1 {
				at := point2{
					low[0] + float64(i+1)/searchSteps*(high[0]-low[0]),
					low[1] + float64(j+1)/searchSteps*(high[1]-low[1]),
				}
				b := box{at[0] - width/2, at[1] - height/2, width, height}
				if !inside(polygon, at) {
					continue
				}
				if free := clearance(polygon, at, height/width, most); free > most && holds(polygon, b) {
					most, best = free, b
				}
			}
		}
	}
	return best, best.width > 0
}

// clearance is the distance from a place to the nearest line of a polygon, in
// pixels where widths are squeezed, as soon as it is no more than little.
func clearance(polygon []ring, at point2, squeeze, little float64) float64 {
	least := math.Inf(1) // its square
	for _, line := range polygon {
		for i, to := range line {
			from := line[(i+len(line)-1)%len(line)]
			x, y := (from[0]-at[0])*squeeze, from[1]-at[1]
			dx, dy := (to[0]-from[0])*squeeze, to[1]-from[1]
			along := 0.0
			if length := dx*dx + dy*dy; length > 0 {
				along = min(max(-(x*dx+y*dy)/length, 0), 1)
			}
			x, y = x+along*dx, y+along*dy
			if least = min(least, x*x+y*y); least <= little*little {
				return math.Sqrt(least)
			}
		}
	}
	return math.Sqrt(least)
}

// holds reports whether the middle and the corners of a box lie in a polygon:
// inside its edge and in none of its holes.
func holds(polygon []ring, b box) bool {
	for _, at := range []point2{
		{b.left + b.width/2, b.top + b.height/2},
		{b.left, b.top}, {b.left + b.width, b.top}, {b.left, b.top + b.height}, {b.left + b.width, b.top + b.height},
	} {
		if !inside(polygon, at) {
			return false
		}
	}
	return true
}

// inside reports whether a ray from a place crosses a polygon's lines an odd
// number of times.
func inside(polygon []ring, at point2) bool {
	in := false
	for _, line := range polygon {
		for i, to := range line {
			from := line[(i+len(line)-1)%len(line)]
			if (from[1] > at[1]) != (to[1] > at[1]) && at[0] < from[0]+(at[1]-from[1])/(to[1]-from[1])*(to[0]-from[0]) {
				in = !in
			}
		}
	}
	return in
}
