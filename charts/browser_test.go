package charts

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// chromium opens, in the browser that BAROMETER_TEST_CHROME names, a page with
// the scripts and fonts that pages draw charts with.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := os.Getenv("BAROMETER_TEST_CHROME")
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BAROMETER_TEST_CHROME is not set: CI must draw the charts in a browser")
		}
		t.Skip("set BAROMETER_TEST_CHROME to the path of Chromium to draw the charts in it")
	}
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServerFS(files))
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<!doctype html><meta charset="utf-8"><style>body{margin:0}%s</style><script src="echarts.min.js"></script><script src="formats.js"></script>`, fontRules)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/page")); err != nil {
		t.Fatal(err)
	}
	loaded := `Promise.all(['400 14px Inter', '600 14px Inter'].map(font => document.fonts.load(font, 'Aé'))).then(all => all.flat().length)`
	if n, err := chromedp.Run(ctx, chromedp.Evaluate[int](loaded, chromedp.EvalAwaitPromise)); err != nil || n != 2 {
		t.Fatalf("the browser loaded %d fonts: %v", n, err)
	}
	return ctx
}

// placed is where a text stands in a browser's picture.
type placed struct {
	Text        string
	Left, Right float64
	Middle      float64 // of its height
}

// drawInBrowser draws an option with our pinned script and reports its texts.
const drawInBrowser = `(option, width, height) => {
	const div = document.createElement('div');
	div.style.cssText = 'position:absolute;left:0;top:0;width:' + width + 'px;height:' + height + 'px';
	document.body.replaceChildren(div);
	const chart = echarts.init(div, null, {renderer: 'svg', width, height});
	const parsed = formats.revive(JSON.parse(option));
	parsed.animation = false;
	chart.setOption(parsed);
	const out = [...div.querySelectorAll('svg text')].map((text) => {
		const box = text.getBoundingClientRect();
		return {Text: text.textContent, Left: box.left, Right: box.right, Middle: (box.top + box.bottom) / 2};
	});
	chart.dispose();
	return out;
}`

// The browser draws an option as the binary does: the same texts at the same
// places, within three pixels. With BAROMETER_TEST_LONG these are all pictures,
// else every third.
func TestBrowserDrawsTheSame(t *testing.T) {
	browser := chromium(t)
	const slack = 3
	every := 3
	if os.Getenv("BAROMETER_TEST_LONG") != "" {
		every = 1
	}
	for i, ref := range references(t) {
		if i%every != 0 {
			continue
		}
		option, _ := ref.chart.Option()
		quoted, err := json.Marshal(string(option))
		if err != nil {
			t.Fatal(err)
		}
		width, height := ref.chart.Size()
		got, err := chromedp.Run(browser, chromedp.Evaluate[[]placed](fmt.Sprintf("(%s)(%s, %d, %d)", drawInBrowser, quoted, width, height)))
		if err != nil {
			t.Fatalf("%s: %v", ref.name, err)
		}
		var said, want []string
		for _, g := range got {
			said = append(said, g.Text)
		}
		here := texts(t, drawnOnce(t, ref.chart))
		for _, d := range here {
			want = append(want, d.text)
			wide := strings.ContainsRune(d.text, '\u2002') // not in our font: the browser takes its own, narrower one
			near := func(g placed) bool {
				return g.Text == d.text && math.Abs(g.Left-d.box.left) <= slack && (wide || math.Abs(g.Right-d.box.left-d.box.width) <= slack) &&
					math.Abs(g.Middle-d.box.top-d.box.height/2) <= slack
			}
			if !slices.ContainsFunc(got, near) {
				t.Errorf("%s: %q stands at %+v, in the browser elsewhere: %+v", ref.name, d.text, d.box, got)
			}
		}
		slices.Sort(said)
		slices.Sort(want)
		if diff := cmp.Diff(want, said); diff != "" {
			t.Errorf("%s: the texts differ (-binary +browser):\n%s", ref.name, diff)
		}
	}
}
