package main

import (
	"bytes"
	"fmt"
	"os"

	"barometer/datasets"
	"barometer/ingest"
)

// checkAnnotate refuses flags under which an annotated copy would be written
// over a workbook, or over another copy.
func checkAnnotate(output string, files []string) error {
	if output == "" {
		return nil
	}
	if len(files) > 1 {
		return usageError("--annotate writes the copy of one workbook: name one file")
	}
	into, err := os.Stat(output)
	if err != nil {
		return nil // it does not exist yet, or writing will say why it cannot
	}
	if from, err := os.Stat(files[0]); err == nil && os.SameFile(from, into) {
		return usageError("--annotate would write over the workbook itself: name another file")
	}
	return nil
}

// writeAnnotated writes the annotated copy of a candidate, in the workbook's
// own language.
func writeAnnotated(output string, c *candidate, t *terminal) error {
	lang := c.Report.Publication.Language
	if lang == "" {
		lang = datasets.English
	}
	var b bytes.Buffer
	if err := ingest.Annotate(&b, c.name, c.workbook, c.Findings, lang); err != nil {
		return fmt.Errorf("no annotated copy: %w", err)
	}
	if err := os.WriteFile(output, b.Bytes(), 0o666); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%s: annotated copy of %s\n", output, c.name)
	return nil
}
