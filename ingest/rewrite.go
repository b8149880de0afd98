package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// rewrite copies a workbook, some of its parts replaced and new ones added. No
// sheet stays selected: beside the one that opens, a program would take them
// for a group and write into all at once.
func rewrite(w io.Writer, content []byte, parts map[string][]byte) error {
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return err
	}
	left := map[string]string{} // names of parts by lower-case name
	for name := range parts {
		left[strings.ToLower(name)] = name
	}
	out := zip.NewWriter(w)
	for _, f := range in.File {
		lower := strings.ToLower(f.Name)
		name, replaced := left[lower]
		delete(left, lower)
		switch {
		case replaced:
			err = writePart(out, f.Name, bytes.NewReader(parts[name]))
		case strings.HasPrefix(lower, "xl/worksheets/") && strings.HasSuffix(lower, ".xml"):
			err = copyPart(out, f)
		default:
			err = out.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	for _, lower := range slices.Sorted(maps.Keys(left)) {
		if err := writePart(out, left[lower], bytes.NewReader(parts[left[lower]])); err != nil {
			return err
		}
	}
	return out.Close()
}

func copyPart(out *zip.Writer, f *zip.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	return writePart(out, f.Name, in)
}

// viewBytes is how far into a worksheet its views stand.
const viewBytes = 8 << 10

var selected = regexp.MustCompile(`\stabSelected="(?:1|true)"`)

func writePart(out *zip.Writer, name string, in io.Reader) error {
	w, err := out.Create(name)
	if err != nil {
		return err
	}
	head := make([]byte, viewBytes)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	if _, err := w.Write(selected.ReplaceAll(head[:n], nil)); err != nil {
		return err
	}
	_, err = io.Copy(w, in)
	return err
}
