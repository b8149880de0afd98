package charts

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// tag is an element of a document's structure: what a part of it is, so that
// the document can be read aloud (ISO 32000-1, 14.7 and 14.8).
type tag struct {
	role  string        // H1, P, Table, TH …
	alt   string        // of a figure: it in words
	lang  datasets.Lang // "" is the document's
	kids  []*tag
	spots []markedSpot
}

// markedSpot is a marked part of a page's content.
type markedSpot struct{ page, id int }

// add puts an element within another.
func (t *tag) add(role string) *tag {
	kid := &tag{role: role}
	t.kids = append(t.kids, kid)
	return kid
}

// number reserves the objects of an element and all within it.
func (t *tag) number(d *document, numbers map[*tag]int) {
	numbers[t] = d.reserve()
	for _, kid := range t.kids {
		kid.number(d, numbers)
	}
}

// write writes the objects of an element and all within it. pages are the
// objects of the pages.
func (t *tag) write(d *document, parent int, pages []int, numbers map[*tag]int) {
	var inside []string
	for _, s := range t.spots {
		inside = append(inside, fmt.Sprintf("<< /Type /MCR /Pg %d 0 R /MCID %d >>", pages[s.page], s.id))
	}
	for _, kid := range t.kids {
		inside = append(inside, fmt.Sprintf("%d 0 R", numbers[kid]))
		kid.write(d, numbers[t], pages, numbers)
	}
	more := ""
	if t.alt != "" {
		more += " /Alt " + textString(t.alt)
	}
	if t.lang != "" {
		more += fmt.Sprintf(" /Lang (%s)", t.lang)
	}
	if t.role == "TH" {
		more += " /A << /O /Table /Scope /Column >>"
	}
	d.put(numbers[t], fmt.Sprintf("<< /Type /StructElem /S /%s /P %d 0 R /K [%s]%s >>", t.role, parent, strings.Join(inside, " "), more))
}

// writeTags writes a document's structure and returns the object of its root.
// owners are, for each page, the elements of its marked parts.
func (d *document) writeTags(root *tag, pages []int, owners [][]*tag) int {
	tree, numbers := d.reserve(), map[*tag]int{}
	root.number(d, numbers)
	root.write(d, tree, pages, numbers)
	parents := ""
	for i, page := range owners {
		parents += fmt.Sprintf("%d [", i)
		for _, t := range page {
			parents += fmt.Sprintf("%d 0 R ", numbers[t])
		}
		parents += "] "
	}
	d.put(tree, fmt.Sprintf("<< /Type /StructTreeRoot /K %d 0 R /ParentTree << /Nums [%s] >> >>", numbers[root], parents))
	return tree
}
