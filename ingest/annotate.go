package ingest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// markedBytes is how large a sheet may be, as XML, for its cells to be marked:
// that needs the whole sheet in memory. Findings of a larger one stand in the
// list alone.
const markedBytes = 16 << 20

// Annotate writes a copy of a workbook on whose cells the findings stand as
// colours and comments, with a list of all findings as its first sheet. All
// else stays as it was, comments of the workbook's makers too. [Read] takes
// the copy for the workbook it was made of, and annotating it again replaces
// what an earlier annotation left. The error says why a file cannot be opened,
// or is that of w.
func Annotate(w io.Writer, name string, file datasets.File, findings []datasets.Finding, lang datasets.Lang) error {
	book, err := openWorkbook(file, defaultLimits)
	if err != nil {
		return err
	}
	marked, err := excelize.OpenReader(io.NewSectionReader(file, 0, file.Size()), excelize.Options{UnzipSizeLimit: defaultLimits.unpacked, UnzipXMLSizeLimit: markedBytes})
	if err != nil {
		return errDamaged(name, err)
	}
	defer marked.Close()
	a := &annotation{book: book, file: marked, name: name, lang: lang, merges: map[*sheet][]merge{}}
	old, err := a.restore()
	if err != nil {
		return err
	}
	for _, f := range findings {
		if err := a.mark(f); err != nil {
			return errDamaged(name, err)
		}
	}
	if err := a.list(findings, old); err != nil {
		return errDamaged(name, err)
	}
	var written bytes.Buffer
	if err := marked.Write(&written); err != nil {
		return errDamaged(name, err)
	}
	return a.write(w, written.Bytes())
}

// annotation is one annotating of one workbook.
type annotation struct {
	book   *workbook // as it came
	file   *excelize.File
	name   string
	lang   datasets.Lang
	fills  fills
	cells  []markedCell
	merges map[*sheet][]merge
}

// markedCell is the findings on a cell.
type markedCell struct {
	sheet    string
	ref      string
	findings []datasets.Finding
}

// restore takes the colours of an earlier annotation away. It returns the
// sheet of its list, nil if there is none.
func (a *annotation) restore() (*sheet, error) {
	for _, s := range a.book.sheets {
		if s.part == "" {
			continue
		}
		rows, err := firstRows(s, headRows)
		if err != nil || ownSheet(rows) != findingsMark {
			continue // a damaged sheet is a finding, not an error
		}
		rows, err = firstRows(s, maxFills)
		if err != nil {
			return nil, err
		}
		return s, a.fills.restore(a.file, rememberedFills(rows))
	}
	return nil, nil
}

// firstRows reads the rows of a sheet, up to so many.
func firstRows(s *sheet, n int) ([]row, error) {
	in, err := s.rows()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var out []row
	for len(out) < n {
		x, err := in.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x.clone())
	}
	return out, nil
}

// mark colours the cells of a finding.
func (a *annotation) mark(f datasets.Finding) error {
	i := slices.IndexFunc(a.book.sheets, func(s *sheet) bool { return s.name == f.Sheet })
	if i < 0 || f.Cell == "" || !a.markable(a.book.sheets[i]) {
		return nil
	}
	ref, err := a.anchor(a.book.sheets[i], f)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(a.cells, func(c markedCell) bool { return c.sheet == f.Sheet && c.ref == ref })
	if at < 0 {
		at = len(a.cells)
		a.cells = append(a.cells, markedCell{sheet: f.Sheet, ref: ref})
	}
	a.cells[at].findings = append(a.cells[at].findings, f)
	return a.colour(f, ref)
}

func (a *annotation) markable(s *sheet) bool {
	part, ok := a.book.parts[strings.ToLower(s.part)]
	return ok && part.UncompressedSize64 <= markedBytes
}

// anchor returns the cell a finding's comment stands on: its first, or the one
// that is merged over that.
func (a *annotation) anchor(s *sheet, f datasets.Finding) (string, error) {
	col, row := splitRef(f.Cell)
	if _, known := a.merges[s]; !known {
		merges, err := s.merges()
		if err != nil {
			return "", err
		}
		a.merges[s] = merges
	}
	for _, m := range a.merges[s] {
		if m.contains(col, row) {
			return cellRef(m.left, m.top), nil
		}
	}
	return cellRef(col, row), nil
}

// colouredCells is how many cells of one range are coloured; the comment says
// the range.
const colouredCells = 1000

// colour gives the cells of a finding the colour of its severity. Of several
// findings on a cell, the gravest colours it.
func (a *annotation) colour(f datasets.Finding, anchor string) error {
	left, top := splitRef(anchor)
	right, bottom := left, top
	if _, end, isRange := strings.Cut(f.Cell, ":"); isRange {
		right, bottom = splitRef(end)
	}
	coloured := 0
	for row := top; row <= bottom; row++ {
		for col := left; col <= right && coloured < colouredCells; col++ {
			coloured++
			ref := cellRef(col, row)
			style, err := a.file.GetCellStyle(f.Sheet, ref)
			if err != nil {
				return err
			}
			if style, err = a.fills.marked(a.file, style, f.Severity); err != nil {
				return err
			}
			if err := a.file.SetCellStyle(f.Sheet, ref, ref, style); err != nil {
				return err
			}
		}
	}
	return nil
}

// findingsInNote is how many findings a comment tells: Excel calls a workbook
// damaged that has a comment of more than 32,767 signs.
const findingsInNote = 12

// notesOn returns the comments of a sheet's cells.
func (a *annotation) notesOn(sheet string) []note {
	var out []note
	for _, c := range a.cells {
		if c.sheet != sheet {
			continue
		}
		n := note{ref: c.ref}
		for i, f := range c.findings {
			if i == findingsInNote {
				n.body += "\n\n" + fmt.Sprintf(moreInList.In(a.lang), len(c.findings)-i)
				break
			}
			title := noteMark + severityWords[f.Severity].In(a.lang) + " [" + f.Rule + "]"
			if i == 0 {
				n.title, n.body = title, a.body(f)
				continue
			}
			n.body += "\n\n" + title + "\n" + a.body(f)
		}
		out = append(out, n)
	}
	return out
}

// body is what a comment says of a finding.
func (a *annotation) body(f datasets.Finding) string {
	lines := []string{f.Message}
	for _, line := range []struct {
		word datasets.Text
		text string
	}{
		{datasets.Text{En: "Found", Fr: "Trouvé"}, f.Found},
		{datasets.Text{En: "Expected", Fr: "Attendu"}, f.Expected},
		{datasets.Text{En: "Nearest", Fr: "Proches"}, strings.Join(f.Nearest, ", ")},
		{datasets.Text{En: "To mend", Fr: "À faire"}, f.Mend},
	} {
		if line.text != "" {
			lines = append(lines, line.word.In(a.lang)+colon.In(a.lang)+line.text)
		}
	}
	return strings.Join(lines, "\n")
}

// write adds the comments to the coloured workbook.
func (a *annotation) write(w io.Writer, marked []byte) error {
	// Written by ourselves: a workbook that compresses well is no bomb here.
	own := defaultLimits // what excelize wrote packs better than people's workbooks
	own.packed, own.ratio = int64(len(marked)), own.unpacked
	book, err := openWorkbook(bytes.NewReader(marked), own)
	if err != nil {
		return err
	}
	n := &notes{book: book, parts: map[string][]byte{}}
	if n.types, err = n.element(contentTypesPart, ""); err != nil {
		return err
	}
	for _, s := range book.sheets {
		if s.part == "" {
			continue
		}
		if err := n.renote(s, a.notesOn(s.name)); err != nil {
			return err
		}
	}
	n.parts[contentTypesPart] = n.types.bytes()
	return rewrite(w, marked, n.parts)
}
