package format

import (
	"bufio"
	"bytes"
	"io"
	"iter"

	"barometer/datasets"
)

// Checked is what checking a workbook found, and what publishing it would
// change.
type Checked struct {
	Workbook     string // file name
	Publication  string
	Observations int
	Findings     []datasets.Finding
	Changes      iter.Seq2[datasets.Change, error] // nil where errors stop the import
}

// FindingMessage is a finding as JSON has it. A member that does not apply is
// null.
type FindingMessage struct {
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Sheet    *string  `json:"sheet"`
	Cell     *string  `json:"cell"`
	Message  string   `json:"message"`
	Found    *string  `json:"found"`
	Expected *string  `json:"expected"`
	Nearest  []string `json:"nearest"`
	Mend     *string  `json:"mend"`
}

// ChangeMessage is a change as JSON has it.
type ChangeMessage struct {
	Kind       string            `json:"kind"`
	Dataset    string            `json:"dataset"`
	Key        string            `json:"key"`
	Period     string            `json:"period"`
	New        *StatementMessage `json:"new"`
	Old        *StatementMessage `json:"old"`
	Difference *float64          `json:"difference"`
	Percent    *float64          `json:"percent"`
	Other      *StatementMessage `json:"other"`
	Relation   *string           `json:"relation"`
}

// StatementMessage is one side of a change: a figure and where it stands.
// Release is null in the candidate.
type StatementMessage struct {
	Value     *float64 `json:"value"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	Status    string   `json:"status"`
	Precision *string  `json:"precision"`
	Release   *string  `json:"release"`
	Sheet     string   `json:"sheet"`
	Cell      string   `json:"cell"`
	Text      string   `json:"text"`
}

// TallyMessage is how many cells change how.
type TallyMessage struct {
	New         int `json:"new"`
	Revised     int `json:"revised"`
	Confirmed   int `json:"confirmed"`
	Gone        int `json:"gone"`
	Disagreeing int `json:"disagreeing"`
}

// NewFinding makes the message of a finding.
func NewFinding(f datasets.Finding) FindingMessage {
	m := FindingMessage{
		Rule: f.Rule, Severity: string(f.Severity), Sheet: filled(f.Sheet), Cell: filled(f.Cell), Message: f.Message,
		Found: filled(f.Found), Expected: filled(f.Expected), Nearest: []string{}, Mend: filled(f.Mend),
	}
	m.Nearest = append(m.Nearest, f.Nearest...)
	return m
}

// NewChange makes the message of a change.
func NewChange(c datasets.Change) ChangeMessage {
	return ChangeMessage{
		Kind: string(c.Kind), Dataset: c.Dataset, Key: string(c.Key), Period: c.Period.String(),
		New: newStatement(c.New, false), Old: newStatement(c.Old, true), Difference: known(c.Difference()), Percent: known(c.Percent()),
		Other: newStatement(c.Other, true), Relation: filled(string(c.Relation)),
	}
}

func newStatement(r *datasets.Row, released bool) *StatementMessage {
	if r == nil {
		return nil
	}
	m := &StatementMessage{
		Value: known(r.Value), Low: known(r.Low), High: known(r.High), Status: string(r.Status), Precision: filled(string(r.Precision)),
		Sheet: r.Origin.Sheet, Cell: r.Origin.Cell, Text: r.Origin.Text,
	}
	if released && r.Release != nil {
		m.Release = &r.Release.ID
	}
	return m
}

func filled(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func known(n datasets.Number) *float64 {
	if !n.Known {
		return nil
	}
	return &n.Float
}

// WriteChecked writes a checked workbook as one JSON object on lines of its
// own, the changes one by one as they come:
//
//	{"workbook", "publication", "observations", "findings": [FindingMessage],
//	 "changes": {"list": [ChangeMessage], "counts": TallyMessage}}
//
// Findings and changes are in reading order and in that of ingest.Compare;
// changes are null where errors stop the import.
func WriteChecked(w io.Writer, c Checked) error {
	p := pieces{out: bufio.NewWriter(w)}
	p.text(`{"workbook":`)
	p.value(c.Workbook)
	p.text(`,"publication":`)
	p.value(filled(c.Publication))
	p.text(`,"observations":`)
	p.value(c.Observations)
	p.text(`,"findings":[`)
	for i, f := range c.Findings {
		p.next(i)
		p.value(NewFinding(f))
	}
	p.text("],\n\"changes\":")
	p.changes(c.Changes)
	p.text("}\n")
	if p.err != nil {
		return p.err
	}
	return p.out.Flush()
}

// pieces writes JSON bit by bit. Its error is the first; that of out comes
// with Flush.
type pieces struct {
	out *bufio.Writer
	err error
}

func (p *pieces) text(s string) { _, _ = p.out.WriteString(s) }

// next begins the ith element of a list, on a line of its own.
func (p *pieces) next(i int) {
	if i > 0 {
		p.text(",")
	}
	p.text("\n")
}

func (p *pieces) value(v any) {
	b, err := Document(v)
	if err != nil && p.err == nil {
		p.err = err
	}
	_, _ = p.out.Write(bytes.TrimSuffix(b, []byte("\n")))
}

func (p *pieces) changes(changes iter.Seq2[datasets.Change, error]) {
	if changes == nil {
		p.text("null")
		return
	}
	var t datasets.Tally
	p.text(`{"list":[`)
	for change, err := range changes {
		if err != nil {
			p.err = err
			return
		}
		p.next(t.Total())
		p.value(NewChange(change))
		t.Count(change)
	}
	p.text("],\n\"counts\":")
	p.value(TallyMessage(t))
	p.text("}")
}
