package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// evaluate asks the page.
func evaluate[T any](t *testing.T, b *browser, expression string, opts ...chromedp.EvaluateOption) T {
	t.Helper()
	got, err := chromedp.Run(b, chromedp.Evaluate[T](expression, opts...))
	if err != nil {
		t.Fatalf("%v\n%s", err, expression)
	}
	return got
}

// eventually waits until the page says so.
func eventually(t *testing.T, b *browser, what, expression string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if evaluate[bool](t, b, expression) {
			return
		}
	}
	t.Fatalf("%s: never", what)
}

func (b *browser) do(t *testing.T, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		t.Fatal(err)
	}
}

// settle waits until what changed is on the screen, where a click finds it.
func (b *browser) settle(t *testing.T) {
	t.Helper()
	evaluate[any](t, b, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))`, chromedp.EvalAwaitPromise)
}

// charted starts the office and a browser for it.
func charted(t *testing.T, only ...string) (*office, string, *browser) {
	t.Helper()
	if os.Getenv("BAROMETER_TEST_CHROME") == "" {
		browse(t, "")
	}
	o := open(t, only...)
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	return o, server.URL, browse(t, server.URL)
}

func TestEmbedInBrowser(t *testing.T) {
	_, site, b := charted(t, "2021-nord-france", "ey-sp2c", "2020-relation")
	frames := []string{"/embed/turnover?geo=FR&scope=MARKET&unit=eur-billion", "/embed/jobs?geo=FRE&width=960", "/embed/turnover?geo=FR&title=" + strings.Repeat("Wort", 50), "/embed/jobss"}
	for _, look := range []struct {
		theme, prefers, ground string
		scripts                bool
	}{
		{"light", "dark", "rgb(255, 255, 255)", true}, {"dark", "light", "rgb(17, 23, 30)", false}, {"auto", "dark", "rgb(17, 23, 30)", true}, {"auto", "light", "rgb(255, 255, 255)", false},
	} {
		call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.prefers}}})
		call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !look.scripts})
		for i, width := range []int64{320, 375, 640, 1280} {
			b.do(t, chromedp.EmulateViewport(width, 800))
			lang := []string{"en", "fr"}[i%2]
			for _, frame := range frames {
				t.Run(fmt.Sprintf("%s %s over %s %d %s", frame[:min(len(frame), 60)], look.theme, look.prefers, width, lang), func(t *testing.T) {
					got := b.open(t, site+frame+map[bool]string{true: "&", false: "?"}[strings.Contains(frame, "?")]+"theme="+look.theme+"&lang="+lang)
					want := 1
					if strings.HasSuffix(frame, "jobss") {
						want = 0
					}
					if got.Lang != lang || got.Ground != look.ground || got.Overflow > 0 || got.Drawn != want || got.Empty > 0 || len(got.Small) > 0 {
						t.Errorf("%+v, want %d charts in %s on %s", got, want, lang, look.ground)
					}
				})
			}
		}
	}
}

// TestEmbedBeforeScripts lets no script arrive: the chart is painted and its
// table opens.
func TestEmbedBeforeScripts(t *testing.T) {
	if os.Getenv("BAROMETER_TEST_CHROME") == "" {
		browse(t, "")
	}
	o := open(t, "2020-ey-sp2c")
	hung := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".js") {
			<-hung
		}
		o.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hung) })
	b := browse(t, server.URL)
	call(t, b, page.Enable, page.EnableParams{})
	if _, err := chromedp.Call(b, page.Navigate, page.NavigateParams{URL: server.URL + "/embed/turnover?geo=FR&scope=MARKET"}); err != nil {
		t.Fatal(err)
	}
	// Not evaluate, which waits for pages that load.
	says := func(expression string) string {
		got, err := chromedp.Call(b, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ReturnByValue: new(true)})
		if err != nil {
			t.Fatal(err)
		}
		return string(got.Result.Value)
	}
	painted := `performance.getEntriesByName('first-contentful-paint').length === 1 && document.querySelector('.drawn svg path') !== null`
	for end := time.Now().Add(10 * time.Second); says(painted) != "true"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nothing is painted without the scripts")
		}
	}
	if state := says(`document.readyState`); state != `"interactive"` && state != `"loading"` {
		t.Errorf("the page is %s: the scripts were not held back", state)
	}
	if says(`document.querySelector('summary').click(); document.querySelector('tbody tr').getBoundingClientRect().height > 0`) != "true" {
		t.Error("the table does not open")
	}
}

// TestEmbedKeyboard walks through the charts: every figure says its words.
func TestEmbedKeyboard(t *testing.T) {
	_, site, b := charted(t, "2021-nord-france", "ey-sp2c", "2020-relation", "2020-nord-france")
	for _, frame := range []string{"/embed/turnover?geo=FR&lang=en", "/embed/jobs?geo=FRE&lang=en", "/embed/production-location?geo=FR&scope=MARKET&lang=en"} {
		t.Run(frame, func(t *testing.T) {
			b.do(t, chromedp.EmulateViewport(700, 800))
			b.open(t, site+frame)
			marks := evaluate[[]string](t, b, `[...document.querySelectorAll('.drawn')].find((d) => d.offsetHeight).querySelectorAll('[data-cell]').values().map((m) => m.dataset.cell).toArray().sort()`)
			rows := evaluate[map[string]string](t, b, `Object.fromEntries([...document.querySelectorAll('tr[data-cell]')].map((r) => [r.dataset.cell, r.querySelector('.n').textContent]))`)
			b.do(t, chromedp.KeyEvent(kb.Tab))
			eventually(t, b, "the chart has the focus", `document.activeElement.className.startsWith('drawn')`)
			var reached []string
			for range marks {
				b.do(t, chromedp.KeyEvent(kb.ArrowRight))
				got := evaluate[[]string](t, b, `[document.querySelector('.on').dataset.cell, document.activeElement.querySelector('.tip').textContent]`)
				reached = append(reached, got[0])
				if rows[got[0]] == "" || !strings.HasPrefix(got[1], rows[got[0]]) {
					t.Errorf("%s says %q, the table %q", got[0], got[1], rows[got[0]])
				}
			}
			slices.Sort(reached)
			if len(marks) < 2 || !slices.Equal(reached, marks) {
				t.Errorf("reached %v of %v", reached, marks)
			}
			if inside := evaluate[bool](t, b, `(() => { const t = document.activeElement.querySelector('.tip').getBoundingClientRect(); return t.left >= 0 && t.right <= innerWidth && t.top >= 0; })()`); !inside {
				t.Error("the words stand outside the window")
			}
			b.do(t, chromedp.KeyEvent(kb.Escape))
			if evaluate[string](t, b, `document.activeElement.querySelector('.tip').textContent`) != "" {
				t.Error("Escape leaves the words")
			}
		})
	}
}

// TestEmbedPointer points at a mark, touches one, and points at a legend.
func TestEmbedPointer(t *testing.T) {
	_, site, b := charted(t, "ey-sp2c", "2020-relation")
	b.do(t, chromedp.EmulateViewport(700, 800))
	b.open(t, site+"/embed/production-location?geo=FR&scope=MARKET&measure=TURNOVER&lang=en")
	at := func(expression string) (x, y float64) {
		p := evaluate[[]float64](t, b, `(() => { const r = (`+expression+`).getBoundingClientRect(); return [(r.left + r.right) / 2, (r.top + r.bottom) / 2]; })()`)
		return p[0], p[1]
	}
	x, y := at(`document.querySelector('.at-540 [data-cell]')`)
	b.do(t, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
	eventually(t, b, "the mark says its words with their source", `/%/.test(document.querySelector('.at-540 .tip').textContent) && document.querySelectorAll('.at-540 .tip p').length === 3`)
	b.do(t, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 5, 5))
	eventually(t, b, "the words go with the pointer", `document.querySelector('.at-540 .tip').textContent === ''`)
	x, y = at(`document.querySelector('.at-540 path.key')`)
	b.do(t, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
	eventually(t, b, "the other series stand back", `(() => { const off = document.querySelectorAll('.at-540 .off[data-cell]').length; return off > 0 && off < document.querySelectorAll('.at-540 [data-cell]').length; })()`)
	x, y = at(`document.querySelectorAll('.at-540 [data-cell]')[1]`)
	b.do(t, chromedp.TapXY(x, y))
	eventually(t, b, "a finger is answered", `document.querySelector('.at-540 .tip').textContent !== ''`)
}

// heights are the messages that a page got of one frame, by kind.
const listen = `<!doctype html><title>Host</title><body style="margin:0">
<script>
window.got = {};
addEventListener('message', (event) => {
	const frame = [...document.querySelectorAll('iframe')].find((f) => f.contentWindow === event.source);
	const of = got[frame.id] ||= {};
	const d = event.data;
	const set = (kind, height) => { of[kind] = height; of.count = (of.count || 0) + 1; };
	if (typeof d === 'string' && d.startsWith('{')) set('medium', JSON.parse(d).context === 'iframe.resize' && JSON.parse(d).height);
	else if (typeof d === 'string' && d.startsWith('pym')) set('pym', Number(d.split('xPYMx')[3]));
	else if (typeof d === 'string' && d.startsWith('[iFrameSizer]')) { set('resizer', Number(d.split(':')[1])); }
	else if (d['datawrapper-height']) { set('datawrapper', Object.values(d['datawrapper-height'])[0]); frame.style.height = of.datawrapper + 'px'; }
	else if (d.sentinel === 'amp') set('amp', d.type === 'embed-size' && d.height);
	else if (d.message === 'height') set('wordpress', d.secret === 'abc' && d.value);
	of.origin = event.origin;
});
</script>
<iframe id="plain" width="100%" title="plain" src="SITE/embed/turnover?geo=FR&scope=MARKET&lang=en&childId=child-1&initialWidth=300" onload="this.contentWindow.postMessage('[iFrameSizer]plain:8:false:false:32:true:true:null:bodyOffset', '*')"></iframe>
<iframe id="sandbox" width="100%" title="sandbox" sandbox="allow-scripts" security="restricted" src="SITE/embed/turnover?geo=FR&scope=MARKET&lang=en#?secret=abc"></iframe>`

// TestEmbedInFrames frames charts from another origin, freely and as WordPress
// does: they tell their height after load, rotation, opening and closing.
func TestEmbedInFrames(t *testing.T) {
	_, site, b := charted(t, "2020-ey-sp2c")
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.ReplaceAll(listen, "SITE", site))
	}))
	t.Cleanup(host.Close)
	b.host = "http://127.0.0.1:"
	b.do(t, chromedp.EmulateViewport(800, 2400), chromedp.Navigate(host.URL))
	told := func(frame string) float64 {
		t.Helper()
		return evaluate[float64](t, b, `got.`+frame+`?.datawrapper || 0`)
	}
	for frame, kinds := range map[string]string{"plain": "['datawrapper', 'amp', 'medium', 'pym', 'resizer']", "sandbox": "['datawrapper', 'amp', 'medium', 'wordpress']"} {
		eventually(t, b, frame+" tells its height to all", fmt.Sprintf(`%s.every((k) => got.%s?.[k] > 300 && got.%[2]s[k] === got.%[2]s.datawrapper)`, kinds, frame))
		if origin := evaluate[string](t, b, `got.`+frame+`.origin`); (origin == "null") != (frame == "sandbox") {
			t.Errorf("%s has the origin %q", frame, origin)
		}
	}
	for _, frame := range []string{"plain", "sandbox"} {
		wide := told(frame)
		b.do(t, chromedp.EmulateViewport(360, 2400))
		eventually(t, b, frame+" tells its height after rotation", fmt.Sprintf(`got.%s.datawrapper !== %v`, frame, wide))
		b.do(t, chromedp.EmulateViewport(800, 2400))
		eventually(t, b, frame+" tells its height after rotation back", fmt.Sprintf(`got.%s.datawrapper === %v`, frame, wide))
		b.settle(t)
		summary := evaluate[[]float64](t, b, `(() => { const r = document.getElementById('`+frame+`').getBoundingClientRect(); return [r.left + 60, r.bottom - 28]; })()`)
		b.do(t, chromedp.MouseClickXY(summary[0], summary[1]))
		eventually(t, b, frame+" grows with its table", fmt.Sprintf(`got.%s.datawrapper > %v`, frame, wide+100))
		b.do(t, chromedp.MouseClickXY(summary[0], summary[1]))
		eventually(t, b, frame+" shrinks again", fmt.Sprintf(`got.%s.datawrapper === %v`, frame, wide))
	}
	before := evaluate[int](t, b, `got.plain.count`)
	time.Sleep(300 * time.Millisecond)
	if after := evaluate[int](t, b, `got.plain.count`); after != before {
		t.Errorf("%d messages while nothing changed", after-before)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.errors {
		t.Error(e)
	}
}

// TestEmbedAxe holds frames to axe-core: no serious violation.
func TestEmbedAxe(t *testing.T) {
	script := axe(t)
	o, site, b := charted(t, "2021-nord-france", "ey-sp2c", "2020-relation")
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	o.correct(t, "ey-sp2c-2020", "2020-12-01", addTen)
	pin := "&" + pinning(state.Generation)
	for _, frame := range []string{"/embed/turnover?geo=FR&lang=en&theme=light" + pin, "/embed/turnover?geo=FR&scope=MARKET&lang=fr&theme=dark" + pin, "/embed/jobs?geo=FRE&lang=fr&theme=light", "/embed/jobss?lang=en&theme=dark", "/datasets/turnover?lang=en"} {
		t.Run(frame, func(t *testing.T) {
			b.open(t, site+frame)
			evaluate[any](t, b, `for (const d of document.querySelectorAll('details')) d.open = true`)
			b.violations(t, script)
		})
	}
}
