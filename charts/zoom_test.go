package charts

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// The breaks of a chart stand between two periods, in the units of its axis.
func TestBreaksAlongTheAxis(t *testing.T) {
	d := datasets.Dataset{Breaks: []datasets.Breaking{{Period: datasets.Year(2004), Reason: datasets.Text{En: "x", Fr: "x"}}}}
	var one, two []string
	for year := 2001; year < 2008; year++ {
		one = append(one, fmt.Sprintf("a %d %d", year, year-1990))
		two = append(two, one[len(one)-1], fmt.Sprintf("b %d 9", year))
	}
	lone := append(two[:6:6], two[8:]...) // 2005 has nothing: 2004 is cut off between it and the break
	for name, test := range map[string]struct {
		kind  string
		lines []string
		zooms bool
		want  []Break
	}{
		"line":                   {"line", two, true, []Break{{2003.5, "break 2004"}}},
		"step":                   {"step", two, true, []Break{{2003.5, "break 2004"}}},
		"area":                   {"area", one, true, []Break{{2003.5, "break 2004"}}},
		"areas":                  {"area", two, true, []Break{{2.5, "break 2004"}}},
		"areas with a lone year": {"area", append(lone[:8:8], lone[10:]...), false, nil},
		"column":                 {"column", one, true, []Break{{2.5, "break 2004"}}},
		"grouped":                {"grouped", two, false, nil},
		"multiples":              {"multiples", two, false, nil},
		"table":                  {"table", two, false, nil},
	} {
		c := mustNew(t, Spec{Type: test.kind}, made(t, d, nil, strings.Join(test.lines, "\n")))
		if diff := cmp.Diff(test.want, c.Breaks()); diff != "" || c.Zooms() != test.zooms {
			t.Errorf("%s zooms: %v, its breaks (-want +got):\n%s", name, c.Zooms(), diff)
		}
	}
}
