package charts

import (
	"io/fs"
	"strings"
	"testing"
)

func TestFontIsMeantForFigures(t *testing.T) {
	for _, bold := range []bool{false, true} {
		st := style{size: 100, bold: bold}
		for _, digit := range "123456789" {
			if st.width(string(digit)) != st.width("0") {
				t.Errorf("bold %v: %c is %v wide, 0 is %v", bold, digit, st.width(string(digit)), st.width("0"))
			}
		}
		// A rune that the font lacks is measured as one em.
		for _, r := range "\u202f\u00a0\u2212€%…éàçœÉ«»→≥–·" {
			if w := st.width(string(r)); w == 100 || w == 0 {
				t.Errorf("bold %v: the font has no %q", bold, r)
			}
		}
		if st.width("AV") >= st.width("A")+st.width("V") {
			t.Errorf("bold %v: AV is not kerned", bold)
		}
	}
}

func TestBrowserFS(t *testing.T) {
	for _, name := range []string{"BarometerSans-Regular.woff2", "BarometerSans-SemiBold.woff2", "BarometerSans-Regular.otf", "OFL.txt", "echarts.min.js", "formats.js"} {
		if content, err := fs.ReadFile(BrowserFS(), name); err != nil || len(content) < 1000 {
			t.Errorf("%s: %d bytes, %v", name, len(content), err)
		}
	}
	if _, err := BrowserFS().Open("glue.js"); err == nil {
		t.Error("BrowserFS holds what only the binary runs")
	}
}

func TestWrap(t *testing.T) {
	st := style{size: 14}
	text := "près de 11\u202f000\u00a0emplois dans la région Provence-Alpes-Côte d'Azur"
	for _, width := range []float64{90, 130, 300} {
		lines := st.wrap(text, width, 9)
		if got := strings.Join(lines, " "); !strings.Contains(got, "11\u202f000") && !strings.Contains(got, "…") {
			t.Errorf("%v: a number is broken: %q", width, lines)
		}
		if w := st.widest(lines); w > width {
			t.Errorf("%v: a line is %v wide: %q", width, w, lines)
		}
	}
	if lines := st.wrap(text, 100, 2); len(lines) != 2 || !strings.HasSuffix(lines[1], "…") {
		t.Errorf("a text that is cut does not say so: %q", lines)
	}
}

// The axis prints numbers as datasets.FormatNumber does.
func TestNumberFormats(t *testing.T) {
	r := oneRenderer
	for format, want := range map[string]string{
		`"@fmt:en(1)"`: "−1\u202f234.5", `"@fmt:fr(1)"`: "−1\u202f234,5", `"@fmt:fr(0)"`: "−1\u202f235",
	} {
		got, err := r.call(t.Context(), `(f => formats.revive({formatter: f}).formatter(-1234.5))`, strings.Trim(format, `"`))
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", format, got, err, want)
		}
	}
	if _, err := r.call(t.Context(), `(f => String(formats.revive({formatter: f})))`, "@fmt:nope"); err == nil {
		t.Error("an unknown number format is no error")
	}
}
