package charts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrBusy is the error of a picture for which too many wait already, or for
// which nothing became free in time.
var ErrBusy = errors.New("all drawing machines are busy; ask again in a few seconds")

// errClosed is busy too: when one server stops, another may take its place.
var errClosed = fmt.Errorf("%w: the renderer is closed", ErrBusy)

// pool lends workers, each to one caller at a time, and makes them when they
// are first needed. Whatever becomes of a worker, its place in the pool stays.
type pool[W any] struct {
	free     chan *W       // nil stands for a worker not made yet
	queue    chan struct{} // holds one for each that waits
	closed   chan struct{}
	once     sync.Once
	patience time.Duration // of one that waits
	hire     func(context.Context) (*W, error)
	dismiss  func(*W)
}

// newPool returns a pool of some workers, for each of which so many callers
// may wait. It makes none.
func newPool[W any](workers, waiting int, hire func(context.Context) (*W, error), dismiss func(*W)) *pool[W] {
	p := &pool[W]{
		free: make(chan *W, workers), queue: make(chan struct{}, workers*waiting), closed: make(chan struct{}),
		patience: queueTimeout, hire: hire, dismiss: dismiss,
	}
	for range workers {
		p.free <- nil
	}
	return p
}

// do lets a worker work. work says whether the worker may stay; one that
// panics may not.
func (p *pool[W]) do(ctx context.Context, work func(*W) (stays bool, err error)) error {
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

// close dismisses the workers, waiting for those that work.
func (p *pool[W]) close() {
	p.once.Do(func() {
		close(p.closed)
		for range cap(p.free) {
			if w := <-p.free; w != nil {
				p.dismiss(w)
			}
		}
	})
}
