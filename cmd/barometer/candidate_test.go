package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// synthetic makes a workbook of n tidy rows, twenty periods a series.
func synthetic(t testing.TB, n int) []byte {
	t.Helper()
	catalogue, err := datasets.Shipped()
	must(t, err)
	f := excelize.NewFile()
	defer f.Close()
	for sheet, lines := range map[string][][]any{
		"Sheet1":   {{"publication", "synthetic-2020"}, {"published", "2020"}, {"publisher", "Insee"}, {"language", "en"}},
		"Datasets": {{"id", "title_en", "title_fr", "decimals", "dimensions"}, {"synthetic", "Synthetic", "Synthétique", 2, "geo, age, education, channel"}},
	} {
		_, err := f.NewSheet(sheet)
		must(t, err)
		for i, line := range lines {
			must(t, f.SetSheetRow(sheet, "A"+strconv.Itoa(i+1), &line))
		}
	}
	_, err = f.NewSheet("Data")
	must(t, err)
	w, err := f.NewStreamWriter("Data")
	must(t, err)
	must(t, w.SetRow("A1", []any{"dataset: synthetic"}))
	must(t, w.SetRow("A2", []any{"geo", "age", "education", "channel", "period", "value"}))
	for i := range n {
		line, series := make([]any, 4), i/20
		for j, dimension := range []string{"channel", "education", "age", "geo"} {
			codes := catalogue.Codelists[dimension].Codes
			line[3-j] = codes[series%len(codes)].ID
			series /= len(codes)
		}
		must(t, w.SetRow("A"+strconv.Itoa(i+3), append(line, 2001+i%20, 100+float64(i%977)/4)))
	}
	must(t, w.Flush())
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// held counts the rows of every table of a SQLite database.
func held(path string) (map[string]int, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	names, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	defer names.Close()
	counts := map[string]int{}
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			return nil, err
		}
		counts[name] = 0
	}
	for name := range counts {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM "` + name + `"`).Scan(&n); err != nil {
			return nil, err
		}
		counts[name] = n
	}
	return counts, errors.Join(names.Err(), db.Close())
}

// heldCommand writes how many rows each table of a database has:
// held DATABASE FILE
func heldCommand(ts *testscript.TestScript, _ bool, args []string) {
	counts, err := held(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(fmt.Sprintln(counts)), 0o666))
}

// tapped is a file that tells when it is read.
type tapped struct {
	datasets.File
	tap func()
}

func (f tapped) ReadAt(p []byte, at int64) (int, error) {
	f.tap()
	return f.File.ReadAt(p, at)
}

// openTest opens a new database with the shipped catalogue.
func openTest(t *testing.T) (db *store.DB, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "test.db")
	db, err := openStore(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return db, path
}

// TestCandidateLeavesNothing stops an import in several ways once it has begun:
// the database has then what it had before.
func TestCandidateLeavesNothing(t *testing.T) {
	content := synthetic(t, 30_000)
	changed := bytes.Clone(content)
	changed[len(changed)-1] ^= 1
	for _, c := range []struct {
		name string
		want error
		// read imports the workbook; begun reports whether rows have come.
		read func(ctx context.Context, begun func() bool, db *store.DB) error
	}{
		{"interrupted", context.Canceled, func(ctx context.Context, begun func() bool, db *store.DB) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			file := tapped{bytes.NewReader(content), func() {
				if begun() {
					cancel()
				}
			}}
			_, err := readCandidate(ctx, db, db, workbook{"synthetic.xlsx", file, io.NopCloser(nil)}, ingest.Options{})
			return err
		}},
		{"changed while it is read", datasets.Errorf(datasets.Conflict, "import synthetic.xlsx: the workbook changed while it was read; import it again"), func(ctx context.Context, _ func() bool, db *store.DB) error {
			file := &tapped{File: bytes.NewReader(content), tap: func() {}}
			options := ingest.Options{Remembered: func(context.Context, string) (datasets.Mapping, error) {
				file.File = bytes.NewReader(changed)
				return nil, nil
			}}
			_, err := readCandidate(ctx, db, db, workbook{"synthetic.xlsx", file, io.NopCloser(nil)}, options)
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, path := openTest(t)
			before, err := held(path)
			must(t, err)
			err = c.read(t.Context(), func() bool {
				now, err := held(path)
				return err == nil && now["observation"] > 0
			}, db)
			if err == nil || !errors.Is(err, c.want) && err.Error() != c.want.Error() {
				t.Errorf("the import ended with %v, expected %v", err, c.want)
			}
			after, err := held(path)
			must(t, err)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("rows by table (-before +after):\n%s", diff)
			}
		})
	}
}

// TestImportInBoundedMemory imports four times as many rows: what is live on
// the way must not grow with them, but for what notices duplicates, some 30
// bytes a figure, and names the series.
func TestImportInBoundedMemory(t *testing.T) {
	const few, many = 40_000, 160_000
	const growth = 16 << 20 // bytes; the rows themselves would be 35 MiB
	least, most := peakOfImport(t, few), peakOfImport(t, many)
	t.Logf("live at most: %.1f MiB of %d rows, %.1f MiB of %d", float64(least)/(1<<20), few, float64(most)/(1<<20), many)
	if most > least+growth {
		t.Errorf("%d rows take %d bytes, %d rows %d: expected at most %d more", few, least, many, most, growth)
	}
}

// peakOfImport imports a workbook of n rows with the command, and returns the
// most bytes that were live meanwhile.
func peakOfImport(t *testing.T, n int) uint64 {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "synthetic.xlsx")
	must(t, os.WriteFile(path, synthetic(t, n), 0o666))
	done := make(chan struct{})
	var watching sync.WaitGroup
	var peak uint64
	watching.Go(func() {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for {
			runtime.GC()
			metrics.Read(live)
			peak = max(peak, live[0].Value.Uint64())
			select {
			case <-done:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	var said bytes.Buffer
	err := importCommand{Files: []string{path}}.Run(t.Context(), &Config{Database: filepath.Join(folder, "test.db")}, &terminal{out: &said, err: &said})
	close(done)
	watching.Wait()
	if want := fmt.Sprintf("%d observations kept as a draft", n); err != nil || !strings.Contains(said.String(), want) {
		t.Fatalf("%v, said %q, expected %q", err, said.String(), want)
	}
	return peak
}
