package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"

	"barometer/datasets"
)

// limits bound what a workbook may cost to read.
type limits struct {
	packed    int64 // bytes of the file
	unpacked  int64 // bytes of its parts
	ratio     int64 // unpacked to packed
	parts     int   // of the file; sheets and relationships among them
	cells     int   // of one sheet
	held      int   // cells of a sheet, or of a table, that is held in memory
	texts     int   // shared by the cells
	textBytes int   // of the shared texts
}

var defaultLimits = limits{
	packed: 64 << 20, unpacked: 1 << 30, ratio: 100, parts: 10_000,
	cells: 20_000_000, held: 500_000, texts: 4_000_000, textBytes: 64 << 20,
}

// workbook is an opened xlsx file (ECMA-376 part 1, SpreadsheetML).
type workbook struct {
	parts    map[string]*zip.File // by lower-case name
	shared   sharedTexts
	formats  []*numberFormat // by cell style; nil is General
	date1904 bool
	sheets   []*sheet
	limits   limits
}

// sheet is one worksheet, unread.
type sheet struct {
	book   *workbook
	number int // counted from 0
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
	// An entry of the directory takes ten times its bytes in memory: the reader
	// below must not meet a million of them.
	if n := bytes.Count(content, directoryEntry); n > lim.parts {
		return nil, datasets.Errorf(datasets.TooLarge, "the workbook has %d parts, more than the limit of %d", n, lim.parts)
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, datasets.Errorf(datasets.Invalid, "the file is damaged or was cut short: its zip directory cannot be read; save or download it again")
	}
	archive.RegisterDecompressor(zip.Deflate, flate.NewReader)
	w := &workbook{parts: map[string]*zip.File{}, limits: lim}
	if err := w.directory(archive, int64(len(content))); err != nil {
		return nil, err
	}
	return w, w.readStructure()
}

// directoryEntry is how an entry of a zip archive's directory begins (APPNOTE
// 4.3.12).
var directoryEntry = []byte("PK\x01\x02")

// directory notes the parts and what they unpack to: archive/zip reads no more
// of one than its entry says.
func (w *workbook) directory(archive *zip.Reader, packed int64) error {
	var unpacked uint64
	for _, f := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if _, twice := w.parts[name]; twice {
			return datasets.Errorf(datasets.Invalid, "the workbook is damaged: the part %.100q stands in it twice; save it again", name)
		}
		w.parts[name] = f
		if unpacked += min(f.UncompressedSize64, uint64(w.limits.unpacked)+1); unpacked > uint64(w.limits.unpacked) {
			return datasets.Errorf(datasets.TooLarge, "the workbook unpacks to more than the limit of %d bytes", w.limits.unpacked)
		}
	}
	if unpacked > uint64(w.limits.ratio)*uint64(packed) {
		return datasets.Errorf(datasets.TooLarge, "the workbook unpacks to %d bytes from %d, more than the limit of %d to 1", unpacked, packed, w.limits.ratio)
	}
	return nil
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
