package store

import (
	"context"
	"sync"
	"time"
)

// freshness is for how long the current generation is not asked of the
// database again: a server on the same database shows what another process
// published no later than that.
const freshness = 100 * time.Millisecond

// Standing returns what stands now, for readers: it knows at once of every
// change made through this DB, and within a tenth of a second of those that
// other processes made. Within this DB it never goes back. Whoever decides
// something by what is current asks State.
func (db *DB) Standing(ctx context.Context) (*State, error) {
	if generation, ok := db.standing.fresh(db.now()); ok {
		return db.State(ctx, generation)
	}
	return db.State(ctx, 0)
}

// standing is the memory of which generation is the current one. Its zero
// value is ready.
type standing struct {
	mutex      sync.Mutex
	changes    int64 // how often something was changed here
	generation int64 // 0 is not known
	read       time.Time
}

// fresh returns the generation if it was read just now. A clock that was put
// back knows nothing.
func (s *standing) fresh(now time.Time) (int64, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	age := now.Sub(s.read)
	return s.generation, s.generation > 0 && age >= 0 && age < freshness
}

// reading begins a reading of the current generation. What it returns keeps
// the answer, unless something was changed here meanwhile, which the answer
// may not know of.
func (s *standing) reading(now time.Time) (keep func(generation int64)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	changes := s.changes
	return func(generation int64) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		if s.changes == changes && generation >= s.generation {
			s.generation, s.read = generation, now
		}
	}
}

// forget ends the memory: something was changed here.
func (s *standing) forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.changes++
	s.generation = 0
}
