package charts

import (
	"fmt"
	"math"
)

// on returns the colour of words that stand on a ground: ink or paper,
// whichever differs more.
func (t theme) on(ground string) string {
	if contrast(t.ink, ground) >= contrast(t.paper, ground) {
		return t.ink
	}
	return t.paper
}

// contrast returns the contrast ratio of two colours (#rrggbb), 1 to 21, as
// WCAG 2.2 defines it.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(colour string) float64 {
	var rgb [3]uint8
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2]); err != nil {
		return 0
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(rgb[i]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// classColour returns the colour of a class: fewer classes use the ends of the
// ramp too.
func (s *sheet) classColour(i int) string {
	n := s.classes.count()
	if n == 1 {
		return s.theme.ramp[len(s.theme.ramp)/2]
	}
	return s.theme.ramp[i*(len(s.theme.ramp)-1)/(n-1)]
}
