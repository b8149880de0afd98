package store

import (
	"context"
	"errors"
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

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	sql := func(name string, statements ...string) string {
		path := filepath.Join(folder, name)
		db, err := sqlx.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, s := range statements {
			if _, err := db.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
		return path
	}
	newer := filepath.Join(folder, "newer.db")
	open(t, newer).Close()
	sql("newer.db", `INSERT INTO barometer_version (version_id, is_applied) VALUES (9999, 1)`)
	unwritable := filepath.Join(folder, "unwritable")
	if err := os.Mkdir(unwritable, 0o500); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		unwritable = "/proc" // where root may not write either
	}
	for _, test := range []struct {
		name, path string
		kind       datasets.Kind
		want       string
	}{
		{"nothing", "", datasets.Invalid, "is a file path (barometer.db) or the address of a PostgreSQL database"},
		{"another engine", "mysql://host/name", datasets.Invalid, "is a file path"},
		{"memory", ":memory:", datasets.Invalid, "is a file path"},
		{"a folder", folder, datasets.Invalid, "is a folder; name a file in it"},
		{"no folder", filepath.Join(folder, "none", "x.db"), datasets.NotFound, "there is no folder"},
		{"a read-only folder", filepath.Join(unwritable, "x.db"), datasets.Forbidden, "make the file and its folder writable"},
		{"a text", write("text.db", strings.Repeat("not a database\n", 100)), datasets.Invalid, "is not a SQLite database"},
		{"a truncated database", write("short.db", "SQLite format 3\x00"), datasets.Invalid, "is not a SQLite database"},
		{"another program's database", sql("places.db", `CREATE TABLE moz_places (id)`), datasets.Invalid, "another program's database"},
		{"a newer schema", newer, datasets.Unsupported, "run a newer barometer"},
	} {
		before, _ := os.ReadFile(test.path)
		db, err := Open(t.Context(), test.path, Options{})
		if err == nil {
			db.Close()
		}
		var e *datasets.Error
		if !errors.As(err, &e) || e.Kind != test.kind || e.Parameter != "database" || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", test.name, err)
		}
		if after, _ := os.ReadFile(test.path); string(after) != string(before) && test.path != newer {
			t.Errorf("%s: the file was changed", test.name)
		}
	}
}

func TestOpenPostgresRefuses(t *testing.T) {
	refuse := func(u *url.URL, kind datasets.Kind, want string) {
		t.Helper()
		db, err := Open(t.Context(), u.String(), Options{})
		if err == nil {
			db.Close()
		}
		if datasets.KindOf(err) != kind || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "confidential") {
			t.Errorf("%s: %v", u.Redacted(), err)
		}
	}
	nowhere := &url.URL{Scheme: "postgres", User: url.UserPassword("somebody", "confidential"), Host: "127.0.0.1:1", Path: "/synthetic"}
	refuse(nowhere, datasets.Internal, "PostgreSQL at 127.0.0.1:1 cannot be reached; start it, or correct the address")
	garbled := &url.URL{Scheme: "postgres", User: url.UserPassword("somebody", "confidential"), Host: "127.0.0.1", RawQuery: "sslmode=perhaps"}
	refuse(garbled, datasets.Invalid, "write postgres://user:password@host:5432/name")

	server := postgresServer(t)
	missing := *server
	missing.Path = "/synthetic_missing"
	refuse(&missing, datasets.NotFound, "has no database synthetic_missing; make it")
	stranger := *server
	stranger.User = url.UserPassword("synthetic_stranger", "confidential")
	refuse(&stranger, datasets.Forbidden, "refuses user synthetic_stranger")
}

func TestOpenPostgresNewer(t *testing.T) {
	address := newSchema(t)
	o := open(t, address)
	if _, err := o.write.Exec(`INSERT INTO barometer_version (version_id, is_applied) VALUES (9999, true)`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), address, Options{}); datasets.KindOf(err) != datasets.Unsupported {
		t.Errorf("a newer schema: %v", err)
	}
}

// A path may hold any sign that an address gives a meaning.
func TestOpenPath(t *testing.T) {
	for _, name := range []string{"a?mode=memory", "b#c.db", "d%20e.db", "été à l'eau.db"} {
		path := filepath.Join(t.TempDir(), name)
		o := open(t, path)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
		if err := o.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
		if got := open(t, path).ask(datasets.Query{}); got != lines("NORTH.ALL 2009: 10@a") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestEmpty(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		db, err := Open(t.Context(), address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		if want := strings.Split(t.Name(), "/")[1]; db.Engine() != want {
			t.Errorf("engine %s, want %s", db.Engine(), want)
		}
		s, err := db.State(t.Context(), 0)
		if err != nil || s.Generation != 0 || len(s.Catalogue.Datasets) != 0 || len(s.Releases) != 0 {
			t.Errorf("%+v, %v", s, err)
		}
		if _, err := db.Select(t.Context(), datasets.Query{Dataset: "synthetic"}); datasets.KindOf(err) != datasets.NotFound {
			t.Errorf("select: %v", err)
		}
		if err := db.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// Several processes make one new database at the same instant.
func TestOpenTogether(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		var group sync.WaitGroup
		errs := make(chan error, 8)
		for range cap(errs) {
			group.Go(func() {
				db, err := Open(context.Background(), address, Options{})
				if err == nil {
					_, err = db.PutCatalogue(context.Background(), synthetic(1, "first"))
					db.Close()
				}
				errs <- err
			})
		}
		group.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		if s, err := open(t, address).State(t.Context(), 0); err != nil || s.Generation != 1 {
			t.Errorf("generation %d, %v", s.Generation, err)
		}
	})
}

// Readers beside a publication see all of it or nothing, on every handle, and
// two processes that publish at once make two generations.
func TestTogether(t *testing.T) {
	const series, releases = 200, 12
	onEngines(t, func(t *testing.T, address string) {
		first, second := open(t, address), open(t, address)
		ctx, stop := context.WithCancel(t.Context())
		var writers, readers sync.WaitGroup
		for i, o := range []*office{first, second} {
			writers.Go(func() {
				for n := range releases / 2 {
					if err := publishMany(o, fmt.Sprintf("book-%d-%c", i, 'a'+n), series); err != nil {
						t.Error(err)
					}
				}
			})
			readers.Go(func() {
				var last int64
				for ctx.Err() == nil {
					e, err := o.Select(t.Context(), datasets.Query{Dataset: "synthetic"})
					if err != nil {
						t.Error(err)
						return
					}
					if e.Generation < last {
						t.Errorf("generation %d after %d", e.Generation, last)
					}
					last = e.Generation
					want := int(e.Generation-1) * series
					got := 0
					for _, s := range e.Series {
						for _, c := range s.Cells {
							got += len(c.Rows)
						}
					}
					if got != want {
						t.Errorf("generation %d has %d rows, want %d", e.Generation, got, want)
						return
					}
				}
			})
		}
		writers.Wait()
		stop()
		readers.Wait()
		for _, o := range []*office{first, second} {
			if s, err := o.State(t.Context(), 0); err != nil || s.Generation != releases+1 || len(s.Releases) != releases {
				t.Errorf("generation %d, %d releases, %v", s.Generation, len(s.Releases), err)
			}
		}
		if err := first.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func publishMany(o *office, publication string, series int) error {
	c, _ := book(publication, "first", "2010")
	d, err := o.Begin(context.Background(), c)
	if err != nil {
		return err
	}
	for i := range series {
		row := cell("NORTH.ALL 2009 = 1")
		row.Key = datasets.NewKey("NORTH", fmt.Sprint("K", i))
		if err := d.Add(row); err != nil {
			return err
		}
	}
	if _, err := d.Close(context.Background(), nil); err != nil {
		return err
	}
	_, err = o.Publish(context.Background(), d.ID(), Publishing{})
	return err
}

// A lock that does not go away is said, not waited for without end.
func TestBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "synthetic.db")
	o, other := open(t, path), open(t, path)
	if _, err := o.write.Exec(`PRAGMA busy_timeout = 20`); err != nil {
		t.Fatal(err)
	}
	tx, err := other.write.BeginTxx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	started := time.Now()
	_, err = o.PutCatalogue(t.Context(), synthetic(9, "first"))
	if datasets.KindOf(err) != datasets.Conflict || !strings.Contains(err.Error(), "another process is writing") || time.Since(started) > 3*time.Second {
		t.Errorf("after %s: %v", time.Since(started), err)
	}
	if got := o.ask(datasets.Query{}); got != "" {
		t.Errorf("readers see %q", got)
	}
}
