package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// ofVersion makes a database as an earlier barometer left it: of a schema of
// its time, with one release in it.
func ofVersion(t *testing.T, address string, version int64, content []byte, rows []datasets.Row) {
	t.Helper()
	upTo(t, address, version, func(exec func(query string, args ...any)) {
		sum := sha256.Sum256(content)
		exec(`INSERT INTO generation (id, time, cause, subject) VALUES (1, '2025-01-01T09:30:00.000000Z', 'publish', 'old')`)
		exec(`INSERT INTO release (draft_id, name, state, publication, source, title, publisher, published, cites, url, licence, language, note,
			workbook, sha256, size, dictionary, observations, imported, imported_by, touched, released, published_generation)
			VALUES ('synthetic', 'old', 'published', 'old', 'first', 'Synthetic old', 'Nobody', '2010', '[]', '', '', 'en', '',
			'old.xlsx', ?, ?, '', ?, '2025-01-01T09:29:00.000000Z', 'anne', '2025-01-01T09:29:00.000000Z', '2025-01-01T09:30:00.000000Z', 1)`,
			hex.EncodeToString(sum[:]), len(content), len(rows))
		exec(`INSERT INTO workbook (release_id, content) VALUES (1, ?)`, content)
		known := map[datasets.Key]int{}
		for _, r := range rows {
			if known[r.Key] == 0 {
				known[r.Key] = len(known) + 1
				exec(`INSERT INTO series (dataset, key) VALUES (?, ?)`, r.Dataset, string(r.Key))
				exec(`INSERT INTO release_series (release_id, series_id) VALUES (1, ?)`, known[r.Key])
				for position, code := range r.Key.Codes() {
					exec(`INSERT INTO series_code (dataset, position, code, series_id) VALUES (?, ?, ?, ?)`, r.Dataset, position, code, known[r.Key])
				}
			}
			exec(`INSERT INTO observation (series_id, period, release_id, value, low, high, quantum, status, precision, note, quote, sheet, cell, text)
				VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, known[r.Key], periodNumber(r.Period),
				nullable(r.Value), nullable(r.Low), nullable(r.High), nullable(r.Quantum), string(r.Status), string(r.Precision),
				r.Note, r.Quote, r.Origin.Sheet, r.Origin.Cell, r.Origin.Text)
		}
	})
}

// upTo makes a database of an earlier schema, and what is in it.
func upTo(t *testing.T, address string, version int64, fill func(exec func(query string, args ...any))) {
	t.Helper()
	db := &DB{engine: sqLite}
	driver := "sqlite"
	if strings.HasPrefix(address, "postgres") {
		db.engine, driver = postgreSQL, "pgx"
	}
	var err error
	if db.write, err = sqlx.Open(driver, address); err != nil {
		t.Fatal(err)
	}
	defer db.write.Close()
	provider, err := db.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	fill(func(query string, args ...any) {
		t.Helper()
		if _, err := db.write.Exec(db.write.Rebind(query), args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	})
}

// oddRows are rows of every kind that a table can hold.
func oddRows() []datasets.Row {
	row := func(key string, period datasets.Period, o datasets.Observation) datasets.Row {
		o.Period = period
		return datasets.Row{Dataset: "synthetic", Key: datasets.Key(key), Observation: o}
	}
	at := func(sheet, cell, text string) datasets.Origin {
		return datasets.Origin{Sheet: sheet, Cell: cell, Text: text}
	}
	return []datasets.Row{
		row("NORTH.ALL", datasets.Year(2008), datasets.Observation{Value: datasets.Num(12.5), Quantum: datasets.Num(0.1), Status: "A", Precision: "exact", Origin: at("Figures", "A1", "12.5")}),
		row("NORTH.ALL", datasets.Year(2009), datasets.Observation{Value: datasets.Num(1e6), Quantum: datasets.Num(1e5), Status: "P", Precision: "nearly", Note: "a note", Quote: "nearly a million", Origin: at("Figures", "Z9", "près de 1 M")}),
		row("NORTH.ALL", datasets.NewPeriod(datasets.Quarterly, 2009, 4), datasets.Observation{Status: "O", Origin: at("Figures", "AA10", "..")}),
		row("NORTH.SMALL", datasets.NewPeriod(datasets.Monthly, 2009, 12), datasets.Observation{Low: datasets.Num(20), High: datasets.Num(25), Status: "A", Precision: "range", Origin: at("Ça et là", "AZ99", "20 à 25")}),
		row("SOUTH.ALL", datasets.Year(2009), datasets.Observation{Value: datasets.Num(-0.25), Status: "", Precision: "", Origin: at("", "", "")}),
		row("SOUTH.ALL", datasets.Year(2010), datasets.Observation{Value: datasets.Num(0), Status: "A", Precision: "exact", Origin: at("Ça et là", "XFD1048576", "0")}),
	}
}

// A database of before keeps every answer, and takes what comes after.
func TestMigrates(t *testing.T) {
	for _, version := range []int64{1, 2} {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			onEngines(t, func(t *testing.T, address string) {
				content, rows := bytes.Repeat([]byte("synthetic"), partSize/4), oddRows()
				ofVersion(t, address, version, content, rows)
				o := open(t, address)
				got := collect(t, o.ReleaseRows(t.Context(), "old"))
				for i := range got {
					if got[i].Release == nil || got[i].Release.ID != "old" {
						t.Fatalf("row %d is of %v", i, got[i].Release)
					}
					got[i].Release = nil
				}
				if diff := cmp.Diff(rows, got, periods); diff != "" {
					t.Errorf("rows (-before +after):\n%s", diff)
				}
				if diff := cmp.Diff(lines("NORTH.SMALL 2009-12: 20 à 25@old"), o.ask(datasets.Query{Codes: map[string][]string{"kind": {"SMALL"}}})); diff != "" {
					t.Error(diff)
				}
				_, file, err := o.Workbook(t.Context(), "old")
				if err != nil {
					t.Fatal(err)
				}
				if bytes, err := io.ReadAll(file); err != nil || string(bytes) != string(content) {
					t.Errorf("%d bytes of a workbook, want %d; %v", len(bytes), len(content), err)
				}
				c, fresh := book("new", "first", "2011", "NORTH.SMALL 2010 = 2", "EAST.SMALL 2010 = 3")
				c.Mapping = means("Le Nord", "NORTH")
				o.publish(c, fresh)
				want := lines("EAST.SMALL 2010: 3@new", "NORTH.SMALL 2009-12: 20 à 25@old", "NORTH.SMALL 2010: 2@new")
				if diff := cmp.Diff(want, o.ask(datasets.Query{Codes: map[string][]string{"kind": {"SMALL"}}})); diff != "" {
					t.Error(diff)
				}
				if m, err := o.Mapping(t.Context(), "first"); err != nil || !m.Same(c.Mapping) {
					t.Errorf("remembered %v, %v", m, err)
				}
			})
		})
	}
}

// What most rows have alike is not written; every row comes back as it went in.
func TestOddRows(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, _ := book("a", "first", "2010")
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range slices.Backward(oddRows()) {
			if err := d.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(oddRows(), collect(t, d.Rows(t.Context())), periods); diff != "" {
			t.Errorf("(-added +read):\n%s", diff)
		}
		row := oddRows()[0]
		row.Origin.Cell = "B02"
		if err := d.Add(row); datasets.KindOf(err) != datasets.Invalid {
			t.Errorf("a cell that is none: %v", err)
		}
		if err := d.Abort(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
}
