package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// log is a writer that several goroutines may use.
type log struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.String()
}

var served = regexp.MustCompile(`address=(http://\S+/)`)

// server is a running barometer.
type server struct {
	stderr *log
	exit   chan int
	stop   func() int // ends it and returns its exit code
}

// launch runs barometer until the test ends or stop is called.
func launch(t *testing.T, args ...string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &server{stderr: &log{}, exit: make(chan int, 1)}
	go func() { s.exit <- run(ctx, args, strings.NewReader(""), io.Discard, s.stderr) }()
	s.stop = sync.OnceValue(func() int { cancel(); return <-s.exit })
	t.Cleanup(func() { s.stop() })
	return s
}

// address waits until the server says where it serves.
func (s *server) address(t *testing.T) string {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline) && len(s.exit) == 0; time.Sleep(20 * time.Millisecond) {
		if m := served.FindStringSubmatch(s.stderr.String()); m != nil {
			return m[1]
		}
	}
	t.Fatalf("it does not serve:\n%s", s.stderr)
	return ""
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// TestServe is the reader's first minute: one command, a figure, a chart, a
// page; then a clean stop and a second start that loads nothing twice.
func TestServe(t *testing.T) {
	database := filepath.Join(t.TempDir(), "figures.db")
	first := launch(t, "serve", "--listen", "127.0.0.1:0", "--database", database)
	address, stderr := first.address(t), first.stderr
	for _, c := range []struct{ path, want string }{
		{"readyz", ""},
		{"api/v1/datasets/jobs/data?geo=FRE&from=2018&to=2020", `"nearly"`},
		{"api/v1/datasets/jobs/data.csv?geo=FRE&scope=SP2C", "8700"},
		{"charts/turnover.svg?geo=FR&scope=MARKET&location=_T", "<svg"},
		{"?lang=en", "<svg"},
		{"geo/FRE?lang=fr", "Hauts-de-France"},
		{"datasets/jobs", "<table"},
	} {
		if status, body := get(t, address+c.path); status != http.StatusOK || !strings.Contains(body, c.want) {
			t.Errorf("%s: status %d, and no %q in %.300s", c.path, status, c.want, body)
		}
	}
	_, before := get(t, address+"api/v1/releases")
	port := address[strings.LastIndex(strings.TrimSuffix(address, "/"), ":"):]
	if code := run(t.Context(), []string{"serve", "--listen", "127.0.0.1" + strings.TrimSuffix(port, "/"), "--database", database}, nil, io.Discard, stderr); code != exitRefused {
		t.Errorf("a second server on the same port exits %d", code)
	}
	if !strings.Contains(stderr.String(), "in use") {
		t.Errorf("it does not say that the port is in use:\n%s", stderr)
	}
	if code := first.stop(); code != exitDone {
		t.Errorf("stopping exits %d:\n%s", code, stderr)
	}
	address = launch(t, "--listen", "127.0.0.1:0", "--database", database).address(t)
	if _, after := get(t, address+"api/v1/releases"); after != before {
		t.Errorf("the second start has other releases:\n%s\nbefore:\n%s", after, before)
	}
}

func TestReachable(t *testing.T) {
	for _, c := range []struct{ ip, want string }{
		{"0.0.0.0", "http://localhost:80/"}, {"::", "http://localhost:80/"}, {"127.0.0.1", "http://127.0.0.1:80/"}, {"::1", "http://[::1]:80/"},
	} {
		if got := reachable(&net.TCPAddr{IP: net.ParseIP(c.ip), Port: 80}); got != c.want {
			t.Errorf("%s is reached at %s, want %s", c.ip, got, c.want)
		}
	}
}

// TestServeTogether starts two servers on one new database at once: both
// serve, and every workbook is released once.
func TestServeTogether(t *testing.T) {
	database := filepath.Join(t.TempDir(), "figures.db")
	var servers []*server
	for range 2 {
		servers = append(servers, launch(t, "--listen", "127.0.0.1:0", "--database", database))
	}
	for _, s := range servers {
		address := s.address(t)
		_, body := get(t, address+"api/v1/releases")
		if n := strings.Count(body, `"state":"published"`); n != 20 || strings.Contains(body, `.2"`) {
			t.Errorf("%s has %d published releases, want 20 and no correction:\n%s", address, n, body)
		}
	}
}

// TestStopWhileLoading stops the first start in its middle: that is a clean
// stop, and the next start loads the rest.
func TestStopWhileLoading(t *testing.T) {
	database := filepath.Join(t.TempDir(), "figures.db")
	first := launch(t, "--listen", "127.0.0.1:0", "--database", database)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var out bytes.Buffer
		if run(t.Context(), []string{"releases", "--database", database}, nil, &out, io.Discard) == exitDone && strings.Count(out.String(), "\n") > 3 {
			break
		}
	}
	if code := first.stop(); code != exitDone {
		t.Errorf("stopping while loading exits %d:\n%s", code, first.stderr)
	}
	address := launch(t, "--listen", "127.0.0.1:0", "--database", database).address(t)
	_, body := get(t, address+"api/v1/releases")
	if n := strings.Count(body, `"state":"published"`); n != 20 {
		t.Errorf("after the next start %d releases are published, want 20", n)
	}
}
