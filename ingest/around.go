package ingest

import (
	"context"
	"errors"
	"io"
	"strings"

	"barometer/datasets"
)

// How much of the rows around findings is told: enough to see what a cell
// stands beside.
const (
	rowsAround  = 500
	cellsAround = 60
	textAround  = 200 // bytes of a cell
)

// Around returns the rows of a workbook that findings are about, as a reader of
// its sheets sees them, in order of sheet and row: of a range its first row,
// and of very many findings those that come first. A sheet that cannot be read
// has none. The error is that of ctx.
func Around(ctx context.Context, file datasets.File, findings []datasets.Finding) ([]datasets.RowText, error) {
	wanted, n := map[string]map[int]bool{}, 0
	for _, f := range findings {
		_, row := splitRef(f.Cell)
		if row == 0 || wanted[f.Sheet][row] || n == rowsAround {
			continue
		}
		if wanted[f.Sheet] == nil {
			wanted[f.Sheet] = map[int]bool{}
		}
		wanted[f.Sheet][row] = true
		n++
	}
	book, err := openWorkbook(file, defaultLimits)
	if err != nil || n == 0 {
		return nil, nil // a damaged workbook is a finding, and has no rows to show
	}
	var out []datasets.RowText
	for _, s := range book.sheets {
		if s.part == "" || len(wanted[s.name]) == 0 {
			continue
		}
		rows, err := s.rowsAround(ctx, wanted[s.name])
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// rowsAround returns some rows of a sheet, by number. The error is that of ctx.
func (s *sheet) rowsAround(ctx context.Context, wanted map[int]bool) ([]datasets.RowText, error) {
	in, err := s.rows()
	if err != nil {
		return nil, nil
	}
	defer in.Close()
	var out []datasets.RowText
	for len(out) < len(wanted) {
		x, err := in.next()
		if errors.Is(err, io.EOF) || err != nil && ctx.Err() == nil {
			return out, nil
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return nil, err
		}
		if wanted[x.n] {
			out = append(out, s.rowText(x))
		}
	}
	return out, nil
}

func (s *sheet) rowText(x row) datasets.RowText {
	out := datasets.RowText{Sheet: s.name, Row: x.n}
	for _, c := range x.cells {
		text := strings.TrimSpace(c.text)
		if text == "" {
			continue
		}
		if len(text) > textAround {
			text = strings.ToValidUTF8(text[:textAround], "") + "…"
		}
		if len(out.Cells) < cellsAround {
			out.Cells = append(out.Cells, datasets.Origin{Sheet: s.name, Cell: c.ref(), Text: text})
		}
	}
	return out
}
