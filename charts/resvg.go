package charts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// memoryPages bounds what one instance of resvg may hold: 192 MiB in pages of
// 64 KiB. The largest picture needs about half.
const memoryPages = 192 << 20 >> 16

// raster is one instance of resvg: an SVG goes in, pixels come out. Its
// methods may not run at the same time.
//
// resvg.wasm is made for JavaScript by wasm-bindgen: it names strings, arrays
// and buffers by handles into a table that the host keeps (see objects), and
// returns results through memory on its stack.
type raster struct {
	module  api.Module
	objects *objects
	fonts   []any // the bundled fonts, as resvg asks for them
}

// newRaster makes an instance, some half a millisecond's work.
func newRaster(ctx context.Context, r *resvg) (*raster, error) {
	var fonts []any
	for _, name := range fontNames {
		content, err := assets.ReadFile("assets/" + name + ".otf")
		if err != nil {
			return nil, err
		}
		fonts = append(fonts, content)
	}
	held := newObjects()
	module, err := r.runtime.InstantiateModule(withObjects(ctx, held), r.compiled, wazero.NewModuleConfig().WithName(""))
	if err != nil {
		return nil, err
	}
	return &raster{module: module, objects: held, fonts: fonts}, nil
}

// rasterOptions are resvg's options: the ground's colour, the scale. The fonts
// given are the only ones.
const rasterOptions = `{"background":%q,"fitTo":{"mode":"zoom","value":%d},"font":{"loadSystemFonts":false,"defaultFontFamily":"Barometer Sans","sansSerifFamily":"Barometer Sans"}}`

// png draws an SVG on a ground. After a failure the instance is of no more
// use.
func (r *raster) png(ctx context.Context, svg []byte, ground string, scale int) ([]byte, error) {
	defer r.stopWith(ctx)()
	ctx = withObjects(context.WithoutCancel(ctx), r.objects)
	options := fmt.Appendf(nil, rasterOptions, ground, scale)
	at, err := giveBytes(ctx, r.module, options)
	if err != nil {
		return nil, err
	}
	tree, err := r.result(ctx, "resvg_new", uint64(r.objects.add(string(svg))), uint64(at), uint64(len(options)), uint64(r.objects.add(&jsArray{r.fonts})))
	if err != nil {
		return nil, err
	}
	image, err := r.result(ctx, "resvg_render", uint64(tree))
	if err != nil {
		return nil, err
	}
	width, err := r.call(ctx, "renderedimage_width", uint64(image))
	if err != nil {
		return nil, err
	}
	handle, err := r.call(ctx, "renderedimage_pixels", uint64(image))
	if err != nil {
		return nil, err
	}
	pixels, ok := r.objects.take(uint32(handle)).([]byte)
	if !ok {
		return nil, errors.New("resvg answered no bytes")
	}
	if _, err := r.call(ctx, "__wbg_renderedimage_free", uint64(image)); err != nil {
		return nil, err
	}
	if _, err := r.call(ctx, "__wbg_resvg_free", uint64(tree)); err != nil {
		return nil, err
	}
	return encodePNG(pixels, int(width))
}

// stopWith stops the instance when ctx ends; what it returns ends the watch.
// The word is written again and again: memory that grows meanwhile is copied.
func (r *raster) stopWith(ctx context.Context) (ended func()) {
	done, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		select {
		case <-done:
			return
		case <-ctx.Done():
		}
		for {
			r.module.Memory().WriteUint32Le(stopAt, 1)
			select {
			case <-done:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	return func() {
		close(done)
		<-finished // else it might stop the instance's next work
	}
}

// giveBytes copies bytes into a module's memory; the function that takes them frees
// them.
func giveBytes(ctx context.Context, m api.Module, b []byte) (at uint32, err error) {
	allocated, err := m.ExportedFunction("__wbindgen_malloc").Call(ctx, uint64(len(b)), 1)
	if err != nil {
		return 0, err
	}
	at = uint32(allocated[0])
	if !m.Memory().Write(at, b) {
		return 0, errors.New("resvg gave no memory")
	}
	return at, nil
}

// result calls a function that leaves a value, or an error, in memory.
func (r *raster) result(ctx context.Context, name string, args ...uint64) (uint32, error) {
	const room = 16
	stack, err := r.call(ctx, "__wbindgen_add_to_stack_pointer", uint64(math.MaxUint32-room+1))
	if err != nil {
		return 0, err
	}
	at := uint32(stack)
	if _, err := r.call(ctx, name, append([]uint64{stack}, args...)...); err != nil {
		return 0, err
	}
	value, _ := r.module.Memory().ReadUint32Le(at)
	failure, _ := r.module.Memory().ReadUint32Le(at + 4)
	failed, ok := r.module.Memory().ReadUint32Le(at + 8)
	if _, err := r.call(ctx, "__wbindgen_add_to_stack_pointer", room); err != nil {
		return 0, err
	}
	if !ok || failed != 0 {
		return 0, fmt.Errorf("%s: %v", name, r.objects.take(failure))
	}
	return value, nil
}

func (r *raster) call(ctx context.Context, name string, args ...uint64) (uint64, error) {
	out, err := r.module.ExportedFunction(name).Call(ctx, args...)
	if err != nil || len(out) == 0 {
		return 0, err
	}
	return out[0], nil
}

// size is the instance's memory in bytes. It never shrinks.
func (r *raster) size() int { return int(r.module.Memory().Size()) }

func (r *raster) close() { _ = r.module.Close(context.Background()) }
