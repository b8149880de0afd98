package charts

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"barometer/datasets"
)

// poppler returns a tool of Debian's poppler-utils, an independent reader of
// PDF, beside the pdftotext that BAROMETER_TEST_POPPLER names.
func poppler(t testing.TB, tool string) string {
	t.Helper()
	path := os.Getenv("BAROMETER_TEST_POPPLER")
	switch {
	case path != "":
		return filepath.Join(filepath.Dir(path), tool)
	case os.Getenv("CI") != "":
		t.Fatal("BAROMETER_TEST_POPPLER is not set in CI")
	default:
		t.Skip("BAROMETER_TEST_POPPLER names no pdftotext")
	}
	return ""
}

// tell runs a tool over a PDF and returns what it prints.
func tell(t testing.TB, tool string, pdf []byte, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "chart.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", file)
	}
	command := exec.CommandContext(t.Context(), poppler(t, tool), args...)
	var said, complained bytes.Buffer
	command.Stdout, command.Stderr = &said, &complained
	if err := command.Run(); err != nil || complained.Len() > 0 {
		t.Fatalf("%s: %v %s", tool, err, complained.String())
	}
	return said.String()
}

// page turns a PDF into pixels, one for each of the chart's.
func page(t testing.TB, pdf []byte) image.Image {
	t.Helper()
	folder := t.TempDir()
	tell(t, "pdftoppm", pdf, "-png", "-r", "96", "-singlefile", "FILE", filepath.Join(folder, "page"))
	content, err := os.ReadFile(filepath.Join(folder, "page.png"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// difference is how far two pictures are apart: the mean over tiles of 4 × 4
// pixels, so that edges drawn half a pixel apart count little, and the share
// of tiles that differ much.
func difference(a, b image.Image) (mean, much float64) {
	const side = 4
	grey := func(img image.Image, x, y int) float64 {
		sum := 0.0
		for dy := range side {
			for dx := range side {
				r, g, b, _ := img.At(x+dx, y+dy).RGBA()
				sum += float64(r+g+b) / 3 / 0xffff
			}
		}
		return sum / side / side
	}
	tiles := 0.0
	for y := 0; y+side <= a.Bounds().Dy(); y += side {
		for x := 0; x+side <= a.Bounds().Dx(); x += side {
			d := math.Abs(grey(a, x, y) - grey(b, x, y))
			tiles++
			mean += d
			if d > 0.2 {
				much++
			}
		}
	}
	return mean / tiles, much / tiles
}

// Every picture of the gallery becomes a PDF that another program reads: the
// same words, and the same picture as the PNG.
func TestPDF(t *testing.T) {
	r := Settings{Compiled: compiledFor(t)}.NewRenderer(1)
	defer r.Close()
	for i, g := range gallery {
		t.Run(g.name, func(t *testing.T) {
			v := variants[i%len(variants)]
			spec := g.spec
			spec.Width, spec.Theme, spec.Lang = v.width, v.theme, v.lang
			c, err := New(spec, shipped(t, g.dataset, g.codes))
			if err != nil {
				t.Fatal(err)
			}
			svg := []byte(drawnOnce(t, c))
			pdf, err := PDF(c, svg)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := PDF(c, svg); err != nil || !bytes.Equal(pdf, again) {
				t.Errorf("drawn again it differs: %v", err)
			}
			checkPDF(t, c, string(svg), pdf)
			if i%3 == 0 {
				checkPage(t, r, c, pdf)
			}
		})
	}
}

// checkPDF reads a PDF's words and what it says of itself.
func checkPDF(t *testing.T, c *Chart, svg string, pdf []byte) {
	t.Helper()
	lines := strings.Split(strings.ReplaceAll(tell(t, "pdftotext", pdf, "-raw", "FILE", "-"), "\f", ""), "\n")
	said := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	for _, text := range texts(t, svg) {
		for word := range strings.FieldsSeq(text.text) {
			if !strings.Contains(said, word) {
				t.Errorf("%q of %q cannot be copied from %s", word, text.text, said)
			}
		}
	}
	info := tell(t, "pdfinfo", pdf, "FILE")
	for _, want := range []string{"Title:           " + c.Title(), "Subject:         " + c.Description(), "Tagged:          yes", "Pages:           1"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q but %s", want, info)
		}
	}
}

// checkPage compares a PDF's picture with resvg's.
func checkPage(t *testing.T, r *Renderer, c *Chart, pdf []byte) {
	t.Helper()
	from, _ := pixels(t, r, c, 1)
	to := page(t, pdf)
	if from.Bounds() != to.Bounds() {
		t.Fatalf("the page is %v, the PNG %v", to.Bounds(), from.Bounds())
	}
	if mean, much := difference(from, to); mean > 0.015 || much > 0.002 {
		t.Errorf("page and PNG are %.4f apart, %.4f of them much", mean, much)
	}
}

// Words that the font lacks can still be copied, and those that look like
// markup or PDF do no harm.
func TestPDFWords(t *testing.T) {
	r := shared(t)
	for _, title := range []string{"Emplois 📞 à l'étranger", "شركة 2019", "( \\) ET </text> & <b>", "12\u202f345,6\u00a0% − «\u00a0près de\u00a0»", "ﬁ " + strings.Repeat("é", 90)} {
		c := mustNew(t, Spec{Title: title, Lang: datasets.French}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
		pdf, err := PDF(c, []byte(drawn(t, r, c)))
		if err != nil {
			t.Fatal(err)
		}
		if info := tell(t, "pdfinfo", pdf, "FILE"); !strings.Contains(info, c.Title()) {
			t.Errorf("the title %q is not in %s", c.Title(), info)
		}
		said := tell(t, "pdftotext", pdf, "-raw", "FILE", "-")
		for word := range strings.FieldsSeq(c.Title()) {
			if len([]rune(word)) < 90 && !strings.Contains(said, word) && !strings.ContainsAny(word, "شركة") {
				t.Errorf("%q of %q cannot be copied from %q", word, title, said)
			}
		}
	}
}

// What the writer does not know it does not leave out.
func TestPDFRefusesWhatItDoesNotKnow(t *testing.T) {
	c := mustNew(t, Spec{}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
	for inside, says := range map[string]string{
		`<image href="x"/>`:                                                    "element image",
		`<path d="M0 0" filter="url(#a)"/>`:                                    "attribute filter",
		`<path d="M0 0X1"/>`:                                                   "path command",
		`<path d="M0"/>`:                                                       "path command M",
		`<path d="M0 0" fill="red"/>`:                                          `colour "red"`,
		`<path d="M0 0" transform="skewX(3)"/>`:                                "transform skewX",
		`<path d="M0 0" stroke-linecap="flat"/>`:                               "stroke-linecap",
		`<g clip-path="url(#none)"/>`:                                          "clip path",
		`<g mask="url(#none)"/>`:                                               "attribute mask",
		`<text font-weight="300">a</text>`:                                     "font-weight",
		`<text text-anchor="left">a</text>`:                                    "text-anchor",
		`<text dominant-baseline="top">a</text>`:                               "dominant-baseline",
		`<text stroke="#fff">a</text>`:                                         "paint-order",
		`<defs><linearGradient id="a"/></defs><path d="M0 0" fill="url(#a)"/>`: "pattern",
	} {
		_, err := PDF(c, []byte(`<svg xmlns="http://www.w3.org/2000/svg">`+inside+`</svg>`))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want one that says %q", inside, err, says)
		}
	}
}

// Outlines of every command end where they should.
func TestPaths(t *testing.T) {
	for data, want := range map[string]string{
		"M1 2L3 4l1-1h2v3H0V0Z":        "1 2 m 3 4 l 4 3 l 6 3 l 6 6 l 0 6 l 0 0 l h ",
		"m1,2,3,4":                     "1 2 m 4 6 l ",
		"M0 0C1 0 2 1 2 2c0 1 0 2 1 2": "0 0 m 1 0 2 1 2 2 c 2 3 2 4 3 4 c ",
		"M0 0Q3 0 3 3":                 "0 0 m 2 0 3 1 3 3 c ",
		"M1 0A1 1 0 0 1 0 1":           "1 0 m 1 0.5523 0.5523 1 0 1 c ",
		"M1 0A1 1 0 0 0 0 -1":          "1 0 m 1 -0.5523 0.5523 -1 0 -1 c ",
		"M1 0a1 1 0 1 0-1 1":           "1 0 m 1 -0.5523 0.5523 -1 0 -1 c -0.5523 -1 -1 -0.5523 -1 0 c -1 0.5523 -0.5523 1 0 1 c ",
		"M-2 0A2 1 0 01 2 0":           "-2 0 m -2 -0.5523 -1.1046 -1 0 -1 c 1.1046 -1 2 -0.5523 2 0 c ",
		"M0 0A0 1 0 0 1 2 0":           "0 0 m 2 0 l ",
		"M1e1 -.5.5":                   "10 -0.5 m 0.5",
	} {
		outline, err := parsePath(data)
		var p painting
		p.trace(outline)
		if strings.HasSuffix(want, " ") != (err == nil) || err == nil && p.out.String() != want {
			t.Errorf("%s: %q, %v, want %q", data, p.out.String(), err, want)
		}
	}
}
