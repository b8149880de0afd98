package main

import (
	"os"
	"path/filepath"
	"strings"
)

// compiledFolder is where compiled code is kept between processes: with the
// user's caches or, where there are none, beside the database; "" is nowhere.
func compiledFolder(database string) string {
	var candidates []string
	if folder, err := os.UserCacheDir(); err == nil {
		candidates = append(candidates, filepath.Join(folder, "barometer"))
	}
	if !strings.Contains(database, "://") {
		candidates = append(candidates, filepath.Join(filepath.Dir(database), ".barometer-cache"))
	}
	for _, folder := range candidates {
		if writable(folder) {
			return folder
		}
	}
	return ""
}

// writable reports whether a folder is there, or can be made, and takes files.
func writable(folder string) bool {
	if os.MkdirAll(folder, 0o700) != nil {
		return false
	}
	probe, err := os.CreateTemp(folder, "probe-")
	if err != nil {
		return false
	}
	probe.Close()
	return os.Remove(probe.Name()) == nil
}
