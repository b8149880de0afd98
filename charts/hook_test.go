package charts

import (
	"encoding/xml"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryMarkNamesItsCell holds the hooks of the pictures to their figures:
// each figure shown is one element, a mark or a whisker, that names its cell.
func TestEveryMarkNamesItsCell(t *testing.T) {
	eachPicture(t, func(t *testing.T, c *Chart, svg string) {
		var want, got []string
		for _, m := range c.marks() {
			want = append(want, m.cell())
		}
		for _, e := range elements(t, svg) {
			if cell := attribute(e, "data-cell"); cell != "" {
				got = append(got, cell)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("cells (-figures +elements):\n%s", diff)
		}
	})
}

func TestHooks(t *testing.T) {
	h, err := hooksOf([]byte(`{"series":[{"data":[[1,2],{"value":3,"cell":"A 2019"},null,"-"],"markLine":{"data":[{"xAxis":1},[{"cell":"A 2020"},{}],[]]}},{}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, series, datum, fill string
		want                      string
	}{
		{"a mark", "0", "1", "#fff", "A 2019"},
		{"a whisker", "0", "1", "none", "A 2020"},
		{"a datum that names none", "0", "0", "#fff", ""},
		{"a line that names none", "0", "0", "none", ""},
		{"beyond the data", "0", "9", "#fff", ""},
		{"beyond the series", "2", "0", "#fff", ""},
		{"no mark at all", "", "", "#fff", ""},
		{"a graphic", "", "A 2021", "none", "A 2021"},
	} {
		e := xml.StartElement{Attr: []xml.Attr{
			{Name: xml.Name{Local: "fill"}, Value: test.fill},
			{Name: xml.Name{Local: "ecmeta_series_index"}, Value: test.series}, {Name: xml.Name{Local: "ecmeta_data_index"}, Value: test.datum},
		}}
		if got := h.of(e); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if _, err := hooksOf([]byte(`{`)); err == nil {
		t.Error("half an option has hooks")
	}
}
