package datasets

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearest(t *testing.T) {
	regions := []string{"France", "Hauts-de-France", "Île-de-France", "Hors de France", "Haute-Normandie", "Basse-Normandie", "Bretagne", "Provence-Alpes-Côte d'Azur", "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté"}
	units := []string{"million euros", "billion euros", "euros", "%", "jobs", "years", "années"}
	codes := []string{"FR", "FRE", "FRE1", "FRF", "BE", "W0", "W1", "SP2C", "2019", "25-34", "35-44", "< 25", "≥ 55"}
	for _, c := range []struct {
		situation, text string
		among           []string
		want            []string
	}{
		{"one letter too few", "Haut-de-France", regions, []string{"Hauts-de-France"}},
		{"one too few and one too many", "Haut-de-Frances", regions, []string{"Hauts-de-France"}},
		{"neighbours swapped", "Bretange", regions, []string{"Bretagne"}},
		{"without accents", "ile de france", regions, []string{"Île-de-France"}},
		{"accents elsewhere", "Brétâgne", regions, []string{"Bretagne"}},
		{"accents written apart", "I\u0302le-de-Frnace", regions, []string{"Île-de-France"}},
		{"words inverted", "France (Hauts de)", regions, []string{"Hauts-de-France"}},
		{"words inverted, in the plural", "Normandies, Hautes", regions, []string{"Haute-Normandie"}},
		{"words inverted and linked", "Azur (Côte d'), Provence, Alpes", regions, []string{"Provence-Alpes-Côte d'Azur"}},
		{"a word left out", "Provence Côte d'Azur", regions, []string{"Provence-Alpes-Côte d'Azur"}},
		{"a word too many", "Région Bretagne", regions, []string{"Bretagne"}},
		{"a beginning", "Auverg", regions, []string{"Auvergne-Rhône-Alpes"}},
		{"words abbreviated", "Bourg. Franche-Comté", regions, []string{"Bourgogne-Franche-Comté"}},
		{"one word of several", "Normandie", regions, []string{"Haute-Normandie", "Basse-Normandie"}},
		{"a word cut to its first letters", "B. Franche-Comté", regions, []string{"Bourgogne-Franche-Comté"}},
		{"a misspelling, or the first word of another", "Provence", append([]string{"Province"}, regions...), []string{"Province", "Provence-Alpes-Côte d'Azur"}},
		{"an end misspelt", "Bretonie", regions, []string{"Bretagne"}},
		{"nothing like it", "Atlantide", regions, nil},
		{"letters at random", "zzz", regions, nil},
		{"only links", "de la", regions, nil},
		{"nothing", "", regions, nil},
		{"only signs", "?!", regions, nil},
		{"an abbreviated unit", "mio euros", units, []string{"million euros"}},
		{"a unit in the singular", "job", units, []string{"jobs"}},
		{"a unit that is none", "bananes", units, nil},
		{"a short code misspelt", "FRZ", codes, []string{"FR", "FRE", "FRF"}},
		{"a short code of other letters", "XQ", codes, nil},
		{"letters of a code swapped", "SPC2", codes, []string{"SP2C"}},
		{"a code in small letters", "sp2c", codes, []string{"SP2C"}},
		{"a code with a letter more", "W11", codes, []string{"W1"}},
		{"an age band with another hyphen", "25–34", codes, []string{"25-34"}},
		{"an age band misspelt", "25-43", codes, []string{"25-34"}},
		{"a year", "2018", codes, []string{"2019"}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Nearest(c.text, c.among, 3)); diff != "" {
				t.Errorf("Nearest(%q) (-expected +found):\n%s", c.text, diff)
			}
		})
	}
}

func TestNearestCodes(t *testing.T) {
	cat, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ list, text, want string }{
		{"geo", "Haut-de-Frances", "FRE (Hauts-de-France)"},
		{"geo", "Ile de Frnace", "FR1 (Île-de-France)"},
		{"geo", "Ch. Ardennes", "FRF2 (Champagne-Ardenne)"},
		{"geo", "DOM-TOM", "FR_DROM (Départements et régions d'outre-mer)"},
		{"geo", "Bretonie", "FRH (Bretagne)"},
		{"geo", "Normandy-sur-Mer", "FRD (Normandie)"},
		{"geo", "Azur, Provence, Alpes", "FRL (Provence-Alpes-Côte d'Azur)"},
		{"geo", "Rhone Alpes Auvergne", "FRK (Auvergne-Rhône-Alpes)"},
		{"scope", "Nos adhérents", "SP2C (Adhérents du SP2C)"},
		{"unit", "mio euros", "eur-million (millions d'euros)"},
		{"unit", "emplios", "jobs (emplois)"},
		{"unit", "annes", "years (ans)"},
	} {
		list := cat.Codelists[c.list]
		ids := list.Nearest(c.text, 3, nil)
		if len(ids) == 0 || list.Named(ids[0], French) != c.want {
			t.Errorf("nearest to %q are %v, expected %s first", c.text, ids, c.want)
		}
		for _, id := range ids {
			if id == "W1" {
				t.Errorf("the rest of the world is offered for %q", c.text)
			}
		}
	}
	if got := cat.Codelists["geo"].Named("FR", "fr"); got != "FR (France)" {
		t.Errorf("a code is offered as %s", got)
	}
	if diff := cmp.Diff([]string{"FRF1"}, cat.Codelists["geo"].Nearest("Alsase", 3, []string{"FR", "FRF1"})); diff != "" {
		t.Error(diff)
	}
}

// What is likest is looked for among what is allowed: a better likeness that
// is not must not push the others out.
func TestNearestOfWhatIsAllowed(t *testing.T) {
	list := NewCodelist("synthetic", []Code{{ID: "NORTH", Label: Text{En: "Northern"}}, {ID: "NRTN", Label: Text{En: "Nordern"}}})
	if diff := cmp.Diff([]string{"NRTN"}, list.Nearest("Northern", 3, []string{"NRTN"})); diff != "" {
		t.Error(diff)
	}
}

// The names are long and alike: those that take the most comparing.
func BenchmarkNearest(b *testing.B) {
	long := strings.Repeat("longue étiquette ", 6)
	var names []string
	for range 300 {
		names = append(names, long)
	}
	prepared := NewNames(names)
	for b.Loop() {
		prepared.Nearest("langue éttiquete "+long, 3)
	}
}
