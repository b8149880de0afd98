package charts

import (
	"fmt"
	"strings"
)

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
