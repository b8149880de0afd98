package ingest

import (
	"archive/zip"
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
	sha256   string               // of its bytes, in hexadecimal
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

// openWorkbook opens a workbook, or says in one sentence why that is not
// possible. What could be told of the file is told with the error too.
func openWorkbook(file datasets.File, lim limits) (*workbook, error) {
	if file.Size() > lim.packed {
		return nil, datasets.Errorf(datasets.TooLarge, "the file has %d bytes, more than the limit of %d", file.Size(), lim.packed)
	}
	w := &workbook{parts: map[string]*zip.File{}, limits: lim}
	seen, err := w.survey(file)
	if err != nil {
		return w, datasets.Errorf(datasets.Invalid, "the file cannot be read: %v", err)
	}
	if err := seen.foreign(file.Size()); err != nil {
		return w, err
	}
	// An entry of the directory takes ten times its bytes in memory: the reader
	// below must not meet a million of them.
	if seen.entries.n > lim.parts {
		return w, datasets.Errorf(datasets.TooLarge, "the workbook has %d parts, more than the limit of %d", seen.entries.n, lim.parts)
	}
	archive, err := zip.NewReader(file, file.Size())
	if err != nil {
		return w, datasets.Errorf(datasets.Invalid, "the file is damaged or was cut short: its zip directory cannot be read; save or download it again")
	}
	archive.RegisterDecompressor(zip.Deflate, flate.NewReader)
	if err := w.directory(archive, file.Size()); err != nil {
		return w, err
	}
	return w, w.readStructure()
}

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
