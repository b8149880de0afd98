package charts

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"modernc.org/quickjs"

	"barometer/datasets"
)

// RenderTimeout bounds the drawing of one chart, from when a machine is free.
const RenderTimeout = 5 * time.Second

// The other limits of drawing.
const (
	queueTimeout = 10 * time.Second // to wait for a machine
	startTimeout = 30 * time.Second // of a machine
	memoryLimit  = 256 << 20        // of a machine
	rendersPerVM = 2000             // then a fresh one takes its place
)

// ErrBusy is the error of a chart for which no machine became free in time.
var ErrBusy = errors.New("all drawing machines are busy; ask again in a few seconds")

// Renderer draws charts with ECharts, each worker in a virtual machine of its
// own that is made when it is first needed. It may be used by several
// goroutines.
type Renderer struct {
	free     chan *machine // nil stands for a machine not made yet
	closed   chan struct{}
	once     sync.Once
	timeout  time.Duration // of one chart
	patience time.Duration // of one that waits for a machine
}

// NewRenderer returns a renderer that draws up to workers charts at a time, at
// least one. It starts nothing.
func NewRenderer(workers int) *Renderer {
	r := &Renderer{free: make(chan *machine, max(workers, 1)), closed: make(chan struct{}), timeout: RenderTimeout, patience: queueTimeout}
	for range cap(r.free) {
		r.free <- nil
	}
	return r
}

var errClosed = errors.New("draw a chart: the renderer is closed")

// SVG draws the chart: the same bytes for the same chart, on any worker. One
// that takes longer than RenderTimeout is a TooLarge error; ErrBusy says that
// too many wait before it.
func (r *Renderer) SVG(ctx context.Context, c *Chart) ([]byte, error) {
	option, err := c.Option()
	if err != nil {
		return nil, err
	}
	drawn, err := r.call(ctx, "render", string(option), c.width, c.height)
	if err != nil {
		return nil, err
	}
	return finish(drawn, c, option)
}

// call runs a function on a free machine and puts the machine back.
func (r *Renderer) call(ctx context.Context, function string, args ...any) (string, error) {
	select {
	case <-r.closed:
		return "", errClosed
	default:
	}
	patience := time.NewTimer(r.patience)
	defer patience.Stop()
	select {
	case <-ctx.Done():
		return "", fmt.Errorf("draw a chart: %w", ctx.Err())
	case <-r.closed:
		return "", errClosed
	case <-patience.C:
		return "", ErrBusy
	case m := <-r.free:
		if m == nil {
			var err error
			if m, err = newMachine(r.timeout); err != nil {
				r.free <- nil
				return "", fmt.Errorf("start the chart engine: %w", err)
			}
		}
		m, out, err := m.call(ctx, function, args...)
		r.free <- m
		return out, err
	}
}

// Close frees the machines, waiting for the charts being drawn.
func (r *Renderer) Close() {
	r.once.Do(func() {
		close(r.closed)
		for range cap(r.free) {
			(<-r.free).close()
		}
	})
}

// machine is one JavaScript virtual machine with ECharts in it.
type machine struct {
	vm      *quickjs.VM
	timeout time.Duration
	calls   int
}

// call runs a function and returns the machine to use next: nil after a
// failure, or when this one has worked long enough.
func (m *machine) call(ctx context.Context, function string, args ...any) (*machine, string, error) {
	stop := context.AfterFunc(ctx, m.vm.Interrupt)
	started := time.Now()
	value, err := m.vm.Call(function, args...)
	stop()
	m.calls++
	out, ok := value.(string)
	switch {
	case err != nil && ctx.Err() != nil:
		err = fmt.Errorf("draw a chart: %w", ctx.Err())
	case err != nil && time.Since(started) >= m.timeout:
		err = datasets.Errorf(datasets.TooLarge, "the chart takes longer to draw than %s; ask for fewer series", m.timeout)
	case err != nil:
		err = fmt.Errorf("draw a chart: %w", err)
	case !ok:
		err = fmt.Errorf("draw a chart: the engine answered %T, expected a string", value)
	}
	if err != nil || m.calls >= rendersPerVM {
		m.close()
		m = nil
	}
	return m, out, err
}

func (m *machine) close() {
	if m != nil {
		m.vm.Close()
	}
}

// bytecode is the scripts compiled once, for every machine.
var bytecode = sync.OnceValues(func() ([]byte, error) {
	source := ""
	for _, name := range []string{"prelude.js", "echarts.min.js", "formats.js", "glue.js"} {
		content, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return nil, err
		}
		source += string(content) + "\n;"
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	return vm.Compile(source, quickjs.EvalGlobal)
})

func newMachine(timeout time.Duration) (*machine, error) {
	code, err := bytecode()
	if err != nil {
		return nil, err
	}
	if _, err := loadFaces(); err != nil {
		return nil, err
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	vm.SetMemoryLimit(memoryLimit)
	vm.SetEvalTimeout(startTimeout)
	measure := func(text, font string) float64 { return parseStyle(font).width(text) }
	if err := vm.RegisterFunc("goMeasure", measure, false); err != nil {
		vm.Close()
		return nil, err
	}
	done, err := vm.EvalBytecodeValue(code)
	if err != nil {
		vm.Close()
		return nil, err
	}
	done.Free()
	vm.SetEvalTimeout(timeout)
	return &machine{vm: vm, timeout: timeout}, nil
}
