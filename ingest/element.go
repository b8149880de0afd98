package ingest

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// element is one element of a small XML part, in memory. Names keep the
// prefixes they were written with, so that a part is written back as it was
// but for what was changed.
type element struct {
	name  string
	attrs []xml.Attr
	nodes []any // *element, or string: text
}

// parseElement reads the root element of a part. Comments and processing
// instructions are dropped.
func parseElement(part []byte) (*element, error) {
	dec := xml.NewDecoder(bytes.NewReader(part))
	open := []*element{{}}
	for {
		token, err := dec.RawToken()
		if err == io.EOF && len(open) == 1 && len(open[0].nodes) > 0 {
			return open[0].nodes[0].(*element), nil
		}
		if err != nil {
			return nil, unexpected(err)
		}
		at := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &element{name: prefixed(t.Name), attrs: t.Copy().Attr}
			at.nodes = append(at.nodes, e)
			open = append(open, e)
		case xml.EndElement:
			if len(open) == 1 {
				return nil, io.ErrUnexpectedEOF
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 1 {
				at.nodes = append(at.nodes, string(t))
			}
		}
	}
}

func prefixed(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// local returns a name without its prefix.
func local(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// sibling gives a name the prefix that the element itself has.
func (e *element) sibling(name string) string {
	return e.name[:strings.IndexByte(e.name, ':')+1] + name
}

// children returns the child elements of a local name; "" is all.
func (e *element) children(name string) []*element {
	var out []*element
	for _, n := range e.nodes {
		if child, ok := n.(*element); ok && (name == "" || local(child.name) == name) {
			out = append(out, child)
		}
	}
	return out
}

// child returns the first child element of a local name, made if there is
// none.
func (e *element) child(name string) *element {
	if found := e.children(name); len(found) > 0 {
		return found[0]
	}
	return e.add(name)
}

// add appends a child element; attributes are names and values in turn.
func (e *element) add(name string, attrs ...string) *element {
	child := &element{name: e.sibling(name)}
	for i := 0; i+1 < len(attrs); i += 2 {
		child.attrs = append(child.attrs, xml.Attr{Name: xml.Name{Local: attrs[i]}, Value: attrs[i+1]})
	}
	e.nodes = append(e.nodes, child)
	return child
}

// remove takes a child element out.
func (e *element) remove(child *element) {
	for i, n := range e.nodes {
		if n == any(child) {
			e.nodes = append(e.nodes[:i], e.nodes[i+1:]...)
			return
		}
	}
}

func (e *element) attr(name string) string {
	return attr(xml.StartElement{Attr: e.attrs}, name)
}

// text joins all text in the element.
func (e *element) text() string {
	var b strings.Builder
	for _, n := range e.nodes {
		switch n := n.(type) {
		case string:
			b.WriteString(n)
		case *element:
			b.WriteString(n.text())
		}
	}
	return b.String()
}

// bytes writes the element as a part of its own.
func (e *element) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e.write(&b)
	return b.Bytes()
}

func (e *element) write(b *bytes.Buffer) {
	b.WriteString("<" + e.name)
	for _, a := range e.attrs {
		b.WriteString(" " + prefixed(a.Name) + `="`)
		xml.EscapeText(b, []byte(a.Value))
		b.WriteString(`"`)
	}
	if len(e.nodes) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	for _, n := range e.nodes {
		switch n := n.(type) {
		case string:
			xml.EscapeText(b, []byte(n))
		case *element:
			n.write(b)
		}
	}
	b.WriteString("</" + e.name + ">")
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
