package format

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func tableOf(columns []string, group int, rows ...[]Cell) Table {
	return Table{Columns: columns, Name: "rows", Group: group, Len: len(rows), Rows: slices.Values(rows)}
}

func encode(t *testing.T, f Format, a *Answer) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Encode(&b, a); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCSV writes cells that are hard to write, and reads them back.
func TestCSV(t *testing.T) {
	var rows [][]Cell
	var want [][]string
	for _, x := range []struct {
		cell Cell
		want string
	}{
		{textCell("FRE"), "FRE"},
		{textCell(`he said "11,000"`), `he said "11,000"`},
		{textCell("two\r\nlines"), "two\nlines"}, // encoding/csv reads CRLF in a field as LF
		{textCell(" spaces "), " spaces "},
		{textCell("=HYPERLINK(1)"), "'=HYPERLINK(1)"},
		{textCell("+18,3 %"), "'+18,3 %"},
		{textCell("-17"), "'-17"},
		{textCell("@x"), "'@x"},
		{textCell(""), ""},
		{numberCell(datasets.Num(-17)), "-17"},
		{numberCell(datasets.Num(math.Nextafter(0.3, 1))), "0.30000000000000004"},
		{numberCell(datasets.Num(2940)), "2940"},
		{numberCell(datasets.Number{}), ""},
		{truthCell(true), "true"},
	} {
		rows = append(rows, []Cell{textCell("x"), x.cell})
		want = append(want, []string{"x", x.want})
	}
	body := encode(t, CSV, &Answer{Table: tableOf([]string{"a", "b"}, 0, rows...)})
	got, err := csv.NewReader(bytes.NewBufferString(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([][]string{{"a", "b"}}, want...), got); diff != "" {
		t.Error(diff)
	}
}

// TestCSVFrench is what a spreadsheet set to French opens: the same cells, read
// back with its own signs.
func TestCSVFrench(t *testing.T) {
	row := []Cell{textCell("a;b"), textCell("1,5"), numberCell(datasets.Num(-1234.5)), numberCell(datasets.Num(11000)), {}, textCell("=1;2"), truthCell(true)}
	a := &Answer{Locale: FrenchLocale, Table: tableOf([]string{"a", "b", "c", "d", "e", "f", "g"}, 0, row)}
	body := encode(t, CSV, a)
	if want := "\ufeffa;b;c;d;e;f;g\r\n\"a;b\";1,5;-1234,5;11000;;\"'=1;2\";true\r\n"; body != want {
		t.Errorf("got %q, want %q", body, want)
	}
	r := csv.NewReader(bytes.NewBufferString(body[len("\ufeff"):]))
	r.Comma = ';'
	got, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a;b", "1,5", "-1234,5", "11000", "", "'=1;2", "true"}, got[1]); diff != "" {
		t.Error(diff)
	}
}

// TestJSONNests puts the rows of a cell under it.
func TestJSONNests(t *testing.T) {
	row := func(geo, period string, value float64, note string) []Cell {
		return []Cell{textCell(geo), textCell(period), numberCell(datasets.Num(value)), textCell(note)}
	}
	columns := []string{"geo", "period", "value", "note"}
	body := encode(t, JSON, &Answer{Dataset: "d", Table: tableOf(columns, 2, row("A", "2019", 1, ""), row("A", "2019", 2, "é\u2028\"\\\x01"), row("A", "2020", 3, ""), row("B", "2020", 4, ""))})
	var got struct {
		Rows []struct {
			Geo, Period string
			Statements  []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if len(got.Rows) != 3 || len(got.Rows[0].Statements) != 2 || got.Rows[0].Statements[1]["note"] != "é\u2028\"\\\x01" || got.Rows[0].Statements[0]["note"] != nil {
		t.Errorf("%+v", got.Rows)
	}
	var empty struct{ Rows []any }
	if err := json.Unmarshal([]byte(encode(t, JSON, &Answer{Table: tableOf(columns, 2)})), &empty); err != nil || empty.Rows == nil {
		t.Errorf("no rows: %v, %v", empty, err)
	}
}

func TestRound(t *testing.T) {
	for _, x := range []struct {
		v        float64
		decimals int
		to       func(float64) float64
		want     string
	}{
		{26.363636, 1, math.Round, "26.4"},
		{25.820895, 2, math.Floor, "25.82"},
		{26.923077, 2, math.Ceil, "26.93"},
		{math.Nextafter(0.3, 1), 1, math.Ceil, "0.3"}, // a decimal number stays where it is
		{-0.04, 1, math.Round, "0"},
		{-6.05, 1, math.Floor, "-6.1"},
		{33000, 0, math.Ceil, "33000"},
		{math.Inf(1), 1, math.Ceil, "null"},
	} {
		if got := string(appendNumber(nil, round(x.v, x.decimals, x.to))); got != x.want {
			t.Errorf("round(%v, %d) = %s, want %s", x.v, x.decimals, got, x.want)
		}
	}
}

// FuzzText holds that every text is one JSON string and one CSV field.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "é", "\"", "\\u0000", "a\x00b", "\xff", "=1+1", ",", "\r", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		if err := json.Unmarshal(appendText(nil, s), &back); err != nil {
			t.Fatalf("%q is not JSON: %v", appendText(nil, s), err)
		}
		if want := string([]rune(s)); back != want {
			t.Errorf("%q comes back as %q", s, back)
		}
		field := machines.appendField(nil, guard(s))
		rows, err := csv.NewReader(bytes.NewReader(append(append([]byte("x,"), field...), "\r\n"...))).ReadAll()
		if err != nil || len(rows) != 1 || len(rows[0]) != 2 {
			t.Errorf("%s is not one field: %q, %v", strconv.Quote(s), rows, err)
		}
	})
}
