package charts

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

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
	if pattern != nil {
		p.out.WriteString("q ")
		if err := p.bands(pattern, drawn); err != nil {
			return err
		}
		p.out.WriteString("Q ")
	}
	if fills || strokes {
		p.trace(drawn)
		p.out.WriteString(map[[2]bool]string{{true, false}: "f ", {false, true}: "S ", {true, true}: "B "}[[2]bool{fills, strokes}])
	}
	p.out.WriteString("Q\n")
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
		p.out.WriteString("f ")
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
