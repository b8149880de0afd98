package charts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestPyramidNeedsBandsAndSides(t *testing.T) {
	sets := ages()
	sets.Checks = []datasets.Check{
		{Kind: "shares", Dimension: "age", Parts: []string{"Y_LT25", "Y25T34"}, Total: "100"},
		{Kind: "shares", Dimension: "age", Parts: []string{"Y_LT35", "Y_GE35"}, Total: "100"},
	}
	unhinted := ages()
	unhinted.Chart = datasets.ChartHint{}
	two := "Y_LT35.F 2019 10\nY_LT35.M 2019 12\nY_GE35.F 2019 30\nY_GE35.M 2019 40"
	for name, test := range map[string]struct {
		dataset datasets.Dataset
		lines   string
		spec    Spec
		says    string // the refusal; "" draws
		tells   string
	}{
		"two sides":                {ages(), two, Spec{Type: "pyramid"}, "", "Under 35: Men 12\u202f%; Women 10\u202f%. Over 35: Men 40\u202f%; Women 30\u202f%."},
		"by the hint":              {ages(), two, Spec{}, "", "Population pyramid: "},
		"asked over bands":         {unhinted, two, Spec{Type: "pyramid", Over: "age"}, "", "Under 35: Women 10\u202f%; Men 12\u202f%."},
		"the latest period":        {ages(), strings.ReplaceAll(two, "2019", "2018") + "\n" + two, Spec{Type: "pyramid"}, "", "2019 (latest period with figures)"},
		"totals stand beside":      {ages(), two + "\n_T.F 2019 40\nY_LT35._T 2019 22", Spec{Type: "pyramid"}, "", "Totals, not drawn:"},
		"no bands named":           {unhinted, two, Spec{Type: "pyramid"}, "it needs a dimension of ordered bands, named by over", ""},
		"one side":                 {ages(), "Y_LT35.F 2019 10\nY_GE35.F 2019 30", Spec{Type: "pyramid"}, "do not have two sides", ""},
		"totals for sides":         {ages(), "Y_LT35._T 2019 10\nY_GE35._T 2019 30", Spec{Type: "pyramid"}, "do not have two sides", ""},
		"one band":                 {ages(), "Y_LT35.F 2019 10\nY_LT35.M 2019 30", Spec{Type: "pyramid"}, "it shows 2 to 30 bands and these are 1", ""},
		"bands of different sets":  {sets, "Y_LT35.F 2019 10\nY_LT35.M 2019 30\nY_LT25.F 2019 4\nY_LT25.M 2019 5", Spec{Type: "pyramid"}, "bands of different sets of age", ""},
		"bands of one of the sets": {sets, two, Spec{Type: "pyramid"}, "", "Under 35: Men 12\u202f%"},
		"below zero":               {ages(), "Y_LT35.F 2019 -1\nY_LT35.M 2019 30", Spec{Type: "pyramid"}, "a figure below 0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(test.spec, crossed(t, test.dataset, test.lines))
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Fatalf("got %v, want a refusal that says %q", err, test.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(c.Description(), test.tells) {
				t.Errorf("the description %q does not say %q", c.Description(), test.tells)
			}
		})
	}
}

// Both sides stand on one scale from zero, the left one reaching left.
func TestPyramidHasOneScale(t *testing.T) {
	c := mustNew(t, Spec{Type: "pyramid"}, crossed(t, ages(), "Y_LT35.F 2019 10\nY_LT35.M 2019 12\nY_GE35.F 2019 30\nY_GE35.M 2019 40"))
	var got []any
	for _, a := range option(t, c)["xAxis"].([]any) {
		axis := a.(map[string]any)
		got = append(got, axis["min"], axis["max"], axis["inverse"])
	}
	if diff := cmp.Diff([]any{0.0, 40.0, true, 0.0, 40.0, false}, got); diff != "" {
		t.Errorf("axes differ (-want +got):\n%s", diff)
	}
	grids := option(t, c)["grid"].([]any)
	if l, r := grids[0].(map[string]any), grids[1].(map[string]any); l["width"] != r["width"] {
		t.Errorf("the sides are %v and %v pixels wide", l["width"], r["width"])
	}
	for i, want := range [][]any{{12.0, 40.0}, {10.0, 30.0}} {
		if diff := cmp.Diff(want, data(t, c, i)); diff != "" {
			t.Errorf("side %d differs (-want +got):\n%s", i, diff)
		}
	}
}
