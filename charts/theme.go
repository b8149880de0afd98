package charts

import (
	"strings"

	"barometer/datasets"
)

// theme is the colours of a picture.
type theme struct {
	paper, ink, soft, line, tint string
	series                       []string // distinct for the colour-blind in this order
	faded                        []string // the series' colours mixed with paper: figures that are not final
	ramp                         []string // classes of a map, low to high; words in ink or paper keep 4.5:1 on each
	dashes                       []string // of the series' lines; nil are solid
}

var themes = map[string]theme{
	"light": {
		paper: "#ffffff", ink: "#16202c", soft: "#52606f", line: "#dde3e9", tint: "#f4f7f9",
		series: []string{"#175e8c", "#b8541a", "#0b7a6b", "#7a4b9e", "#8a6500", "#5b6775"},
		faded:  []string{"#d1dfe8", "#f1ddd1", "#cee4e1", "#e4dbec", "#e8e0cc", "#dee1e3"},
		ramp:   []string{"#e3eef5", "#b9d5e6", "#7fb1d0", "#387ba4", "#165d8b"}, // no colour of a series: a page repaints each by its own
	},
	"dark": {
		paper: "#11171e", ink: "#e8edf2", soft: "#a3b0bd", line: "#2a3540", tint: "#18212a",
		series: []string{"#6db3de", "#f0995c", "#4fc3b0", "#c19be0", "#d9b44a", "#9aa7b5"},
		faded:  []string{"#233644", "#3e312a", "#1d393b", "#343145", "#393627", "#2c343c"},
		ramp:   []string{"#1d3040", "#27506e", "#34709a", "#6db3de", "#c4e2f5"},
	},
	// For paper: greys that a copier keeps apart with the patterns and symbols.
	"print": {
		paper: "#ffffff", ink: "#000000", soft: "#333333", line: "#cccccc", tint: "#f5f5f5",
		series: []string{"#000000", "#595959", "#333333", "#6e6e6e", "#1f1f1f", "#4a4a4a"},
		faded:  []string{"#dddddd", "#ebebeb", "#e4e4e4", "#f0f0f0", "#e0e0e0", "#e8e8e8"},
		ramp:   []string{"#f0f0f0", "#d0d0d0", "#a8a8a8", "#6e6e6e", "#333333"},
		dashes: []string{"solid", "dashed", "dotted", "solid", "dashed", "dotted"},
	},
}

// Themes are the names of the themes that can be asked for: two for screens and
// one for paper.
var Themes = []string{"light", "dark", "print"}

func themeOf(name string) (theme, error) {
	if name == "" {
		name = "light"
	}
	t, ok := themes[name]
	if !ok {
		err := datasets.Errorf(datasets.Invalid, "no theme %q, expected one of %s", name, strings.Join(Themes, ", "))
		err.Parameter, err.Value, err.Nearest = "theme", name, datasets.Nearest(name, Themes, 1)
		return t, err
	}
	return t, nil
}

// dash returns how a series' line is broken up, "" where it is not.
func (t theme) dash(i int) string {
	if t.dashes == nil {
		return ""
	}
	return t.dashes[i%len(t.dashes)]
}
