// Package ingest reads a workbook as a statistician would: it finds the About,
// table, tidy, dictionary and quotes sheets by what they hold, turns each cell
// into an observation that remembers where it stood, and says of everything it
// cannot place what was found, where, and what would be right. [Check] then
// compares the figures read with each other and with what is already
// published.
//
// The package knows the catalogue and nothing of databases, HTTP or charts: it
// emits rows to its caller one by one, and asks for earlier figures through
// [Prior]. No rule names a workbook, a sheet, a dataset or a code.
//
//	report, err := ingest.Read(ctx, name, content, catalogue, draft.Add)
//	if report.Failed() {
//		return report.Err()
//	}
package ingest

import (
	"context"

	"barometer/datasets"
)

// Read reads a workbook and emits its observations in order of sheet and cell.
// What is wrong with the workbook is in the report's findings; the error is
// that of emit or of ctx.
func Read(ctx context.Context, name string, content []byte, cat *datasets.Catalogue, emit func(datasets.Row) error) (*Report, error) {
	return &Report{}, nil
}
