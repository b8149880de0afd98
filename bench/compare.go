package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// contender is a program that reads the workbook and prints how many rows it
// found.
type contender struct {
	name    string
	command []string
	seconds []float64
	busy    []float64 // seconds of processor time
	peak    int64     // bytes of resident memory, the largest round
	rows    int
	again   bool // it reads the second edition, which leaves out some rows
}

// form names the other forms of a workbook, which bench/run makes beside it.
func form(file, ending string) string { return strings.TrimSuffix(file, ".xlsx") + "-" + ending }

func contenders(file string) ([]*contender, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder := os.Getenv("BENCH_FOLDER")
	list := []*contender{
		{name: "barometer: read, check, compare, into SQLite", command: []string{self, "barometer", file}},
		{name: "the same, texts shared as Excel writes them", command: []string{self, "barometer", form(file, "shared.xlsx")}},
		{name: "the same, in order of period", command: []string{self, "barometer", form(file, "period.xlsx")}},
		{name: "the same, in no order", command: []string{self, "barometer", form(file, "random.xlsx")}},
		{name: "a second edition over the first", command: []string{self, "barometer", form(file, "again.xlsx"), form(file, "first.db")}, again: true},
		{name: "excelize Rows, the same rows into SQLite, nothing checked", command: []string{self, "excelize", file}},
		{name: "barometer: bare reading (ingest.Read)", command: []string{self, "read", file}},
		{name: "exceljs streaming, bare reading", command: []string{"node", filepath.Join(folder, "exceljs_read.mjs"), file}},
		{name: "openpyxl read_only, bare reading", command: []string{"/usr/bin/python3", filepath.Join(folder, "openpyxl_read.py"), file}},
	}
	return slices.DeleteFunc(list, func(c *contender) bool {
		return c.command[0] == "node" && os.Getenv("BENCH_NODE_MODULES") == ""
	}), nil
}

// compare runs every contender in turn, several rounds, and prints a table in
// Markdown.
func compare(ctx context.Context, out io.Writer, file string, rounds int) error {
	list, err := contenders(file)
	if err != nil {
		return err
	}
	for round := range rounds {
		for _, c := range list {
			if err := c.run(ctx); err != nil {
				return err
			}
			want := list[0].rows
			if c.again {
				want -= want / 100
			}
			if c.rows != want {
				return fmt.Errorf("%s found %d rows, not %d", c.name, c.rows, want)
			}
			fmt.Fprintf(os.Stderr, "round %d: %s: %.1f s\n", round+1, c.name, c.seconds[round])
		}
	}
	return table(out, file, list, rounds)
}

func (c *contender) run(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	c.seconds = append(c.seconds, time.Since(start).Seconds())
	c.busy = append(c.busy, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return fmt.Errorf("this system does not tell a process's memory")
	}
	c.peak = max(c.peak, usage.Maxrss<<10) // Linux counts in KiB
	rows, err := strconv.Atoi(strings.TrimSpace(said.String()))
	if err != nil || c.rows > 0 && rows != c.rows {
		return fmt.Errorf("%s: found %q rows", c.name, said.String())
	}
	c.rows = rows
	return nil
}

// median returns the middle one of some figures.
func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}

func table(out io.Writer, file string, list []*contender, rounds int) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s, %d processors, %s, %d rounds; workbook of %.1f MB\n\n", time.Now().UTC().Format(time.DateOnly), runtime.NumCPU(), processor(), rounds, float64(info.Size())/1e6)
	fmt.Fprint(out, "| | rows | seconds: median (least–most) | to barometer's pipeline | processor seconds | peak memory |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, c := range list {
		_, err = fmt.Fprintf(out, "| %s | %d | %.1f (%.1f–%.1f) | %.1f × | %.1f | %d MiB |\n", c.name, c.rows, median(c.seconds),
			slices.Min(c.seconds), slices.Max(c.seconds), median(c.seconds)/median(list[0].seconds), median(c.busy), c.peak>>20)
	}
	return err
}

// processor names the machine's processor.
func processor() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	_, after, _ := strings.Cut(string(info), "model name")
	name, _, _ := strings.Cut(after, "\n")
	return cmp.Or(strings.TrimSpace(strings.TrimLeft(name, "\t :")), runtime.GOARCH)
}
