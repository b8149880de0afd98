package charts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// finish turns what ECharts drew into a picture that a page with a strict
// Content-Security-Policy may contain, beside others: styles become
// presentation attributes, ids are numbered in order of appearance behind a
// hash of the option, and the picture gets its title and description. The
// style sheet and its classes go: in a still picture they are for the pointer.
func finish(drawn string, c *Chart, option []byte) ([]byte, error) {
	sum := sha256.Sum256(option)
	cells, err := hooksOf(option)
	if err != nil {
		return nil, fmt.Errorf("read the chart's option: %w", err)
	}
	p := picture{prefix: "c" + hex.EncodeToString(sum[:4]), ids: map[string]string{}, cells: cells}
	d := xml.NewDecoder(strings.NewReader(drawn))
	styles, root := 0, true
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return stamped(p.out.Bytes(), c), nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the drawn chart: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "style":
				styles++
			case root:
				p.root(c)
				root = false
			default:
				p.start(t)
			}
		case xml.EndElement:
			if t.Name.Local == "style" {
				styles--
			} else {
				p.out.WriteString("</" + t.Name.Local + ">")
			}
		case xml.CharData:
			if styles == 0 && len(bytes.TrimSpace(t)) > 0 {
				p.text(string(t))
			}
		}
	}
}

// picture is an SVG being written.
type picture struct {
	out    bytes.Buffer
	prefix string
	ids    map[string]string // ECharts' id -> ours
	cells  hooks
}

func (p *picture) text(s string) { xml.EscapeText(&p.out, []byte(s)) }

func (p *picture) attr(name, value string) {
	p.out.WriteString(" " + name + `="`)
	p.text(value)
	p.out.WriteByte('"')
}

// root writes the svg element with its words. It has a size and a viewBox, so
// that a page may scale it.
func (p *picture) root(c *Chart) {
	width, height, view := c.frame()
	p.out.WriteString("<svg")
	for _, a := range [][2]string{
		{"xmlns", "http://www.w3.org/2000/svg"}, {"width", strconv.Itoa(width)}, {"height", strconv.Itoa(height)}, {"viewBox", view},
		{"role", "img"}, {"aria-labelledby", p.prefix + "-title " + p.prefix + "-desc"}, {"font-family", fontFamily},
	} {
		p.attr(a[0], a[1])
	}
	for _, e := range [][2]string{{"title", c.Title()}, {"desc", c.Description()}} {
		tag := ">"
		if e[0] == "desc" {
			tag = ""
		}
		p.out.WriteString(tag + "<" + e[0])
		p.attr("id", p.prefix+"-"+e[0])
		p.out.WriteByte('>')
		p.text(e[1])
		p.out.WriteString("</" + e[0] + ">")
	}
}

// start writes an element's start, its class and style as attributes, and of a
// mark the cell whose figure it is.
func (p *picture) start(t xml.StartElement) {
	p.out.WriteString("<" + t.Name.Local)
	given := map[string]bool{}
	var attrs []xml.Attr
	for _, a := range t.Attr {
		switch {
		case a.Name.Local == "style":
			attrs = append(attrs, declarations(a.Value)...)
		case a.Name.Local == "class", a.Name.Local == "pointer-events", a.Name.Space == "xmlns", strings.HasPrefix(a.Name.Local, "ecmeta"), strings.HasPrefix(a.Name.Local, "on"):
		default:
			attrs = append([]xml.Attr{a}, attrs...)
		}
	}
	// A style beats a presentation attribute of the same name.
	for i := len(attrs) - 1; i >= 0; i-- {
		name := attrs[i].Name.Local
		if attrs[i].Name.Space != "" {
			name = attrs[i].Name.Space + ":" + name
		}
		if !given[name] && name != "font-family" {
			given[name] = true
			p.attr(name, p.reference(name, attrs[i].Value))
		}
	}
	if cell := p.cells.of(t); cell != "" {
		p.attr("data-cell", cell)
	}
	p.out.WriteByte('>')
}

var urlReference = regexp.MustCompile(`url\(#([^)]+)\)`)

// reference renames ids, where they stand and where they are meant.
func (p *picture) reference(name, value string) string {
	switch {
	case name == "id":
		return p.id(value)
	case (name == "href" || name == "xlink:href") && strings.HasPrefix(value, "#"):
		return "#" + p.id(value[1:])
	case strings.Contains(value, "url(#"):
		return urlReference.ReplaceAllStringFunc(value, func(s string) string {
			return "url(#" + p.id(urlReference.FindStringSubmatch(s)[1]) + ")"
		})
	}
	return value
}

func (p *picture) id(old string) string {
	if _, ok := p.ids[old]; !ok {
		p.ids[old] = p.prefix + "-" + strconv.Itoa(len(p.ids))
	}
	return p.ids[old]
}

// declarations reads the declarations of a style attribute.
func declarations(css string) []xml.Attr {
	var out []xml.Attr
	for part := range strings.SplitSeq(css, ";") {
		name, value, ok := strings.Cut(part, ":")
		if !ok {
			continue
		}
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if name == "white-space" {
			continue
		}
		out = append(out, xml.Attr{Name: xml.Name{Local: name}, Value: value})
	}
	return out
}
