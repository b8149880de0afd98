package api

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
)

// sibling is one form in which a chart is offered.
type sibling struct {
	suffix    string // the end of its address, from the first dot on
	mediaType string
	form      form
	dropped   []string              // parameters that its canonical address has not
	to        func(*request) string // its canonical address where that is not its own: a redirect leads there
}

// siblings are the forms of every chart: the same selection of the same
// generation each. bundle packs those that are files.
var siblings = []sibling{
	{".svg", "image/svg+xml", paintForm, nil, nil},
	{".png", "image/png", pixelForm, nil, nil},
	{".pdf", "application/pdf", paintForm, nil, nil},
	{".csv", format.CSV.ContentType(), rowForm, pixelParameters, asData(format.CSV)},
	{".json", format.JSON.ContentType(), rowForm, pixelParameters, asData(format.JSON)},
	{".xlsx", format.XLSX.ContentType(), rowForm, pixelParameters, asData(format.XLSX)},
	{".option.json", "application/json", paintForm, nil, nil},
	{".txt", "text/plain; charset=utf-8", paintForm, nil, nil},
	{".html", pageType, paintForm, rasterParameters, asFrame},
	{bundleSuffix, "application/zip", paintForm, nil, nil},
}

// bundleSuffix ends the address of all files of a chart in one.
const bundleSuffix = ".zip"

// rowForm is the form of the data of a chart.
var rowForm = form{parameters: rowParameters}

// chartFile splits the last part of a chart's address.
func chartFile(file string) (dataset string, as sibling, err error) {
	for _, sib := range siblings {
		if name, ok := strings.CutSuffix(file, sib.suffix); ok && name != "" && len(sib.suffix) > len(as.suffix) {
			dataset, as = name, sib
		}
	}
	if dataset == "" {
		name, ending, _ := strings.Cut(file, ".")
		return "", sibling{}, noSibling(name, ending)
	}
	return dataset, as, nil
}

// noSibling says what charts are offered as.
func noSibling(dataset, ending string) error {
	var offered []string
	for _, sib := range siblings {
		offered = append(offered, sib.suffix)
	}
	return protocolError{http.StatusNotFound, &faults{list: []fault{{
		Error:    datasets.Error{Message: fmt.Sprintf("charts are not offered as %q", ending), Parameter: "format", Value: ending, Nearest: offered},
		Expected: dataset + strings.Join(offered, " or "+dataset),
	}}}}
}

// elsewhere leads to the canonical address of a sibling that stands nowhere
// else.
func (s *server) elsewhere(c *gin.Context, dataset string, as sibling) error {
	without(c.Request.URL, as.dropped)
	r, err := s.ask(c, dataset, as.form)
	if err != nil {
		return err
	}
	return moved(s.baseURL + r.preview.keep(as.to(r)))
}

// without drops parameters from an address that has another home.
func without(u *url.URL, names []string) {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return // whoever reads the parameters says so
	}
	found := false
	for _, name := range names {
		found = found || values.Has(name)
		values.Del(name)
	}
	if found {
		u.RawQuery = encodeValues(values)
	}
}

// asData is where the figures of a chart stand in a format.
func asData(f format.Format) func(*request) string {
	return func(r *request) string {
		return address(structurePath(r.dataset.ID)+"/data."+f.Extension, r.figures().encode(r.dataset, r.pin()))
	}
}

// figures is the request's selection without what only a picture has.
func (r *request) figures() selection {
	return selection{query: r.query, labels: format.ID, lang: r.selection.lang}
}

// asFrame is where a chart stands as a page for frames.
func asFrame(r *request) string {
	return address("/embed/"+r.dataset.ID, r.unscaled().encode(r.dataset, r.pin()))
}

// unscaled is the request's selection without what PNGs alone have.
func (r *request) unscaled() selection {
	sel := r.selection
	sel.scale, sel.card = 0, false
	return sel
}

// alternateBytes bounds the links to a chart's other forms in an answer's
// header: proxies refuse long ones. A selection of very many codes has none.
const alternateBytes = 3_000

// alternates are the links to the other forms of a chart than that at own.
func (s *server) alternates(r *request, own string) []format.Link {
	var links []format.Link
	size := 0
	kept := r.unscaled().encode(r.dataset, r.pin())
	for _, sib := range siblings {
		if sib.suffix == own {
			continue
		}
		to := address("/charts/"+r.dataset.ID+sib.suffix, kept)
		if sib.to != nil {
			to = sib.to(r)
		}
		mediaType, _, _ := strings.Cut(sib.mediaType, ";")
		links = append(links, format.Link{Rel: "alternate", Href: s.baseURL + to, Type: mediaType})
		size += len(s.baseURL) + len(to)
	}
	if size > alternateBytes {
		return nil
	}
	return r.preview.links(links)
}

// fixedTheme refuses a theme that follows the reader: a picture has its colours
// for good, and the page for frames is what follows.
func (s *server) fixedTheme(r *request) error {
	frame := s.baseURL + asFrame(r)
	return &faults{corrected: frame, list: []fault{{
		Error: datasets.Error{
			Kind: datasets.Invalid, Message: "a picture has its colours for good and cannot follow its reader, as theme=" + autoTheme + " asks; the page for frames can: " + frame,
			Parameter: "theme", Value: autoTheme, Nearest: charts.Themes,
		},
		Expected: "one of " + strings.Join(charts.Themes, ", "),
	}}}
}
