package api

import (
	"net/url"
	"slices"
	"strings"

	"barometer/api/format"
	"barometer/api/pages/share"
	"barometer/charts"
	"barometer/datasets"
)

// sharing is what is asked of the share panel beside how its chart looks. It is
// no part of what a chart is.
type sharing struct {
	when string        // pinned or live; "" leaves the panel closed
	lang datasets.Lang // of the chart; "" is the page's
}

// The ways to share a chart: as it is now, or as its figures change.
const (
	sharePinned = "pinned"
	shareLive   = "live"
)

// sharingParameters are those of the share panel's form that no chart has.
var sharingParameters = []string{"share", "chartLang"}

// previewPolicy is policy for a page that shows a frame of ours.
const previewPolicy = policy + "; frame-src 'self'"

// parameters adds what was asked of the panel to an address.
func (x sharing) parameters(b *query) {
	b.add("share", x.when)
	b.add("chartLang", string(x.lang))
}

// sharePath is the address of a dataset's page with the panel open for a chart.
func sharePath(d *datasets.Dataset, sel selection) string {
	sel.lang, sel.spec.Lang = "", ""
	b := query(sel.encode(d, 0))
	sharing{when: sharePinned}.parameters(&b)
	return address("/datasets/"+d.ID, string(b)) + "#share"
}

// panel is the share panel of the chart of a dataset's page.
func (s *site) panel(r *request, e *datasets.Extract, origin string) (share.View, error) {
	spec := r.spec
	spec.Lang, spec.Geometry, spec.Theme, spec.Width = r.lang, s.server.areas, "", oembedWidth-framePadding
	if r.sharing.lang != "" {
		spec.Lang = r.sharing.lang
	}
	view := share.View{
		Page: "/datasets/" + r.dataset.ID, Kept: r.kept(), Open: r.sharing.when != "", Generation: r.state.Generation,
		Themes: append(slices.Clone(charts.Themes[1:]), autoTheme),
		Chosen: share.Options{
			Live: r.sharing.when == shareLive, Lang: spec.Lang, Type: r.spec.Type, Theme: r.spec.Theme, Title: r.spec.Title, Height: r.spec.Height, Values: r.spec.Values,
		},
	}
	var err error
	view.Types, err = charts.Fitting(spec, e)
	if err != nil {
		return view, ignoreInvalid(err)
	}
	c, err := charts.New(spec, e)
	if err != nil {
		return view, ignoreInvalid(err)
	}
	x := shared{request: r, chart: c, origin: origin, lang: spec.Lang}
	if !view.Chosen.Live {
		x.pin = r.state.Generation
	}
	_, height := c.Size()
	view.Frame = share.Frame{Address: x.frame(), Title: c.Title(), Height: height + frameExtra}
	view.Codes, view.Files = x.codes(view.Frame.Height), x.files()
	if spec.Lang != r.lang {
		spec.Lang = r.lang
		if c, err = charts.New(spec, e); err != nil {
			return view, err
		}
	}
	view.Sentence = c.Sentence()
	return view, nil
}

// ignoreInvalid leaves out that figures make no picture.
func ignoreInvalid(err error) error {
	if datasets.KindOf(err) == datasets.Invalid {
		return nil
	}
	return err
}

// kept are the parameters that the panel's form does not ask for.
func (r *request) kept() []share.Field {
	sel := selection{query: r.query, labels: format.ID, lang: r.selection.lang, spec: charts.Spec{Over: r.spec.Over, Unit: r.spec.Unit}}
	var out []share.Field
	for part := range strings.SplitSeq(sel.encode(r.dataset, 0), "&") {
		name, escaped, _ := strings.Cut(part, "=")
		if value, err := url.QueryUnescape(escaped); err == nil && name != "" {
			out = append(out, share.Field{Name: name, Value: value})
		}
	}
	return out
}

// shared is a chart being taken elsewhere.
type shared struct {
	*request
	chart  *charts.Chart
	origin string
	pin    int64 // 0 is live
	lang   datasets.Lang
}

// frame is the chart's page for frames, an address without origin.
func (x shared) frame() string {
	sel := x.selection
	sel.lang, sel.spec.Width = x.lang, 0
	return address("/embed/"+x.dataset.ID, sel.encode(x.dataset, x.pin))
}

// data is where the chart's figures stand, an address without origin.
func (x shared) data(as sibling) string {
	own := *x.request
	own.selection.lang, own.pinned = x.lang, x.pin > 0
	return as.to(&own)
}

// picture is the chart in another form, an address without origin.
func (x shared) picture(suffix string, scale int) string {
	sel := x.plain()
	sel.lang, sel.scale, sel.spec.Width = x.lang, scale, 0
	return address("/charts/"+x.dataset.ID+suffix, sel.encode(x.dataset, x.pin))
}

// codes are the texts to copy, one for each kind of place.
func (x shared) codes(height int) []share.Code {
	frame, alt := x.origin+x.frame(), x.chart.Description()
	codes := []share.Code{
		{Kind: "url", Text: frame, Rows: 3},
		{Kind: "wordpress", Text: frame, Rows: 3},
		{Kind: "iframe", Text: frameOf(frame, x.chart.Title(), "100%", height), Rows: 5},
		{Kind: "markdown", Text: "[![" + escapeMarkdown(alt) + "](" + x.origin + x.picture(".png", 2) + ")](" + frame + ")", Rows: 5},
		{Kind: "alt", Text: alt, Rows: 4},
	}
	if sentence := x.chart.Sentence(); sentence != "" {
		codes = append(codes, share.Code{Kind: "sentence", Text: sentence, Rows: 4})
	}
	return codes
}

// escapeMarkdown keeps a text from ending the brackets that it stands in
// (CommonMark 0.31, 6.4).
func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "<", `\<`, "`", "\\`", "*", `\*`, "_", `\_`, "!", `\!`, "\n", " ").Replace(s)
}

// files are the chart's forms that can be saved, the PNG at each scale.
func (x shared) files() []share.File {
	var out []share.File
	for _, sib := range siblings {
		kind := strings.ReplaceAll(strings.TrimPrefix(sib.suffix, "."), ".", "-")
		switch {
		case sib.suffix == ".html":
		case sib.to != nil:
			out = append(out, share.File{Kind: kind, Address: x.data(sib)})
		case sib.suffix == ".png":
			for _, scale := range charts.Scales {
				out = append(out, share.File{Kind: kind, Scale: scale, Address: x.picture(sib.suffix, scale)})
			}
		default:
			out = append(out, share.File{Kind: kind, Address: x.picture(sib.suffix, 0)})
		}
	}
	return out
}
