package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// reading is what a cell's text comes to in a language, in a dataset of some
// decimals: value or low, high, quantum, unit.
type reading struct {
	value, high, quantum, unit string
	precision                  datasets.Precision
	status                     datasets.Status
}

func readingOf(s string, lang datasets.Lang, decimals int) (reading, doubt) {
	f, ok := parseFigure(s)
	if !ok {
		return reading{}, malformed
	}
	if !f.hasFigure() {
		return reading{status: f.status}, ""
	}
	low, shown, doubt := f.low.value(lang, decimals)
	if doubt != "" {
		return reading{}, doubt
	}
	out := reading{low.String(), "", low.quantum(shown).String(), f.low.unit, f.precision, f.status}
	if f.precision == datasets.Range {
		high, _, doubt := f.high.value(lang, decimals)
		if doubt != "" {
			return reading{}, doubt
		}
		out.high = high.String()
	}
	return out, ""
}

func TestParseFigure(t *testing.T) {
	const (
		A, E, P, U, B, O, Q = datasets.Normal, datasets.Estimated, datasets.Provisional, datasets.LowReliability, datasets.Break, datasets.Missing, datasets.Suppressed
		exact, approx       = datasets.Exact, datasets.Approx
		nearly, ranged      = datasets.Nearly, datasets.Range
		atLeast, atMost     = datasets.AtLeast, datasets.AtMost
	)
	for _, c := range []struct {
		text     string
		lang     datasets.Lang
		decimals int
		want     reading
		doubt    doubt
	}{
		{"33 000", "fr", 0, reading{"33000", "", "1000", "", exact, A}, ""},
		{"33\u00a0000", "fr", 0, reading{"33000", "", "1000", "", exact, A}, ""},
		{"33\u202f000", "en", 0, reading{"33000", "", "1000", "", exact, A}, ""},
		{"1 234,5", "fr", 1, reading{"1234.5", "", "0.1", "", exact, A}, ""},
		{"1,234.5", "en", 1, reading{"1234.5", "", "0.1", "", exact, A}, ""},
		{"1.234,5", "fr", 1, reading{"1234.5", "", "0.1", "", exact, A}, ""},
		{"1,234,567", "fr", 0, reading{"1234567", "", "1", "", exact, A}, ""},
		{"260.000", "fr", 0, reading{"260000", "", "10000", "", exact, A}, ""},
		{"11,000", "en", 0, reading{"11000", "", "1000", "", exact, A}, ""},
		{"11,000", "fr", 0, reading{}, ambiguous},
		{"260.000", "en", 0, reading{}, ambiguous},
		{"2,460", "fr", 3, reading{"2.460", "", "0.001", "", exact, A}, ""},
		{"11,000", "", 0, reading{"11000", "", "1000", "", exact, A}, ""},
		{"11,000", "", 3, reading{}, ambiguous},
		{"0,123", "fr", 0, reading{"0.123", "", "0.001", "", exact, A}, ""},
		{"12 34", "fr", 0, reading{}, malformed},
		{"12,34,5", "fr", 0, reading{}, malformed},
		{"1234 567", "fr", 0, reading{}, malformed},
		{"300", "fr", 0, reading{"300", "", "10", "", exact, A}, ""},
		{"36352", "fr", 0, reading{"36352", "", "1", "", exact, A}, ""},
		{"3", "fr", 0, reading{"3", "", "1", "", exact, A}, ""},
		{"0", "fr", 0, reading{"0", "", "1", "", exact, A}, ""},
		{"−22%", "fr", 1, reading{"-22", "", "1", "%", exact, A}, ""},
		{"+ 18,4 %", "fr", 1, reading{"18.4", "", "0.1", "%", exact, A}, ""},
		{"2,9 Md€", "fr", 1, reading{"2.9", "", "0.1", "md€", exact, A}, ""},
		{"€2.9 billion", "en", 1, reading{"2.9", "", "0.1", "€ billion", exact, A}, ""},
		{"3 000 m2", "fr", 0, reading{"3000", "", "100", "m2", exact, A}, ""},
		{"14,6 €/h", "fr", 1, reading{"14.6", "", "0.1", "€/h", exact, A}, ""},
		{"~11 000", "fr", 0, reading{"11000", "", "1000", "", approx, A}, ""},
		{"≈ 66,7", "fr", 1, reading{"66.7", "", "0.1", "", approx, A}, ""},
		{"env. 75 %", "fr", 1, reading{"75", "", "1", "%", approx, A}, ""},
		{"150.000 euros environ", "fr", 0, reading{"150000", "", "10000", "euros", approx, A}, ""},
		{"de l’ordre de 150 000 euros environ", "fr", 0, reading{"150000", "", "10000", "euros", approx, A}, ""},
		{"autour de 30 %", "fr", 1, reading{"30", "", "1", "%", approx, A}, ""},
		{"près de 11 000", "fr", 0, reading{"11000", "", "1000", "", nearly, A}, ""},
		{"almost 11,000", "en", 0, reading{"11000", "", "1000", "", nearly, A}, ""},
		{"> 60 %", "fr", 1, reading{"60", "", "1", "%", atLeast, A}, ""},
		{"pas moins de 75%", "fr", 1, reading{"75", "", "1", "%", atLeast, A}, ""},
		{"un peu plus de 10 000", "fr", 0, reading{"10000", "", "1000", "", atLeast, A}, ""},
		{"over 212,000", "en", 0, reading{"212000", "", "1000", "", atLeast, A}, ""},
		{"moins de 5", "fr", 0, reading{"5", "", "1", "", atMost, A}, ""},
		{"<5", "fr", 0, reading{"5", "", "1", "", atMost, A}, ""},
		{"20 à 25 %", "fr", 1, reading{"20", "25", "1", "%", ranged, A}, ""},
		{"2 000–4 000", "fr", 0, reading{"2000", "4000", "100", "", ranged, A}, ""},
		{"entre 65 et 73 %", "fr", 1, reading{"65", "73", "1", "%", ranged, A}, ""},
		{"between 1,100 and 1,300 M€", "en", 1, reading{"1100", "1300", "100", "m€", ranged, A}, ""},
		{"between 1,100 and 1,300", "en", 0, reading{"1100", "1300", "100", "", ranged, A}, ""},
		{"1 100 à 1 300 (e)", "fr", 1, reading{"1100", "1300", "100", "", ranged, E}, ""},
		{"11 000 (u)", "fr", 0, reading{"11000", "", "1000", "", exact, U}, ""},
		{"12,3 (p)", "fr", 1, reading{"12.3", "", "0.1", "", exact, P}, ""},
		{"12 (e) (b)", "fr", 1, reading{"12", "", "1", "", exact, B}, ""},
		{"12 (r)", "fr", 1, reading{"12", "", "1", "", exact, A}, ""},
		{"12*", "fr", 1, reading{"12", "", "1", "", exact, A}, ""},
		{"11 000²", "fr", 0, reading{"11000", "", "1000", "", exact, A}, ""},
		{"n.d.", "fr", 0, reading{status: O}, ""},
		{"..", "fr", 0, reading{status: O}, ""},
		{"-", "fr", 0, reading{status: O}, ""},
		{"(1)", "fr", 0, reading{status: O}, ""},
		{"n. d.", "fr", 0, reading{status: O}, ""},
		{"Confidentiel", "fr", 0, reading{status: Q}, ""},
		{"nc", "fr", 0, reading{}, malformed},
		{"12.", "fr", 0, reading{}, malformed},
		{"c", "fr", 0, reading{status: Q}, ""},
		{"Secret", "fr", 0, reading{status: Q}, ""},
		{"beaucoup", "fr", 0, reading{}, malformed},
		{"12/05/2020", "fr", 0, reading{}, malformed},
		{"", "fr", 0, reading{}, malformed},
	} {
		got, doubt := readingOf(c.text, c.lang, c.decimals)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(reading{})); diff != "" || doubt != c.doubt {
			t.Errorf("%q in %s with %d decimals: %q, expected %q (-expected +read):\n%s", c.text, c.lang, c.decimals, doubt, c.doubt, diff)
		}
	}
}

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]string{
		"2019": "2019", "2019/2020": "2019", "2019-2020": "2019", "T1 2020": "2020-Q1", "1er trimestre 2020": "2020-Q1", "2020-T4": "2020-Q4", "Q3 2020": "2020-Q3",
		"2020-04": "2020-04", "04/2020": "2020-04", "juin 2009": "2009-06", "Décembre 2020": "2020-12", "août 2020": "2020-08", "Sept. 2020": "2020-09",
		"31/12/2019": "2019", "2019-01-01": "2019", "1er janvier 2019": "2019",
		"15/06/2019": "", "2019/2021": "", "13/2020": "", "T5 2020": "", "juni 2009": "", "19": "", "": "", "2019 (1)": "", "2,019": "",
	} {
		got, ok := parsePeriod(text)
		if got.String() != want && ok || ok != (want != "") {
			t.Errorf("%q is %q, expected %q", text, got, want)
		}
	}
	for _, c := range []struct {
		raw, format, want string
	}{
		{"2019", "", "2019"}, {"2019", "#,##0", "2019"}, {"43831", "yyyy", "2020"}, {"43831", "mmm-yy", "2020-01"}, {"43831", "dd/mm/yyyy", "2020"},
		{"44119", "dd/mm/yyyy", ""}, {"0.5", "h:mm", ""}, {"20.19", "", ""}, {"20.19", "0%", ""},
	} {
		if got, _ := periodOf(cell{kind: number, raw: c.raw, format: parseNumberFormat(c.format).orNil()}); got.String() != c.want {
			t.Errorf("%s shown as %q is %q, expected %q", c.raw, c.format, got, c.want)
		}
	}
}
