package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/store"
)

// yearbook makes a synthetic workbook of a source's jobs in some areas, of the
// two years before it appeared: an area, and its two figures.
func yearbook(t testing.TB, publication, source string, appeared int, lines ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	about := [][]any{
		{"publication", publication}, {"title", fmt.Sprintf("Centres de contacts %d, chiffres synthétiques", appeared-1)}, {"published", fmt.Sprintf("%d-01-15", appeared)},
		{"publisher", "Synthetic"}, {"source", source}, {"language", "fr"},
	}
	rows := [][]any{{"dataset: jobs"}, {"geo", "scope", "measure", "sector", "period", "value"}}
	for _, line := range lines {
		rows = append(rows, []any{line[0], "OUT", "PERSONS", "_T", appeared - 2, line[1]}, []any{line[0], "OUT", "PERSONS", "_T", appeared - 1, line[2]})
	}
	for name, lines := range map[string][][]any{"Sheet1": about, "Emplois": rows} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, line := range lines {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &line); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// live makes an office whose clock is the real one, and whose server does what
// is due.
func live(t *testing.T) *office {
	t.Helper()
	o := open(t, "nothing")
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "live.db"), store.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.PutCatalogue(t.Context(), catalogue); err != nil {
		t.Fatal(err)
	}
	o.server = newServer(Deps{DB: db, Charts: o.renderer, Version: "test", Log: o.log, Now: time.Now})
	if o.Handler, err = o.routes(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- (&Server{loops: o.loops()}).Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		db.Close()
	})
	return o
}

// steward is somebody at a browser who publishes a workbook.
type steward struct {
	*browser
	t     *testing.T
	host  string
	lang  string
	shots string // where pictures of each step go; "" is nowhere
	step  int
}

// press presses a button that is found by a selector, and waits for what the
// page shows then.
func (s *steward) press(selector, leadsTo string) {
	s.t.Helper()
	s.do(s.t, chromedp.Click(selector), chromedp.WaitReady(leadsTo))
}

// send sends a workbook by the form of the page that is shown.
func (s *steward) send(name string, book []byte, leadsTo string) {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(file, book, 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.do(s.t, chromedp.SetUploadFiles("#workbook", []string{file}))
	s.press("form.sending button", leadsTo)
}

// text is the words of what a selector finds.
func (s *steward) text(selector string) string {
	s.t.Helper()
	words, err := chromedp.Run(s.browser, chromedp.TextContent(selector))
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.Join(strings.Fields(words), " ")
}

// says checks what a selector finds says some words.
func (s *steward) says(selector string, words ...string) {
	s.t.Helper()
	text := s.text(selector)
	for _, w := range words {
		if !strings.Contains(text, w) {
			s.t.Errorf("%s does not say %q: %s", selector, w, text)
		}
	}
}

// visit shows a page and checks how it looks.
func (s *steward) visit(path string) {
	s.t.Helper()
	s.open(s.t, s.host+withParameter(path, "lang="+s.lang))
	s.look(path)
}

// look checks the page that is shown, and takes a picture of it.
func (s *steward) look(name string) {
	s.t.Helper()
	got, err := chromedp.Run(s.browser, chromedp.Evaluate[seen](look))
	if err != nil {
		s.t.Fatal(err)
	}
	if got.Lang != s.lang || got.Overflow > 0 || len(got.Small) > 0 {
		s.t.Errorf("%s: %+v", name, got)
	}
	if s.shots == "" {
		return
	}
	s.step++
	picture, err := chromedp.Run(s.browser, chromedp.FullScreenshot(100))
	if err != nil {
		s.t.Fatal(err)
	}
	file := filepath.Join(s.shots, fmt.Sprintf("%s-%02d-%s.png", strings.ReplaceAll(s.t.Name(), "/", "-"), s.step, strings.NewReplacer("/", "_", "?", "_").Replace(name)))
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// TestStewardInBrowser leads a workbook from its upload to its withdrawal: one
// with an error and a warning is sent, then the mended one, the warning is
// accepted with a reason, and it is scheduled; it appears at its hour, and is
// withdrawn.
func TestStewardInBrowser(t *testing.T) {
	if os.Getenv("BAROMETER_TEST_CHROME") == "" {
		browse(t, "")
	}
	for _, reader := range []struct {
		scheme, lang string
		scripts      bool
		width        int64
		noticed      string // words that the pages must say
		now          string
	}{
		{"light", "en", true, 1280, "1 error", "Withdraw"},
		{"dark", "fr", false, 375, "1 erreur", "Retirer"},
	} {
		t.Run(fmt.Sprintf("%d %s scripts %t", reader.width, reader.lang, reader.scripts), func(t *testing.T) {
			o := live(t)
			o.publish(t, datasets.Workbook{Name: "before.xlsx", Content: yearbook(t, "synthetic-2030", "insee", 2031, []any{"FRE", 2000, 2100}, []any{"FRK", 900, 950}, []any{"FRL", 500, 510})})
			o.publish(t, datasets.Workbook{Name: "other.xlsx", Content: yearbook(t, "synthetic-other", "unistatis", 2032, []any{"FRL", 505, 800})})
			server := httptest.NewServer(o)
			t.Cleanup(server.Close)
			b := browse(t, server.URL)
			call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: reader.scheme}}})
			call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !reader.scripts})
			b.do(t, chromedp.EmulateViewport(reader.width, 800))
			s := &steward{browser: b, t: t, host: server.URL, lang: reader.lang, shots: os.Getenv("BAROMETER_TEST_SHOTS")}

			s.visit("/admin/imports")
			s.do(t, chromedp.SendKeys("#token", o.token(t, datasets.RolePublisher)))
			s.press(".admin-form button", "form.sending")
			s.look("signed in")
			s.send("centres-2031.xlsx", yearbook(t, "synthetic-2031", "insee", 2032, []any{"FRE", 2150, 2400}, []any{"FRK", 950, "environ mille"}, []any{"FRL", 510, 520}), ".standing.refused")
			s.look("refused")
			s.says("#main", reader.noticed, "Emplois", "environ mille")
			s.says(".finding .error + b, .finding .error + code", "")
			if here := s.text(".around .here"); here != "environ mille" {
				t.Errorf("the cell that is marked holds %q", here)
			}
			s.send("centres-2031-mended.xlsx", yearbook(t, "synthetic-2031", "insee", 2032, []any{"FRE", 2150, 2400}, []any{"FRK", 950, 1000}, []any{"FRL", 510, 520}), ".standing.ready")
			s.look("ready")
			s.publish(o)
		})
	}
}

// publish accepts the warning and schedules the import that is shown, watches
// it appear, and withdraws it.
func (s *steward) publish(o *office) {
	t := s.t
	t.Helper()
	const public = "/datasets/jobs?geo=FRE&scope=OUT"
	imports, err := o.db.Imports(t.Context())
	if err != nil || len(imports) != 2 || imports[0].Stage != datasets.StageReady || imports[1].Stage != datasets.StageDiscarded {
		t.Fatalf("the imports: %+v, %v", imports, err)
	}
	at := s.host + "/admin/imports/" + imports[0].ID
	s.press(`form.deciding button`, `#main`) // the browser itself asks for the reason
	due := moment(time.Now().Add(6 * time.Second))
	s.do(t, chromedp.Click(`.tick input`), chromedp.SetValue("#reason", "Printed so; the other source counts agency staff."),
		chromedp.Click(`[name=when][value=at]`), chromedp.SetValue("#day", due.Format("2006-01-02")), chromedp.SetValue("#hour", due.Format("15:04:05")))
	s.look("deciding")
	s.press(`form.deciding button`, ".standing.scheduled")
	s.look("scheduled")
	s.visit("/admin/releases")
	s.visit(public)
	if time.Now().After(due.Add(-time.Second / 2)) {
		t.Log("the page was too slow to look before the hour")
	} else if strings.Contains(s.text("#main"), "2 400") {
		t.Error("the figures are public before their hour")
	}
	time.Sleep(time.Until(due.Add(time.Second)))
	s.visit(public)
	s.says("#main", "2 400")
	s.do(t, chromedp.Navigate(withParameter(at, "lang="+s.lang)))
	s.look("published")
	s.says("#accepted + ul", "Printed so")

	s.visit("/admin/releases")
	s.press(`a[href*="synthetic-2031/withdraw"]`, "#reason")
	s.look("withdrawing")
	s.do(t, chromedp.SetValue("#reason", "The count was wrong."))
	s.press(`.admin-form button`, `.standing.refused`)
	s.look("withdrawn")
	s.says("#main", "The count was wrong.")
	s.do(t, chromedp.Navigate(withParameter(at, "lang="+s.lang)))
	s.says(".intro", "The count was wrong.")
	s.visit(public)
	if strings.Contains(s.text("#main"), "2 400") {
		t.Error("the figures are public after they were withdrawn")
	}
}
