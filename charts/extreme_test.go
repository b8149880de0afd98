package charts

import (
	"fmt"
	"strings"
	"testing"

	"barometer/datasets"
)

// Shapes and words that no shipped figure has.
func TestExtremes(t *testing.T) {
	hundred, month, twelve := "", "", ""
	for i := range 100 {
		hundred += fmt.Sprintf("c%03d 2019 %d\n", i, (i*37)%101)
		month += fmt.Sprintf("a %s %d\n", datasets.NewPeriod(datasets.Monthly, 2011, 1).Next(i), 50+i%7)
	}
	for i := range 12 {
		twelve += fmt.Sprintf("c%02d 2019 %d\nc%02d 2020 %d\n", i, i*1000, i, i*1010)
	}
	long := strings.Repeat("Provence-Alpes-Côte d'Azur et ", 12)
	for name, test := range map[string]struct {
		labels map[string]string
		lines  string
		spec   Spec
		says   string // a note
	}{
		"a hundred bars":              {nil, hundred, Spec{}, "60 of 100 bars are shown."},
		"a hundred bars in 400 px":    {nil, hundred, Spec{Height: 400}, "11 of 100 bars are shown."},
		"a hundred months":            {nil, month, Spec{Type: "line"}, ""},
		"a hundred months as columns": {nil, month, Spec{Type: "bar"}, "60 of 100 bars are shown."},
		"twelve lines":                {nil, twelve, Spec{Type: "line"}, "6 of 12 series are shown, those with the largest last figures."},
		"long labels":                 {map[string]string{"a": long, "b": long}, "a 2019 1\nb 2019 2", Spec{}, ""},
		"long labels of lines":        {map[string]string{"a": long, "b": long + "!"}, "a 2019 1\na 2020 1\nb 2020 1", Spec{Type: "line"}, ""},
		"long labels of parts":        {map[string]string{"a": long, "b": long}, "a 2019 1\nb 2019 2", Spec{Type: "stacked"}, ""},
		"a label without spaces":      {map[string]string{"a": strings.Repeat("W", 110)}, "a 2019 1\nb 2019 2", Spec{}, ""},
		"negative and huge":           {nil, "a 2019 -123456789\nb 2019 987654321 nearly\nc 2019 0", Spec{}, ""},
		"figures too wide for a bar":  {nil, "a 2019 -123456789\nb 2019 987654321 nearly\nc 2019 0\nd 2019 300000000..700000000 E", Spec{}, ""},
		"a range among parts":         {nil, "a 2019 10\nb 2019 20..25\nc 2019 5 E\na 2020 12\nb 2020 22\nc 2020 30..40", Spec{Type: "stacked"}, ""},
		"negative columns":            {nil, "a 2018 -5\na 2019 4\na 2020 -1", Spec{Type: "bar"}, ""},
		"all zero":                    {nil, "a 2019 0\na 2020 0", Spec{Type: "line"}, ""},
		"quarters":                    {nil, "a 2019-Q1 5\na 2019-Q2 6\na 2019-Q3 7 P", Spec{Type: "line"}, ""},
		"a low picture":               {nil, "a 2019 5\na 2020 6", Spec{Type: "line", Height: 120}, ""},
		"a high picture":              {nil, "a 2019 5\nb 2019 6", Spec{Height: 900}, ""},
		"the plot alone":              {nil, "a 2019 5\na 2020 6\nb 2020 7", Spec{Type: "line", Bare: true}, ""},
		"emoji, right to left, tags": {map[string]string{"a": "<script>alert('☎️📞')</script>", "b": "\u202eمرحبا {b} {c} @fmt:nope"}, "a 2019 5\nb 2019 6",
			Spec{Title: "</title><script>@fmt:x(1) __f__ \x00\ufffe 📞 \u202eעברית", Subtitle: strings.Repeat("<&>\"' ", 2000)}, ""},
		"a title of ten thousand letters": {nil, "a 2019 5", Spec{Title: strings.Repeat("x", 10000)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := shared(t)
			for _, v := range variants {
				spec := test.spec
				spec.Width, spec.Theme, spec.Lang = v.width, v.theme, datasets.English
				if v.width < narrowBelow && spec.Height == 400 {
					continue // fewer bars, tested by eye
				}
				c := mustNew(t, spec, made(t, datasets.Dataset{}, test.labels, test.lines))
				svg := drawn(t, r, c)
				checkPolicy(t, svg)
				checkWords(t, c, svg)
				if !strings.Contains(strings.Join(c.Notes(), "\n"), test.says) {
					t.Errorf("notes %q do not say %q", c.Notes(), test.says)
				}
				if width, height := c.Size(); height < spec.Height || width != v.width {
					t.Errorf("the size is %d × %d, asked were %d × %d", width, height, v.width, spec.Height)
				}
				if len([]rune(c.Title())) > titleLimit+1 {
					t.Errorf("the title has %d letters", len([]rune(c.Title())))
				}
			}
		})
	}
}

// shared returns a renderer that lives as long as the test binary: it is the
// start of a machine that takes time.
func shared(t testing.TB) *Renderer {
	t.Helper()
	return oneRenderer
}

var oneRenderer = NewRenderer(1)
