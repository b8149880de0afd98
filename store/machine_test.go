package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// The state-machine property test of DESIGN.md section 8: random steps on the
// store and on a naive model in memory; after each step both are asked the same
// questions, at every generation there ever was. A later issue adds its steps
// to machine.steps and its questions to machine.check.

// modelRelease is a release as the model knows it.
type modelRelease struct {
	publication, source, published string
	n                              int
	due, released                  time.Time
	since, until                   int64 // generations at which it is public; 0 is not yet
	figures                        map[string]string
	draft                          string // by which the store discards it
	mapping                        datasets.Mapping
}

func (r *modelRelease) id() string {
	if r.n == 1 {
		return r.publication
	}
	return fmt.Sprint(r.publication, ".", r.n)
}

func (r *modelRelease) public(at int64) bool {
	return r.since > 0 && r.since <= at && (r.until == 0 || r.until > at)
}

// model is everything that happened, and nothing clever.
type model struct {
	releases   []*modelRelease
	ranks      map[int64][]string          // from that generation on
	remembered map[string]datasets.Mapping // by source, of its last release that was read with one
	generation int64
}

func (m *model) ranksAt(at int64) []string {
	for m.ranks[at] == nil {
		at--
	}
	return m.ranks[at]
}

// hides reports whether a release is corrected by another, for a question.
func (m *model) hides(r *modelRelease, at int64, asOf string) bool {
	return slices.ContainsFunc(m.releases, func(o *modelRelease) bool {
		return o.publication == r.publication && o.n > r.n && o.public(at) && o.published <= asOf
	})
}

// answer is what Select must say: for each cell the figures, best first, and
// then those of history.
func (m *model) answer(at int64, asOf string, history bool) string {
	ranks := m.ranksAt(at)
	cells := map[string][]string{}
	for _, r := range m.releases {
		shown := r.public(at) && !m.hides(r, at, asOf)
		if r.published > asOf || r.since == 0 || r.since > at || !shown && !history {
			continue
		}
		for place, figure := range r.figures {
			// In words that sort as figures are preferred.
			newest := func(s string) string {
				return strings.Map(func(c rune) rune { return '0' + '9' - c }, strings.ReplaceAll(s, "-", ""))
			}
			score := fmt.Sprint(!shown, figure == "..", strings.HasSuffix(figure, "(u)"), slices.Index(ranks, r.source), newest(r.published), newest(r.released.Format("20060102150405")), r.id())
			cells[place] = append(cells[place], score+"\x00 "+figure+"@"+r.id())
		}
	}
	var out []string
	for place, rows := range cells {
		slices.Sort(rows)
		line := place + ":"
		for _, row := range rows {
			line += row[strings.IndexByte(row, 0)+1:]
		}
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b string) int { // a year before its months
		return strings.Compare(strings.ReplaceAll(a, ":", " "), strings.ReplaceAll(b, ":", " "))
	})
	return lines(out...)
}

// listing is what State must say of the releases at a generation.
func (m *model) listing(at int64) []string {
	var out []string
	for _, r := range m.releases {
		if r.since == 0 || r.since > at {
			continue
		}
		state := datasets.Published
		if !r.public(at) {
			state = datasets.Withdrawn
		}
		out = append(out, fmt.Sprint(r.id(), " ", state, " ", r.since, " rank ", slices.Index(m.ranksAt(at), r.source)+1))
	}
	slices.Sort(out)
	return out
}

// machine runs the store beside the model.
type machine struct {
	*office
	model
	random   *rand.Rand
	version  int
	recorded map[int64]string // what was public at each generation, as the model had it then
	log      []string
}

const never = "9999-12-31" // as a bound: everything was published by then

func (m *machine) pick(from ...string) string { return from[m.random.IntN(len(from))] }

// workbook makes a release of random figures: of a new publication, or of one
// that exists, which it corrects.
func (m *machine) workbook() *modelRelease {
	r := &modelRelease{
		publication: m.pick("anvil", "bell", "clock", "drum", "engine"), source: m.pick("first", "second", "third"), n: 1,
		published: fmt.Sprintf("%d-%02d-15", 2010+m.random.IntN(3), 1+m.random.IntN(12)), figures: map[string]string{},
	}
	for _, o := range m.releases {
		if o.publication == r.publication {
			r.n, r.source = max(r.n, o.n+1), o.source
		}
	}
	if m.random.IntN(2) == 0 {
		r.mapping = datasets.Mapping{
			{Kind: datasets.AssignCode, Of: "place", Text: m.pick("Le Nord", "le nord", "Le Sud"), ID: m.pick("NORTH", "SOUTH", "ignore")},
			{Kind: datasets.AssignDimension, Text: "Où", ID: m.pick("place", "ignore")}, {Kind: datasets.AssignIgnore, Text: "Brouillon"},
		}
	}
	for range 1 + m.random.IntN(6) {
		place := m.pick("NORTH", "SOUTH", "EAST") + "." + m.pick("ALL", "SMALL") + " " + m.pick("2008", "2009", "2009-06", "2009-Q4")
		r.figures[place] = fmt.Sprint(m.random.IntN(50)) + m.pick("", "", "", "(u)")
		if m.random.IntN(8) == 0 {
			r.figures[place] = ".."
		}
	}
	return r
}

// send imports a release's workbook and publishes it, or schedules it.
func (m *machine) send(r *modelRelease) {
	var cells []string
	for place, figure := range r.figures {
		cells = append(cells, place+" = "+figure)
	}
	slices.Sort(cells)
	c, rows := book(r.publication, r.source, r.published, cells...)
	c.Mapping = r.mapping
	sum, err := digestOf(c.Content)
	if err != nil {
		m.t.Fatal(err)
	}
	if known, found, err := m.Known(m.t.Context(), sum); err != nil || found {
		m.t.Fatalf("%s is known as %s, %v", r.id(), known.ID, err)
	}
	m.random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	r.draft = m.draft(c, rows)
	got, err := m.Publish(m.t.Context(), r.draft, Publishing{By: "bernard", ReleaseAt: r.due})
	if err != nil || got.ID != r.id() {
		m.t.Fatalf("published %s as %s, %v", r.id(), got.ID, err)
	}
	m.releases = append(m.releases, r)
	if r.due.IsZero() {
		m.public(r)
	}
}

func (m *machine) public(r *modelRelease) {
	m.generation++
	r.since, r.released = m.generation, m.clock.Now()
	if len(r.mapping) > 0 {
		m.remembered[r.source] = r.mapping
	}
}

// checkMappings asks for what the next edition of each source, and each draft
// that waits, is read with.
func (m *machine) checkMappings(db *DB, compare func(what, want, got string)) {
	m.t.Helper()
	words := func(mapping datasets.Mapping) string {
		var out []string
		for _, a := range mapping {
			out = append(out, a.Key()+" is "+a.ID)
		}
		return strings.Join(out, "\n")
	}
	for _, source := range []string{"first", "second", "third"} {
		kept, err := db.Mapping(m.t.Context(), source)
		if err != nil {
			m.t.Fatal(err)
		}
		compare("the mapping remembered of "+source, words(m.remembered[source]), words(kept))
	}
	for _, r := range m.releases {
		if r.since > 0 {
			continue
		}
		own, err := db.DraftMapping(m.t.Context(), r.draft)
		if err != nil {
			m.t.Fatal(err)
		}
		compare("the mapping of the draft of "+r.id(), words(r.mapping), words(own))
	}
}

// some returns a random release of those that a test holds for, or nil.
func (m *machine) some(holds func(*modelRelease) bool) *modelRelease {
	found := slices.DeleteFunc(slices.Clone(m.releases), func(r *modelRelease) bool { return !holds(r) })
	if len(found) == 0 {
		return nil
	}
	return found[m.random.IntN(len(found))]
}

func (m *machine) isPublic(r *modelRelease) bool { return r.public(m.generation) }

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
		"publish": {6, func() string {
			r := m.workbook()
			m.send(r)
			return r.id()
		}},
		"schedule": {2, func() string {
			r := m.workbook()
			r.due = m.clock.Now().Add(time.Duration(1+m.random.IntN(5)) * time.Hour)
			m.send(r)
			return r.id()
		}},
		"tick": {3, m.tick},
		"discard": {1, func() string {
			r := m.some(func(r *modelRelease) bool {
				last := !slices.ContainsFunc(m.releases, func(o *modelRelease) bool { return o.publication == r.publication && o.n > r.n })
				return r.since == 0 && last
			})
			if r == nil {
				return ""
			}
			if err := m.Discard(m.t.Context(), r.draft, "anne"); err != nil {
				m.t.Fatal(err)
			}
			m.releases = slices.DeleteFunc(m.releases, func(o *modelRelease) bool { return o == r })
			return r.id()
		}},
		"withdraw": {2, func() string {
			r := m.some(m.isPublic)
			if r == nil {
				return ""
			}
			m.office.withdraw(r.id())
			m.generation++
			r.until = m.generation
			return r.id()
		}},
		"same bytes": {2, m.again},
		"catalogue": {1, func() string {
			ranks := slices.Clone(m.ranksAt(m.generation))
			m.random.Shuffle(len(ranks), func(i, j int) { ranks[i], ranks[j] = ranks[j], ranks[i] })
			m.version++
			if !m.put(synthetic(m.version, ranks...)) {
				m.t.Fatalf("catalogue %d was not written", m.version)
			}
			if m.put(synthetic(m.version, "third", "second", "first")) {
				m.t.Fatalf("catalogue %d was written twice", m.version)
			}
			m.generation++
			m.ranks[m.generation] = ranks
			return strings.Join(ranks, " ")
		}},
	}
}

// tick lets hours pass and publishes what is due.
func (m *machine) tick() string {
	m.clock.advance(time.Duration(m.random.IntN(4)) * time.Hour)
	due, err := m.PublishDue(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	waiting := slices.DeleteFunc(slices.Clone(m.releases), func(r *modelRelease) bool {
		return r.since > 0 || r.due.IsZero() || r.due.After(m.clock.Now())
	})
	slices.SortStableFunc(waiting, func(a, b *modelRelease) int { return a.due.Compare(b.due) })
	var want, got []string
	for _, r := range waiting {
		m.public(r)
		want = append(want, r.id())
	}
	for _, r := range due {
		got = append(got, r.ID)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		m.t.Fatalf("published by the clock: %s", diff)
	}
	return strings.Join(want, " ")
}

// again sends the bytes of a release that exists: a conflict, unless it was
// withdrawn; then they are the next number.
func (m *machine) again() string {
	r := m.some(func(*modelRelease) bool { return true })
	if r == nil {
		return ""
	}
	next := *r
	next.due, next.since, next.until = time.Time{}, 0, 0
	living := false
	for _, o := range m.releases {
		if o.publication == r.publication {
			next.n = max(next.n, o.n+1)
			living = living || o.published == r.published && gocmp.Equal(o.figures, r.figures) && o.until == 0
		}
	}
	if !living {
		m.send(&next)
		return next.id()
	}
	var cells []string
	for place, figure := range r.figures {
		cells = append(cells, place+" = "+figure)
	}
	slices.Sort(cells)
	c, _ := book(r.publication, r.source, r.published, cells...)
	if _, err := m.Begin(m.t.Context(), c); datasets.KindOf(err) != datasets.Conflict {
		m.t.Fatalf("the bytes of %s again: %v", r.id(), err)
	}
	return "refused " + r.id()
}

// check asks the store and the model the same questions.
func (m *machine) check(other *DB) {
	m.t.Helper()
	compare := func(what, want, got string) {
		m.t.Helper()
		if diff := gocmp.Diff(want, got); diff != "" {
			m.t.Fatalf("%s at generation %d, after\n%s\n%s", what, m.generation, strings.Join(m.log, "\n"), diff)
		}
	}
	asOf := fmt.Sprintf("%d-%02d-15", 2010+m.random.IntN(3), 1+m.random.IntN(12))
	compare("the figures", m.answer(m.generation, never, false), m.ask(datasets.Query{}))
	compare("the figures as of "+asOf, m.answer(m.generation, asOf, false), m.ask(datasets.Query{AsOf: date(asOf)}))
	compare("history", m.answer(m.generation, never, true), m.ask(datasets.Query{History: true}))
	compare("another handle's figures", m.answer(m.generation, never, false), (&office{other, m.t, m.clock}).ask(datasets.Query{}))
	standing, err := m.Standing(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	compare("what readers see", fmt.Sprint(m.generation), fmt.Sprint(standing.Generation))
	m.checkMappings(other, compare)
	for at := int64(1); at <= m.generation; at++ {
		if m.recorded[at] == "" {
			m.recorded[at] = m.answer(at, never, false) + strings.Join(m.listing(at), "\n")
		}
		state, err := m.State(m.t.Context(), at)
		if err != nil {
			m.t.Fatal(err)
		}
		var releases []string
		for _, r := range state.Releases {
			releases = append(releases, fmt.Sprint(r.ID, " ", r.State, " ", r.PublishedGeneration, " rank ", r.Publication.Source.Rank))
		}
		slices.Sort(releases)
		compare(fmt.Sprint("what was served at ", at), m.recorded[at], m.ask(datasets.Query{At: at})+strings.Join(releases, "\n"))
		compare(fmt.Sprint("at ", at, " as of ", asOf), m.answer(at, asOf, true), m.ask(datasets.Query{At: at, AsOf: date(asOf), History: true}))
	}
	if err := m.VerifyAudit(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
}

// step does one random thing.
func (m *machine) step() {
	steps := m.steps()
	var bag []string
	for name, s := range steps {
		bag = append(bag, slices.Repeat([]string{name}, s.weight)...)
	}
	slices.Sort(bag)
	m.clock.advance(time.Minute)
	name := m.pick(bag...)
	m.log = append(m.log, fmt.Sprintf("%d %s %s", m.generation, name, steps[name].do()))
}

// rounds is how often a long test runs: a few times, and as many times that as
// BAROMETER_TEST_LONG says.
func rounds(t *testing.T, few int) int {
	text := cmp.Or(os.Getenv("BAROMETER_TEST_LONG"), "1")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("BAROMETER_TEST_LONG is %q, expected by how much to multiply the rounds", text)
	}
	return n * few
}

func TestMachine(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		for round := range rounds(t, 4) {
			t.Run(fmt.Sprint("seed ", round), func(t *testing.T) {
				place := address
				if round > 0 && strings.HasPrefix(address, "postgres") {
					place = newSchema(t)
				} else if round > 0 {
					place = t.TempDir() + "/synthetic.db"
				}
				first, other := open(t, place), open(t, place)
				m := &machine{office: first, random: rand.New(rand.NewPCG(uint64(round), 2)), version: 1, recorded: map[int64]string{},
					model: model{ranks: map[int64][]string{1: {"first", "second", "third"}}, remembered: map[string]datasets.Mapping{}, generation: 1}}
				for range 30 {
					m.step()
					m.check(other.DB)
				}
			})
		}
	})
}
