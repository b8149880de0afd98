package charts

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// placedWords are the words that a chart's option places, with where they stand.
func placedWords(t *testing.T, c *Chart) (out []struct {
	X, Y  float64
	Style struct{ Text, Fill string }
}) {
	t.Helper()
	var content struct{ Graphic json.RawMessage }
	option, _ := c.Option()
	if err := json.Unmarshal(option, &content); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content.Graphic, &out); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(out, func(e struct {
		X, Y  float64
		Style struct{ Text, Fill string }
	}) bool {
		return e.Style.Text == ""
	})
}

// Of a stacked bar every figure is written where that was asked: inside its
// part, or below the bar, within the picture.
func TestSmallPartsAreWritten(t *testing.T) {
	e := shipped(t, "occupations", map[string]string{"scope": "OUT"})
	for _, kind := range []string{"stacked", "stacked100"} {
		for _, width := range []int{290, 360, 800} {
			for _, height := range []int{0, 260} {
				c := mustNew(t, Spec{Type: kind, Over: "occupation", Values: true, Width: width, Height: height}, e)
				var words []string
				for _, w := range placedWords(t, c) {
					words = append(words, w.Style.Text)
					if w.X < 0 || w.X+noteStyle.width(w.Style.Text)/2 > float64(c.width) || w.Y > float64(c.height) {
						t.Errorf("%s at %d × %d: %q stands at %v, %v", kind, c.width, c.height, w.Style.Text, w.X, w.Y)
					}
				}
				for _, b := range c.bars {
					for _, p := range b.parts {
						if !slices.Contains(words, p.label()) {
							t.Errorf("%s at %d × %d: no %q in %q", kind, c.width, height, p.label(), words)
						}
					}
				}
			}
		}
	}
}

// Every break is named, however close they lie; where names would overlap they
// stand together.
func TestCloseBreaksAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		breaks []int
		width  int
		want   []string
	}{
		"far apart":           {[]int{2003, 2015}, 800, []string{"break 2003", "break 2015"}},
		"two close":           {[]int{2003, 2013, 2014}, 360, []string{"2003", "2013, 2014"}},
		"at the edge":         {[]int{2017, 2018, 2019}, 300, []string{"2017, 2018, 2019"}},
		"short names suffice": {[]int{2004, 2009, 2014}, 360, []string{"2004", "2009", "2014"}},
	} {
		var d datasets.Dataset
		for _, year := range test.breaks {
			d.Breaks = append(d.Breaks, datasets.Breaking{Period: datasets.Year(year), Reason: datasets.Text{En: "panel", Fr: "panel"}})
		}
		d.Dimensions = []datasets.Dimension{{ID: "geo", Codelist: "geo"}}
		var lines []string
		for year := 2000; year < 2020; year++ {
			lines = append(lines, fmt.Sprintf("FR %d %d", year, 100+year%7))
		}
		c := mustNew(t, Spec{Type: "line", Width: test.width}, crossed(t, d, strings.Join(lines, "\n")))
		var got []string
		for _, w := range placedWords(t, c) {
			if strings.HasPrefix(w.Style.Text, "break") || w.Style.Fill == c.theme.soft && w.Y < 130 && strings.HasPrefix(w.Style.Text, "20") {
				got = append(got, w.Style.Text)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A map becomes as small as the height asks, or as low as its words allow, and
// says every figure still.
func TestMapOfAHeight(t *testing.T) {
	e := shipped(t, "jobs", map[string]string{"geo": regions, "scope": "NAF8220_EST"})
	for name, geometry := range map[string]*Geometry{"tiles": nil, "outlines": realOutlines} {
		for _, width := range []int{360, 800} {
			_, natural := mustNew(t, Spec{Type: "map", Width: width, Geometry: geometry}, e).Size()
			for _, less := range []int{60, 4000} {
				asked := max(natural-less, minSide)
				c := mustNew(t, Spec{Type: "map", Width: width, Height: asked, Geometry: geometry}, e)
				_, height := c.Size()
				if less == 60 && width == 800 && height != asked || height > natural || width == 800 && height >= natural {
					t.Errorf("%s of %d × %d, asked for a height of %d, are %d high", name, width, natural, asked, height)
				}
				var words []string
				for _, w := range placedWords(t, c) {
					words = append(words, w.Style.Text)
				}
				all := strings.Join(words, "\n")
				for _, b := range c.bars {
					if label := b.parts[0].label(); !strings.Contains(all, label) {
						t.Errorf("%s of %d × %d do not say %s of %s", name, width, height, label, b.label)
					}
				}
			}
		}
	}
}
