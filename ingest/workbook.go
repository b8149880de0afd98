package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"barometer/datasets"
)

// limits bound what a workbook may cost to read.
type limits struct {
	packed   int64 // bytes of the file
	unpacked int64 // bytes of its parts
	ratio    int64 // unpacked to packed
	cells    int   // of one sheet
}

var defaultLimits = limits{packed: 64 << 20, unpacked: 1 << 30, ratio: 100, cells: 20_000_000}

// workbook is an opened xlsx file (ECMA-376 part 1, SpreadsheetML).
type workbook struct {
	parts    map[string]*zip.File // by lower-case name
	shared   []string
	formats  []numberFormat // by cell style
	date1904 bool
	sheets   []*sheet
	limits   limits
}

// sheet is one worksheet, unread.
type sheet struct {
	book   *workbook
	name   string
	part   string
	hidden bool
}

var oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

// openWorkbook opens a workbook, or says in one sentence why that is not
// possible.
func openWorkbook(content []byte, lim limits) (*workbook, error) {
	if int64(len(content)) > lim.packed {
		return nil, datasets.Errorf(datasets.TooLarge, "the file has %d bytes, more than the limit of %d", len(content), lim.packed)
	}
	if err := foreign(content); err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, datasets.Errorf(datasets.Invalid, "the file is damaged or was cut short: its zip directory cannot be read; save or download it again")
	}
	w := &workbook{parts: map[string]*zip.File{}, limits: lim}
	var unpacked uint64
	for _, f := range archive.File {
		w.parts[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
		if f.UncompressedSize64 > uint64(lim.unpacked) {
			unpacked = f.UncompressedSize64
			break
		}
		unpacked += f.UncompressedSize64
	}
	if unpacked > uint64(lim.unpacked) {
		return nil, datasets.Errorf(datasets.TooLarge, "the workbook unpacks to more than the limit of %d bytes", lim.unpacked)
	}
	if unpacked > uint64(lim.ratio)*uint64(len(content)) {
		return nil, datasets.Errorf(datasets.TooLarge, "the workbook unpacks to %d bytes from %d, more than the limit of %d to 1", unpacked, len(content), lim.ratio)
	}
	return w, w.readStructure()
}

// foreign says what a file is that is no zip archive.
func foreign(content []byte) error {
	const advice = "; save it as an Excel workbook (.xlsx)"
	switch {
	case len(content) == 0:
		return datasets.Errorf(datasets.Invalid, "the file is empty")
	case bytes.HasPrefix(content, oleMagic) && bytes.Contains(content, utf16Name("EncryptedPackage")):
		return datasets.Errorf(datasets.Unsupported, "the workbook is protected by a password; remove the password and save it again")
	case bytes.HasPrefix(content, oleMagic):
		return datasets.Errorf(datasets.Unsupported, "the file is an old Excel workbook (.xls) or another Office file of before 2007%s", advice)
	case bytes.HasPrefix(content, []byte("PK")):
		return nil
	case bytes.IndexByte(content[:min(len(content), 4096)], 0) < 0:
		return datasets.Errorf(datasets.Unsupported, "the file is text (CSV, perhaps), not an Excel workbook%s", advice)
	}
	return datasets.Errorf(datasets.Unsupported, "the file is not an Excel workbook%s", advice)
}

// utf16Name is how a compound file writes the name of a stream.
func utf16Name(s string) []byte {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}

// errDamaged is what any part that cannot be read becomes.
func errDamaged(part string, err error) error {
	if datasets.KindOf(err) != datasets.Internal {
		return err
	}
	return datasets.Errorf(datasets.Invalid, "the workbook is damaged: %s cannot be read (%v); save or download it again", part, err)
}

// open opens a part. archive/zip reads no more of it than its directory says.
func (w *workbook) open(part string) (io.ReadCloser, error) {
	f, ok := w.parts[strings.ToLower(part)]
	if !ok {
		return nil, errDamaged(part, errors.New("it is missing"))
	}
	r, err := f.Open()
	if err != nil {
		return nil, errDamaged(part, err)
	}
	return r, nil
}

// decode reads a small part into v.
func (w *workbook) decode(part string, v any) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := xml.NewDecoder(r).Decode(v); err != nil {
		return errDamaged(part, err)
	}
	return nil
}

type relationships struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
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
	const usual = "xl/workbook.xml"
	var rels relationships
	if _, ok := w.parts["_rels/.rels"]; ok {
		if err := w.decode("_rels/.rels", &rels); err != nil {
			return "", err
		}
	}
	name := usual
	for _, r := range rels.Relationship {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			name = target("", r.Target)
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

// readStructure reads the list of sheets, the styles and the shared strings.
func (w *workbook) readStructure() error {
	name, err := w.main()
	if err != nil {
		return err
	}
	folder := path.Dir(name)
	var rels relationships
	if err := w.decode(folder+"/_rels/"+path.Base(name)+".rels", &rels); err != nil {
		return err
	}
	if err := w.readSheets(name, rels); err != nil {
		return err
	}
	for _, r := range rels.Relationship {
		switch {
		case strings.HasSuffix(r.Type, "/styles"):
			err = w.readStyles(target(folder, r.Target))
		case strings.HasSuffix(r.Type, "/sharedStrings"):
			err = w.readShared(target(folder, r.Target))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *workbook) readSheets(name string, rels relationships) error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := w.decode(name, &book); err != nil {
		return err
	}
	if len(book.Sheets) == 0 {
		return datasets.Errorf(datasets.Invalid, "the workbook has no sheet")
	}
	w.date1904 = truth(book.Properties.Date1904)
	for _, s := range book.Sheets {
		sh := &sheet{book: w, name: s.Name, hidden: s.State != "" && s.State != "visible"}
		for _, a := range s.Attrs {
			for _, r := range rels.Relationship {
				if a.Name.Local == "id" && a.Value == r.ID && strings.HasSuffix(r.Type, "/worksheet") {
					sh.part = target(path.Dir(name), r.Target)
				}
			}
		}
		w.sheets = append(w.sheets, sh)
	}
	return nil
}

func (w *workbook) readStyles(part string) error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode(part, &styles); err != nil {
		return err
	}
	own := map[int]string{}
	for _, f := range styles.Formats {
		own[f.ID] = f.Code
	}
	for _, c := range styles.Cells {
		code, ok := own[c.Format]
		if !ok {
			code = builtinFormats[c.Format]
		}
		w.formats = append(w.formats, parseNumberFormat(code))
	}
	return nil
}

func (w *workbook) readShared(part string) error {
	r, err := w.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	dec := xml.NewDecoder(r)
	for {
		token, err := dec.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errDamaged(part, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := readText(dec, "si")
			if err != nil {
				return errDamaged(part, err)
			}
			w.shared = append(w.shared, text)
		}
	}
}
