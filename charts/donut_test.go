package charts

import (
	"strings"
	"testing"

	"barometer/datasets"
)

func TestDonutHasAWhole(t *testing.T) {
	part := func(checks ...datasets.Check) datasets.Dataset {
		return datasets.Dataset{Unit: "percent", Checks: checks}
	}
	shares := datasets.Check{Kind: "shares", Dimension: "part", Total: "100", Parts: []string{"a", "b", "c"}}
	hint := part()
	hint.Max, hint.Chart = datasets.Num(100), datasets.ChartHint{Type: "donut", Over: "part"}
	for name, test := range map[string]struct {
		dataset datasets.Dataset
		lines   string
		says    string // the refusal; "" draws
		tells   string // in the description
		rest    bool
	}{
		"shares of a hundred":    {part(shares), "a 2019 60\nb 2019 40", "", "A 60\u202f%; b 40\u202f%.", false},
		"rounding hides no rest": {part(shares), "a 2019 33\nb 2019 33\nc 2019 33", "", "A 33\u202f%", false},
		"a rest":                 {part(shares), "a 2019 60\nb 2019 30", "", "b 30\u202f%; rest not published.", true},
		"the latest period":      {part(shares), "a 2018 60\nb 2018 40\na 2019 55\nb 2019 45", "", "A 55\u202f%; b 45\u202f%.", false},
		"a range":                {part(shares), "a 2019 60\nb 2019 35..40", "", "b 35 to 40\u202f%.", false},
		"of a total":             {part(datasets.Check{Kind: "total", Dimension: "part", Total: "t", Parts: []string{"a", "b"}}), "a 2019 7\nb 2019 2\nt 2019 10", "nothing says", "", false},
		"shares by the hint":     {hint, "a 2019 60\nb 2019 30", "", "rest not published", true},
		"more than the whole":    {part(shares), "a 2019 70\nb 2019 90", "the parts add up to 160.0 of 100", "", false},
		"parts of two sets":      {part(shares), "a 2019 60\nd 2019 40", "nothing says that the codes of part are shares of a whole", "", false},
		"no shares":              {part(), "a 2019 60\nb 2019 40", "nothing says", "", false},
		"below zero":             {part(shares), "a 2019 -6\nb 2019 40", "a part below 0", "", false},
		"too many parts":         {hint, "a 2019 1\nb 2019 1\nc 2019 1\nd 2019 1\ne 2019 1\nf 2019 1\ng 2019 1", "7 parts, more than 6", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(Spec{Type: "donut"}, made(t, test.dataset, nil, test.lines))
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Fatalf("got %v, want a refusal that says %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(c.Description(), test.tells) || c.rest() > 0 != test.rest {
				t.Errorf("the description is %q, the rest %v", c.Description(), c.rest())
			}
		})
	}
}

// The parts of a total that is no total of the codelist stand in a ring of
// the total's figure.
func TestDonutOfATotal(t *testing.T) {
	d := geo()
	d.Checks = []datasets.Check{{Kind: "total", Dimension: "geo", Total: "W0", Parts: []string{"FR", "W1"}}}
	c := mustNew(t, Spec{Type: "donut", Over: "geo"}, crossed(t, d, "FR 2019 70\nW1 2019 20\nW0 2019 100"))
	if c.whole != 100 || c.total != "100" || c.rest() != 10 {
		t.Errorf("the whole is %v (%q), the rest %v", c.whole, c.total, c.rest())
	}
	values := data(t, c, 0)
	if len(values) != 3 || values[0] != 20.0 || values[1] != 70.0 || values[2] != 10.0 {
		t.Errorf("the ring has %v", values)
	}
}
