package ingest

import (
	"context"
	"hash/maphash"
	"iter"

	"barometer/datasets"
)

// Checking is a Check that runs beside the reading, on the figures as they
// come. It can do so while they come series by series, each from its first
// period to its last, and no catalogue check asks for figures that are still
// to come: large sheets are mostly written so. Else the figures are checked
// once all of them are there, which costs a reading of the draft.
type Checking struct {
	k       *checker
	cancel  context.CancelFunc
	changes func() func(datasets.Change) error

	last    series // of the row before
	period  datasets.Period
	seed    maphash.Seed
	met     map[uint64]struct{} // hashes of the series so far
	batch   *batch              // that is being filled
	batches chan *batch         // to the rules; nil once they are left to Findings
	spare   chan *batch         // back from them
	done    chan error          // of the rules, when they end
}

// StartCheck begins to check a publication's figures while they are read. The
// parameters are those of Check, but that changes makes what is told of the
// changes: it is asked again if the comparison has to start anew. They are
// told in the order of the figures. Stop must be called when the Checking is no
// longer needed.
func StartCheck(ctx context.Context, pub datasets.Publication, cat *datasets.Catalogue, prior Prior, changes func() func(datasets.Change) error) *Checking {
	c := &Checking{
		changes: changes, seed: maphash.MakeSeed(), met: map[uint64]struct{}{}, batch: &batch{},
		batches: make(chan *batch), spare: make(chan *batch, 2), done: make(chan error, 1),
	}
	ctx, c.cancel = context.WithCancel(ctx)
	c.k = newChecker(ctx, pub, nil, cat, prior, changes())
	c.spare <- &batch{}
	go func() { c.done <- c.k.run(c.handed()) }()
	return c
}

// handed yields the batches that are handed over.
func (c *Checking) handed() iter.Seq2[[]group, error] {
	batches := c.batches
	return func(yield func([]group, error) bool) {
		for b := range batches {
			if len(b.rows) > 0 && !yield(b.series(), nil) { // the last one may be empty
				return
			}
			b.clear()
			c.spare <- b
		}
	}
}

// Add takes a figure as it is read. The error is that of the rules.
func (c *Checking) Add(row datasets.Row) error {
	if c.batches == nil {
		return nil
	}
	if !c.follows(&row) {
		c.Stop()
		return nil
	}
	if c.batch.endsBefore(&row) {
		if err := c.hand(); err != nil {
			return err
		}
	}
	c.batch.add(&row)
	return nil
}

// follows reports whether a row can be checked after those before it. Two
// series of one hash are taken for one, which only costs time.
func (c *Checking) follows(row *datasets.Row) bool {
	last, period := c.last, c.period
	c.period = row.Period
	if last.key == row.Key && last.dataset == row.Dataset {
		return row.Period.Compare(period) > 0
	}
	c.last = series{row.Dataset, row.Key}
	if last.dataset != row.Dataset {
		if d, err := c.k.cat.Dataset(row.Dataset); err != nil || len(d.Checks) > 0 {
			return false
		}
	}
	hash := maphash.Comparable(c.seed, c.last)
	_, again := c.met[hash]
	c.met[hash] = struct{}{}
	return !again
}

// hand hands the batch over, once those before were taken.
func (c *Checking) hand() error {
	select {
	case c.batches <- c.batch:
		c.batch = <-c.spare
		return nil
	case err := <-c.done:
		c.leave()
		return err
	}
}

// Stop ends the rules. After Findings it does nothing.
func (c *Checking) Stop() {
	c.cancel()
	if c.batches != nil {
		close(c.batches)
		<-c.done
		c.leave()
	}
}

// leave gives back what is no longer needed once the rules ended.
func (c *Checking) leave() {
	c.batches, c.batch, c.met = nil, nil, nil
	c.k.near, c.k.hand = nil, hand{}
}

// Findings returns what Check does of all the figures that were added; they
// wait in candidate.
func (c *Checking) Findings(ctx context.Context, candidate Candidate) ([]datasets.Finding, error) {
	defer c.Stop()
	if c.batches == nil {
		return Check(ctx, c.k.pub, candidate, c.k.cat, c.k.prior, c.changes())
	}
	if err := c.hand(); err != nil {
		return nil, err
	}
	close(c.batches)
	err := <-c.done
	c.leave()
	if err != nil {
		return nil, err
	}
	c.k.candidate = candidate
	return c.k.all()
}
