package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// page is what a browser draws in: the pinned ECharts and the number formats,
// as in the binary.
const page = `<!doctype html><meta charset="utf-8"><style>body{margin:0}</style><div id="chart"></div>
<script src="/echarts.min.js"></script><script src="/formats.js"></script>
<script>
let chart;
function draw(option, width, height, renderer) {
  if (chart) chart.dispose();
  const div = document.getElementById('chart');
  div.style.width = width + 'px';
  div.style.height = height + 'px';
  chart = echarts.init(div, null, { renderer, width, height });
  option = formats.revive(option);
  option.animation = false;
  chart.setOption(option);
  return renderer === 'svg' ? div.innerHTML : '';
}
</script>`

// browser is a headless Chromium with the page open.
type browser struct {
	ctx   context.Context
	pid   int
	page  string
	close func()
}

// openBrowser starts Chromium and opens the page.
func openBrowser(ctx context.Context, chromium, assets string) (*browser, error) {
	files := http.NewServeMux()
	files.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
	})
	for _, name := range []string{"echarts.min.js", "formats.js"} {
		content, err := os.ReadFile(filepath.Join(assets, name))
		if err != nil {
			return nil, err
		}
		files.HandleFunc("/"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			w.Header().Set("Cache-Control", "max-age=3600")
			_, _ = w.Write(content)
		})
	}
	server := httptest.NewServer(files)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox)
	allocated, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, shut := chromedp.NewContext(allocated)
	b := &browser{ctx: tab, page: server.URL, close: func() { shut(); stop(); server.Close() }}
	if err := chromedp.Do(tab, chromedp.Navigate(b.page)); err != nil {
		b.close()
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	b.pid = chromedp.FromContext(tab).Browser.Process().Pid
	return b, nil
}

// draw draws an option in the open page, as SVG or, at a scale, as PNG. fresh
// opens the page anew before, as tools do that take one picture a run.
func (b *browser) draw(option []byte, p picture, png, fresh bool) ([]byte, error) {
	if fresh {
		if err := chromedp.Do(b.ctx, chromedp.Navigate(b.page)); err != nil {
			return nil, err
		}
	}
	renderer := "svg"
	if png {
		renderer = "canvas"
		if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(int64(p.width), int64(p.height), chromedp.EmulateScale(float64(p.scale)))); err != nil {
			return nil, err
		}
	}
	svg, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf("draw(%s, %d, %d, %q)", option, p.width, p.height, renderer)))
	if err != nil || !png {
		return []byte(svg), err
	}
	return chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
}
