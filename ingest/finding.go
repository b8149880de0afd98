package ingest

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"barometer/datasets"
)

// Report is what reading a workbook found: what it says of itself, what its
// dictionary sheets add to the catalogue, and everything noticed.
type Report struct {
	Publication  datasets.Publication
	Dictionary   datasets.Dictionary
	Findings     []datasets.Finding // in the order of SortFindings
	Observations int
	SHA256       string // of the workbook's bytes, in hexadecimal

}

// Failed reports whether a finding stops the import.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Findings, func(f datasets.Finding) bool { return f.Severity == datasets.SeverityError })
}

// Err returns the findings that stop the import as one Invalid error, or nil.
func (r *Report) Err() error {
	var lines []string
	for _, f := range r.Findings {
		if f.Severity == datasets.SeverityError {
			lines = append(lines, f.String())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return datasets.Errorf(datasets.Invalid, "%s", strings.Join(lines, "\n"))
}

// SortFindings puts findings in the order of their sheets as first met, then
// of their cells: by row, then by column. What speaks of a whole sheet comes
// before its cells, what speaks of the workbook before all.
func SortFindings(findings []datasets.Finding) {
	order := map[string]int{"": -1}
	for _, f := range findings {
		if _, met := order[f.Sheet]; !met {
			order[f.Sheet] = len(order)
		}
	}
	slices.SortStableFunc(findings, func(a, b datasets.Finding) int {
		ac, ar := splitRef(a.Cell)
		bc, br := splitRef(b.Cell)
		return cmp.Or(order[a.Sheet]-order[b.Sheet], ar-br, ac-bc)
	})
}

// WriteText writes findings for a person, one a line.
func WriteText(w io.Writer, findings []datasets.Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(w, f); err != nil {
			return err
		}
	}
	return nil
}
