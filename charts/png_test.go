package charts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/datasets"
)

// compiledFor is where tests keep compiled code for each other.
func compiledFor(t testing.TB) string {
	t.Helper()
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "barometer")
}

// pixels draws a chart as a PNG and reads it back.
func pixels(t testing.TB, r *Renderer, c *Chart, scale int) (image.Image, []byte) {
	t.Helper()
	encoded, err := r.PNG(t.Context(), c, []byte(drawnOnce(t, c)), scale)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	return img, encoded
}

// inked counts the pixels of a rectangle, in pixels of the chart, that are not
// the ground's colour, and the colours.
func inked(img image.Image, b box, scale int) (n int, colours map[color.Color]int) {
	colours = map[color.Color]int{}
	ground := img.At(0, 0)
	for y := int(b.top) * scale; y < int(b.top+b.height)*scale; y++ {
		for x := int(b.left) * scale; x < int(b.left+b.width)*scale; x++ {
			colours[img.At(x, y)]++
			if img.At(x, y) != ground {
				n++
			}
		}
	}
	return n, colours
}

// Every picture of the gallery has pixels of its size, on its ground, with ink
// where each of its texts stands.
func TestPixels(t *testing.T) {
	r := Settings{Compiled: compiledFor(t)}.NewRenderer(1)
	defer r.Close()
	for i, g := range gallery {
		v := variants[i%len(variants)]
		t.Run(g.name, func(t *testing.T) {
			spec := g.spec
			spec.Width, spec.Theme, spec.Lang = v.width, v.theme, v.lang
			c, err := New(spec, shipped(t, g.dataset, g.codes))
			if err != nil {
				t.Fatal(err)
			}
			scale := 1 + i%2
			img, _ := pixels(t, r, c, scale)
			width, height := c.Size()
			if img.Bounds() != image.Rect(0, 0, width*scale, height*scale) {
				t.Fatalf("%v for a chart of %d × %d at scale %d", img.Bounds(), width, height, scale)
			}
			want, _ := parseColour(c.theme.paper)
			if red, green, blue, alpha := img.At(1, 1).RGBA(); [3]uint32{red >> 8, green >> 8, blue >> 8} != want || alpha != 0xffff {
				t.Errorf("the ground is %v, want %s", img.At(1, 1), c.theme.paper)
			}
			for _, text := range texts(t, drawnOnce(t, c)) {
				if n, _ := inked(img, text.box, scale); n < 5*scale*len(text.text)/2 {
					t.Errorf("%q is drawn with %d pixels", text.text, n)
				}
			}
		})
	}
}

// parseColour reads a colour of a theme.
func parseColour(hexadecimal string) (rgb [3]uint32, err error) {
	b, err := hex.DecodeString(strings.TrimPrefix(hexadecimal, "#"))
	if err != nil || len(b) != 3 {
		return rgb, errors.New("no colour")
	}
	return [3]uint32{uint32(b[0]), uint32(b[1]), uint32(b[2])}, nil
}

// Bold words are drawn in the bold font, not in its stand-in.
func TestPixelsHaveBothWeights(t *testing.T) {
	r := shared(t)
	c := mustNew(t, Spec{}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
	svg := func(weight string) []byte {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100"><text font-size="40" font-weight="` + weight + `" x="10" y="60" font-family="` + fontFamily + `">élève 12,5</text></svg>`)
	}
	ink := map[string]int{}
	for _, weight := range []string{"400", "600"} {
		encoded, err := r.PNG(t.Context(), c, svg(weight), 1)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(encoded))
		if err != nil {
			t.Fatal(err)
		}
		ink[weight], _ = inked(img, box{0, 0, 400, 100}, 1)
	}
	if ink["400"] < 1000 || float64(ink["600"]) < 1.1*float64(ink["400"]) {
		t.Errorf("pixels by weight: %v", ink)
	}
}

func TestPNGIsTheSameEverywhere(t *testing.T) {
	one, two := NewRenderer(1), NewRenderer(2)
	defer one.Close()
	defer two.Close()
	var want [][]byte
	var all []*Chart
	for _, g := range gallery[:4] {
		c, err := New(g.spec, shipped(t, g.dataset, g.codes))
		if err != nil {
			t.Fatal(err)
		}
		_, encoded := pixels(t, one, c, 1)
		all, want = append(all, c), append(want, encoded)
	}
	var wait sync.WaitGroup
	for worker := range 3 {
		wait.Go(func() {
			for i := range all {
				i = (i*(worker+2) + worker) % len(all)
				svg, err := two.SVG(t.Context(), all[i])
				if err != nil {
					t.Error(err)
					return
				}
				got, err := two.PNG(t.Context(), all[i], svg, 1)
				if err != nil || !bytes.Equal(got, want[i]) {
					t.Errorf("chart %d differs: %d bytes, want %d, %v", i, len(got), len(want[i]), err)
				}
			}
		})
	}
	wait.Wait()
}

func TestPNGSizes(t *testing.T) {
	r := shared(t)
	for name, test := range map[string]struct {
		spec      Spec
		scale     int
		parameter string
		says      string
	}{
		"no scale":                {Spec{}, 0, "scale", "scale 0 is not 1, 2 or 3"},
		"a scale beyond":          {Spec{}, 4, "scale", "scale 4 is not"},
		"too large at this scale": {Spec{Width: 1600, Height: 900}, 3, "scale", "limit of 8000000; did you mean 2?"},
		"too large at any":        {Spec{Width: 4000, Height: 4000}, 1, "width", "4000 × 4000 pixels, more than the limit of 8000000"},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustNew(t, test.spec, made(t, datasets.Dataset{}, nil, "a 2019 10"))
			_, err := r.PNG(t.Context(), c, nil, test.scale)
			var refused *datasets.Error
			if !errors.As(err, &refused) || refused.Kind != datasets.Invalid || refused.Parameter != test.parameter || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want one about %s that says %q", err, test.parameter, test.says)
			}
		})
	}
}

// A render without end is stopped at its limit, a broken one answers an error,
// and after each the pool draws as before.
func TestRasterIsReplaced(t *testing.T) {
	r := Settings{Compiled: compiledFor(t)}.NewRenderer(1)
	defer r.Close()
	c := mustNew(t, Spec{}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
	good := []byte(drawn(t, r, c))
	want, err := r.PNG(t.Context(), c, good, 1)
	if err != nil {
		t.Fatal(err)
	}
	// Each circle of dashes is work for hundreds of milliseconds.
	endless := []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="2000">` +
		strings.Repeat(`<circle cx="1000" cy="1000" r="900" fill="none" stroke="#000" stroke-width="300" stroke-dasharray="0.05,0.05"/>`, 500) + `</svg>`)
	for name, test := range map[string]struct {
		svg     []byte
		timeout time.Duration
		leave   time.Duration // when the caller gives up
		kind    datasets.Kind
		says    string
	}{
		"without end":      {endless, 300 * time.Millisecond, time.Hour, datasets.TooLarge, "longer to draw than 300ms"},
		"the reader left":  {endless, time.Hour, 100 * time.Millisecond, datasets.Internal, "deadline exceeded"},
		"no SVG":           {[]byte("<svg"), time.Minute, time.Hour, datasets.Internal, "resvg_new"},
		"too much memory":  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>`), time.Minute, time.Hour, datasets.Internal, "pixels"},
		"text that is not": {[]byte("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\xff</svg>"), time.Minute, time.Hour, datasets.Internal, "pixels"},
	} {
		t.Run(name, func(t *testing.T) {
			r.timeout = test.timeout
			ctx, cancel := context.WithTimeout(t.Context(), test.leave)
			defer cancel()
			began := time.Now()
			_, err := r.PNG(ctx, c, test.svg, 1)
			if err == nil || datasets.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.says) || time.Since(began) > 3*time.Second {
				t.Errorf("%v after %s, want %q", err, time.Since(began), test.says)
			}
			r.timeout = RenderTimeout
			if got, err := r.PNG(t.Context(), c, good, 1); err != nil || !bytes.Equal(got, want) {
				t.Errorf("after it: %d bytes, want %d, %v", len(got), len(want), err)
			}
		})
	}
}

// The end of one render does not stop the next.
func TestRendersFollowEachOther(t *testing.T) {
	r := Settings{Compiled: compiledFor(t)}.NewRenderer(1)
	defer r.Close()
	c := mustNew(t, Spec{}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
	for i := range 300 {
		if _, err := r.PNG(t.Context(), c, []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`), 1); err != nil {
			t.Fatalf("render %d: %v", i, err)
		}
	}
}

// An instance that has grown large makes place for a fresh one.
func TestLargeRasterIsReplaced(t *testing.T) {
	r := Settings{Compiled: compiledFor(t)}.NewRenderer(1)
	defer r.Close()
	size := func() int {
		w := <-r.rasters.free
		defer func() { r.rasters.free <- w }()
		if w == nil {
			return 0
		}
		return w.size()
	}
	c := mustNew(t, Spec{Width: 2650, Height: 3000}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
	if img, _ := pixels(t, r, c, 1); img.Bounds().Dx() != 2650 {
		t.Errorf("%v", img.Bounds())
	}
	if n := size(); n != 0 {
		t.Errorf("an instance of %d MiB is kept", n>>20)
	}
	c = mustNew(t, Spec{}, made(t, datasets.Dataset{}, nil, "a 2019 10"))
	pixels(t, r, c, 2)
	if n := size(); n == 0 || n > rasterSize {
		t.Errorf("an instance of %d MiB after a usual picture", n>>20)
	}
}

// What is kept between processes is used only whole.
func TestCompiledCodeIsKept(t *testing.T) {
	wasm := smallModule()
	sum := sha256.Sum256(wasm)
	for name, spoil := range map[string]func(t *testing.T, file string){
		"whole":     func(*testing.T, string) {},
		"cut short": func(t *testing.T, file string) { must(t, os.Truncate(file, 20)) },
		"changed": func(t *testing.T, file string) {
			content, err := os.ReadFile(file)
			must(t, err)
			content[len(content)/2] ^= 1
			must(t, os.WriteFile(file, content, 0o600))
		},
		"without its seal": func(t *testing.T, file string) {
			must(t, os.Remove(filepath.Join(filepath.Dir(filepath.Dir(file)), sealName)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "barometer")
			for range 2 {
				if _, err := compileIn(folder, wasm); err != nil {
					t.Fatal(err)
				}
				kept := filepath.Join(folder, "resvg-"+hex.EncodeToString(sum[:8]))
				files, err := filepath.Glob(filepath.Join(kept, "wazero-*", "*"))
				if err != nil || len(files) != 1 || !sealed(kept) {
					t.Fatalf("kept: %v, %v", files, err)
				}
				spoil(t, files[0])
			}
			if left, _ := filepath.Glob(filepath.Join(folder, "new-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	open := filepath.Join(t.TempDir(), "open")
	must(t, os.Mkdir(open, 0o700))
	must(t, os.Chmod(open, 0o777))
	if _, err := compileIn(open, wasm); err == nil {
		t.Error("machine code is kept where others may write")
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// smallModule is a WebAssembly module with memory and one function, spin,
// that loops for ever.
func smallModule() []byte {
	return []byte("\x00asm\x01\x00\x00\x00" + "\x01\x04\x01\x60\x00\x00" + "\x03\x02\x01\x00" + "\x05\x03\x01\x00\x01" +
		"\x07\x08\x01\x04spin\x00\x00" + "\x0a\x09\x01\x07\x00\x03\x40\x0c\x00\x0b\x0b")
}

func TestInterruptible(t *testing.T) {
	wasm, err := interruptible(smallModule())
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compileModule(wasm, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer compiled.runtime.Close(t.Context())
	r, err := newRaster(t.Context(), compiled)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	defer r.stopWith(ctx)()
	if _, err := r.call(t.Context(), "spin"); err == nil || !strings.Contains(err.Error(), "unreachable") {
		t.Errorf("%v, want a trap", err)
	}
	for _, cut := range []int{4, 31, 35, 42} { // in the header, a section's size, the code's, an instruction
		if _, err := interruptible(smallModule()[:cut]); err == nil {
			t.Errorf("a module cut after %d bytes is taken", cut)
		}
	}
}
