package api

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabTo presses Tab until the focused element is the one wanted, and reports
// whether its focus shows.
func (b *browser) tabTo(t *testing.T, what, wanted string) {
	t.Helper()
	for range 120 {
		b.do(t, chromedp.KeyEvent(kb.Tab))
		if !evaluate[bool](t, b, `(() => { const el = document.activeElement; return Boolean(`+wanted+`); })()`) {
			continue
		}
		if !evaluate[bool](t, b, `(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()`) {
			t.Errorf("%s has the focus and does not show it", what)
		}
		return
	}
	t.Fatalf("%s is not reached by the Tab key", what)
}

// TestPanelByKeyboard takes a chart from a dataset's page to a copied code with
// the keyboard alone: opens the panel, chooses, copies, looks at three widths.
func TestPanelByKeyboard(t *testing.T) {
	o, site, b := charted(t, "2020-ey-sp2c", "2021-nord-france")
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		call(t, b, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{Permission: &cdpbrowser.PermissionDescriptor{Name: name}, Setting: cdpbrowser.PermissionSettingGranted, Origin: site})
	}
	call(t, b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.do(t, chromedp.EmulateViewport(1280, 900))
	b.open(t, site+"/datasets/turnover?geo=FR&lang=en")
	b.tabTo(t, "the chart's link", `el.hash === '#share'`)
	b.do(t, chromedp.KeyEvent(kb.Enter))
	eventually(t, b, "the panel is open and has the focus", `document.querySelector('#share').open && document.activeElement === document.querySelector('#share')`)
	b.tabTo(t, "the choice of colours", `el.name === 'theme'`)
	b.do(t, chromedp.KeyEvent("d"))
	eventually(t, b, "the codes are of the dark chart", `document.querySelector('#share-iframe').value.includes('theme=dark')`)
	b.tabTo(t, "the number of pixels", `el.name === 'height'`)
	b.do(t, chromedp.KeyEvent("5"), chromedp.KeyEvent("0"), chromedp.KeyEvent("0"))
	eventually(t, b, "the codes are of the high chart", `document.querySelector('#share-iframe').value.includes('height=500')`)
	b.tabTo(t, "the button that copies", `el.matches('.code button') && el.closest('.code').querySelector('#share-iframe')`)
	b.do(t, chromedp.KeyEvent(kb.Enter))
	eventually(t, b, "it says so", `document.activeElement.closest('.code').querySelector('[role=status]').textContent === 'Copied'`)
	copied := evaluate[string](t, b, `navigator.clipboard.readText()`, chromedp.EvalAwaitPromise)
	want := `<iframe src="` + site + `/embed/turnover?geo=FR&amp;at=3&amp;theme=dark&amp;height=500&amp;lang=en" title="Turnover" width="100%" height="`
	if !strings.HasPrefix(copied, want) || !strings.HasSuffix(copied, "></iframe>") {
		t.Errorf("copied %s, want %s…", copied, want)
	}
	b.tabTo(t, "the preview's width", `el.name === 'preview'`)
	for _, width := range []string{"320", "800"} { // the choices go round
		b.do(t, chromedp.KeyEvent(kb.ArrowLeft))
		eventually(t, b, "the preview is "+width+" wide", `document.querySelector('.preview iframe').width === '`+width+`'`)
	}
	eventually(t, b, "the preview is as high as it says", `(() => { const f = document.querySelector('.preview iframe'); return Number(f.height) > 300 && f.height !== document.querySelector('.preview').dataset.height; })()`)
	b.tabTo(t, "the preview", `el.tagName === 'IFRAME'`)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.errors {
		t.Error(e)
	}
	frame := strings.ReplaceAll(regexp.MustCompile(`src="[^"]*?(/embed/[^"]+)"`).FindStringSubmatch(copied)[1], "&amp;", "&")
	o.follow(t, frame)
}

// TestPanelWithoutScripts opens the panel by its link and sends its form.
func TestPanelWithoutScripts(t *testing.T) {
	_, site, b := charted(t, "2020-ey-sp2c", "2021-nord-france")
	call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for _, width := range []int64{375, 1280} {
		b.do(t, chromedp.EmulateViewport(width, 900))
		b.open(t, site+"/datasets/turnover?geo=FR&lang=fr")
		b.do(t, chromedp.Click(`.actions a[href$="#share"]`))
		eventually(t, b, "the panel is open", `location.hash === '#share' && document.querySelector('#share')?.open === true`)
		b.do(t, chromedp.SendKeys(`#share [name=title]`, "Marché"), chromedp.Click(`#share [name=values]`), chromedp.Click(`#share [value=live]`), chromedp.Click(`#share form button`))
		eventually(t, b, "the codes are of what was chosen", `document.querySelector('#share-url')?.value.endsWith('/embed/turnover?geo=FR&title=March%C3%A9&values=true&lang=fr')`)
		got, err := chromedp.Run(b, chromedp.Evaluate[seen](look))
		if err != nil {
			t.Fatal(err)
		}
		if got.Overflow > 0 || !evaluate[bool](t, b, `document.querySelector('.preview iframe').offsetWidth <= innerWidth && [...document.querySelectorAll('.code button')].every((x) => x.hidden)`) {
			t.Errorf("at %d: %+v", width, got)
		}
	}
}

// TestPanelAxe holds the open panel to axe-core, in both languages and grounds.
func TestPanelAxe(t *testing.T) {
	script := axe(t)
	_, site, b := charted(t, "2020-ey-sp2c", "2021-nord-france")
	for _, view := range []struct {
		path, scheme string
		width        int64
	}{{"/datasets/turnover?geo=FR&lang=en&share=pinned", "light", 1280}, {"/datasets/jobs?geo=FRE&lang=fr&share=live&chartLang=en&theme=dark", "dark", 375}, {"/datasets/jobs?type=pyramid&share=live&lang=en", "dark", 1280}} {
		call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: view.scheme}}})
		b.do(t, chromedp.EmulateViewport(view.width, 900))
		if got := b.open(t, site+view.path); got.Overflow > 0 {
			t.Errorf("%s is %d pixels too wide", view.path, got.Overflow)
		}
		b.violations(t, script)
	}
}

// TestScriptsOfPages bounds what a dataset's page loads of scripts, packed.
func TestScriptsOfPages(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	page := o.ask(t, http.MethodGet, "/datasets/turnover").Body.String()
	total := 0
	found := regexp.MustCompile(`<script type="module" src="([^"]+)"`).FindAllStringSubmatch(page, -1)
	for _, m := range found {
		body := o.ask(t, http.MethodGet, m[1]).Body.Bytes()
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write(body)
		z.Close()
		total += packed.Len()
	}
	if len(found) != 2 || total > 6<<10 {
		t.Errorf("%d scripts of %d bytes packed, want two of at most 6 KiB", len(found), total)
	}
}

// axe is axe-core, which BAROMETER_TEST_AXE names.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("BAROMETER_TEST_AXE")
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BAROMETER_TEST_AXE is not set: CI must check the pages with axe-core")
		}
		t.Skip("set BAROMETER_TEST_AXE to the path of axe-core's axe.min.js to check the pages with it")
	}
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// violations fails the test for what axe finds serious in the page shown.
func (b *browser) violations(t *testing.T, script string) {
	t.Helper()
	evaluate[any](t, b, script+";0")
	found := evaluate[[]struct {
		ID, Impact, Help string
		Nodes            []string
	}](t, b, `axe.run().then((r) => r.violations.map((v) => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 120))})))`, chromedp.EvalAwaitPromise)
	for _, v := range found {
		if v.Impact == "serious" || v.Impact == "critical" {
			t.Errorf("%s (%s): %s\n%s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n"))
		} else {
			t.Logf("%s (%s): %s %v", v.ID, v.Impact, v.Help, v.Nodes)
		}
	}
}
