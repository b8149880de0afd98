package charts

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// geo is a synthetic dataset of areas.
func geo(dimensions ...string) datasets.Dataset {
	d := datasets.Dataset{Dimensions: []datasets.Dimension{{ID: "geo", Codelist: "geo"}}}
	for _, id := range dimensions {
		d.Dimensions = append(d.Dimensions, datasets.Dimension{ID: id, Codelist: id})
	}
	return d
}

func TestGridsHaveEachAreaOnce(t *testing.T) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	tiles, err := loadTiles()
	if err != nil {
		t.Fatal(err)
	}
	list := catalogue.Codelists["geo"]
	found := grids(list)
	total := 0
	for _, grid := range found {
		total += len(grid.places)
		var cells, codes, shorts []string
		for _, p := range grid.places {
			cells = append(cells, string(rune('a'+p.column))+string(rune('a'+p.row)))
			codes, shorts = append(codes, p.code), append(shorts, p.short)
		}
		for _, all := range [][]string{cells, codes, shorts} {
			slices.Sort(all)
			if n := len(slices.Compact(slices.Clone(all))); n != len(grid.places) {
				t.Errorf("of %d tiles only %d differ in %v", len(grid.places), n, all)
			}
		}
	}
	if total != len(tiles) {
		t.Errorf("%d tiles have an area in the codelist, of %d", total, len(tiles))
	}
	// Every region of the codelist has a tile.
	for _, code := range list.Codes {
		if code.Level != "region" && code.Level != "former_region" || !strings.HasPrefix(code.NUTS, "FR") {
			continue
		}
		if !slices.ContainsFunc(found, func(a *atlas) bool { return a.has(code.ID) }) {
			t.Errorf("%s has no tile", code.ID)
		}
	}
}

func TestMapOfOnePeriod(t *testing.T) {
	for name, test := range map[string]struct {
		dataset datasets.Dataset
		lines   string
		says    string // the refusal; "" draws
		areas   string
	}{
		"the latest period with two areas":    {geo(), "FRE 2018 1\nFRF 2018 2\nFRE 2019 3\nFRF 2019 4\nFRE 2020 5", "", "FRF 4, FRE 3"},
		"totals stand beside":                 {geo(), "FRE 2019 1\nFRF 2019 2\nFR 2019 3\nFR_PROV 2019 3", "", "FRF 2, FRE 1"},
		"former regions":                      {geo(), "FRE1 2008 1\nFRE2 2008 2\nFRH 2008 3", "", "FRH 3, FRE2 2, FRE1 1"},
		"regions that never changed, in 2008": {geo(), "FR1 2008 1\nFRH 2008 3", "", "FRH 3, FR1 1"},
		"former and current regions":          {geo(), "FRE 2019 1\nFRE2 2019 2\nFRH 2019 3", "for 2019, FRE2 stands on another map than FRE and FRH:", ""},
		"mixed at the latest period only":     {geo(), "FRE 2019 1\nFRE2 2019 2\nFRE1 2008 2\nFRE2 2008 4", "periods that fit: 2008; types that fit: line", ""},
		"one area":                            {geo(), "FRE 2018 1\nFRE 2019 3\nFR 2019 4", "fewer than two areas", ""},
		"no area":                             {geo(), "FR 2019 1\nW0 2019 3", "fewer than two areas", ""},
		"two figures for an area":             {geo("sex"), "FRE.F 2019 1\nFRE.M 2019 2\nFRF.M 2019 2", "FRE has several figures for 2019: choose one code of sex", ""},
		"no dimension of areas":               {datasets.Dataset{Dimensions: []datasets.Dimension{{ID: "sex", Codelist: "sex"}}}, "F 2019 1\nM 2019 2", "no dimension of areas", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(Spec{Type: "map"}, crossed(t, test.dataset, test.lines))
			if test.says != "" {
				var refused *datasets.Error
				if !errors.As(err, &refused) || refused.Kind != datasets.Invalid || refused.Parameter != "type" || !strings.Contains(err.Error(), test.says) {
					t.Fatalf("got %v, want a refusal that says %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var areas []string
			for _, b := range c.bars {
				areas = append(areas, b.parts[0].code+" "+b.parts[0].label())
			}
			if diff := cmp.Diff(test.areas, strings.Join(areas, ", ")); diff != "" {
				t.Errorf("areas differ (-want +got):\n%s", diff)
			}
		})
	}
}

// A map says which areas have no figure, and colours each of the others by the
// class that its legend names.
func TestMapSaysWhatIsMissing(t *testing.T) {
	c := mustNew(t, Spec{Type: "map"}, crossed(t, geo(), "FRE 2018 1\nFRE 2019 100 P\nFRF 2019 2000\nFRH 2019 3000..4000\nFR 2019 9000"))
	for _, want := range []string{
		"Dashed outline: (p) provisional value.",
		"Hatched, no figure: Normandy, Île-de-France, Pays de la Loire, Centre-Val de Loire, Bourgogne-Franche-Comté, Nouvelle-Aquitaine and 4 more.",
		"Not drawn, no figure: Guadeloupe, Martinique, French Guiana, La Réunion and Mayotte.",
		"Not on the map: France 9\u202f000.", "A range has the colour of its middle.",
	} {
		if !slices.Contains(c.Notes(), want) {
			t.Errorf("notes %q do not say %q", c.Notes(), want)
		}
	}
	if want := "Jobs, 2019 (latest period with figures)"; c.Subtitle() != want {
		t.Errorf("subtitle %q, want %q", c.Subtitle(), want)
	}
	if want := "Brittany 3\u202f000 to 4\u202f000; Grand Est 2\u202f000; Hauts-de-France 100 (p)."; !strings.Contains(c.Description(), want) {
		t.Errorf("the description %q does not say %q", c.Description(), want)
	}
	colours := map[string]any{}
	for _, d := range option(t, c)["series"].([]any)[0].(map[string]any)["data"].([]any) {
		one := d.(map[string]any)
		colours[one["name"].(string)] = one["itemStyle"].(map[string]any)["areaColor"]
	}
	ramp := themes["light"].ramp
	want := map[string]any{"FRE": ramp[0], "FRF": ramp[2], "FRH": ramp[4], "FRJ": themes["light"].line}
	for code, colour := range want {
		if colours[code] != colour {
			t.Errorf("%s has the colour %v, want %v", code, colours[code], colour)
		}
	}
}

func TestClasses(t *testing.T) {
	for name, test := range map[string]struct {
		values []float64
		want   []float64
	}{
		"from zero":             {[]float64{38, 1000, 3541, 7063}, []float64{0, 1500, 3000, 4500, 6000, 7500}},
		"far from zero":         {[]float64{48.2, 51.9, 53.1}, []float64{48, 49.5, 51, 52.5, 54}},
		"one value":             {[]float64{7, 7}, []float64{7, 7}},
		"shares":                {[]float64{0.5, 12, 28}, []float64{0, 10, 20, 30}},
		"changes":               {[]float64{-8, 1, 11}, []float64{-8, -4, 0, 4, 8, 12}},
		"one far above":         {[]float64{10, 20, 30, 40, 50, 60, 70, 80, 90, 10000}, []float64{0, 30, 50, 70, 90, 10000}},
		"ten alike and another": {[]float64{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 100}, []float64{0, 20, 40, 60, 80, 100}},
	} {
		t.Run(name, func(t *testing.T) {
			k := classesOf(test.values)
			if diff := cmp.Diff(test.want, k.limits); diff != "" {
				t.Errorf("limits differ (-want +got):\n%s", diff)
			}
			for _, v := range test.values {
				i := k.of(v)
				last := i == k.count()-1
				if v < k.limits[i] || v > k.limits[i+1] || v == k.limits[i+1] && !last && k.limits[i] < v {
					t.Errorf("%v is in class %d of %v", v, i, k.limits)
				}
			}
		})
	}
}

// The ratios of WCAG 2.2 for black on white and for two greys of its examples.
func TestContrastOfColours(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#ffffff", "#767676", 4.54}, {"#175e8c", "#175e8c", 1}} {
		if got := contrast(test.a, test.b); math.Abs(got-test.want) > 0.005 {
			t.Errorf("%s on %s has a contrast of %.3f, want %v", test.a, test.b, got, test.want)
		}
	}
}

// The words in an area are read on each colour of the ramp, and its steps go one way.
func TestRampIsReadable(t *testing.T) {
	for name, th := range themes {
		for i, colour := range th.ramp {
			if got := contrast(th.on(colour), colour); got < 4.5 {
				t.Errorf("%s: words on %s have a contrast of %.2f", name, colour, got)
			}
			if i > 0 && (luminance(colour) < luminance(th.ramp[i-1])) != (luminance(th.ramp[1]) < luminance(th.ramp[0])) {
				t.Errorf("%s: the ramp turns at %s", name, colour)
			}
		}
	}
}

// Synthetic figures in shapes that no workbook has, in every variant.
func TestSyntheticPictures(t *testing.T) {
	for _, g := range synthetic(t) {
		for _, v := range variants {
			t.Run(g.name, func(t *testing.T) {
				spec := g.spec
				spec.Width, spec.Theme, spec.Lang = v.width, v.theme, v.lang
				c := mustNew(t, spec, g.extract)
				svg := drawn(t, shared(t), c)
				checkPolicy(t, svg)
				checkWords(t, c, svg)
			})
		}
	}
}
