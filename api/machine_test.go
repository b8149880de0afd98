package api

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"barometer/api/format"
	"barometer/datasets"
)

// The state-machine property test of DESIGN.md section 8, through HTTP: random
// steps of stewards on a server and on the model; after each both are asked the
// same questions, at every generation there ever was. A later issue adds its
// steps to machine.steps and its questions to machine.check.

// machine runs a server beside the model.
type machine struct {
	desk
	model
	random *rand.Rand
	days   []int                         // of publication that no workbook has yet
	hashes map[string]string             // of change sets, by what the model says they are
	sets   map[string]string             // the other way round
	kept   map[string]keptAnswer         // what public addresses answered last
	pinned map[int64]map[string][]string // what the model had at each generation
	bodies map[string]string             // of pinned addresses, for ever
	log    []string
}

// keptAnswer is an answer that a reader keeps.
type keptAnswer struct {
	generation int64
	tag, body  string
}

func (m *machine) fail(format string, args ...any) {
	m.t.Helper()
	m.t.Fatalf("%s\nafter\n%s", fmt.Sprintf(format, args...), strings.Join(m.log, "\n"))
}

func draw[T any](m *machine, from ...T) T { return from[m.random.IntN(len(from))] }

// some returns a random release of those that a test holds for, or nil.
func (m *machine) some(holds func(*modelRelease) bool) *modelRelease {
	found := slices.DeleteFunc(slices.Clone(m.releases), func(r *modelRelease) bool { return !holds(r) })
	if len(found) == 0 {
		return nil
	}
	return draw(m, found...)
}

func (m *machine) isPublic(r *modelRelease) bool { return r.public(m.generation) }

// expect sends a request that must answer with a status, and words.
func (m *machine) expect(what string, status int, words string) func(int, deskAnswer) deskAnswer {
	m.t.Helper()
	return func(got int, a deskAnswer) deskAnswer {
		m.t.Helper()
		if got != status || !strings.Contains(a.body, words) {
			m.fail("%s: %d %s, expected %d with %q", what, got, a.body, status, words)
		}
		return a
	}
}

// workbook makes a workbook of random figures: of a new publication, or of one
// that exists, which it corrects.
func (m *machine) workbook() *modelRelease {
	r := &modelRelease{publication: draw(m, "anvil", "bell", "clock", "drum", "engine"), source: draw(m, slices.Sorted(maps.Keys(sources))...), figures: map[string]int{}}
	for _, o := range m.releases {
		if o.publication == r.publication {
			r.source = o.source
		}
	}
	r.published = time.Date(2032, 1, 1+m.days[0], 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	m.days = m.days[1:]
	for range 1 + m.random.IntN(5) {
		r.figures[draw(m, "FRE", "FRF", "FRG", "FRH", "FRI", "FRJ")] = 1111 * (1 + m.random.IntN(4))
	}
	lines := [][]any{{"publication", r.publication}, {"published", r.published}, {"publisher", "Synthetic"}, {"source", r.source}, {"language", "en"}, {}, {"dataset: jobs"}, {"geo", "scope", "measure", "sector", "period", "value"}}
	for _, area := range slices.Sorted(maps.Keys(r.figures)) {
		lines = append(lines, []any{area, "OUT", "PERSONS", "_T", 2031, r.figures[area]})
	}
	f := excelize.NewFile()
	defer f.Close()
	_, err := f.NewSheet("Data")
	for i, line := range lines {
		if i < 6 {
			err = cmp.Or(err, f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &line))
		} else {
			err = cmp.Or(err, f.SetSheetRow("Data", fmt.Sprint("A", i-5), &line))
		}
	}
	var b bytes.Buffer
	if err = cmp.Or(err, f.Write(&b)); err != nil {
		m.t.Fatal(err)
	}
	r.content = b.Bytes()
	return r
}

// receive uploads a workbook and has it read.
func (m *machine) receive(r *modelRelease) string {
	a := m.upload(r.content)
	if a.State != "ready" {
		m.fail("%s is %s", r.publication, a.body)
	}
	r.id, r.hash = a.ID, a.Changes.Hash
	r.looked, _ = m.changes(r, m.generation)
	m.releases = append(m.releases, r)
	return r.publication
}

func (m *machine) path(r *modelRelease) string { return "/api/v1/imports/" + r.id }

// steps are what may happen, each with its weight. A step returns what it did,
// or "" if there was nothing to do it to.
func (m *machine) steps() map[string]struct {
	weight int
	do     func() string
} {
	return map[string]struct {
		weight int
		do     func() string
	}{
		"upload":  {6, func() string { return m.receive(m.workbook()) }},
		"publish": {6, func() string { return m.conclude(fields{}) }},
		"schedule": {3, func() string {
			return m.conclude(fields{"release_at": m.clock.Add(time.Duration(1+m.random.IntN(5)) * time.Hour).Format(time.RFC3339)})
		}},
		"tick":     {3, m.tick},
		"look":     {2, m.look},
		"discard":  {1, m.giveUp},
		"withdraw": {3, m.takeBack},
		"again":    {2, m.again},
		"refused":  {2, m.refused},
		"bytes":    {2, m.sameBytes},
	}
}

// conclude publishes or schedules a draft by the change set that was looked at
// last: 412 if another is what it would be now.
func (m *machine) conclude(decision fields) string {
	r := m.some((*modelRelease).ready)
	if r == nil {
		return ""
	}
	maps.Copy(decision, fields{"changes": r.hash, "accept": []string{"all"}, "reason": "synthetic", "note": fmt.Sprintf("a synthetic note, after generation %d", m.generation)})
	now, tally := m.changes(r, m.generation)
	if now != r.looked {
		a := m.expect("publish by a stale hash", 412, "")(m.decide(r.id, decision))
		if a.Changes == nil || a.Changes.Hash == r.hash || a.Changes.Tally != format.TallyMessage(tally) {
			m.fail("a stale hash: %s, expected %+v", a.body, tally)
		}
		return "stale " + r.publication
	}
	n := 0
	for _, o := range m.releases {
		if o.publication == r.publication {
			n = max(n, o.n)
		}
	}
	status := 200
	if decision["release_at"] != nil {
		status = 202
	}
	a := m.expect("publish", status, "")(m.decide(r.id, decision))
	r.n, r.decision = n+1, decision
	if a.Release == nil || *a.Release != r.name() {
		m.fail("published %s as %s", r.name(), a.body)
	}
	if status == 200 {
		m.flip(r)
		return r.name()
	}
	r.due, _ = time.Parse(time.RFC3339, decision["release_at"].(string))
	return fmt.Sprint(r.name(), " for ", r.due)
}

// flip is what the model knows of becoming public.
func (m *machine) flip(r *modelRelease) {
	_, r.became = m.changes(r, m.generation)
	m.generation++
	r.since = m.generation
}

// tick lets hours pass and publishes what is due.
func (m *machine) tick() string {
	m.clock = m.clock.Add(time.Duration(m.random.IntN(4)) * time.Hour)
	now := m.clock
	due, err := m.db.PublishDue(m.t.Context())
	if err == nil {
		err = m.recompare(m.t.Context())
	}
	if err != nil {
		m.t.Fatal(err)
	}
	waiting := slices.DeleteFunc(slices.Clone(m.releases), func(r *modelRelease) bool { return !r.scheduled() || r.due.After(now) })
	slices.SortStableFunc(waiting, func(a, b *modelRelease) int { return a.due.Compare(b.due) })
	var want, got []string
	for _, r := range due {
		got = append(got, r.ID)
		for _, w := range waiting { // two of one hour go in the order in which they were imported
			if w.name() == r.ID {
				m.flip(w)
			}
		}
	}
	for _, r := range waiting {
		want = append(want, r.name())
		a := m.expect("after its hour", 200, "")(m.get(m.path(r)))
		if a.State != "published" || a.Changes.Tally != format.TallyMessage(r.became) {
			m.fail("%s became public as %s, expected %+v", r.name(), a.body, r.became)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := gocmp.Diff(want, got); diff != "" {
		m.fail("published by the clock: %s", diff)
	}
	return strings.Join(want, " ")
}

// look has a steward see what a draft would change now.
func (m *machine) look() string {
	r := m.some((*modelRelease).ready)
	if r == nil {
		return ""
	}
	a := m.expect("look", 200, "")(m.get(m.path(r)))
	r.hash = a.Changes.Hash
	r.looked, _ = m.changes(r, m.generation)
	return r.publication
}

func (m *machine) giveUp() string {
	r := m.some(func(r *modelRelease) bool { return r.ready() || r.scheduled() })
	if r == nil {
		return ""
	}
	m.expect("discard", 204, "")(m.send("DELETE", m.path(r), "", nil))
	m.expect("what was discarded", 409, "is discarded")(m.decide(r.id, fields{"changes": r.hash}))
	r.n, r.discarded = 0, true
	return r.publication
}

func (m *machine) takeBack() string {
	r := m.some(m.isPublic)
	if r == nil {
		return ""
	}
	m.expect("withdraw", 200, "synthetic reason")(m.json("/api/v1/releases/"+r.name()+"/withdraw", fields{"reason": "synthetic reason"}))
	m.generation++
	r.until = m.generation
	return r.name()
}

// again sends a decision that was carried out a second time: nothing changes.
func (m *machine) again() string {
	r := m.some(func(r *modelRelease) bool { return r.n > 0 })
	if r == nil {
		return ""
	}
	status, state := 200, "published"
	if r.scheduled() {
		status, state = 202, "scheduled"
	}
	if a := m.expect("publish again", status, r.name())(m.decide(r.id, r.decision)); a.State != state {
		m.fail("publish again: %s", a.body)
	}
	other := maps.Clone(r.decision)
	other["release_at"] = m.clock.Add(1000 * time.Hour).Format(time.RFC3339)
	m.expect("decide otherwise", 409, r.name())(m.decide(r.id, other))
	return r.name()
}

// refused tries what must not be done: nothing changes.
func (m *machine) refused() string {
	var did []string
	try := func(r *modelRelease, status int, words string, do func(r *modelRelease) (int, deskAnswer)) {
		if r != nil {
			m.expect(fmt.Sprint("refused: ", words), status, words)(do(r))
			did = append(did, r.publication+" "+words)
		}
	}
	withdraw := func(r *modelRelease) (int, deskAnswer) {
		return m.json("/api/v1/releases/"+r.name()+"/withdraw", fields{"reason": "synthetic"})
	}
	discard := func(r *modelRelease) (int, deskAnswer) { return m.send("DELETE", m.path(r), "", nil) }
	late := func(r *modelRelease) (int, deskAnswer) {
		return m.decide(r.id, fields{"changes": r.hash, "release_at": "2020-01-01T09:30Z"})
	}
	try(m.some(func(r *modelRelease) bool { return r.until > 0 }), 409, "withdrawn already", withdraw)
	try(m.some(func(r *modelRelease) bool { return r.scheduled() }), 404, "there is no release", withdraw)
	try(m.some(m.isPublic), 409, "withdraw the release instead", discard)
	try(m.some((*modelRelease).ready), 400, "has passed", late)
	return strings.Join(did, ", ")
}

// sameBytes sends the bytes of a workbook again: they are the import that there
// is, unless that was discarded or its release withdrawn.
func (m *machine) sameBytes() string {
	r := m.some(func(*modelRelease) bool { return true })
	if r == nil {
		return ""
	}
	for _, o := range m.releases {
		if bytes.Equal(o.content, r.content) && !o.discarded && o.until == 0 {
			m.expect("the same bytes", 200, o.id)(m.send("POST", "/api/v1/imports", workbookType, bytes.NewReader(r.content)))
			return "known " + o.publication
		}
	}
	return "anew " + m.receive(&modelRelease{publication: r.publication, source: r.source, published: r.published, figures: r.figures, content: r.content})
}

// step does one random thing.
func (m *machine) step() {
	steps := m.steps()
	var bag []string
	for name, s := range steps {
		bag = append(bag, slices.Repeat([]string{name}, s.weight)...)
	}
	slices.Sort(bag)
	m.clock = m.clock.Add(time.Minute)
	name := draw(m, bag...)
	m.log = append(m.log, fmt.Sprintf("%d %s %s", m.generation, name, steps[name].do()))
}

// machineRounds is how many machines run: a few, and as many times that as
// BAROMETER_TEST_LONG says.
func machineRounds(t *testing.T, few int) int {
	t.Helper()
	text := cmp.Or(os.Getenv("BAROMETER_TEST_LONG"), "1")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("BAROMETER_TEST_LONG is %q, expected by how much to multiply the rounds", text)
	}
	return n * few
}

func TestMachine(t *testing.T) {
	for round := range machineRounds(t, 1) {
		t.Run(fmt.Sprint("seed ", round), func(t *testing.T) {
			onEngines(t, func(t *testing.T, address string) {
				random := rand.New(rand.NewPCG(uint64(round), 5))
				m := &machine{desk: openOn(t, address, "nothing").desk(t, datasets.RolePublisher), random: random, days: random.Perm(90), model: model{generation: 1},
					hashes: map[string]string{}, sets: map[string]string{}, kept: map[string]keptAnswer{}, pinned: map[int64]map[string][]string{}, bodies: map[string]string{}}
				for range 40 {
					m.step()
					m.check()
				}
			})
		})
	}
}
