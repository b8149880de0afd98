// Pictures draws the same charts with `barometer serve` and with a warm
// headless Chromium, in turn, and prints what each takes: processor time of
// whole process trees, memory, time to the first picture. bench/charts calls
// it; see ../README.md.
//
//	pictures PROGRAM CHROMIUM ASSETS WORK ROUNDS
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 3 && args[0] == "files" {
		return serveFiles(args[1], args[2])
	}
	if len(args) != 5 {
		return fmt.Errorf("expected PROGRAM CHROMIUM ASSETS WORK ROUNDS")
	}
	rounds, err := strconv.Atoi(args[4])
	if err != nil || rounds < 1 {
		return fmt.Errorf("%s is no number of rounds", args[4])
	}
	b := bench{program: args[0], chromium: args[1], assets: args[2], work: args[3], rounds: rounds}
	if err := b.warm(ctx); err != nil {
		return err
	}
	if err := b.first(ctx); err != nil {
		return err
	}
	b.print(os.Stdout)
	return nil
}
