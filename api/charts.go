package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/charts"
	"barometer/datasets"
)

// pictures are what a chart is offered as, by the end of its address.
var pictures = map[string]string{
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".pdf":         "application/pdf",
	".txt":         "text/plain; charset=utf-8",
	".option.json": "application/json",
}

// picture answers with a chart: its drawing, in one of several forms, its words,
// or the ECharts option of it.
func (s *server) picture(c *gin.Context) error {
	name, suffix, err := pictureFile(c.Param("file"))
	if err != nil {
		return err
	}
	form := paintForm
	if suffix == ".png" {
		form = pixelForm
	}
	r, err := s.ask(c, name, form)
	if err != nil {
		return err
	}
	rep := s.represent(c, r, pictures[suffix], r.encode(r.dataset, r.pin()))
	rep.links = s.pictureLinks(r)
	rep.filename, rep.inline = name+suffix, true
	c.Header("Content-Security-Policy", "default-src 'none'")
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) { return s.paint(ctx, r, suffix) })
}

// pictureFile splits the last part of a chart's address.
func pictureFile(file string) (name, suffix string, err error) {
	for suffix := range pictures {
		if name, ok := strings.CutSuffix(file, suffix); ok && name != "" {
			return name, suffix, nil
		}
	}
	name, ending, _ := strings.Cut(file, ".")
	return "", "", noPicture(name, ending)
}

func (s *server) paint(ctx context.Context, r *request, suffix string) ([]byte, error) {
	spec := r.spec
	spec.Lang = r.lang
	if suffix == ".option.json" || suffix == ".txt" {
		c, err := s.compose(ctx, spec, r.query)
		if err != nil {
			return nil, err
		}
		if suffix == ".txt" {
			return s.wordsOf(c, r), nil
		}
		return c.Option()
	}
	svg, c, err := s.chart(ctx, spec, r.query)
	if err != nil {
		return nil, err
	}
	switch suffix {
	case ".png":
		png, err := s.renderer.PNG(ctx, c, svg, max(r.scale, 1))
		return png, tooManyPixels(err)
	case ".pdf":
		return charts.PDF(c, svg)
	}
	return svg, nil
}

// tooManyPixels says of a picture that is refused for its size what would do.
func tooManyPixels(err error) error {
	var e *datasets.Error
	if !errors.As(err, &e) || e.Kind != datasets.Invalid {
		return err
	}
	return &faults{list: []fault{{Error: *e, Expected: fmt.Sprintf("a picture of at most %d pixels", charts.MaxPixels)}}}
}

// compose makes the chart of a query, ready to be drawn.
func (s *server) compose(ctx context.Context, spec charts.Spec, q datasets.Query) (*charts.Chart, error) {
	e, err := s.extract(ctx, q)
	if err != nil {
		return nil, err
	}
	spec.Geometry = s.areas
	return charts.New(spec, e)
}

// chart draws the chart of a query. Equal options are drawn once.
func (s *server) chart(ctx context.Context, spec charts.Spec, q datasets.Query) ([]byte, *charts.Chart, error) {
	c, err := s.compose(ctx, spec, q)
	if err != nil {
		return nil, nil, err
	}
	option, err := c.Option()
	if err != nil {
		return nil, nil, err
	}
	width, height := c.Size()
	sum := sha256.Sum256(fmt.Appendf(option, "\n%s\n%s\n%dx%d %s %s", c.Title(), c.Description(), width, height, spec.Theme, spec.Lang))
	key := hex.EncodeToString(sum[:])
	svg, err := s.drawings.get(ctx, key, func(ctx context.Context) ([]byte, error) {
		return s.renderer.SVG(ctx, c)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("draw chart of %s: %w", q.Dataset, err)
	}
	return svg, c, nil
}
