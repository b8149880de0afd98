package charts

import (
	"context"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// objects are what a module made by wasm-bindgen names by handle: string,
// []byte, error, and the types below.
type objects struct {
	all  []any
	free []uint32
}

type (
	jsMemory   struct{}            // the module's memory
	jsView     struct{ at, n int } // a part of it; n < 0 is all
	jsArray    struct{ items []any }
	jsIterator struct{ rest []any }
	jsStep     struct {
		value any
		done  bool
	}
)

// reservedHandles come first: wasm-bindgen gives undefined, null, true and
// false the last four of them.
const reservedHandles = 132

func newObjects() *objects {
	o := &objects{all: make([]any, reservedHandles)}
	o.all[reservedHandles-2], o.all[reservedHandles-1] = true, false
	return o
}

func (o *objects) add(v any) uint32 {
	if n := len(o.free); n > 0 {
		handle := o.free[n-1]
		o.free = o.free[:n-1]
		o.all[handle] = v
		return handle
	}
	o.all = append(o.all, v)
	return uint32(len(o.all) - 1)
}

func (o *objects) at(handle uint32) any {
	if int(handle) >= len(o.all) {
		panic(fmt.Sprintf("no object %d", handle))
	}
	return o.all[handle]
}

// take returns an object and forgets it.
func (o *objects) take(handle uint32) any {
	v := o.at(handle)
	if handle >= reservedHandles {
		o.all[handle] = nil
		o.free = append(o.free, handle)
	}
	return v
}

// objectsKey is the key of a context's objects: the imported functions are
// shared by all instances, the objects are not.
type objectsKey struct{}

func withObjects(ctx context.Context, o *objects) context.Context {
	return context.WithValue(ctx, objectsKey{}, o)
}

func objectsOf(ctx context.Context) *objects { return ctx.Value(objectsKey{}).(*objects) }

// buffer returns the bytes of an object that is a Uint8Array. Those of a
// jsView lie in the module's memory, as long as that does not grow.
func (o *objects) buffer(m api.Module, handle uint32) []byte {
	switch v := o.at(handle).(type) {
	case []byte:
		return v
	case jsView:
		if v.n < 0 {
			v.n = int(m.Memory().Size())
		}
		return memoryAt(m, uint32(v.at), uint32(v.n))
	}
	panic(fmt.Sprintf("object %d is no buffer", handle))
}

func memoryAt(m api.Module, at, n uint32) []byte {
	b, ok := m.Memory().Read(at, n)
	if !ok {
		panic(fmt.Sprintf("%d bytes at %d lie outside memory", n, at))
	}
	return b
}

// bindings gives the runtime the module "wbg" that resvg.wasm 2.6.2 imports;
// each function does what the one of that name in its index.js does. A panic
// in one fails the call.
func bindings(ctx context.Context, r wazero.Runtime) error {
	b := r.NewHostModuleBuilder("wbg")
	for name, function := range map[string]any{
		"__wbg_new_28c511d9baebfa89": func(ctx context.Context, m api.Module, at, n uint32) uint32 {
			return objectsOf(ctx).add(fmt.Errorf("%s", memoryAt(m, at, n)))
		},
		"__wbindgen_string_new": func(ctx context.Context, m api.Module, at, n uint32) uint32 {
			return objectsOf(ctx).add(string(memoryAt(m, at, n)))
		},
		"__wbindgen_throw":              func(_ context.Context, m api.Module, at, n uint32) { panic(string(memoryAt(m, at, n))) },
		"__wbindgen_object_drop_ref":    func(ctx context.Context, handle uint32) { objectsOf(ctx).take(handle) },
		"__wbindgen_string_get":         stringGet,
		"__wbindgen_memory":             func(ctx context.Context) uint32 { return objectsOf(ctx).add(jsMemory{}) },
		"__wbg_buffer_12d079cc21e14bdb": func(ctx context.Context, _ uint32) uint32 { return objectsOf(ctx).add(jsMemory{}) },
		"__wbg_newwithbyteoffsetandlength_aa4a17c33a06e5cb": func(ctx context.Context, _, at, n uint32) uint32 {
			return objectsOf(ctx).add(jsView{int(at), int(n)})
		},
		"__wbg_new_63b92bc8671ed464": func(ctx context.Context, m api.Module, handle uint32) uint32 {
			if _, ok := objectsOf(ctx).at(handle).(jsMemory); ok {
				return objectsOf(ctx).add(jsView{0, -1})
			}
			return objectsOf(ctx).add(append([]byte(nil), objectsOf(ctx).buffer(m, handle)...))
		},
		"__wbg_set_a47bac70306a19a7": func(ctx context.Context, m api.Module, to, from, at uint32) {
			copy(objectsOf(ctx).buffer(m, to)[at:], objectsOf(ctx).buffer(m, from))
		},
		"__wbg_length_c20a40f15020d68a": func(ctx context.Context, m api.Module, handle uint32) uint32 {
			return uint32(len(objectsOf(ctx).buffer(m, handle)))
		},
		"__wbg_instanceof_Uint8Array_2b3bbecd033d19f6": func(ctx context.Context, handle uint32) uint32 {
			_, ok := objectsOf(ctx).at(handle).([]byte)
			return truth(ok)
		},
		"__wbg_new_16b304a2cfa7ff4a": func(ctx context.Context) uint32 { return objectsOf(ctx).add(&jsArray{}) },
		"__wbg_push_a5b05aedc7234f9f": func(ctx context.Context, list, item uint32) uint32 {
			a := objectsOf(ctx).at(list).(*jsArray)
			a.items = append(a.items, objectsOf(ctx).at(item))
			return uint32(len(a.items))
		},
		"__wbg_values_839f3396d5aac002": func(ctx context.Context, list uint32) uint32 {
			return objectsOf(ctx).add(&jsIterator{objectsOf(ctx).at(list).(*jsArray).items})
		},
		"__wbg_next_196c84450b364254": func(ctx context.Context, handle uint32) uint32 {
			i := objectsOf(ctx).at(handle).(*jsIterator)
			if len(i.rest) == 0 {
				return objectsOf(ctx).add(jsStep{done: true})
			}
			value := i.rest[0]
			i.rest = i.rest[1:]
			return objectsOf(ctx).add(jsStep{value: value})
		},
		"__wbg_done_298b57d23c0fc80c": func(ctx context.Context, handle uint32) uint32 { return truth(objectsOf(ctx).at(handle).(jsStep).done) },
		"__wbg_value_d93c65011f51a456": func(ctx context.Context, handle uint32) uint32 {
			return objectsOf(ctx).add(objectsOf(ctx).at(handle).(jsStep).value)
		},
	} {
		b = b.NewFunctionBuilder().WithFunc(function).Export(name)
	}
	_, err := b.Instantiate(ctx)
	return err
}

// stringGet copies a string into memory and leaves its place there; of
// anything else, no place.
func stringGet(ctx context.Context, m api.Module, to, handle uint32) {
	var at uint32
	text, ok := objectsOf(ctx).at(handle).(string)
	if ok {
		var err error
		if at, err = giveBytes(ctx, m, []byte(text)); err != nil {
			panic(err)
		}
	}
	m.Memory().WriteUint32Le(to, at)
	m.Memory().WriteUint32Le(to+4, uint32(len(text)))
}

func truth(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
