package ingest

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// note is a comment to be put on a cell.
type note struct {
	ref   string
	title string // begins with noteMark
	body  string
}

// noteMark begins every comment of ours, and our part of a comment that the
// workbook's makers wrote: by it an old one is found and replaced.
const noteMark = "barometer · "

const (
	contentTypesPart  = "[Content_Types].xml"
	commentsType      = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	drawingType       = "application/vnd.openxmlformats-officedocument.vmlDrawing"
	relationshipTypes = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	mainNamespace     = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	packageNamespace  = "http://schemas.openxmlformats.org/package/2006/"
)

// notes writes comments into the parts of a workbook: the comments themselves
// (ECMA-376 part 1, 18.7) and the VML drawing that gives each its box (part 4,
// 19.4). Excelize does not serve here: it takes for granted that both parts
// have the names it would give them, and loses the comments of files made by
// other programs.
type notes struct {
	book  *workbook
	parts map[string][]byte // rewritten and new ones, by name
	types *element
	made  int // parts
}

// renote replaces our comments on a sheet by others.
func (n *notes) renote(s *sheet, wanted []note) error {
	relsPart := path.Dir(s.part) + "/_rels/" + path.Base(s.part) + ".rels"
	rels, err := n.element(relsPart, `<Relationships xmlns="`+packageNamespace+`relationships"/>`)
	if err != nil {
		return err
	}
	comments := relationOf(rels, "/comments", "")
	if comments == nil && len(wanted) == 0 {
		return nil
	}
	list, part, err := n.comments(s, rels, comments)
	if err != nil {
		return err
	}
	gone, stripped := list.strip()
	if !stripped && len(wanted) == 0 {
		return nil
	}
	var boxes []note
	for _, w := range wanted {
		if list.put(w) {
			boxes = append(boxes, w)
		}
	}
	n.parts[part] = list.root.bytes()
	if err := n.draw(s, rels, gone, boxes); err != nil {
		return err
	}
	n.parts[relsPart] = rels.bytes()
	return nil
}

// element reads a small part, or what it would be if it is missing.
func (n *notes) element(part, missing string) (*element, error) {
	body := []byte(missing)
	if _, ok := n.book.parts[strings.ToLower(part)]; ok {
		var err error
		if body, err = n.body(part); err != nil {
			return nil, err
		}
	}
	e, err := parseElement(body)
	if err != nil {
		return nil, errDamaged(part, err)
	}
	return e, nil
}

func (n *notes) body(part string) ([]byte, error) {
	r, err := n.book.open(part)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, errDamaged(part, err)
	}
	return body, nil
}

// relationOf returns the relationship of a type, and of an id if one is given.
func relationOf(rels *element, kind, id string) *element {
	for _, r := range rels.children("Relationship") {
		if strings.HasSuffix(r.attr("Type"), kind) && (id == "" || r.attr("Id") == id) {
			return r
		}
	}
	return nil
}

// relate names a new part and relates the sheet to it.
func (n *notes) relate(rels *element, kind, pattern string) (id, part string) {
	for {
		n.made++
		part = fmt.Sprintf(pattern, n.made)
		id = fmt.Sprintf("rIdBarometer%d", n.made)
		if _, taken := n.book.parts[strings.ToLower(part)]; !taken && relationOf(rels, "", id) == nil {
			break
		}
	}
	rels.add("Relationship", "Id", id, "Type", relationshipTypes+kind, "Target", "/"+part)
	return id, part
}

func (n *notes) comments(s *sheet, rels, relation *element) (*commentList, string, error) {
	const empty = `<comments xmlns="` + mainNamespace + `"><authors/><commentList/></comments>`
	var part string
	if relation != nil {
		part = target(path.Dir(s.part), relation.attr("Target"))
	} else {
		_, part = n.relate(rels, "/comments", "xl/barometerComments%d.xml")
		n.types.add("Override", "PartName", "/"+part, "ContentType", commentsType)
	}
	root, err := n.element(part, empty)
	if err != nil {
		return nil, "", err
	}
	return &commentList{root: root}, part, nil
}

// commentList is the comments part of a sheet.
type commentList struct{ root *element }

func (c *commentList) all() []*element { return c.root.child("commentList").children("comment") }

// strip takes our comments out, and our part out of those of others. It
// returns the cells that have no comment any more, and whether there was
// anything of ours.
func (c *commentList) strip() (gone []string, stripped bool) {
	for _, comment := range c.all() {
		text := comment.child("text")
		ours := false
		for _, run := range runs(text) {
			before, _, found := strings.Cut(run.text(), noteMark)
			if ours = ours || found; !ours {
				continue
			}
			if before = strings.TrimRight(before, "\n"); !found || before == "" {
				text.remove(run)
				continue
			}
			run.child("t").nodes = []any{before}
		}
		stripped = stripped || ours
		if ours && strings.TrimSpace(text.text()) == "" {
			c.root.child("commentList").remove(comment)
			gone = append(gone, comment.attr("ref"))
		}
	}
	return gone, stripped
}

// runs returns the pieces of a comment's text, of which a plain one is made a
// run: plain text may not stand beside runs.
func runs(text *element) []*element {
	for i, n := range text.nodes {
		if t, ok := n.(*element); ok && local(t.name) == "t" {
			text.nodes[i] = &element{name: text.sibling("r"), nodes: []any{t}}
		}
	}
	return text.children("r")
}

// threadedAuthor begins the author of a comment that only stands in for a
// thread, which newer programs keep elsewhere.
const threadedAuthor = "tc="

// put adds a comment, or adds to the one that is there. It reports whether the
// comment is a new one. A thread is left as it is.
func (c *commentList) put(w note) bool {
	authors := c.root.child("authors").children("author")
	for _, comment := range c.all() {
		if comment.attr("ref") != w.ref {
			continue
		}
		if i, err := strconv.Atoi(comment.attr("authorId")); err == nil && i >= 0 && i < len(authors) && strings.HasPrefix(authors[i].text(), threadedAuthor) {
			return false
		}
		text := comment.child("text")
		runs(text)
		addRuns(text, "\n\n", w)
		return false
	}
	const author = "barometer"
	i := slices.IndexFunc(authors, func(a *element) bool { return a.text() == author })
	if i < 0 {
		i = len(authors)
		c.root.child("authors").add("author").nodes = []any{author}
	}
	comment := c.root.child("commentList").add("comment", "ref", w.ref, "authorId", strconv.Itoa(i))
	addRuns(comment.add("text"), "", w)
	return true
}

// addRuns writes the title in bold, then the body.
func addRuns(text *element, before string, w note) {
	for i, piece := range []string{before + w.title, "\n" + w.body} {
		run := text.add("r")
		properties := run.add("rPr")
		if i == 0 {
			properties.add("b")
		}
		properties.add("sz", "val", "9")
		properties.add("color", "indexed", "81")
		properties.add("rFont", "val", "Tahoma")
		properties.add("family", "val", "2")
		t := run.add("t", "xml:space", "preserve")
		t.nodes = []any{piece}
	}
}
