package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// onEngines runs a test on a new SQLite file, and in a new schema of the
// PostgreSQL server that BAROMETER_TEST_POSTGRES names.
func onEngines(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "barometer.db")) })
	t.Run("postgresql", func(t *testing.T) {
		address := os.Getenv("BAROMETER_TEST_POSTGRES")
		if address == "" && os.Getenv("CI") != "" {
			t.Fatal("CI is set and BAROMETER_TEST_POSTGRES is not: imports are tested on both engines there")
		} else if address == "" {
			t.Skip("BAROMETER_TEST_POSTGRES is not set; it is the address of a PostgreSQL server where the test may make schemas")
		}
		admin, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		schema := fmt.Sprintf("imports_%d_%d", os.Getpid(), time.Now().UnixNano())
		if _, err := admin.Exec(t.Context(), "CREATE SCHEMA "+schema); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_, _ = admin.Exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
			admin.Close(context.Background())
		})
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		settings := u.Query()
		settings.Set("search_path", schema)
		u.RawQuery = settings.Encode()
		test(t, u.String())
	})
}

// bookOf makes a synthetic workbook of one figure: the jobs of an area in 2031,
// by a source. More lines may stand on its About sheet.
func bookOf(t testing.TB, publication, source, area string, jobs any, about ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	sheet := func(name string, lines ...[]any) {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, line := range lines {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &line); err != nil {
				t.Fatal(err)
			}
		}
	}
	sheet("Sheet1", append([][]any{{"publication", publication}, {"published", "2032-01-15"}, {"publisher", "Synthetic"}, {"source", source}, {"language", "en"}}, about...)...)
	sheet("Data", []any{"dataset: jobs"}, []any{"geo", "scope", "measure", "sector", "period", "value"}, []any{area, "OUT", "PERSONS", "_T", 2031, jobs})
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// desk is who sends requests with a token.
type desk struct {
	*office
	t      *testing.T
	secret string
}

func (o *office) desk(t *testing.T, role datasets.Role) desk {
	return desk{o, t, o.token(t, role)}
}

// send sends a request with a body and returns the answer's status, its JSON
// and its header.
func (d desk) send(method, target, contentType string, body io.Reader) (int, deskAnswer) {
	d.t.Helper()
	request := httptest.NewRequestWithContext(d.t.Context(), method, target, body)
	request.Header.Set("Authorization", "Bearer "+d.secret)
	request.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, request)
	a := deskAnswer{header: w.Header(), body: w.Body.String()}
	if strings.Contains(w.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			d.t.Fatalf("%s %s: %v in %s", method, target, err, w.Body)
		}
	}
	return w.Code, a
}

// deskAnswer is what the tests look at of an import or a problem.
type deskAnswer struct {
	ID, State, Detail  string
	Release, ReleaseAt *string
	Problem            *string
	Changes, Approved  *changeSetMessage
	Findings           json.RawMessage
	Links              map[string]string
	header             http.Header
	body               string
}

func (d desk) get(target string) (int, deskAnswer) {
	d.t.Helper()
	return d.send("GET", target, "", nil)
}

func (d desk) decide(id string, decision any) (int, deskAnswer) {
	d.t.Helper()
	return d.json("/api/v1/imports/"+id+"/publish", decision)
}

func (d desk) json(target string, v any) (int, deskAnswer) {
	d.t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.send("POST", target, "application/json", bytes.NewReader(body))
}

// upload sends a workbook and has it read.
func (d desk) upload(book []byte) deskAnswer {
	d.t.Helper()
	status, a := d.send("POST", "/api/v1/imports?name=synthetic.xlsx", workbookType, bytes.NewReader(book))
	if status != http.StatusAccepted || a.header.Get("Location") != "/api/v1/imports/"+a.ID || a.State != "received" {
		d.t.Fatalf("upload: %d %s, Location %s", status, a.body, a.header.Get("Location"))
	}
	return d.worked(a.ID)
}

// worked does all the work that waits and returns an import.
func (d desk) worked(id string) deskAnswer {
	d.t.Helper()
	for {
		job, found, err := d.db.Claim(d.t.Context(), "test")
		if err != nil {
			d.t.Fatal(err)
		}
		if !found {
			break
		}
		d.work(d.t.Context(), "test", job)
	}
	_, a := d.get("/api/v1/imports/" + id)
	return a
}

// want checks a status, a state and words of the answer.
func (d desk) want(what string, got int, a deskAnswer, status int, state, words string) deskAnswer {
	d.t.Helper()
	if got != status || state != "" && a.State != state || !strings.Contains(a.body, words) {
		d.t.Errorf("%s: %d %s, expected %d, state %q, with %q", what, got, a.body, status, state, words)
	}
	return a
}

type fields map[string]any

// TestImportStates leads imports through every state, and tries the wrong moves
// in each.
func TestImportStates(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := openOn(t, address, "nothing")
		editor, publisher := o.desk(t, datasets.RoleEditor), o.desk(t, datasets.RolePublisher)
		check := func(what string, status int, state, words string) func(int, deskAnswer) deskAnswer {
			return func(got int, a deskAnswer) deskAnswer {
				t.Helper()
				return editor.want(what, got, a, status, state, words)
			}
		}
		at := func(id string) string { return "/api/v1/imports/" + id }

		refused := editor.upload(bookOf(t, "synthetic-a", "insee", "Atlantide", 1000))
		check("a workbook with an error", 200, "refused", `"errors":1`)(editor.get(at(refused.ID)))
		check("its findings, with the row around", 200, "", `{"cell":"F3","text":"1000"}`)(editor.get(at(refused.ID) + "/findings"))
		check("its findings as CSV", 200, "", "Atlantide | OUT | PERSONS")(editor.get(at(refused.ID) + "/findings?format=csv"))
		check("its changes", 409, "", "is refused")(editor.get(at(refused.ID) + "/changes"))
		check("its annotated copy", 200, "", "PK")(editor.get(at(refused.ID) + "/annotated"))
		check("publish what is refused", 409, "", "has 1 errors")(publisher.decide(refused.ID, fields{"changes": "x"}))
		check("a mapping that is none", 400, "", "unknown section")(editor.send("PUT", at(refused.ID)+"/mapping", "application/yaml", strings.NewReader("code: {}")))
		check("a mapping of another type", 415, "", "application/yaml")(editor.send("PUT", at(refused.ID)+"/mapping", "text/html", strings.NewReader("")))
		check("a mapping", 202, "received", "Atlantide")(editor.send("PUT", at(refused.ID)+"/mapping?remember=false", "application/yaml", strings.NewReader("codes:\n  geo:\n    Atlantide: FRE\n")))
		check("publish while it is read", 409, "", "still being read")(publisher.decide(refused.ID, fields{"changes": "x"}))
		check("a mapping while it is read", 409, "", "being read")(editor.send("PUT", at(refused.ID)+"/mapping", "application/yaml", strings.NewReader("")))
		first := editor.worked(refused.ID)
		check("mapped", 200, "ready", `"tally":{"new":1,`)(editor.get(at(first.ID)))
		check("its changes", 200, "", `"hash":"`+first.Changes.Hash)(editor.get(at(first.ID) + "/changes"))
		check("its changes of a kind", 200, "", `"new":0,`)(editor.get(at(first.ID) + "/changes?kind=gone"))
		check("its changes of no kind", 400, "", "did you mean gone")(editor.get(at(first.ID) + "/changes?kind=gon"))
		check("its changes as CSV", 200, "", "new,jobs,FRE.OUT.PERSONS._T,2031,1000")(editor.get(at(first.ID) + "/changes?format=csv"))
		check("its workbook", 200, "", "PK")(editor.get(at(first.ID) + "/workbook"))

		check("publish by an editor", 403, "", "needs the role publisher")(editor.decide(first.ID, fields{"changes": first.Changes.Hash}))
		check("publish without a hash", 428, "", "names the change set")(publisher.decide(first.ID, fields{}))
		check("publish another change set", 412, "", first.Changes.Hash)(publisher.decide(first.ID, fields{"changes": "other"}))
		check("publish in the past", 400, "", "2026-11-23T09:00:00+01:00 has passed: it is 2026-11-23T10:")(publisher.decide(first.ID, fields{"changes": first.Changes.Hash, "release_at": "2026-11-23T09:00+01:00"}))
		check("publish at no time", 400, "", "the hour and the zone")(publisher.decide(first.ID, fields{"changes": first.Changes.Hash, "release_at": "tomorrow"}))
		check("publish with an unknown member", 400, "", "hash")(publisher.decide(first.ID, fields{"hash": first.Changes.Hash}))
		published := check("publish", 200, "published", "")(publisher.decide(first.ID, fields{"changes": first.Changes.Hash}))
		if published.Release == nil || *published.Release != "synthetic-a" || published.Approved == nil || published.Approved.Hash != first.Changes.Hash {
			t.Errorf("published as %s", published.body)
		}
		again := check("publish again", 200, "published", "")(publisher.decide(first.ID, fields{"changes": first.Changes.Hash}))
		if diff := cmp.Diff(published.body, again.body); diff != "" {
			t.Errorf("publishing twice (-first +second):\n%s", diff)
		}
		check("publish again, otherwise", 409, "", "published already")(publisher.decide(first.ID, fields{"changes": "other"}))
		check("discard what is published", 409, "", "withdraw the release instead")(publisher.send("DELETE", at(first.ID), "", nil))
		check("map what is published", 409, "", "read no more")(editor.send("PUT", at(first.ID)+"/mapping", "application/yaml", strings.NewReader("")))
		check("a mapping for once is not remembered", 200, "", `"mapping":[]`)(editor.get("/api/v1/sources/insee/mapping"))
		check("the same bytes again", 200, "published", first.ID)(editor.send("POST", "/api/v1/imports", workbookType, bytes.NewReader(bookOf(t, "synthetic-a", "insee", "Atlantide", 1000))))

		warned := editor.upload(bookOf(t, "synthetic-b", "unistatis", "FRE", 2000))
		check("a warning", 200, "ready", `"warnings":1`)(editor.get(at(warned.ID)))
		hash := warned.Changes.Hash
		check("publish without accepting", 409, "", `"rule":"disagrees"`)(publisher.decide(warned.ID, fields{"changes": hash}))
		check("accept without a reason", 400, "", "only with a reason")(publisher.decide(warned.ID, fields{"changes": hash, "accept": []string{"disagrees"}}))
		check("accept no rule", 400, "", "did you mean disagrees")(publisher.decide(warned.ID, fields{"changes": hash, "accept": []string{"disagree"}, "reason": "so"}))
		check("accept at another cell", 409, "", "not accepted")(publisher.decide(warned.ID, fields{"changes": hash, "accept": []fields{{"rule": "disagrees", "sheet": "Data", "cell": "F9"}}, "reason": "so"}))
		scheduled := check("schedule", 202, "scheduled", `"reason":"printed so"`)(publisher.decide(warned.ID,
			fields{"changes": hash, "accept": []fields{{"rule": "disagrees", "sheet": "Data", "cell": "F3"}}, "reason": "printed so", "release_at": "2026-11-24T09:30+01:00"}))
		if scheduled.ReleaseAt == nil || *scheduled.ReleaseAt != "2026-11-24T08:30:00Z" {
			t.Errorf("scheduled for %s", scheduled.body)
		}
		check("schedule again", 202, "scheduled", "")(publisher.decide(warned.ID, fields{"changes": hash, "release_at": "2026-11-24T08:30Z"}))
		check("schedule again, otherwise", 409, "", "discard it to decide anew")(publisher.decide(warned.ID, fields{"changes": hash, "release_at": "2026-11-25T08:30Z"}))
		check("withdraw what is scheduled", 404, "", "there is no release synthetic-b")(publisher.json("/api/v1/releases/synthetic-b/withdraw", fields{"reason": "so"}))
		check("discard what is scheduled, as editor", 403, "", "a publisher takes it back")(editor.send("DELETE", at(warned.ID), "", nil))
		check("discard what is scheduled", 204, "", "")(publisher.send("DELETE", at(warned.ID), "", nil))
		check("discard again", 204, "", "")(publisher.send("DELETE", at(warned.ID), "", nil))
		check("discarded", 200, "discarded", "")(editor.get(at(warned.ID)))
		check("its workbook is gone", 404, "", "no longer kept")(editor.get(at(warned.ID) + "/workbook"))
		check("publish what is discarded", 409, "", "is discarded")(publisher.decide(warned.ID, fields{"changes": hash}))

		correction := editor.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1100))
		check("a correction", 200, "ready", `"revised":1`)(editor.get(at(correction.ID)))
		check("a correction without a note", 400, "", `"parameter":"note"`)(publisher.decide(correction.ID, fields{"changes": correction.Changes.Hash, "accept": []string{"all"}, "reason": "so"}))
		check("a correction", 200, "published", "synthetic-a.2")(publisher.decide(correction.ID, fields{"changes": correction.Changes.Hash, "accept": []string{"all"}, "reason": "so", "note": "the first had last year's figure"}))
		check("what it corrects", 200, "", `"corrects":"synthetic-a",`)(editor.get("/api/v1/releases/synthetic-a.2"))
		check("its note", 200, "", "the first had last year's figure")(editor.get("/api/v1/releases/synthetic-a.2"))

		check("withdraw what never was", 404, "", "did you mean synthetic-a")(publisher.json("/api/v1/releases/synthetic-c/withdraw", fields{"reason": "so"}))
		check("withdraw without a reason", 400, "", "needs a reason")(publisher.json("/api/v1/releases/synthetic-a.2/withdraw", fields{"reason": " "}))
		check("withdraw by an editor", 403, "", "")(editor.json("/api/v1/releases/synthetic-a.2/withdraw", fields{"reason": "so"}))
		check("withdraw", 200, "withdrawn", "wrong after all")(publisher.json("/api/v1/releases/synthetic-a.2/withdraw", fields{"reason": "wrong after all"}))
		check("withdraw again", 409, "", "withdrawn already")(publisher.json("/api/v1/releases/synthetic-a.2/withdraw", fields{"reason": "so"}))
		check("no such import", 404, "", "there is no import x")(editor.get("/api/v1/imports/x"))
		check("the list", 200, "", `"state":"discarded"`)(editor.get("/api/v1/imports"))
		if err := o.db.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestChangesMove publishes in between: what was approved is published only
// while it is what publishing would change.
func TestChangesMove(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := openOn(t, address, "nothing")
		d := o.desk(t, datasets.RolePublisher)
		all := func(a deskAnswer) fields {
			return fields{"changes": a.Changes.Hash, "accept": []string{"all"}, "reason": "synthetic"}
		}
		publish := func(a deskAnswer) {
			t.Helper()
			status, got := d.decide(a.ID, all(a))
			d.want("publish", status, got, 200, "published", "")
		}
		one, two, far := d.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1000)), d.upload(bookOf(t, "synthetic-b", "unistatis", "FRE", 2000)), d.upload(bookOf(t, "synthetic-c", "insee", "FRK", 10))
		publish(far) // another area: what the others change stays the same
		publish(one)
		status, moved := d.decide(two.ID, all(two))
		d.want("publish what changed meanwhile", status, moved, 412, "", `"disagreeing":1`)
		if moved.Changes == nil || moved.Changes.Hash == two.Changes.Hash {
			t.Fatalf("the problem names no other change set: %s", moved.body)
		}
		late := all(moved)
		late["release_at"] = "2026-11-24T08:00Z"
		status, scheduled := d.decide(two.ID, late)
		d.want("schedule with the new hash", status, scheduled, 202, "scheduled", moved.Changes.Hash)

		status, got := d.json("/api/v1/releases/synthetic-a/withdraw", fields{"reason": "synthetic"})
		d.want("withdraw meanwhile", status, got, 200, "withdrawn", "")
		o.clock = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
		if due, err := o.db.PublishDue(t.Context()); err != nil || len(due) != 1 {
			t.Fatalf("published %d, %v", len(due), err)
		}
		for range 2 { // the second finds nothing to compare
			if err := o.recompare(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		_, after := d.get("/api/v1/imports/" + two.ID)
		if after.State != "published" || after.Approved.Hash != moved.Changes.Hash || after.Changes.Hash == moved.Changes.Hash || after.Changes.Tally.New != 1 {
			t.Errorf("after its hour: %s", after.body)
		}
		rows, err := o.db.Audit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, row := range rows {
			if row.Action == "changed" {
				told = append(told, row.Release+": "+row.Reason)
			}
		}
		want := []string{"synthetic-b: approved were 0 new, 0 revised, 0 confirmed, 0 gone, 1 disagreeing; at its hour it changed 1 new, 0 revised, 0 confirmed, 0 gone, 0 disagreeing"}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("the audit of what was not approved (-expected +told):\n%s", diff)
		}
	})
}

// TestImportsOfOthers says who may do what with whose imports.
func TestImportsOfOthers(t *testing.T) {
	o := open(t, "nothing")
	mine, theirs, publisher := o.desk(t, datasets.RoleEditor), o.desk(t, datasets.RoleEditor), o.desk(t, datasets.RolePublisher)
	a := mine.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1000))
	status, got := theirs.get("/api/v1/imports/" + a.ID)
	theirs.want("an editor reads another's", status, got, 200, "ready", "")
	status, got = theirs.send("DELETE", "/api/v1/imports/"+a.ID, "", nil)
	theirs.want("an editor discards another's", status, got, 403, "", "only imports of their own")
	status, got = theirs.send("PUT", "/api/v1/imports/"+a.ID+"/mapping", "application/yaml", strings.NewReader(""))
	theirs.want("an editor maps another's", status, got, 403, "", "only imports of their own")
	status, got = publisher.send("DELETE", "/api/v1/imports/"+a.ID, "", nil)
	publisher.want("a publisher discards another's", status, got, 204, "", "")

	o.approval = true
	own := publisher.upload(bookOf(t, "synthetic-b", "insee", "FRE", 1000))
	status, got = publisher.decide(own.ID, fields{"changes": own.Changes.Hash})
	publisher.want("publish one's own", status, got, 403, "", "somebody else publishes it")
	second := o.secondPublisher(t)
	status, got = second.decide(own.ID, fields{"changes": own.Changes.Hash})
	second.want("a second pair of eyes", status, got, 200, "published", "")
}

func (o *office) secondPublisher(t *testing.T) desk {
	t.Helper()
	secret, _, err := o.db.CreateToken(t.Context(), "another", datasets.RolePublisher, time.Time{}, "test")
	if err != nil {
		t.Fatal(err)
	}
	return desk{o, t, secret}
}

// TestUploadRefuses has one row an upload that is not taken: nothing of it
// stays.
func TestUploadRefuses(t *testing.T) {
	o := open(t, "nothing")
	t.Setenv("TMPDIR", t.TempDir())
	o.limits.upload = 1 << 20
	d := o.desk(t, datasets.RoleEditor)
	form := func(field, name string, content []byte) (string, io.Reader) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		part, err := w.CreateFormFile(field, name)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		return w.FormDataContentType(), &b
	}
	huge := append([]byte("PK\x03\x04"), make([]byte, 3<<20)...)
	small := bookOf(t, "synthetic-a", "insee", "FRE", 1000)
	formType, formBody := form("workbook", "old.xls", []byte("\xd0\xcf\x11\xe0 synthetic"))
	wrongType, wrongBody := form("workbok", "a.xlsx", small)
	hugeType, hugeBody := form("workbook", "a.xlsx", huge)
	for _, c := range []struct {
		name, target, contentType string
		body                      io.Reader
		status                    int
		words                     string
	}{
		{"too large, by its length", "", workbookType, bytes.NewReader(huge), 413, "more than the limit of 1 MiB"},
		{"too large, in chunks", "", workbookType, io.MultiReader(bytes.NewReader(huge)), 413, "more than the limit of 1 MiB"},
		{"too large, in a form", "", hugeType, hugeBody, 413, "more than the limit of 1 MiB"},
		{"another type", "", "text/csv", strings.NewReader("a,b"), 415, "multipart/form-data with the field workbook"},
		{"no type", "", "", bytes.NewReader(small), 415, workbookType},
		{"no workbook", "", workbookType, strings.NewReader("a,b"), 415, "is not an Excel workbook"},
		{"nothing", "", workbookType, strings.NewReader(""), 415, "is not an Excel workbook"},
		{"an old workbook", "", formType, formBody, 415, "save it as .xlsx"},
		{"another field", "", wrongType, wrongBody, 400, "did you mean workbook"},
		{"another parameter", "?nam=a.xlsx", workbookType, bytes.NewReader(small), 400, "did you mean name"},
		{"remember perhaps", "?remember=perhaps", workbookType, bytes.NewReader(small), 400, "remember is true"},
		{"an upload that stops", "", workbookType, io.MultiReader(bytes.NewReader(small[:100]), stopped{}), 400, "stopped after 100 bytes"},
	} {
		status, a := d.send("POST", "/api/v1/imports"+c.target, c.contentType, c.body)
		d.want(c.name, status, a, c.status, "", c.words)
	}
	status, a := d.get("/api/v1/imports")
	d.want("what stayed", status, a, 200, "", `"imports":[]`)
	if left, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "barometer-*")); len(left) > 0 {
		t.Errorf("files of uploads are left: %v", left)
	}
	mappedType, mapped := mappedForm(t, small)
	status, a = d.send("POST", "/api/v1/imports", mappedType, mapped)
	d.want("a form with a mapping", status, a, 202, "received", `"name":"synthetic \"a\".xlsx"`)
}

// mappedForm is a form with a workbook and a mapping.
func mappedForm(t *testing.T, book []byte) (string, io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("mapping", "codes: {geo: {Atlantide: FRE}}"); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("workbook", `C:\data\synthetic "a".xlsx`)
	if err == nil {
		_, err = part.Write(book)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

// stopped is a connection that breaks.
type stopped struct{}

func (stopped) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestImportEvents follows an import over a real connection, while a server
// runs.
func TestImportEvents(t *testing.T) {
	o := open(t, "nothing")
	d := o.desk(t, datasets.RoleEditor)
	status, a := d.send("POST", "/api/v1/imports", workbookType, bytes.NewReader(bookOf(t, "synthetic-a", "insee", "FRE", 1000)))
	if status != http.StatusAccepted {
		t.Fatalf("upload: %d %s", status, a.body)
	}
	server := httptest.NewUnstartedServer(o)
	server.Config.ReadTimeout = 100 * time.Millisecond // must not end the stream
	server.Start()
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+a.Links["events"], nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+d.secret)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	time.Sleep(300 * time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	for range importWorkers {
		working.Go(func() {
			if err := o.importing(ctx); err != nil {
				t.Errorf("a worker ended with %v", err)
			}
		})
	}
	defer working.Wait()
	defer stop()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(body); response.Header.Get("Content-Type") != "text/event-stream" || !strings.HasPrefix(got, "event: progress\ndata: {") ||
		!strings.Contains(got, "\n\nevent: done\ndata: {") || !strings.Contains(got, `"state":"ready"`) {
		t.Errorf("events as %s:\n%s", response.Header.Get("Content-Type"), got)
	}
}

// TestTemplateAndMapping asks for what a steward begins with.
func TestTemplateAndMapping(t *testing.T) {
	o := open(t, "nothing")
	d := o.desk(t, datasets.RolePublisher)
	a := d.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1000))
	d.decide(a.ID, fields{"changes": a.Changes.Hash})
	status, got := d.get("/api/v1/template?dataset=jobs&source=insee")
	d.want("a template", status, got, 200, "", "PK")
	status, got = d.get("/api/v1/template")
	d.want("a template of nothing", status, got, 400, "", "name the datasets")
	status, got = d.get("/api/v1/template?dataset=turnover")
	d.want("a template without figures", status, got, 400, "", "name the periods to fill")
	status, got = d.get("/api/v1/sources/inse/mapping")
	d.want("a mapping of nobody", status, got, 404, "", "did you mean insee")

	mappedType, mapped := mappedForm(t, bookOf(t, "synthetic-b", "insee", "Atlantide", 1200))
	_, b := d.send("POST", "/api/v1/imports", mappedType, mapped)
	b = d.worked(b.ID)
	status, got = d.decide(b.ID, fields{"changes": b.Changes.Hash, "accept": []string{"all"}, "reason": "synthetic"})
	d.want("publish what was mapped", status, got, 200, "published", "")
	status, got = d.get("/api/v1/sources/insee/mapping?format=yaml")
	d.want("what is remembered", status, got, 200, "", "Atlantide")
}
