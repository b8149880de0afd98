package store

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"strings"

	"barometer/datasets"
)

// stored is a row on its way into the table observation, small while it waits.
type stored struct {
	series         int // among the draft's, from 0
	period         int64
	place          place
	value, quantum datasets.Number
	odd            *oddities // nil for most rows
}

// oddities are the columns that are NULL in most rows: status, low, high,
// precision, text, note, quote.
type oddities [7]any

const (
	insertUsual = `INSERT INTO observation (series_id, period, value, quantum, place, release_id)`
	insertOdd   = `INSERT INTO observation (series_id, period, value, quantum, place, status, low, high, precision, text, note, quote, release_id)`
	// What decode reads, behind a first column of the query's own.
	observationColumns = `o.release_id, o.period, o.value, o.quantum, o.status, o.place, o.low, o.high, o.precision, o.text, o.note, o.quote`
)

// encode makes a stored row, whose series and place are known.
func encode(series int, p place, row datasets.Row) stored {
	s := stored{series: series, period: periodNumber(row.Period), place: p, value: row.Value, quantum: row.Quantum}
	var text any
	if !isUsualText(row.Origin.Text, row.Value) {
		text = row.Origin.Text
	}
	odd := oddities{
		unless(string(row.Status), string(datasets.Normal)),
		nullable(row.Low), nullable(row.High), unless(string(row.Precision), usualPrecision(row.Observation)),
		text, unless(row.Note, ""), unless(row.Quote, ""),
	}
	if odd != (oddities{}) {
		kept := odd // so that a usual row allocates nothing
		s.odd = &kept
	}
	return s
}

// usualPrecision is the precision that is kept as NULL.
func usualPrecision(o datasets.Observation) string {
	if !o.HasFigure() {
		return ""
	}
	return string(datasets.Exact)
}

// usualText is the text that is kept as NULL: the value as it prints.
func usualText(n datasets.Number) string {
	if !n.Known {
		return ""
	}
	return strconv.FormatFloat(n.Float, 'f', -1, 64)
}

// isUsualText reports whether a text is usualText. A plain decimal number of up
// to fifteen digits, which a float64 tells from all others, is compared as a
// number.
func isUsualText(text string, n datasets.Number) bool {
	v, plain := plainDecimal(text)
	if !plain || !n.Known {
		return text == usualText(n)
	}
	return v == n.Float && math.Signbit(v) == math.Signbit(n.Float)
}

// plainDecimal reads a number as FormatFloat writes it: no sign but a minus, no
// zero that says nothing. It gives up on more than fifteen digits, and on -0.
func plainDecimal(text string) (v float64, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	if len(digits) == 0 || len(digits) > 16 {
		return 0, false
	}
	mantissa, count, scale, point := 0, 0, 1.0, false
	for i := range len(digits) {
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
			mantissa = mantissa*10 + int(c-'0')
			count++
			if point {
				scale *= 10
			}
		case c == '.' && !point && i > 0:
			point = true
		default:
			return 0, false
		}
	}
	last := digits[len(digits)-1]
	if count > 15 || digits[0] == '0' && len(digits) > 1 && digits[1] != '.' || point && (last == '0' || last == '.') {
		return 0, false
	}
	v = float64(mantissa) / scale // both are exact, so that this is the nearest float64
	if len(digits) < len(text) {
		v = -v
	}
	return v, v != 0 || len(digits) == len(text)
}

// unless is a text, or NULL if it is the usual one.
func unless(text, usual string) any {
	if text == usual {
		return nil
	}
	return text
}

func nullable(n datasets.Number) any {
	if !n.Known {
		return nil
	}
	return n.Float
}

// decode reads observationColumns; the row still lacks its dataset, key and
// release. sheets has the names of sheets by the number of the release.
func decode(values []driver.Value, sheets map[int64][]string) (release int64, row datasets.Row, err error) {
	release, _ = values[0].(int64)
	period, _ := values[1].(int64)
	at, known := values[5].(int64)
	p := place(at)
	if !known || p.sheet() >= len(sheets[release]) {
		return 0, row, fmt.Errorf("an observation of release %d stands at %v, in a sheet that is not known", release, values[5])
	}
	row.Period = periodOf(period)
	row.Value, row.Quantum, row.Low, row.High = number(values[2]), number(values[3]), number(values[6]), number(values[7])
	row.Status = datasets.Status(text(values[4], string(datasets.Normal)))
	row.Precision = datasets.Precision(text(values[8], usualPrecision(row.Observation)))
	row.Note, row.Quote = text(values[10], ""), text(values[11], "")
	row.Origin = datasets.Origin{Sheet: sheets[release][p.sheet()], Cell: p.cell()}
	if row.Origin.Text, known = values[9].(string); !known {
		row.Origin.Text = usualText(row.Value)
	}
	return release, row, nil
}

func number(v driver.Value) datasets.Number {
	f, known := v.(float64)
	return datasets.Number{Float: f, Known: known}
}

// text is a column's text, or the usual one for NULL.
func text(v driver.Value, usual string) string {
	if s, ok := v.(string); ok {
		return s
	}
	return usual
}
