package charts

import (
	"fmt"
	"strings"
	"testing"

	"barometer/datasets"
)

// picture of figures that no workbook has: synthetic ones.
type madeUp struct {
	name    string
	extract *datasets.Extract
	spec    Spec
}

// crossed answers with synthetic figures of several dimensions: one line a
// figure, "code.code period figure [status] [precision]". The dimensions are
// those of the dataset, with their shipped codelists.
func crossed(t testing.TB, d datasets.Dataset, lines string) *datasets.Extract {
	t.Helper()
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "made"
	if d.Title.En == "" {
		d.Title = datasets.Text{En: "Synthetic figures", Fr: "Chiffres inventés"}
	}
	if d.Unit == "" {
		d.Unit = "jobs"
	}
	var rows []datasets.Row
	for line := range strings.Lines(strings.TrimSpace(lines)) {
		f := strings.Fields(line)
		row := madeRow(t, f)
		row.Key = datasets.NewKey(strings.Split(f[0], ".")...)
		rows = append(rows, row)
	}
	with := catalogue.With(datasets.Dictionary{Datasets: []datasets.Dataset{d}})
	return extractOf(t, with, datasets.Query{Dataset: "made"}, rows)
}

// synthetic is the pictures of shapes that no shipped figure has.
func synthetic(t testing.TB) []madeUp {
	t.Helper()
	areas := []datasets.Dimension{{ID: "geo", Codelist: "geo"}}
	regions := parsed(t, squares(t, 0.8, "region"))
	var every []string
	for i, id := range []string{"FR1", "FRB", "FRC", "FRD", "FRE", "FRF", "FRG", "FRH", "FRI", "FRJ", "FRK", "FRL", "FRM", "FRY1", "FRY2", "FRY4"} {
		every = append(every, fmt.Sprintf("%s 2019 %d", id, 400*(i*i+3)%9001))
	}
	every[3] += " P"
	return []madeUp{
		{"map of outlines", crossed(t, datasets.Dataset{Dimensions: areas}, strings.Join(every, "\n")), Spec{Type: "map", Geometry: regions}},
		{"donut of six", crossed(t, datasets.Dataset{Unit: "percent", Dimensions: []datasets.Dimension{{ID: "sector", Codelist: "sector"}}, Max: datasets.Num(100),
			Chart: datasets.ChartHint{Type: "donut", Over: "sector"}},
			"TELECOM 2019 58 at_least\nFINANCE 2019 4\nENERGY 2019 2 P\nRETAIL 2019 3..5\nTOURISM 2019 1\nBUSINESS_SERVICES 2019 7 E"), Spec{Type: "donut"}},
		{"pyramid with words", crossed(t, ages(), "Y_LT25.F 2019 12\nY_LT25.M 2019 14 P\nY25T34.F 2019 30 nearly\nY25T34.M 2019 25\nY35T44.F 2019 8..9\nY35T44.M 2019 6\nY45T54.F 2019 3\nY_GE55.F 2019 1\nY_GE55.M 2019 1.5\n_T.F 2019 54"), Spec{Type: "pyramid"}},
		{"map with words", crossed(t, datasets.Dataset{Dimensions: areas},
			"FRE 2019 11000 nearly\nFR1 2019 12000..15000\nFRF 2019 800 P\nFRK 2019 1234567\nFRY1 2019 40 at_least\nFRM 2019 3 E\nFRL 2019 4000\nFRJ 2019 2500\nFRH 2019 5600 approx"), Spec{Type: "map"}},
	}
}

// ages is a synthetic dataset shown as a pyramid.
func ages() datasets.Dataset {
	return datasets.Dataset{
		Unit: "percent", Dimensions: []datasets.Dimension{{ID: "age", Codelist: "age"}, {ID: "sex", Codelist: "sex"}},
		Chart: datasets.ChartHint{Type: "pyramid", Over: "age", Left: "M"},
	}
}
