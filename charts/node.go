package charts

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
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
				if a.Name.Local != "data-cell" { // which figure it is shows in no picture
					n.attrs[a.Name.Local] = a.Value
				}
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
