package ingest

import "fmt"

// abbreviated reports whether a range may leave the thousands of its low end
// to the high one, as in "11 à 12 000": so read, it would still begin below its
// end.
func abbreviated(low, high decimal) bool {
	return low.sign() > 0 && low.times(tenTo(3)).compare(high) < 0
}

// askAbbreviated asks what such a range begins with.
func (r *reader) askAbbreviated(st *statement, low, high decimal) {
	power := 3
	for low.times(tenTo(power+3)).compare(high) < 0 {
		power += 3
	}
	full := low.times(tenTo(power)).String() + " à " + high.String()
	r.fault(finding{
		rule: "number", sheet: st.sheet, cell: st.cell, found: st.cell.text, nearest: []string{full},
		message:  fmt.Sprintf("the range may begin at %s or at %s", low, low.times(tenTo(power))),
		expected: "both ends in full",
		mend:     fmt.Sprintf("Write both ends in full, %s; one that does begin at %s goes into the columns low and high of a tidy sheet.", full, low),
	})
}
