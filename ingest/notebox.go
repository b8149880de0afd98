package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	vmlShape    = regexp.MustCompile(`(?s)<v:shape[ >].*?</v:shape>`)
	vmlRow      = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
	vmlColumn   = regexp.MustCompile(`<x:Column>\s*(\d+)\s*</x:Column>`)
	vmlNumber   = regexp.MustCompile(`_x0000_s(\d+)`)
	vmlTypeHere = regexp.MustCompile(`<v:shapetype[^>]*id="_x0000_t202"`)
)

const (
	emptyDrawing = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>`
	noteType     = `<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`
	noteShape    = `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;width:%dpt;height:%dpt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`
	noteColumns  = 5  // how many columns wide a comment's box is
	noteWidth    = 44 // how many letters of its text that holds
	lineHeight   = 12 // points
	lineRows     = 15 // points, the usual height of a row
	columnPoints = 48 // the usual width of a column
)

// draw takes the boxes of some cells away and adds others.
func (n *notes) draw(s *sheet, rels *element, gone []string, boxes []note) error {
	sheetBody, err := n.body(s.part)
	if err != nil {
		return err
	}
	id, at, err := legacyDrawing(sheetBody)
	if err != nil {
		return errDamaged(s.part, err)
	}
	drawing, part := emptyDrawing, ""
	if relation := relationOf(rels, "/vmlDrawing", id); id != "" && relation != nil {
		part = target(path.Dir(s.part), relation.attr("Target"))
		body, err := n.body(part)
		if err != nil {
			return err
		}
		drawing = string(body)
	} else if len(boxes) == 0 {
		return nil
	} else {
		id, part = n.relate(rels, "/vmlDrawing", "xl/drawings/barometerNotes%d.vml")
		n.declareDrawing()
		n.parts[s.part] = slices.Concat(sheetBody[:at], []byte(`<legacyDrawing xmlns:r="`+relationshipTypes+`" r:id="`+id+`"/>`), sheetBody[at:])
	}
	drawing = vmlShape.ReplaceAllStringFunc(drawing, func(shape string) string {
		if slices.Contains(gone, shapeCell(shape)) {
			return ""
		}
		return shape
	})
	end := strings.LastIndex(drawing, "</")
	if end < 0 {
		return errDamaged(part, io.ErrUnexpectedEOF)
	}
	n.parts[part] = []byte(drawing[:end] + shapes(drawing, boxes) + drawing[end:])
	return nil
}

// declareDrawing says what files ending in .vml are.
func (n *notes) declareDrawing() {
	if !slices.ContainsFunc(n.types.children("Default"), func(d *element) bool { return strings.EqualFold(d.attr("Extension"), "vml") }) {
		n.types.add("Default", "Extension", "vml", "ContentType", drawingType)
	}
}

// shapeCell returns the cell whose comment a shape holds.
func shapeCell(shape string) string {
	row, column := vmlRow.FindStringSubmatch(shape), vmlColumn.FindStringSubmatch(shape)
	if row == nil || column == nil || !strings.Contains(shape, `ObjectType="Note"`) {
		return ""
	}
	y, _ := strconv.Atoi(row[1])
	x, _ := strconv.Atoi(column[1])
	return cellRef(x+1, y+1)
}

// shapes writes the boxes of comments, each to the right of its cell and as
// high as its text.
func shapes(drawing string, boxes []note) string {
	number := 1024
	for _, m := range vmlNumber.FindAllStringSubmatch(drawing, -1) {
		if i, err := strconv.Atoi(m[1]); err == nil {
			number = max(number, i)
		}
	}
	var b strings.Builder
	if len(boxes) > 0 && !vmlTypeHere.MatchString(drawing) {
		b.WriteString(noteType)
	}
	for _, box := range boxes {
		number++
		col, row := splitRef(box.ref)
		lines := 2
		for line := range strings.SplitSeq(box.title+"\n"+box.body, "\n") {
			lines += 1 + len([]rune(line))/noteWidth
		}
		rows := lines*lineHeight/lineRows + 1
		fmt.Fprintf(&b, noteShape, number, noteColumns*columnPoints, lines*lineHeight, col, row-1, col+noteColumns, row-1+rows, row-1, col-1)
	}
	return b.String()
}

// afterDrawing are the elements of a worksheet that stand after legacyDrawing
// (ECMA-376 part 1, 18.3.1.99).
var afterDrawing = []string{"legacyDrawingHF", "drawingHF", "AlternateContent", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}

// legacyDrawing returns the id of a worksheet's drawing of comments, or where
// one would have to stand.
func legacyDrawing(body []byte) (id string, at int64, err error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	depth := 0
	for {
		before := dec.InputOffset()
		token, err := dec.RawToken()
		if err != nil {
			return "", 0, unexpected(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth != 2 {
				continue
			}
			if t.Name.Local == "legacyDrawing" {
				return attr(t, "id"), 0, nil
			}
			if at == 0 && slices.Contains(afterDrawing, t.Name.Local) {
				at = before
			}
		case xml.EndElement:
			if depth--; depth == 0 {
				if at == 0 {
					at = before
				}
				return "", at, nil
			}
		}
	}
}
