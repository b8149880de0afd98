package charts

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestTableHasRoom(t *testing.T) {
	many, long := "", ""
	for i := range 60 {
		many += fmt.Sprintf("c%02d 2019 %d\n", i, 100+i)
	}
	for year := 1980; year < 2020; year++ {
		long += fmt.Sprintf("a %d %d\nb %d %d\n", year, year*100, year, year*10)
	}
	gone := strings.ReplaceAll(long, "b ", "a ") + "z 1981 5"
	for name, test := range map[string]struct {
		lines string
		spec  Spec
		form  string // columns and rows
		notes []string
	}{
		"periods across":             {"a 2019 1\na 2020 2\nb 2020 3", Spec{}, "2 periods × 2 series", nil},
		"periods down":               {long, Spec{Height: 1400}, "2 series × 40 periods", nil},
		"the latest that have room":  {long, Spec{Height: 460}, "2 series × 10 periods", []string{"The latest 10 of 40 periods are shown."}},
		"rows that have room":        {many, Spec{}, "1 periods × 40 series", []string{"40 of 60 series are shown, those with the largest last figures."}},
		"a series of earlier years":  {gone, Spec{Height: 400}, "1 series × 7 periods", []string{"The latest 7 of 40 periods are shown.", "No figure in these periods: z."}},
		"last figures on a phone":    {"aa 2019 1\n" + strings.Repeat("", 1) + wideRows(), Spec{Width: 360}, "last figures × 7 series", []string{"Of each series the last figure is shown."}},
		"one figure":                 {"a 2019 7 P", Spec{}, "1 periods × 1 series", []string{"Letters: (p) provisional value."}},
		"words told in the cells":    {"a 2019 7 nearly\nb 2019 5..6", Spec{}, "1 periods × 2 series", nil},
		"a gap is a dash, no figure": {"a 2019 7\nb 2020 6", Spec{}, "2 periods × 2 series", nil},
	} {
		t.Run(name, func(t *testing.T) {
			spec := test.spec
			spec.Type = "table"
			c := mustNew(t, spec, made(t, datasets.Dataset{}, nil, test.lines))
			form := fmt.Sprintf("%d periods × %d series", len(c.table.periods), len(c.series))
			if c.table.last {
				form = fmt.Sprintf("last figures × %d series", len(c.series))
			} else if !c.table.across {
				form = fmt.Sprintf("%d series × %d periods", len(c.series), len(c.table.periods))
			}
			if form != test.form {
				t.Errorf("the table has %s, want %s", form, test.form)
			}
			if diff := cmp.Diff(test.notes, c.Notes()); diff != "" {
				t.Errorf("notes differ (-want +got):\n%s", diff)
			}
			svg := drawn(t, shared(t), c)
			checkPolicy(t, svg)
			checkWords(t, c, svg)
		})
	}
}

// wideRows is synthetic figures of six series and years that no narrow table holds.
func wideRows() string {
	out := ""
	for i := range 6 {
		for year := range 6 {
			out += fmt.Sprintf("series-%d %d %d\n", i, 2010+year, 123456*(i+year))
		}
	}
	return out
}

// Every figure that a table keeps stands in it as published; a gap is a dash.
func TestTableTellsEveryFigure(t *testing.T) {
	c := mustNew(t, Spec{Type: "table"}, made(t, datasets.Dataset{}, nil, "a 2019 7 nearly\na 2020 5..6 E\nb 2020 1234 P"))
	var said []string
	for _, text := range texts(t, drawn(t, shared(t), c)) {
		said = append(said, text.text)
	}
	for _, want := range []string{"2019", "2020", "a", "b", "nearly 7", "5 to 6 (e)", "1\u202f234 (p)", "–"} {
		if !slices.Contains(said, want) {
			t.Errorf("the table does not say %q: %q", want, said)
		}
	}
}

func TestMultiples(t *testing.T) {
	lines := ""
	for i := range 13 {
		lines += fmt.Sprintf("s%02d 2018 %d\ns%02d 2019 %d\n", i, i, i, i*100)
	}
	for name, test := range map[string]struct{ lines, says string }{
		"thirteen series": {lines, "it shows 12 series at most and these are 13"},
		"one series":      {"a 2018 1\na 2019 2", "there is one series"},
		"one period":      {"a 2018 1\nb 2018 2", "there is one period"},
	} {
		if _, err := New(Spec{Type: "multiples"}, made(t, datasets.Dataset{}, nil, test.lines)); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want a refusal that says %q", name, err, test.says)
		}
	}
	d := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2019), Reason: datasets.Text{En: "new panel", Fr: "nouveau panel"}}}}
	c := mustNew(t, Spec{Type: "multiples"}, made(t, d, nil, "a 2018 1\na 2019 250 P\nb 2017 20..30\nb 2018 40\nc 2018 7"))
	axes := option(t, c)["yAxis"].([]any)
	if len(axes) != 3 {
		t.Fatalf("%d small charts, expected 3", len(axes))
	}
	for i, a := range axes {
		if axis := a.(map[string]any); axis["min"] != 0.0 || axis["max"] != 300.0 {
			t.Errorf("chart %d stands on a scale from %v to %v", i, axis["min"], axis["max"])
		}
	}
	if diff := cmp.Diff([]any{[]any{2018.0, 1.0}, []any{nil, nil}, []any{2019.0, 250.0}}, data(t, c, 0)); diff != "" {
		t.Errorf("a line runs over its break (-want +got):\n%s", diff)
	}
	notes := []string{"Break in 2019 (a): new panel.", "As published: b 2017: 20 to 30.", "Hollow mark: (p) provisional value."}
	if diff := cmp.Diff(notes, c.Notes()); diff != "" {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
}
