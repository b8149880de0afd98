package charts

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"barometer/datasets"
)

// made answers with made-up figures: one line a figure, "code period figure
// [status] [precision]", the figure a number or low..high. The codes' labels
// are given, or are the codes.
func made(t testing.TB, d datasets.Dataset, labels map[string]string, lines string) *datasets.Extract {
	t.Helper()
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "made"
	if d.Title.En == "" {
		d.Title = datasets.Text{En: "Made", Fr: "Inventé"}
	}
	if d.Unit == "" {
		d.Unit = "jobs"
	}
	d.Dimensions = []datasets.Dimension{{ID: "part", Codelist: "part"}}
	var codes []datasets.Code
	var rows []datasets.Row
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		f := strings.Fields(line)
		label := labels[f[0]]
		if label == "" {
			label = f[0]
		}
		codes = append(codes, datasets.Code{ID: f[0], Label: datasets.Text{En: label, Fr: label}})
		rows = append(rows, madeRow(t, f))
	}
	with := catalogue.With(datasets.Dictionary{Datasets: []datasets.Dataset{d}, Codes: map[string][]datasets.Code{"part": codes}})
	return extractOf(t, with, datasets.Query{Dataset: "made"}, rows)
}

func madeRow(t testing.TB, f []string) datasets.Row {
	t.Helper()
	number := func(s string) datasets.Number {
		var v float64
		if _, err := fmt.Sscan(s, &v); err != nil {
			return datasets.Number{}
		}
		return datasets.Num(v)
	}
	p, err := datasets.ParsePeriod(f[1])
	if err != nil {
		t.Fatal(err)
	}
	o := datasets.Observation{Period: p, Status: datasets.Normal, Precision: datasets.Exact, Quantum: datasets.Num(1)}
	if low, high, ok := strings.Cut(f[2], ".."); ok {
		o.Low, o.High, o.Precision = number(low), number(high), datasets.Range
	} else if o.Value = number(f[2]); !o.Value.Known {
		o.Status, o.Precision = datasets.Missing, ""
	}
	for _, word := range f[3:] {
		if len(word) == 1 {
			o.Status = datasets.Status(word)
		} else {
			o.Precision = datasets.Precision(word)
		}
	}
	return datasets.Row{Dataset: "made", Key: datasets.NewKey(f[0]), Observation: o}
}

func mustNew(t testing.TB, spec Spec, e *datasets.Extract) *Chart {
	t.Helper()
	c, err := New(spec, e)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTypeByShape(t *testing.T) {
	shares := datasets.Dataset{Unit: "percent", Checks: []datasets.Check{{Kind: "shares", Dimension: "part", Total: "100", Parts: []string{"a", "b"}}}}
	hinted := func(d datasets.Dataset, kind, over string) datasets.Dataset {
		d.Chart = datasets.ChartHint{Type: kind, Over: over}
		return d
	}
	for name, test := range map[string]struct {
		dataset datasets.Dataset
		lines   string
		spec    Spec
		want    string // kind and dimension
	}{
		"several years of several series":   {datasets.Dataset{}, "a 2019 1\na 2020 2\nb 2020 3", Spec{}, "line "},
		"one year of several series":        {datasets.Dataset{}, "a 2019 1\nb 2019 2", Spec{}, "bar part"},
		"one figure":                        {datasets.Dataset{}, "a 2019 1", Spec{}, "bar "},
		"no figure":                         {datasets.Dataset{}, "a 2019 -", Spec{}, "bar "},
		"a hint of lines":                   {hinted(datasets.Dataset{}, "line", ""), "a 2019 1\na 2020 2", Spec{}, "line "},
		"a hint of a map":                   {hinted(datasets.Dataset{}, "map", "part"), "a 2019 1\nb 2019 1", Spec{}, "bar part"},
		"a hint of a map, one place":        {hinted(datasets.Dataset{}, "map", "part"), "a 2019 1\na 2020 1", Spec{}, "line "},
		"a hint of a donut":                 {hinted(shares, "donut", "part"), "a 2019 10\nb 2019 90", Spec{}, "donut part"},
		"a hint of a donut, apart in time":  {hinted(shares, "donut", "part"), "a 2018 10\nb 2019 90", Spec{}, "bar part"},
		"a hint of a donut, no shares":      {hinted(datasets.Dataset{}, "donut", "part"), "a 2019 10\nb 2019 90", Spec{}, "bar part"},
		"a hint of parts":                   {hinted(shares, "stacked", "part"), "a 2019 10\nb 2019 90", Spec{}, "stacked part"},
		"a hint of parts that are too much": {hinted(shares, "stacked", "part"), "a 2019 70\nb 2019 90", Spec{}, "bar part"},
		"asked over a dimension":            {datasets.Dataset{}, "a 2019 1\na 2020 2\nb 2020 3", Spec{Over: "part"}, "bar part"},
		"asked as bars along time":          {datasets.Dataset{}, "a 2019 1\na 2020 2", Spec{Type: "bar"}, "bar "},
		"asked as parts":                    {datasets.Dataset{}, "a 2019 1\nb 2019 2", Spec{Type: "stacked"}, "stacked part"},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustNew(t, test.spec, made(t, test.dataset, nil, test.lines))
			if got := c.kind.name + " " + c.over; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	shares := datasets.Dataset{Unit: "percent", Checks: []datasets.Check{{Kind: "shares", Dimension: "part", Total: "100"}}}
	for name, test := range map[string]struct {
		spec      Spec
		parameter string
		says      string
	}{
		"a type that does not exist":   {Spec{Type: "lines"}, "type", "did you mean line?"},
		"parts above the whole":        {Spec{Type: "stacked"}, "type", "the parts of 2019 add up to 160.0 of 100; types that fit: line, bar, dot, table"},
		"a dimension it does not have": {Spec{Over: "parts"}, "over", "did you mean part?"},
		"a unit of something else":     {Spec{Unit: "eur-billion"}, "unit", "units that fit: percent"},
		"a theme that does not exist":  {Spec{Theme: "drak"}, "theme", "did you mean dark?"},
		"a width of a stamp":           {Spec{Width: 20}, "width", "between 280 and 4000"},
		"a height of a poster":         {Spec{Height: 5000}, "height", "between 120 and 4000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(test.spec, made(t, shares, nil, "a 2019 70\nb 2019 90"))
			var refused *datasets.Error
			if !errors.As(err, &refused) || refused.Kind != datasets.Invalid || refused.Parameter != test.parameter || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %#v, want %s: … %s", err, test.parameter, test.says)
			}
		})
	}
}

// option reads a chart's option back.
func option(t testing.TB, c *Chart) map[string]any {
	t.Helper()
	content, err := c.Option()
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(content, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// data returns the values of a series of an option.
func data(t testing.TB, c *Chart, series int) []any {
	t.Helper()
	var out []any
	for _, d := range option(t, c)["series"].([]any)[series].(map[string]any)["data"].([]any) {
		out = append(out, d.(map[string]any)["value"])
	}
	return out
}

func TestLineStopsAtGapsBreaksAndRanges(t *testing.T) {
	d := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2004), Reason: datasets.Text{En: "new panel", Fr: "nouveau panel"}}}}
	c := mustNew(t, Spec{Type: "line"}, made(t, d, nil, "a 2001 10\na 2002 11\na 2003 12 E\na 2004 20\na 2005 21\na 2006 -\na 2007 30..35\na 2008 40 nearly\na 2010 41\na 2011 42 B"))
	at := func(x, y float64) any { return []any{x, y} }
	end := any([]any{nil, nil})
	want := []any{
		at(2001, 10), at(2002, 11), at(2003, 12), end, at(2004, 20), at(2005, 21), end, at(2008, 40), end, at(2010, 41), end, at(2011, 42),
	}
	if diff := cmp.Diff(want, data(t, c, 0)); diff != "" {
		t.Errorf("the line differs from the figures (-want +got):\n%s", diff)
	}
	series := option(t, c)["series"].([]any)[0].(map[string]any)
	if _, connects := series["connectNulls"]; connects {
		t.Error("the line connects over gaps")
	}
	whiskers := series["markLine"].(map[string]any)["data"]
	if diff := cmp.Diff([]any{[]any{map[string]any{"coord": at(2007, 30), "cell": "a 2007"}, map[string]any{"coord": at(2007, 35)}}}, whiskers); diff != "" {
		t.Errorf("the range is not drawn from low to high (-want +got):\n%s", diff)
	}
	notes := []string{
		"Break in 2004: new panel.", "Break in 2011.", "As published: 2007: 30 to 35 and 2008: nearly 40.",
		"Hollow mark: (b) time series break, (e) estimated value.",
	}
	if diff := cmp.Diff(notes, c.Notes()); diff != "" {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
}

func TestDisplayUnit(t *testing.T) {
	c := mustNew(t, Spec{Type: "line", Unit: "eur-billion", Lang: datasets.French}, shipped(t, "turnover", map[string]string{"geo": "FR", "scope": "MARKET"}))
	values := data(t, c, 0)
	if got := values[len(values)-1].([]any); got[0] != 2021.0 || math.Abs(got[1].(float64)-3.34) > 1e-9 {
		t.Errorf("the last point is %v, expected 3.34 in 2021", got)
	}
	if !strings.Contains(c.Subtitle(), "milliards d'euros") || !strings.Contains(c.Description(), "3,34 en 2021") || !strings.Contains(c.Description(), "1,1 à 1,3 (e) en 2005") {
		t.Errorf("subtitle %q, description %q", c.Subtitle(), c.Description())
	}
}

func TestBarsAreSorted(t *testing.T) {
	lines := "a 2018 9\na 2019 1\nb 2019 3\nc 2019 2 P\nd 2018 4\ne 2019 5..7\nf 2019 -8"
	c := mustNew(t, Spec{Over: "part", Subtitle: "Jobs in places"}, made(t, datasets.Dataset{}, nil, lines))
	var order []string
	for _, b := range c.bars {
		order = append(order, b.label+" "+b.parts[0].label())
	}
	if diff := cmp.Diff([]string{"e 5 to 7", "b 3", "c 2 (p)", "a 1", "f −8"}, order); diff != "" {
		t.Errorf("bars differ (-want +got):\n%s", diff)
	}
	if want := "Jobs in places, 2019 (latest period with figures)"; c.Subtitle() != want {
		t.Errorf("subtitle is %q, want %q", c.Subtitle(), want)
	}
	if diff := cmp.Diff([]any{nil, 3.0, 2.0, 1.0, -8.0}, data(t, c, 0)); diff != "" {
		t.Errorf("a range is a bar, or a bar is missing (-want +got):\n%s", diff)
	}
	axis := option(t, c)["xAxis"].([]any)[0].(map[string]any)
	if axis["min"] != -8.0 || axis["max"] != 7.0 {
		t.Errorf("the bars stand on an axis from %v to %v", axis["min"], axis["max"])
	}
	if diff := cmp.Diff([]string{"Pale bar: (p) provisional value.", "No figure for 2019: d."}, c.Notes()); diff != "" {
		t.Errorf("notes differ (-want +got):\n%s", diff)
	}
}

func TestBarsStartAtZero(t *testing.T) {
	for _, spec := range []Spec{{Type: "bar", Over: "part"}, {Type: "bar"}, {Type: "stacked"}} {
		lines := "a 2019 1000\na 2020 1010"
		if spec.Type == "stacked" {
			lines += "\nb 2019 1000"
		}
		c := mustNew(t, spec, made(t, datasets.Dataset{}, nil, lines))
		for _, name := range []string{"xAxis", "yAxis"} {
			if axis := option(t, c)[name].([]any)[0].(map[string]any); axis["type"] == "value" && axis["min"] != 0.0 {
				t.Errorf("%+v: the %s starts at %v", spec, name, axis["min"])
			}
		}
	}
	c := mustNew(t, Spec{Type: "line"}, made(t, datasets.Dataset{}, nil, "a 2019 1000\na 2020 1010"))
	if diff := cmp.Diff([]string{"The axis does not start at zero."}, c.Notes()); diff != "" {
		t.Error(diff)
	}
}

func TestStackLeavesTotalsOut(t *testing.T) {
	c := mustNew(t, Spec{Type: "stacked", Over: "location"}, shipped(t, "production-location", map[string]string{
		"geo": "FR", "scope": "MARKET", "measure": "ACTIVITY", "location": "EUROPE,ONSHORE,OFFSHORE"}))
	got := map[string][]string{}
	for _, b := range c.bars {
		for _, p := range b.parts {
			got[b.label] = append(got[b.label], p.code+" "+p.words)
		}
	}
	want := map[string][]string{
		"2009": {"ONSHORE 80\u202f%"}, "2010": {"ONSHORE 78\u202f%", "OFFSHORE 22\u202f%"},
		"2011": {"ONSHORE at least 75\u202f%", "OFFSHORE 23\u202f%"}, "2019": {"ONSHORE 53\u202f%"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts differ (-want +got):\n%s", diff)
	}
}

// An option is data: no function in it, and numbers' formats by name.
func TestOptionIsPure(t *testing.T) {
	for _, g := range gallery {
		c := mustNew(t, g.spec, shipped(t, g.dataset, g.codes))
		content, _ := c.Option()
		again := mustNew(t, g.spec, shipped(t, g.dataset, g.codes))
		if second, _ := again.Option(); string(second) != string(content) {
			t.Errorf("%s: the option differs from run to run", g.name)
		}
		walk(option(t, c), func(key string, value any) {
			text, _ := value.(string)
			if strings.Contains(text, "__f__") || strings.Contains(text, "function") {
				t.Errorf("%s: %s is a function: %s", g.name, key, text)
			}
			if key == "formatter" && !strings.HasPrefix(text, "@fmt:") {
				t.Errorf("%s: a formatter is %q", g.name, text)
			}
		})
		if option(t, c)["color"] == nil {
			t.Errorf("%s: no colours of our own", g.name)
		}
	}
}

func walk(value any, visit func(key string, value any)) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			visit(key, inner)
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

// Every picture says what is counted, and its description begins with that.
func TestUnitIsSaid(t *testing.T) {
	for _, lang := range []datasets.Lang{datasets.English, datasets.French} {
		for _, g := range gallery {
			spec := g.spec
			spec.Lang = lang
			c := mustNew(t, spec, shipped(t, g.dataset, g.codes))
			subtitle := datasets.Fold(c.Subtitle())
			symbol := strings.TrimSpace(c.unit.symbol)
			said := c.unit.label != "" && strings.Contains(subtitle, datasets.Fold(c.unit.label)) || symbol != "" && strings.Contains(subtitle, symbol)
			if !said && !c.empty() {
				t.Errorf("%s: the subtitle %q does not say the unit %q", g.name, c.Subtitle(), c.unit.label)
			}
			if begin, _, _ := strings.Cut(c.Description(), "."); strings.HasSuffix(strings.TrimSpace(begin), ":") {
				t.Errorf("%s: the description begins %q", g.name, begin)
			}
		}
	}
	c := mustNew(t, Spec{}, made(t, datasets.Dataset{Unit: "nothing-known"}, nil, "a 2019 1\na 2020 2"))
	c.subtitle = ""
	if want := "Bar chart. "; !strings.HasPrefix(c.Description(), want) {
		t.Errorf("the description is %q, expected %q first", c.Description(), want)
	}
}

func TestSourceLine(t *testing.T) {
	e := made(t, datasets.Dataset{}, nil, "a 2019 1\nb 2019 2")
	published, _ := datasets.ParseDate("2020-10-05")
	later, _ := datasets.ParseDate("2022-12")
	source := datasets.Source{ID: "s", Title: datasets.Text{En: "The survey", Fr: "L'enquête"}, Rank: 1}
	one := &datasets.Release{ID: "one", Publication: datasets.Publication{Title: "Survey 2020", Publisher: "Office", Published: published, Source: source}}
	two := &datasets.Release{ID: "two", Publication: datasets.Publication{Title: "Survey 2022", Publisher: "Office", Published: later, Source: source}}
	for i := range e.Series {
		e.Series[i].Cells[0].Rows[0].Release = one
	}
	if got, want := mustNew(t, Spec{Lang: datasets.French}, e).Source(), "Source\u202f: Office, Survey 2020, 5 oct. 2020"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e.Series[1].Cells[0].Rows[0].Release = two
	if got, want := mustNew(t, Spec{}, e).Source(), "Source: The survey, 2 publications, 5 Oct. 2020 to Dec. 2022"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Where another source disagrees with a figure shown, the picture says so.
func TestOtherSourcesAreQuoted(t *testing.T) {
	quoted := func(c *Chart) []string {
		return slices.DeleteFunc(slices.Clone(c.Notes()), func(s string) bool {
			return !strings.Contains(s, "another source") && !strings.Contains(s, "autre source")
		})
	}
	for name, test := range map[string]struct {
		dataset string
		codes   map[string]string
		lang    datasets.Lang
		want    []string
	}{
		"nearly 11 000 and 12 000": {"jobs", map[string]string{"geo": "FRE", "scope": "OUT"}, datasets.English, []string{"12\u202f000 says another source, for Hauts-de-France 2019."}},
		"in French":                {"jobs", map[string]string{"geo": "FRE", "scope": "OUT"}, datasets.French, []string{"12\u202f000 selon une autre source, pour Hauts-de-France 2019."}},
		"among regions":            {"jobs", map[string]string{"geo": "FRE,FR", "scope": "OUT"}, datasets.English, []string{"12\u202f000 says another source, for Hauts-de-France 2019."}},
		"2.94 and 2.9":             {"turnover", map[string]string{"geo": "FR", "scope": "MARKET"}, datasets.English, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustNew(t, Spec{Lang: test.lang}, shipped(t, test.dataset, test.codes))
			if diff := cmp.Diff(test.want, quoted(c), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("notes differ (-want +got):\n%s", diff)
			}
		})
	}

	e := made(t, datasets.Dataset{}, nil, "a 2019 10\nb 2019 20\nc 2019 30\nd 2019 40")
	say := func(series int, source string, value float64) {
		row := e.Series[series].Cells[0].Rows[0]
		row.Value = datasets.Num(value)
		row.Release = &datasets.Release{ID: source, Publication: datasets.Publication{Source: datasets.Source{ID: source}}}
		e.Series[series].Cells[0].Rows = append(e.Series[series].Cells[0].Rows, row)
	}
	for i := range e.Series {
		e.Series[i].Cells[0].Rows[0].Release = &datasets.Release{ID: "own", Publication: datasets.Publication{Source: datasets.Source{ID: "own"}}}
		say(i, "own", 99) // an earlier word of the source shown
		say(i, "other", 50)
		say(i, "other", 77) // an earlier word of the other
		say(i, "third", 60)
	}
	for n, want := range []string{"50 says another source, for a 2019.", "50 says another source, for b 2019; 50 for a 2019.", "50 says another source, for c 2019; 50 for b 2019; and 1 more.", "50 says another source, for d 2019; 50 for c 2019; and 2 more."} {
		part := *e
		part.Series = e.Series[:n+1]
		c := mustNew(t, Spec{Type: "bar", Over: "part"}, &part)
		if diff := cmp.Diff([]string{want}, quoted(c)); diff != "" {
			t.Errorf("%d figures (-want +got):\n%s", n+1, diff)
		}
	}
}

func TestDescriptionSaysTheDirection(t *testing.T) {
	breaks := []datasets.Breaking{{Period: datasets.Year(2020), Reason: datasets.Text{En: "x", Fr: "x"}}}
	for name, test := range map[string]struct {
		dataset datasets.Dataset
		lines   string
		want    string
	}{
		"up":             {datasets.Dataset{}, "a 2018 1000\na 2021 2500", "From 1\u202f000 in 2018 to 2\u202f500 in 2021: up by about 150\u202f% (about 1\u202f500)."},
		"down below 0":   {datasets.Dataset{}, "a 2018 3\na 2021 -2", "From 3 in 2018 to \u22122 in 2021: down by about 5."},
		"within words":   {datasets.Dataset{}, "a 2018 10\na 2021 10 nearly", "From 10 in 2018 to nearly 10 in 2021: no difference beyond rounding."},
		"open end":       {datasets.Dataset{}, "a 2018 10 at_least\na 2021 12", "From at least 10 in 2018 to 12 in 2021: no difference beyond rounding."},
		"over a break":   {datasets.Dataset{Breaks: breaks}, "a 2018 1\na 2021 9", "From 1 in 2018 to 9 in 2021: not comparable across the break of 2020."},
		"extremes":       {datasets.Dataset{}, "a 2018 5\na 2019 90..99\na 2020 1\na 2021 7", "Highest: 90 to 99 in 2019; lowest: 1 in 2020."},
		"a single level": {datasets.Dataset{}, "a 2018 5", "5 in 2018."},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustNew(t, Spec{Type: "line"}, made(t, test.dataset, nil, test.lines))
			if !strings.Contains(c.Description(), test.want) {
				t.Errorf("got %q, want it to say %q", c.Description(), test.want)
			}
		})
	}
}
