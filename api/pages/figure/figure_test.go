package figure

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func cells(values map[int]float64, years ...int) []datasets.Cell {
	var out []datasets.Cell
	for _, year := range years {
		o := datasets.Observation{Period: datasets.Year(year)}
		if v, ok := values[year]; ok {
			o.Value = datasets.Num(v)
		}
		out = append(out, datasets.Cell{Period: o.Period, Rows: []datasets.Row{{Observation: o}}})
	}
	return out
}

func TestTrend(t *testing.T) {
	values := map[int]float64{2007: 0, 2008: 11, 2009: 22, 2011: 11}
	breaks := []datasets.Breaking{{Period: datasets.Year(2009)}}
	for _, test := range []struct {
		name   string
		cells  []datasets.Cell
		breaks []datasets.Breaking
		want   *Line
	}{
		{"two figures make no trend", cells(values, 2007, 2008), nil, nil},
		{"a figure that is missing counts for none", cells(values, 2007, 2008, 2010), nil, nil},
		{"nothing changes", cells(map[int]float64{2007: 1, 2008: 1, 2009: 1}, 2007, 2008, 2009), nil, nil},
		{"one stroke, from the lowest to the highest", cells(values, 2007, 2008, 2009), nil,
			&Line{Strokes: []string{"4.0,26.0 51.9,15.0 100.0,4.0"}, Dots: []Dot{{"100.0", "4.0", "3"}}}},
		{"a break, and a figure alone behind it", cells(values, 2007, 2008, 2009), breaks,
			&Line{Strokes: []string{"4.0,26.0 51.9,15.0"}, Dots: []Dot{{"100.0", "4.0", "3"}}}},
		{"a figure alone before a break", cells(values, 2008, 2009, 2011), breaks,
			&Line{Strokes: []string{"36.1,4.0 100.0,26.0"}, Dots: []Dot{{"4.0", "26.0", "1.5"}, {"100.0", "26.0", "3"}}}},
	} {
		if diff := cmp.Diff(test.want, Trend(test.cells, test.breaks)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestWords(t *testing.T) {
	row := datasets.Row{Observation: datasets.Observation{Value: datasets.Num(2940), Quantum: datasets.Num(10), Precision: datasets.Nearly}}
	if got := (Stated{Row: row}).Words(datasets.French); got != "près de 2\u202f940" {
		t.Errorf("in its own unit: %q", got)
	}
	if got := (Stated{Row: row, Factor: 0.001}).Words(datasets.French); got != "près de 2,94" {
		t.Errorf("in thousands of it: %q", got)
	}
}

func TestDiffers(t *testing.T) {
	if (View{Computed: []Computed{{Derived: datasets.Derived{Agrees: true}}}}).Differs() {
		t.Error("a computed figure that agrees casts doubt")
	}
	if !(View{Computed: []Computed{{Derived: datasets.Derived{Agrees: true}}, {}}}).Differs() {
		t.Error("a computed figure that misses the stated one casts no doubt")
	}
}
