package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// stored counts what tables hold of rows that nobody may see.
func (o *office) stored() string {
	o.t.Helper()
	var n []int
	err := o.read.Select(&n, `SELECT count(*) FROM release UNION ALL SELECT count(*) FROM workbook_part UNION ALL SELECT count(*) FROM sheet
		UNION ALL SELECT count(*) FROM release_series UNION ALL SELECT count(*) FROM series UNION ALL SELECT count(*) FROM series_code
		UNION ALL SELECT count(*) FROM code UNION ALL SELECT count(*) FROM observation`)
	if err != nil {
		o.t.Fatal(err)
	}
	return fmt.Sprint(n)
}

// manyRows are n rows of one hundred series.
func manyRows(n int) []datasets.Row {
	var rows []datasets.Row
	for i := range n {
		row := cell("NORTH.ALL 2009 = 1")
		row.Key = datasets.NewKey("NORTH", fmt.Sprintf("K%03d", i%100))
		row.Period = datasets.Year(1000 + i/100)
		rows = append(rows, row)
	}
	return rows
}

func TestDraft(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, _ := book("a", "first", "2010")
		rows := manyRows(3*chunk + 7)
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if err := d.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := o.Draft(t.Context(), d.ID()); datasets.KindOf(err) != datasets.NotFound {
			t.Errorf("an unfinished draft can be read: %v", err)
		}
		if _, known, err := o.Known(t.Context(), d.sha256); known || err != nil {
			t.Errorf("an unfinished draft is known: %v", err)
		}
		findings := []datasets.Finding{{Rule: "share", Severity: datasets.SeverityWarning, Sheet: "S", Cell: "B2", Message: "m", Nearest: []string{"x", "y"}}}
		closed, err := d.Close(t.Context(), findings)
		if err != nil {
			t.Fatal(err)
		}
		if closed.ID != d.ID() || closed.State != datasets.Draft || closed.Observations != len(rows) {
			t.Errorf("closed: %+v", closed)
		}
		_, noticed, err := o.Draft(t.Context(), d.ID())
		if diff := cmp.Diff(findings, noticed); diff != "" || err != nil {
			t.Error(diff, err)
		}
		var got []datasets.Row
		for row, err := range d.Rows(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, row)
		}
		if len(got) != len(rows) {
			t.Fatalf("%d rows, want %d", len(got), len(rows))
		}
		if got[1].Key != "NORTH.K000" || got[1].Period != datasets.Year(1001) || got[1].Release != nil {
			t.Errorf("second row: %+v", got[1])
		}
		if got := o.ask(datasets.Query{History: true}); got != "" {
			t.Errorf("a draft is public:\n%s", got)
		}
		if state, err := o.State(t.Context(), 0); err != nil || state.Generation != 1 || len(state.Releases) != 0 {
			t.Errorf("a draft made a generation: %+v, %v", state, err)
		}
		if err := o.Discard(t.Context(), d.ID(), "anne"); err != nil {
			t.Fatal(err)
		}
		if got := o.stored(); got != "[0 0 0 0 0 0 0 0]" {
			t.Errorf("a discarded draft left %s", got)
		}
	})
}

func TestSameBytes(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
		refused := func(name string) {
			t.Helper()
			_, err := o.Begin(t.Context(), c)
			if datasets.KindOf(err) != datasets.Conflict || !strings.Contains(err.Error(), name) {
				t.Errorf("want a conflict with %s, got %v", name, err)
			}
		}
		rival, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		id := o.draft(c, rows)
		if _, err := rival.Close(t.Context(), nil); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("two drafts of the same bytes: %v", err)
		}
		if err := rival.Abort(t.Context()); err != nil {
			t.Error(err)
		}
		refused(id)
		if _, err := o.Publish(t.Context(), id, Publishing{ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		refused("scheduled as a")
		o.clock.advance(time.Hour)
		if _, err := o.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		refused("published as a")
		o.withdraw("a")
		if r := o.publish(c, rows); r.ID != "a.2" || r.Corrects != "a" {
			t.Errorf("after the withdrawal: %s corrects %q", r.ID, r.Corrects)
		}
		refused("published as a.2")
	})
}

func TestAbort(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("kept", "first", "2010", "NORTH.ALL 2009 = 10"))
		before := o.stored()
		c, _ := book("a", "first", "2010")
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range manyRows(chunk + 1) {
			if err := d.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		if o.stored() == before {
			t.Error("no chunk was written")
		}
		if err := d.Abort(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, o.stored()); diff != "" {
			t.Error(diff)
		}
		if _, err := d.Close(t.Context(), nil); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("closed after abort: %v", err)
		}
		if err := d.Abort(t.Context()); err != nil {
			t.Errorf("abort twice: %v", err)
		}
	})
}

// Two drafts bring the same new series, and one of them is given up: the other
// keeps what it shares, and what nobody else has goes.
func TestAbortLeavesWhatOthersShare(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("kept", "first", "2010", "NORTH.ALL 2009 = 10"))
		var drafts []*Draft
		for _, id := range []string{"a", "b"} {
			c, rows := book(id, "second", "2010", "NORTH.ALL 2010 = 1", "SOUTH.SMALL 2009 = 11")
			d, err := o.Begin(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if id == "a" {
				rows = append(rows, manyRows(500)...)
			}
			for _, row := range rows {
				if err := d.Add(row); err != nil {
					t.Fatal(err)
				}
			}
			if err := d.settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			drafts = append(drafts, d)
		}
		if err := drafts[0].Abort(t.Context()); err != nil {
			t.Fatal(err)
		}
		later := cell("EAST.SMALL 2009 = 12")
		if err := drafts[1].Add(later); err != nil {
			t.Fatal(err)
		}
		if _, err := drafts[1].Close(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Publish(t.Context(), drafts[1].ID(), Publishing{}); err != nil {
			t.Fatal(err)
		}
		want := lines("EAST.SMALL 2009: 12@b", "SOUTH.SMALL 2009: 11@b")
		if diff := cmp.Diff(want, o.ask(datasets.Query{Codes: map[string][]string{"kind": {"SMALL"}}})); diff != "" {
			t.Error(diff)
		}
		want = lines("NORTH.ALL 2009: 10@kept", "NORTH.ALL 2010: 1@b")
		if diff := cmp.Diff(want, o.ask(datasets.Query{Codes: map[string][]string{"place": {"NORTH"}}})); diff != "" {
			t.Error(diff)
		}
		if got := o.stored(); got != "[2 2 2 4 3 6 5 4]" {
			t.Errorf("stored %s: releases, workbook parts, sheets, series of releases, series, their codes, codes, rows", got)
		}
	})
}

// Refused imports leave a file no larger than one of them makes it.
func TestAbortFreesPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "synthetic.db")
	o := open(t, path)
	c, _ := book("a", "first", "2010")
	c.Content = bytes.NewReader(make([]byte, 3*partSize))
	var pages, free, after int
	for range 3 {
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range manyRows(2*batch + 1) {
			if err := d.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if pages == 0 {
			if err := o.write.Get(&pages, `PRAGMA page_count`); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Abort(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(o.write.Get(&after, `PRAGMA page_count`), o.write.Get(&free, `PRAGMA freelist_count`)); err != nil {
		t.Fatal(err)
	}
	if after > pages+pages/10 || free < after*3/4 {
		t.Errorf("the first import made %d pages; after three refused ones there are %d, %d of them free", pages, after, free)
	}
	if got := o.stored(); got != "[0 0 0 0 0 0 0 0]" {
		t.Errorf("left behind: %s", got)
	}
}

// A process dies in the middle of an import: its rows are swept when they have
// lain untouched, and not while another process may still be writing them.
func TestSweep(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, _ := book("a", "first", "2010")
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		add := func() error {
			for _, row := range manyRows(chunk) {
				row.Period = row.Period.Next(d.count)
				if err := d.Add(row); err != nil {
					return err
				}
			}
			return d.settle(t.Context())
		}
		if err := add(); err != nil {
			t.Fatal(err)
		}
		o.clock.advance(abandoned)
		openAt(t, address, o.clock)
		if err := add(); err != nil {
			t.Fatalf("a living import was swept: %v", err)
		}
		o.clock.advance(abandoned + time.Second)
		openAt(t, address, o.clock)
		if got := o.stored(); got != "[0 0 0 0 0 0 0 0]" {
			t.Errorf("a dead import left %s", got)
		}
		if err := add(); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("a swept draft takes rows: %v", err)
		}
	})
}

func TestAddRefuses(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		endless := cell("NORTH.ALL 2009 = 1")
		endless.Value = datasets.Num(math.Inf(1))
		timeless := cell("NORTH.ALL 2009 = 1")
		timeless.Period = datasets.Period{}
		for _, test := range []struct {
			name string
			rows []datasets.Row
			want string
		}{
			{"a cell twice", []datasets.Row{cell("NORTH.ALL 2009 = 1"), cell("SOUTH.ALL 2009 = 1"), cell("NORTH.ALL 2009 = 2")}, "NORTH.ALL 2009 of synthetic stands twice in the workbook, the second time at Synthetic!B2"},
			{"a cell again, chunks later", append(manyRows(chunk), manyRows(1)...), "stands twice"},
			{"infinity", []datasets.Row{endless}, "not finite"},
			{"no period", []datasets.Row{timeless}, "needs a dataset, a key and a period"},
		} {
			c, _ := book("a", "first", "2010")
			c.Content = strings.NewReader(test.name)
			d, err := o.Begin(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range test.rows {
				if err == nil {
					err = d.Add(row)
				}
			}
			if err == nil {
				_, err = d.Close(t.Context(), nil)
			}
			if datasets.KindOf(err) != datasets.Invalid || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v", test.name, err)
			}
			if err := d.Abort(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if got := o.stored(); got != "[0 0 0 0 0 0 0 0]" {
			t.Errorf("refused drafts left %s", got)
		}
	})
}

func TestBeginRefuses(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	for name, spoil := range map[string]func(*datasets.Publication){
		"no id":              func(p *datasets.Publication) { p.ID = "" },
		"no source":          func(p *datasets.Publication) { p.Source.ID = "" },
		"no date":            func(p *datasets.Publication) { p.Published = datasets.Date{} },
		"id of a correction": func(p *datasets.Publication) { p.ID = "a.2" },
	} {
		c, _ := book("a", "first", "2010")
		spoil(&c.Publication)
		if _, err := o.Begin(t.Context(), c); datasets.KindOf(err) != datasets.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPublishRefuses(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		if _, err := o.Publish(t.Context(), "nothing", Publishing{}); datasets.KindOf(err) != datasets.NotFound {
			t.Errorf("an unknown draft: %v", err)
		}
		c, _ := book("bad", "first", "2010")
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Publish(t.Context(), d.ID(), Publishing{}); datasets.KindOf(err) != datasets.NotFound {
			t.Errorf("an unfinished draft: %v", err)
		}
		if _, err := d.Close(t.Context(), []datasets.Finding{{Rule: "code", Severity: datasets.SeverityError, Message: "no such place"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Publish(t.Context(), d.ID(), Publishing{}); datasets.KindOf(err) != datasets.Conflict || !strings.Contains(err.Error(), "no such place") {
			t.Errorf("a draft with an error: %v", err)
		}
		c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
		id := o.draft(c, rows)
		if _, err := o.Publish(t.Context(), id, Publishing{}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Publish(t.Context(), id, Publishing{}); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("published twice: %v", err)
		}
		if err := o.Discard(t.Context(), id, "anne"); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("a published draft discarded: %v", err)
		}
		if _, err := o.Withdraw(t.Context(), "a", "", "claire"); datasets.KindOf(err) != datasets.Invalid {
			t.Errorf("withdrawn without a reason: %v", err)
		}
		o.withdraw("a")
		if _, err := o.Withdraw(t.Context(), "a", "again", "claire"); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("withdrawn twice: %v", err)
		}
	})
}

// A publication that fails on its way leaves nothing: no generation, no audit
// row, a draft that can be published later.
func TestPublishFails(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
		id := o.draft(c, rows)
		audit, err := o.Audit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// The audit row, the last but one thing written, cannot be.
		if _, err := o.write.Exec(`ALTER TABLE audit RENAME COLUMN hash TO gone`); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Publish(t.Context(), id, Publishing{}); err == nil {
			t.Fatal("published without an audit row")
		}
		if _, err := o.write.Exec(`ALTER TABLE audit RENAME COLUMN gone TO hash`); err != nil {
			t.Fatal(err)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := o.Publish(cancelled, id, Publishing{}); err == nil {
			t.Fatal("published by a request that was cancelled")
		}
		if got := o.ask(datasets.Query{}); got != "" {
			t.Errorf("a failed publication is public:\n%s", got)
		}
		state, err := o.State(t.Context(), 0)
		if err != nil || state.Generation != 1 {
			t.Errorf("generation %d, %v", state.Generation, err)
		}
		after, err := o.Audit(t.Context())
		if diff := cmp.Diff(audit, after); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if r, err := o.Publish(t.Context(), id, Publishing{}); err != nil || r.ID != "a" {
			t.Errorf("the second time: %s, %v", r.ID, err)
		}
	})
}
