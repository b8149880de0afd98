package charts

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"barometer/datasets"
)

// Scales are how many pixels of a PNG a pixel of the chart may take, either
// way.
var Scales = []int{1, 2, 3}

// MaxPixels is how many pixels a PNG has at most.
const MaxPixels = 8_000_000

const (
	maxRasters = 2        // instances of resvg
	rasterSize = 48 << 20 // bytes; an instance that has grown beyond is replaced
)

// PNG turns the drawing of a chart, as SVG returned it, into pixels: the same
// bytes for the same drawing. A picture of more than eight million pixels is
// an Invalid error; time and queue are limited as SVG's are.
func (r *Renderer) PNG(ctx context.Context, c *Chart, svg []byte, scale int) (png []byte, err error) {
	if err := c.checkScale(scale); err != nil {
		return nil, err
	}
	err = r.rasters.do(ctx, func(w *raster) (stays bool, err error) {
		limited, cancel := context.WithTimeout(ctx, r.timeout)
		defer cancel()
		png, err = w.png(limited, svg, c.theme.paper, scale)
		switch {
		case err == nil:
			return w.size() <= rasterSize, nil
		case ctx.Err() != nil:
			return false, fmt.Errorf("draw a chart: %w", ctx.Err())
		case limited.Err() != nil:
			return false, tooSlow(r.timeout)
		}
		return false, fmt.Errorf("turn a chart into pixels: %w", err)
	})
	return png, err
}

// checkScale refuses scales that do not exist and pictures that are too large.
func (c *Chart) checkScale(scale int) error {
	if !slices.Contains(Scales, scale) {
		err := datasets.Errorf(datasets.Invalid, "scale %d is not 1, 2 or 3", scale)
		err.Parameter, err.Value = "scale", strconv.Itoa(scale)
		return err
	}
	width, height := c.Size()
	width, height = width*scale, height*scale
	if width*height <= MaxPixels {
		return nil
	}
	err := datasets.Errorf(datasets.Invalid, "at scale %d the picture has %d × %d pixels, more than the limit of %d", scale, width, height, MaxPixels)
	err.Parameter, err.Value = "scale", strconv.Itoa(scale)
	if scale == 1 {
		err.Message = fmt.Sprintf("the picture has %d × %d pixels, more than the limit of %d for a PNG", width, height, MaxPixels)
		err.Parameter, err.Value = "width", strconv.Itoa(c.width)
	}
	for _, smaller := range Scales {
		if smaller < scale && c.width*c.height*smaller*smaller <= MaxPixels {
			err.Nearest = []string{strconv.Itoa(smaller)}
		}
	}
	return err
}
