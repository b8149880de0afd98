package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/flate"
)

// The parts in which a workbook as Excel writes it differs from the one that
// generate makes.
const (
	dataPart   = "xl/worksheets/sheet3.xml"
	sharedPart = "xl/sharedStrings.xml"
)

// asExcel rewrites the workbook of generate in the form of Excel's own files:
// texts are shared, figures have a style, rows say how far they reach.
func asExcel(out io.Writer, generated *zip.Reader) error {
	w := zip.NewWriter(out)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.DefaultCompression) })
	texts := sharedTexts{}
	for _, f := range generated.File {
		var err error
		switch f.Name {
		case sharedPart:
			err = texts.read(f)
		case dataPart:
		default:
			err = w.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	data, err := generated.Open(dataPart)
	if err != nil {
		return err
	}
	defer data.Close()
	part, err := w.Create(dataPart)
	if err != nil {
		return err
	}
	if err := texts.share(part, data); err != nil {
		return err
	}
	if part, err = w.Create(sharedPart); err != nil {
		return err
	}
	if err := texts.write(part); err != nil {
		return err
	}
	return w.Close()
}

// sharedTexts are the texts of a workbook, each with its number.
type sharedTexts struct {
	list   []string
	number map[string]int
}

func (s *sharedTexts) add(text string) int {
	if n, known := s.number[text]; known {
		return n
	}
	if s.number == nil {
		s.number = map[string]int{}
	}
	s.number[text] = len(s.list)
	s.list = append(s.list, text)
	return len(s.list) - 1
}

// read reads the texts that are shared already.
func (s *sharedTexts) read(part *zip.File) error {
	in, err := part.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	var sst struct {
		Items []struct {
			Text string `xml:"t"`
		} `xml:"si"`
	}
	if err := xml.NewDecoder(in).Decode(&sst); err != nil {
		return err
	}
	for _, item := range sst.Items {
		s.list = append(s.list, item.Text)
	}
	return nil
}

// share copies the rows of a sheet and puts the numbers of texts in their
// place.
func (s *sharedTexts) share(out io.Writer, in io.Reader) error {
	w := bufio.NewWriterSize(out, 1<<16)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	lines.Split(tags)
	for lines.Scan() {
		tag := lines.Bytes()
		cell, inline := bytes.CutSuffix(tag, []byte(` t="inlineStr">`))
		switch {
		case inline:
			w.Write(cell)
			lines.Scan() // <is>
			lines.Scan() // <t>
			lines.Scan() // the text, with </t>
			text, _, _ := bytes.Cut(lines.Bytes(), []byte("<"))
			fmt.Fprintf(w, ` t="s"><v>%d</v>`, s.add(string(text)))
			lines.Scan() // </is>
		case bytes.HasPrefix(tag, []byte(`<row `)):
			fmt.Fprintf(w, `%s spans="1:8">`, bytes.TrimSuffix(tag, []byte(">")))
		case bytes.HasPrefix(tag, []byte(`<c `)):
			fmt.Fprintf(w, `%s s="0">`, bytes.TrimSuffix(tag, []byte(">")))
		default:
			w.Write(tag)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return w.Flush()
}

// tags splits XML behind every tag.
func tags(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '>'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

func (s *sharedTexts) write(out io.Writer) error {
	w := bufio.NewWriter(out)
	w.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="` + strconv.Itoa(len(s.list)) + `">`)
	for _, text := range s.list {
		w.WriteString("<si><t>")
		if err := xml.EscapeText(w, []byte(text)); err != nil {
			return err
		}
		w.WriteString("</t></si>")
	}
	w.WriteString("</sst>")
	return w.Flush()
}
