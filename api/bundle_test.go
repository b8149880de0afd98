package api

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unzip reads a ZIP's files, in their order.
func unzip(t *testing.T, body string) (names []string, files map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
		files[f.Name] = string(content)
	}
	return names, files
}

// answer, and its README says whose they are.
func TestBundle(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation", "2020-nord-france")
	for i, pattern := range []string{chartAddresses[1], chartAddresses[2], chartAddresses[4]} {
		for _, pin := range [][]string{{"", "&at=4"}, {"&at=4"}, {""}}[i] {
			t.Run(pattern+pin, func(t *testing.T) {
				target := fmt.Sprintf(pattern, ".zip") + pin
				_, header, body := o.follow(t, target, "Accept-Encoding", "gzip")
				if header.Get("Content-Encoding") != "" || !strings.HasPrefix(header.Get("Content-Disposition"), "attachment; ") || header.Get("ETag") == "" {
					t.Errorf("headers %v", header)
				}
				names, files := unzip(t, body)
				var want []string
				for _, sib := range siblings {
					name, suffix, _ := strings.Cut(fmt.Sprintf(pattern, sib.suffix), "?")
					name, sibling := strings.TrimPrefix(name, "/charts/"), fmt.Sprintf(pattern, sib.suffix)+pin
					switch sib.suffix {
					case ".html", ".zip":
						continue
					case ".png":
						name, sibling = strings.Replace(name, ".png", "@2x.png", 1), sibling+"&scale=2"
					}
					want = append(want, name)
					if _, _, own := o.follow(t, sibling); own != files[name] {
						t.Errorf("%s differs from what %s?%s answers", name, sib.suffix, suffix)
					}
				}
				if diff := cmp.Diff(append(want, "README.txt", "LICENSE.txt"), names); diff != "" {
					t.Errorf("files (-want +got):\n%s", diff)
				}
				checkReadme(t, o, files["README.txt"])
				if w := o.ask(t, http.MethodGet, target, "If-None-Match", header.Get("ETag")); w.Code != http.StatusNotModified {
					t.Errorf("asked with its tag: %d", w.Code)
				}
				if i > 0 {
					return
				}
				o.answers, o.drawings = newCache(answerBytes), newCache(drawingBytes)
				if _, _, again := o.follow(t, target); again != body {
					t.Error("packed again, it has other bytes")
				}
			})
		}
	}
}

// checkReadme follows every address that a README names.
func checkReadme(t *testing.T, o *office, text string) {
	t.Helper()
	links := regexp.MustCompile(`http://example\.com(/\S+)`).FindAllStringSubmatch(text, -1)
	if len(links) < len(siblings)-2 || !strings.Contains(text, "at=") {
		t.Errorf("the README leads to %d addresses:\n%s", len(links), text)
	}
	for _, link := range links {
		o.follow(t, link[1])
	}
}

// TestReadme shows what a README says, in both languages.
func TestReadme(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france")
	for lang, wants := range map[string][]string{
		"en": {"Turnover", "PUBLICATIONS AND THEIR LICENCES", "Licence: Faits et chiffres cités avec leur source", "HOW TO CITE", "generation 3", "FILES", "turnover@2x.png\n  http://example.com/charts/turnover.png?geo=FR&scope=MARKET&scale=2&lang=en"},
		"fr": {"Chiffre d'affaires", "PUBLICATIONS ET LEURS LICENCES", "Licence\u202f: Faits et chiffres cités avec leur source", "COMMENT CITER", "génération 3", "FICHIERS"},
	} {
		_, _, body := o.follow(t, "/charts/turnover.zip?geo=FR&scope=MARKET&lang="+lang)
		_, files := unzip(t, body)
		for _, want := range wants {
			if !strings.Contains(files["README.txt"], want) {
				t.Errorf("%s: no %q in\n%s", lang, want, files["README.txt"])
			}
		}
	}
}

// publication's own, and that of the font, whole.
func TestLicence(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france")
	for lang, wants := range map[string][]string{
		"en": {"THE FIGURES", "EY / SP2C", "Licence: Faits et chiffres cités avec leur source", "PICTURES, TABLES AND WORDS", "Apache License 2.0"},
		"fr": {"LES CHIFFRES", "Licence\u202f: Faits et chiffres cités avec leur source", "IMAGES, TABLEAUX ET TEXTES", "POLICE"},
	} {
		_, _, body := o.follow(t, "/charts/turnover.zip?geo=FR&scope=MARKET&lang="+lang)
		_, files := unzip(t, body)
		for _, want := range append(wants, "SIL Open Font License, Version 1.1", "OTHER DEALINGS IN THE FONT SOFTWARE.") {
			if !strings.Contains(files["LICENSE.txt"], want) {
				t.Errorf("%s: no %q in\n%s", lang, want, files["LICENSE.txt"])
			}
		}
	}
}

// TestBundleLimit shows that a bundle is bounded.
func TestBundleLimit(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	o.limits.cached = 2
	w := o.ask(t, http.MethodGet, "/charts/turnover-growth.zip")
	if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "the limit is 2") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
