package datasets

import (
	"fmt"
	"strings"
)

// Severity says what a finding stops: an error stops the import, a warning
// needs a reason to publish anyway, an info stops nothing.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Finding is one thing a rule noticed in a workbook.
type Finding struct {
	Rule     string // the rule's id: code, number, share, disagrees …
	Severity Severity
	Sheet    string
	Cell     string // a cell or range; "" is the whole sheet
	Message  string // one sentence
	Found    string
	Expected string
	Nearest  []string // nearest valid codes, up to three
	Mend     string   // what to do about it, in one sentence; "" where Expected says it
}

// String prints the finding on one line: severity, place, message.
func (f Finding) String() string {
	place := f.Sheet
	if f.Cell != "" {
		place += "!" + f.Cell
	}
	if place == "" {
		place = "workbook"
	}
	s := fmt.Sprintf("%s %s [%s] %s", f.Severity, place, f.Rule, f.Message)
	if len(f.Nearest) > 0 {
		s += "; did you mean " + strings.Join(f.Nearest, ", ") + "?"
	}
	return s
}
