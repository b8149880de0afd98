package main

import (
	"os"
	"runtime/debug"
	"sync"
)

// importMemory is what Go's memory may come to while a workbook is read and
// checked before garbage is collected more often than usual, in bytes. Of a
// million rows some 50 MiB are in use at once.
const importMemory = 80 << 20

// saveMemory sets that limit, unless GOMEMLIMIT sets another, until restore is
// called. Nothing fails for want of memory: above it things get slower.
func saveMemory() (restore func()) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	before := debug.SetMemoryLimit(importMemory)
	return func() { debug.SetMemoryLimit(before) }
}

// startMemory is what Go's memory may come to while a server starts, in bytes:
// until then no garbage is collected, which is a fifth of a start's work.
const startMemory = 96 << 20

// hurry sets that, unless GOGC or GOMEMLIMIT set how to collect, until restore
// is called.
func hurry() (restore func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	percent, limit := debug.SetGCPercent(-1), debug.SetMemoryLimit(startMemory)
	return sync.OnceFunc(func() {
		debug.SetMemoryLimit(limit)
		debug.SetGCPercent(percent)
	})
}
