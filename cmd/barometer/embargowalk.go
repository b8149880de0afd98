package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/datasets"
)

// walk asks a server for everything that it shows to everybody.
type walk struct {
	base    string
	hidden  *hidden
	most    int
	client  *http.Client
	queue   []string
	seen    map[string]bool
	guessed map[string]bool
	asked   []string
	leaks   []leak
}

// The addresses where the walk begins; the others are found in their answers.
var (
	feeds  = []string{"/feed.atom", "/calendar.ics", "/sitemap.xml", "/robots.txt", "/api/openapi.yaml"}
	begins = slices.Concat([]string{"/api/v1", "/api/v1/datasets", "/api/v1/releases", "/api/v1/sources", "/api/v1/codelists", "/api/v1/directory",
		"/", "/?lang=fr", "/geo/", "/datasets", "/releases", "/releases?lang=fr", "/sources", "/method", "/search", "/healthz", "/readyz"}, feeds)
)

// ofDataset are the addresses of a dataset that answers need not link to.
var ofDataset = []string{"/api/v1/datasets/%s", "/api/v1/datasets/%s/data.json", "/api/v1/datasets/%s/data.csv", "/api/v1/datasets/%s/data.jsonstat", "/api/v1/datasets/%s/data.xlsx", "/api/v1/datasets/%s/history.csv",
	"/api/v1/datasets/%s/disagreements.csv", "/datasets/%s", "/datasets/%s?lang=fr", "/embed/%s", "/charts/%s.svg", "/charts/%s.txt?lang=fr",
	"/charts/%s.option.json", "/charts/%s.zip"}

// guesses are where a name would be found, if it were public.
var guesses = []string{"/datasets/%s", "/geo/%s", "/releases/%s", "/embed/%s", "/charts/%s.svg", "/api/v1/datasets/%s", "/api/v1/datasets/%s/data", "/api/v1/datasets?q=%s",
	"/api/v1/releases/%s", "/api/v1/releases/%s/workbook", "/api/v1/releases/%s/changes", "/api/v1/codelists/%s", "/api/v1/imports/%s", "/search?q=%s", "/?preview=%s", "/api/v1/datasets?preview=%s"}

// nameless is a name that no release, dataset or code ever has: what is under
// embargo must be answered as it is.
const nameless = "zz-never-was-zz"

func newWalk(base string, h *hidden, most int) *walk {
	w := &walk{base: base, hidden: h, most: most, seen: map[string]bool{}, guessed: map[string]bool{}}
	w.client = &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, address := range begins {
		w.add(address)
	}
	return w
}

func (w *walk) add(address string) {
	address, _, _ = strings.Cut(address, "#")
	if !w.seen[address] {
		w.seen[address] = true
		w.queue = append(w.queue, address)
	}
}

// run asks the guesses, then follows links, until nothing is left or enough was
// asked.
func (w *walk) run(ctx context.Context) error {
	if err := w.guess(ctx); err != nil {
		return err
	}
	for len(w.queue) > 0 && len(w.asked) < w.most {
		address := w.queue[0]
		w.queue = w.queue[1:]
		if _, err := w.visit(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// guess asks for everything hidden by its name, and compares the answer with
// that to a name that never was.
func (w *walk) guess(ctx context.Context) error {
	for _, form := range guesses {
		never, err := w.visit(ctx, fmt.Sprintf(form, nameless))
		if err != nil {
			return err
		}
		for _, id := range w.hidden.ids {
			address := fmt.Sprintf(form, url.QueryEscape(id))
			w.guessed[address] = true
			status, err := w.visit(ctx, address)
			if err != nil {
				return err
			}
			if status != never {
				w.note(leak{address, "that the name exists", fmt.Sprintf("status %d, and %d for a name that never was", status, never)})
			}
		}
	}
	return nil
}

// note adds a leak, once.
func (w *walk) note(l leak) {
	if !slices.Contains(w.leaks, l) {
		w.leaks = append(w.leaks, l)
	}
}

// answerBytes bounds what is read of one answer.
const answerBytes = 64 << 20

// visit asks for an address, looks for what is hidden in its answer, and notes
// the links in it.
func (w *walk) visit(ctx context.Context, address string) (status int, err error) {
	w.seen[address] = true
	w.asked = append(w.asked, address)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base+address, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("Accept", "text/html,*/*;q=0.9")
	answer, err := w.client.Do(request)
	if err != nil {
		return 0, fmt.Errorf("no answer: %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, answerBytes))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", address, err)
	}
	plain, err := url.QueryUnescape(address)
	if err != nil {
		plain = address
	}
	for _, text := range append(texts(body), headers(answer.Header)) {
		for _, found := range w.hidden.find(text, plain) {
			w.note(leak{address, found.what, found.text})
		}
	}
	if answer.StatusCode == http.StatusOK {
		w.compare(address, body)
		if linking.MatchString(answer.Header.Get("Content-Type")) {
			w.follow(address, body)
		}
	}
	return answer.StatusCode, nil
}

func headers(h http.Header) string {
	var lines []string
	for name, values := range h {
		lines = append(lines, name+": "+strings.Join(values, ", "))
	}
	return strings.Join(lines, "\n")
}

// texts are an answer's texts: it, or the files of an archive.
func texts(body []byte) []string {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return []string{html.UnescapeString(string(body))}
	}
	var out []string
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			continue
		}
		content, _ := io.ReadAll(io.LimitReader(r, answerBytes)) // what was read of a broken file is looked at
		r.Close()
		out = append(out, f.Name+"\n"+string(content))
	}
	return out
}

// compare looks in an answer of figures for cells that have the value which
// comes.
func (w *walk) compare(address string, body []byte) {
	var m struct {
		Dataset      string
		Columns      []string
		Observations []map[string]any
	}
	if json.Unmarshal(body, &m) != nil || len(m.Observations) == 0 {
		return
	}
	cells := w.hidden.cells[m.Dataset]
	at := slices.Index(m.Columns, "period")
	if len(cells) == 0 || at < 0 {
		return
	}
	for _, o := range m.Observations {
		var codes []string
		for _, dimension := range m.Columns[:at] {
			codes = append(codes, fmt.Sprint(o[dimension]))
		}
		place := string(datasets.NewKey(codes...)) + " " + fmt.Sprint(o["period"])
		if value, ok := o["value"].(float64); ok && cells[place] == strconv.FormatFloat(value, 'f', -1, 64) {
			w.note(leak{address, "the figure that comes, of " + place, cells[place]})
		}
	}
}

var (
	linking   = regexp.MustCompile(`^text/|json|xml|yaml`) // media types whose answers have links
	pageLinks = regexp.MustCompile(`(?:href|src)="([^"]+)"`)
	textLinks = regexp.MustCompile(`"(/[^"\s]*)"`)
	datasetOf = regexp.MustCompile(`^/(?:api/v1/)?datasets/([^/?.]+)$`)
)

// follow adds the addresses that an answer links to: whole pages and lists, not
// each selection of figures.
func (w *walk) follow(address string, body []byte) {
	for _, links := range [][][]byte{submatches(pageLinks, body), submatches(textLinks, body)} {
		for _, link := range links {
			to := strings.TrimPrefix(html.UnescapeString(string(link)), w.base)
			path, query, _ := strings.Cut(to, "?")
			if _, err := url.Parse(to); err != nil {
				continue
			}
			switch {
			case !strings.HasPrefix(path, "/"), strings.HasPrefix(path, "//"), strings.HasPrefix(path, "/assets/"), strings.HasPrefix(path, "/admin"):
				continue
			case query != "" && query != "lang=fr" && query != "lang=en", strings.ContainsAny(path, "{}:"):
				continue
			}
			w.add(to)
			if m := datasetOf.FindStringSubmatch(path); m != nil {
				for _, form := range ofDataset {
					w.add(fmt.Sprintf(form, m[1]))
				}
			}
		}
	}
}

func submatches(pattern *regexp.Regexp, body []byte) (out [][]byte) {
	for _, m := range pattern.FindAllSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}
