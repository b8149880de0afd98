package ingest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

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
		{"shares of everybody by sex and age",
			[]datasets.Row{statementOf("age-structure", "FR.OUT.F.Y_LT25", 2019, 10, 1), statementOf("age-structure", "FR.OUT.F.Y25T34", 2019, 30, 1), statementOf("age-structure", "FR.OUT.M.Y_LT25", 2019, 12, 1), statementOf("age-structure", "FR.OUT.M.Y25T34", 2019, 48, 1)}, nil, nil},
		{"shares of everybody by sex and age, with their totals",
			[]datasets.Row{statementOf("age-structure", "FR.OUT.F.Y_LT35", 2019, 30, 1), statementOf("age-structure", "FR.OUT.M.Y_LT35", 2019, 28, 1), statementOf("age-structure", "FR.OUT._T.Y_LT35", 2019, 58, 1), statementOf("age-structure", "FR.OUT._T.Y_GE35", 2019, 42, 1)}, nil, nil},
		{"shares within each sex beside shares of everybody",
			[]datasets.Row{statementOf("age-structure", "FR.OUT.F.Y_LT35", 2019, 60, 1), statementOf("age-structure", "FR.OUT.M.Y_LT35", 2019, 55, 1), statementOf("age-structure", "FR.OUT._T.Y_LT35", 2019, 58, 1), statementOf("age-structure", "FR.OUT._T.Y_GE35", 2019, 42, 1)}, nil,
			[]string{"warning total: 58 stated, the parts add up to 115.0: age-structure F Y_LT35 60 + age-structure M Y_LT35 55"}},
		{"parts that do not add up to their total",
			[]datasets.Row{statementOf("jobs", "W0.OUT.PERSONS._T", 2019, 90, 1), statementOf("jobs", "FR.OUT.PERSONS._T", 2019, 60, 1), statementOf("jobs", "W1.OUT.PERSONS._T", 2019, 20, 1)}, nil,
			[]string{"warning total: 90 stated, the parts add up to 80: jobs FR 60 + jobs W1 20"}},
		{"a part is missing",
			[]datasets.Row{statementOf("turnover", "FR.MARKET._T", 2019, 3000.5, 0.1), statementOf("turnover", "FR.MARKET.ONSHORE", 2019, 1600, 1), statementOf("turnover", "FR.MARKET.OFFSHORE", 2019, 900, 1)}, nil,
			[]string{"info total: total not checked: Nearshore: neighbouring European countries missing; the parts there add up to 2\u202f500.0 of 3\u202f000.5"}},
		{"of three parts one is there",
			[]datasets.Row{statementOf("turnover", "FR.MARKET._T", 2019, 3000, 1), statementOf("turnover", "FR.MARKET.ONSHORE", 2019, 1600, 1)}, nil, nil},
		{"a part is missing of one check, none of another",
			[]datasets.Row{statementOf("turnover", "FR.MARKET._T", 2019, 3000, 1), statementOf("turnover", "FR.MARKET.ONSHORE", 2019, 1600, 1), statementOf("turnover", "FR.MARKET.OFFSHORE", 2019, 900, 1), statementOf("turnover", "FR.MARKET.ABROAD", 2019, 1400, 1)}, nil, nil},
		{"growth that the levels do not give",
			[]datasets.Row{statementOf("jobs-growth", "BE.OUT.PERSONS._T._T.Y1", 2019, 50, 1)},
			[]earlier{{publication("levels-2020", "insee", 2, "2020"), []datasets.Row{statementOf("jobs", "BE.OUT.PERSONS._T", 2018, 100, 1), statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 110, 1)}}},
			[]string{"warning growth: 50 stated, 10.0 computed: jobs BE 2019 110 after jobs BE 2018 100"}},
		{"members above the whole sector",
			[]datasets.Row{statementOf("jobs", "BE.SP2C.PERSONS._T", 2019, 900, 1), statementOf("jobs", "BE.OUT.PERSONS._T", 2019, 800, 1)}, nil,
			[]string{"warning at_most: 900 stated, above its bound: jobs BE 800 (BE.OUT.PERSONS._T, T!B2 of ours-2021)"}},
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
		{"another edition of the same day, which readers would see instead",
			[]datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 60, 1)}, []earlier{{publication("same-2021", "sp2c-barometer", 1, "2021"), []datasets.Row{statementOf("turnover", "BE.MARKET._T", 2018, 53, 1)}}},
			[]string{"warning rewrites: 60 rewrites 53 of same-2021"}},
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
			findings, err := ingest.Check(context.Background(), ours, ingest.InMemory(c.rows), cat, prior, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, tellAll(t, findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s", diff)
			}
		})
	}
}

// jobsOf makes yearly figures of one series, the last in a year; a gap is 0.
func jobsOf(key string, last int, values ...float64) []datasets.Row {
	var rows []datasets.Row
	for i, v := range values {
		if v != 0 {
			rows = append(rows, statementOf("jobs", key, last-len(values)+1+i, v, 1))
		}
	}
	return rows
}

func missingOf(dataset, key string, year int) datasets.Row {
	row := statementOf(dataset, key, year, 0, 0)
	row.Value, row.Quantum, row.Precision, row.Status = datasets.Number{}, datasets.Number{}, "", datasets.Missing
	return row
}

func TestCheckAgainstThePast(t *testing.T) {
	cat, _ := shipped(t)
	const bretagne, source = "BE.OUT.PERSONS._T", "sp2c-barometer"
	ours := publication("ours-2021", source, 1, "2021")
	before, theirs := publication("before-2020", source, 1, "2020"), publication("theirs-2020", "insee", 2, "2020")
	broken := func(rows []datasets.Row, i int) []datasets.Row { rows[i].Status = datasets.Break; return rows }
	steady := []float64{1000, 1020, 1041, 1061, 1082, 1104}
	market := func(last int, values ...float64) []datasets.Row {
		rows := jobsOf("FR.MARKET._T", last, values...)
		for i := range rows {
			rows[i].Dataset = "turnover"
		}
		return rows
	}
	for _, c := range []struct {
		name  string
		rows  []datasets.Row
		pub   datasets.Publication // of what stands before
		prior []datasets.Row
		want  []string
	}{
		{"a jump beyond all the series did", jobsOf(bretagne, 2020, 1800), before, jobsOf(bretagne, 2019, steady...),
			[]string{"warning jump: 1800 after 1104 in 2019 is a change of +63.0 %; the 5 changes before it had the median +2.0 %, a scatter (median absolute deviation) of 0.0 points, and none beyond +1.9 to +2.1 %"}},
		{"a fall beyond all the series did", jobsOf(bretagne, 2020, 700), before, jobsOf(bretagne, 2019, steady...),
			[]string{"warning jump: 700 after 1104 in 2019 is a change of -36.6 %; the 5 changes before it had the median +2.0 %, a scatter (median absolute deviation) of 0.0 points, and none beyond +1.9 to +2.1 %"}},
		{"a jump within one workbook", jobsOf(bretagne, 2020, append(steady, 1800)...), before, nil,
			[]string{"warning jump: 1800 after 1104 in 2019 is a change of +63.0 %; the 5 changes before it had the median +2.0 %, a scatter (median absolute deviation) of 0.0 points, and none beyond +1.9 to +2.1 %"}},
		{"what is usual in a restless series", jobsOf(bretagne, 2020, 1800), before, jobsOf(bretagne, 2019, 1000, 1400, 900, 1500, 800, 1200), nil},
		{"too little past", jobsOf(bretagne, 2020, 1800), before, jobsOf(bretagne, 2019, steady[1:]...), nil},
		{"not after a gap", jobsOf(bretagne, 2021, 1800), before, jobsOf(bretagne, 2019, steady...), nil},
		{"not at a break the row marks", broken(jobsOf(bretagne, 2020, 1800), 0), before, jobsOf(bretagne, 2019, steady...), nil},
		{"not from changes before a break", jobsOf(bretagne, 2020, 1800), before, broken(jobsOf(bretagne, 2019, steady...), 3), nil},
		{"not across a break of the catalogue", market(2016, 2000), before, market(2015, steady...), nil},
		{"not against another source's past", jobsOf(bretagne, 2020, 1800), theirs, jobsOf(bretagne, 2019, steady...), nil},
		{"not for rates", []datasets.Row{statementOf("age-structure", "FR.OUT.F._T", 2020, 30, 1)}, before, func() (rows []datasets.Row) {
			for year := 2010; year < 2020; year++ {
				rows = append(rows, statementOf("age-structure", "FR.OUT.F._T", year, 70, 1))
			}
			return rows
		}(), nil},
		{"thousands where units are meant", jobsOf(bretagne, 2020, 1.1), before, jobsOf(bretagne, 2019, steady...),
			[]string{"warning unit-slip: 1.1 is about a thousandth of 1051, the median of the series' 6 figures published before: is its unit the same?"}},
		{"units where thousands are meant", jobsOf(bretagne, 2020, 1130000), theirs, jobsOf(bretagne, 2018, 1100),
			[]string{"warning unit-slip: 1130000 is about a thousand times 1100, the series' figure published before: is its unit the same?"}},
		{"a slip against the same cell is said once", jobsOf(bretagne, 2019, 1100000), theirs, jobsOf(bretagne, 2019, 1104),
			[]string{"warning unit-slip: 1100000 is about a thousand times 1104, the figure of theirs-2020: is its unit the same?"}},
		{"one of a workbook's figures slips", jobsOf(bretagne, 2020, 33, 33500, 34000, 34100), before, nil,
			[]string{"warning unit-slip: 33 is about a thousandth of 34000, the median of the series' 3 figures of this workbook: is its unit the same?"}},
		{"a hundred times is no slip", jobsOf(bretagne, 2020, 110000), before, jobsOf(bretagne, 2018, 1100), nil},
		{"the same cell settles it", jobsOf(bretagne, 2019, 1100), before, append(jobsOf(bretagne, 2018, 1.1), jobsOf(bretagne, 2019, 1100)...), nil},
		{"zero where another has no figure", []datasets.Row{statementOf("jobs", bretagne, 2019, 0, 1)}, theirs, []datasets.Row{missingOf("jobs", bretagne, 2019)},
			[]string{"warning zero: 0 stated where theirs-2020 has no figure (status O)"}},
		{"zero after no figure", []datasets.Row{statementOf("jobs", bretagne, 2019, 0, 1)}, before, []datasets.Row{missingOf("jobs", bretagne, 2018)},
			[]string{"warning zero: 0 stated after no figure (status O) in 2018"}},
		{"a fall to zero", []datasets.Row{statementOf("jobs", bretagne, 2020, 0, 1)}, before, jobsOf(bretagne, 2019, steady...),
			[]string{"warning jump: 0 after 1104 in 2019 is a change of -100.0 %; the 5 changes before it had the median +2.0 %, a scatter (median absolute deviation) of 0.0 points, and none beyond +1.9 to +2.1 %"}},
		{"a fall to zero of a restless series", []datasets.Row{statementOf("jobs", bretagne, 2020, 0, 1)}, before, jobsOf(bretagne, 2019, 3, 1, 4, 1, 5, 1, 2), nil},
		{"no figure where the last edition has one", []datasets.Row{missingOf("jobs", bretagne, 2019)}, before, jobsOf(bretagne, 2019, 1100),
			[]string{"warning rewrites: no figure (status O) stated where before-2020 has 1100 (T!B2)"}},
		{"no figure where another source has one", []datasets.Row{missingOf("jobs", bretagne, 2019)}, theirs, jobsOf(bretagne, 2019, 1100), nil},
		{"no figure as before", []datasets.Row{missingOf("jobs", bretagne, 2019)}, before, []datasets.Row{missingOf("jobs", bretagne, 2019)}, nil},
		{"zero after a figure", []datasets.Row{statementOf("jobs", bretagne, 2019, 0, 1)}, before, jobsOf(bretagne, 2018, 3), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			prior := &library{}
			prior.add(c.pub, c.prior)
			findings, err := ingest.Check(t.Context(), ours, ingest.InMemory(c.rows), cat, prior, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, tellAll(t, findings), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("findings (-expected +said):\n%s", diff)
			}
		})
	}
}

// tellAll prints findings, and holds warnings to what each must have.
func tellAll(t *testing.T, findings []datasets.Finding) []string {
	t.Helper()
	var got []string
	helps(t, findings)
	for _, f := range findings {
		got = append(got, string(f.Severity)+" "+f.Rule+": "+f.Message)
	}
	return got
}

func TestCheckWhatIsLeftOut(t *testing.T) {
	cat, _ := shipped(t)
	const bretagne, normandie, source = "BE.OUT.PERSONS._T", "UK.OUT.PERSONS._T", "sp2c-barometer"
	const centre, corse = "FRB.OUT.PERSONS._T", "FRM.OUT.PERSONS._T"
	ours := publication("ours-2021", source, 1, "2021")
	type earlier struct {
		pub  datasets.Publication
		rows []datasets.Row
	}
	both := func(last int, values ...float64) []datasets.Row {
		return append(jobsOf(bretagne, last, values...), jobsOf(normandie, last, values...)...)
	}
	for _, c := range []struct {
		name  string
		rows  []datasets.Row
		prior []earlier
		want  []string
	}{
		{"a correction lacks cells", jobsOf(bretagne, 2019, 100, 110), []earlier{{ours, append(both(2019, 100, 110), jobsOf(bretagne, 2017, 90)...)}}, []string{
			"warning gone: jobs BE.OUT.PERSONS._T of ours-2021 is left out: it had 90 in 2017 (T!B2)",
			"warning gone: jobs UK.OUT.PERSONS._T of ours-2021 is left out: it had 100 in 2018 (T!B2) and 110 in 2019 (T!B2)"}},
		{"a correction has all cells", both(2019, 101, 110), []earlier{{ours, both(2019, 100, 110)}}, nil},
		{"a correction lacks what had no figure", jobsOf(bretagne, 2019, 100), []earlier{{ours, append(jobsOf(bretagne, 2019, 100), missingOf("jobs", normandie, 2019))}}, nil},
		{"a correction of another source's publication", both(2019, 100, 110), []earlier{{publication("ours-2021", "insee", 2, "2020"), both(2019, 100, 110)}},
			[]string{"warning publication: ours-2021 is a publication of the source insee already: this one, of sp2c-barometer, would replace it as its correction"}},
		{"an edition lacks figures of a period that it repeats", append(both(2019, 100, 110), jobsOf(centre, 2019, 50)...),
			[]earlier{{publication("a-2019", source, 1, "2019"), append(both(2018, 100), append(jobsOf(centre, 2018, 45), jobsOf(corse, 2018, 7)...)...)}}, []string{
				"warning gone: jobs FRB.OUT.PERSONS._T is left out since a-2019, the source's last edition: it had 45 in 2018 (T!B2)",
				"warning gone: jobs FRM.OUT.PERSONS._T is left out since a-2019, the source's last edition: it had 7 in 2018 (T!B2)"}},
		{"an edition lacks a figure amid a series", jobsOf(bretagne, 2020, 100, 0, 120, 130), []earlier{{publication("a-2019", source, 1, "2019"), jobsOf(bretagne, 2019, 95, 100, 110, 120)}},
			[]string{"warning gone: jobs BE.OUT.PERSONS._T is left out since a-2019, the source's last edition: it had 110 in 2018 (T!B2)"}},
		{"an edition gives new periods alone", both(2020, 120), []earlier{{publication("a-2019", source, 1, "2019"), both(2019, 100, 110)}}, nil},
		{"an edition repeats one figure to compare with", jobsOf(bretagne, 2020, 110, 120), []earlier{{publication("a-2019", source, 1, "2019"), both(2019, 110)}}, nil},
		{"another source's edition has more", both(2019, 100, 110), []earlier{{publication("a-2019", "insee", 2, "2019"), append(jobsOf(centre, 2018, 45), jobsOf(corse, 2018, 7)...)}}, nil},
		{"an edition stops a series", jobsOf(bretagne, 2020, 120), []earlier{
			{publication("a-2018", source, 1, "2018"), both(2018, 100)}, {publication("b-2019", source, 1, "2019"), both(2019, 110)}},
			[]string{"info stopped: jobs UK.OUT.PERSONS._T is not in this edition: a-2018 and b-2019 had it, the last figure 110 in 2019"}},
		{"a series that came once", jobsOf(bretagne, 2020, 120), []earlier{
			{publication("a-2018", source, 1, "2018"), jobsOf(bretagne, 2018, 100)}, {publication("b-2019", source, 1, "2019"), both(2019, 110)}}, nil},
		{"another source's series", jobsOf(bretagne, 2020, 120), []earlier{
			{publication("a-2018", "insee", 2, "2018"), both(2018, 100)}, {publication("b-2019", "insee", 2, "2019"), both(2019, 110)}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			prior := &library{}
			for _, e := range c.prior {
				prior.add(e.pub, e.rows)
			}
			gone := 0
			findings, err := ingest.Check(t.Context(), ours, ingest.InMemory(c.rows), cat, prior, func(change datasets.Change) error {
				if change.Kind == datasets.ChangeGone && change.Old.Origin.Cell == "B2" {
					gone++
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, tellAll(t, findings), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("findings (-expected +said):\n%s", diff)
			}
			for change, err := range ingest.Compare(t.Context(), ours, ingest.InMemory(c.rows), cat, prior) {
				must(t, err)
				if change.Kind == datasets.ChangeGone {
					gone--
				}
			}
			if gone != 0 {
				t.Errorf("the comparison has %d cells more that are gone than Compare", gone)
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
		findings, err := ingest.Check(context.Background(), e.report.Publication, ingest.InMemory(e.rows), cat, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Rule != "share" {
				t.Errorf("%s: %v", e.book.Name, f)
			}
		}
	}
	if _, err := ingest.Check(context.Background(), all[0].report.Publication, ingest.InMemory(all[0].rows), cat, unreachable{&library{}}, nil); err == nil {
		t.Error("a prior that cannot be asked went unnoticed")
	}
}
