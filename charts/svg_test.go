package charts

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/datasets"
)

// eachPicture draws the whole gallery in every variant.
func eachPicture(t *testing.T, check func(t *testing.T, c *Chart, svg string)) {
	t.Helper()
	for _, g := range gallery {
		for _, v := range variants {
			t.Run(g.name+"/"+strconv.Itoa(v.width)+v.theme+string(v.lang), func(t *testing.T) {
				spec := g.spec
				spec.Width, spec.Theme, spec.Lang = v.width, v.theme, v.lang
				c, err := New(spec, shipped(t, g.dataset, g.codes))
				if err != nil {
					t.Fatal(err)
				}
				check(t, c, drawnOnce(t, c))
			})
		}
	}
}

// elements reads an SVG as a browser's XML reader would.
func elements(t *testing.T, svg string) []xml.StartElement {
	t.Helper()
	var out []xml.StartElement
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		if e, ok := token.(xml.StartElement); ok {
			out = append(out, e.Copy())
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestPictures(t *testing.T) {
	eachPicture(t, func(t *testing.T, c *Chart, svg string) {
		checkPolicy(t, svg)
		checkWords(t, c, svg)
		if _, err := PDF(c, []byte(svg)); err != nil {
			t.Errorf("the writer of PDF does not know this drawing: %v", err)
		}
		if strings.Contains(c.Description(), ": .") {
			t.Errorf("the description says nothing behind a colon: %s", c.Description())
		}
	})
}

// checkPolicy holds a picture to a page's Content-Security-Policy and to its
// reader aids.
func checkPolicy(t *testing.T, svg string) {
	t.Helper()
	all := elements(t, svg)
	ids := map[string]int{}
	for _, e := range all {
		if slices.Contains([]string{"style", "script", "image", "foreignObject", "a"}, e.Name.Local) {
			t.Errorf("the picture has an element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			if slices.Contains([]string{"style", "class"}, a.Name.Local) || strings.HasPrefix(a.Name.Local, "on") || strings.HasPrefix(a.Name.Local, "ecmeta") {
				t.Errorf("%s has an attribute %s", e.Name.Local, a.Name.Local)
			}
		}
		if id := attribute(e, "id"); id != "" {
			ids[id]++
		}
	}
	prefix := regexp.MustCompile(`^c[0-9a-f]{8}-`)
	for id, n := range ids {
		if n > 1 || !prefix.MatchString(id) {
			t.Errorf("id %q stands %d times, expected once, behind a hash", id, n)
		}
	}
	for _, m := range regexp.MustCompile(`url\(#([^)]*)\)`).FindAllStringSubmatch(svg, -1) {
		if ids[m[1]] == 0 {
			t.Errorf("url(#%s) leads nowhere", m[1])
		}
	}
	root := all[0]
	if attribute(root, "role") != "img" || attribute(root, "viewBox") != "0 0 "+attribute(root, "width")+" "+attribute(root, "height") {
		t.Errorf("the root is %v", root.Attr)
	}
	for id := range strings.FieldsSeq(attribute(root, "aria-labelledby")) {
		if ids[id] != 1 {
			t.Errorf("aria-labelledby names %s, which is not there", id)
		}
	}
}

// drawnText is a text as it lies in a picture.
type drawnText struct {
	text string
	box  box
	size float64
}

var place = regexp.MustCompile(`translate\(([-\d.]+)[ ,]([-\d.]+)\)`)

// texts measures the texts of a picture with the font they are drawn in.
func texts(t *testing.T, svg string) []drawnText {
	t.Helper()
	var out []drawnText
	d := xml.NewDecoder(strings.NewReader(svg))
	var in *xml.StartElement
	for {
		token, err := d.Token()
		if err != nil {
			return out
		}
		switch e := token.(type) {
		case xml.StartElement:
			in = nil
			if e.Name.Local == "text" {
				e = e.Copy()
				in = &e
			}
		case xml.EndElement:
			in = nil
		case xml.CharData:
			if in != nil {
				out = append(out, measured(t, *in, string(e)))
			}
		}
	}
}

func measured(t *testing.T, e xml.StartElement, text string) drawnText {
	t.Helper()
	number := func(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }
	at := place.FindStringSubmatch(attribute(e, "transform"))
	size := number(strings.TrimSuffix(attribute(e, "font-size"), "px"))
	if at == nil || size == 0 || attribute(e, "dominant-baseline") != "central" {
		t.Fatalf("text %q has no place or size: %v", text, e.Attr)
	}
	st := style{size, attribute(e, "font-weight") == "600"}
	x, y, w := number(at[1]), number(at[2])+number(attribute(e, "y")), st.width(text)
	switch attribute(e, "text-anchor") {
	case "middle":
		x -= w / 2
	case "end":
		x -= w
	}
	return drawnText{text, box{x, y - size/2, w, size}, size}
}

// checkWords holds every text inside the picture, away from the others, and
// large enough to read.
func checkWords(t *testing.T, c *Chart, svg string) {
	t.Helper()
	width, height := c.Size()
	all := texts(t, svg)
	for i, a := range all {
		if strings.Contains(a.text, "%!") {
			t.Errorf("%q is a format gone wrong", a.text)
		}
		if a.size < 12 {
			t.Errorf("%q is %v px", a.text, a.size)
		}
		if a.box.left < -0.5 || a.box.top < -0.5 || a.box.left+a.box.width > float64(width)+0.5 || a.box.top+a.box.height > float64(height)+0.5 {
			t.Errorf("%q is clipped: %+v in %d × %d", a.text, a.box, width, height)
		}
		for _, b := range all[:i] {
			if a.box.left < b.box.left+b.box.width && b.box.left < a.box.left+a.box.width && a.box.top+1 < b.box.top+b.box.height && b.box.top+1 < a.box.top+a.box.height {
				t.Errorf("%q %+v and %q %+v overlap", a.text, a.box, b.text, b.box)
			}
		}
	}
	checkRows(t, c, svg, all)
	checkBreaks(t, svg, all)
	if !c.bare && len(all) < 2 {
		t.Error("the picture says nothing")
	}
}

var bars = regexp.MustCompile(`<path d="M([\d.]+) ([\d.]+)l(-?[\d.]+) 0l0 (-?[\d.]+)l`)

// checkRows holds the words beside bars off the bars.
func checkRows(t *testing.T, c *Chart, svg string, words []drawnText) {
	t.Helper()
	if c.kind != &barKind || c.over == "" {
		return
	}
	for _, m := range bars.FindAllStringSubmatch(svg, -1) {
		var n [4]float64
		for i := range n {
			n[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		drawn := box{min(n[0], n[0]+n[2]), min(n[1], n[1]+n[3]), max(n[2], -n[2]), max(n[3], -n[3])}
		for _, w := range words {
			if w.box.left < drawn.left+drawn.width && drawn.left < w.box.left+w.box.width && w.box.top < drawn.top+drawn.height && drawn.top < w.box.top+w.box.height {
				t.Errorf("%q %+v stands on the bar %+v", w.text, w.box, drawn)
			}
		}
	}
}

var dashes = regexp.MustCompile(`<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"[^>]* stroke-dasharray=`)

// checkBreaks holds the words off the lines of breaks.
func checkBreaks(t *testing.T, svg string, words []drawnText) {
	t.Helper()
	for _, m := range dashes.FindAllStringSubmatch(svg, -1) {
		var n [4]float64
		for i := range n {
			n[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		if n[0] != n[2] && n[1] != n[3] {
			continue // a series' own dashes
		}
		for _, w := range words {
			if w.box.left < n[2] && n[0] < w.box.left+w.box.width && w.box.top < n[3] && n[1] < w.box.top+w.box.height {
				t.Errorf("%q %+v is crossed by the break at %v", w.text, w.box, n)
			}
		}
	}
}

// Parts that touch differ by more than colour, and their words stand on plain
// ground.
func TestPartsAreHatched(t *testing.T) {
	c := mustNew(t, Spec{Type: "stacked"}, made(t, datasets.Dataset{}, nil, "a 2019 10\nb 2019 20\nc 2019 30 E\nd 2019 5\ne 2019 5\nf 2019 5"))
	svg := drawn(t, shared(t), c)
	checkPolicy(t, svg)
	if n := strings.Count(svg, "<pattern"); n != 5 {
		t.Errorf("%d patterns, expected one for each part but the first", n)
	}
	if lines := regexp.MustCompile(`<path [^>]*stroke="#ffffff"`).FindAllString(svg, -1); len(lines) < 5 {
		t.Errorf("the legend has %d lines of patterns", len(lines))
	}
	for _, ground := range []string{themes["light"].series[1], themes["light"].faded[2]} {
		if strings.Count(svg, `fill="`+ground+`"`) < 2 {
			t.Errorf("no plain ground of %s for the words", ground)
		}
	}
}

func TestSVGIsTheSameEverywhere(t *testing.T) {
	one, two := NewRenderer(1), NewRenderer(2)
	defer one.Close()
	defer two.Close()
	var charts []*Chart
	var want []string
	for _, g := range gallery[:7] {
		c, err := New(g.spec, shipped(t, g.dataset, g.codes))
		if err != nil {
			t.Fatal(err)
		}
		charts = append(charts, c)
		want = append(want, drawn(t, one, c))
	}
	var wg sync.WaitGroup
	for worker := range 3 {
		wg.Go(func() {
			for i := range charts {
				i = (i*(worker+2) + worker) % len(charts) // another order in each worker
				svg, err := two.SVG(t.Context(), charts[i])
				if err != nil {
					t.Error(err)
				} else if string(svg) != want[i] {
					t.Errorf("chart %d differs between machines", i)
				}
			}
		})
	}
	wg.Wait()
	if drawn(t, one, charts[0]) != want[0] {
		t.Error("a chart differs from itself after other charts")
	}
}

// ECharts' style sheet holds only what the pointer does; a rule that gives a
// mark its looks would be lost by finish.
func TestStyleSheetIsForThePointerOnly(t *testing.T) {
	r := NewRenderer(1)
	defer r.Close()
	rule := regexp.MustCompile(`\.[\w-]+(:hover)?\s*\{`)
	seen := map[string]bool{}
	for _, g := range gallery {
		c, err := New(g.spec, shipped(t, g.dataset, g.codes))
		if err != nil {
			t.Fatal(err)
		}
		if seen[c.kind.name] {
			continue
		}
		seen[c.kind.name] = true
		option, _ := c.Option()
		raw, err := r.call(t.Context(), "render", string(option), c.width, c.height)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rule.FindAllStringSubmatch(raw, -1) {
			if m[1] != ":hover" {
				t.Errorf("%s: a rule is not for hovering: %s", g.name, m[0])
			}
		}
	}
}

func TestRunawayScriptIsCutOff(t *testing.T) {
	r := NewRenderer(1)
	defer r.Close()
	r.timeout = 400 * time.Millisecond
	if _, err := r.call(t.Context(), "(() => { for (;;) {} })"); datasets.KindOf(err) != datasets.TooLarge {
		t.Errorf("a script without end gave %v, expected TooLarge", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r.timeout = RenderTimeout
	started := time.Now()
	if _, err := r.call(ctx, "(() => { for (;;) {} })"); err == nil || time.Since(started) > 3*time.Second {
		t.Errorf("a cancelled render gave %v after %s", err, time.Since(started))
	}
	if _, err := r.call(t.Context(), "render", `{"series":[]`, 10, 10); err == nil {
		t.Error("an option that is no JSON gave no error")
	}
	c, err := New(Spec{}, shipped(t, "jobs", map[string]string{"geo": "FRE"}))
	if err != nil {
		t.Fatal(err)
	}
	checkPolicy(t, drawn(t, r, c))
}

// A chart's time is its own: those before it in the queue do not use it up.
func TestQueue(t *testing.T) {
	r := NewRenderer(1)
	defer r.Close()
	if _, err := r.call(t.Context(), "render", `{"series":[]}`, 10, 10); err != nil {
		t.Fatal(err)
	}
	m := <-r.machines.free // one chart is being drawn
	m.timeout = time.Second
	m.vm.SetEvalTimeout(m.timeout)
	waited := make(chan error)
	go func() {
		_, err := r.call(t.Context(), "(() => { for (;;) {} })")
		waited <- err
	}()
	time.Sleep(m.timeout + 200*time.Millisecond)
	freed := time.Now()
	r.machines.free <- m
	if err := <-waited; datasets.KindOf(err) != datasets.TooLarge || !strings.Contains(err.Error(), "longer to draw than 1s") || time.Since(freed) < m.timeout {
		t.Errorf("after the queue, a script without end gave %v in %s", err, time.Since(freed))
	}

	m = <-r.machines.free
	r.machines.patience = 50 * time.Millisecond
	if _, err := r.call(t.Context(), "render", `{"series":[]}`, 10, 10); !errors.Is(err, ErrBusy) {
		t.Errorf("a full queue gave %v, expected ErrBusy", err)
	}
	r.machines.free <- m
	if _, err := r.call(t.Context(), "render", `{"series":[]}`, 10, 10); err != nil {
		t.Errorf("after the queue was full: %v", err)
	}
}

func TestClosedRenderer(t *testing.T) {
	r := NewRenderer(2)
	r.Close()
	r.Close()
	c, err := New(Spec{}, shipped(t, "jobs", map[string]string{"geo": "FRE"}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.SVG(t.Context(), c); err == nil {
		t.Error("a closed renderer draws")
	}
}
