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

	last   datasets.Row
	seed   maphash.Seed
	met    map[uint64]struct{} // hashes of the series so far
	chunk  []datasets.Row
	chunks chan []datasets.Row // to the rules; nil once they are left to Findings
	spare  chan []datasets.Row // back from them
	done   chan error          // of the rules, when they end
}

// chunkRows is how many rows are handed over in one go.
const chunkRows = 500

// StartCheck begins to check a publication's figures while they are read. The
// parameters are those of Check, but that changes makes what is told of the
// changes: it is asked again if the comparison has to start anew. They are
// told in the order of the figures. Stop must be called when the Checking is no
// longer needed.
func StartCheck(ctx context.Context, pub datasets.Publication, cat *datasets.Catalogue, prior Prior, changes func() func(datasets.Change) error) *Checking {
	c := &Checking{
		changes: changes, seed: maphash.MakeSeed(), met: map[uint64]struct{}{}, chunk: make([]datasets.Row, 0, chunkRows),
		chunks: make(chan []datasets.Row), spare: make(chan []datasets.Row, 2), done: make(chan error, 1),
	}
	ctx, c.cancel = context.WithCancel(ctx)
	c.k = newChecker(ctx, pub, nil, cat, prior, changes())
	c.spare <- make([]datasets.Row, 0, chunkRows)
	go func() { c.done <- c.k.run(c.rows()) }()
	return c
}

// rows yields the rows that are handed over.
func (c *Checking) rows() iter.Seq2[datasets.Row, error] {
	chunks := c.chunks
	return func(yield func(datasets.Row, error) bool) {
		for chunk := range chunks {
			for _, row := range chunk {
				if !yield(row, nil) {
					return
				}
			}
			c.spare <- chunk[:0]
		}
	}
}

// Add takes a figure as it is read. The error is that of the rules.
func (c *Checking) Add(row datasets.Row) error {
	if c.chunks == nil {
		return nil
	}
	if !c.follows(row) {
		c.Stop()
		return nil
	}
	c.chunk = append(c.chunk, row)
	if len(c.chunk) < chunkRows {
		return nil
	}
	return c.hand()
}

// follows reports whether a row can be checked after those before it. Two
// series of one hash are taken for one, which only costs time.
func (c *Checking) follows(row datasets.Row) bool {
	last := c.last
	c.last = row
	if last.Dataset == row.Dataset && last.Key == row.Key {
		return row.Period.Compare(last.Period) > 0
	}
	if last.Dataset != row.Dataset {
		if d, err := c.k.cat.Dataset(row.Dataset); err != nil || len(d.Checks) > 0 {
			return false
		}
	}
	series := maphash.Comparable(c.seed, seriesOf(row))
	_, again := c.met[series]
	c.met[series] = struct{}{}
	return !again
}

// hand hands the rows over that wait, once those before were taken.
func (c *Checking) hand() error {
	select {
	case c.chunks <- c.chunk:
		c.chunk = <-c.spare
		return nil
	case err := <-c.done:
		c.chunks = nil
		return err
	}
}

// Stop ends the rules. After Findings it does nothing.
func (c *Checking) Stop() {
	c.cancel()
	if c.chunks != nil {
		close(c.chunks)
		<-c.done
		c.chunks = nil
	}
}

// Findings returns what Check does of all the figures that were added; they
// wait in candidate.
func (c *Checking) Findings(ctx context.Context, candidate Candidate) ([]datasets.Finding, error) {
	defer c.Stop()
	if c.chunks == nil {
		return Check(ctx, c.k.pub, candidate, c.k.cat, c.k.prior, c.changes())
	}
	if err := c.hand(); err != nil {
		return nil, err
	}
	close(c.chunks)
	c.chunks = nil
	if err := <-c.done; err != nil {
		return nil, err
	}
	c.k.candidate = candidate
	return c.k.all()
}
