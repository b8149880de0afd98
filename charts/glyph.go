package charts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf16"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// glyph is one sign of a text: its number in the font, its width and what
// follows it closer or wider, in thousandths of an em.
type glyph struct {
	index         sfnt.GlyphIndex
	of            rune
	advance, kern float64
}

// glyphs returns the signs of a text. What the font has not is its sign 0.
func (f *face) glyphs(text string) []glyph {
	f.mu.Lock()
	defer f.mu.Unlock()
	const size = 1000
	var out []glyph
	for _, r := range text {
		g := glyph{of: r}
		g.index, _ = f.font.GlyphIndex(&f.buf, r)
		if advance, err := f.font.GlyphAdvance(&f.buf, g.index, fixed.I(size), font.HintingNone); err == nil {
			g.advance = float64(advance) / 64
		}
		if n := len(out); n > 0 && g.index != 0 && out[n-1].index != 0 {
			if kern, err := f.font.Kern(&f.buf, out[n-1].index, g.index, fixed.I(size), font.HintingNone); err == nil {
				out[n-1].kern = float64(kern) / 64
			}
		}
		out = append(out, g)
	}
	return out
}

// central is how far, in ems, the baseline lies below the middle of a line: as
// browsers and resvg have it, between ascender and descender.
func (f *face) central() float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	const size = 1000
	m, err := f.font.Metrics(&f.buf, fixed.I(size), font.HintingNone)
	if err != nil {
		return 0
	}
	return float64(m.Ascent-m.Descent) / 64 / size / 2
}

// typeface is a font of a PDF: the glyphs that its texts use.
type typeface struct {
	name string // of the file in assets
	face *face
	used map[sfnt.GlyphIndex]glyph
}

// use notes that a text is written in the font. It reports whether the glyphs
// alone tell the text: not those that the font lacks, or has for two signs.
func (t *typeface) use(text []glyph) (readable bool) {
	readable = true
	for _, g := range text {
		before, known := t.used[g.index]
		if !known {
			t.used[g.index] = g
		}
		readable = readable && g.index != 0 && (!known || before.of == g.of)
	}
	return readable
}

// sorted returns the used glyphs by number.
func (t *typeface) sorted() []glyph {
	var out []glyph
	for _, index := range slices.Sorted(maps.Keys(t.used)) {
		out = append(out, t.used[index])
	}
	return out
}

// write adds the font to a document: composite, its glyphs by number (ISO
// 32000-1, 9.7.4.2), the whole CFF program, and which text each glyph is.
func (t *typeface) write(d *document) (int, error) {
	program, err := assets.ReadFile("assets/" + t.name + ".otf")
	if err != nil {
		return 0, err
	}
	outlines, err := fontTable(program, "CFF ")
	if err != nil {
		return 0, fmt.Errorf("font %s: %w", t.name, err)
	}
	file := d.stream("/Subtype /CIDFontType0C", outlines)
	widths, mapping := "", ""
	for _, g := range t.sorted() {
		widths += fmt.Sprintf("%d [%s] ", g.index, decimal(g.advance))
		if g.index != 0 {
			mapping += fmt.Sprintf("1 beginbfchar <%04x> <%s> endbfchar\n", g.index, utf16Hex(string(g.of)))
		}
	}
	// The box and the heights are Inter's: 2816 units an em.
	descriptor := d.add(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [-158 -254 1030 983] /ItalicAngle 0 /Ascent 969 /Descent -241 /CapHeight 727 /StemV 80 /FontFile3 %d 0 R >>", t.name, file))
	descendant := d.add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /W [%s] >>", t.name, descriptor, widths))
	unicode := d.stream("", []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"+
		"/CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"+
		mapping+"endcmap CMapName currentdict /CMap defineresource pop end end"))
	return d.add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", t.name, descendant, unicode)), nil
}

// fontTable returns a table of an OpenType font.
func fontTable(program []byte, tag string) ([]byte, error) {
	const header, record = 12, 16
	if len(program) < header {
		return nil, errors.New("it is no OpenType font")
	}
	for i := range int(binary.BigEndian.Uint16(program[4:])) {
		entry := program[header+i*record:]
		if len(entry) < record {
			break
		}
		from, n := int(binary.BigEndian.Uint32(entry[8:])), int(binary.BigEndian.Uint32(entry[12:]))
		if string(entry[:4]) == tag && from+n <= len(program) {
			return program[from : from+n], nil
		}
	}
	return nil, fmt.Errorf("it has no table %q", tag)
}

// utf16Hex writes text as PDF wants it, without a byte order mark.
func utf16Hex(text string) string {
	var b bytes.Buffer
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04x", unit)
	}
	return b.String()
}
