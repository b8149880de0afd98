package charts

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"modernc.org/quickjs"

	"barometer/datasets"
)

// RenderTimeout bounds the drawing of one picture, from when a machine is free.
const RenderTimeout = 5 * time.Second

// The other limits of drawing.
const (
	queueTimeout = 10 * time.Second // to wait for a machine
	startTimeout = 30 * time.Second // of a machine
	idleTimeout  = 30 * time.Second // after which machines are freed: a new one takes 30 ms
	memoryLimit  = 256 << 20        // of a machine
	rendersPerVM = 2000             // then a fresh one takes its place
)

// Renderer draws charts with ECharts, each worker in a virtual machine of its
// own that is made when it is needed, and turns the drawings into pixels with
// resvg. Half a minute after the last picture it gives back their memory. It may
// be used by several goroutines.
type Renderer struct {
	machines *pool[machine]
	rasters  *pool[raster]
	compiled string        // the folder that keeps compiled code; "" is none
	timeout  time.Duration // of one picture
}

// Settings are what a renderer can be told. The zero value is good.
type Settings struct {
	// Waiting is how many pictures may wait for each worker; 0 is
	// DefaultWaiting. One more is ErrBusy at once.
	Waiting int
	// Compiled is a folder of this program's own that keeps compiled code
	// between processes, for a first PNG within a tenth of a second instead of
	// seconds; "" keeps none. One that cannot be used is passed over.
	Compiled string
}

// DefaultWaiting is how many pictures may wait for each worker: at some 50 ms
// a picture, two seconds' work.
const DefaultWaiting = 32

// NewRenderer returns a renderer that draws up to workers charts at a time, at
// least one. It starts nothing.
func NewRenderer(workers int) *Renderer { return Settings{}.NewRenderer(workers) }

// NewRenderer is as the function of this name, with settings.
func (s Settings) NewRenderer(workers int) *Renderer {
	workers, waiting := max(workers, 1), s.Waiting
	if waiting == 0 {
		waiting = DefaultWaiting
	}
	r := &Renderer{compiled: s.Compiled, timeout: RenderTimeout}
	r.machines = newPool(workers, waiting, idleTimeout, func(context.Context) (*machine, error) { return newMachine(r.timeout) }, (*machine).close, debug.FreeOSMemory)
	r.rasters = newPool(min(workers, maxRasters), waiting, idleTimeout, func(ctx context.Context) (*raster, error) {
		compiled, err := compileResvg(r.compiled)
		if err != nil {
			return nil, err
		}
		return newRaster(ctx, compiled)
	}, (*raster).close, debug.FreeOSMemory)
	return r
}

// Warm makes ready what the first SVG needs, as a server does in the background
// when it starts.
func (r *Renderer) Warm(ctx context.Context) error {
	return r.machines.do(ctx, func(*machine) (bool, error) { return true, nil })
}

// WarmPixels makes ready what the first PNG needs besides.
func (r *Renderer) WarmPixels(ctx context.Context) error {
	return r.rasters.do(ctx, func(*raster) (bool, error) { return true, nil })
}

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

// call runs a function on a free machine.
func (r *Renderer) call(ctx context.Context, function string, args ...any) (out string, err error) {
	err = r.machines.do(ctx, func(m *machine) (stays bool, err error) {
		out, err = m.call(ctx, function, args...)
		return err == nil && m.calls < rendersPerVM, err
	})
	return out, err
}

// Close frees the machines, waiting for the pictures being drawn.
func (r *Renderer) Close() {
	r.machines.close()
	r.rasters.close()
}

// machine is one JavaScript virtual machine with ECharts in it.
type machine struct {
	vm      *quickjs.VM
	timeout time.Duration
	calls   int
}

// call runs a function. After a failure the machine is of no more use.
func (m *machine) call(ctx context.Context, function string, args ...any) (string, error) {
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
		err = tooSlow(m.timeout)
	case err != nil:
		err = fmt.Errorf("draw a chart: %w", err)
	case !ok:
		err = fmt.Errorf("draw a chart: the engine answered %T, expected a string", value)
	}
	return out, err
}

// tooSlow is the error of a picture that is cut off.
func tooSlow(limit time.Duration) error {
	return datasets.Errorf(datasets.TooLarge, "the chart takes longer to draw than %s; ask for fewer series", limit)
}

func (m *machine) close() { m.vm.Close() }

// newMachine starts a machine with the scripts compiled beforehand, or, where
// this program's QuickJS does not take them, compiled now.
func newMachine(timeout time.Duration) (*machine, error) {
	m, err := startMachine(bytecode, timeout)
	if err != nil {
		m, err = startMachine(fallback, timeout)
	}
	return m, err
}

func startMachine(scripts func() ([]byte, error), timeout time.Duration) (*machine, error) {
	code, err := scripts()
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
