package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"barometer/datasets"
)

const tenMistakes = `
-- About --
publication | mistakes-2020
published | le quinze
publisher | Insee
language | fr
-- Emplois --
Jeu de données : jobs
Zone           | 2018    | 2019  | 20x0
Bretagne       | environ | 2,460 |
Hauts-de-Frnce | 5       | 6     |
Alsace         | 7 M€    | 8     |
Bretagne       |         | 9     | 10
-- Marché --
Jeu de données | trunover
Année | Marché français
2018  | 2 460
-- Parts --
Jeu de données : national-share
Unité | bananes
Zone     | 2018
Bretagne | 12
-- Sites --
Jeu de données : sites
Périmtre : SP2C
Zone     | 2018
Bretagne | 12
-- Données --
dataset | geo | period | value
sites   | FR  | 2018   | 12
sites   | FR  | 2018   | 13
`

func TestReadTenMistakesGiveTenFindings(t *testing.T) {
	cat, _ := shipped(t)
	_, report := readAll(t, cat, "mistakes.xlsx", workbookOf(t, txtar.Parse([]byte(tenMistakes))))
	want := []string{
		"error published About!B2", "error period Emplois!D2", "error number Emplois!B3", "error number Emplois!C3", "error code Emplois!A4 near FRE", "error unit Emplois!B5",
		"error dataset Marché!B1 near turnover", "error unit Parts!B2", "error key Sites!A2 near Périmètre", "error duplicate Données!D3",
	}
	if diff := cmp.Diff(want, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s\n%s", diff, remarks(report.Findings))
	}
	for _, f := range report.Findings {
		if f.Cell == "" || f.Found == "" || f.Mend == "" {
			t.Errorf("it doesn't say its cell, what was found, or how to mend it: %+v", f)
		}
	}
}

const newRegionAndIndicator = `
-- À propos --
publication | wallonie-2031
publié le | mars 2031
éditeur | Insee
langue | fr
-- Nouveautés --
Ce que cette édition apporte

id | title_en | title_fr | unit | decimals | dimensions
bots | Conversations held by bots | Conversations tenues par des robots | % | 1 | geo, task

codelist | code | label_en | label_fr | parent | aliases
task | SALES | Sales | Vente | |
task | CARE | Customer care | Service client | | SAV\|Assistance
geo | BE3 | Wallonia | Wallonie | BE | Région wallonne
-- Tableaux --

 | Les robots, région par région

 | Indicateur | Conversations tenues par des robots

 | Tâche  | Année | Région wallonne (1) | Belgique | France
 | Vente  | 2030  | 12,5 %              | =0.14@0.0%          | près de 9 %
 | ^      | 2031  | > 13 %              | n.d.                | 10 à 12 %

 | (1) sans les communes germanophones

 | Jeu de données : emplois dans les centres de contact
 | Zone | 2030 (e)
 | Wallonie | 4 200
`

func TestReadNewRegionAndIndicatorByTheirDictionaryAlone(t *testing.T) {
	cat, _ := shipped(t)
	archive := txtar.Parse([]byte(newRegionAndIndicator))
	rows, report := readAll(t, cat, "new.xlsx", workbookOf(t, archive))
	if len(report.Findings) > 0 {
		t.Error(remarks(report.Findings))
	}
	if _, err := cat.Dataset("bots"); err == nil || len(report.Dictionary.Datasets) != 1 || len(report.Dictionary.Codes["geo"]) != 1 {
		t.Errorf("the dictionary brings %+v", report.Dictionary)
	}
	const want = `Tableaux!D7, bots, BE3.SALES, 2030, 12.5, note (1) sans les communes germanophones
Tableaux!E7, bots, BE.SALES, 2030, 14.0
Tableaux!F7, bots, FR.SALES, 2030, nearly 9
Tableaux!D8, bots, BE3.SALES, 2031, at least 13, note (1) sans les communes germanophones
Tableaux!E8, bots, BE.SALES, 2031, status O
Tableaux!F8, bots, FR.SALES, 2031, 10 to 12
Tableaux!C14, jobs, BE3.OUT.PERSONS._T, 2030, 4 200, status E
`
	if diff := cmp.Diff(want, statements(rows)); diff != "" {
		t.Errorf("figures (-expected +read):\n%s", diff)
	}
	archive.Files = append(archive.Files[:1:1], archive.Files[2:]...)
	_, report = readAll(t, cat, "without.xlsx", workbookOf(t, archive))
	if !report.Failed() || datasets.KindOf(report.Err()) != datasets.Invalid {
		t.Error("without its dictionary the workbook was accepted")
	}
}
