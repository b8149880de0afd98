package charts

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"math"
	"strconv"
)

// PDF turns the drawing of a chart, as Renderer.SVG returned it, into a page
// of its size, at 96 pixels an inch: lines and words, not pixels, in the
// bundled fonts. The words can be searched and copied. The same drawing gives
// the same bytes. The format is ISO 32000-1.
func PDF(c *Chart, svg []byte) ([]byte, error) {
	root, err := parseDrawing(svg)
	if err != nil {
		return nil, fmt.Errorf("read a drawing: %w", err)
	}
	p, err := newPainting()
	if err == nil {
		err = p.draw(root)
	}
	if err != nil {
		return nil, fmt.Errorf("write a drawing as PDF: %w", err)
	}
	var d document
	resources, err := p.resources(&d)
	if err != nil {
		return nil, err
	}
	// Numbers of objects that name each other are known before they are added.
	content := d.stream("", p.page(c.height))
	pages, page, tree, figure := content+1, content+2, content+3, content+4
	d.add(fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", page))
	d.add(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources %s /StructParents 0 /Tabs /S >>",
		pages, decimal(pointsPerPixel*float64(c.width)), decimal(pointsPerPixel*float64(c.height)), content, resources))
	d.add(fmt.Sprintf("<< /Type /StructTreeRoot /K [%d 0 R] /ParentTree << /Nums [0 [%d 0 R]] >> >>", figure, figure))
	d.add(fmt.Sprintf("<< /Type /StructElem /S /Figure /P %d 0 R /Pg %d 0 R /K 0 /Alt %s >>", tree, page, textString(c.Description())))
	info := d.add(fmt.Sprintf("<< /Title %s /Subject %s /Producer (barometer) >>", textString(c.Title()), textString(c.Description())))
	catalog := d.add(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> /MarkInfo << /Marked true >> /StructTreeRoot %d 0 R >>",
		pages, c.lang, tree))
	return d.finish(catalog, info), nil
}

// resources adds the fonts that were used and returns what a page says of
// them and of opacities.
func (p *painting) resources(d *document) (string, error) {
	fonts, states := "", ""
	for _, t := range p.typefaces {
		if len(t.used) == 0 {
			continue
		}
		number, err := t.write(d)
		if err != nil {
			return "", err
		}
		fonts += fmt.Sprintf("/%s %d 0 R ", t.name, number)
	}
	for i, s := range p.states {
		states += fmt.Sprintf("/S%d << %s >> ", i, s)
	}
	return fmt.Sprintf("<< /Font << %s>> /ExtGState << %s>> >>", fonts, states), nil
}

// pointsPerPixel is how many points, 72 to an inch, a pixel has.
const pointsPerPixel = 72.0 / 96

// document is a PDF being written.
type document struct{ objects [][]byte }

// add adds an object and returns its number.
func (d *document) add(object string) int {
	d.objects = append(d.objects, []byte(object))
	return len(d.objects)
}

// reserve takes the number of an object that is written later, because others
// name it.
func (d *document) reserve() int { return d.add("null") }

// put writes an object whose number was reserved.
func (d *document) put(number int, object string) { d.objects[number-1] = []byte(object) }

// stream adds bytes, compressed, with more entries of their dictionary.
func (d *document) stream(entries string, content []byte) int {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(content) // into memory
	_ = w.Close()
	return d.add(fmt.Sprintf("<< %s /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", entries, packed.Len(), packed.Bytes()))
}

// finish writes the file. Its id is a hash of what it holds: there is no clock
// and no chance in it.
func (d *document) finish(catalog, info int) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, object := range d.objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start, id := out.Len(), sha256.Sum256(out.Bytes())
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%x> <%x>] >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, catalog, info, id[:16], id[:16], start)
	return out.Bytes()
}

// textString writes words outside a page's content.
func textString(text string) string { return "<feff" + utf16Hex(text) + ">" }

// decimal writes a number: PDF knows no exponents.
func decimal(v float64) string {
	const precision = 1e4
	v = math.Round(v*precision) / precision
	if v == 0 {
		v = 0 // not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
