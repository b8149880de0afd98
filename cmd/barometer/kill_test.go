package main

import (
	"cmp"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// The kill test: stewards upload, publish, schedule, withdraw and discard over
// HTTP; the server is killed without warning in the middle of that, and started
// again. What an answer said was done is done; the rest is done wholly or not at
// all.

// killing is a run of the test on one database.
type killing struct {
	t        *testing.T
	database string
	scratch  string
	random   *rand.Rand
	stewards []*steward
	server   *process
	address  string

	mutex        sync.Mutex
	made         int
	publications []string
	faulty       []string

	decided atomic.Int64   // requests to publish, schedule, withdraw and discard that were acknowledged
	killed  map[string]int // by what the kill met
}

func (k *killing) fault(format string, args ...any) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.faulty = append(k.faulty, fmt.Sprintf(format, args...))
}

// workbook makes a workbook: of a new publication, or of one that there is.
func (k *killing) workbook(random *rand.Rand) *fate {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.made++
	publication := fmt.Sprint("synthetic-", k.made)
	if len(k.publications) > 0 && random.IntN(4) == 0 {
		publication = k.publications[random.IntN(len(k.publications))]
	} else {
		k.publications = append(k.publications, publication)
	}
	return newFate(k.t, k.made, publication, random)
}

func (k *killing) fates() []*fate {
	var all []*fate
	for _, s := range k.stewards {
		all = append(all, s.fates...)
	}
	return all
}

// connect opens the database beside barometer.
func (k *killing) connect() *sql.DB {
	driver, source := "pgx", k.database
	if !strings.Contains(k.database, "://") {
		driver, source = "sqlite", "file:"+k.database+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, source)
	must(k.t, err)
	return db
}

// round starts the server, looks at what it has, lets the stewards work, and
// kills it.
func (k *killing) round() {
	k.server = start(k.t, k.database, k.scratch, "--no-shipped")
	if k.random.IntN(8) == 0 {
		time.Sleep(time.Duration(k.random.IntN(400)) * time.Millisecond)
		k.server.kill()
		k.killed["starting"]++
		k.dead()
		return
	}
	k.address = k.server.address(k.t)
	k.look()
	aimed := make(chan time.Duration)
	var working sync.WaitGroup
	for _, s := range k.stewards {
		s.aim = func(within time.Duration) {
			if s.random.IntN(40) == 0 {
				select {
				case aimed <- time.Duration(s.random.Int64N(int64(within))):
				default:
				}
			}
		}
		working.Go(func() { s.work(k.address) })
	}
	k.wait(int64(k.random.IntN(6)))
	select {
	case within := <-aimed:
		time.Sleep(within)
	case <-time.After(time.Duration(k.random.IntN(1000)) * time.Millisecond):
	}
	k.server.kill()
	working.Wait()
	k.killed["serving"]++
	k.dead()
}

// wait waits until some more decisions are acknowledged, so that a slow machine
// has something to lose too, or for five seconds.
func (k *killing) wait(more int64) {
	target := k.decided.Load() + more
	for deadline := time.Now().Add(5 * time.Second); k.decided.Load() < target && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
}

// get asks the running server without a token, or with one.
func (k *killing) get(target, secret string) reply {
	a, err := request("GET", k.address+target, secret, "", nil)
	if err != nil || a.status != 200 {
		k.t.Fatalf("GET %s: %d %v %s\n%s", target, a.status, err, a.body, k.server.stderr)
	}
	return a
}

// look holds what the running server shows against what was told and asked.
func (k *killing) look() {
	k.await()
	listed := k.get("api/v1/releases", "")
	known := map[string]*fate{}
	for _, f := range k.fates() {
		known[f.sha256] = f
	}
	states, byID := map[string]string{}, map[string]*fate{}
	for _, r := range listed.Releases {
		f := known[r.Workbook.SHA256]
		if f == nil || states[f.sha256] != "" {
			k.fault("release %s is listed, of no workbook or one that another has", r.ID)
			continue
		}
		states[f.sha256], byID[r.ID] = r.State, f
		if r.State == "published" {
			k.figures(f, r.ID)
		}
	}
	for _, f := range known {
		k.compare(f, states[f.sha256])
	}
	// Pinned, because an hour may come between the two questions.
	for _, o := range k.get(fmt.Sprint("api/v1/datasets/jobs/data?scope=OUT&at=", listed.Generation), "").Observations {
		if f := byID[o.Release]; f == nil || states[f.sha256] != "published" || f.figures[o.Geo+" "+o.Period] != o.Value {
			k.fault("%s %s is shown as %v of %s", o.Geo, o.Period, o.Value, o.Release)
		}
	}
}

// await waits until what is overdue is public; a second is what is promised.
func (k *killing) await() {
	overdue := func() bool {
		return slices.ContainsFunc(k.fates(), func(f *fate) bool {
			if !f.told("schedule") || f.told("publish") || f.due.After(time.Now()) {
				return false
			}
			return k.get(imports+"/"+f.id, k.stewards[0].secrets[0]).State == "scheduled"
		})
	}
	for deadline := time.Now().Add(5 * time.Second); overdue(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			k.fault("a release is overdue for five seconds")
			return
		}
	}
}

// figures holds the figures of a release against its workbook's.
func (k *killing) figures(f *fate, id string) {
	shown := k.get("api/v1/datasets/jobs/data?release="+id, "").Observations
	if len(shown) != len(f.figures) {
		k.fault("%s shows %d of its %d figures", id, len(shown), len(f.figures))
	}
	for _, o := range shown {
		if want, there := f.figures[o.Geo+" "+o.Period]; !there || want != o.Value {
			k.fault("%s shows %v for %s %s, its workbook has %v", id, o.Value, o.Geo, o.Period, want)
		}
	}
}

// compare holds the state of a workbook's release, "" if there is none, against
// what was told and asked. What is seen is known from then on.
func (k *killing) compare(f *fate, state string) {
	due := f.may("schedule") && !f.due.After(time.Now())
	switch state {
	case "":
		if f.told("publish") || f.told("withdraw") {
			k.fault("lost: %s was published as told (%v) and is not listed", f.publication, f.asked)
		} else if f.told("schedule") && !f.may("discard") && f.due.Before(time.Now().Add(-time.Second)) {
			k.fault("lost: %s was due at %s (%v) and is not listed", f.publication, f.due, f.asked)
		}
	case "published":
		if !f.may("publish") && !due || f.told("withdraw") || f.told("discard") {
			k.fault("%s is published (%v, due %s)", f.publication, f.asked, f.due)
		}
		f.asked["publish"] = true
	case "withdrawn":
		if !f.may("withdraw") {
			k.fault("%s is withdrawn (%v)", f.publication, f.asked)
		}
		f.asked["publish"], f.asked["withdraw"] = true, true
	}
}

// settle starts the server a last time, lets it end all work, and looks at
// what came of every workbook that was received.
func (k *killing) settle() {
	db := k.connect()
	defer db.Close()
	k.expire(db)
	k.server = start(k.t, k.database, k.scratch, "--no-shipped")
	k.address = k.server.address(k.t)
	working := func() (n int) {
		must(k.t, db.QueryRow(`SELECT count(*) FROM import WHERE stage IN ('received', 'reading', 'checking')`).Scan(&n))
		return n
	}
	for deadline := time.Now().Add(time.Minute); working() > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			k.t.Fatalf("%d imports are still worked on after a minute\n%s", working(), k.server.stderr)
		}
	}
	latest := time.Now()
	for _, f := range k.fates() {
		if f.due.After(latest) {
			latest = f.due
		}
	}
	time.Sleep(time.Until(latest))
	k.look()
	for _, f := range k.fates() {
		if !f.told("upload") {
			continue
		}
		a := k.get(imports+"/"+f.id, k.stewards[0].secrets[0])
		switch {
		case f.told("discard") && a.State != "discarded":
			k.fault("lost: %s was discarded and is %s", f.publication, a.State)
		case a.State == "failed" && (a.Problem == nil || !strings.Contains(*a.Problem, "stopped three times")):
			k.fault("import %s failed without saying why: %s", f.id, a.body)
		case a.State == "ready" && a.Rows != len(f.figures):
			k.fault("import %s has %d rows of %d", f.id, a.Rows, len(f.figures))
		case !slices.Contains([]string{"ready", "failed", "discarded", "scheduled", "published"}, a.State):
			k.fault("import %s is %s", f.id, a.body)
		}
		k.killed["ends as "+a.State]++
	}
	k.server.kill()
	k.verify()
	k.whole(db)
	k.told(db)
}

// killRounds is how often the server is killed: a few times, and as many times
// that as BAROMETER_TEST_LONG says.
func killRounds(t *testing.T, few int) int {
	t.Helper()
	text := cmp.Or(os.Getenv("BAROMETER_TEST_LONG"), "1")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("BAROMETER_TEST_LONG is %q, expected by how much to multiply the rounds", text)
	}
	return n * few
}

// TestKill needs no seed to be repeated: where the kill falls is up to the
// machine anyway. What the stewards choose has one.
func TestKill(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database string) {
		t.Parallel()
		k := &killing{t: t, database: database, scratch: t.TempDir(), random: rand.New(rand.NewPCG(5, 1)), killed: map[string]int{}}
		secrets := publishers(t, database, 24)
		hook(t, database)
		for i := range 3 {
			k.stewards = append(k.stewards, &steward{t: t, random: rand.New(rand.NewPCG(5, uint64(2+i))), secrets: secrets[8*i : 8*i+8], make: k.workbook, faults: k.fault, done: func() { k.decided.Add(1) }})
		}
		rounds := killRounds(t, 3)
		for range rounds {
			k.round()
		}
		doubts := map[string]int{}
		for _, f := range k.fates() {
			for what := range f.asked {
				if f.doubtful(what) {
					doubts[what]++
				}
			}
		}
		k.settle()
		t.Logf("%d rounds, %d workbooks, %d acknowledged decisions; what the kills met %v; never known from an answer %v", rounds, k.made, k.decided.Load(), k.killed, doubts)
		if len(k.faulty) > 0 {
			t.Errorf("%d faults:\n%s", len(k.faulty), strings.Join(k.faulty[:min(20, len(k.faulty))], "\n"))
		}
	})
}
