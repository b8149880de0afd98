// Command barometer is a statistical office in one binary: it reads yearly
// workbooks, checks them, keeps every figure as a versioned time series with
// its source cell, and serves data, charts and pages. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"barometer/datasets"
)

// The exit codes: done, refused or failed, wrong usage.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program without the process: it parses args, runs one command and
// returns its exit code. Data goes to stdout, talk to stderr.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var config Config
	exit := -1
	parser, err := newParser(&config, stdout, stderr, func(code int) { exit = code })
	if err != nil {
		fmt.Fprintln(stderr, "barometer:", err)
		return exitUsage
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help and --version have said what they had to say
		return exit
	}
	if err != nil {
		fmt.Fprintf(stderr, "barometer: %v%s\nbarometer --help shows the commands and their flags\n", err, nearestCommand(parser, args))
		return exitUsage
	}
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(&config, &terminal{stdin, stdout, stderr})
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, "barometer:", err)
		return exitUsage
	case errors.Is(err, errRefused):
		return exitRefused
	}
	fmt.Fprintln(stderr, "barometer:", err)
	return exitRefused
}

// nearestCommand guesses which command a mistyped one was meant to be.
func nearestCommand(parser *kong.Kong, args []string) string {
	var names []string
	for _, node := range parser.Model.Leaves(true) {
		names = append(names, node.Name)
	}
	if len(args) == 0 || slices.Contains(names, args[0]) {
		return ""
	}
	if near := datasets.Nearest(args[0], names, 3); len(near) > 0 {
		return "; did you mean " + strings.Join(near, ", ") + "?"
	}
	return ""
}

// terminal is where a command reads and writes.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

// errRefused ends a command that has already said why.
var errRefused = errors.New("refused")

// usageError is a mistake in the command line that parsing alone can't see.
type usageError string

func (e usageError) Error() string { return string(e) }

func newParser(config *Config, stdout, stderr io.Writer, exit func(int)) (*kong.Kong, error) {
	return kong.New(config,
		kong.Name("barometer"),
		kong.Description(description),
		kong.DefaultEnvars("BAROMETER"),
		kong.Writers(stdout, stderr),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{"version": version()},
	)
}
