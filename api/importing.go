package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

const (
	importWorkers = 2                      // imports that one server reads at once
	importPoll    = time.Second            // between looks for what another process received or left behind
	importBeat    = 500 * time.Millisecond // between what a worker says of its progress
	importSweep   = time.Hour
)

// importing reads what was uploaded, one workbook after the other, until ctx
// ends; then what is being read is handed back for the next start.
func (s *server) importing(ctx context.Context) error {
	worker := strings.ToLower(rand.Text())
	ticker := time.NewTicker(importPoll)
	defer ticker.Stop()
	for ctx.Err() == nil {
		job, found, err := s.db.Claim(ctx, worker)
		if err != nil && ctx.Err() == nil {
			s.log.Error("no import could be claimed; trying again", "error", err)
		}
		if found {
			s.work(ctx, worker, job)
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.arrived:
		case <-ticker.C:
		}
	}
	return nil
}

// wake tells an idle worker that something arrived.
func (s *server) wake() {
	select {
	case s.arrived <- struct{}{}:
	default:
	}
}

// sweeping removes the bytes of uploads that nobody needs any more.
func (s *server) sweeping(ctx context.Context) error {
	ticker := time.NewTicker(importSweep)
	defer ticker.Stop()
	for {
		if err := s.db.SweepImports(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("old uploads could not be removed", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// work reads one import, and leaves it as what came of that.
func (s *server) work(ctx context.Context, worker string, job datasets.Import) {
	ctx = store.WithToken(ctx, datasets.Token{ID: job.Token, Name: job.By})
	j := &jobReading{server: s, worker: worker, job: job}
	err := j.run(ctx)
	after := context.WithoutCancel(ctx)
	switch {
	case err == nil:
		s.log.Info("import read", "import", job.ID, "stage", j.job.Stage, "rows", j.job.Rows)
		return
	case errors.Is(err, store.ErrLost):
		s.log.Info("import given up: it is no longer this server's", "import", job.ID)
		return
	case ctx.Err() != nil:
		s.log.Info("import handed back", "import", job.ID)
		err = s.db.HandBack(after, job.ID, worker)
	default:
		if datasets.KindOf(err) == datasets.Internal {
			s.log.Error("import failed", "import", job.ID, "error", err)
			err = errors.New("the server could not read it; its log says why, under the import's id")
		}
		job.Stage, job.Problem = datasets.StageFailed, err.Error()
		err = s.db.Finish(after, worker, job, nil)
	}
	if err != nil {
		s.log.Error("what came of an import could not be kept; it is read again", "import", job.ID, "error", err)
	}
}

// jobReading is one reading of one import.
type jobReading struct {
	*server
	worker string
	job    datasets.Import
	draft  *store.Draft

	rows     atomic.Int64
	checking atomic.Bool
}

// run reads and checks the import's workbook and keeps what came of it. Its
// error is why that could not be done.
func (j *jobReading) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		j.beat(ctx, cancel)
	}()
	err := j.read(ctx)
	lost := context.Cause(ctx)
	cancel(nil)
	<-beating
	if err != nil && errors.Is(lost, store.ErrLost) {
		return lost
	}
	return err
}

// beat tells the store how far the reading is, and keeps the import ours. Where
// it is so no more, the reading ends.
func (j *jobReading) beat(ctx context.Context, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(importBeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		stage := datasets.StageReading
		if j.checking.Load() {
			stage = datasets.StageChecking
		}
		err := j.db.Progress(ctx, j.job.ID, j.worker, stage, int(j.rows.Load()))
		if errors.Is(err, store.ErrLost) {
			cancel(err)
			return
		}
		if err != nil && ctx.Err() == nil {
			j.log.Warn("progress of an import could not be kept", "import", j.job.ID, "error", err)
		}
	}
}

func (j *jobReading) read(ctx context.Context) (err error) {
	file, err := j.fetch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	content := io.NewSectionReader(file, 0, j.job.Size)
	state, err := j.db.State(ctx, 0)
	if err != nil {
		return err
	}
	prior, err := j.db.Past(ctx, state.Generation)
	if err != nil {
		return err
	}
	p, err := ingest.Propose(ctx, ingest.Proposing{
		Name: j.job.Workbook, File: content, Catalogue: state.Catalogue, Prior: prior,
		Options: ingest.Options{Mapping: j.job.Mapping, Remembered: j.db.Mapping},
		Begin: func(ctx context.Context, report *ingest.Report) (ingest.Draft, error) {
			return j.begin(ctx, content, report)
		},
		Read: func(rows int) { j.rows.Store(int64(rows)) },
		Done: func() { j.checking.Store(true) },
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Abort(ctx)) }()
	j.checking.Store(true)
	return j.finish(ctx, p, content, state.Generation)
}

// fetch copies the import's workbook out of the database: reading it jumps
// about.
func (j *jobReading) fetch(ctx context.Context) (fleeting, error) {
	content, err := j.db.ImportWorkbook(ctx, j.job.ID)
	if err != nil {
		return fleeting{}, err
	}
	file, err := newFleeting()
	if err != nil {
		return fleeting{}, err
	}
	if _, err := io.Copy(file, content); err != nil {
		return fleeting{}, errors.Join(err, file.Close())
	}
	return file, nil
}

// begin opens the draft of what was read of the workbook.
func (j *jobReading) begin(ctx context.Context, content datasets.File, report *ingest.Report) (ingest.Draft, error) {
	var err error
	j.draft, err = j.db.Begin(ctx, store.Candidate{
		Publication: report.Publication, Dictionary: report.Dictionary, Mapping: report.Mapping,
		Workbook: j.job.Workbook, Content: content, SHA256: report.SHA256, By: j.job.By,
	})
	if err != nil {
		return nil, err
	}
	if err := j.db.Drafting(ctx, j.job.ID, j.worker, j.draft.ID()); err != nil {
		return nil, errors.Join(err, j.draft.Abort(context.WithoutCancel(ctx)))
	}
	return j.draft, nil
}

// finish compares what was read and keeps it, or says why it is refused.
func (j *jobReading) finish(ctx context.Context, p *ingest.Proposal, content datasets.File, generation int64) error {
	i := &j.job
	i.Findings, i.Unmatched, i.Publication = p.Findings, p.Report.Unmatched, p.Report.Publication
	i.Rows, i.Observations, i.Stage = int(j.rows.Load()), p.Report.Observations, datasets.StageRefused
	var err error
	if i.Around, err = ingest.Around(ctx, content, p.Findings); err != nil {
		return err
	}
	if p.Report.Failed() {
		return j.db.Finish(ctx, j.worker, *i, nil)
	}
	if i.Changes, i.Tally, err = ingest.ChangesHash(p.Changes(ctx)); err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	i.Stage, i.Generation = datasets.StageReady, generation
	return j.db.Finish(ctx, j.worker, *i, j.draft)
}
