package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

// assign writes a mapping in short: "code geo: Le Nord = FRE", "ignore: T!A5".
// The nth assignment stands on line n of map.yaml.
func assign(t *testing.T, lines ...string) datasets.Mapping {
	t.Helper()
	var m datasets.Mapping
	for i, line := range lines {
		kind, rest, ok := strings.Cut(line, ": ")
		kind, of, _ := strings.Cut(kind, " ")
		word, id, _ := strings.Cut(rest, " = ")
		if !ok {
			t.Fatal(line)
		}
		m = append(m, datasets.Assignment{Kind: datasets.AssignmentKind(kind), Of: of, Text: word, ID: id, Line: "map.yaml:" + string(rune('1'+i))})
	}
	return m
}

// kept is a mapping as the store gives it back.
func kept(m datasets.Mapping) func(context.Context, string) (datasets.Mapping, error) {
	return func(_ context.Context, source string) (datasets.Mapping, error) {
		if source != "insee" {
			return nil, nil
		}
		out := make(datasets.Mapping, len(m))
		for i, a := range m {
			a.Line = ""
			out[i] = a
		}
		return out, nil
	}
}

func readMapped(t *testing.T, cat *datasets.Catalogue, o ingest.Options, pages ...page) ([]datasets.Row, *ingest.Report) {
	t.Helper()
	var rows []datasets.Row
	report, err := ingest.ReadWith(context.Background(), "test.xlsx", bytes.NewReader(makeBook(t, pages...)), cat, o, func(r datasets.Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, report
}

func TestMapping(t *testing.T) {
	cat, _ := shipped(t)
	const jobs = "Jeu de données : jobs\n"
	for _, c := range []struct {
		name    string
		mapping []string
		pages   []page
		want    []string
		said    []string
	}{
		{"a label, in any spelling and with a mark", []string{"code geo: le grand-nord = FRE"},
			[]page{{"T", jobs + "Zone | 2019\nLe Grand Nord (1) | 3\nBretagne | 4"}},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2019 4 A"}, []string{"warning note T!A3"}},
		{"a label that the catalogue knows otherwise", []string{"code geo: Bretagne = FRE"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3"}},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A"}, nil},
		{"a label of one dataset alone", []string{"code jobs.geo: Le Nord = FRE", "code geo: Le Nord = FRE1"},
			[]page{{"T", jobs + "Zone | 2019\nLe Nord | 3"}, {"U", "Jeu de données : turnover\nChamp : NAF8220Z\nZone | 2019\nLe Nord | 4"}},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A", "turnover FRE1.NAF8220Z._T 2019 4 A"}, nil},
		{"a label of a key line", []string{"code scope: nos membres = SP2C"},
			[]page{{"T", jobs + "Champ : Nos membres\nZone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.SP2C.PERSONS._T 2019 3 A"}, nil},
		{"a header of labels and one of values", []string{"dimension: Secteur d'implantation = geo", "dimension: Têtes = value"},
			[]page{{"T", jobs + "Année : 2019\nSecteur d'implantation | Têtes\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, nil},
		{"the name of a key line", []string{"dimension: Famille d'acteurs = scope"},
			[]page{{"T", jobs + "Famille d'acteurs : Adhérents SP2C\nZone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.SP2C.PERSONS._T 2019 3 A"}, nil},
		{"a period", []string{"code period: Exercice clos = 2019"},
			[]page{{"T", jobs + "Zone | Exercice clos | 2018\nBretagne | 3 | 4"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2018 4 A"}, nil},
		{"a unit of a line and of a figure", []string{"unit: k têtes = thousand"},
			[]page{{"T", jobs + "Unité : k têtes\nZone | 2019\nBretagne | 3"}, {"U", jobs + "Zone | 2018\nBretagne | 5 k têtes"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3\u202f000 A", "jobs FRH.OUT.PERSONS._T 2018 5\u202f000 A"}, nil},
		{"a sheet", []string{"dataset: T = jobs"},
			[]page{{"T", "Zone | 2019\nBretagne | 3\n\nJeu de données : turnover\nAnnée | Marché français\n2019 | 4"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A", "turnover FR.MARKET._T 2019 4 A"}, []string{"info mapping T!A1"}},
		{"a table by its title", []string{"dataset: L'emploi en région = jobs"},
			[]page{{"T", "L'emploi en région\n\nZone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, nil},
		{"tables by their cells", []string{"dataset: T!A1 = jobs", "dataset: 't'!a6 = turnover"},
			[]page{{"T", "Un titre\nZone | 2019\nBretagne | 3\n\nUn autre\nAnnée | Marché français\n2019 | 4"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A", "turnover FR.MARKET._T 2019 4 A"}, []string{"info mapping T!A1", "info mapping T!A5"}},
		{"a table's cell before its sheet and its line", []string{"dataset: T = wages", "dataset: T!A1 = jobs"},
			[]page{{"T", "Jeu de données : turnover\nZone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping T!A1"}},
		{"the name on a dataset line", []string{"dataset: Emplois salariés = jobs"},
			[]page{{"T", "Jeu de données : Emplois salariés\nZone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, nil},
		{"a tidy sheet by its name, its headers and labels", []string{"dataset: T = jobs", "dimension: effectif = value", "dimension: exercice = period", "code geo: Le Nord = FRE"},
			[]page{{"T", "geo | exercice | effectif\nLe Nord | 2019 | 3"}},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A"}, nil},
		{"a tidy sheet by its title", []string{"dataset: Les effectifs = jobs"},
			[]page{{"T", "Les effectifs\ngeo | period | value\nFRE | 2019 | 3"}},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A"}, nil},
		{"datasets in a tidy column", []string{"dataset: emplois salariés = jobs"},
			[]page{{"T", "dataset | geo | period | value\nEmplois salariés | FRE | 2019 | 3"}},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A"}, nil},
		{"an ignored sheet", []string{"ignore: Brouillon"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3"}, {"Brouillon", jobs + "Zone | 2019\nNulle part | peu"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping Brouillon"}},
		{"a second About sheet, ignored", []string{"ignore: T"},
			[]page{{"About", about}, {"T", about}, {"U", jobs + "Zone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping T"}},
		{"an ignored table with all its faults", []string{"ignore: Un essai"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3\n\nUn essai\nChmap : rien\nZone | 2019\nNulle part | peu\nNote : rien\nencore | là\n\n" + jobs + "Zone | 2018\nBretagne | 4\nAilleurs | 5"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2018 4 A"}, []string{"info mapping T!A5", "error code T!A15"}},
		{"an ignored table with notes after a blank row, below another", []string{"ignore: Un essai"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3\n\n(1) Une note\n\nUn essai\nZone | 2019\nNulle part | peu\n\nPérimtre : SP2C\n\n" + jobs + "Zone | 2018\nBretagne | 4"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2018 4 A"}, []string{"info mapping T!A7"}},
		{"a line without a table, ignored", []string{"ignore: Un essai"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3\n\nUn essai\n" + jobs}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping T!A5"}},
		{"a table of one column, in a sheet", []string{"dataset: T = jobs"},
			[]page{{"T", "Champ : Adhérents SP2C\n | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.SP2C.PERSONS._T 2019 3 A"}, []string{"info mapping T!A1"}},
		{"what matches nothing", []string{"code geo: Le Nord = FRE", "dataset: U = jobs", "ignore: T!B7"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"}, []string{"info mapping ", "info mapping ", "info mapping "}},
		{"what it names and nobody knows", []string{"code geo: Bretagne = FRHH", "code jobs.goe: x = FRH", "dataset: T = jbos", "dimension: Zone = goe", "unit: k = thousnd", "code period: x = hier", "code scope: y = ZZZZZZ"},
			[]page{{"T", jobs + "Zone | 2019\nBretagne | 3"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 3 A"},
			[]string{"error mapping  near FRH", "error mapping  near jobs.geo", "error mapping  near jobs", "error mapping  near geo", "error mapping  near thousand", "error mapping ", "error mapping "}},
		{"a code that this dataset does not allow", []string{"code scope: z = MARKET"},
			[]page{{"T", jobs + "Champ | 2019\nZ | 3\nAdhérents SP2C | 4"}},
			[]string{"jobs FR.SP2C.PERSONS._T 2019 4 A"}, []string{"error code T!A3"}},
		{"a code that the workbook's own dictionary brings", []string{"code geo: Le Nord = NORD"},
			[]page{{"Codes", "codelist | code | label_en\ngeo | NORD | The North"}, {"T", jobs + "Zone | 2019\nLe Nord | 3"}},
			[]string{"jobs NORD.OUT.PERSONS._T 2019 3 A"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			pages := c.pages
			if pages[0].name != "About" {
				pages = append([]page{{"About", about}}, pages...)
			}
			rows, report := readMapped(t, cat, ingest.Options{Mapping: assign(t, c.mapping...)}, pages...)
			if diff := cmp.Diff(c.want, figures(rows)); diff != "" {
				t.Errorf("figures (-expected +read):\n%s", diff)
			}
			if diff := cmp.Diff(c.said, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
			}
		})
	}
}

func TestRememberedMapping(t *testing.T) {
	cat, _ := shipped(t)
	source := cat.Sources[0]
	for _, s := range cat.Sources {
		if s.ID == "insee" {
			source = s
		}
	}
	book := []page{{"About", "publication | test-2020\npublished | 2020\npublisher | Insee\nlanguage | fr\nsource | " + source.ID}, {"T", "Jeu de données : jobs\nZone | 2019\nLe Nord | 3\nL'Ouest | 4"}}
	remembered := assign(t, "code geo: Le Nord = FRE", "code geo: L'Ouest = FRH", "code geo: L'Est = GONE", "code geo: Le Sud = FRL0")
	for _, c := range []struct {
		name string
		o    ingest.Options
		want []string
		said []string
	}{
		{"what was kept", ingest.Options{Remembered: kept(remembered[:2])},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2019 4 A"},
			[]string{"info the remembered mapping of insee was used: 2 of its 2 entries"}},
		{"the steward's wins", ingest.Options{Remembered: kept(remembered[:2]), Mapping: assign(t, "code geo: le nord = FRE1")},
			[]string{"jobs FRE1.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2019 4 A"},
			[]string{"info the remembered mapping of insee was used: 1 of its 1 entries"}},
		{"a code that is gone is left out", ingest.Options{Remembered: kept(remembered[:3])},
			[]string{"jobs FRE.OUT.PERSONS._T 2019 3 A", "jobs FRH.OUT.PERSONS._T 2019 4 A"},
			[]string{`info the remembered mapping of "L'Est" is left out: no code GONE of geo`, "info the remembered mapping of insee was used: 2 of its 3 entries"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, report := readMapped(t, cat, c.o, book...)
			if diff := cmp.Diff(c.want, figures(rows)); diff != "" {
				t.Error(diff)
			}
			var got []string
			for _, f := range report.Findings {
				got = append(got, string(f.Severity)+" "+f.Message)
			}
			if diff := cmp.Diff(c.said, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	broken := errors.New("the database is gone")
	_, err := ingest.ReadWith(t.Context(), "test.xlsx", bytes.NewReader(makeBook(t, book...)), cat, ingest.Options{Remembered: func(context.Context, string) (datasets.Mapping, error) { return nil, broken }}, nil)
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestUnmatched(t *testing.T) {
	cat, _ := shipped(t)
	_, report := readMapped(t, cat, ingest.Options{},
		page{"About", about},
		page{"A", "Jeu de données : jobs\nZone | 2019\nHauts-de-Frnce (1) | 3\nHauts de Frnce | 3\nBretagne | 4 kemplois"},
		page{"B", "Un titre\nChamp : Adhérents SP2C\n\nZone | 2019\nBretagne | 5"},
		page{"C", "Champ : Adhérents SP2C\nZone | 2019\nBretagne | 5"},
		page{"D", "Jeu de données : emploi\nZone | 2019\nBretagne | 5"},
		page{"E", "Jeu de données : jobs\nPérimtre : SP2C\nZone | 2019\nBretagne | 5"},
		page{"F", "Jeu de données : jobs\nUnité : milions\nZone | 2019\nBretagne | 5"},
		page{"G", "Jeu de données : jobs\nAnnée | Bretagne\nexercice 19 | 5"},
		page{"H", "Jeu de données : jobs\nAnnée : 2019\nContrée | Têtes\nBretonie | 5\nNormandy-sur-Mer | 6"},
		page{"I", "dataset | geo | period | value | gneder\njobs | FR | 2019 | 5 | F"},
		page{"J", "geo | period | value\nFR | 2019 | 5"},
		page{"K", "rien | du | tout"},
		page{"L", "Jeu de données : effectfs\nContrat | 2019\nCDI | 60\nCDD de misson | 40"},
		page{"M", "Jeu de données : jobs\nChamp : Adhrents\nZone | 2019\nBretagne | 5\nArmorike | 6"},
	)
	var got []string
	for _, u := range report.Unmatched {
		if u.Guess != "" {
			u.Cell += " as " + u.Guess
		}
		line := string(u.Kind) + " " + u.Of + " " + u.Text + " @" + u.Sheet + "!" + u.Cell
		if len(u.Nearest) > 0 {
			line += " " + u.Nearest[0]
		}
		if u.Optional {
			line += " optional"
		}
		got = append(got, line)
	}
	want := []string{
		"code geo Hauts-de-Frnce @A!A3 FRE (Hauts-de-France)",
		"unit  kemplois @A!B5 jobs (emplois)",
		"dataset  Un titre @B!A4",
		"dataset  C!A2 @C!A2",
		"dataset  emploi @D!A1 jobs (Emplois dans les centres de contact)",
		"dimension  Périmtre @E!A2 scope",
		"unit  milions @F!A2 million (millions)",
		"code period exercice 19 @G!A3",
		"dimension  Contrée @H!A3 contract",
		"code geo Bretonie @H!A4 FRH (Bretagne)",
		"code geo Normandy-sur-Mer @H!A5 FRD (Normandie)",
		"dimension  Têtes @H!B3",
		"dimension  gneder @I!E1 sex",
		"dataset  J @J!",
		"dataset  K @K! optional",
		"dataset  effectfs @L!A1",
		"code contract CDD de misson @L!A4 as jobs-growth CDD (Contrat à durée déterminée (CDD))",
		"code scope Adhrents @M!A2 SP2C (Adhérents du SP2C)",
		"code geo Armorike @M!A5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
