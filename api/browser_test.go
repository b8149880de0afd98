package api

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is one tab of a real browser, and what happened in it.
type browser struct {
	context.Context
	host string // the only one it may ask

	mu     sync.Mutex
	errors []string
}

// browse starts the browser that BAROMETER_TEST_CHROME names.
func browse(t *testing.T, host string) *browser {
	t.Helper()
	path := os.Getenv("BAROMETER_TEST_CHROME")
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BAROMETER_TEST_CHROME is not set: CI must open the pages in a browser")
		}
		t.Skip("set BAROMETER_TEST_CHROME to the path of Chromium to open the pages in it")
	}
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun}
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "hide-scrollbars"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b := &browser{Context: ctx, host: host}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.notice); err != nil {
		t.Fatal(err)
	}
	call(t, b, network.Enable, network.EnableParams{})
	call(t, b, log.Enable, cdp.Empty{})
	return b
}

// notice collects what a page must not do.
func (b *browser) notice(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, b.host) && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "about:") {
			b.errors = append(b.errors, "asked another host: "+url)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			b.errors = append(b.errors, "console: "+e.Entry.Text)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			b.errors = append(b.errors, fmt.Sprintf("%s answers %d", e.Response.URL, e.Response.Status))
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			b.errors = append(b.errors, "console.error")
		}
	}
}

func call[P any](t *testing.T, ctx context.Context, command cdp.Command[P, cdp.Empty], params P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// seen is what a reader sees of a page.
type seen struct {
	Lang, Ground string
	Overflow     int      // pixels that the page is wider than the window
	Drawn        int      // visible charts with marks and words
	Empty        int      // visible charts without
	Small        []string // words in charts under 12 pixels
	Cut          []string // tables wider than their place
	Heading      string
}

// look measures a page as it was drawn.
const look = `(() => {
	const root = document.documentElement, out = {Lang: root.lang, Ground: getComputedStyle(document.body).backgroundColor,
		Overflow: Math.max(0, root.scrollWidth - root.clientWidth), Drawn: 0, Empty: 0, Small: [], Cut: [], Heading: document.querySelector('h1').textContent};
	for (const svg of document.querySelectorAll('.drawn svg')) {
		const box = svg.getBoundingClientRect();
		if (box.width === 0 || box.height === 0) continue;
		const marks = svg.querySelectorAll('path,rect,circle').length, words = svg.querySelectorAll('text').length;
		if (marks > 2 && words > 0 && svg.querySelector('title')) out.Drawn++; else out.Empty++;
		for (const text of svg.querySelectorAll('text')) {
			const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
			if (size < 12) out.Small.push(text.textContent + ' ' + size.toFixed(2));
		}
	}
	for (const box of document.querySelectorAll('.scroll')) {
		if (box.scrollWidth > box.clientWidth + 1) out.Cut.push(box.querySelector('caption').textContent + ' by ' + (box.scrollWidth - box.clientWidth));
	}
	return out;
})()`

func TestPagesInBrowser(t *testing.T) {
	if os.Getenv("BAROMETER_TEST_CHROME") == "" {
		browse(t, "")
	}
	server := httptest.NewServer(open(t))
	t.Cleanup(server.Close)
	b := browse(t, server.URL)
	kinds := []struct {
		path   string
		charts int
	}{
		{"/", 3}, {"/geo/", 0}, {"/geo/FRE", 1}, {"/geo/FR", 2}, {"/geo/FRE1", 0}, {"/datasets", 0}, {"/datasets/turnover", 1}, {"/datasets/jobs?geo=FR", 1},
		{"/datasets/production-location", 1},
		{"/releases", 0}, {"/releases/nfi-article-2021", 0}, {"/sources", 0}, {"/method", 0}, {"/geo/FRZ", 0},
	}
	for _, scheme := range []struct {
		name, ground string
		scripts      bool
	}{{"light", "rgb(255, 255, 255)", true}, {"dark", "rgb(17, 23, 30)", false}} {
		call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme.name}}})
		call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scheme.scripts})
		for _, width := range []int64{375, 1280} {
			if err := chromedp.Do(b, chromedp.EmulateViewport(width, 800)); err != nil {
				t.Fatal(err)
			}
			for _, lang := range []string{"en", "fr"} {
				for _, kind := range kinds {
					t.Run(fmt.Sprintf("%s %d %s %s", kind.path, width, scheme.name, lang), func(t *testing.T) {
						got := b.open(t, server.URL+withParameter(kind.path, "lang="+lang))
						if got.Lang != lang || got.Ground != scheme.ground || got.Heading == "" {
							t.Errorf("the page is in %q on %s with heading %q, want %s on %s", got.Lang, got.Ground, got.Heading, lang, scheme.ground)
						}
						if got.Overflow > 0 {
							t.Errorf("the page is %d pixels wider than the window", got.Overflow)
						}
						if got.Drawn != kind.charts || got.Empty > 0 {
							t.Errorf("%d charts are drawn and %d are empty, want %d drawn", got.Drawn, got.Empty, kind.charts)
						}
						if width < 720 && len(got.Cut) > 0 {
							t.Errorf("tables are cut off: %v", got.Cut)
						}
						if len(got.Small) > 0 {
							t.Errorf("words under 12 pixels: %v", got.Small)
						}
					})
				}
			}
		}
	}
}

// open shows an address and returns what is seen; what the page did wrong
// fails the test.
func (b *browser) open(t *testing.T, address string) seen {
	t.Helper()
	b.mu.Lock()
	b.errors = nil
	b.mu.Unlock()
	if err := chromedp.Do(b, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(b, chromedp.Evaluate[seen](look))
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.errors {
		t.Error(e)
	}
	return got
}

func withParameter(path, parameter string) string {
	if strings.Contains(path, "?") {
		return path + "&" + parameter
	}
	return path + "?" + parameter
}
