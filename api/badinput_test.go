package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// endless is a body that never ends; it counts what is read of it.
type endless struct {
	head io.Reader
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	n, _ := e.head.Read(p)
	if n == 0 {
		n = len(p)
	}
	e.read += int64(n)
	return n, nil
}

// standing is what a refusal must leave as it was: what the public sees, and
// the imports with their states.
func (d desk) standing() map[string]string {
	d.t.Helper()
	out := map[string]string{}
	for _, target := range []string{"/api/v1/releases", "/api/v1/datasets/jobs/data", "/feed.atom", "/api/v1/imports"} {
		status, a := d.get(target)
		if status != http.StatusOK {
			d.t.Fatalf("%s: %d %s", target, status, a.body)
		}
		out[target] = a.body
	}
	return out
}

// TestBadInput has one row a request that is refused: in plain words, nothing
// is half done, and the service answers on.
func TestBadInput(t *testing.T) {
	o := open(t, "nothing")
	o.limits.upload, o.limits.writes = 1<<20, 1000
	publisher, editor := o.desk(t, datasets.RolePublisher), o.desk(t, datasets.RoleEditor)
	ready := func(publication string, jobs int) deskAnswer {
		return publisher.upload(bookOf(t, publication, "insee", "FRE", jobs))
	}
	decide := func(a deskAnswer, more fields) fields {
		d := fields{"changes": a.Changes.Hash, "accept": []string{"all"}, "reason": "synthetic", "note": "synthetic"}
		for key, value := range more {
			d[key] = value
		}
		return d
	}
	draft := ready("synthetic-draft", 1111)
	scheduled, withdrawn, public := ready("synthetic-scheduled", 1111), ready("synthetic-withdrawn", 1111), ready("synthetic-public", 1111)
	publisher.decide(withdrawn.ID, decide(withdrawn, nil))
	publisher.json("/api/v1/releases/synthetic-withdrawn/withdraw", fields{"reason": "synthetic"})
	_, public = publisher.get("/api/v1/imports/" + public.ID)
	publisher.decide(public.ID, decide(public, nil))
	_, scheduled = publisher.get("/api/v1/imports/" + scheduled.ID)
	publisher.decide(scheduled.ID, decide(scheduled, fields{"release_at": "2099-01-01T09:30Z"}))
	_, draft = publisher.get("/api/v1/imports/" + draft.ID)

	text := func(v any) io.Reader {
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.NewReader(body)
	}
	publish := "/api/v1/imports/" + draft.ID + "/publish"
	withdraw := func(id string) string { return "/api/v1/releases/" + id + "/withdraw" }
	reason := fields{"reason": "synthetic"}
	for _, c := range []struct {
		name                        string
		by                          desk
		method, target, contentType string
		body                        io.Reader
		status                      int
		words                       string
	}{
		{"a workbook without an end", publisher, "POST", "/api/v1/imports", workbookType, &endless{head: strings.NewReader("PK\x03\x04")}, 413, "limit of 1 MiB"},
		{"a form without an end", publisher, "POST", "/api/v1/imports", "multipart/form-data; boundary=x",
			&endless{head: strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"workbook\"; filename=\"a.xlsx\"\r\n\r\nPK\x03\x04")}, 413, "limit of 1 MiB"},
		{"a decision without an end", publisher, "POST", publish, "application/json", &endless{head: strings.NewReader("{")}, 413, "limit of 1048576 bytes"},
		{"a picture", publisher, "POST", "/api/v1/imports", workbookType, strings.NewReader("\x89PNG\r\n\x1a\n"), 415, "is not an Excel workbook"},
		{"a picture that says so", publisher, "POST", "/api/v1/imports", "image/png", strings.NewReader("\x89PNG\r\n\x1a\n"), 415, "send it as"},
		{"an upload that stops midway", publisher, "POST", "/api/v1/imports", workbookType, io.MultiReader(strings.NewReader("PK\x03\x04 synthetic"), stopped{}), 400, "stopped after 14 bytes and nothing of it was kept"},
		{"half a form", publisher, "POST", "/api/v1/imports", "multipart/form-data; boundary=x",
			io.MultiReader(strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"workbook\"; filename=\"a.xlsx\"\r\n\r\nPK\x03\x04"), stopped{}), 400, "stopped after"},
		{"a time in the past", publisher, "POST", publish, "application/json", text(decide(draft, fields{"release_at": "2026-11-23T09:00+01:00"})), 400, "has passed: it is 2026-11-23T"},
		{"a time without a zone", publisher, "POST", publish, "application/json", text(decide(draft, fields{"release_at": "2027-01-01T09:30"})), 400, "the hour and the zone"},
		{"a decision that is half there", publisher, "POST", publish, "application/json", strings.NewReader(`{"changes": "`), 400, "the body is no JSON"},
		{"a decision as a form", publisher, "POST", publish, "application/x-www-form-urlencoded", strings.NewReader("changes=x"), 415, "application/json"},
		{"another change set", publisher, "POST", publish, "application/json", text(fields{"changes": "synthetic"}), 412, draft.Changes.Hash},
		{"publish what is published, at another time", publisher, "POST", "/api/v1/imports/" + public.ID + "/publish", "application/json", text(decide(public, fields{"release_at": "2099-01-01T09:30Z"})), 409, "published already, as synthetic-public"},
		{"publish what is not there", publisher, "POST", "/api/v1/imports/synthetic/publish", "application/json", text(decide(draft, nil)), 404, "there is no import synthetic"},
		{"withdraw a draft", publisher, "POST", withdraw("synthetic-draft"), "application/json", text(reason), 404, "there is no release synthetic-draft"},
		{"withdraw what is scheduled", publisher, "POST", withdraw("synthetic-scheduled"), "application/json", text(reason), 404, "there is no release synthetic-scheduled"},
		{"withdraw what is withdrawn", publisher, "POST", withdraw("synthetic-withdrawn"), "application/json", text(reason), 409, "was withdrawn already"},
		{"withdraw without a reason", publisher, "POST", withdraw("synthetic-public"), "application/json", text(fields{}), 400, "needs a reason"},
		{"discard what is published", publisher, "DELETE", "/api/v1/imports/" + public.ID, "", nil, 409, "withdraw the release instead"},
		{"discard somebody else's", editor, "DELETE", "/api/v1/imports/" + draft.ID, "", nil, 403, "only imports of their own"},
		{"map somebody else's", editor, "PUT", "/api/v1/imports/" + draft.ID + "/mapping", "application/yaml", strings.NewReader("codes: {}"), 403, "only imports of their own"},
		{"publish somebody else's, as editor", editor, "POST", publish, "application/json", text(decide(draft, nil)), 403, "needs the role publisher"},
	} {
		before := publisher.standing()
		status, a := c.by.send(c.method, c.target, c.contentType, c.body)
		publisher.want(c.name, status, a, c.status, "", c.words)
		if a.Detail == "" || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s is answered as %s: %s", c.name, a.header.Get("Content-Type"), a.body)
		}
		if e, ok := c.body.(*endless); ok && e.read > o.limits.upload+formOverhead+64<<10 {
			t.Errorf("%s: %d bytes were read", c.name, e.read)
		}
		if diff := cmp.Diff(before, publisher.standing()); diff != "" {
			t.Errorf("%s left something (-before +after):\n%s", c.name, diff)
		}
	}
	status, a := publisher.decide(draft.ID, decide(draft, nil))
	publisher.want("after all that", status, a, 200, "published", "synthetic-draft")
}

// TestConnectionBreaks uploads over real connections that break, and of a size
// that is refused before a byte of it is sent.
func TestConnectionBreaks(t *testing.T) {
	o := open(t, "nothing")
	o.limits.upload = 1 << 20
	d := o.desk(t, datasets.RoleEditor)
	listening := httptest.NewServer(o)
	defer listening.Close()
	dial := func(length int, sent string) net.Conn {
		connection, err := net.Dial("tcp", listening.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		request := fmt.Sprintf("POST /api/v1/imports HTTP/1.1\r\nHost: synthetic\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", d.secret, workbookType, length, sent)
		if _, err := io.WriteString(connection, request); err != nil {
			t.Fatal(err)
		}
		_ = connection.SetReadDeadline(time.Now().Add(10 * time.Second))
		return connection
	}
	read := func(connection net.Conn) string {
		defer connection.Close()
		answer, _ := io.ReadAll(connection) // a reset after the answer is no matter
		return string(answer)
	}
	if got := read(dial(2<<20, "")); !strings.HasPrefix(got, "HTTP/1.1 413 ") || !strings.Contains(got, "limit of 1 MiB") {
		t.Errorf("two MiB of which none was sent: %s", got)
	}
	half := dial(1<<19, "PK\x03\x04 synthetic")
	if err := half.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got := read(half); !strings.HasPrefix(got, "HTTP/1.1 400 ") || !strings.Contains(got, "stopped after 14 bytes") {
		t.Errorf("an upload that stops: %s", got)
	}
	dial(1<<19, "PK\x03\x04 synthetic").Close() // who hangs up hears nothing
	status, a := d.get("/api/v1/imports")
	d.want("what stayed", status, a, 200, "", `"imports":[]`)

	// Who closes one half after a whole request may be answered that it was
	// broken off, and is told that it was done only if it was.
	whole := bookOf(t, "synthetic-b", "insee", "FRE", 2222)
	half = dial(len(whole), string(whole))
	if err := half.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if got := read(half); !strings.HasPrefix(got, "HTTP/1.1 503 ") && (!strings.HasPrefix(got, "HTTP/1.1 202 ") || !strings.Contains(got, `"state":"received"`)) {
		t.Errorf("a whole upload, then half a connection: %s", got)
	}
	d.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1111))
}

// TestAtOnce sends what can be done once several times at once.
func TestAtOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := openOn(t, address, "nothing")
		o.limits.writes = 1000
		var desks []desk
		for range 6 {
			desks = append(desks, o.secondPublisher(t))
		}
		atOnce := func(do func(n int, d desk) int) map[int]int {
			var mutex sync.Mutex
			var sent sync.WaitGroup
			statuses := map[int]int{}
			for n, d := range desks {
				sent.Go(func() {
					status := do(n, d)
					mutex.Lock()
					defer mutex.Unlock()
					statuses[status]++
				})
			}
			sent.Wait()
			return statuses
		}
		generation := func() int64 { return read[answered](t, o, "/api/v1/releases").Generation }
		hold := func(what string, want, got map[int]int, generations int64, before int64) {
			t.Helper()
			if diff := cmp.Diff(want, got); diff != "" || generation() != before+generations {
				t.Errorf("%s: statuses (-expected +got):\n%s%d generations, expected %d", what, diff, generation()-before, generations)
			}
		}
		a := desks[0].upload(bookOf(t, "synthetic-a", "insee", "FRE", 1111))
		before := generation()
		got := atOnce(func(_ int, d desk) int {
			status, _ := d.decide(a.ID, fields{"changes": a.Changes.Hash})
			return status
		})
		hold("publish", map[int]int{200: 6}, got, 1, before)

		before = generation()
		got = atOnce(func(_ int, d desk) int {
			status, _ := d.json("/api/v1/releases/synthetic-a/withdraw", fields{"reason": "synthetic"})
			return status
		})
		hold("withdraw", map[int]int{200: 1, 409: 5}, got, 1, before)

		b := desks[0].upload(bookOf(t, "synthetic-b", "insee", "FRE", 2222))
		before = generation()
		got = atOnce(func(n int, d desk) int {
			if n%2 == 0 {
				status, _ := d.decide(b.ID, fields{"changes": b.Changes.Hash})
				return status
			}
			status, _ := d.send("DELETE", "/api/v1/imports/"+b.ID, "", nil)
			return status
		})
		published := generation() - before
		want := map[int]int{204: 3, 409: 3}
		if published == 1 {
			want = map[int]int{200: 3, 409: 3}
		}
		hold("publish and discard", want, got, published, before)

		content := bookOf(t, "synthetic-c", "insee", "FRF", 3333)
		ids := make([]string, len(desks))
		atOnce(func(n int, d desk) int {
			status, a := d.send("POST", "/api/v1/imports", workbookType, bytes.NewReader(content))
			ids[n] = a.ID
			return status
		})
		for _, id := range ids {
			if id != ids[0] || id == "" {
				t.Errorf("one workbook is the imports %v", ids)
				break
			}
		}
		if err := o.db.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
