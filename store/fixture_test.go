package store

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// onEngines runs a test on a new SQLite file, and in a new schema of the
// PostgreSQL server that BAROMETER_TEST_POSTGRES names.
func onEngines(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "synthetic.db")) })
	t.Run("postgresql", func(t *testing.T) { test(t, newSchema(t)) })
}

// postgresServer returns the address of the test's server.
func postgresServer(t *testing.T) *url.URL {
	t.Helper()
	address := os.Getenv("BAROMETER_TEST_POSTGRES")
	switch {
	case address == "" && os.Getenv("CI") != "":
		t.Fatal("CI is set and BAROMETER_TEST_POSTGRES is not: the store is tested on both engines there")
	case address == "":
		t.Skip("BAROMETER_TEST_POSTGRES is not set; it is the address of a PostgreSQL server where the test may make schemas")
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func newSchema(t *testing.T) string {
	t.Helper()
	u := postgresServer(t)
	admin, err := sqlx.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("synthetic_%d_%d", os.Getpid(), time.Now().UnixNano())
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	settings := u.Query()
	settings.Set("search_path", schema)
	u.RawQuery = settings.Encode()
	return u.String()
}

// clock is a clock that tests set.
type clock struct {
	mutex sync.Mutex
	time  time.Time
}

func newClock() *clock { return &clock{time: time.Date(2026, 1, 1, 9, 30, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.time
}

func (c *clock) advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.time = c.time.Add(d)
}

// office is an open database with its clock, for one test.
type office struct {
	*DB
	t     *testing.T
	clock *clock
}

// open opens a database, with the synthetic catalogue in it.
func open(t *testing.T, address string) *office {
	t.Helper()
	return openAt(t, address, newClock())
}

func openAt(t *testing.T, address string, c *clock) *office {
	t.Helper()
	db, err := Open(t.Context(), address, Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o := &office{db, t, c}
	o.put(synthetic(1, "first", "second", "third"))
	return o
}

func (o *office) put(c *datasets.Catalogue) bool {
	o.t.Helper()
	written, err := o.PutCatalogue(o.t.Context(), c)
	if err != nil {
		o.t.Fatal(err)
	}
	return written
}

// synthetic is a catalogue of one dataset, `synthetic`, whose sources are
// believed in the order given.
func synthetic(version int, sources ...string) *datasets.Catalogue {
	ranks := "id,title_en,title_fr,publishers,rank,url,note\n"
	for i, id := range sources {
		ranks += fmt.Sprintf("%s,The %s,Le %s,,%d,,\n", id, id, id, i+1)
	}
	c, err := datasets.ParseCatalogue(map[string][]byte{
		"datasets.yaml": []byte(fmt.Sprintf(`version: %d
datasets:
- id: synthetic
  title: {en: Synthetic figures, fr: Chiffres synthétiques}
  unit: {id: pieces, en: pieces, fr: pièces}
  decimals: 0
  definition: {en: Made for tests, fr: Faits pour les tests}
  dimensions:
  - {id: place, codelist: place}
  - {id: kind, codelist: kind, default: ALL}
`, version)),
		"codelists/place.csv": []byte("code,label_en,label_fr\nNORTH,North,Nord\nSOUTH,South,Sud\nEAST,East,Est\n"),
		"codelists/kind.csv":  []byte("code,label_en,label_fr\nALL,All,Tous\nSMALL,Small,Petits\n"),
		"codelists/unit.csv":  []byte("code,label_en,label_fr\npieces,pieces,pièces\n"),
		"sources.csv":         []byte(ranks),
		"directory.csv":       []byte("place,employer,centre_type,event,statement,source,quote\n"),
		"pages.yaml":          []byte("home:\n  figures: []\n"),
	})
	if err != nil {
		panic(err)
	}
	return c
}

// cell is one figure of a synthetic workbook: "NORTH.ALL 2019 = 12".
func cell(line string) datasets.Row {
	var key, period, value string
	if n, err := fmt.Sscanf(line, "%s %s = %s", &key, &period, &value); n != 3 {
		panic(fmt.Sprint(line, err))
	}
	p, err := datasets.ParsePeriod(period)
	if err != nil {
		panic(err)
	}
	row := datasets.Row{Dataset: "synthetic", Key: datasets.Key(key), Observation: datasets.Observation{
		Period: p, Status: datasets.Normal, Precision: datasets.Exact, Quantum: datasets.Num(1),
		Note: "a note", Quote: "the words", Origin: datasets.Origin{Sheet: "Synthetic", Cell: "B2", Text: value},
	}}
	if base, low := strings.CutSuffix(value, "(u)"); low {
		row.Status, value = datasets.LowReliability, base
	}
	if value == ".." {
		row.Status, row.Precision, row.Quantum = datasets.Missing, "", datasets.Number{}
		return row
	}
	var f float64
	if _, err := fmt.Sscan(value, &f); err != nil {
		panic(err)
	}
	row.Value = datasets.Num(f)
	return row
}

// book is a synthetic workbook: a publication by a source, on a day, and its
// figures. Its bytes are what it says.
func book(publication, source, published string, cells ...string) (Candidate, []datasets.Row) {
	date, err := datasets.ParseDate(published)
	if err != nil {
		panic(err)
	}
	var rows []datasets.Row
	for _, line := range cells {
		rows = append(rows, cell(line))
	}
	return Candidate{
		Publication: datasets.Publication{ID: publication, Title: "Synthetic " + publication, Publisher: "Nobody", Published: date,
			Source: datasets.Source{ID: source}, Cites: []string{"another"}, Language: datasets.English},
		Workbook: publication + ".xlsx",
		Content:  strings.NewReader(fmt.Sprint(publication, source, published, cells)),
		By:       "anne",
	}, rows
}

// draft imports a workbook and returns the draft's id.
func (o *office) draft(c Candidate, rows []datasets.Row) string {
	o.t.Helper()
	d, err := o.Begin(o.t.Context(), c)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, row := range rows {
		if err := d.Add(row); err != nil {
			o.t.Fatal(err)
		}
	}
	if _, err := d.Close(o.t.Context(), nil); err != nil {
		o.t.Fatal(err)
	}
	return d.ID()
}

// publish imports and publishes a workbook, a minute after what came before.
func (o *office) publish(c Candidate, rows []datasets.Row) datasets.Release {
	o.t.Helper()
	id := o.draft(c, rows)
	o.clock.advance(time.Minute)
	r, err := o.Publish(o.t.Context(), id, Publishing{By: "bernard"})
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) withdraw(id string) {
	o.t.Helper()
	o.clock.advance(time.Minute)
	if _, err := o.Withdraw(o.t.Context(), id, "a wrong page", "claire"); err != nil {
		o.t.Fatal(err)
	}
}

// ask selects and prints the answer.
func (o *office) ask(q datasets.Query) string {
	o.t.Helper()
	if q.Dataset == "" {
		q.Dataset = "synthetic"
	}
	e, err := o.Select(o.t.Context(), q)
	if err != nil {
		o.t.Fatal(err)
	}
	return show(e)
}

// show prints an extract: a line for each cell, the shown row first, each row
// as figure@release.
func show(e *datasets.Extract) string {
	var b strings.Builder
	for _, s := range e.Series {
		for _, c := range s.Cells {
			fmt.Fprintf(&b, "%s %s:", s.Key, c.Period)
			for _, row := range c.Rows {
				fmt.Fprintf(&b, " %s@%s", row.Origin.Text, row.Release.ID)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func lines(l ...string) string {
	if len(l) == 0 {
		return ""
	}
	return strings.Join(l, "\n") + "\n"
}

// names prints releases as id state generation.
func names(releases []datasets.Release) []string {
	var out []string
	for _, r := range releases {
		out = append(out, fmt.Sprint(r.ID, " ", r.State, " ", r.PublishedGeneration, cmp.Or(r.Corrects, "-")))
	}
	return out
}

func date(s string) datasets.Date {
	d, err := datasets.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
