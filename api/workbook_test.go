package api

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"barometer/datasets"
	"barometer/store"
)

// download takes an answer and keeps its digest alone, and the most memory
// that is in use while it comes.
type download struct {
	*httptest.ResponseRecorder
	sum    hash.Hash
	bytes  int
	looked int
	most   uint64
}

// Write looks at the memory every four MiB.
func (d *download) Write(p []byte) (int, error) {
	if d.bytes += len(p); d.bytes-d.looked > 4<<20 {
		d.looked, d.most = d.bytes, max(d.most, inUse())
	}
	return d.sum.Write(p)
}

// inUse is what the heap holds that is still needed.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestLargeWorkbook downloads a workbook that memory need not hold.
func TestLargeWorkbook(t *testing.T) {
	const size = 32 << 20
	o := open(t, "2020-ey-sp2c")
	published, err := datasets.ParseDate("2021")
	if err != nil {
		t.Fatal(err)
	}
	content := make([]byte, size)
	rand.NewChaCha8([32]byte{}).Read(content)
	sum := sha256.Sum256(content)
	o.release(t, store.Candidate{
		Publication: datasets.Publication{ID: "synthetic-2021", Published: published, Source: datasets.Source{ID: "insee"}},
		Workbook:    "large.xlsx", Content: strings.NewReader(string(content)), By: "test",
	}, nil, nil)
	content = nil
	const target = "/api/v1/releases/synthetic-2021/workbook"

	before := inUse()
	got := &download{ResponseRecorder: httptest.NewRecorder(), sum: sha256.New()}
	o.ServeHTTP(got, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	if got.Code != http.StatusOK || got.bytes != size || hex.EncodeToString(got.sum.Sum(nil)) != hex.EncodeToString(sum[:]) {
		t.Errorf("%d, %d bytes, or other ones than were imported", got.Code, got.bytes)
	}
	if grown := int64(max(got.most, inUse())) - int64(before); grown > 8<<20 {
		t.Errorf("the heap grew by %d MiB for a workbook of %d MiB", grown>>20, size>>20)
	}

	tag := got.Header().Get("ETag")
	for name, c := range map[string]struct {
		method  string
		headers []string
		status  int
		length  string
		bytes   int
	}{
		"its head":                      {http.MethodHead, nil, http.StatusOK, strconv.Itoa(size), 0},
		"known already":                 {http.MethodGet, []string{"If-None-Match", tag}, http.StatusNotModified, "", 0},
		"a part, which is not served":   {http.MethodGet, []string{"Range", "bytes=0-9"}, http.StatusOK, strconv.Itoa(size), size},
		"packed, which it is by itself": {http.MethodGet, []string{"Accept-Encoding", "gzip"}, http.StatusOK, strconv.Itoa(size), size},
	} {
		t.Run(name, func(t *testing.T) {
			w := o.ask(t, c.method, target, c.headers...)
			if w.Code != c.status || w.Header().Get("Content-Length") != c.length || w.Body.Len() != c.bytes {
				t.Errorf("%d, Content-Length %q, %d bytes", w.Code, w.Header().Get("Content-Length"), w.Body.Len())
			}
			if w.Header().Get("ETag") != tag || w.Header().Get("Content-Encoding") != "" {
				t.Errorf("ETag %s, want %s; Content-Encoding %q", w.Header().Get("ETag"), tag, w.Header().Get("Content-Encoding"))
			}
		})
	}
}
