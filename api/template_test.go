package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// A publication is of one year: the template of several datasets asks for the
// one after the latest that any of them had, of those told by the year.
func TestTemplateOfSeveralDatasetsAsksForOnePeriod(t *testing.T) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	had := map[string]string{"jobs": "2019", "turnover": "2021", "sites": "2016", "member-practices": "2020-04"}
	last := edition{catalogue: catalogue, rows: map[string][]datasets.Row{}}
	for dataset, period := range had {
		p, err := datasets.ParsePeriod(period)
		if err != nil {
			t.Fatal(err)
		}
		last.rows[dataset] = []datasets.Row{{Dataset: dataset, Observation: datasets.Observation{Period: p}}, {Dataset: dataset, Observation: datasets.Observation{Period: p.Next(-1)}}}
	}
	for _, c := range []struct {
		name  string
		blank Blank
		want  []string
	}{
		{"the latest year and one", Blank{Datasets: []string{"jobs", "turnover", "sites"}}, []string{"jobs 2022", "turnover 2022", "sites 2022"}},
		{"one dataset alone", Blank{Datasets: []string{"sites"}}, []string{"sites 2017"}},
		{"months beside years", Blank{Datasets: []string{"member-practices", "jobs"}}, []string{"member-practices 2020-05", "jobs 2020"}},
		{"as the flag says", Blank{Datasets: []string{"jobs", "turnover"}, Periods: []string{"2030"}}, []string{"jobs 2030", "turnover 2030"}},
	} {
		template, err := c.blank.template(last)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, form := range template.Forms {
			for _, p := range form.Periods {
				got = append(got, form.Dataset.ID+" "+p.String())
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-expected +asked for):\n%s", c.name, diff)
		}
	}
}
