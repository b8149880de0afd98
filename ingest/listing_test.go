package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/ingest"
)

// openWords prints the words that are still to be assigned.
func openWords(report *ingest.Report) []string {
	var out []string
	for _, u := range report.Unmatched {
		line := strings.Join(strings.Fields(string(u.Kind)+" "+u.Of), " ") + ": " + u.Text + " @" + u.Sheet + "!" + u.Cell
		if u.Guess != "" {
			line += " as " + u.Guess
		}
		if u.Optional {
			line += " optional"
		}
		out = append(out, line)
	}
	return out
}

// TestWordsAtOnce lists the words of tables of which nothing is understood
// yet; with the meanings written, there is nothing left to list.
func TestWordsAtOnce(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name    string
		page    page
		want    []string
		mapping []string
		figures []string
	}{
		{"a sheet without a line that names its dataset", page{"T", "Le point\nSecteur d'implantation | 2018 | 2019\nLe Grand Nord | 3 | 4\nLa métropole | 5 | 6"},
			[]string{"dataset: T @T!", "dimension: Secteur d'implantation @T!A2 as jobs", "code geo: Le Grand Nord @T!A3 as jobs", "code geo: La métropole @T!A4 as jobs"},
			[]string{"dataset: T = jobs", "dimension: Secteur d'implantation = geo", "code geo: Le Grand Nord = FRE", "code geo: La métropole = FX"},
			[]string{"jobs FRE.OUT.PERSONS._T 2018 3 A", "jobs FRE.OUT.PERSONS._T 2019 4 A", "jobs FX.OUT.PERSONS._T 2018 5 A", "jobs FX.OUT.PERSONS._T 2019 6 A"}},
		{"one without any word that is known", page{"T", "Le point\nTrucs | Exercice clos | FY23\nLe Grand Nord | 3 | 4"},
			[]string{"dataset: T @T! optional", "dimension: Trucs @T!A2 as jobs optional", "code geo: Le Grand Nord @T!A3 as jobs optional", "code period: Exercice clos @T!B2 as jobs optional", "code period: FY23 @T!C2 as jobs optional"},
			[]string{"dataset: T = jobs", "dimension: Trucs = geo", "code geo: Le Grand Nord = FRE", "code period: Exercice clos = 2022", "code period: FY23 = 2023"},
			[]string{"jobs FRE.OUT.PERSONS._T 2022 3 A", "jobs FRE.OUT.PERSONS._T 2023 4 A"}},
		{"numbers like years under headers that nobody knows", page{"T", "Jeu de données : turnover\nCouverture | Exercice clos | FY23\nLe pays | 3340 | 3500"},
			[]string{"dimension: Couverture @T!A2", "code geo: Le pays @T!A3", "code period: Exercice clos @T!B2", "code period: FY23 @T!C2"},
			[]string{"dimension: Couverture = geo", "code geo: Le pays = FR", "code period: Exercice clos = 2022", "code period: FY23 = 2023"},
			[]string{"turnover FR.MARKET._T 2022 3\u202f340 A", "turnover FR.MARKET._T 2023 3\u202f500 A"}},
		{"rows of a dataset that nobody knows", page{"T", "dataset | geo | period | value\ngizmo | Bretagn | 2019 | 5\ngizmo | Corse | 2019 | 6"},
			[]string{"dataset: gizmo @T!A2", "code geo: Bretagn @T!B2"},
			[]string{"dataset: gizmo = jobs", "code geo: Bretagn = FRH"},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 5 A", "jobs FRM.OUT.PERSONS._T 2019 6 A"}},
		{"words for people", page{"T", "À lire\nContact | Adresse\nLa rédaction | rue de Paris\nLa fabrication | rue de Rome"}, []string{"dataset: T @T! optional"}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, report := readMapped(t, cat, ingest.Options{}, page{"About", about}, c.page)
			if diff := cmp.Diff(c.want, openWords(report)); diff != "" {
				t.Errorf("words (-expected +listed):\n%s", diff)
			}
			if c.mapping == nil {
				return
			}
			rows, report := readMapped(t, cat, ingest.Options{Mapping: assign(t, c.mapping...)}, page{"About", about}, c.page)
			if diff := cmp.Diff(c.figures, figures(rows)); diff != "" || len(report.Unmatched) > 0 || report.Failed() {
				t.Errorf("figures (-expected +read):\n%s\n%v\n%v", diff, report.Unmatched, report.Findings)
			}
		})
	}
}

// TestMappingOfNothing gives words meanings that nobody knows: each is said
// once, where the mapping has it, and the other words keep theirs.
func TestMappingOfNothing(t *testing.T) {
	cat, _ := shipped(t)
	const jobs = "Jeu de données : jobs\n"
	for _, c := range []struct {
		name    string
		mapping []string
		table   string
		want    []string
		said    []string
	}{
		{"a label", []string{"code geo: Le Nord = FRX", "code geo: La métropole = FX"}, jobs + "Zone | 2019\nLe Nord | 3\nLa métropole | 4",
			[]string{"jobs FX.OUT.PERSONS._T 2019 4 A"}, []string{"error mapping  near FR"}},
		{"a period", []string{"code period: Exercice clos = 19"}, jobs + "Zone | Exercice clos | 2018\nBretagne | 3 | 4",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 4 A"}, []string{"error mapping "}},
		{"a unit", []string{"unit: k têtes = thousnd"}, jobs + "Unité : k têtes\nZone | 2018\nBretagne | 3",
			nil, []string{"error mapping  near thousand"}},
		{"a dataset line", []string{"dataset: Emploi salarié = jbos"}, "Jeu de données : Emploi salarié\nZone | 2018\nBretagne | 3",
			nil, []string{"error mapping  near jobs"}},
		{"a sheet", []string{"dataset: T = jbos"}, "Zone | 2018\nBretagne | 3",
			nil, []string{"error mapping  near jobs"}},
		{"a table by its cell", []string{"dataset: T!A1 = jbos"}, "Zone | 2018\nBretagne | 3",
			nil, []string{"error mapping  near jobs"}},
		{"a column of a tidy sheet", []string{"dimension: gneder = sxe"}, "dataset | geo | period | value | gneder\njobs | FRH | 2019 | 3 | F",
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"error mapping  near sex"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, report := readMapped(t, cat, ingest.Options{Mapping: assign(t, c.mapping...)}, page{"About", about}, page{"T", c.table})
			if diff := cmp.Diff(c.want, figures(rows)); diff != "" {
				t.Errorf("figures (-expected +read):\n%s", diff)
			}
			if diff := cmp.Diff(c.said, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
			}
			if len(report.Unmatched) > 0 {
				t.Errorf("listed again: %v", openWords(report))
			}
		})
	}
}

// TestMappingLeavesOut reads tables without the columns and rows that a mapping
// ignores.
func TestMappingLeavesOut(t *testing.T) {
	cat, _ := shipped(t)
	const jobs = "Jeu de données : jobs\n"
	for _, c := range []struct {
		name    string
		mapping []string
		table   string
		want    []string
		said    []string
	}{
		{"a column of changes", []string{"dimension: Évolution = ignore"}, jobs + "Zone | 2018 | 2019 | Évolution\nBretagne | 3 | 4 | +33 %",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A", "jobs FRH.OUT.PERSONS._T 2019 4 A"}, []string{"info mapping T!D2"}},
		{"a period with the unit of its column", []string{"code period: Exercice clos (en milliers) = 2019"}, jobs + "Zone | Exercice clos (en milliers)\nBretagne | 3",
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3\u202f000 A"}, nil},
		{"a column of changes, as a label of a period", []string{"code period: Évolution = ignore"}, jobs + "Zone | 2018 | Évolution\nBretagne | 3 | peu",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A"}, []string{"info mapping T!C2"}},
		{"a column beside the labels", []string{"dimension: Code interne = ignore"}, jobs + "Zone | Code interne | 2018\nBretagne | B12 | 3\nCorse | C3 | 4",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A", "jobs FRM.OUT.PERSONS._T 2018 4 A"}, []string{"info mapping T!B2"}},
		{"a column below a header of its own", []string{"dimension: Évol. = ignore"}, jobs + "Zone | SP2C |  | \n | 2018 | 2019 | Évol.\nBretagne | 3 | 4 | 33",
			[]string{"jobs FRH.SP2C.PERSONS._T 2018 3 A", "jobs FRH.SP2C.PERSONS._T 2019 4 A"}, []string{"info layout T!B2", "info mapping T!D3"}},
		{"a column and a row by their places", []string{"dimension: T!c = ignore", "dimension: T!4 = ignore"}, jobs + "Zone | 2018 |\nBretagne | 3 | bof\nCorse | peu",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A"}, []string{"info mapping T!C3", "info mapping T!A4"}},
		{"a row", []string{"code geo: Non réparti = ignore"}, jobs + "Zone | 2018\nBretagne | 3\nNon réparti (1) | 99\n(1) rien",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A"}, []string{"info mapping T!A4"}},
		{"a row that another dataset reads", []string{"code turnover.geo: Corse = ignore"}, jobs + "Zone | 2018\nBretagne | 3\nCorse | 4",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A", "jobs FRM.OUT.PERSONS._T 2018 4 A"}, []string{"info mapping "}},
		{"a column of a tidy sheet", []string{"dimension: Code interne = ignore"}, "dataset | geo | period | value | Code interne\njobs | FRH | 2019 | 3 | B12",
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping T!E1"}},
		{"rows of a tidy sheet, by a label and by a dataset", []string{"code geo: Non réparti = ignore", "ignore: Total"}, "dataset | geo | period | value\njobs | FRH | 2019 | 3\njobs | Non réparti | demain | 99\nTotal | | | 102",
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping T!B3", "info mapping T!A4"}},
		{"a line above", []string{"dimension: Rédacteur = ignore"}, jobs + "Rédacteur : une équipe\nZone | 2018\nBretagne | 3",
			[]string{"jobs FRH.OUT.PERSONS._T 2018 3 A"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, report := readMapped(t, cat, ingest.Options{Mapping: assign(t, c.mapping...)}, page{"About", about}, page{"T", c.table})
			if diff := cmp.Diff(c.want, figures(rows)); diff != "" {
				t.Errorf("figures (-expected +read):\n%s", diff)
			}
			if diff := cmp.Diff(c.said, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
			}
		})
	}
}
