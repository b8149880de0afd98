package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/charts"
)

// resident is how many bytes of memory the process has, Go's heap and all that
// lies beside it; 0 where /proc does not say.
func resident(t *testing.T) uint64 {
	t.Helper()
	content, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages uint64
	if _, err := fmt.Sscan(string(content), &size, &pages); err != nil {
		t.Errorf("/proc/self/statm: %v", err)
	}
	return pages * uint64(os.Getpagesize())
}

// highest samples what a process holds until stop is called.
func highest(t *testing.T) (stop func() (goroutines int, heap, rss uint64)) {
	done, finished := make(chan struct{}), make(chan struct{})
	var goroutines int
	var heap, rss uint64
	go func() {
		defer close(finished)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			goroutines, heap, rss = max(goroutines, runtime.NumGoroutine()), max(heap, m.HeapInuse), max(rss, resident(t))
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() (int, uint64, uint64) {
		close(done)
		<-finished
		return goroutines, heap, rss
	}
}

// TestFiveHundredPictures asks for many different pictures at once: what is
// held stays bounded, each answer is the picture it is for one who asks alone
// or says when to come back, and then the service answers as before.
func TestFiveHundredPictures(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	renderer := charts.Settings{Waiting: 8}.NewRenderer(2)
	t.Cleanup(renderer.Close)
	o.renderer = renderer
	var log bytes.Buffer
	o.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
	target := func(i int) string {
		return fmt.Sprintf("/charts/turnover.%s?geo=FR&scope=MARKET&width=%d", []string{"svg", "png", "svg", "pdf"}[i%4], 300+i)
	}
	if w := o.ask(t, http.MethodGet, target(1)); w.Code != http.StatusOK { // the machines are started
		t.Fatal(w.Body)
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	goroutines, small := runtime.NumGoroutine(), resident(t)
	stop := highest(t)
	const asked = 500
	answers := make([]*httptest.ResponseRecorder, asked)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = o.ask(t, http.MethodGet, target(i)) })
	}
	wait.Wait()
	most, heap, rss := stop()
	// Each request has its own goroutine, that of the cache's entry, and a few for the database.
	if limit := goroutines + 5*asked; most > limit {
		t.Errorf("%d goroutines, want at most %d", most, limit)
	}
	if grown := int64(heap) - int64(before.HeapInuse); grown > 256<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
	if grown := int64(rss) - int64(small); grown > 384<<20 {
		t.Errorf("the process grew by %d MiB", grown>>20)
	}
	drawn, busy := 0, 0
	o.answers, o.drawings = newCache(answerBytes), newCache(drawingBytes)
	for i, w := range answers {
		switch w.Code {
		case http.StatusOK:
			drawn++
			if alone := o.ask(t, http.MethodGet, target(i)); !bytes.Equal(alone.Body.Bytes(), w.Body.Bytes()) {
				t.Errorf("%s differs from itself alone: %d bytes, %d and %d alone", target(i), w.Body.Len(), alone.Code, alone.Body.Len())
			}
		case http.StatusServiceUnavailable:
			busy++
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Retry-After") != retryAfter || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" {
				t.Errorf("%s: busy with %v %s", target(i), w.Header(), w.Body)
			}
		default:
			t.Errorf("%s: %d %s %s", target(i), w.Code, w.Body, &log)
		}
	}
	t.Logf("%d drawn, %d busy; %d goroutines, heap from %d to %d MiB, process from %d to %d MiB", drawn, busy, most, before.HeapInuse>>20, heap>>20, small>>20, rss>>20)
	if drawn < 16 || busy == 0 {
		t.Errorf("%d drawn and %d busy of %d", drawn, busy, asked)
	}
	for i := asked; i < asked+4; i++ {
		if w := o.ask(t, http.MethodGet, target(i)); w.Code != http.StatusOK {
			t.Errorf("afterwards: %d %s", w.Code, w.Body)
		}
	}
}

// TestPagesWithoutPictures shows that a page is there when no picture can be
// drawn: with its figures, a sentence, and for nobody to keep.
func TestPagesWithoutPictures(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	usual := o.renderer
	o.renderer = charts.NewRenderer(1)
	o.renderer.Close() // it draws no more, as when the server stops
	for _, target := range []string{"/", "/datasets/turnover?geo=FR"} {
		w := o.ask(t, http.MethodGet, target, "Accept", "text/html", "Accept-Language", "en", "Accept-Encoding", "gzip")
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, "Too many pictures are being drawn") || strings.Contains(body, "<svg xmlns") || !strings.Contains(body, "<table") {
			t.Errorf("%s while busy: %d %.300s", target, w.Code, body)
		}
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("ETag") != "" || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s while busy: %v", target, w.Header())
		}
	}
	if w := o.ask(t, http.MethodGet, "/charts/turnover.svg?geo=FR", "Accept", "text/html"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("the picture itself: %d %v", w.Code, w.Header())
	}
	o.renderer = usual
	w := o.ask(t, http.MethodGet, "/datasets/turnover?geo=FR", "Accept", "text/html", "Accept-Language", "en")
	if body := w.Body.String(); !strings.Contains(body, "<svg xmlns") || strings.Contains(body, "Too many pictures") || w.Header().Get("ETag") == "" {
		t.Errorf("afterwards: %d %.300s", w.Code, body)
	}
}

// TestPictureHeaders holds the pictures to what their headers promise.
func TestPictureHeaders(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	for suffix, test := range map[string]struct{ mediaType, begins string }{
		".svg": {"image/svg+xml", "<svg "},
		".png": {"image/png", "\x89PNG\r\n\x1a\n"},
		".pdf": {"application/pdf", "%PDF-1.7\n"},
	} {
		target := "/charts/turnover" + suffix + "?geo=FR"
		w := o.ask(t, http.MethodGet, target, "Accept-Encoding", "identity")
		h := w.Header()
		if w.Code != http.StatusOK || h.Get("Content-Type") != test.mediaType || !strings.HasPrefix(w.Body.String(), test.begins) {
			t.Errorf("%s: %d %v", target, w.Code, h)
		}
		if got, want := h.Get("Content-Disposition"), `inline; filename="turnover`+suffix+`"`; got != want {
			t.Errorf("%s: Content-Disposition %s, want %s", target, got, want)
		}
		if again := o.ask(t, http.MethodGet, target, "Accept-Encoding", "identity", "If-None-Match", h.Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("%s asked with its tag: %d", target, again.Code)
		}
		packed := o.ask(t, http.MethodGet, target, "Accept-Encoding", "gzip")
		if got := packed.Header().Get("Content-Encoding"); (got == "gzip") != (suffix == ".svg") {
			t.Errorf("%s: Content-Encoding %q", target, got)
		}
	}
	one, two := o.ask(t, http.MethodGet, "/charts/turnover.png?geo=FR"), o.ask(t, http.MethodGet, "/charts/turnover.png?geo=FR&scale=2")
	if one.Header().Get("ETag") == two.Header().Get("ETag") || two.Body.Len() <= one.Body.Len() {
		t.Errorf("scale 2 has %d bytes, scale 1 %d", two.Body.Len(), one.Body.Len())
	}
}
