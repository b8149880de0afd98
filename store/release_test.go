package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"
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
			ID: "a", Publication: c.Publication, Workbook: "a.xlsx", Size: c.Content.Size(), SHA256: got.SHA256, State: datasets.Published,
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
		whole := bytes.Repeat([]byte("0123456789abcdef"), 2*partSize/16+1)
		for name, size := range map[string]int{"nothing": 0, "little": 3, "one-part": partSize, "parts": 2*partSize + 5} {
			want := whole[:size]
			c, rows := book(name, "first", "2010", "NORTH.ALL 2009 = 10")
			c.Content = bytes.NewReader(want)
			draft := o.draft(c, rows)
			for _, id := range []string{name, draft, "unknown"} {
				if _, _, err := o.Workbook(t.Context(), id); datasets.KindOf(err) != datasets.NotFound {
					t.Errorf("workbook of %s before it is public: %v", id, err)
				}
			}
			if _, err := o.Publish(t.Context(), draft, Publishing{}); err != nil {
				t.Fatal(err)
			}
			file, content, err := o.Workbook(t.Context(), name)
			if err != nil || file != c.Workbook {
				t.Fatalf("got %s, %v", file, err)
			}
			if err := iotest.TestReader(content, want); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			o.withdraw(name)
			if _, _, err := o.Workbook(t.Context(), name); datasets.KindOf(err) != datasets.NotFound {
				t.Errorf("workbook of a withdrawn release: %v", err)
			}
		}
	})
}

// changing is a file that gives other bytes each time it is read.
type changing struct{ times int }

func (c *changing) Size() int64 { return 1 }

func (c *changing) ReadAt(p []byte, off int64) (int, error) {
	c.times++
	return copy(p, fmt.Sprint(c.times%10)), nil
}

// torn is a file that cannot be read to its end, once it was hashed.
type torn struct {
	*strings.Reader
	times int
}

func (f *torn) ReadAt(p []byte, off int64) (int, error) {
	if f.times++; f.times > 1 {
		return 0, fs.ErrClosed
	}
	return f.Reader.ReadAt(p, off)
}

func TestWorkbookThatCannotBeKept(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		before := o.stored()
		c, _ := book("a", "first", "2010")
		c.Content = &changing{}
		if _, err := o.Begin(t.Context(), c); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("a file that changed: %v", err)
		}
		c.Content = &torn{Reader: strings.NewReader("synthetic")}
		if _, err := o.Begin(t.Context(), c); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("a file that cannot be read: %v", err)
		}
		c.Content = nil
		if _, err := o.Begin(t.Context(), c); datasets.KindOf(err) != datasets.Invalid {
			t.Errorf("no file: %v", err)
		}
		if diff := cmp.Diff(before, o.stored()); diff != "" {
			t.Errorf("left behind (-before +after):\n%s", diff)
		}
	})
}
