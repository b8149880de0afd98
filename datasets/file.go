package datasets

import "io"

// File is a workbook's bytes, read where they are needed: *bytes.Reader and *io.SectionReader are Files.
type File interface {
	io.ReaderAt
	Size() int64
}
