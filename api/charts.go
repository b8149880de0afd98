package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/gin-gonic/gin"

	"barometer/charts"
	"barometer/datasets"
)

// picture answers with a chart in one of its forms, or with where that stands.
func (s *server) picture(c *gin.Context) error {
	name, as, err := chartFile(c.Param("file"))
	if err != nil {
		return err
	}
	if as.to != nil {
		return s.elsewhere(c, name, as)
	}
	r, err := s.ask(c, name, as.form)
	if err != nil {
		return err
	}
	if r.spec.Theme == autoTheme {
		return s.fixedTheme(r)
	}
	if as.suffix == bundleSuffix {
		return s.bundle(c, r, as)
	}
	rep := s.represent(c, r, as.mediaType, r.encode(r.dataset, r.pin()))
	rep.links = s.pictureLinks(r, as.suffix)
	rep.filename, rep.inline = name+as.suffix, true
	c.Header("Content-Security-Policy", "default-src 'none'")
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) { return s.paint(ctx, r, as.suffix) })
}

// paint makes a chart in one of its forms.
func (s *server) paint(ctx context.Context, r *request, suffix string) ([]byte, error) {
	spec := r.spec
	spec.Lang = r.lang
	scale := max(r.scale, 1)
	if r.card {
		spec.Card, scale = true, cardScale
	}
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
		png, err := s.renderer.PNG(ctx, c, svg, scale)
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
	if q.Preview != "" {
		spec.Watermark = embargoed.In(spec.Lang)
	}
	return charts.New(spec, e)
}

// chart draws the chart of a query. Equal options are drawn once.
func (s *server) chart(ctx context.Context, spec charts.Spec, q datasets.Query) ([]byte, *charts.Chart, error) {
	c, err := s.compose(ctx, spec, q)
	if err != nil {
		return nil, nil, err
	}
	if q.Preview != "" {
		svg, err := s.renderer.SVG(ctx, c)
		return svg, c, err
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
