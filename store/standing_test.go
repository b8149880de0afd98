package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"
)

// standsAt asks what stands, as a reader does.
func (o *office) standsAt() int64 {
	o.t.Helper()
	state, err := o.Standing(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return state.Generation
}

// TestStanding shows readers what was changed here at once, and what another
// process changed in time.
func TestStanding(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		c := newClock()
		here, there := openAt(t, address, c), openAt(t, address, c)
		id := here.draft(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
		first := here.standsAt()
		if got := there.standsAt(); got != first {
			t.Fatalf("another process begins with generation %d, want %d", got, first)
		}
		release, err := here.Publish(t.Context(), id, Publishing{By: "anne"})
		if err != nil {
			t.Fatal(err)
		}
		if got := here.standsAt(); got != first+1 {
			t.Errorf("generation %d right after publishing, want %d", got, first+1)
		}
		c.advance(freshness - time.Millisecond)
		if got := there.standsAt(); got != first {
			t.Errorf("generation %d in another process before the time is over, want the remembered %d", got, first)
		}
		exact, err := there.State(t.Context(), 0)
		if err != nil || exact.Generation != first+1 {
			t.Errorf("the exact state: %+v, %v; want generation %d", exact, err, first+1)
		}
		if got := there.standsAt(); got != first+1 {
			t.Errorf("generation %d after the exact one was read, want %d: it went back", got, first+1)
		}
		if _, err := here.Withdraw(t.Context(), release.ID, "a synthetic mistake", "anne"); err != nil {
			t.Fatal(err)
		}
		if got := here.standsAt(); got != first+2 {
			t.Errorf("generation %d right after withdrawing, want %d", got, first+2)
		}
		c.advance(freshness)
		if got := there.standsAt(); got != first+2 {
			t.Errorf("generation %d in another process in time, want %d", got, first+2)
		}
		here.put(synthetic(2, "first"))
		if got := here.standsAt(); got != first+3 {
			t.Errorf("generation %d right after a new catalogue, want %d", got, first+3)
		}
		c.advance(-time.Hour)
		if got := there.standsAt(); got != first+3 {
			t.Errorf("generation %d after the clock was put back, want %d", got, first+3)
		}
	})
}

// TestStandingAtItsHour shows a scheduled release once it went out here.
func TestStandingAtItsHour(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		id := o.draft(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
		if _, err := o.Publish(t.Context(), id, Publishing{By: "anne", ReleaseAt: o.clock.Now().Add(freshness / 2)}); err != nil {
			t.Fatal(err)
		}
		before := o.standsAt()
		o.clock.advance(freshness / 2)
		if _, err := o.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := o.standsAt(); got != before+1 {
			t.Errorf("generation %d at the release's hour, want %d", got, before+1)
		}
	})
}

// TestStandingWhilePublishing never shows who publishes less than what was
// published, however many read beside it. The clock stands still: what is
// remembered once stays.
func TestStandingWhilePublishing(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		ctx, stop := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for ctx.Err() == nil {
					if _, err := o.Standing(ctx); err != nil && ctx.Err() == nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for i := range 20 {
			release := o.publish(book(fmt.Sprintf("b%d", i), "first", "2010", "NORTH.ALL 2009 = 10"))
			if got := o.standsAt(); got < release.PublishedGeneration {
				t.Errorf("generation %d after %d was published", got, release.PublishedGeneration)
			}
		}
		stop()
		readers.Wait()
	})
}

// TestStandingRefusesOldAnswers keeps no answer that was asked for before a
// change, nor one that is older than what is kept.
func TestStandingRefusesOldAnswers(t *testing.T) {
	var s standing
	now := newClock().Now()
	slow := s.reading(now)
	s.forget()
	slow(1)
	if got, ok := s.fresh(now); ok {
		t.Errorf("generation %d is kept, asked for before a change", got)
	}
	slow = s.reading(now)
	s.reading(now)(3)
	slow(2)
	if got, ok := s.fresh(now); got != 3 || !ok {
		t.Errorf("generation %d, %t; want 3", got, ok)
	}
}
