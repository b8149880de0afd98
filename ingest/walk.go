package ingest

import (
	"io"

	"barometer/datasets"
)

// headRows and headCells are how far into a sheet its kind must show.
const (
	headRows  = 200
	headCells = 50_000
)

// head returns the first rows of a sheet.
func (r *reader) head(s *sheet) ([]row, error) {
	var out []row
	in, err := s.rows()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	for cells := 0; len(out) < headRows && cells < headCells; {
		x, err := in.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		out = append(out, x.clone())
		cells += len(x.cells)
	}
	return out, nil
}

// all returns the rows of a sheet that is read whole.
func (r *reader) all(s *sheet) []row {
	r.sayHidden(s)
	var out []row
	err := r.each(s, func(x row) error {
		if err := r.lists.add(x, s); err != nil {
			return err
		}
		out = append(out, x.clone())
		return nil
	})
	if err != nil {
		r.fault(finding{rule: ruleOf(err), sheet: s, message: err.Error()})
	}
	return out
}

// each calls do with every row of a sheet, and reports cells in error and what
// is hidden. An error of do or ctx comes back wrapped, see faultOf.
func (r *reader) each(s *sheet, do func(row) error) error {
	in, err := s.rows()
	if err != nil {
		return err
	}
	defer in.Close()
	var hidden hiding
	for {
		x, err := in.next()
		if err == io.EOF {
			r.sayHiding(s, hidden)
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.ctx.Err(); err != nil {
			return &stop{err}
		}
		if x.odd || x.hidden {
			r.noteOdd(s, x, &hidden)
		}
		if err := do(r.mapped.period(x, r.vocabulary)); err != nil {
			if over, ok := err.(*excess); ok {
				return over
			}
			return &stop{err}
		}
	}
}

// noteOdd notes what of a row is hidden, and reports its cells in error.
func (r *reader) noteOdd(s *sheet, x row, hidden *hiding) {
	hidden.note(x)
	for _, c := range x.cells {
		if c.kind == broken {
			r.sayBroken(s, c)
		}
	}
}

// stop is an error of the caller's, not of the workbook.
type stop struct{ error }

func (s *stop) Unwrap() error { return s.error }

// faultOf returns err if it is a fault of the workbook, else nil.
func faultOf(err error) error {
	if _, ours := err.(*stop); ours || err == nil {
		return nil
	}
	return err
}

func ruleOf(err error) string {
	if datasets.KindOf(err) == datasets.TooLarge {
		return "limit"
	}
	return "file"
}
