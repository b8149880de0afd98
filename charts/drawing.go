package charts

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"
)

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
