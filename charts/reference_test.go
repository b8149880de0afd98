package charts

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"barometer/datasets"
)

// reference is a picture to look at, and to compare with what a browser draws.
type reference struct {
	name  string
	chart *Chart
}

// references returns every picture of the gallery in two themes and two
// languages, wide, and its narrow variant.
func references(t *testing.T) []reference {
	t.Helper()
	var out []reference
	for _, g := range gallery {
		for _, v := range append([]variant{{800, "light", datasets.French}, {800, "dark", datasets.English}, {800, "print", datasets.English}}, variants...) {
			spec := g.spec
			spec.Width, spec.Theme, spec.Lang = v.width, v.theme, v.lang
			c := mustNew(t, spec, shipped(t, g.dataset, g.codes))
			name := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(g.name, "-"), "-")
			out = append(out, reference{fmt.Sprintf("%s.%s.%d.%s.%s", c.kind.name, name, v.width, v.theme, v.lang), c})
		}
	}
	for _, g := range synthetic(t) {
		for _, v := range variants {
			spec := g.spec
			spec.Width, spec.Theme, spec.Lang = v.width, v.theme, v.lang
			c := mustNew(t, spec, g.extract)
			out = append(out, reference{fmt.Sprintf("%s.synthetic-%s.%d.%s.%s", c.kind.name, strings.ReplaceAll(g.name, " ", "-"), v.width, v.theme, v.lang), c})
		}
	}
	return out
}

// TestReferencePictures writes the pictures to the folder that
// BAROMETER_TEST_PICTURES names, as SVG, PNG and PDF, with a page index.html
// of all of them.
func TestReferencePictures(t *testing.T) {
	folder := os.Getenv("BAROMETER_TEST_PICTURES")
	if folder == "" {
		t.Skip("set BAROMETER_TEST_PICTURES to a folder to get every picture there")
	}
	r := Settings{Compiled: compiledFor(t)}.NewRenderer(2)
	defer r.Close()
	page := "<!doctype html><meta charset=utf-8><title>Reference pictures</title><style>body{font:14px sans-serif}figure{display:inline-block;margin:8px;vertical-align:top}" + fontRules + "</style>\n"
	for _, ref := range references(t) {
		svg := drawn(t, r, ref.chart)
		_, png := pixels(t, r, ref.chart, 1)
		pdf, err := PDF(ref.chart, []byte(svg))
		if err != nil {
			t.Fatal(err)
		}
		for suffix, content := range map[string][]byte{".svg": []byte(svg), ".png": png, ".pdf": pdf} {
			if err := os.WriteFile(filepath.Join(folder, ref.name+suffix), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		page += "<figure id=\"" + ref.name + "\">" + svg + "<figcaption>" + ref.name + "</figcaption></figure>\n"
	}
	for _, name := range []string{"BarometerSans-Regular.woff2", "BarometerSans-SemiBold.woff2"} {
		content, err := assets.ReadFile("assets/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

const fontRules = `@font-face{font-family:Inter;font-weight:400;src:url("BarometerSans-Regular.woff2")}@font-face{font-family:Inter;font-weight:600 700;src:url("BarometerSans-SemiBold.woff2")}`

// Every type has a picture in the gallery, so that every check of pictures
// holds for it.
func TestEveryTypeIsInTheGallery(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range gallery {
		seen[mustNew(t, g.spec, shipped(t, g.dataset, g.codes)).kind.name] = true
	}
	for _, g := range synthetic(t) {
		seen[mustNew(t, g.spec, g.extract).kind.name] = true
	}
	for _, name := range Types {
		if !seen[name] {
			t.Errorf("no picture of type %s in the gallery", name)
		}
	}
}
