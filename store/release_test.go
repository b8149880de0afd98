package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// A release's life as a script: each step is followed by what a reader sees
// then, at the generation it made, whatever comes after.
func TestLife(t *testing.T) {
	type step struct {
		do   func(o *office)
		want string
	}
	publish := func(publication, source, published string, cells ...string) func(*office) {
		return func(o *office) { o.publish(book(publication, source, published, cells...)) }
	}
	withdraw := func(id string) func(*office) { return func(o *office) { o.withdraw(id) } }
	for _, test := range []struct {
		name  string
		steps []step
	}{
		{"an edition revises, another source disagrees", []step{
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 7"), lines("NORTH.ALL 2009: 10@a", "SOUTH.ALL 2009: 7@a")},
			{publish("b", "second", "2012", "NORTH.ALL 2009 = 12"), lines("NORTH.ALL 2009: 10@a 12@b", "SOUTH.ALL 2009: 7@a")},
			{publish("c", "first", "2011", "NORTH.ALL 2009 = 11"), lines("NORTH.ALL 2009: 11@c 10@a 12@b", "SOUTH.ALL 2009: 7@a")},
		}},
		{"a correction hides the release it corrects wholly", []step{
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 7"), lines("NORTH.ALL 2009: 10@a", "SOUTH.ALL 2009: 7@a")},
			{publish("a", "first", "2010-06", "NORTH.ALL 2009 = 11"), lines("NORTH.ALL 2009: 11@a.2")},
			{publish("a", "first", "2010-07", "NORTH.ALL 2009 = 12"), lines("NORTH.ALL 2009: 12@a.3")},
		}},
		{"a withdrawn correction shows the original again", []step{
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10"), lines("NORTH.ALL 2009: 10@a")},
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 11"), lines("NORTH.ALL 2009: 11@a.2")},
			{withdraw("a.2"), lines("NORTH.ALL 2009: 10@a")},
			{withdraw("a"), ""},
		}},
		{"the same bytes after a withdrawal are the next number", []step{
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10"), lines("NORTH.ALL 2009: 10@a")},
			{withdraw("a"), ""},
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10"), lines("NORTH.ALL 2009: 10@a.2")},
			{withdraw("a.2"), ""},
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10"), lines("NORTH.ALL 2009: 10@a.3")},
		}},
		{"no figure, then one of low reliability, gives way", []step{
			{publish("a", "first", "2015", "NORTH.ALL 2009 = .."), lines("NORTH.ALL 2009: ..@a")},
			{publish("b", "third", "2010", "NORTH.ALL 2009 = 5(u)"), lines("NORTH.ALL 2009: 5(u)@b ..@a")},
			{publish("c", "second", "2010", "NORTH.ALL 2009 = 6"), lines("NORTH.ALL 2009: 6@c 5(u)@b ..@a")},
		}},
		{"a new catalogue changes who is believed", []step{
			{publish("a", "first", "2010", "NORTH.ALL 2009 = 10"), lines("NORTH.ALL 2009: 10@a")},
			{publish("b", "second", "2010", "NORTH.ALL 2009 = 12"), lines("NORTH.ALL 2009: 10@a 12@b")},
			{func(o *office) { o.put(synthetic(2, "second", "first")) }, lines("NORTH.ALL 2009: 12@b 10@a")},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, address string) {
				o := open(t, address)
				for i, step := range test.steps {
					step.do(o)
					if diff := cmp.Diff(step.want, o.ask(datasets.Query{})); diff != "" {
						t.Fatalf("step %d: %s", i+1, diff)
					}
				}
				for i, step := range test.steps {
					if diff := cmp.Diff(step.want, o.ask(datasets.Query{At: int64(i + 2)})); diff != "" {
						t.Errorf("at the generation of step %d: %s", i+1, diff)
					}
				}
				if err := o.VerifyAudit(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestReleaseSaysWhatHappened(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("a", "first", "2010-03", "NORTH.ALL 2009 = 10")
		c.Publication.URL, c.Publication.Licence, c.Publication.Note = "https://example.org", "CC0", "by hand"
		id := o.draft(c, rows)
		accepted := []datasets.Acceptance{{Finding: datasets.Finding{Rule: "share", Sheet: "Synthetic", Cell: "B2", Nearest: []string{"x"}}, Reason: datasets.Text{En: "printed so", Fr: "imprimé ainsi"}}}
		imported := o.clock.Now()
		o.clock.advance(time.Hour)
		got, err := o.Publish(t.Context(), id, Publishing{By: "bernard", Reason: "checked", Accepted: accepted})
		if err != nil {
			t.Fatal(err)
		}
		want := datasets.Release{
			ID: "a", Publication: c.Publication, Workbook: "a.xlsx", Size: int64(len(c.Content)), SHA256: got.SHA256, State: datasets.Published,
			Imported: imported, Released: imported.Add(time.Hour), By: "bernard", PublishedGeneration: 2, Accepted: accepted, Observations: 1,
		}
		want.Publication.Source = datasets.Source{ID: "first", Title: datasets.Text{En: "The first", Fr: "Le first"}, Rank: 1}
		opt := cmp.Comparer(func(a, b datasets.Date) bool { return a == b })
		if diff := cmp.Diff(want, got, opt); diff != "" {
			t.Error(diff)
		}
		o.publish(book("a", "first", "2011", "NORTH.ALL 2009 = 11"))
		o.withdraw("a.2")
		all, err := o.Releases(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"a.2 withdrawn 3a", "a published 2-"}, names(all)); diff != "" {
			t.Error(diff)
		}
		if got := all[0]; got.WithdrawnGeneration != 4 || got.WithdrawnReason != "a wrong page" {
			t.Errorf("withdrawn at %d because %q", got.WithdrawnGeneration, got.WithdrawnReason)
		}
		before, err := o.State(t.Context(), 3)
		if err != nil {
			t.Fatal(err)
		}
		if got := before.Releases[0]; got.State != datasets.Published || got.WithdrawnGeneration != 0 || got.WithdrawnReason != "" {
			t.Errorf("at generation 3 %s knows of its withdrawal: %+v", got.ID, got)
		}
	})
}

func TestWorkbook(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
		draft := o.draft(c, rows)
		for _, id := range []string{"a", draft, "nothing"} {
			if _, _, err := o.Workbook(t.Context(), id); datasets.KindOf(err) != datasets.NotFound {
				t.Errorf("workbook of %s before it is public: %v", id, err)
			}
		}
		if _, err := o.Publish(t.Context(), draft, Publishing{}); err != nil {
			t.Fatal(err)
		}
		name, content, err := o.Workbook(t.Context(), "a")
		if err != nil || name != c.Workbook || string(content) != string(c.Content) {
			t.Errorf("got %s %q, %v", name, content, err)
		}
		o.withdraw("a")
		if _, _, err := o.Workbook(t.Context(), "a"); datasets.KindOf(err) != datasets.NotFound {
			t.Errorf("workbook of a withdrawn release: %v", err)
		}
	})
}

func TestSchedule(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
		day := o.clock.Now().Add(24 * time.Hour)
		schedule := func(at time.Time, c Candidate, rows []datasets.Row) string {
			id := o.draft(c, rows)
			r, err := o.Publish(t.Context(), id, Publishing{By: "bernard", ReleaseAt: at})
			if err != nil {
				t.Fatal(err)
			}
			if r.State != datasets.Scheduled || !r.ReleaseAt.Equal(at) || r.PublishedGeneration != 0 {
				t.Fatalf("scheduled: %+v", r)
			}
			return id
		}
		c, rows := book("late", "second", "2011", "NORTH.ALL 2010 = 20")
		schedule(day.Add(time.Hour), c, rows)
		c, rows = book("a", "first", "2010", "NORTH.ALL 2009 = 11")
		schedule(day, c, rows)
		c, rows = book("never", "second", "2011", "NORTH.ALL 2011 = 30")
		dropped := schedule(day, c, rows)

		hidden := func() {
			t.Helper()
			if diff := cmp.Diff(lines("NORTH.ALL 2009: 10@a"), o.ask(datasets.Query{History: true})); diff != "" {
				t.Error(diff)
			}
			for _, id := range []string{"a.2", "late", "never"} {
				_, err := o.Select(t.Context(), datasets.Query{Dataset: "synthetic", Release: id})
				if datasets.KindOf(err) != datasets.NotFound {
					t.Errorf("release=%s of a scheduled release: %v", id, err)
				}
				if _, err := o.Withdraw(t.Context(), id, "x", "y"); datasets.KindOf(err) != datasets.NotFound {
					t.Errorf("withdraw %s: %v", id, err)
				}
			}
		}
		tick := func() []string {
			t.Helper()
			due, err := o.PublishDue(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return names(due)
		}
		hidden()
		if err := o.Discard(t.Context(), dropped, "bernard"); err != nil {
			t.Fatal(err)
		}
		o.clock.advance(24*time.Hour - time.Second)
		if got := tick(); got != nil {
			t.Errorf("published before its hour: %s", got)
		}
		hidden()

		// The office sleeps through both hours: they go out at the next start.
		o.clock.advance(48 * time.Hour)
		again := openAt(t, address, o.clock)
		due, err := again.PublishDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"a.2 published 3a", "late published 4-"}, names(due)); diff != "" {
			t.Error(diff)
		}
		if !due[0].Released.Equal(o.clock.Now()) {
			t.Errorf("released %s, the clock says %s", due[0].Released, o.clock.Now())
		}
		if got := tick(); got != nil {
			t.Errorf("published twice: %s", got)
		}
		if diff := cmp.Diff(lines("NORTH.ALL 2009: 11@a.2", "NORTH.ALL 2010: 20@late"), o.ask(datasets.Query{})); diff != "" {
			t.Error(diff)
		}
	})
}

// A release scheduled earlier comes out behind one that was published since:
// its number is lower.
func TestScheduledBehind(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
		if _, err := o.Publish(t.Context(), o.draft(c, rows), Publishing{ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if r := o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 11")); r.ID != "a.2" || r.Corrects != "" {
			t.Errorf("%s corrects %q, which is not public", r.ID, r.Corrects)
		}
		o.clock.advance(time.Hour)
		if _, err := o.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(lines("NORTH.ALL 2009: 11@a.2 10@a"), o.ask(datasets.Query{History: true})); diff != "" {
			t.Error(diff)
		}
	})
}
