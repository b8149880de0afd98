package charts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// ErrBusy is the error of a picture for which too many wait already, or for
// which nothing became free in time.
var ErrBusy = errors.New("all drawing machines are busy; ask again in a few seconds")

// errClosed is busy too: when one server stops, another may take its place.
var errClosed = fmt.Errorf("%w: the renderer is closed", ErrBusy)

// pool lends workers, each to one caller at a time, makes them when they are
// needed and dismisses them all once none had work for a while. Whatever becomes
// of a worker, its place in the pool stays.
type pool[W any] struct {
	free     chan *W       // nil stands for a worker not made yet
	queue    chan struct{} // holds one for each that waits
	closed   chan struct{}
	once     sync.Once
	patience time.Duration // of one that waits
	hire     func(context.Context) (*W, error)
	dismiss  func(*W)

	idle    time.Duration // without work, until the workers are dismissed
	resting *time.Timer   // ends idle
	busy    atomic.Int64  // callers that have a worker or wait for one
}

// newPool returns a pool of some workers, for each of which so many callers
// may wait. It makes none. rested is called after idle workers were dismissed.
func newPool[W any](workers, waiting int, idle time.Duration, hire func(context.Context) (*W, error), dismiss func(*W), rested func()) *pool[W] {
	p := &pool[W]{
		free: make(chan *W, workers), queue: make(chan struct{}, workers*waiting), closed: make(chan struct{}),
		patience: queueTimeout, hire: hire, dismiss: dismiss, idle: idle,
	}
	p.resting = time.AfterFunc(idle, func() {
		if p.rest() {
			rested()
		}
	})
	p.resting.Stop()
	for range workers {
		p.free <- nil
	}
	return p
}

// do lets a worker work. work says whether the worker may stay; one that
// panics may not.
func (p *pool[W]) do(ctx context.Context, work func(*W) (stays bool, err error)) error {
	p.busy.Add(1)
	defer func() {
		if p.busy.Add(-1) == 0 {
			p.resting.Reset(p.idle)
		}
	}()
	w, err := p.take(ctx)
	if err != nil {
		return err
	}
	stays := false
	defer func() {
		if !stays && w != nil {
			p.dismiss(w)
			w = nil
		}
		p.free <- w
	}()
	if w == nil {
		if w, err = p.hire(ctx); err != nil {
			w = nil
			return fmt.Errorf("start the chart engine: %w", err)
		}
	}
	stays, err = work(w)
	return err
}

// take returns a free worker's place, at once or after its turn in the queue.
func (p *pool[W]) take(ctx context.Context) (*W, error) {
	select {
	case <-p.closed:
		return nil, errClosed
	default:
	}
	select {
	case w := <-p.free:
		return w, nil
	default:
	}
	select {
	case p.queue <- struct{}{}:
		defer func() { <-p.queue }()
	default:
		return nil, ErrBusy
	}
	patience := time.NewTimer(p.patience)
	defer patience.Stop()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("draw a chart: %w", ctx.Err())
	case <-p.closed:
		return nil, errClosed
	case <-patience.C:
		return nil, ErrBusy
	case w := <-p.free:
		return w, nil
	}
}

// rest dismisses the workers while nobody works, and reports whether there
// were any. Who comes meanwhile waits for one place at most.
func (p *pool[W]) rest() bool {
	dismissed := false
	for range cap(p.free) {
		if p.busy.Load() > 0 {
			break
		}
		select {
		case w := <-p.free:
			if w != nil {
				p.dismiss(w)
				dismissed = true
			}
			p.free <- nil
		default: // lent, or the pool is closed
		}
	}
	return dismissed
}

// close dismisses the workers, waiting for those that work.
func (p *pool[W]) close() {
	p.once.Do(func() {
		close(p.closed)
		p.resting.Stop()
		for range cap(p.free) {
			if w := <-p.free; w != nil {
				p.dismiss(w)
			}
		}
	})
}
