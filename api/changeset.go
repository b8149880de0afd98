package api

import (
	"context"
	"fmt"
	"iter"
	"time"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// changesOf yields what publishing a draft changes of what was public at a
// generation.
func (s *server) changesOf(ctx context.Context, w *store.Waiting, generation int64) (iter.Seq2[datasets.Change, error], error) {
	prior, err := s.db.Past(ctx, generation)
	if err != nil {
		return nil, err
	}
	state, err := s.db.State(ctx, generation)
	if err != nil {
		return nil, err
	}
	return ingest.Compare(ctx, w.Release.Publication, w, state.Catalogue.With(w.Dictionary), prior), nil
}

// compared returns an import with its change set as it is now: it is compared
// again where something became public since, or was taken back.
func (s *server) compared(ctx context.Context, i datasets.Import) (datasets.Import, error) {
	if i.Stage != datasets.StageReady && i.Stage != datasets.StageScheduled {
		return i, nil
	}
	state, err := s.db.State(ctx, 0)
	if err != nil || i.Generation == state.Generation {
		return i, err
	}
	w, err := s.db.Waiting(ctx, i.DraftID)
	if err != nil {
		return i, err
	}
	found, err := s.changeSet(ctx, w, state.Generation)
	if err != nil {
		return i, err
	}
	i.Changes, i.Tally, i.Generation = found.Hash, found.Tally, found.Generation
	return i, s.db.Compared(ctx, i.ID, found)
}

// changeSet compares a draft with what was public at a generation.
func (s *server) changeSet(ctx context.Context, w *store.Waiting, generation int64) (datasets.ChangeSet, error) {
	changes, err := s.changesOf(ctx, w, generation)
	if err != nil {
		return datasets.ChangeSet{}, err
	}
	hash, tally, err := ingest.ChangesHash(changes)
	return datasets.ChangeSet{Hash: hash, Tally: tally, Generation: generation}, err
}

// recomparePoll is how long after its hour a release is compared with what was
// approved, at most: it became public in time whatever that says.
const recomparePoll = time.Second

// recomparing compares what releases changed at their hour with what was
// approved when they were scheduled, and has the audit tell the difference.
func (s *server) recomparing(ctx context.Context) error {
	ticker := time.NewTicker(recomparePoll)
	defer ticker.Stop()
	for {
		if err := s.recompare(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("a release could not be compared with what was approved; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func (s *server) recompare(ctx context.Context) error {
	unchecked, err := s.db.Unchecked(ctx)
	if err != nil {
		return err
	}
	for _, w := range unchecked {
		found, err := s.changeSet(ctx, w, w.Release.PublishedGeneration-1)
		if err != nil {
			return fmt.Errorf("compare %s: %w", w.Release.ID, err)
		}
		approved := w.Release.Approved
		words := fmt.Sprintf("approved were %s; at its hour it changed %s", tallyWords(approved.Tally), tallyWords(found.Tally))
		if found.Hash != approved.Hash {
			s.log.Warn("a scheduled release changed other cells than were approved", "release", w.Release.ID, "what", words)
		}
		if err := s.db.Changed(ctx, w, found, words); err != nil {
			return err
		}
	}
	return nil
}

func tallyWords(t datasets.Tally) string {
	return fmt.Sprintf("%d new, %d revised, %d confirmed, %d gone, %d disagreeing", t.New, t.Revised, t.Confirmed, t.Gone, t.Disagreeing)
}
