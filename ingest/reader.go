package ingest

import (
	"context"

	"barometer/datasets"
)

// reader is one reading of one workbook.
type reader struct {
	ctx        context.Context
	cat        *datasets.Catalogue
	vocabulary *vocabulary
	book       *workbook
	emit       func(datasets.Row) error
	report     *Report
	about      *sheet              // the About sheet, once met
	quotes     map[string][]*quote // by folded sheet name
	lists      holding             // what is held of the sheets that are read whole
	codes      int                 // that dictionary sheets bring
	parents    []parent            // of those codes
	elsewhere  int                 // unknown labels that were looked for in all codelists
	seen       *seen
	noted      tally
	told       map[told]bool   // the findings that are listed
	words      map[string]bool // that are unmatched, by key
	unfit      memo[unfitUnit, bool]
	later      map[laterPeriod]bool // that were told
	shares     plainShares
	lines      map[linePlace]keyLine // of tables already read
	formulas   formulaTracker
	figures    []*sheet // the sheets that are to hold figures
	mapped     *mapped
	probing    *datasets.Dataset // as which a table that is not read is looked through for words; nil elsewhere
	guessed    bool              // nothing names that dataset
	listing    bool              // the words of a sheet that is not read are listed, and nothing is said of it
	optional   bool              // those words may be left without a meaning
}
