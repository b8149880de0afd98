package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// A release's dictionary is kept in this form; one stored by an older binary
// must still be read.
const storedForm = `{"Datasets":[{"ID":"fleet","Title":{"En":"Fleet","Fr":"Flotte"},"Unit":"pieces","Decimals":1,` +
	`"Dimensions":[{"ID":"place","Codelist":"place","Default":"","Codes":null}],"Definition":{"En":"Cars","Fr":"Voitures"},` +
	`"Checks":null,"Keywords":null,"Chart":{"Type":"line","Over":"","Map":false},` +
	`"Breaks":[{"Where":{"place":"WEST"},"Period":"2009-Q4","Reason":{"En":"moved","Fr":"déplacé"}}]}],` +
	`"Codes":{"place":[{"ID":"WEST","Label":{"En":"West","Fr":"Ouest"},"Parent":"","Aliases":["W"],"Level":"","ValidFrom":"","ValidTo":"","Successor":"",` +
	`"NUTS":"","INSEE":"","Latitude":{"Float":48.5,"Known":true},"Longitude":{"Float":0,"Known":false},"Unit":"","Base":"","Factor":""}]},` +
	`"Sources":[{"ID":"fourth","Title":{"En":"Fourth","Fr":"Quatrième"},"Publishers":["Somebody"],"Rank":99,"URL":"","Note":""}]}`

func fleet() datasets.Dictionary {
	return datasets.Dictionary{
		Datasets: []datasets.Dataset{{ID: "fleet", Title: datasets.Text{En: "Fleet", Fr: "Flotte"}, Unit: "pieces", Decimals: 1,
			Dimensions: []datasets.Dimension{{ID: "place", Codelist: "place"}}, Definition: datasets.Text{En: "Cars", Fr: "Voitures"}, Chart: datasets.ChartHint{Type: "line"},
			Breaks: []datasets.Breaking{{Where: map[string]string{"place": "WEST"}, Period: datasets.NewPeriod(datasets.Quarterly, 2009, 4), Reason: datasets.Text{En: "moved", Fr: "déplacé"}}}}},
		Codes:   map[string][]datasets.Code{"place": {{ID: "WEST", Label: datasets.Text{En: "West", Fr: "Ouest"}, Aliases: []string{"W"}, Latitude: datasets.Num(48.5)}}},
		Sources: []datasets.Source{{ID: "fourth", Title: datasets.Text{En: "Fourth", Fr: "Quatrième"}, Publishers: []string{"Somebody"}, Rank: datasets.UnknownRank}},
	}
}

func TestDictionaryForm(t *testing.T) {
	text, err := encodeDictionary(fleet())
	if diff := cmp.Diff(storedForm, text); diff != "" || err != nil {
		t.Error(diff, err)
	}
	back, err := decodeDictionary(storedForm)
	samePeriod := cmp.Comparer(func(a, b datasets.Period) bool { return a == b })
	if diff := cmp.Diff(fleet(), back, samePeriod); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if text, err := encodeDictionary(datasets.Dictionary{}); text != "" || err != nil {
		t.Errorf("an empty dictionary is %q, %v", text, err)
	}
}

// What a workbook's dictionary brought is there while a visible row uses it.
func TestDictionary(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		// has says which of the dictionary's dataset, code and source there are.
		has := func(at int64) string {
			t.Helper()
			s, err := o.State(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			if _, err := s.Catalogue.Dataset("fleet"); err == nil {
				out = append(out, "fleet")
			}
			if _, ok := s.Catalogue.Codelists["place"].Code("WEST"); ok {
				out = append(out, "WEST")
			}
			if _, ok := s.Catalogue.Source("fourth"); ok {
				out = append(out, "fourth")
			}
			return strings.Join(out, " ")
		}
		expect := func(when, want string) {
			t.Helper()
			if got := has(0); got != want {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		send := func(c Candidate, rows []datasets.Row, dataset string) {
			t.Helper()
			for i := range rows {
				rows[i].Dataset = dataset
			}
			o.publish(c, rows)
		}
		expect("at first", "")
		c, rows := book("brings", "fourth", "2010", "WEST 2009 = 1")
		c.Dictionary = fleet()
		draft := o.draft(c, rows)
		expect("in a draft", "")
		if err := o.Discard(t.Context(), draft, "anne"); err != nil {
			t.Fatal(err)
		}
		send(c, rows, "fleet")
		expect("published", "fleet WEST fourth")

		c, rows = book("uses-code", "first", "2010", "WEST.ALL 2009 = 2")
		send(c, rows, "synthetic")
		c, rows = book("uses-dataset", "fourth", "2010", "NORTH 2009 = 3")
		send(c, rows, "fleet")
		o.withdraw("brings")
		expect("its release withdrawn, two others use it", "fleet WEST fourth")
		if diff := cmp.Diff(lines("WEST.ALL 2009: 2@uses-code"), o.ask(datasets.Query{Codes: map[string][]string{"place": {"WEST"}}})); diff != "" {
			t.Error(diff)
		}
		o.withdraw("uses-code")
		expect("the code's other user withdrawn", "fleet fourth")
		o.withdraw("uses-dataset")
		expect("all withdrawn", "")
		for at, want := range map[int64]string{1: "", 2: "fleet WEST fourth", 5: "fleet WEST fourth", 6: "fleet fourth", 7: ""} {
			if got := has(at); got != want {
				t.Errorf("at %d: %q, want %q", at, got, want)
			}
		}
		titles := func(at int64) string {
			t.Helper()
			s, err := o.State(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, r := range s.Releases {
				source := r.Publication.Source
				out = append(out, fmt.Sprint(r.ID, ": ", source.Title.En, " ", source.Rank))
			}
			return strings.Join(out, ", ")
		}
		if diff := cmp.Diff("uses-dataset: Fourth 99, uses-code: The first 1, brings: Fourth 99", titles(5)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff("uses-dataset: fourth 99, uses-code: The first 1, brings: Fourth 99", titles(0)); diff != "" {
			t.Error(diff)
		}
		o.publish(book("plain", "first", "2010", "NORTH.ALL 2009 = 4"))
		expect("a release that needs none of it", "")
	})
}
