package ingest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

// statementOf makes a row: dataset, key, year and figure.
func statementOf(dataset, key string, year int, value, quantum float64) datasets.Row {
	return datasets.Row{Dataset: dataset, Key: datasets.Key(key), Observation: datasets.Observation{
		Period: datasets.Year(year), Value: datasets.Num(value), Quantum: datasets.Num(quantum), Status: datasets.Normal, Precision: datasets.Exact,
		Origin: datasets.Origin{Sheet: "T", Cell: "B2"},
	}}
}

func publication(id, source string, rank int, published string) datasets.Publication {
	date, err := datasets.ParseDate(published)
	if err != nil {
		panic(err)
	}
	return datasets.Publication{ID: id, Source: datasets.Source{ID: source, Rank: rank}, Published: date}
}

func TestCheckRules(t *testing.T) {
	cat, _ := shipped(t)
	ours := publication("ours-2021", "sp2c-barometer", 1, "2021")
	type earlier struct {
		pub  datasets.Publication
		rows []datasets.Row
	}
	nearly := statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 11000, 1000)
	nearly.Precision = datasets.Nearly
	quoting := publication("quoting-2021", "insee", 2, "2021")
	quoting.Cites = []string{"ours-2021"}
	for _, c := range []struct {
		name  string
		rows  []datasets.Row
		prior []earlier
		want  []string
	}{
		{"parts that do not add up to 100",
			[]datasets.Row{statementOf("age-structure", "FR.OUT.F._T", 2019, 60, 1), statementOf("age-structure", "FR.OUT.M._T", 2019, 50, 1)}, nil,
			[]string{"warning shares: the parts add up to 110.0, not to 100: age-structure F 60 + age-structure M 50"}},
		{"parts that add up to 100 within rounding",
			[]datasets.Row{statementOf("age-structure", "FR.OUT.F._T", 2019, 60, 1), statementOf("age-structure", "FR.OUT.M._T", 2019, 41, 1)}, nil, nil},
		{"parts that do not add up to their total",
			[]datasets.Row{statementOf("jobs", "W0.OUT.PERSONS._T", 2019, 90, 1), statementOf("jobs", "FR.OUT.PERSONS._T", 2019, 60, 1), statementOf("jobs", "W1.OUT.PERSONS._T", 2019, 20, 1)}, nil,
			[]string{"warning total: 90 stated, the parts add up to 80: jobs FR 60 + jobs W1 20"}},
		{"growth that the levels do not give",
			[]datasets.Row{statementOf("jobs-growth", "BE.OUT.PERSONS._T._T.Y1", 2019, 50, 1)},
			[]earlier{{publication("levels-2020", "insee", 2, "2020"), []datasets.Row{statementOf("jobs", "BE.OUT.PERSONS._T", 2018, 100, 1), statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 110, 1)}}},
			[]string{"warning growth: 50 stated, 10.0 computed: jobs BE 2019 110 after jobs BE 2018 100"}},
		{"members above the whole sector",
			[]datasets.Row{statementOf("jobs", "BE.SP2C.PERSONS._T", 2019, 900, 1), statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 800, 1)}, nil,
			[]string{"warning at_most: 900 stated, above its bound: jobs BE 800"}},
		{"two sources that disagree",
			[]datasets.Row{statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 12000, 1000)}, []earlier{{publication("theirs-2020", "insee", 2, "2020"), []datasets.Row{nearly}}},
			[]string{"warning disagrees: 12000 differs from nearly 11000 of theirs-2020"}},
		{"two sources that agree within rounding",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2019, 2940, 10)}, []earlier{{publication("theirs-2020", "insee", 2, "2020"), []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2019, 2900, 100)}}},
			[]string{"info agrees: 2940 agrees within rounding with 2900 of theirs-2020"}},
		{"cut short",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2019, 53, 1)}, []earlier{{publication("theirs-2020", "insee", 2, "2020"), []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2019, 53.7, 0.1)}}},
			[]string{"info truncated: 53 is cut short, or cuts short, 53.7 of theirs-2020"}},
		{"quoted differently",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2019, 53, 1)}, []earlier{{quoting, []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2019, 60, 1)}}},
			[]string{"info quoted: 53 is quoted differently: 60 of quoting-2021"}},
		{"a later edition that rewrites",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 60, 1)}, []earlier{{publication("before-2020", "sp2c-barometer", 1, "2020"), []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 53, 1)}}},
			[]string{"warning rewrites: 60 rewrites 53 of before-2020"}},
		{"an older edition loaded later",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 60, 1)}, []earlier{{publication("after-2022", "sp2c-barometer", 1, "2022"), []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 53, 1)}}}, nil},
		{"a correction of the same publication",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 60, 1)}, []earlier{{ours, []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 53, 1)}}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			prior := &library{}
			for _, e := range c.prior {
				prior.add(e.pub, e.rows)
			}
			findings, err := ingest.Check(context.Background(), ours, ingest.InMemory(c.rows), cat, prior)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range findings {
				got = append(got, string(f.Severity)+" "+f.Rule+": "+f.Message)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("findings (-expected +said):\n%s", diff)
			}
		})
	}
}

type unreachable struct{ *library }

func (unreachable) Statements(context.Context, string, []datasets.Key) ([]datasets.Row, error) {
	return nil, errors.New("connection lost")
}

func TestCheckWithoutPrior(t *testing.T) {
	cat, all := editions(t)
	for _, e := range all {
		findings, err := ingest.Check(context.Background(), e.report.Publication, ingest.InMemory(e.rows), cat, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Rule != "share" {
				t.Errorf("%s: %v", e.book.Name, f)
			}
		}
	}
	if _, err := ingest.Check(context.Background(), all[0].report.Publication, ingest.InMemory(all[0].rows), cat, unreachable{}); err == nil {
		t.Error("a prior that cannot be asked went unnoticed")
	}
}
