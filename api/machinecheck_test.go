package api

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"barometer/api/format"
)

// answered are the lists of an answer that the machine compares.
type answered struct {
	Generation   int64
	Observations []struct {
		Geo, Release string
		Value        int
	}
	Cells []struct {
		Geo        string
		Statements []struct {
			Value          int
			Release, State string
			Shown          bool
		}
	}
	Releases []struct {
		ID, State  string
		Generation int64
		Corrects   *string
	}
}

// lines are the answer in the model's words.
func (a answered) lines() (out []string) {
	for _, o := range a.Observations {
		out = append(out, fmt.Sprint(o.Geo, " ", o.Value, " ", o.Release))
	}
	for _, c := range a.Cells {
		for _, s := range c.Statements {
			out = append(out, fmt.Sprint(c.Geo, " ", s.Value, " ", s.Release, " ", s.State, " ", s.Shown))
		}
	}
	for _, r := range a.Releases {
		corrects := ""
		if r.Corrects != nil {
			corrects = *r.Corrects
		}
		out = append(out, fmt.Sprint(r.ID, " ", r.Generation, " withdrawn ", r.State == "withdrawn", " corrects ", corrects))
	}
	slices.Sort(out)
	return out
}

const (
	jobsData    = "/api/v1/datasets/jobs/data"
	jobsHistory = "/api/v1/datasets/jobs/history"
)

// compare holds an address's answer against what the model says.
func (m *machine) compare(target string, generation int64, want []string) {
	m.t.Helper()
	got := read[answered](m.t, m.office, target)
	if diff := gocmp.Diff(want, got.lines()); diff != "" || got.Generation != generation {
		m.fail("%s at generation %d, expected %d:\n%s", target, got.Generation, generation, diff)
	}
}

// check asks the server and the model the same questions.
func (m *machine) check() {
	m.t.Helper()
	asOf := time.Date(2032, 1, 1+m.random.IntN(90), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	m.compare(jobsData, m.generation, m.data(m.generation, "9999"))
	m.compare(jobsData+"?asOf="+asOf, m.generation, m.data(m.generation, asOf))
	m.compare(jobsHistory, m.generation, m.history(m.generation, "9999"))
	m.compare(jobsHistory+"?asOf="+asOf, m.generation, m.history(m.generation, asOf))
	m.compare("/api/v1/releases", m.generation, m.listing(m.generation))
	for at := int64(1); at <= m.generation; at++ {
		m.checkPinned(at)
	}
	for _, r := range m.releases {
		m.checkImport(r)
	}
	m.checkFeed()
	for _, target := range []string{jobsData, jobsData + ".csv", jobsHistory, "/api/v1/releases", "/api/v1/datasets/jobs", "/feed.atom", "/api/v1/codelists/geo"} {
		m.checkKept(target)
	}
	if err := m.db.VerifyAudit(m.t.Context()); err != nil {
		m.fail("%v", err)
	}
}

// checkPinned asks for what was served at a generation: it is that for ever, to
// the byte.
func (m *machine) checkPinned(at int64) {
	m.t.Helper()
	if m.pinned[at] == nil {
		m.pinned[at] = map[string][]string{jobsData: m.data(at, "9999"), jobsHistory: m.history(at, "9999"), "/api/v1/releases": m.listing(at)}
	}
	for _, path := range slices.Sorted(maps.Keys(m.pinned[at])) {
		target := fmt.Sprint(path, "?at=", at)
		m.compare(target, at, m.pinned[at][path])
		body := m.ask(m.t, http.MethodGet, target).Body.String()
		if known := cmp.Or(m.bodies[target], body); known != body {
			m.fail("%s has changed:\n%s", target, gocmp.Diff(known, body))
		}
		m.bodies[target] = body
	}
}

// checkImport asks for a workbook's change set: a draft's is what it would be
// now, under one hash for one set; a release's is what it was.
func (m *machine) checkImport(r *modelRelease) {
	m.t.Helper()
	if r.since > 0 {
		a := m.expect("the changes of a release", 200, "")(m.get("/api/v1/releases/" + r.name() + "/changes"))
		if counts := fmt.Sprintf(`"counts":{"new":%d,"revised":%d,"confirmed":%d,"gone":%d,"disagreeing":%d}`, r.became.New, r.became.Revised, r.became.Confirmed, r.became.Gone, r.became.Disagreeing); strings.Count(a.body, counts) != 2 {
			m.fail("%s changed %s, expected %s", r.name(), a.body, counts)
		}
		return
	}
	if !r.ready() {
		return
	}
	a := m.expect("a draft", 200, "ready")(m.get(m.path(r)))
	lines, tally := m.changes(r, m.generation)
	set := r.publication + "\n" + lines
	if a.Changes.Tally != format.TallyMessage(tally) || cmp.Or(m.hashes[set], a.Changes.Hash) != a.Changes.Hash || cmp.Or(m.sets[a.Changes.Hash], set) != set {
		m.fail("the draft of %s has %+v, expected %+v of\n%s\nits hash was of\n%s", r.publication, a.Changes, tally, set, m.sets[a.Changes.Hash])
	}
	m.hashes[set], m.sets[a.Changes.Hash] = a.Changes.Hash, set
}

// checkFeed holds the feed's entries against what happened.
func (m *machine) checkFeed() {
	m.t.Helper()
	var got []string
	for _, e := range readFeed(m.t, m.office, "/feed.atom").Entries {
		got = append(got, e.ID[0][strings.LastIndex(e.ID[0], ":")+1:]+" "+e.Category[0].Term)
	}
	want := m.events()
	if diff := gocmp.Diff(want[:min(len(want), feedLength)], got); diff != "" {
		m.fail("the feed: %s", diff)
	}
}

// checkKept asks for a public address as a reader who keeps answers does. While
// no generation is made, not a byte is another; drafts and schedules leave no
// trace.
func (m *machine) checkKept(target string) {
	m.t.Helper()
	w := m.ask(m.t, http.MethodGet, target)
	now := keptAnswer{m.generation, w.Header().Get("ETag"), w.Body.String()}
	before, known := m.kept[target]
	m.kept[target] = now
	if w.Code != 200 || now.tag == "" {
		m.fail("%s: %d, ETag %q", target, w.Code, now.tag)
	}
	if !known {
		return
	}
	if same := before.generation == now.generation; same && before != now || !same && before.tag == now.tag {
		m.fail("%s had the ETag %s at generation %d and has %s at %d:\n%s", target, before.tag, before.generation, now.tag, now.generation, gocmp.Diff(before.body, now.body))
	}
	status := m.ask(m.t, http.MethodGet, target, "If-None-Match", before.tag).Code
	if want := map[bool]int{true: http.StatusNotModified, false: http.StatusOK}[before.tag == now.tag]; status != want {
		m.fail("%s with an earlier ETag: %d, expected %d", target, status, want)
	}
}
