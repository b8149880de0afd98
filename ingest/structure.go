package ingest

import (
	"path"
	"strings"

	"barometer/datasets"
)

// scan calls do with every element of a part when it opens, and its path: the
// local names from the root on. What do reads of an element is not shown
// again.
func (w *workbook) scan(part string, do func(x *xmlScanner, path string) error) error {
	in, err := w.open(part)
	if err != nil {
		return err
	}
	defer in.Close()
	x := newXMLScanner(in)
	var names []byte
	var ends []int
	for {
		e, err := x.next()
		if err == nil && e == xmlEnd {
			return nil
		}
		if err == nil && e == xmlOpen {
			above := len(x.starts) - 1
			if ends = ends[:above]; above > 0 {
				names = append(names[:ends[above-1]], '/')
			} else {
				names = names[:0]
			}
			names = append(names, x.name...)
			ends = append(ends, len(names))
			err = do(x, string(names))
		}
		if err != nil {
			return errDamaged(part, err)
		}
	}
}

// relation is one relationship of a part: another part, and what it is to the
// first.
type relation struct{ id, kind, part string }

// relations reads the relationships of a part; folder is what their targets
// start from. Those that lead out of the workbook are left out: nothing that is
// not in the file is ever opened.
func (w *workbook) relations(part, folder string) ([]relation, error) {
	var out []relation
	err := w.scan(part, func(x *xmlScanner, path string) error {
		if path != "Relationships/Relationship" || string(x.attr("TargetMode")) == "External" {
			return nil
		}
		if len(out) == w.limits.parts {
			return datasets.Errorf(datasets.TooLarge, "the workbook has more than the limit of %d relationships", w.limits.parts)
		}
		id, err := x.attrText("Id")
		if err != nil {
			return err
		}
		to, err := x.attrText("Target")
		out = append(out, relation{id, string(x.attr("Type")), target(folder, to)})
		return err
	})
	return out, err
}

// target returns the part a relationship of a part in folder points at.
func target(folder, to string) string {
	if strings.HasPrefix(to, "/") {
		return strings.TrimPrefix(path.Clean(to), "/")
	}
	return path.Join(folder, to)
}

// main returns the name of the workbook part.
func (w *workbook) main() (string, error) {
	name := "xl/workbook.xml"
	if _, ok := w.parts["_rels/.rels"]; ok {
		relations, err := w.relations("_rels/.rels", "")
		if err != nil {
			return "", err
		}
		for _, r := range relations {
			if strings.HasSuffix(r.kind, "/officeDocument") {
				name = r.part
			}
		}
	}
	if strings.HasSuffix(name, ".bin") {
		return "", datasets.Errorf(datasets.Unsupported, "the file is a binary workbook (.xlsb); save it as an Excel workbook (.xlsx)")
	}
	if _, ok := w.parts[strings.ToLower(name)]; !ok || !strings.HasPrefix(name, "xl/") {
		return "", datasets.Errorf(datasets.Unsupported, "the file is a zip archive without an Excel workbook in it; save it as an Excel workbook (.xlsx)")
	}
	return name, nil
}

// readStructure reads the list of sheets, the styles and the shared texts.
func (w *workbook) readStructure() error {
	name, err := w.main()
	if err != nil {
		return err
	}
	folder := path.Dir(name)
	relations, err := w.relations(folder+"/_rels/"+path.Base(name)+".rels", folder)
	if err != nil {
		return err
	}
	if err := w.readSheets(name, relations); err != nil {
		return err
	}
	parts := map[string]string{}
	for _, r := range relations {
		parts[path.Base(r.kind)] = r.part
	}
	if part, ok := parts["styles"]; ok {
		if err := w.readStyles(part); err != nil {
			return err
		}
	}
	if part, ok := parts["sharedStrings"]; ok {
		return w.readShared(part)
	}
	return nil
}

// readSheets reads the names of the sheets and finds their parts.
func (w *workbook) readSheets(name string, relations []relation) error {
	parts := map[string]string{}
	for _, r := range relations {
		if strings.HasSuffix(r.kind, "/worksheet") {
			parts[r.id] = r.part
		}
	}
	taken := map[string]string{}
	err := w.scan(name, func(x *xmlScanner, path string) error {
		switch path {
		case "workbook/workbookPr":
			w.date1904 = truth(x.attr("date1904"))
		case "workbook/sheets/sheet":
			s, err := w.newSheet(x, parts)
			if err != nil {
				return err
			}
			if other, twice := taken[s.part]; twice && s.part != "" {
				return datasets.Errorf(datasets.Invalid, "the workbook is damaged: its sheets %s and %s are one part, %s", other, s.name, s.part)
			}
			taken[s.part] = s.name
			w.sheets = append(w.sheets, s)
		}
		return nil
	})
	if err == nil && len(w.sheets) == 0 {
		err = datasets.Errorf(datasets.Invalid, "the workbook has no sheet")
	}
	return err
}

// newSheet reads a sheet element; parts are those of worksheets, by the ids
// of their relationships.
func (w *workbook) newSheet(x *xmlScanner, parts map[string]string) (*sheet, error) {
	if len(w.sheets) == w.limits.parts {
		return nil, datasets.Errorf(datasets.TooLarge, "the workbook has more than the limit of %d sheets", w.limits.parts)
	}
	name, err := x.attrText("name")
	if err != nil {
		return nil, err
	}
	s := &sheet{book: w, number: len(w.sheets), name: name}
	state := x.attr("state")
	s.hidden = len(state) > 0 && string(state) != "visible"
	for _, a := range x.attrs {
		if string(localName(a.name)) == "id" {
			if id, err := x.resolve(a.value); err != nil {
				return nil, err
			} else if part, ok := parts[string(id)]; ok {
				s.part = part
			}
		}
	}
	return s, nil
}

// maxStyles is how many cell styles a workbook may have: Excel's limit, and
// some.
const maxStyles = 1 << 16

// maxFormat is how many bytes a number format may have: Excel's 255 signs.
const maxFormat = 4 * 255

// readStyles reads the number formats of the cells' styles.
func (w *workbook) readStyles(part string) error {
	own := map[int]string{}
	parsed := map[int]*numberFormat{}
	return w.scan(part, func(x *xmlScanner, path string) error {
		id := whole(x.attr("numFmtId"))
		switch path {
		case "styleSheet/numFmts/numFmt":
			code, err := x.attrText("formatCode")
			if err != nil {
				return err
			}
			if len(code) > maxFormat {
				return datasets.Errorf(datasets.TooLarge, "the workbook has a number format longer than the limit of %d bytes", maxFormat)
			}
			own[id] = code
		case "styleSheet/cellXfs/xf":
			f, known := parsed[id]
			if !known {
				code, ok := own[id]
				if !ok {
					code = builtinFormats[id]
				}
				f = parseNumberFormat(code).orNil()
				parsed[id] = f
			}
			w.formats = append(w.formats, f)
		}
		if len(own) > maxStyles || len(w.formats) > maxStyles {
			return datasets.Errorf(datasets.TooLarge, "the workbook has more than the limit of %d cell styles", maxStyles)
		}
		return nil
	})
}

// merge is a block of merged cells.
type merge struct{ left, top, right, bottom int }

// maxMerges is how many blocks of merged cells a sheet may have.
const maxMerges = 1 << 14

// merges returns the sheet's merged cells. They stand after the rows, so a
// sheet is read twice where they matter.
func (s *sheet) merges() ([]merge, error) {
	var out []merge
	err := s.book.scan(s.part, func(x *xmlScanner, path string) error {
		if path == "worksheet/sheetData" {
			return x.skip()
		}
		if path != "worksheet/mergeCells/mergeCell" {
			return nil
		}
		if len(out) == maxMerges {
			return s.exceeds("%d merged blocks", maxMerges)
		}
		from, to, _ := strings.Cut(string(x.attr("ref")), ":")
		left, top := splitRef(from)
		right, bottom := splitRef(to)
		out = append(out, merge{left, top, right, bottom})
		return nil
	})
	return out, err
}
