package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// novelty is a workbook whose dictionary brings a dataset and a place, with a
// figure of each and one that revises another.
func novelty() (Candidate, []datasets.Row) {
	c, rows := book("b", "first", "2012", "NORTH.ALL 2009 = 12", "WEST.ALL 2009 = 7")
	c.Dictionary = datasets.Dictionary{
		Datasets: []datasets.Dataset{{ID: "novel", Title: datasets.Text{En: "Novel figures", Fr: "Chiffres nouveaux"}, Unit: "pieces",
			Dimensions: []datasets.Dimension{{ID: "place", Codelist: "place"}}}},
		Codes: map[string][]datasets.Code{"place": {{ID: "WEST", Label: datasets.Text{En: "West", Fr: "Ouest"}}}},
	}
	more := cell("WEST.ALL 2009 = 3")
	more.Dataset, more.Key = "novel", "WEST"
	return c, append(rows, more)
}

// TestPreview sees a draft as if it were published, also once it is scheduled,
// while nothing of it is public.
func TestPreview(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 5"))
		before := o.ask(datasets.Query{})
		id := o.draft(novelty())
		want := "NORTH.ALL 2009: 12@b 10@a\nSOUTH.ALL 2009: 5@a\nWEST.ALL 2009: 7@b\n"
		for _, state := range []string{"draft", "scheduled"} {
			if state == "scheduled" {
				if _, err := o.Publish(t.Context(), id, Publishing{By: "bernard", ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(want, o.ask(datasets.Query{Preview: id})); diff != "" {
				t.Errorf("%s, the preview (-want +got):\n%s", state, diff)
			}
			if diff := cmp.Diff("WEST 2009: 3@b\n", o.ask(datasets.Query{Dataset: "novel", Preview: id})); diff != "" {
				t.Errorf("%s, a dataset of its dictionary (-want +got):\n%s", state, diff)
			}
			if diff := cmp.Diff(before, o.ask(datasets.Query{})); diff != "" {
				t.Errorf("%s, what is public changed (-want +got):\n%s", state, diff)
			}
			_, err := o.Select(t.Context(), datasets.Query{Dataset: "novel"})
			if datasets.KindOf(err) != datasets.NotFound {
				t.Errorf("%s, a dataset that comes is public: %v", state, err)
			}
		}
		now, err := o.State(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := o.DB.Preview(t.Context(), id, 0)
		if err != nil || seen.Generation != now.Generation+1 || seen.Preview != id {
			t.Fatalf("the preview's state: %+v, %v; want generation %d", seen, err, now.Generation+1)
		}
		o.clock.advance(time.Hour)
		if _, err := o.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, o.ask(datasets.Query{})); diff != "" {
			t.Errorf("at its hour (-preview +public):\n%s", diff)
		}
		if _, err := o.DB.Preview(t.Context(), id, 0); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("a preview of what is public: %v", err)
		}
	})
}

// TestPreviewOfACorrection hides what it will correct.
func TestPreviewOfACorrection(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 5"))
		c, rows := book("a", "first", "2011", "NORTH.ALL 2009 = 11")
		id := o.draft(c, rows)
		if diff := cmp.Diff("NORTH.ALL 2009: 11@a.2\n", o.ask(datasets.Query{Preview: id})); diff != "" {
			t.Errorf("the preview (-want +got):\n%s", diff)
		}
		state, err := o.DB.Preview(t.Context(), id, 0)
		if err != nil || state.Releases[0].Corrects != "a" {
			t.Errorf("%+v, %v; want a.2 to correct a", state, err)
		}
		if err := o.Discard(t.Context(), id, "anne"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.DB.Preview(t.Context(), id, 0); datasets.KindOf(err) != datasets.NotFound {
			t.Errorf("a preview of what was discarded: %v", err)
		}
	})
}

// TestDueOnTwoStores has two stores of one database find the same releases due
// at once: each becomes public once, by one generation.
func TestDueOnTwoStores(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		c := newClock()
		stores := []*office{openAt(t, address, c), openAt(t, address, c)}
		before, err := stores[0].State(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		const due = 5
		for i := range due + 1 {
			id := stores[0].draft(book(fmt.Sprint("p", string(rune('a'+i))), "first", "2010", fmt.Sprintf("NORTH.ALL %d = 10", 2000+i)))
			if _, err := stores[0].Publish(t.Context(), id, Publishing{By: "bernard", ReleaseAt: c.Now().Add(time.Duration(i+1) * time.Minute)}); err != nil {
				t.Fatal(err)
			}
			if i == due {
				if err := stores[1].Discard(t.Context(), id, "anne"); err != nil {
					t.Fatal(err)
				}
			}
		}
		c.advance(time.Hour) // both slept through all of them
		published := make([][]datasets.Release, len(stores))
		errs := make([]error, len(stores))
		var group sync.WaitGroup
		for i, o := range stores {
			group.Go(func() { published[i], errs[i] = o.PublishDue(t.Context()) })
		}
		group.Wait()
		made := map[int64]string{}
		for i := range stores {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			for _, r := range published[i] {
				if other, twice := made[r.PublishedGeneration]; twice {
					t.Errorf("generation %d made %s and %s public", r.PublishedGeneration, other, r.ID)
				}
				made[r.PublishedGeneration] = r.ID
			}
		}
		for _, o := range stores {
			after, err := o.State(t.Context(), 0)
			if err != nil || len(made) != due || after.Generation != before.Generation+due || len(after.Releases) != due {
				t.Errorf("%d were published, %d releases, generation %d to %d, %v; want %d of each", len(made), len(after.Releases), before.Generation, after.Generation, err, due)
			}
		}
		if err := stores[0].VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestSecret is the same for every store of a database, and lasts.
func TestSecret(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		a, b := open(t, address), open(t, address)
		if _, found, err := a.Secret(t.Context(), "links"); found || err != nil {
			t.Errorf("a secret that nobody made: %v, %v", found, err)
		}
		first, err := a.MakeSecret(t.Context(), "links")
		if err != nil || len(first) != secretLength {
			t.Fatalf("%x, %v", first, err)
		}
		second, err := b.MakeSecret(t.Context(), "links")
		if err != nil {
			t.Fatal(err)
		}
		other, err := b.MakeSecret(t.Context(), "others")
		if diff := cmp.Diff(first, second); diff != "" || err != nil || cmp.Equal(first, other) {
			t.Errorf("secrets differ: %s, %v, or are one: %x", diff, err, other)
		}
	})
}
