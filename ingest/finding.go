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
	Mapping      datasets.Mapping   // what the reading was told of the source's own words
	Unmatched    []Unmatched        // the words that a mapping could still assign
	Observations int
	Sheets       []string // of the workbook, in its order, but for those that barometer adds
	SHA256       string   // of the workbook's bytes, in hexadecimal
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

// Sort puts findings in the order of the workbook's sheets and cells.
func (r *Report) Sort(findings []datasets.Finding) {
	place := map[string]int{"": -1}
	for i, name := range r.Sheets {
		place[name] = i
	}
	slices.SortStableFunc(findings, func(a, b datasets.Finding) int { return cmp.Compare(place[a.Sheet], place[b.Sheet]) })
	SortFindings(findings)
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

// WriteText writes findings for a person, one a line, and below it how to mend
// it where that is said.
func WriteText(w io.Writer, findings []datasets.Finding) error {
	for _, f := range findings {
		line := f.String()
		if f.Mend != "" {
			line += "\n    " + f.Mend
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// finding is a Finding in the making: an error unless it says otherwise.
type finding struct {
	rule            string
	severity        datasets.Severity
	sheet           *sheet
	cell            cell
	message         string
	found, expected string
	nearest         []string
	mend            string
}

// manyFindings is how many findings of one rule on one sheet are listed; of
// more, their number is said. A long sheet with one wrong column must not fill
// the memory.
const manyFindings = 1000

// ruleOn is a rule on a sheet.
type ruleOn struct {
	rule     string
	severity datasets.Severity
	sheet    string
}

// mendsOfFiles says what a steward can do about a file that cannot be read.
var mendsOfFiles = map[string]string{
	"file":  "Open the file in a spreadsheet program, save it anew as an Excel workbook (.xlsx), and send that one.",
	"limit": "Send a smaller workbook: leave out what holds no figures, or send long tables as tidy sheets of their own.",
}

// fault notes a finding.
func (r *reader) fault(f finding) {
	if r.probing != nil || r.listing || f.rule != "mapping" && r.mapped.spoils(f.found) {
		return
	}
	out := datasets.Finding{Rule: f.rule, Severity: f.severity, Message: shortened(f.message), Found: shortened(f.found), Expected: f.expected, Nearest: f.nearest, Mend: f.mend}
	if out.Severity == "" {
		out.Severity = datasets.SeverityError
	}
	if out.Mend == "" && out.Severity != datasets.SeverityInfo {
		out.Mend = mendsOfFiles[f.rule]
	}
	if f.sheet != nil {
		out.Sheet = f.sheet.name
	}
	if f.cell.row > 0 {
		out.Cell = f.cell.ref()
	}
	said := told{out.Rule, out.Severity, out.Sheet, out.Cell, out.Message}
	if r.told[said] {
		return
	}
	if r.noted.lists(out) {
		r.told[said] = true
		r.report.Findings = append(r.report.Findings, out)
	}
}

// takeBack forgets findings.
func (r *reader) takeBack(out func(datasets.Finding) bool) {
	r.report.Findings = slices.DeleteFunc(r.report.Findings, func(f datasets.Finding) bool {
		if !out(f) {
			return false
		}
		r.noted[ruleOn{f.Rule, f.Severity, f.Sheet}]--
		return true
	})
}

// told is what tells two findings apart: what is wrong with a label above two
// columns is said once.
type told struct {
	rule                 string
	severity             datasets.Severity
	sheet, cell, message string
}

// shownText is how many bytes of a text a finding repeats.
const shownText = 1000

// shortened cuts a long text: a finding tells which cell, not all that is in it.
func shortened(s string) string {
	if len(s) <= shownText {
		return s
	}
	return strings.ToValidUTF8(s[:shownText], "") + "…"
}

// tally counts findings, those not listed too.
type tally map[ruleOn]int

// lists counts a finding and reports whether it is still to be listed.
func (t tally) lists(f datasets.Finding) bool {
	on := ruleOn{f.Rule, f.Severity, f.Sheet}
	t[on]++
	return t[on] <= manyFindings
}

// withMore adds to the findings listed how many were not.
func (t tally) withMore(listed []datasets.Finding) []datasets.Finding {
	out := listed
	for _, f := range listed {
		on := ruleOn{f.Rule, f.Severity, f.Sheet}
		if more := t[on] - manyFindings; more > 0 {
			delete(t, on)
			out = append(out, datasets.Finding{
				Rule: f.Rule, Severity: f.Severity, Sheet: f.Sheet, Message: fmt.Sprintf("%d more findings of this rule are not listed", more),
				Mend: "Mend those that are listed and check again: the next are listed then.",
			})
		}
	}
	return out
}

func (r *reader) sayBroken(s *sheet, c cell) {
	f := finding{rule: "formula", sheet: s, cell: c, message: "the cell holds the error " + c.text, found: c.text, expected: "a value", mend: "Mend the formula, or write the value in its place."}
	if c.text == "" {
		f.message, f.found = "the cell holds a formula without its result; open the workbook in a spreadsheet program and save it", "a formula"
		f.mend = "Open the workbook in a spreadsheet program, let it compute, and save it."
	}
	r.fault(f)
}

func (r *reader) sayHidden(s *sheet) {
	if s.hidden {
		r.fault(finding{rule: "sheet", severity: datasets.SeverityInfo, sheet: s, message: "hidden sheet, read"})
	}
}

// hiding is what of a sheet is hidden: the first rows and columns.
type hiding struct{ rows, columns []string }

// hiddenShown is how many hidden rows or columns a finding names.
const hiddenShown = 10

func (h *hiding) note(x row) {
	if x.hidden && len(h.rows) < hiddenShown {
		h.rows = append(h.rows, fmt.Sprint(x.n))
	}
	for _, c := range x.cells {
		if !c.hidden || len(h.columns) == hiddenShown {
			continue
		}
		if name := columnName(c.col); !slices.Contains(h.columns, name) {
			h.columns = append(h.columns, name)
		}
	}
}

func (r *reader) sayHiding(s *sheet, h hiding) {
	for _, part := range []struct {
		what  string
		names []string
	}{{"rows", h.rows}, {"columns", h.columns}} {
		if len(part.names) > 0 {
			r.fault(finding{rule: "hidden", severity: datasets.SeverityInfo, sheet: s, message: "hidden " + part.what + ", read: " + strings.Join(part.names, ", ")})
		}
	}
}
