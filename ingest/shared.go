package ingest

import (
	"strings"

	"barometer/datasets"
)

// sharedTexts are the texts that cells name by number. They lie in pages of
// many, because a workbook may have millions of a few letters each.
type sharedTexts struct {
	pages [][]string
	count int
	bytes int
	page  strings.Builder // what the last texts are parts of
}

const (
	textsPerPage = 1 << 12
	pageBytes    = 1 << 16
)

func (s *sharedTexts) len() int { return s.count }

func (s *sharedTexts) at(i int) string { return s.pages[i/textsPerPage][i%textsPerPage] }

func (s *sharedTexts) add(text []byte) {
	if s.count%textsPerPage == 0 {
		s.pages = append(s.pages, make([]string, 0, textsPerPage))
	}
	if s.page.Cap()-s.page.Len() < len(text) {
		s.page = strings.Builder{}
		s.page.Grow(max(pageBytes, len(text)))
	}
	from := s.page.Len()
	s.page.Write(text)
	last := &s.pages[len(s.pages)-1]
	*last = append(*last, s.page.String()[from:])
	s.count++
	s.bytes += len(text)
}

// readShared reads the texts of a sharedStrings part.
func (w *workbook) readShared(part string) error {
	texts := newTextReader()
	return w.scan(part, func(x *xmlScanner, path string) error {
		if path != "sst/si" {
			return nil
		}
		text, err := texts.rich(x)
		if err != nil {
			return err
		}
		w.shared.add(text)
		if w.shared.count > w.limits.texts || w.shared.bytes > w.limits.textBytes {
			return datasets.Errorf(datasets.TooLarge, "the workbook has more than the limit of %d shared texts of %d bytes together", w.limits.texts, w.limits.textBytes)
		}
		return nil
	})
}
