package format

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// hostile is a text that breaks what joins texts by hand.
const hostile = "=1+1\",\n\u2028</script>\x01\xff"

// extractOf is a synthetic extract of series by key, each of a number of years;
// each changes its observations.
func extractOf(keys []string, years int, each func(*datasets.Row)) *datasets.Extract {
	size := datasets.NewCodelist("size", []datasets.Code{
		{ID: "ALL", Label: datasets.Text{En: hostile, Fr: "Tout"}},
		{ID: "B", Parent: "ALL", Label: datasets.Text{En: "Large", Fr: "Grand"}},
		{ID: "A", Parent: "ALL", Label: datasets.Text{En: "Small", Fr: "Petit"}},
	})
	d := &datasets.Dataset{ID: "synthetic", Title: datasets.Text{En: hostile, Fr: "Titre"}, Unit: "m", Decimals: 1, Dimensions: []datasets.Dimension{{ID: "size", Codelist: "size"}, {ID: "other", Codelist: "other"}}}
	release := &datasets.Release{ID: "made.1", Publication: datasets.Publication{ID: "made", Title: hostile, Source: datasets.Source{ID: "maker", Title: datasets.Text{En: hostile, Fr: "Qui"}}}}
	e := &datasets.Extract{Dataset: d, Generation: 7, Catalogue: &datasets.Catalogue{Codelists: map[string]*datasets.Codelist{
		"size": size, "unit": datasets.NewCodelist("unit", []datasets.Code{{ID: "m", Label: datasets.Text{En: "metre", Fr: "mètre"}}}),
	}}}
	for _, key := range keys {
		s := datasets.Series{Key: datasets.Key(key)}
		for y := range years {
			row := datasets.Row{Dataset: d.ID, Key: s.Key, Release: release, Observation: datasets.Observation{
				Period: datasets.Year(2000 + y), Value: datasets.Num(float64(y) + 0.1), Status: datasets.Normal, Precision: datasets.Exact,
			}}
			each(&row)
			s.Cells = append(s.Cells, datasets.Cell{Period: row.Period, Rows: []datasets.Row{row}})
		}
		e.Series = append(e.Series, s)
	}
	return e
}

func answerOf(e *datasets.Extract) *Answer {
	o := Options{Labels: ID, Lang: datasets.English}
	return &Answer{Dataset: e.Dataset.ID, Generation: e.Generation, Table: Observations(e, o), Extract: e, Options: o}
}

func keep(*datasets.Row) {}

// TestJSONStatPlaces holds the cells to row-major order in the order of the
// codelist, whether it is mostly observed or not.
func TestJSONStatPlaces(t *testing.T) {
	var m struct {
		ID     []string
		Size   []int
		Value  any
		Status any
	}
	for name, row := range map[string]struct {
		keys          []string
		years         int
		each          func(*datasets.Row)
		size          []int
		value, status any
	}{
		"every cell": {[]string{"A.x", "ALL.x", "B.x"}, 2, keep, []int{3, 1, 1, 2},
			[]any{0.1, 1.1, 0.1, 1.1, 0.1, 1.1}, []any{"A", "A", "A", "A", "A", "A"}},
		"half of them, some without a figure": {[]string{"A.y", "ALL.x", "ALL.y"}, 1, func(r *datasets.Row) {
			if r.Key == "A.y" {
				r.Value, r.Status, r.Precision = datasets.Number{}, datasets.Missing, ""
			}
		}, []int{2, 2, 1, 1}, []any{0.1, 0.1, nil, nil}, map[string]any{"0": "A", "1": "A", "3": "O"}},
		"few": {[]string{"A.x", "ALL.y", "B.z"}, 1, func(r *datasets.Row) {
			if r.Key == "A.x" {
				r.Value, r.Low, r.Precision = datasets.Number{}, datasets.Num(1), datasets.AtLeast
			}
		}, []int{3, 3, 1, 1}, map[string]any{"1": 0.1, "5": 0.1, "6": nil}, map[string]any{"1": "A", "5": "A", "6": "A"}},
		"none": {nil, 0, keep, []int{0, 0, 1, 0}, []any{}, []any{}},
	} {
		body := encode(t, JSONStat, answerOf(extractOf(row.keys, row.years, row.each)))
		m.Value, m.Status = nil, nil
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatalf("%s: %v in %s", name, err, body)
		}
		if diff := cmp.Diff([]any{row.size, row.value, row.status}, []any{m.Size, m.Value, m.Status}); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"size", "other", "unit", "period"}, m.ID); diff != "" {
		t.Error(diff)
	}
}

// TestJSONStatHostile reads texts back that are hard to write.
func TestJSONStatHostile(t *testing.T) {
	e := extractOf([]string{"ALL.x"}, 1, func(r *datasets.Row) { r.Note = hostile; r.Value = datasets.Num(math.Inf(1)) })
	a := answerOf(e)
	a.Notes, a.Links = []Note{{Kind: "break", Text: hostile}}, []Link{{Rel: "self", Href: "/" + hostile}}
	var m struct {
		Label, Source string
		Note          []string
		Value         []*float64
		Dimension     map[string]struct {
			Category struct{ Label map[string]string }
		}
		Extension struct{ Note map[string]string }
	}
	if err := json.Unmarshal([]byte(encode(t, JSONStat, a)), &m); err != nil {
		t.Fatal(err)
	}
	want := strings.ToValidUTF8(hostile, "\ufffd")
	for _, got := range []string{m.Label, m.Source, m.Note[1], m.Dimension["size"].Category.Label["ALL"], m.Extension.Note["0"]} {
		if got != want {
			t.Errorf("%q comes back as %q", want, got)
		}
	}
	if m.Value[0] != nil {
		t.Errorf("an infinite figure is written as %v", *m.Value[0])
	}
}

// TestJSONStatFits refuses a cube that has far more cells than figures.
func TestJSONStatFits(t *testing.T) {
	var keys []string
	for i := range 5000 {
		keys = append(keys, fmt.Sprintf("S%d.O%d", i, i))
	}
	if err := JSONStat.Fits(answerOf(extractOf(keys, 1, keep))); datasets.KindOf(err) != datasets.TooLarge {
		t.Errorf("25 million cells of 5000 figures: %v", err)
	}
	if err := JSONStat.Fits(answerOf(extractOf(keys[:1000], 1, keep))); err != nil {
		t.Errorf("a million cells of 1000 figures: %v", err)
	}
}

// counted counts what is written to it.
type counted struct{ n int64 }

func (c *counted) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// large is an extract of so many figures that a body of them is told from what
// a writer holds.
func large() *datasets.Extract {
	var keys []string
	for i := range 10_000 {
		keys = append(keys, fmt.Sprintf("A.O%04d", i))
	}
	return extractOf(keys, 20, keep)
}

// TestStreams writes 200 000 figures in every format without holding them.
func TestStreams(t *testing.T) {
	a := answerOf(large())
	for _, f := range All {
		t.Run(f.Name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			w := &counted{}
			peak := uint64(0)
			err := f.Encode(writerFunc(func(p []byte) (int, error) {
				if w.n%(4<<20) < int64(len(p)) {
					runtime.GC()
					runtime.ReadMemStats(&after)
					peak = max(peak, after.HeapAlloc)
				}
				return w.Write(p)
			}), a)
			if err != nil {
				t.Fatal(err)
			}
			held := int64(peak) - int64(before.HeapAlloc)
			if w.n < 1<<20 || held > 8<<20 {
				t.Errorf("%d bytes were written, %d held", w.n, held)
			}
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestGone stops writing once nobody listens.
func TestGone(t *testing.T) {
	a := answerOf(large())
	for _, f := range All {
		n := 0
		err := f.Encode(writerFunc(func(p []byte) (int, error) {
			n++
			return 0, io.ErrClosedPipe
		}), a)
		if err == nil || n > 3 {
			t.Errorf("%s: %v after %d writes", f.Name, err, n)
		}
	}
}

// TestFormats are told apart by name, media type and extension.
func TestFormats(t *testing.T) {
	for _, of := range []func(Format) string{func(f Format) string { return f.Name }, func(f Format) string { return f.MediaType }, func(f Format) string { return f.Extension }} {
		var all []string
		for _, f := range All {
			all = append(all, of(f))
		}
		slices.Sort(all)
		if len(slices.Compact(all)) != len(All) {
			t.Errorf("two formats of %v are the same", all)
		}
	}
}
