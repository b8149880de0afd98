package charts

import (
	_ "embed"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

//go:embed testdata/natural-earth-regions.geojson
var realFile []byte

// realOutlines are those of regions as they were and as they are.
var realOutlines = func() *Geometry {
	g, err := ParseGeometry("natural-earth-regions.geojson", realFile, "")
	if err != nil {
		panic(err)
	}
	return g
}()

// A file may have areas and those that took their place: each picture has those
// of its figures.
func TestOutlinesOfTwoDivisions(t *testing.T) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, a := range realOutlines.atlases(catalogue.Codelists["geo"]) {
		sizes = append(sizes, len(a.places))
	}
	if diff := cmp.Diff([]int{18, 27}, slices.Sorted(slices.Values(sizes))); diff != "" {
		t.Errorf("areas of each map differ (-want +got):\n%s", diff)
	}
	for name, test := range map[string]struct {
		lines      string
		has, lacks string
	}{
		"regions that are":            {"FRE 2019 1\nFRF 2019 2", "FRI", "FRE1"},
		"regions that were":           {"FRE1 2008 1\nFRE2 2008 2", "FRI1", "FRE"},
		"regions that stayed, before": {"FR1 2008 1\nFRH 2008 2", "FRE2", "FRE"},
		"regions that stayed, since":  {"FR1 2019 1\nFRH 2019 2", "FRE", "FRE2"},
	} {
		c := mustNew(t, Spec{Type: "map", Geometry: realOutlines}, crossed(t, geo(), test.lines))
		if c.atlas.maker != "Natural Earth" || !c.atlas.has(test.has) || c.atlas.has(test.lacks) {
			t.Errorf("%s: the map by %q has %s %v, %s %v", name, c.atlas.maker, test.has, c.atlas.has(test.has), test.lacks, c.atlas.has(test.lacks))
		}
	}
}

// An area that stands twice in a file is drawn once.
func TestOutlineGivenTwice(t *testing.T) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	half := func(west float64) string {
		return `{"type":"Feature","properties":{"nuts":"FRH"},"geometry":{"type":"Polygon","coordinates":[` + corners(west, 47, west+2, 49) + `]}}`
	}
	other := `{"type":"Feature","properties":{"nuts":"FRD"},"geometry":{"type":"Polygon","coordinates":[` + corners(-1, 48.5, 1.5, 50) + `]}}`
	all := parsed(t, collection(half(-4), half(-4), half(-2.9), other)).atlases(catalogue.Codelists["geo"])
	if len(all) != 1 || len(all[0].places) != 2 || len(all[0].places[0].polygons) != 2 {
		t.Errorf("got %+v, want one map of two areas, the first of two parts", all)
	}
}

// A figure stands inside its area's real outline, whatever its shape, or only
// in the list.
func TestWordsStandInsideOutlines(t *testing.T) {
	var lines []string
	for i, id := range strings.Split(regions, ",") {
		lines = append(lines, id+" 2008 "+strings.Repeat("1", 1+i%5))
	}
	inAreas := map[int]int{}
	for _, width := range []int{360, 800} {
		c := mustNew(t, Spec{Type: "map", Geometry: realOutlines, Width: width}, crossed(t, geo(), strings.Join(lines, "\n")))
		var content struct {
			Geometry struct {
				Features []struct {
					Geometry struct{ Coordinates [][][]point2 }
				}
			}
			Graphic []struct {
				X, Y  float64
				Style struct {
					Text, TextAlign string
					LineWidth       float64
				}
			}
		}
		option, _ := c.Option()
		if err := json.Unmarshal(option, &content); err != nil {
			t.Fatal(err)
		}
		for _, e := range content.Graphic {
			if e.Style.LineWidth == 0 || e.Style.TextAlign != "center" { // only words in areas have a halo
				continue
			}
			w := tickStyle.width(e.Style.Text)
			within := slices.ContainsFunc(content.Geometry.Features, func(f struct {
				Geometry struct{ Coordinates [][][]point2 }
			}) bool {
				return slices.ContainsFunc(f.Geometry.Coordinates, func(polygon [][]point2) bool {
					var rings []ring
					for _, line := range polygon {
						rings = append(rings, ring(line))
					}
					return holds(rings, box{e.X - w/2, -e.Y - 5, w, 10})
				})
			})
			if inAreas[width]++; !within {
				t.Errorf("%d pixels: %q at %v, %v crosses a border", width, e.Style.Text, e.X, e.Y)
			}
		}
	}
	if inAreas[800] < 18 || inAreas[360] < 10 {
		t.Errorf("figures inside areas, by width: %v", inAreas)
	}
}

func TestRoomIn(t *testing.T) {
	horseshoe := []ring{{{0, 0}, {100, 0}, {100, 20}, {30, 20}, {30, 80}, {100, 80}, {100, 100}, {0, 100}}}
	frame := []ring{{{0, 0}, {100, 0}, {100, 100}, {0, 100}}, {{25, 10}, {90, 10}, {90, 90}, {25, 90}}}
	speck := []ring{{{200, 0}, {209, 0}, {209, 9}, {200, 9}}}
	for name, test := range map[string]struct {
		polygons      [][]ring
		width, height float64
		in            int // the polygon where the words stand; -1 is nowhere
	}{
		"not in the middle of a horseshoe": {[][]ring{horseshoe}, 24, 12, 0},
		"not in a hole":                    {[][]ring{frame}, 20, 12, 0},
		"in the larger part":               {[][]ring{speck, horseshoe}, 24, 12, 1},
		"too wide":                         {[][]ring{horseshoe}, 110, 12, -1},
		"too high":                         {[][]ring{speck}, 8, 12, -1},
		"no area":                          {nil, 24, 12, -1},
	} {
		got, found := roomIn(test.polygons, test.width, test.height)
		if found != (test.in >= 0) || found && (got.width != test.width || !holds(test.polygons[test.in], got)) {
			t.Errorf("%s: got %v, %v", name, got, found)
		}
	}
}

// The far areas of a real file stand in boxes of their own, in the proportions
// they have.
func TestFarOutlines(t *testing.T) {
	c := mustNew(t, Spec{Type: "map", Geometry: realOutlines}, crossed(t, geo(), "FR1 2019 1\nFRE 2019 2\nFRY3 2019 3\nFRY4 2019 4"))
	apart := map[string]bool{}
	for _, p := range c.atlas.places {
		apart[p.code] = p.apart
	}
	far := slices.Sorted(maps.Keys(apart))
	far = slices.DeleteFunc(far, func(id string) bool { return !apart[id] })
	if diff := cmp.Diff([]string{"FRY1", "FRY2", "FRY3", "FRY4", "FRY5"}, far); diff != "" {
		t.Errorf("areas in boxes differ (-want +got):\n%s", diff)
	}
	guiana := c.atlas.places[slices.IndexFunc(c.atlas.places, func(p territory) bool { return p.code == "FRY3" })]
	into := box{0, 0, 46, 46}
	for _, polygon := range viewOf([]territory{guiana}, into).draw(guiana) {
		for _, at := range polygon[0] {
			if math.Min(at[0], at[1]) < -0.01 || math.Max(at[0], at[1]) > 46.01 {
				t.Fatalf("%v lies outside the box", at)
			}
		}
	}
}
