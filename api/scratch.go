package api

import (
	"errors"
	"io/fs"
	"os"
)

// scratchFile makes a file for a workbook on its way, which may be under
// embargo. Where the system allows that it has no name from the start: a server
// that is killed leaves nothing of it behind.
func scratchFile(pattern string) (*os.File, error) {
	file, err := os.CreateTemp("", pattern)
	if err == nil {
		_ = os.Remove(file.Name()) // what is open keeps its name on Windows
	}
	return file, err
}

// dropScratch closes a file of scratchFile, and removes it where it has a name.
func dropScratch(file *os.File) error {
	err := file.Close()
	if gone := os.Remove(file.Name()); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
