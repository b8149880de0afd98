package api

import (
	"context"
	"log/slog"
	"time"

	"barometer/datasets"
)

// duePoll is how long a release may be overdue before it is looked for again:
// another process may have scheduled it, and clocks jump.
const duePoll = 500 * time.Millisecond

// calendar is what is to become public, and when; the store is one.
type calendar interface {
	PublishDue(context.Context) ([]datasets.Release, error)
	NextDue(context.Context) (time.Time, error)
}

// dispatcher publishes scheduled releases at their hour.
type dispatcher struct {
	calendar calendar
	now      func() time.Time
	log      *slog.Logger
}

// publishDue publishes scheduled releases at their hour, at the start those
// whose hour passed while nothing ran.
func (s *server) publishDue(ctx context.Context) error {
	return dispatcher{s.db, s.now, s.log}.run(ctx)
}

func (d dispatcher) run(ctx context.Context) error {
	for {
		released, err := d.calendar.PublishDue(ctx)
		d.tell(ctx, released, err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(d.wait(ctx)):
		}
	}
}

// wait is how long nothing will be due, as far as is known now.
func (d dispatcher) wait(ctx context.Context) time.Duration {
	next, err := d.calendar.NextDue(ctx)
	if err != nil || next.IsZero() {
		return duePoll // a database that cannot be read is told of by the next look
	}
	left := next.Sub(d.now())
	if left <= 0 {
		return duePoll // it was due already and could not be published
	}
	return min(left, duePoll)
}

// tell logs what became public, and what could not.
func (d dispatcher) tell(ctx context.Context, released []datasets.Release, err error) {
	for _, r := range released {
		d.log.Info("published at its hour", "release", r.ID, "due", r.ReleaseAt, "generation", r.PublishedGeneration)
	}
	if err != nil && ctx.Err() == nil {
		d.log.Error("what is due could not be published; trying again", "error", err)
	}
}
