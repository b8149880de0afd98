package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// The parts of the synthetic workbook whose texts are shared: excelize numbers
// sheets as they are made.
const (
	dataPart   = "xl/worksheets/sheet3.xml"
	sharedPart = "xl/sharedStrings.xml"
)

// share copies the synthetic workbook with its texts as Excel writes them:
// each once, in a part of its own, where the cells name it by number.
func share(from, to string) error {
	in, err := zip.OpenReader(from)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	defer file.Close()
	out := zip.NewWriter(file)
	var texts sharedTexts
	for _, name := range []string{sharedPart, dataPart} {
		part, err := in.Open(name)
		if err != nil {
			return err
		}
		defer part.Close()
		if name == sharedPart {
			err = texts.read(part)
		} else {
			err = texts.rewrite(out, part)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, f := range in.File {
		if f.Name != sharedPart && f.Name != dataPart {
			if err := out.Copy(f); err != nil {
				return err
			}
		}
	}
	w, err := out.Create(sharedPart)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, texts.part+"</sst>"); err != nil {
		return err
	}
	if err := out.Close(); err != nil {
		return err
	}
	return file.Close()
}

// sharedTexts is the part of the shared texts, but for its end.
type sharedTexts struct {
	part    string
	count   int
	numbers map[string]int
}

func (t *sharedTexts) read(part io.Reader) error {
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	var ended bool
	t.part, ended = strings.CutSuffix(strings.TrimSpace(string(content)), "</sst>")
	if !ended {
		return fmt.Errorf("it does not end as shared texts do")
	}
	t.count, t.numbers = strings.Count(t.part, "<si>"), map[string]int{}
	return nil
}

// rewrite copies the sheet, a number for each inline text.
func (t *sharedTexts) rewrite(out *zip.Writer, part io.Reader) error {
	w, err := out.Create(dataPart)
	if err != nil {
		return err
	}
	cells := bufio.NewScanner(part)
	cells.Split(upToCell)
	for cells.Scan() {
		head, rest, inline := bytes.Cut(cells.Bytes(), []byte(`t="inlineStr"><is><t>`))
		if !inline {
			if _, err := w.Write(head); err != nil {
				return err
			}
			continue
		}
		text, _, _ := bytes.Cut(rest, []byte("</t>"))
		if _, err := fmt.Fprintf(w, `%st="s"><v>%d</v></c>`, head, t.number(string(text))); err != nil {
			return err
		}
	}
	return cells.Err()
}

// number returns the number of a text, as XML has it.
func (t *sharedTexts) number(text string) int {
	n, known := t.numbers[text]
	if !known {
		n = t.count
		t.count++
		t.numbers[text] = n
		t.part += "<si><t>" + text + "</t></si>"
	}
	return n
}

// upToCell splits a sheet after each cell.
func upToCell(data []byte, end bool) (int, []byte, error) {
	if i := bytes.Index(data, []byte("</c>")); i >= 0 {
		n := i + len("</c>")
		return n, data[:n], nil
	}
	if end && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
