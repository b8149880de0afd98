package ingest

import "barometer/datasets"

// illegible stands for the code that a key line names and nobody knows: its
// dimension is taken, and no figure can be stated there.
const illegible = "\x00"

// lookThrough tells what is wrong with the cells of a table whose figures have
// no place, so that a steward learns of all of it at once. Columns that hold
// mostly words may be labels that nobody knows, and are left alone.
func (l *layout) lookThrough() {
	for _, col := range l.values {
		used, figures := 0, 0
		for _, x := range l.body {
			c := x.at(col)
			if c.kind == empty || c.kind == broken {
				continue
			}
			used++
			if _, ok := figureOf(c); ok {
				figures++
			}
		}
		if 2*figures < used {
			continue
		}
		for i, x := range l.body {
			if c := x.at(col); c.kind != empty && c.kind != broken {
				l.look(i, c)
			}
		}
	}
}

// look tells what is wrong with a cell by itself: its number, its bounds, and
// its unit, where no series of the table can be in it.
func (l *layout) look(i int, c cell) {
	f, ok := figureOf(c)
	if !ok || f.bare && l.noteOf(c, f.marks) == "" {
		l.r.notNumber(l.sheet, c)
		return
	}
	if l.blind {
		return // what else may be wrong depends on the dataset
	}
	st := statement{sheet: l.sheet, cell: c, figure: f, dataset: l.dataset}
	st.unit, st.given = l.unitOver(c.col)
	if !l.attribute(l.body[i], &st) || !st.figure.hasFigure() {
		return
	}
	plain := st.unit == "" && f.low.unit == ""
	if (plain || l.dataset.Unit != "") && !l.scaled && !l.broken {
		var o datasets.Observation
		l.r.measure(&st, datasets.NewKey(defaults(l.dataset)...), &o)
		return
	}
	if !l.scaled && !l.broken && !l.headless(c.col) && !l.r.fitsSome(&st, l.targets()) {
		return
	}
	one := tenTo(0)
	if _, _, ok := l.r.number(&st, f.low, one); ok && f.precision == datasets.Range {
		l.r.number(&st, f.high, one)
	}
}
