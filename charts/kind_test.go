package charts

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// seriesOf returns the series of a chart's option.
func seriesOf(t *testing.T, c *Chart) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, s := range option(t, c)["series"].([]any) {
		out = append(out, s.(map[string]any))
	}
	return out
}

func TestStepsAreHeld(t *testing.T) {
	c := mustNew(t, Spec{Type: "step"}, made(t, datasets.Dataset{}, nil, "a 2018 10\na 2019 11\na 2021 12"))
	s := seriesOf(t, c)[0]
	if s["step"] != "end" {
		t.Errorf("step is %v, expected a level that lasts until the next figure", s["step"])
	}
	want := []any{[]any{2018.0, 10.0}, []any{2019.0, 11.0}, []any{nil, nil}, []any{2021.0, 12.0}}
	if diff := cmp.Diff(want, data(t, c, 0)); diff != "" {
		t.Errorf("the gap is bridged (-want +got):\n%s", diff)
	}
}

// Words are placed by our own account of where ECharts stands the bars of a
// group: each must be in the middle of its bar.
func TestGroupsStandWhereTheyAreLaid(t *testing.T) {
	e := made(t, datasets.Dataset{}, nil, "a 2019 10\na 2020 22\nb 2019 30\nb 2020 14\nc 2019 18\nc 2020 26")
	for _, spec := range []Spec{{Type: "grouped", Values: true}, {Type: "grouped", Over: "part"}} {
		svg := drawn(t, shared(t), mustNew(t, spec, e))
		words := map[string]box{}
		for _, d := range texts(t, svg) {
			words[d.text] = d.box
		}
		n := 0
		for _, m := range bars.FindAllStringSubmatch(svg, -1) {
			var v [4]float64
			for i := range v {
				v[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			x, y := v[0]+v[2]/2, v[1]+v[3]/2
			for _, figure := range []string{"10", "22", "30", "14", "18", "26"} {
				w := words[figure]
				across, down := w.left+w.width/2-x, w.top+w.height/2-y
				if spec.Over == "" && math.Abs(across) < 1 || spec.Over != "" && math.Abs(down) < 1 {
					n++
				}
			}
		}
		if n < 6 {
			t.Errorf("%+v: %d of 6 figures stand at their bars", spec, n)
		}
	}
}

func TestSharesOfTheSum(t *testing.T) {
	c := mustNew(t, Spec{Type: "stacked100"}, made(t, datasets.Dataset{}, nil, "a 2019 1\nb 2019 2\na 2020 30\nb 2020 10 P"))
	var got []string
	for _, b := range c.bars {
		for _, p := range b.parts {
			got = append(got, b.label+" "+p.label())
		}
	}
	if diff := cmp.Diff([]string{"2019 33\u202f%", "2019 67\u202f%", "2020 75\u202f%", "2020 25\u202f% (p)"}, got); diff != "" {
		t.Errorf("shares differ (-want +got):\n%s", diff)
	}
	if said := strings.Join(c.Notes(), " "); !strings.Contains(said, "Shares are derived") || !strings.Contains(c.Subtitle(), "Percent of the sum") {
		t.Errorf("notes %q, subtitle %q", said, c.Subtitle())
	}

	percent := datasets.Dataset{Unit: "percent", Checks: []datasets.Check{{Kind: "shares", Dimension: "part", Total: "100"}}}
	c = mustNew(t, Spec{Type: "stacked100"}, made(t, percent, nil, "a 2019 87\nb 2019 8\nc 2019 4"))
	if words := c.bars[0].parts[0].words; words != "87\u202f%" {
		t.Errorf("a published share of 87 %% says %q", words)
	}
	if v := c.bars[0].parts[0].value; math.Abs(v-100*87.0/99) > 1e-9 {
		t.Errorf("it is drawn as %v of the sum", v)
	}
}

func TestAreasStopAtGapsAndBreaks(t *testing.T) {
	d := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2012), Reason: datasets.Text{En: "x", Fr: "x"}}}}
	c := mustNew(t, Spec{Type: "area"}, made(t, d, nil, `
a 2010 1
b 2010 5
a 2011 2
b 2011 6
a 2012 3
b 2012 7
a 2013 4
b 2013 8
a 2014 4
a 2016 9
b 2016 9 E`))
	got := map[string][]any{}
	for _, s := range seriesOf(t, c) {
		name := s["stack"].(string) + " " + s["name"].(string)
		for _, datum := range s["data"].([]any) {
			if figure, ok := datum.(map[string]any); ok { // with its cell
				datum = figure["value"]
			}
			got[name] = append(got[name], datum)
		}
	}
	want := map[string][]any{
		"parts 1 a": {1.0, 2.0, nil, nil, nil, nil, nil}, "parts 1 b": {5.0, 6.0, nil, nil, nil, nil, nil},
		"parts 2 a": {nil, nil, 3.0, 4.0, nil, nil, nil}, "parts 2 b": {nil, nil, 7.0, 8.0, nil, nil, nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("areas differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Break in 2012: x.", "Hollow mark: (e) estimated value.", "Not all parts are known for 2014: left out."}, c.Notes()); diff != "" {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
	if c.scale.min != 0 || c.scale.max < 18 {
		t.Errorf("the axis runs from %v to %v, the parts reach 18", c.scale.min, c.scale.max)
	}
	if n := len(seriesOf(t, mustNew(t, Spec{Type: "area"}, made(t, d, nil, "a 2010 5\na 2011 6")))); n != 1 {
		t.Errorf("one series is %d areas", n)
	}
}

func TestSlopesAcrossABreakHaveNoLine(t *testing.T) {
	d := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2020), Reason: datasets.Text{En: "x", Fr: "x"}, Where: map[string]string{"part": "a"}}}}
	c := mustNew(t, Spec{Type: "slope"}, made(t, d, nil, "a 2018 1\na 2019 2\na 2021 3\nb 2018 5\nb 2021 4 P\nc 2021 9"))
	widths := map[string]any{}
	for _, s := range seriesOf(t, c) {
		widths[s["name"].(string)] = s["lineStyle"].(map[string]any)["width"]
	}
	if diff := cmp.Diff(map[string]any{"a": 0.0, "b": 2.5}, widths); diff != "" {
		t.Errorf("lines differ (-want +got):\n%s", diff)
	}
	want := []string{"Break in 2020 (a): x.", "Hollow mark: (p) provisional value.", "The axis does not start at zero.", "No figure for both 2018 and 2021: c.", "Other periods are not shown."}
	if diff := cmp.Diff(want, c.Notes()); diff != "" {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
	if !strings.Contains(c.Description(), "A: from 1 in 2018 to 3 in 2021: not comparable across the break of 2020.") {
		t.Errorf("the description is %s", c.Description())
	}
}

func TestDotsThenAndNow(t *testing.T) {
	c := mustNew(t, Spec{Type: "dot"}, made(t, datasets.Dataset{}, nil, "a 2017 3\na 2018 4\na 2019 10..14\nb 2017 6\nb 2019 8 P\nc 2018 5"))
	if diff := cmp.Diff([]any{[]any{3.0, 0.0}, []any{6.0, 1.0}}, data(t, c, 0)); diff != "" {
		t.Errorf("the earliest dots differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{[]any{8.0, 1.0}}, data(t, c, 1)); diff != "" {
		t.Errorf("a range is a dot, or a dot is missing (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Hollow mark: (p) provisional value.", "No figure for 2017 or 2019: c.", "Other periods are not shown."}, c.Notes()); diff != "" {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
	if want := "a: 2019: 10 to 14; 2017: 3. b: 2019: 8 (p); 2017: 6."; !strings.Contains(c.Description(), want) {
		t.Errorf("the description is %q, want %q", c.Description(), want)
	}
}
