// Bench reads one large workbook in several ways and prints how long each
// takes and how much memory. See README.md; bench/run calls it.
//
//	bench generate FILE ROWS ORDER      write the synthetic workbook, in order of series, period or random
//	bench again FILE ROWS ORDER         write its second edition
//	bench share FILE TO                 copy it in the form of Excel's own files, texts shared
//	bench publish FILE DATABASE         import it into a new SQLite store and publish it
//	bench barometer FILE [DATABASE]     import it into a new SQLite store, or a copy of one
//	bench excelize FILE                 read it with excelize's Rows into a new SQLite store
//	bench read FILE                     read it with barometer and keep nothing
//	bench compare FILE ROUNDS           run these and other programs in turn
//
// Each of the readers prints how many rows it found. BENCH_CPUPROFILE names a
// file for a profile.
package main

import (
	"archive/zip"
	"context"
	"fmt"
	"os"
	"runtime/pprof"
	"strconv"
	"strings"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if profile := os.Getenv("BENCH_CPUPROFILE"); profile != "" {
		out, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer out.Close()
		if err := pprof.StartCPUProfile(out); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if len(args) < 2 {
		return fmt.Errorf("expected a command and a file, see README.md")
	}
	switch command, file := args[0], args[1]; {
	case (command == "generate" || command == "again") && len(args) == 4:
		return generateFile(file, args[2], args[3], command == "again")
	case command == "publish" && len(args) == 3:
		return publish(ctx, file, args[2])
	case command == "share" && len(args) == 3:
		return shareFile(file, args[2])
	case command == "compare" && len(args) == 3:
		rounds, err := strconv.Atoi(args[2])
		if err != nil || rounds < 1 {
			return fmt.Errorf("%s is no number of rounds", args[2])
		}
		return compare(ctx, os.Stdout, file, rounds)
	case command == "read":
		return readOnly(ctx, file)
	case command == "barometer":
		return barometer(ctx, file, strings.Join(args[2:], ""))
	case command == "excelize":
		return withExcelize(ctx, file)
	}
	return fmt.Errorf("unknown command %s, see README.md", args[0])
}

func generateFile(file, rows, order string, again bool) error {
	n, err := strconv.Atoi(rows)
	if err != nil {
		return err
	}
	placed, known := orders[order]
	if !known || n%years > 0 {
		return fmt.Errorf("%s rows by %s: rows are a multiple of %d, by series, period or random", rows, order, years)
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := generate(out, edition{n, placed(n), again}); err != nil {
		return err
	}
	return out.Close()
}

func shareFile(file, to string) error {
	in, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := asExcel(out, &in.Reader); err != nil {
		return err
	}
	return out.Close()
}
