package datasets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for _, same := range [][]string{
		{"Hauts-de-France", "HAUTS DE FRANCE", "hauts‑de‑france", " Hauts-de-france "},
		{"Île-de-France", "ILE-DE-FRANCE", "I\u0302le de France"},
		{"Provence-Alpes-Côte d'Azur", "PROVENCE-ALPES-COTE D’AZUR"},
		{"25-34", "25–34", "25 34"},
		{"Bac +2", "bac+2"},
	} {
		for _, s := range same[1:] {
			if Fold(s) != Fold(same[0]) {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", s, Fold(s), same[0], Fold(same[0]))
			}
		}
	}
	for _, other := range [][2]string{{"> bac+2", "bac+2"}, {"-25 ans", "25 ans"}, {"55+", "55"}, {"< 35 ans", "35 ans"}, {"≤ 25 ans", "< 25 ans"}, {"≥ 55", "> 55"}} {
		if Fold(other[0]) == Fold(other[1]) {
			t.Errorf("%q and %q fold to the same", other[0], other[1])
		}
	}
}

func TestCodelist(t *testing.T) {
	cat, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	geo := cat.Codelists["geo"]
	for _, c := range []struct {
		text string
		want []string
	}{
		{"HdF", []string{"FRE"}},
		{"hauts de france", []string{"FRE"}},
		{"FRE", []string{"FRE"}},
		{"Picardie", []string{"FRE2"}},
		{"Atlantis", nil},
	} {
		if diff := cmp.Diff(c.want, geo.Match(c.text)); diff != "" {
			t.Errorf("Match(%q): %s", c.text, diff)
		}
	}
	if got := geo.Nearest("Haut-de-Frances", 1, nil); len(got) != 1 || got[0] != "FRE" {
		t.Errorf("nearest to Haut-de-Frances is %v", got)
	}
	if diff := cmp.Diff([]string{"FRE1", "FRE2"}, geo.Children("FRE")); diff != "" {
		t.Error(diff)
	}
	if _, err := cat.Dataset("job"); KindOf(err) != NotFound || err.(*Error).Nearest[0] != "jobs" {
		t.Errorf("dataset job: %v", err)
	}
}
