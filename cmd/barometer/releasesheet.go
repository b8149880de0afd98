package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"barometer/datasets"
)

type releaseSheetCommand struct {
	Release string `arg:"" help:"The release's id; barometer releases lists them."`
	Output  string `short:"o" placeholder:"FILE" help:"Where to write the PDF; standard output, if no file is named."`
	Lang    string `default:"en" enum:"en,fr" help:"Language of the words and labels."`

	outlines
	BaseURL string `name:"base-url" placeholder:"URL" help:"The public address of the server, to cite the release by; without it the citation names its generation."`
}

// Run writes a release on paper: what it says, and what has to be known of it.
func (c releaseSheetCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if out, ok := t.out.(*os.File); ok && c.Output == "" && term.IsTerminal(int(out.Fd())) {
		return usageError("a PDF is nothing to read on a terminal: name a file with -o")
	}
	if c.Output != "" && !strings.EqualFold(filepath.Ext(c.Output), ".pdf") {
		return usageError("a release sheet is a PDF; expected -o " + strings.TrimSuffix(c.Output, filepath.Ext(c.Output)) + ".pdf")
	}
	o, err := openOffice(ctx, config.Database, c.outlines, c.BaseURL, t)
	if err != nil {
		return err
	}
	defer o.close()
	content, err := o.releaseSheet(ctx, c.Release, datasets.Lang(c.Lang))
	if err != nil {
		return err
	}
	if c.Output != "" {
		return os.WriteFile(c.Output, content, 0o666)
	}
	_, err = t.out.Write(content)
	return err
}
