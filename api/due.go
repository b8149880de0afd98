package api

import (
	"context"
	"time"

	"barometer/datasets"
)

// duePoll is how long a release may be overdue before it is looked for again:
// another process may have scheduled it, and clocks jump.
const duePoll = 500 * time.Millisecond

// publishDue publishes scheduled releases at their hour, at the start those
// whose hour passed while nothing ran.
func (s *server) publishDue(ctx context.Context) error {
	ticker := time.NewTicker(duePoll)
	defer ticker.Stop()
	for {
		released, err := s.db.PublishDue(ctx)
		s.tellDue(ctx, released, err)
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// tellDue logs what became public, and what could not.
func (s *server) tellDue(ctx context.Context, released []datasets.Release, err error) {
	for _, r := range released {
		s.log.Info("published at its hour", "release", r.ID, "due", r.ReleaseAt, "generation", r.PublishedGeneration)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Error("a due release could not be published; trying again", "error", err)
	}
}
