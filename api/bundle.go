package api

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
)

// file is one member of a bundle: a sibling of the chart, at its own address.
type file struct {
	name, address string
	content       []byte
}

// bundle answers with all files of a chart in one ZIP. Equal figures give equal
// bytes: its times are the generation's.
func (s *server) bundle(c *gin.Context, r *request, as sibling) error {
	origin := s.origin(c.Request)
	rep := s.represent(c, r, as.mediaType, r.encode(r.dataset, r.pin()), origin)
	rep.links = s.pictureLinks(r, as.suffix)
	rep.filename = r.dataset.ID + as.suffix
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		e, err := s.extract(ctx, r.query)
		if err != nil {
			return nil, err
		}
		if n := format.Count(e); n > s.limits.cached {
			return nil, datasets.Errorf(datasets.TooLarge, "the files of %d observations are not packed together; the limit is %d: ask for fewer codes or periods, or for each file by itself", n, s.limits.cached)
		}
		spec := r.spec
		spec.Lang, spec.Geometry = r.lang, s.areas
		chart, err := charts.New(spec, e)
		if err != nil {
			return nil, err
		}
		files, err := s.files(ctx, r, sharpest(chart))
		if err != nil {
			return nil, err
		}
		words := readme{request: r, chart: chart, releases: publishing(e), files: files, origin: origin}
		licence, err := words.licence()
		if err != nil {
			return nil, err
		}
		files = append(files, file{name: readmeFile, content: words.text(s)}, file{name: licenceFile, content: licence})
		return pack(files, r.state.Time)
	})
}

// files are the siblings of a chart that are files, with the bytes that their
// own addresses answer with.
func (s *server) files(ctx context.Context, r *request, scale int) ([]file, error) {
	var out []file
	for _, sib := range siblings {
		own := *r
		own.path = "/charts/" + r.dataset.ID + sib.suffix
		f := file{name: r.dataset.ID + sib.suffix}
		var err error
		switch {
		case sib.suffix == bundleSuffix, sib.suffix == ".html":
			continue
		case sib.to != nil:
			f.address = sib.to(r)
			f.content, err = s.figuresAs(ctx, own, sib)
		default:
			if sib.suffix == ".png" {
				own.scale = scale
				f.name = fmt.Sprintf("%s@%dx.png", r.dataset.ID, own.scale)
			}
			f.address = address(own.path, own.encode(r.dataset, r.pin()))
			f.content, err = s.paint(ctx, &own, sib.suffix)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// figuresAs is the data of a chart as their own address answers with them.
func (s *server) figuresAs(ctx context.Context, r request, as sibling) ([]byte, error) {
	f, _ := format.ByName(format.All, strings.TrimPrefix(as.suffix, "."))
	r.selection = r.figures()
	r.path, r.format, r.offered = structurePath(r.dataset.ID)+"/data", f, dataForm.offered
	a, err := s.observations(ctx, &r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = f.Encode(&b, a)
	return b.Bytes(), err
}

// sharpest is the scale of the PNG of a bundle: two pixels for one, or one
// where that would be too many.
func sharpest(c *charts.Chart) int {
	if width, height := c.Size(); width*height*4 > charts.MaxPixels {
		return 1
	}
	return 2
}

// compressed are the files that a ZIP has nothing to gain from.
var compressed = []string{".png", ".pdf", ".xlsx"}

// pack writes files into a ZIP, all of one time.
func pack(files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		header := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at.UTC().Truncate(time.Second)}
		for _, suffix := range compressed {
			if strings.HasSuffix(f.name, suffix) {
				header.Method = zip.Store
			}
		}
		w, err := z.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
