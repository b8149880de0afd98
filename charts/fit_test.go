package charts

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
)

// Each type takes the figures it is for, and refuses the others with the types
// that fit.
func TestFit(t *testing.T) {
	shares := datasets.Dataset{Unit: "percent", Checks: []datasets.Check{{Kind: "shares", Dimension: "part", Total: "100"}}}
	broken := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2020), Reason: datasets.Text{En: "x", Fr: "x"}}}}
	const one, two = "a 2019 1\na 2020 2", "a 2019 1\na 2020 2\nb 2019 3\nb 2020 4"
	seven := ""
	for i := range 7 {
		seven += fmt.Sprintf("c%d 2019 %d\nc%d 2020 %d\n", i, i+1, i, i+2)
	}
	for name, test := range map[string]struct {
		kind, over string
		dataset    datasets.Dataset
		lines      string
		says       string // "" fits
	}{
		"steps of a series":              {"step", "", shares, two, ""},
		"steps of one period":            {"step", "", shares, "a 2019 1", "there is one period, and it stands over several; types that fit: line, bar"},
		"steps over codes":               {"step", "part", shares, two, "it stands over time, not over part"},
		"steps of seven series":          {"step", "", shares, seven, "6 series at most and these are 7; narrow them: part (c0, c1, c2, c3, … 7 in all)"},
		"columns of a series":            {"column", "", shares, one, ""},
		"columns of two series":          {"column", "", shares, two, "1 series at most and these are 2; narrow them: part (a, b); types that fit: line, step, bar, grouped"},
		"groups of two series":           {"grouped", "", shares, two, ""},
		"groups of periods":              {"grouped", "part", shares, two, ""},
		"groups of one series":           {"grouped", "", shares, one, "there is one series, and it shows several side by side"},
		"groups of one figure each":      {"grouped", "part", shares, "a 2019 1\nb 2019 2", "one figure for each code of part"},
		"groups of seven series":         {"grouped", "", shares, seven, "6 series at most and these are 7"},
		"shares":                         {"stacked100", "", datasets.Dataset{}, two, ""},
		"shares of a whole":              {"stacked100", "", shares, "a 2019 60\nb 2019 40", ""},
		"shares of a part of a whole":    {"stacked100", "", shares, "a 2019 60\nb 2019 30", "the parts of 2019 add up to 90.0 of 100"},
		"shares with a range":            {"stacked100", "", datasets.Dataset{}, "a 2019 1..3\nb 2019 2", "a of 2019 is not one number (1 to 3)"},
		"shares with at least":           {"stacked100", "", datasets.Dataset{}, "a 2019 1\nb 2019 2 at_least", "b of 2019 is not one number (at least 2)"},
		"shares with a part missing":     {"stacked100", "", datasets.Dataset{}, "a 2019 1\nb 2019 2\na 2020 1", "not all parts of 2020 are known"},
		"shares of one part":             {"stacked100", "", datasets.Dataset{}, one, "it has no dimension whose codes are parts"},
		"shares of nothing":              {"stacked100", "", datasets.Dataset{}, "a 2019 0\nb 2019 0", "the parts of 2019 add up to nothing"},
		"shares below zero":              {"stacked100", "", datasets.Dataset{}, "a 2019 -1\nb 2019 2", "2019 has a part below 0"},
		"an area":                        {"area", "", datasets.Dataset{}, one, ""},
		"an area below zero":             {"area", "", datasets.Dataset{}, "a 2019 -1\na 2020 2", ""},
		"areas of parts":                 {"area", "", datasets.Dataset{}, two, ""},
		"areas of one period":            {"area", "", datasets.Dataset{}, "a 2019 1\nb 2019 2", "there is one period"},
		"areas with a range":             {"area", "", datasets.Dataset{}, "a 2019 1\na 2020 2\nb 2019 3\nb 2020 4..5", "b of 2020 is a range"},
		"areas never whole":              {"area", "", datasets.Dataset{}, "a 2019 1\nb 2020 2", "fewer than two periods have all parts of part"},
		"areas of years and quarters":    {"area", "", datasets.Dataset{}, "a 2019 1\na 2020-Q1 2\nb 2019 3\nb 2020-Q1 4", "years and parts of years"},
		"areas of seven":                 {"area", "", datasets.Dataset{}, seven, "part has 7 parts, more than 6"},
		"slopes":                         {"slope", "", datasets.Dataset{}, two, ""},
		"slopes of seven":                {"slope", "", datasets.Dataset{}, seven, ""},
		"slopes of one period":           {"slope", "", datasets.Dataset{}, "a 2019 1\nb 2019 2", "no series has figures at two periods"},
		"slopes across a break":          {"slope", "", broken, two, "a break lies between 2019 and 2020 in every series"},
		"dots":                           {"dot", "", datasets.Dataset{}, "a 2019 1\nb 2019 2..3", ""},
		"dots of one series":             {"dot", "", datasets.Dataset{}, one, "it has no dimension whose codes are rows"},
		"dots of one series over a code": {"dot", "part", datasets.Dataset{}, one, "there is one series, and it compares several"},
		"shares of one part over a code": {"stacked100", "part", datasets.Dataset{}, one, "there is one part"},
		"no figure at all for any shape": {"stacked100", "", datasets.Dataset{}, "a 2019 -", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(Spec{Type: test.kind, Over: test.over}, made(t, test.dataset, nil, test.lines))
			switch {
			case test.says == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.says == "" && c.kind.name != test.kind:
				t.Errorf("got a %s", c.kind.name)
			case test.says != "" && (datasets.KindOf(err) != datasets.Invalid || !strings.Contains(err.Error(), test.says)):
				t.Errorf("got %v, want it to say %q", err, test.says)
			}
		})
	}
}

// Every type draws figures of every shape that it takes, in words that stand
// apart: those that fit are what a refusal names.
func TestEveryShapeOfEveryType(t *testing.T) {
	long := strings.Repeat("Provence-Alpes-Côte d'Azur et ", 8)
	labels := map[string]string{"l": long, "m": long + "!", "x": "<script>alert('☎️📞')</script>", "y": "\u202eمرحبا {b} @fmt:nope"}
	years, sixteen := "", ""
	for i := range 40 {
		years += fmt.Sprintf("a %d %d\nb %d %d\nc %d %d P\n", 1980+i, i*1000, 1980+i, 50000-i*400, 1980+i, 100+i)
	}
	for i := range 16 {
		sixteen += fmt.Sprintf("c%02d 2019 %d\nc%02d 2020 %d E\n", i, i*1000, i, i*1010+3)
	}
	title := "</title><script>@fmt:x(1) __f__ \x00 📞 \u202eעברית " + strings.Repeat("x", 10000)
	breaks := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2000), Reason: datasets.Text{En: "x", Fr: "x"}}}}
	r := shared(t)
	for name, lines := range map[string]string{
		"two by two":       "a 2019 10\na 2020 22\nb 2019 30\nb 2020 14 E",
		"one":              "a 2018 10\na 2019 11 nearly\na 2020 22 P",
		"long labels":      "l 2019 10\nl 2020 22\nm 2019 30\nm 2020 14",
		"tags and scripts": "x 2019 10\nx 2020 22\ny 2019 30\ny 2020 14",
		"forty years":      years,
		"sixteen":          sixteen,
		"ranges":           "a 2019 10..20\na 2020 22\nb 2019 30\nb 2020 14..30 E\nc 2019 12",
		"below zero":       "a 2019 -10\na 2020 22\nb 2019 30\nb 2020 -14",
		"huge":             "a 2019 123456789012\na 2020 223456789012\nb 2019 5\nb 2020 1 at_least",
		"gaps":             "a 2010 10\nb 2010 3\na 2011 10\nb 2011 4\na 2013 3\nb 2013 7\na 2019 3\na 2020 5\nb 2020 7 E",
		"equal":            "a 2019 5\na 2020 5\nb 2019 5\nb 2020 5\nc 2019 5\nc 2020 5",
	} {
		e := made(t, breaks, labels, lines)
		pictures := 0
		for _, kind := range Types {
			for _, v := range []variant{{800, "print", datasets.English}, {360, "dark", datasets.French}} {
				c, err := New(Spec{Type: kind, Width: v.width, Theme: v.theme, Lang: v.lang, Values: v.width == 800, Title: title}, e)
				if err != nil {
					continue // TestFit
				}
				pictures++
				t.Run(fmt.Sprintf("%s/%s/%d/%s", name, kind, v.width, v.theme), func(t *testing.T) {
					svg := drawn(t, r, c)
					checkPolicy(t, svg)
					checkWords(t, c, svg)
				})
			}
		}
		if pictures == 0 {
			t.Errorf("no type takes %s", name)
		}
	}
}

// A selection of ten thousand series is refused at once, with a way to narrow.
func TestTooManySeries(t *testing.T) {
	lines := ""
	for i := range 10000 {
		lines += fmt.Sprintf("c%04d 2019 %d\n", i, i)
	}
	e := made(t, datasets.Dataset{}, nil, lines)
	for _, kind := range append(slices.Clone(Types), "") {
		started := time.Now()
		_, err := New(Spec{Type: kind}, e)
		if says := "2000 series at most and these are 10000; narrow them: part (c0000, c0001, c0002, c0003, … 10000 in all)"; err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, want it to say %q", kind, err, says)
		}
		if spent := time.Since(started); spent > time.Second {
			t.Errorf("%q: refused after %s", kind, spent)
		}
	}
	most := *e
	most.Series = e.Series[:maxSeries]
	for _, kind := range Types {
		started := time.Now()
		c, err := New(Spec{Type: kind}, &most)
		if err == nil && c.empty() {
			t.Errorf("%s is empty", kind)
		}
		if spent := time.Since(started); spent > 2*time.Second {
			t.Errorf("%s: answered after %s", kind, spent)
		}
	}
}
