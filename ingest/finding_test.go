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

// said prints what a reading found, without messages.
func said(findings []datasets.Finding) []string {
	var out []string
	for _, f := range findings {
		line := string(f.Severity) + " " + f.Rule + " " + f.Sheet
		if f.Cell != "" {
			line += "!" + f.Cell
		}
		if len(f.Nearest) > 0 {
			id, _, _ := strings.Cut(f.Nearest[0], " (")
			line += " near " + id
		}
		out = append(out, line)
	}
	return out
}

// figures prints what was read: dataset, key, period and figure.
func figures(rows []datasets.Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, strings.TrimSpace(strings.Join([]string{r.Dataset, string(r.Key), r.Period.String(), r.Words(datasets.English), string(r.Status)}, " ")))
	}
	return out
}

func TestReadTables(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name  string
		pages []page
		want  []string
		said  []string
	}{
		{"periods down the rows", []page{{"T", "Jeu de données : jobs\nAnnée | France | Alsace\n2018 | 10 | 3\n=2019 | 12 | n.d."}},
			[]string{"jobs FR.OUT.PERSONS._T 2018 10 A", "jobs FRF1.OUT.PERSONS._T 2018 3 A", "jobs FR.OUT.PERSONS._T 2019 12 A", "jobs FRF1.OUT.PERSONS._T 2019  O"}, nil},
		{"a column named value", []page{{"T", "Jeu de données : jobs\nAnnée : 2019\nZone | Valeur\nAlsace | 3"}},
			[]string{"jobs FRF1.OUT.PERSONS._T 2019 3 A"}, nil},
		{"a corner without a name", []page{{"T", "Jeu de données : jobs\n | 2018 | 2019\nAlsace | 3 | 4\nBretagne | 5 | 6"}},
			[]string{"jobs FRF1.OUT.PERSONS._T 2018 3 A", "jobs FRF1.OUT.PERSONS._T 2019 4 A", "jobs FRH.OUT.PERSONS._T 2018 5 A", "jobs FRH.OUT.PERSONS._T 2019 6 A"}, nil},
		{"an unknown region", []page{{"T", "Jeu de données : jobs\nRégion | 2019\nHauts-de-Frnce | 3\nBretagne | 5"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 5 A"}, []string{"error code T!A3 near FRE"}},
		{"labels that several dimensions know", []page{{"T", "Jeu de données : client-sectors\nAnnée : 2019\nSecteur client | Ensemble | Total\nÉnergie | 4 | 5"}},
			nil, []string{"error dimension T!B3 near location"}},
		{"a misspelt key", []page{{"T", "Jeu de données : jobs\nPérimtre : SP2C\nZone | 2019\nBretagne | 5"}},
			nil, []string{"error key T!A2 near Périmètre"}},
		{"a wrong value of a key", []page{{"T", "Jeu de données : jobs\nChamp | Adherants du SP2C\nZone | 2019\nBretagne | 5"}},
			nil, []string{"error code T!B2 near SP2C"}},
		{"no dataset", []page{{"T", "Champ : SP2C\nZone | 2019\nBretagne | 5"}}, nil, []string{"error dataset T!A2"}},
		{"an unknown dataset", []page{{"T", "Jeu de données : jbos\nZone | 2019\nBretagne | 5"}}, nil, []string{"error dataset T!A1 near jobs"}},
		{"a dimension the dataset lacks", []page{{"T", "Jeu de données : wages\nSexe : Femmes\nZone | 2019\nBretagne | 5"}}, nil, []string{"error dimension T!A2"}},
		{"a dimension said twice", []page{{"T", "Jeu de données : jobs\nZone : France\nZone | 2019\nBretagne | 5"}}, nil, []string{"error dimension T!A4"}},
		{"a dimension that nothing fills", []page{{"T", "Jeu de données : site-events\nÉvénement : Ouverture\nEntreprise | 2019\nKeyyo | 5"}}, nil, []string{"error dimension T!A3"}},
		{"no period", []page{{"T", "Jeu de données : jobs\nZone | Salariés\nBretagne | 5"}}, nil, []string{"error period T!A2"}},
		{"no number", []page{{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | beaucoup\nAlsace | 4"}},
			[]string{"jobs FRF1.OUT.PERSONS._T 2019 4 A"}, []string{"error number T!B3"}},
		{"a thousand or a decimal number", []page{{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | 11,000\nAlsace | 11.000"}},
			[]string{"jobs FRF1.OUT.PERSONS._T 2019 11\u202f000 A"}, []string{"error number T!B3"}},
		{"a wrong unit", []page{{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | 11 M€\nAlsace | 11 %\nCorse | 4 emplois"}},
			[]string{"jobs FRM.OUT.PERSONS._T 2019 4 A"}, []string{"error unit T!B3", "error unit T!B4"}},
		{"a line of a wrong unit", []page{{"T", "Jeu de données : jobs\nZone : Bretagne\nUnité : %\nMesure | 2018 | 2019\nEmplois | 11 | 12\nETP | 9 | 10\n\nJeu de données : jobs\nZone : Corse\nUnité : %\nMesure | 2018 | 2019\nEmplois | 11 | 12"}},
			nil, []string{"error unit T!B5", "error unit T!B6", "error unit T!B12"}},
		{"figures that are not possible", []page{{"T", "Jeu de données : jobs\nZone | 2018 | 2019\nBretagne | -8700 | 0\nAlsace | -5 à 20 | 4"}, {"U", "Jeu de données : age-structure\nSexe | 2019\nFemmes | 139 %\nHommes | 90 à 110"}, {"V", "Jeu de données : jobs-growth\nZone | 2019\nBretagne | -139"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 0 A", "jobs FRF1.OUT.PERSONS._T 2019 4 A", "jobs-growth FRH.OUT.PERSONS._T._T.Y1 2019 \u2212139 A"},
			[]string{"error range T!B3", "error range T!B4", "error range U!B3", "error range U!B4"}},
		{"an unknown unit", []page{{"T", "Jeu de données : jobs\nUnité : emplios\nZone | 2019\nBretagne | 11"}}, nil, []string{"error unit T!A2 near jobs"}},
		{"a fraction under percent", []page{{"T", "Jeu de données : national-share\nUnité : %\nZone | 2019\nBretagne | 0.28\nAlsace | =0.28@0%\nCorse | 0,4"}},
			[]string{"national-share FRH.OUT.PERSONS.FR._S 2019 0.28 A", "national-share FRF1.OUT.PERSONS.FR._S 2019 28 A", "national-share FRM.OUT.PERSONS.FR._S 2019 0.4 A"}, []string{"warning percent T!B4"}},
		{"one observation twice", []page{{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | 11"}, {"U", "Jeu de données : jobs\nZone | 2019\nBretagne | 11"}, {"V", "Jeu de données : jobs\nZone | 2019\nBretagne | 12"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 11 A"}, []string{"info duplicate U!B3", "error duplicate V!B3"}},
		{"figures over which nothing stands", []page{{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | 11 | 12"}}, nil, []string{"error header T!C3"}},
		{"a table after notes without a blank row", []page{{"T", "Jeu de données : jobs\nZone | 2018\nBretagne | 11\nSource : Insee\nJeu de données : jobs\nZone | 2019\nBretagne | 12"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2018 11 A", "jobs FRH.OUT.PERSONS._T 2019 12 A"}, nil},
		{"rows after notes", []page{{"T", "Jeu de données : jobs\nZone | 2018\nBretagne | 11\nSource : Insee\nAlsace | 12"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2018 11 A"}, []string{"error layout T!A5"}},
		{"units and scales", []page{{"T", "Jeu de données : turnover\nUnité : Md€\nAnnée | Marché français | Adhérents SP2C\n2019 | 2,94 | 300 M€\n2018 | 2,9 Mds € | =0.25@0.00\n2017 | 2,460 | =240@0\" M€\""}},
			[]string{"turnover FR.MARKET._T 2019 2\u202f940 A", "turnover FR.SP2C._T 2019 300 A", "turnover FR.MARKET._T 2018 2\u202f900 A", "turnover FR.SP2C._T 2018 250 A", "turnover FR.MARKET._T 2017 2\u202f460 A", "turnover FR.SP2C._T 2017 240 A"}, nil},
		{"columns of units, notes and statuses", []page{{"T", "Jeu de données : jobs\nZone | 2019 | Unité | Note | Statut\nBretagne | 11 | en milliers | approché | E"}},
			[]string{"jobs FRH.OUT.PERSONS._T 2019 11\u202f000 E"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, report := readAll(t, cat, "test.xlsx", makeBook(t, c.pages...))
			if diff := cmp.Diff(c.want, figures(rows)); diff != "" {
				t.Errorf("figures (-expected +read):\n%s", diff)
			}
			if diff := cmp.Diff(c.said, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
			}
		})
	}
}

func TestUnfitUnitsNameTheirLine(t *testing.T) {
	cat, _ := shipped(t)
	_, report := readAll(t, cat, "test.xlsx", makeBook(t, page{"T", "Jeu de données : jobs\nUnité : %\nZone | 2019\nBretagne | 11\nCorse | 12\nAlsace | 13 M€"}))
	got := []string{}
	for _, f := range report.Findings {
		got = append(got, f.Cell+" "+f.Message)
	}
	want := []string{"B4 unit % (A2) does not fit: jobs is counted in jobs", "B6 unit M€ does not fit: jobs is counted in jobs"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-expected +said):\n%s", diff)
	}
}

func TestReadTidySheets(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name, cells string
		want, said  []string
	}{
		{"dataset and unit above the header", "Dataset | jobs\nUnit | in thousands\n\ngeo | period | value",
			[]string{"jobs FR.OUT.PERSONS._T 2019 5\u202f000 A"}, nil},
		{"an unknown unit above the header", "Dataset | jobs\nUnit | in thousnads\n\ngeo | period | value",
			nil, []string{"error unit T!B2 near thousand"}},
		{"low, high, quantum and precision", "dataset | geo | period | value | low | high | quantum | precision | status\njobs | FR | 2019 | | 20 | 25 |\njobs | BE | 2019 | 30 | | | 5 | approx | P",
			[]string{"jobs FR.OUT.PERSONS._T 2019 20 to 25 A", "jobs BE.OUT.PERSONS._T 2019 about 30 P"}, nil},
		{"faults of a row", "dataset | geo | event | period | value\njobs | FR | Ouverture | 2019 | 1\njobs | Frence | | 2019 | 2\njobs | FR | | sometime | 3\n | FR | | 2019 | 4\njobs | FR | | 2018 |",
			nil, []string{"error dimension T!C2", "error code T!B3 near FR", "error period T!D4", "error dataset T!B5", "error number T!E6"}},
		{"missing with a note", "dataset | geo | period | value | note\njobs | FR | 2019 | | not published\njobs | BE | 2019 | c |",
			[]string{"jobs FR.OUT.PERSONS._T 2019  O", "jobs BE.OUT.PERSONS._T 2019  Q"}, nil},
		{"an unknown column", "dataset | geo | periode | valeur | gneder\njobs | FR | 2019 | 5 | F", []string{"jobs FR.OUT.PERSONS._T 2019 5 A"}, []string{"error header T!E1 near Gender"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(c.cells, "\njobs") {
				c.cells += "\nFR | 2019 | 5"
			}
			rows, report := readAll(t, cat, "test.xlsx", makeBook(t, page{"T", c.cells}))
			if diff := cmp.Diff(c.want, figures(rows)); diff != "" {
				t.Errorf("figures (-expected +read):\n%s", diff)
			}
			if diff := cmp.Diff(c.said, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
			}
		})
	}
}

func TestReadAbout(t *testing.T) {
	cat, _ := shipped(t)
	data := page{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | 11"}
	for _, c := range []struct {
		name, about string
		source      string
		published   string
		said        []string
	}{
		{"a source by its publisher", about, "insee", "2020", nil},
		{"an unknown source", "Publication | x-1\nÉditeur | Gazette de l'Escaut\nPublié le | octobre 2020", "gazette-de-l-escaut", "2020-10", []string{"warning source About!B2"}},
		{"no published date", "publication | x-1\npublisher | Insee\ntitle | T", "insee", "", []string{"error published About!A1"}},
		{"no publication", "title | x\npublisher | Insee\npublished | =44119@dd/mm/yyyy", "insee", "2020-10-15", []string{"error publication About!A1"}},
		{"a day that may be two", "publication | x-1\npublisher | Insee\npublished | 12/01/2016\nlanguage | en", "insee", "", []string{"error published About!B3"}},
		{"a French day", "publication | x-1\npublisher | Insee\npublished | 12/01/2016\nlanguage | français", "insee", "2016-01-12", []string{"warning period T!B3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, report := readAll(t, cat, "test.xlsx", makeBook(t, page{"About", c.about}, data))
			if diff := cmp.Diff(c.said, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
			}
			if p := report.Publication; p.Source.ID != c.source || p.Published.String() != c.published {
				t.Errorf("source %s published %s, expected %s and %s", p.Source.ID, p.Published, c.source, c.published)
			}
		})
	}
	_, report := readAll(t, cat, "test.xlsx", makeBook(t, page{"About us", "hello | world"}, data))
	if diff := cmp.Diff([]string{"error about ", "info sheet About us"}, said(report.Findings)); diff != "" {
		t.Errorf("without an About sheet (-expected +said):\n%s", diff)
	}
}

func TestReadDictionary(t *testing.T) {
	cat, _ := shipped(t)
	rows, report := readAll(t, cat, "test.xlsx", makeBook(t,
		page{"D", "id | title_en | unit | decimals | dimensions\nbreaks | Coffee breaks | sites | 1 | geo, flavour\nbad one | X | sites | x | geo\nworse | Y | bananas | | galaxy, period"},
		page{"C", "codelist | code | label_en | label_fr | parent | aliases\nflavour | MOCHA | Mocha | Moka | | cafe\ngeo | XA | Atlantis | Atlantide | EUROPE |\nage | a.b | | | |\nsex | X | Other | Autre | Mn |"},
		page{"T", "Dataset : breaks\nArea | 2019\nAtlantide | =2.5\n\nDataset : breaks"},
		page{"U", "Dataset : breaks\nYear : 2019\nflavour | Atlantis\nmoka | 4,5"},
	))
	if diff := cmp.Diff([]string{"breaks XA.MOCHA 2019 4.5 A"}, figures(rows)); diff != "" {
		t.Errorf("figures (-expected +read):\n%s", diff)
	}
	want := []string{
		"error dictionary D!A3", "error dimension D!A4", "error unit D!C4", "error dimension D!E4", "error dimension D!E4 near period",
		"error dictionary C!B4", "error dictionary C!E5 near M", "error dimension T!A2", "error header T!A5",
	}
	if diff := cmp.Diff(want, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
	}
}

func TestReadStopsWhenTheCallerDoes(t *testing.T) {
	cat, books := shipped(t)
	full := errors.New("disk full")
	_, err := ingest.Read(context.Background(), books[0].Name, bytes.NewReader(books[0].Content), cat, func(datasets.Row) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("an error of emit became %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ingest.Read(ctx, books[0].Name, bytes.NewReader(books[0].Content), cat, func(datasets.Row) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled reading gave %v", err)
	}
}

func TestWriteTextInOrderOfCells(t *testing.T) {
	findings := []datasets.Finding{
		{Rule: "number", Severity: datasets.SeverityError, Sheet: "B", Cell: "C10", Message: "not a number"},
		{Rule: "code", Severity: datasets.SeverityError, Sheet: "A", Cell: "B2", Message: "no such code", Nearest: []string{"FRE"}},
		{Rule: "number", Severity: datasets.SeverityError, Sheet: "B", Cell: "AA9", Message: "not a number"},
		{Rule: "sheet", Severity: datasets.SeverityInfo, Sheet: "B", Message: "hidden sheet, read"},
	}
	ingest.SortFindings(findings)
	var b strings.Builder
	must(t, ingest.WriteText(&b, findings))
	want := "info B [sheet] hidden sheet, read\nerror B!AA9 [number] not a number\nerror B!C10 [number] not a number\nerror A!B2 [code] no such code; did you mean FRE?\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("text (-expected +written):\n%s", diff)
	}
}
