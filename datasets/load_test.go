package datasets

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShipped(t *testing.T) {
	c, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("catalogue version %d: %d datasets, %d codelists, %d sources", c.Version, len(c.Datasets), len(c.Codelists), len(c.Sources))
	again, err := ParseCatalogue(c.Files)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Datasets, again.Datasets, cmp.AllowUnexported(Period{})); diff != "" {
		t.Error(diff)
	}
	workbooks, err := Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	accepted := 0
	for _, w := range workbooks {
		accepted += len(w.Accepted)
		for _, a := range w.Accepted {
			if a.Reason.En == "" || a.Reason.Fr == "" {
				t.Errorf("%s: the reason for %s misses a language", w.Name, a.Finding.Rule)
			}
		}
	}
	if len(workbooks) != 20 || accepted != 5 {
		t.Errorf("%d workbooks with %d accepted warnings, want 20 with 5", len(workbooks), accepted)
	}
}

// TestValidate breaks the shipped catalogue in one place at a time.
func TestValidate(t *testing.T) {
	shipped, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, old, broken, want string }{
		{"a code that does not exist", "datasets.yaml", "default: FR}", "default: FRANCE}", `no code "FRANCE"`},
		{"a language is missing", "codelists/sex.csv", "F,Women,Femmes", "F,Women,", "a label is missing"},
		{"no successor", "codelists/geo.csv", "2015-12-31,FRE,FRE1", "2015-12-31,FRQ,FRE1", `no successor "FRQ"`},
		{"no parent", "codelists/geo.csv", "Picardy,Picardie,FRE,", "Picardy,Picardie,FRQ,", `no parent "FRQ"`},
		{"another region's NUTS code", "codelists/geo.csv", "FRE,FRE2,22", "FRE,FRF2,22", "does not begin with its parent's"},
		{"a successor that began too early", "codelists/geo.csv", "Upper France,2016-01-01", "Upper France,2015-01-01", "before its own end"},
		{"parents in a circle", "codelists/sex.csv", "_T,Women and men,Femmes et hommes,,", "_T,Women and men,Femmes et hommes,F,", "circle"},
		{"a code twice", "codelists/sex.csv", "M,Men,Hommes", "F,Men,Hommes", "stands twice"},
		{"a former id that is in use", "datasets.yaml", "- id: jobs\n", "- id: jobs\n  former: [turnover]\n", "turnover, a former id of jobs"},
		{"a former id of two", "datasets.yaml", "- id: jobs\n", "- id: jobs\n  former: [posts, posts]\n", "posts, a former id of jobs"},
		{"an unknown kind of check", "datasets.yaml", "kind: at_most", "kind: at_least", "expected total, shares"},
		{"an unknown dataset in a check", "datasets.yaml", "of: turnover,", "of: turnovers,", `no dataset "turnovers"`},
		{"a range that ends before it begins", "datasets.yaml", "{min: 0, max: 100}", "{min: 100, max: 0}", "min below max"},
		{"an unknown key of the file", "datasets.yaml", "decimals: 0", "decimal: 0", "decimal"},
		{"a period that is none", "datasets.yaml", `period: "2007"`, `period: "07"`, "is not a period"},
		{"a dimension named like a column", "datasets.yaml", "{id: sex, codelist: sex, default: _T}", "{id: value, codelist: sex, default: _T}", "name of a parameter or column"},
		{"an unknown unit", "codelists/measure.csv", "TURNOVER,Turnover,Chiffre d'affaires,,CA|Revenue|Sales,eur-million", "TURNOVER,Turnover,Chiffre d'affaires,,CA|Revenue|Sales,dollars", `no unit "dollars"`},
		{"an employer nobody knows", "directory.csv", "FR_62193,ARMATIS", "FR_62193,ARMATISS", `no code "ARMATISS"`},
		{"a page of areas that there are not", "pages.yaml", "level: region", "level: county", `no area has the level "county"`},
		{"a page about nothing", "pages.yaml", "dataset: turnover", "dataset: turnovers", `no dataset "turnovers"`},
	} {
		files := maps.Clone(shipped.Files)
		if !bytes.Contains(files[c.file], []byte(c.old)) {
			t.Errorf("%s: %s does not contain %q", c.name, c.file, c.old)
			continue
		}
		files[c.file] = bytes.Replace(files[c.file], []byte(c.old), []byte(c.broken), 1)
		if _, err := ParseCatalogue(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", c.name, err, c.want)
		}
	}
	files := maps.Clone(shipped.Files)
	delete(files, "pages.yaml")
	if _, err := ParseCatalogue(files); err == nil {
		t.Error("a catalogue without pages.yaml parses")
	}
}

func TestCatalogueWith(t *testing.T) {
	shipped, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	merged := shipped.With(Dictionary{
		Datasets: []Dataset{{ID: "floor-area", Title: Text{"Floor area", "Surfaces"}, Unit: "m2"}, {ID: "jobs", Title: Text{"Other", "Autre"}}},
		Codes: map[string][]Code{
			"measure": {{ID: "AREA", Label: Text{"Area", "Surface"}}},
			"geo":     {{ID: "FX", Label: Text{"Grand total", "Total général"}}},
		},
		Sources: []Source{{ID: "new", Rank: UnknownRank}},
	})
	if _, err := merged.Dataset("floor-area"); err != nil {
		t.Error(err)
	}
	if d, _ := merged.Dataset("jobs"); d.Title.En == "Other" {
		t.Error("a dictionary replaced a dataset of the catalogue")
	}
	if diff := cmp.Diff([]string{"FX"}, merged.Codelists["geo"].Match("TOTAL GENERAL")); diff != "" {
		t.Errorf("a dictionary's label of a known code is no alias: %s", diff)
	}
	if _, ok := merged.Source("new"); !ok {
		t.Error("the dictionary's source is missing")
	}
	if _, err := shipped.Dataset("floor-area"); err == nil {
		t.Error("With changed its receiver")
	}
	if got := shipped.Codelists["geo"].Match("Total général"); got != nil {
		t.Errorf("With changed its receiver's codelist: %v", got)
	}
}
