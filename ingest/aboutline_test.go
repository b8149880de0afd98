package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAboutLines has one row an About sheet on which a line is not as it is
// needed: the finding stands at that line, and says what to write there.
func TestAboutLines(t *testing.T) {
	cat, _ := shipped(t)
	const data = "dataset | geo | scope | period | value\njobs | FR | OUT | 2019 | 5"
	for _, test := range []struct{ situation, about, rule, at, expected, mend string }{
		{"a line of a template that nobody filled", "About this publication\npublication | t-1\nPublished\npublisher | Insee",
			"published", "About!A3", "a day (2020-10-15), a month (2022-12) or a year (2021)", "Write the day, month or year beside published; add that line if it is missing."},
		{"the same in French", "publication | t-1\npublisher | Insee\nPublié le",
			"published", "About!A3", "a day (2020-10-15), a month (2022-12) or a year (2021)", "Write the day, month or year beside published; add that line if it is missing."},
		{"no such line", "publication | t-1\npublisher | Insee",
			"published", "About!A1", "a day (2020-10-15), a month (2022-12) or a year (2021)", "Write the day, month or year beside published; add that line if it is missing."},
		{"an id that nobody filled", "About this publication\ntitle | Synthetic\npublisher | Insee\npublished | 2020\nsource | insee\nPublication",
			"publication", "About!A6", "a line publication with an id such as name-2020", "Write an id of your choice beside publication; add that line if it is missing."},
		{"the id of a correction's release", "publication | t-1.2\npublished | 2020\npublisher | Insee",
			"publication", "About!B1", "t-1", "Write t-1: a workbook with the id of a publication that is here corrects it."},
	} {
		_, report := readAll(t, cat, "about.xlsx", makeBook(t, page{"About", test.about}, page{"Data", data}))
		var got []string
		for _, f := range report.Findings {
			if f.Rule == test.rule {
				got = append(got, f.Sheet+"!"+f.Cell, f.Expected, f.Mend)
			}
		}
		if diff := cmp.Diff([]string{test.at, test.expected, test.mend}, got); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", test.situation, diff)
		}
	}
}
