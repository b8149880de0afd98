package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A chart's words are the picture's own, in lines, with the address to cite.
func TestWords(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	for target, want := range map[string][]string{
		"/charts/turnover.txt?geo=FR&scope=MARKET&location=_T&lang=en": {
			"Turnover", "",
			"Bar chart: France, French outsourced market (SP2C extrapolation), million euros. 2\u202f940 in 2019.", "",
			"Turnover, France, French outsourced market (SP2C extrapolation): 2\u202f940\u00a0million euros in 2019 (source: EY / SP2C, 15 October 2020).", "",
		},
		"/charts/turnover.txt?geo=FR&scope=MARKET&location=_T&lang=fr": {
			"Chiffre d'affaires", "",
			"Diagramme en barres\u202f: France, Marché français externalisé (extrapolation SP2C), millions d'euros. 2\u202f940 en 2019.", "",
			"Chiffre d'affaires, France, marché français externalisé (extrapolation SP2C)\u202f: 2\u202f940\u00a0millions d'euros en 2019 (source\u202f: EY / SP2C, 15 octobre 2020).", "",
		},
	} {
		w := o.ask(t, http.MethodGet, target)
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != "text/plain; charset=utf-8" {
			t.Fatalf("%s: %d %s %s", target, w.Code, got, w.Body)
		}
		lines := strings.Split(strings.TrimSuffix(w.Body.String(), "\n"), "\n")
		if diff := cmp.Diff(want, lines[:min(len(want), len(lines))]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
		if last := lines[len(lines)-1]; !strings.Contains(last, "/charts/turnover.txt?") || !strings.Contains(last, "at=") {
			t.Errorf("the last line is %q", last)
		}
	}
}
