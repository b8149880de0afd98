package ingest_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"barometer/datasets"
	"barometer/ingest"
)

// everyMistake has a workbook for each rule that reading one may break; a line
// that begins with = is a number.
var everyMistake = []string{
	`
-- About --
title | no publication
published | 30 février 2020
publisher | Nobody
language | klingon
-- About 2 --
publication | second-2020
published | 2020
-- Données --
Jeu de données : jbos
Zone | 2019
Bretagne | 5
-- Codes --
codelist | code | label_en | parent
geo | a.b | A |
-- Datasets --
id | title_en | unit | dimensions
bad id | X | bananas | geo
`, `
-- A --
Jeu de données : jobs
Périmtre : SP2C
Zone | 2019
Bretagne | 5
-- B --
Jeu de données : jobs
Secteur étendu : Bretagne
Zone | 2019 | 20x0 |
Bretange | 5 | 6 | 7
-- C --
Jeu de données : jobs
Unité : bananes
Sexe : Femmes
Zone | 2019
Bretagne | beaucoup
-- D --
Jeu de données : jobs
Zone | 2018 | 2019
Bretagne | -5 | 2 (x)
Corse | 3 M€ | tant
Source : Insee
Alsace | 4
-- E --
Jeu de données : national-share
Unité : %
Zone | 2019
Bretagne | 0.28
-- F --
dataset | geo | period | value | status | precision
jobs | FR | 2019 | 5 | bizarre | sort of
jobs | BE | 2019 | 5 | |
jobs | BE | 2019 | 6 | |
`,
}

// rulesOf returns the rules that the package's code may break with an error or
// a warning: those written beside a finding, and the checks' own.
func rulesOf(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	must(t, err)
	rules := map[string]bool{"file": true, "limit": true, "status": true, "precision": true}
	look := func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.CompositeLit:
			if rule, info := ruleIn(x); rule != "" && !info {
				rules[rule] = true
			}
		case *ast.ValueSpec:
			if x.Names[0].Name != "mends" {
				return true
			}
			for _, e := range x.Values[0].(*ast.CompositeLit).Elts {
				if key, ok := e.(*ast.KeyValueExpr).Key.(*ast.BasicLit); ok {
					rules[unquoted(key)] = true
				}
			}
		}
		return true
	}
	for _, name := range files {
		if !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			must(t, err)
			ast.Inspect(file, look)
		}
	}
	return slices.Sorted(maps.Keys(rules))
}

// ruleIn returns the rule that a finding in the code names, and whether it is
// for information alone.
func ruleIn(x *ast.CompositeLit) (rule string, info bool) {
	for _, e := range x.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := pair.Key.(*ast.Ident)
		switch value := pair.Value.(type) {
		case *ast.BasicLit:
			if key != nil && (key.Name == "rule" || key.Name == "Rule") {
				rule = unquoted(value)
			}
		case *ast.SelectorExpr:
			info = info || value.Sel.Name == "SeverityInfo"
		}
	}
	return rule, info
}

func unquoted(lit *ast.BasicLit) string {
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// Every rule that stops an import, or asks for a reason, is broken once; each
// finding says where and how to mend it (see helps). A rule of the code that no
// mistake here breaks fails the test.
func TestEveryRuleSaysWhereAndHow(t *testing.T) {
	cat, books := shipped(t)
	broken, documented := map[string]bool{}, documentedRules(t)
	note := func(findings []datasets.Finding) {
		helps(t, findings)
		for _, f := range findings {
			if !slices.Contains(documented[f.Rule], string(f.Severity)) {
				t.Errorf("docs/workbooks.md has no %s of rule %s", f.Severity, f.Rule)
			}
			if f.Severity != datasets.SeverityInfo {
				broken[f.Rule] = true
			}
		}
	}
	read := func(content []byte) {
		_, report := readAll(t, cat, "mistakes.xlsx", content)
		note(report.Findings)
	}
	for _, text := range everyMistake {
		var pages []page
		for _, f := range txtar.Parse([]byte(text)).Files {
			pages = append(pages, page{f.Name, strings.TrimSuffix(string(f.Data), "\n")})
		}
		read(makeBook(t, pages...))
	}
	read([]byte("a;b"))
	read(rezip(t, makeBook(t, page{"T", "Jeu de données : jobs\nZone | 2019\nBretagne | =5"}), func(name string, body []byte) []byte {
		return bytes.ReplaceAll(body, []byte(`<v>5</v>`), []byte(`<f>A1/0</f>`))
	}))
	read(makeBook(t, page{"T", "Jeu de données : jobs\nZone | 2019\nBretagne"}))
	read(makeBook(t, page{"About", "publication | x-1\npublished | 2020"}, page{"T", "rien"}))
	read(makeBook(t, page{"About us", "hello | world"}))
	read(calculated(t, makeBook(t, page{"T", "Dataset : jobs\nArea | 2017 | 2018 | 2019 | 2020\nFrance | =1000 | =1010 | =1020 | =1030"}), "sheet2.xml", "B3", "D3", "E3"))
	read(rezip(t, books[0].Content, func(name string, body []byte) []byte {
		if name == "xl/styles.xml" {
			return bytes.Repeat([]byte(" "), 32<<20)
		}
		return body
	}))
	_, report := readMapped(t, cat, ingest.Options{Mapping: datasets.Mapping{{Kind: datasets.AssignDataset, Text: "x", ID: "nowhere", Line: "map.yaml:1"}}}, page{"T", "rien"})
	note(report.Findings)
	for _, c := range everyDoubt() {
		prior := &library{}
		prior.add(c.pub, c.prior)
		findings, err := ingest.Check(t.Context(), publication("ours-2021", "sp2c-barometer", 1, "2021"), ingest.InMemory(c.rows), cat, prior, nil)
		must(t, err)
		note(findings)
	}
	var missed []string
	for _, rule := range rulesOf(t) {
		if !broken[rule] {
			missed = append(missed, rule)
		}
	}
	if diff := cmp.Diff([]string(nil), missed); diff != "" {
		t.Errorf("rules that no mistake here breaks (-none +missed):\n%s", diff)
	}
}

// doubt is a candidate of the source sp2c-barometer that a check has doubts
// about, and what was published before.
type doubt struct {
	rows  []datasets.Row
	pub   datasets.Publication
	prior []datasets.Row
}

// everyDoubt has a candidate for each of the checks' rules.
func everyDoubt() []doubt {
	const belgium = "BE.OUT.PERSONS._T"
	ours, before, theirs := publication("ours-2021", "sp2c-barometer", 1, "2021"), publication("before-2020", "sp2c-barometer", 1, "2020"), publication("theirs-2020", "insee", 2, "2020")
	return []doubt{
		{[]datasets.Row{statementOf("jobs", "W0.OUT.PERSONS._T", 2019, 90, 1), statementOf("jobs", "FR.OUT.PERSONS._T", 2019, 60, 1), statementOf("jobs", "W1.OUT.PERSONS._T", 2019, 20, 1)}, theirs, nil},
		{[]datasets.Row{statementOf("age-structure", "FR.OUT.F._T", 2019, 60, 1), statementOf("age-structure", "FR.OUT.M._T", 2019, 47, 1)}, theirs, nil},
		{[]datasets.Row{statementOf("national-share", "FRH.OUT.PERSONS.FR._S", 2019, 28, 1), statementOf("jobs", "FRH.OUT.PERSONS._T", 2019, 87, 1), statementOf("jobs", "FR.OUT.PERSONS._T", 2019, 330, 1)}, theirs, nil},
		{[]datasets.Row{statementOf("jobs-growth", "BE.OUT.PERSONS._T._T.Y1", 2019, 50, 1)}, theirs, jobsOf(belgium, 2019, 100, 110)},
		{[]datasets.Row{statementOf("jobs", "BE.SP2C.PERSONS._T", 2019, 900, 1), statementOf("jobs", belgium, 2019, 800, 1)}, theirs, nil},
		{jobsOf(belgium, 2019, 12000), theirs, jobsOf(belgium, 2019, 11000)},
		{jobsOf(belgium, 2019, 12000), before, jobsOf(belgium, 2019, 11000)},
		{jobsOf(belgium, 2020, 1800), before, jobsOf(belgium, 2019, 1000, 1020, 1040, 1061, 1082, 1104)},
		{jobsOf(belgium, 2020, 1130000), theirs, jobsOf(belgium, 2018, 1100)},
		{[]datasets.Row{statementOf("jobs", belgium, 2019, 0, 1)}, theirs, []datasets.Row{missingOf("jobs", belgium, 2019)}},
		{jobsOf(belgium, 2019, 110), ours, jobsOf(belgium, 2019, 100, 110)},
		{jobsOf(belgium, 2019, 110), ours, []datasets.Row{statementOf("sites", "FR.OUT.CENTRES", 2019, 12, 1)}},
	}
}
