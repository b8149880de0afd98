package charts

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// svgNode is an element of a drawing. Its attributes leave as they are
// understood: what is left at the end is not known, and an error.
type svgNode struct {
	name     string
	attrs    map[string]string
	children []*svgNode
	text     string
}

// parseDrawing reads an SVG as finish writes it.
func parseDrawing(svg []byte) (*svgNode, error) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	var open []*svgNode
	for {
		token, err := d.RawToken()
		switch {
		case err == io.EOF:
			return nil, errors.New("it has no root")
		case err != nil:
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &svgNode{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			if len(open) > 0 {
				top := open[len(open)-1]
				top.children = append(top.children, n)
			}
			open = append(open, n)
		case xml.EndElement:
			last := open[len(open)-1]
			if open = open[:len(open)-1]; len(open) == 0 {
				return last, nil
			}
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		}
	}
}

// take returns an attribute, or what it is without.
func (n *svgNode) take(name, without string) string {
	value, ok := n.attrs[name]
	if !ok {
		return without
	}
	delete(n.attrs, name)
	return value
}

func (n *svgNode) number(name string, without float64) (float64, error) {
	value := n.take(name, "")
	if value == "" {
		return without, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSuffix(value, "px"), 64)
	if err != nil {
		return 0, fmt.Errorf("%s of %s: %w", name, n.name, err)
	}
	return v, nil
}

func (n *svgNode) numbers(names ...string) ([]float64, error) {
	var out []float64
	for _, name := range names {
		v, err := n.number(name, 0)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// rest fails where an attribute was not understood.
func (n *svgNode) rest() error {
	for name := range n.attrs {
		return fmt.Errorf("attribute %s of %s is not known", name, n.name)
	}
	return nil
}

// painting is a page's content being written.
type painting struct {
	out       bytes.Buffer
	named     map[string]*svgNode // clip paths and patterns
	states    []string            // of opacity
	typefaces [2]*typeface
}

// drawPage writes a drawing's elements.
func drawPage(root *svgNode) (*painting, error) {
	faces, err := loadFaces()
	if err != nil {
		return nil, err
	}
	p := &painting{named: map[string]*svgNode{}}
	for i, name := range fontNames {
		p.typefaces[i] = &typeface{name: name, face: faces[i], used: map[sfnt.GlyphIndex]glyph{}}
	}
	for _, name := range []string{"xmlns", "width", "height", "viewBox", "role", "aria-labelledby", "font-family"} {
		root.take(name, "")
	}
	if err := root.rest(); err != nil {
		return nil, err
	}
	p.collect(root)
	return p, p.each(root.children)
}

// page is the content on a page of a height in pixels: one figure, upside up.
func (p *painting) page(height int) []byte {
	return fmt.Appendf(nil, "/Figure << /MCID 0 >> BDC\nq %s 0 0 %s 0 %s cm\n%sQ\nEMC\n", decimal(pointsPerPixel), decimal(-pointsPerPixel), decimal(pointsPerPixel*float64(height)), p.out.Bytes())
}

// collect finds what other elements name.
func (p *painting) collect(n *svgNode) {
	for _, child := range n.children {
		if id := child.take("id", ""); id != "" {
			p.named[id] = child
		}
		p.collect(child)
	}
}

// each draws elements.
func (p *painting) each(nodes []*svgNode) error {
	for _, n := range nodes {
		var err error
		switch n.name {
		case "title", "desc", "defs", "clipPath", "pattern":
			continue
		case "g":
			err = p.group(n)
		case "text":
			err = p.words(n)
		default:
			err = p.shape(n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// group draws elements within a clip path.
func (p *painting) group(n *svgNode) error {
	p.out.WriteString("q ")
	if reference := n.take("clip-path", ""); reference != "" {
		clip := p.named[referred(reference)]
		if clip == nil || clip.name != "clipPath" {
			return fmt.Errorf("there is no clip path %s", reference)
		}
		for _, child := range clip.children {
			outline, err := shapeOutline(child)
			if err != nil {
				return err
			}
			p.trace(outline)
		}
		p.out.WriteString("W n\n")
	}
	if err := n.rest(); err != nil {
		return err
	}
	if err := p.each(n.children); err != nil {
		return err
	}
	p.out.WriteString("Q\n")
	return nil
}

// referred is the id in url(#id).
func referred(value string) string {
	return strings.TrimSuffix(strings.TrimPrefix(value, "url(#"), ")")
}

// shapeOutline reads a shape's geometry. The node keeps its attributes, because a
// clip path may be named twice.
func shapeOutline(n *svgNode) ([]pathSegment, error) {
	switch n.name {
	case "path":
		return parsePath(n.attrs["d"])
	case "rect":
		return parsePath(fmt.Sprintf("M%[1]s %[2]sh%[3]sv%[4]sh-%[3]sZ", n.attrs["x"], n.attrs["y"], n.attrs["width"], n.attrs["height"]))
	case "circle":
		return parsePath(fmt.Sprintf("M%[1]s %[2]sm-%[3]s 0a%[3]s %[3]s 0 1 0 %[4]s 0a%[3]s %[3]s 0 1 0 -%[4]s 0Z", n.attrs["cx"], n.attrs["cy"], n.attrs["r"], twice(n.attrs["r"])))
	case "polyline":
		return parsePath("M" + n.attrs["points"])
	case "polygon":
		return parsePath("M" + n.attrs["points"] + "Z")
	}
	return nil, fmt.Errorf("element %s is not known", n.name)
}

func twice(number string) string {
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return number
	}
	return strconv.FormatFloat(2*v, 'f', -1, 64)
}

// shape draws an outline: its fill, then its stroke.
func (p *painting) shape(n *svgNode) error {
	drawn, err := shapeOutline(n)
	if err != nil {
		return err
	}
	for _, name := range []string{"d", "x", "y", "width", "height", "cx", "cy", "r", "points"} {
		n.take(name, "")
	}
	own, err := parseTransform(n.take("transform", ""))
	if err != nil {
		return err
	}
	fill := n.take("fill", "#000000")
	pattern := p.named[referred(fill)]
	if pattern != nil {
		fill = "none"
	}
	p.out.WriteString("q ")
	if own != identity {
		p.concat(own)
	}
	fills, strokes, err := p.style(n, fill)
	if err != nil {
		return err
	}
	if err := n.rest(); err != nil {
		return err
	}
	if fills || strokes {
		p.trace(drawn)
		p.out.WriteString(map[[2]bool]string{{true, false}: "f", {false, true}: "S", {true, true}: "B"}[[2]bool{fills, strokes}])
	}
	if pattern != nil {
		if err := p.bands(pattern, drawn); err != nil {
			return err
		}
	}
	p.out.WriteString(" Q\n")
	return nil
}

// bands fills an outline with a pattern of lines: all that ECharts makes of
// the decals of hatch.go are rectangles across the whole width of a tile.
// Drawn from end to end they have no seams.
func (p *painting) bands(pattern *svgNode, drawn []pathSegment) error {
	turn, err := parseTransform(pattern.attrs["patternTransform"])
	if err != nil {
		return err
	}
	width, err1 := strconv.ParseFloat(pattern.attrs["width"], 64)
	height, err2 := strconv.ParseFloat(pattern.attrs["height"], 64)
	if err := errors.Join(err1, err2); err != nil || height <= 0 || pattern.attrs["patternUnits"] != "userSpaceOnUse" || len(pattern.children) != 1 {
		return fmt.Errorf("pattern %v is not known: %w", pattern.attrs, err)
	}
	p.trace(drawn)
	p.out.WriteString("W n ")
	p.concat(turn)
	var inside []pathSegment // the corners of what is to be covered, in the pattern's space
	b := boundsOf(drawn)
	for _, corner := range []vertex{{b.left, b.top}, {b.left + b.width, b.top}, {b.left, b.top + b.height}, {b.left + b.width, b.top + b.height}} {
		inside = append(inside, pathSegment{'l', []vertex{turn.inverse().apply(corner)}})
	}
	b = boundsOf(inside)
	for _, child := range pattern.children[0].children {
		band, err := shapeOutline(child)
		if err != nil {
			return err
		}
		at := boundsOf(band)
		if at.width != width {
			return fmt.Errorf("a pattern with a part %v wide in a tile of %v is not known", at.width, width)
		}
		fill, ok := pdfColour(child.attrs["fill"])
		if at.left != 0 || at.top < 0 || at.top >= height {
			continue // the same band again, beside the tile
		}
		if !ok {
			return fmt.Errorf("colour %q is not known", child.attrs["fill"])
		}
		p.out.WriteString(fill + " rg ")
		for y := at.top + math.Floor((b.top-at.top)/height)*height; y < b.top+b.height; y += height {
			p.write(b.left, y, b.width, at.height)
			p.out.WriteString("re ")
		}
		p.out.WriteString("f")
	}
	return nil
}

// style sets what a shape or a text is drawn with, and says whether it is
// filled and stroked.
func (p *painting) style(n *svgNode, fill string) (fills, strokes bool, err error) {
	stroke := n.take("stroke", "none")
	for i, given := range []string{fill, stroke} {
		if given == "none" || given == "transparent" {
			continue
		}
		rgb, ok := pdfColour(given)
		if !ok {
			return false, false, fmt.Errorf("colour %q is not known", given)
		}
		p.out.WriteString(rgb + []string{" rg ", " RG "}[i])
		fills, strokes = fills || i == 0, strokes || i == 1
	}
	alpha := [3]float64{}
	for i, name := range []string{"opacity", "fill-opacity", "stroke-opacity"} {
		if alpha[i], err = n.number(name, 1); err != nil {
			return false, false, err
		}
	}
	if alpha != [3]float64{1, 1, 1} {
		p.state(fmt.Sprintf("/ca %s /CA %s", decimal(alpha[0]*alpha[1]), decimal(alpha[0]*alpha[2])))
	}
	return fills, strokes, p.line(n)
}

// line sets how strokes are drawn.
func (p *painting) line(n *svgNode) error {
	width, err := n.number("stroke-width", 1)
	if err != nil {
		return err
	}
	miter, err := n.number("stroke-miterlimit", 4)
	if err != nil {
		return err
	}
	p.write(width)
	p.out.WriteString("w ")
	p.write(miter)
	p.out.WriteString("M ")
	for _, one := range []struct {
		attribute, op string
		values        []string
	}{{"stroke-linecap", "J", []string{"butt", "round", "square"}}, {"stroke-linejoin", "j", []string{"miter", "round", "bevel"}}} {
		value := n.take(one.attribute, one.values[0])
		i := slices.Index(one.values, value)
		if i < 0 {
			return fmt.Errorf("%s %q is not known", one.attribute, value)
		}
		if i > 0 {
			fmt.Fprintf(&p.out, "%d %s ", i, one.op)
		}
	}
	dashes := n.take("stroke-dasharray", "")
	offset, err := n.number("stroke-dashoffset", 0)
	if err != nil || dashes == "" || dashes == "none" {
		return err
	}
	var list []string
	for word := range strings.FieldsFuncSeq(dashes, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return fmt.Errorf("stroke-dasharray: %w", err)
		}
		list = append(list, decimal(v))
	}
	fmt.Fprintf(&p.out, "[%s] %s d ", strings.Join(list, " "), decimal(offset))
	return nil
}

// words draws a text: its halo, then itself.
func (p *painting) words(n *svgNode) error {
	size, err := n.number("font-size", 12)
	if err != nil {
		return err
	}
	at, err := n.numbers("x", "y")
	if err != nil {
		return err
	}
	turn, err := parseTransform(n.take("transform", ""))
	if err != nil {
		return err
	}
	face := p.typefaces[0]
	if weight := n.take("font-weight", "400"); weight == "600" || weight == "bold" {
		face = p.typefaces[1]
	} else if weight != "400" && weight != "normal" {
		return fmt.Errorf("font-weight %q is not known", weight)
	}
	n.take("space", "") // no white space is at an end, and none stands twice
	signs := face.face.glyphs(n.text)
	anchor := n.take("text-anchor", "start")
	shift, ok := map[string]float64{"start": 0, "middle": 0.5, "end": 1}[anchor]
	if !ok {
		return fmt.Errorf("text-anchor %q is not known", anchor)
	}
	switch baseline := n.take("dominant-baseline", "auto"); baseline {
	case "auto", "alphabetic":
	case "central":
		at[1] += face.face.central() * size
	default:
		return fmt.Errorf("dominant-baseline %q is not known", baseline)
	}
	order := n.take("paint-order", "normal")
	p.out.WriteString("q ")
	fills, strokes, err := p.style(n, n.take("fill", "#000000"))
	if err != nil {
		return err
	}
	if strokes && order != "stroke" {
		return fmt.Errorf("a stroked text with paint-order %q is not known", order)
	}
	if err := n.rest(); err != nil {
		return err
	}
	shown, width := showText(signs)
	place := affine{1, 0, 0, -1, at[0] - shift*width*size, at[1]}.then(turn)
	readable := face.use(signs)
	if !readable {
		fmt.Fprintf(&p.out, "/Span << /ActualText %s >> BDC ", textString(n.text))
	}
	for _, pass := range []struct {
		done bool
		mode int // ISO 32000-1, table 106
	}{{strokes, 1}, {fills, 0}} {
		if pass.done {
			fmt.Fprintf(&p.out, "BT /%s %s Tf %d Tr ", face.name, decimal(size), pass.mode)
			p.write(place[:]...)
			fmt.Fprintf(&p.out, "Tm [%s] TJ ET ", shown)
		}
	}
	if !readable {
		p.out.WriteString("EMC ")
	}
	p.out.WriteString("Q\n")
	return nil
}

// showText writes glyphs with their kerning, and returns their width in ems.
func showText(signs []glyph) (shown string, width float64) {
	var b strings.Builder
	b.WriteByte('<')
	for i, g := range signs {
		fmt.Fprintf(&b, "%04x", g.index)
		if g.kern != 0 && i+1 < len(signs) {
			b.WriteString("> " + decimal(-g.kern) + " <")
		}
		width += (g.advance + g.kern) / 1000
	}
	return b.String() + ">", width
}

// trace writes an outline.
func (p *painting) trace(outline []pathSegment) {
	for _, s := range outline {
		for _, one := range s.points {
			p.write(one.x, one.y)
		}
		p.out.WriteByte(s.op)
		p.out.WriteByte(' ')
	}
}

func (p *painting) write(numbers ...float64) {
	for _, v := range numbers {
		p.out.WriteString(decimal(v) + " ")
	}
}

func (p *painting) concat(m affine) {
	p.write(m[:]...)
	p.out.WriteString("cm ")
}

// state sets an opacity.
func (p *painting) state(entries string) {
	i := slices.Index(p.states, entries)
	if i < 0 {
		i = len(p.states)
		p.states = append(p.states, entries)
	}
	fmt.Fprintf(&p.out, "/S%d gs ", i)
}

// pdfColour reads #rrggbb or #rgb as PDF writes it.
func pdfColour(text string) (string, bool) {
	digits := strings.TrimPrefix(text, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 || len(text) == len(digits) {
		return "", false
	}
	var parts []string
	for shift := 16; shift >= 0; shift -= 8 {
		parts = append(parts, decimal(float64(v>>shift&0xff)/0xff))
	}
	return strings.Join(parts, " "), true
}
