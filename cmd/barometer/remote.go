package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"barometer/api"
	"barometer/api/format"
	"barometer/datasets"
	"barometer/ingest"
)

const (
	workbookType  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	remoteSilence = 2 * time.Minute // without an answer or an event: the server is given up
)

// remote is a running server that workbooks are sent to.
type remote struct {
	url    string
	secret string
	client *http.Client
}

// remoteImport is what the command looks at of an import on the server.
type remoteImport struct {
	ID, State    string
	Rows         int
	Problem      *string
	Observations int
	Changes      *struct {
		Hash  string
		Tally format.TallyMessage
	}
	Release, ReleaseAt *string
	Links              map[string]string
}

// openRemote prepares to talk to a server; the token is the environment's or a
// file's.
func openRemote(address, tokenFile string) (*remote, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, usageError(fmt.Sprintf("--server %s is no address of a server; write one such as https://figures.example.org", address))
	}
	secret := os.Getenv("BAROMETER_TOKEN")
	if tokenFile != "" {
		content, err := os.ReadFile(tokenFile)
		if err != nil {
			return nil, err
		}
		secret = string(content)
	}
	if secret = strings.TrimSpace(secret); secret == "" {
		return nil, usageError("--server needs a token: put it in BAROMETER_TOKEN, or its file in --token-file; barometer token create makes one")
	}
	return &remote{strings.TrimSuffix(u.String(), "/"), secret, &http.Client{}}, nil
}

// ask sends a request and returns the answer, or the problem that it is.
func (r *remote) ask(ctx context.Context, method, path, contentType string, body io.Reader, size int64) (*http.Response, error) {
	if !strings.Contains(path, "://") {
		path = r.url + path
	}
	request, err := http.NewRequestWithContext(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+r.secret)
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
		request.ContentLength = size
	}
	response, err := r.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be reached: %w", r.url, err)
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	return nil, problemOf(r.url, response)
}

// problemOf is the error that a server answered with.
func problemOf(server string, response *http.Response) error {
	var p struct {
		Detail   string
		Findings []struct{ Rule string }
	}
	kind := datasets.Conflict
	if response.StatusCode >= 500 || response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden {
		kind = datasets.Forbidden
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&p); err != nil || p.Detail == "" {
		return datasets.Errorf(kind, "%s answered %s", server, response.Status)
	}
	if len(p.Findings) > 0 {
		var rules []string
		for _, f := range p.Findings {
			if !slices.Contains(rules, f.Rule) {
				rules = append(rules, f.Rule)
			}
		}
		return datasets.Errorf(kind, "refused: warnings need a reason, nothing was published; --accept %s --reason TEXT publishes anyway", strings.Join(rules, ","))
	}
	return datasets.Errorf(kind, "%s", p.Detail)
}

// read asks for JSON.
func (r *remote) read(ctx context.Context, method, path, contentType string, body []byte, into any) error {
	response, err := r.ask(ctx, method, path, contentType, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(into)
}

// one sends a workbook, waits until the server has read it, and says what
// became of it.
func (r *remote) one(ctx context.Context, c importCommand, path string, mapping []byte, t *terminal) error {
	i, known, err := r.send(ctx, path, mapping)
	if err != nil {
		return err
	}
	name := i.name(path)
	decided := i.State == string(datasets.StagePublished) || i.State == string(datasets.StageScheduled)
	if known && mapping != nil && !decided {
		if err := r.read(ctx, http.MethodPut, i.Links["mapping"], "application/yaml", mapping, &i); err != nil {
			return err
		}
	} else if known && (decided || !c.Publish) {
		fmt.Fprintf(t.err, "%s: these bytes are already here as %s (%s): nothing changed\n", name, i.called(), i.State)
		return nil
	}
	if i, err = r.await(ctx, i, name, t); err != nil {
		return err
	}
	if err := r.report(ctx, i, t); err != nil {
		return err
	}
	switch {
	case i.State == string(datasets.StageFailed) && i.Problem != nil:
		return datasets.Errorf(datasets.Conflict, "%s", *i.Problem)
	case i.State != string(datasets.StageReady):
		return datasets.Errorf(datasets.Conflict, "%s: the server keeps it as import %s", i.State, i.ID)
	case !c.Publish:
		fmt.Fprintf(t.err, "%s: %d observations kept as import %s; barometer import --server %s --publish %s publishes it\n", name, i.Observations, i.ID, r.url, name)
		return nil
	}
	return r.publish(ctx, c, i, name, t)
}

func (i remoteImport) name(path string) string {
	if at := strings.LastIndexAny(path, `/\`); at >= 0 {
		return path[at+1:]
	}
	return path
}

// called is what an import is known as: its release, once it has one.
func (i remoteImport) called() string {
	if i.Release != nil {
		return *i.Release
	}
	return "import " + i.ID
}

// send uploads a workbook, in a form with a mapping if there is one.
func (r *remote) send(ctx context.Context, path string, mapping []byte) (i remoteImport, known bool, err error) {
	book, err := openWorkbook(path)
	if err != nil {
		return i, false, err
	}
	defer book.Close()
	body, contentType, size := io.Reader(io.NewSectionReader(book, 0, book.Size())), workbookType, book.Size()
	if mapping != nil {
		if body, contentType, size, err = formOf(mapping, book.name, body, size); err != nil {
			return i, false, err
		}
	}
	query := url.Values{"name": {book.name}}
	response, err := r.ask(ctx, http.MethodPost, "/api/v1/imports?"+query.Encode(), contentType, body, size)
	if err != nil {
		return i, false, err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&i); err != nil {
		return i, false, err
	}
	return i, response.StatusCode == http.StatusOK, nil
}

// formOf is the form of a mapping and a workbook, of which nothing is held.
func formOf(mapping []byte, name string, book io.Reader, size int64) (io.Reader, string, int64, error) {
	var head, tail bytes.Buffer
	form := multipart.NewWriter(&head)
	if err := form.WriteField("mapping", string(mapping)); err != nil {
		return nil, "", 0, err
	}
	if _, err := form.CreateFormFile("workbook", name); err != nil {
		return nil, "", 0, err
	}
	fmt.Fprintf(&tail, "\r\n--%s--\r\n", form.Boundary())
	size += int64(head.Len() + tail.Len())
	return io.MultiReader(&head, book, &tail), form.FormDataContentType(), size, nil
}

// await follows an import until it is read.
func (r *remote) await(ctx context.Context, i remoteImport, name string, t *terminal) (remoteImport, error) {
	for i.Links["events"] != "" {
		if err := r.follow(ctx, i.Links["events"], func(i remoteImport) {
			fmt.Fprintf(t.err, "%s: %s, %d figures\n", name, i.State, i.Rows)
		}); err != nil {
			return i, err
		}
		next := remoteImport{}
		if err := r.read(ctx, http.MethodGet, i.Links["self"], "", nil, &next); err != nil {
			return i, err
		}
		i = next // a stream also ends where the server stops
	}
	return i, nil
}

// follow tells of the events of a stream while an import is read.
func (r *remote) follow(ctx context.Context, path string, tell func(remoteImport)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silence := time.AfterFunc(remoteSilence, cancel)
	defer silence.Stop()
	response, err := r.ask(ctx, http.MethodGet, path, "", nil, 0)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		silence.Reset(remoteSilence)
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var i remoteImport
		if err := json.Unmarshal([]byte(data), &i); err != nil {
			return fmt.Errorf("an event of %s: %w", r.url, err)
		}
		if i.Rows > 0 && datasets.Stage(i.State).Working() {
			tell(i)
		}
	}
	return lines.Err()
}

// report prints what was noticed, and what publishing would change.
func (r *remote) report(ctx context.Context, i remoteImport, t *terminal) error {
	var found struct{ Findings []format.FindingMessage }
	if err := r.read(ctx, http.MethodGet, i.Links["findings"], "", nil, &found); err != nil {
		return err
	}
	var findings []datasets.Finding
	for _, m := range found.Findings {
		findings = append(findings, findingOf(m))
	}
	if err := ingest.WriteText(t.err, findings); err != nil || i.Changes == nil {
		return err
	}
	changes, err := r.changes(ctx, i)
	if err != nil {
		return err
	}
	return changes.write(t.err)
}

// publish has the server publish an import with the changes that were printed.
func (r *remote) publish(ctx context.Context, c importCommand, i remoteImport, name string, t *terminal) error {
	d := api.Decision{Changes: i.Changes.Hash, ReleaseAt: c.ReleaseAt, Note: c.Note}
	for _, rule := range c.Accept {
		d.Accept = append(d.Accept, api.Acceptable{Rule: rule})
	}
	if len(c.Accept) > 0 {
		d.Reason = c.Reason
	}
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	var after remoteImport
	if err := r.read(ctx, http.MethodPost, "/api/v1/imports/"+i.ID+"/publish", "application/json", body, &after); err != nil {
		return err
	}
	if after.ReleaseAt != nil && after.State == string(datasets.StageScheduled) {
		fmt.Fprintf(t.err, "%s: scheduled %s for %s, %d observations\n", name, after.called(), *after.ReleaseAt, after.Observations)
		return nil
	}
	fmt.Fprintf(t.err, "%s: published %s, %d observations\n", name, after.called(), after.Observations)
	return nil
}
