package ingest

import "testing"

func TestAlmostPeriod(t *testing.T) {
	for _, c := range []struct {
		text, period string
		almost       bool
		nearest      string
	}{
		{"Exercice 2019", "2019", true, ""},
		{"Année 2019", "2019", true, ""},
		{"fin 2019", "2019", true, ""},
		{"End of 2019", "2019", true, ""},
		{"En 2019", "2019", false, ""},
		{"au 31/12/2019", "2019", false, ""},
		{"au 31 décembre 2019", "2019", false, ""},
		{"au 30/06/2019", "", false, ""},
		{"2019/20", "", true, "2019/2020"},
		{"1999-00", "", true, "1999/2000"},
		{"2019/22", "", false, ""},
		{"S1 2020", "", true, ""},
		{"2020-S2", "", true, ""},
		{"2e semestre 2020", "", true, ""},
		{"First half of 2020", "", true, ""},
		{"2015-2019", "", true, ""},
		{"2015 à 2019", "", true, ""},
		{"mi-2020", "", true, ""},
		{"Exercice clos 2019", "", true, ""},
		{"FY23", "", true, ""},
		{"20x9", "", true, ""},
		{"Adhérents 2019", "", false, ""},
		{"Fin de contrat", "", false, ""},
		{"15 000", "", false, ""},
	} {
		p, ok := parsePeriod(c.text)
		if got := p.String(); ok != (c.period != "") || ok && got != c.period {
			t.Errorf("%q is the period %q", c.text, got)
		}
		if got := almostPeriod(c.text); got != c.almost {
			t.Errorf("%q speaks of a period: %v", c.text, got)
		}
		var f finding
		explainPeriod(&f, c.text)
		if nearest := append(f.nearest, "")[0]; nearest != c.nearest {
			t.Errorf("%q: nearest %q", c.text, nearest)
		}
	}
}
