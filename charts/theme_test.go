package charts

import (
	"math"
	"strconv"
	"testing"
)

// luminance is a colour's relative luminance (WCAG 2.2).
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(colour[1:], 16, 24)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
		c := float64(n>>(8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// Words stand out from their ground at 4.5 to 1, marks at 3 to 1 (WCAG AA).
func TestContrast(t *testing.T) {
	for _, name := range Themes {
		th := themes[name]
		hold := func(what, a, b string, least float64) {
			x, y := luminance(t, a), luminance(t, b)
			if ratio := (max(x, y) + 0.05) / (min(x, y) + 0.05); ratio < least {
				t.Errorf("%s: %s, %s on %s, is %.2f to 1, expected %.1f", name, what, a, b, ratio, least)
			}
		}
		hold("ink", th.ink, th.paper, 4.5)
		hold("soft words", th.soft, th.paper, 4.5)
		hold("soft words on a bar's whole", th.soft, th.tint, 4.5)
		if len(th.series) < maxParts || len(th.faded) < maxParts {
			t.Errorf("%s has %d colours, expected %d", name, len(th.series), maxParts)
		}
		for i := range th.series {
			hold("a series' name, and a figure in its part", th.series[i], th.paper, 4.5)
			hold("a figure in a pale part", th.ink, th.faded[i], 4.5)
			hold("the outline of a pale part", th.series[i], th.faded[i], 3)
		}
	}
}
