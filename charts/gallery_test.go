package charts

import (
	"fmt"
	"testing"

	"barometer/datasets"
)

// regions are the 22 former regions of metropolitan France.
const regions = "FR1,FRB,FRC1,FRC2,FRD1,FRD2,FRE1,FRE2,FRF1,FRF2,FRF3,FRG,FRH,FRI1,FRI2,FRI3,FRJ1,FRJ2,FRK1,FRK2,FRL,FRM"

// gallery is the pictures that tests look at: shipped figures in the shapes
// that pages show.
var gallery = []struct {
	name    string
	dataset string
	codes   map[string]string
	spec    Spec
}{
	{"turnover with breaks and a range", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "line", Unit: "eur-billion"}},
	{"turnover with every value", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "line", Unit: "eur-billion", Values: true}},
	{"turnover as columns", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "bar", Unit: "eur-billion"}},
	{"turnover held", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "step", Unit: "eur-billion"}},
	{"jobs of a region held", "jobs", map[string]string{"geo": "FR", "scope": "NAF8220_EST,OUT"}, Spec{Type: "step"}},
	{"turnover in columns", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "column", Unit: "eur-billion", Values: true}},
	{"jobs by scope and year", "jobs", map[string]string{"geo": "FR"}, Spec{Type: "grouped"}},
	{"jobs at home and abroad by year", "jobs", map[string]string{"geo": "FR,W1", "scope": "OUT"}, Spec{Type: "grouped"}},
	{"jobs at home and abroad", "jobs", map[string]string{"geo": "FR,W1", "scope": "OUT"}, Spec{Type: "grouped", Over: "geo"}},
	{"scopes of the region", "jobs", map[string]string{"geo": "FRE,FR", "scope": "OUT,SP2C"}, Spec{Type: "grouped", Over: "geo"}},
	{"occupations as shares", "occupations", map[string]string{"scope": "OUT"}, Spec{Type: "stacked100", Over: "occupation"}},
	{"jobs of regions as shares", "jobs", map[string]string{"geo": "FRE1,FRE2,FR1", "scope": "NAF8220_EST"}, Spec{Type: "stacked100", Over: "geo"}},
	{"full-time equivalents as shares", "production-location", map[string]string{"scope": "KPMG13", "measure": "FTE"}, Spec{Type: "stacked100", Over: "location"}},
	{"turnover as an area", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "area", Unit: "eur-billion"}},
	{"jobs at home and abroad as areas", "jobs", map[string]string{"geo": "FR,W1", "scope": "OUT"}, Spec{Type: "area"}},
	{"activity by location as areas", "production-location", map[string]string{"scope": "MARKET", "measure": "ACTIVITY", "location": "ONSHORE,OFFSHORE"}, Spec{Type: "area", Values: true}},
	{"contracts in two years", "contracts", map[string]string{"scope": "OUT"}, Spec{Type: "slope"}},
	{"jobs at home and abroad in two years", "jobs", map[string]string{"geo": "FR,W1", "scope": "OUT"}, Spec{Type: "slope"}},
	{"former regions as dots", "jobs", map[string]string{"geo": regions, "scope": "NAF8220_EST"}, Spec{Type: "dot", Over: "geo"}},
	{"jobs then and now", "jobs", map[string]string{"geo": "FR,W0,W1", "scope": "OUT,ALL,SP2C"}, Spec{Type: "dot", Over: "geo", Values: true}},
	{"shares with a range", "national-share", nil, Spec{Type: "dot", Over: "scope"}},
	{"turnover of every scope", "turnover", map[string]string{"geo": "FR"}, Spec{Type: "line"}},
	{"jobs by former region", "jobs", map[string]string{"geo": regions, "scope": "NAF8220_EST"}, Spec{Type: "bar", Over: "geo"}},
	{"production by location", "production-location", map[string]string{"geo": "FR", "scope": "MARKET", "measure": "TURNOVER"}, Spec{Type: "stacked", Over: "location"}},
	{"production by location, two panels", "production-location", map[string]string{"measure": "FTE,TURNOVER", "location": "ONSHORE,ABROAD,OFFSHORE,IDF,PROVINCE"}, Spec{Type: "stacked"}},
	{"jobs of a region by scope", "jobs", map[string]string{"geo": "FRE"}, Spec{Type: "line"}},
	{"jobs by scope, with words", "jobs", map[string]string{"geo": "FRE"}, Spec{}},
	{"age with one bar", "age-structure", map[string]string{"geo": "FRE", "sex": "_T"}, Spec{Over: "age"}},
	{"growth with negative years", "turnover-growth", map[string]string{"geo": "FR", "scope": "MARKET", "measure": "TURNOVER", "location": "_T", "sector": "_T", "channel": "_T", "basis": "Y1"}, Spec{}},
	{"contracts", "contracts", map[string]string{"geo": "FR"}, Spec{}},
	{"jobs everywhere", "jobs", nil, Spec{Over: "geo"}},
	{"client sectors", "client-sectors", nil, Spec{}},
	{"telework by month", "member-practices", nil, Spec{}},
	{"growth of everything", "turnover-growth", nil, Spec{Type: "bar", Over: "scope"}},
	{"sites, named like their unit", "site-events", nil, Spec{}},
	{"map of former regions", "jobs", map[string]string{"geo": "FR,FX," + regions, "scope": "NAF8220_EST"}, Spec{Type: "map"}},
	{"map of real outlines", "jobs", map[string]string{"geo": "FR,FX," + regions, "scope": "NAF8220_EST"}, Spec{Type: "map", Geometry: realOutlines}},
	{"donut of locations", "production-location", map[string]string{"geo": "FR", "scope": "KPMG13", "measure": "FTE"}, Spec{Type: "donut"}},
	{"donut with a rest", "client-sectors", map[string]string{"scope": "MARKET", "location": "_T", "measure": "TURNOVER", "channel": "_T", "sector": "TELECOM,FINANCE,BUSINESS_SERVICES"}, Spec{Type: "donut"}},
	{"multiples of scopes", "turnover", map[string]string{"geo": "FR"}, Spec{Type: "multiples"}},
	{"multiples of growth", "turnover-growth", map[string]string{"geo": "FR", "basis": "Y1", "sector": "_T", "channel": "_T", "measure": "TURNOVER"}, Spec{Type: "multiples"}},
	{"table of turnover", "turnover", map[string]string{"geo": "FR"}, Spec{Type: "table"}},
	{"table of one series", "turnover", map[string]string{"geo": "FR", "scope": "MARKET", "location": "_T"}, Spec{Type: "table", Unit: "eur-billion"}},
	{"table of regions", "jobs", map[string]string{"geo": "FR," + regions}, Spec{Type: "table"}},
	{"nothing", "jobs", map[string]string{"geo": "FRM", "scope": "SP2C"}, Spec{}},
}

// variant is how a picture is drawn.
type variant struct {
	width int
	theme string
	lang  datasets.Lang
}

// variants are the sizes, themes and languages each picture is drawn in.
var variants = []variant{
	{800, "light", datasets.English}, {800, "dark", datasets.French}, {360, "light", datasets.French}, {360, "dark", datasets.English},
}

// drawings keeps what drawnOnce drew, by what it was drawn from.
var drawings = map[string]string{}

// drawnOnce draws a chart for tests that only look at pictures: an equal chart
// has the picture of the first. It is for one goroutine.
func drawnOnce(t testing.TB, c *Chart) string {
	t.Helper()
	option, err := c.Option()
	if err != nil {
		t.Fatal(err)
	}
	key := fmt.Sprintf("%s %d %d %s\n%s\n%s", c.kind.name, c.width, c.height, option, c.Title(), c.Description())
	if _, ok := drawings[key]; !ok {
		drawings[key] = drawn(t, shared(t), c)
	}
	return drawings[key]
}

func drawn(t testing.TB, r *Renderer, c *Chart) string {
	t.Helper()
	svg, err := r.SVG(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return string(svg)
}
