package charts

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// crew is a pool of workers that are only counted.
type crew struct {
	*pool[int]
	hired, dismissed, rests atomic.Int64
}

func newCrew(workers int, idle time.Duration) *crew {
	c := &crew{}
	c.pool = newPool(workers, 1000, idle, func(context.Context) (*int, error) {
		c.hired.Add(1)
		return new(int), nil
	}, func(*int) { c.dismissed.Add(1) }, func() { c.rests.Add(1) })
	return c
}

// work lets so many workers work at once.
func (c *crew) work(t *testing.T, workers int) {
	t.Helper()
	var all, met sync.WaitGroup
	met.Add(workers)
	for range workers {
		all.Go(func() {
			err := c.do(t.Context(), func(*int) (bool, error) {
				met.Done()
				met.Wait()
				return true, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestIdleWorkers dismisses workers without work, all of them and once, and
// hires others when there is work again.
func TestIdleWorkers(t *testing.T) {
	c := newCrew(3, time.Hour)
	defer c.close()
	if c.rest() {
		t.Error("a pool in which nobody worked dismissed somebody")
	}
	for round := int64(1); round <= 3; round++ {
		c.work(t, 3)
		if hired, dismissed := c.hired.Load(), c.dismissed.Load(); hired != 3*round || dismissed != 3*(round-1) {
			t.Errorf("round %d: %d hired, %d dismissed before the rest", round, hired, dismissed)
		}
		if !c.rest() || c.dismissed.Load() != 3*round {
			t.Errorf("round %d: %d dismissed, want %d", round, c.dismissed.Load(), 3*round)
		}
		if c.rest() {
			t.Errorf("round %d: dismissed somebody twice", round)
		}
		if got := len(c.free); got != 3 {
			t.Errorf("round %d: %d places, want 3", round, got)
		}
	}
}

// TestIdleTimer rests by itself, after the last work and not before.
func TestIdleTimer(t *testing.T) {
	c := newCrew(2, 20*time.Millisecond)
	defer c.close()
	err := c.do(t.Context(), func(*int) (bool, error) {
		time.Sleep(60 * time.Millisecond)
		if c.dismissed.Load() > 0 {
			return true, errors.New("dismissed while one works")
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); c.rests.Load() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody was dismissed in five seconds")
		}
	}
	c.work(t, 2)
}

// TestRestAmongWork loses no place and refuses nobody while workers are
// dismissed and hired all the time.
func TestRestAmongWork(t *testing.T) {
	c := newCrew(3, time.Hour)
	var callers sync.WaitGroup
	for range 12 {
		callers.Go(func() {
			for range 200 {
				if err := c.do(t.Context(), func(*int) (bool, error) { return true, nil }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	done := make(chan struct{})
	go func() { callers.Wait(); close(done) }()
	for resting := true; resting; {
		select {
		case <-done:
			resting = false
		default:
			c.rest()
		}
	}
	c.work(t, 3) // every place is there
	c.close()
	c.rest()
	if c.hired.Load() != c.dismissed.Load() {
		t.Errorf("%d hired, %d dismissed", c.hired.Load(), c.dismissed.Load())
	}
}

// TestPictureAfterIdle draws the same on machines made after a rest.
func TestPictureAfterIdle(t *testing.T) {
	g := gallery[0]
	c, err := New(g.spec, shipped(t, g.dataset, g.codes))
	if err != nil {
		t.Fatal(err)
	}
	r := NewRenderer(1)
	defer r.Close()
	before := drawn(t, r, c)
	if !r.machines.rest() {
		t.Fatal("no machine was freed")
	}
	if after := drawn(t, r, c); after != before {
		t.Error("another drawing after a rest")
	}
}
