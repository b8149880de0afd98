package store

import "testing"

func TestPlace(t *testing.T) {
	for _, cell := range []string{"", "A1", "Z9", "AA10", "AZ26", "ZZ702", "AAA703", "XFD1048576"} {
		for _, sheet := range []int{0, 1, 1000} {
			p, ok := placeOf(sheet, cell)
			if !ok || p.sheet() != sheet || p.cell() != cell {
				t.Errorf("%d!%s came back as %d!%s, %t", sheet, cell, p.sheet(), p.cell(), ok)
			}
		}
	}
	for _, cell := range []string{"A", "1", "A0", "A01", "a1", "AAAA1", "A1:B2", "$A$1", "A-1", "A1 ", "A2097152", "A99999999999999999999"} {
		if p, ok := placeOf(0, cell); ok {
			t.Errorf("%q is at %d", cell, p)
		}
	}
}
