package api

import (
	"errors"
	"io/fs"
	"os"
)

// fleeting is a file that is gone once it is closed, also where the process is
// killed, as far as the system lets an open file be removed.
type fleeting struct{ *os.File }

func newFleeting() (fleeting, error) {
	file, err := os.CreateTemp("", "barometer-*.xlsx")
	if err != nil {
		return fleeting{}, err
	}
	_ = os.Remove(file.Name()) // Close does it where that cannot be done yet
	return fleeting{file}, nil
}

// Close closes the file and removes it.
func (f fleeting) Close() error {
	err := f.File.Close()
	if removed := os.Remove(f.Name()); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
