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

// squares is a synthetic file of outlines: a square around the point of each
// area of some levels, with its INSEE code as a property.
func squares(t testing.TB, side float64, levels ...string) string {
	t.Helper()
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var features []string
	for _, code := range catalogue.Codelists["geo"].Codes {
		if slices.Contains(levels, code.Level) && code.INSEE != "" {
			x, y := code.Longitude.Float, code.Latitude.Float
			features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"nom":"Synthetic","code":%q},"geometry":{"type":"Polygon","coordinates":[%s]}}`,
				code.INSEE, corners(x-side, y-side, x+side, y+side)))
		}
	}
	return collection(features...)
}

func corners(west, south, east, north float64) string {
	return fmt.Sprintf("[[%v,%v],[%v,%v],[%v,%v],[%v,%v],[%v,%v]]", west, south, east, south, east, north, west, north, west, south)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","source":"Synthetic squares","features":[` + strings.Join(features, ",") + `]}`
}

func parsed(t testing.TB, content string) *Geometry {
	t.Helper()
	g, err := ParseGeometry("squares.geojson", []byte(content), "")
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGeometryIsMatchedByCodeAndPlace(t *testing.T) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	square := func(properties string, at string) string {
		return collection(`{"type":"Feature","properties":` + properties + `,"geometry":{"type":"Polygon","coordinates":[` + at + `]}}`)
	}
	normandy, eure := corners(-1.5, 48.5, 1.5, 50), corners(0.8, 48, 2, 48.6)
	for name, test := range map[string]struct {
		content   string
		want      []string
		unmatched []string
	}{
		"a NUTS code":                         {square(`{"NUTS_ID":"FRD"}`, normandy), []string{"FRD"}, nil},
		"an INSEE code":                       {square(`{"insee_reg":"28"}`, normandy), []string{"FRD"}, nil},
		"the same INSEE code of another area": {square(`{"insee_dep":"28"}`, eure), []string{"FRB02"}, nil},
		"a code read as a number":             {square(`{"insee":2}`, corners(-61.3, 14.3, -60.8, 14.9)), []string{"FRY2"}, nil},
		"the code of an area elsewhere":       {square(`{"code":"28","nom":"Elsewhere"}`, corners(5, 43, 6, 44)), nil, []string{"feature 1 (28 and Elsewhere)"}},
		"no code":                             {square(`{"nom":"Nowhere"}`, normandy), nil, []string{"feature 1 (Nowhere)"}},
	} {
		t.Run(name, func(t *testing.T) {
			codes, unmatched := parsed(t, test.content).Match(catalogue.Codelists["geo"])
			if diff := cmp.Diff(test.want, codes); diff != "" {
				t.Errorf("areas differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.unmatched, unmatched); diff != "" {
				t.Errorf("unmatched features differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGeometryRefusals(t *testing.T) {
	feature := func(geometry string) string {
		return collection(`{"type":"Feature","properties":{"code":"32"},"geometry":` + geometry + `}`)
	}
	for name, test := range map[string]struct {
		content string
		kind    datasets.Kind
		says    string
	}{
		"no JSON":           {"PK\x03\x04", datasets.Invalid, "is no GeoJSON"},
		"TopoJSON":          {`{"type":"Topology","source":"x"}`, datasets.Invalid, `holds a "Topology" with 0 features, expected a GeoJSON FeatureCollection`},
		"no maker":          {`{"type":"FeatureCollection","features":[{"type":"Feature"}]}`, datasets.Invalid, "--geometry-source"},
		"points":            {feature(`{"type":"Point","coordinates":[2,48]}`), datasets.Invalid, `feature 1 (32) is a "Point", expected a Polygon`},
		"metres":            {feature(`{"type":"Polygon","coordinates":[[[652345,6862345],[652345,6862346],[652346,6862346],[652345,6862345]]]}`), datasets.Invalid, "in degrees (WGS 84)"},
		"a line of two":     {feature(`{"type":"Polygon","coordinates":[[[1,1],[2,2]]]}`), datasets.Invalid, "a line of 2 points"},
		"numbers for lines": {feature(`{"type":"Polygon","coordinates":[1,2]}`), datasets.Invalid, "no lists of [longitude, latitude]"},
		"too large":         {strings.Repeat(" ", GeometryLimit+1), datasets.TooLarge, "larger than 32 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseGeometry("areas.geojson", []byte(test.content), "")
			if datasets.KindOf(err) != test.kind || !strings.Contains(err.Error(), "areas.geojson") || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
		})
	}
}

// A map of outlines names their maker, has tiles where the file lacks an area,
// and leaves out an outline that contains others.
func TestMapOfOutlines(t *testing.T) {
	e := crossed(t, geo(), "FRE 2019 1\nFRF 2019 2\nFRY4 2019 3")
	regions := parsed(t, squares(t, 0.8, "region", "country"))
	c := mustNew(t, Spec{Type: "map", Geometry: regions}, e)
	if want := "Outlines: Synthetic squares"; c.Source() != want {
		t.Errorf("the source line %q is not %q", c.Source(), want)
	}
	var content struct {
		Geometry struct {
			Features []struct {
				Properties struct{ Name string }
				Geometry   struct{ Coordinates [][][][2]float64 }
			}
		}
	}
	option, _ := c.Option()
	if err := json.Unmarshal(option, &content); err != nil {
		t.Fatal(err)
	}
	if n := len(content.Geometry.Features); n != 18 {
		t.Errorf("%d outlines are drawn, expected 18", n)
	}
	for _, f := range content.Geometry.Features {
		at := f.Geometry.Coordinates[0][0]
		width, height := at[1][0]-at[0][0], at[2][1]-at[1][1]
		if f.Properties.Name == "FRY4" && (at[0][0] < 20 || at[1][0] > 78) {
			t.Errorf("the far area is not in its box at the left: %v", at)
		}
		// A square of degrees at 46° north is 0.69 as wide as high.
		if f.Properties.Name == "FRE" && (width/height < 0.65 || width/height > 0.73) {
			t.Errorf("a square of degrees is %v × %v pixels", width, height)
		}
	}
	for name, test := range map[string]struct {
		lines    string
		outlined bool
	}{
		"an area without outline": {"FRE1 2008 1\nFRE2 2008 2", false},
		"all areas have one":      {"FRE 2008 1\nFRH 2008 2", true},
	} {
		c := mustNew(t, Spec{Type: "map", Geometry: regions}, crossed(t, geo(), test.lines))
		if got := c.atlas.maker != ""; got != test.outlined {
			t.Errorf("%s: outlines are %v", name, got)
		}
	}
}
