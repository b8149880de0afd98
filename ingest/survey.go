package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"

	"barometer/datasets"
)

var (
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	// directoryEntry is how an entry of a zip archive's directory begins
	// (APPNOTE 4.3.12).
	directoryEntry = []byte("PK\x01\x02")
)

// headBytes is how far into a file its kind must show.
const headBytes = 4096

// survey is what one pass over a file's bytes tells.
type survey struct {
	head      []byte
	entries   occurrences // of a zip archive's directory
	encrypted occurrences // of the stream of an encrypted workbook
}

// survey reads a file once from end to end, a piece at a time.
func (w *workbook) survey(file datasets.File) (*survey, error) {
	s := &survey{entries: occurrences{of: directoryEntry}, encrypted: occurrences{of: utf16Name("EncryptedPackage")}}
	head := make([]byte, min(headBytes, file.Size()))
	if _, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	s.head = head
	sum := sha256.New()
	into := []io.Writer{sum, &s.entries}
	if bytes.HasPrefix(head, oleMagic) {
		into = append(into, &s.encrypted)
	}
	if _, err := io.Copy(io.MultiWriter(into...), io.NewSectionReader(file, 0, file.Size())); err != nil {
		return nil, err
	}
	w.sha256 = hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

// foreign says what a file is that is no zip archive.
func (s *survey) foreign(size int64) error {
	const advice = "; save it as an Excel workbook (.xlsx)"
	switch {
	case size == 0:
		return datasets.Errorf(datasets.Invalid, "the file is empty")
	case bytes.HasPrefix(s.head, oleMagic) && s.encrypted.n > 0:
		return datasets.Errorf(datasets.Unsupported, "the workbook is protected by a password; remove the password and save it again")
	case bytes.HasPrefix(s.head, oleMagic):
		return datasets.Errorf(datasets.Unsupported, "the file is an old Excel workbook (.xls) or another Office file of before 2007%s", advice)
	case bytes.HasPrefix(s.head, []byte("PK")):
		return nil
	case bytes.IndexByte(s.head, 0) < 0:
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

// occurrences counts a pattern, no part of which is another's beginning, in
// what is written to it.
type occurrences struct {
	of   []byte
	n    int
	tail []byte // of what was written, shorter than the pattern
}

func (o *occurrences) Write(p []byte) (int, error) {
	short := len(o.of) - 1
	across := append(o.tail, p[:min(short, len(p))]...)
	o.n += bytes.Count(across, o.of) + bytes.Count(p, o.of)
	if len(p) >= short {
		across = p
	}
	o.tail = append(o.tail[:0], across[max(0, len(across)-short):]...)
	return len(p), nil
}
