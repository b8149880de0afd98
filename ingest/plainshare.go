package ingest

import (
	"fmt"

	"barometer/datasets"
)

// plainShares are, by dataset, the percentages of a sheet that are written
// without their sign.
type plainShares map[*datasets.Dataset]*plainShare

type plainShare struct {
	count, small int // of all, and of those from 0 to 1
	first        cell
}

func (p plainShares) add(st *statement, d decimal) {
	s := p[st.dataset]
	if s == nil {
		s = &plainShare{}
		p[st.dataset] = s
	}
	s.count++
	if d.abs().compare(tenTo(0)) > 0 {
		return
	}
	s.small++
	if s.first.row == 0 && d.sign() != 0 {
		s.first = st.cell
	}
}

// sayShares warns of a sheet whose percentages, two at least, are all within 1:
// one of 0.5 % may be, but all of them are rather fractions of 1.
func (r *reader) sayShares(sheet *sheet) {
	for d, s := range r.shares {
		if s.first.row == 0 || s.count < 2 || s.small < s.count {
			continue
		}
		r.fault(finding{
			rule: "percent", severity: datasets.SeverityWarning, sheet: sheet, cell: s.first, found: s.first.text, expected: "percentages, with their sign",
			message: fmt.Sprintf("the %d figures of %s on this sheet that are written without %% are all within 1, and kept as percent: are fractions meant?", s.count, d.ID),
			mend:    "Write the percentages with their sign (28 %, 0,5 %), or publish with the reason that so little is meant.",
		})
	}
	clear(r.shares)
}
