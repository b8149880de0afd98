package charts

import "testing"

// Words stand out from their ground at 4.5 to 1, marks at 3 to 1 (WCAG AA).
func TestContrast(t *testing.T) {
	for _, name := range Themes {
		th := themes[name]
		hold := func(what, a, b string, least float64) {
			if ratio := contrast(a, b); ratio < least {
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
