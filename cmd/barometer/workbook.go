package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"barometer/datasets"
)

// workbook is a workbook's file, by its name.
type workbook struct {
	name string
	datasets.File
	io.Closer
}

// openWorkbook opens a workbook's file, of which nothing is held but what is
// being read. A pipe, which can be read once only, is held whole.
func openWorkbook(path string) (workbook, error) {
	name := filepath.Base(path)
	file, err := os.Open(path)
	if err != nil {
		return workbook{}, err
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		return workbook{name, io.NewSectionReader(file, 0, info.Size()), file}, nil
	}
	var content []byte
	if err == nil {
		content, err = io.ReadAll(file)
	}
	if err != nil {
		return workbook{}, errors.Join(err, file.Close())
	}
	return workbook{name, bytes.NewReader(content), file}, nil
}

// shippedWorkbook is a workbook that comes with the program.
func shippedWorkbook(w datasets.Workbook) workbook {
	file := bytes.NewReader(w.Content)
	return workbook{w.Name, file, io.NopCloser(file)}
}

// digest returns the SHA-256 of a file's bytes, in hexadecimal.
func digest(file datasets.File) (string, error) {
	sum := sha256.New()
	_, err := io.Copy(sum, io.NewSectionReader(file, 0, file.Size()))
	return hex.EncodeToString(sum.Sum(nil)), err
}
