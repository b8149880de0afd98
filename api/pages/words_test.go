package pages

import (
	"testing"

	"barometer/datasets"
)

func TestTypeset(t *testing.T) {
	for _, test := range []struct{ name, lang, in, want string }{
		{"French sign after a word", "fr", "Source : l'Insee ; voir ?", "Source\u202f: l'Insee\u202f; voir\u202f?"},
		{"French quotation", "fr", "« près de 11 000 »", "«\u202fprès de 11 000\u202f»"},
		{"French per cent", "fr", "+6,1 % en 2019", "+6,1\u202f% en 2019"},
		{"an address is left alone", "fr", "https://sp2c.org/", "https://sp2c.org/"},
		{"English per cent", "en", "66 % : so", "66\u202f% : so"},
	} {
		if got := Typeset(datasets.Lang(test.lang), test.in); got != test.want {
			t.Errorf("%s: Typeset(%q) = %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

func TestDate(t *testing.T) {
	for _, test := range []struct{ in, en, fr string }{
		{"2020-10-15", "15\u00a0Oct.\u00a02020", "15\u00a0oct.\u00a02020"},
		{"2021-02-01", "1\u00a0Feb.\u00a02021", "1er\u00a0févr.\u00a02021"},
		{"2022-12", "Dec.\u00a02022", "déc.\u00a02022"},
		{"2021", "2021", "2021"},
	} {
		d, err := datasets.ParseDate(test.in)
		if err != nil {
			t.Fatal(err)
		}
		if en, fr := Date(datasets.English, d), Date(datasets.French, d); en != test.en || fr != test.fr {
			t.Errorf("Date(%s) = %q, %q, want %q, %q", test.in, en, fr, test.en, test.fr)
		}
	}
	if got := Date(datasets.French, datasets.Date{}); got != "" {
		t.Errorf("an unknown date prints %q, want nothing", got)
	}
}

func TestPeriod(t *testing.T) {
	for _, test := range []struct {
		in     datasets.Period
		en, fr string
	}{
		{datasets.Year(2019), "2019", "2019"},
		{datasets.NewPeriod(datasets.Quarterly, 2020, 4), "Q4\u00a02020", "T4\u00a02020"},
		{datasets.NewPeriod(datasets.Monthly, 2009, 6), "June\u00a02009", "juin\u00a02009"},
	} {
		if en, fr := Period(datasets.English, test.in), Period(datasets.French, test.in); en != test.en || fr != test.fr {
			t.Errorf("Period(%s) = %q, %q, want %q, %q", test.in, en, fr, test.en, test.fr)
		}
	}
}
