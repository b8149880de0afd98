package ingest

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// Decimals of few digits are reckoned in an int64, others in a big.Int: both
// must give the same, and what big.Rat gives.
func TestDecimalIsExactHoweverLong(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	random := func() string {
		digits := strings.TrimLeft(fmt.Sprintf("%020d", r.Uint64())[:1+r.IntN(20)], "0") + "5"
		point := r.IntN(len(digits))
		return []string{"", "-"}[r.IntN(2)] + digits[:point] + "." + digits[point:] + []string{"", "e3", "E-4"}[r.IntN(3)]
	}
	rat := func(s string) *big.Rat {
		x, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("%s is no number", s)
		}
		return x
	}
	for range 5000 {
		a, b := random(), random()
		x, okX := parseDecimal(a)
		y, okY := parseDecimal(b)
		if !okX || !okY {
			t.Fatalf("%s or %s is not read", a, b)
		}
		long := decimal{big: x.mantissa(), exp: x.exp}
		if got, want := rat(x.times(y).String()), new(big.Rat).Mul(rat(a), rat(b)); got.Cmp(want) != 0 {
			t.Fatalf("%s × %s is %s", a, b, x.times(y))
		}
		if x.compare(y) != rat(a).Cmp(rat(b)) {
			t.Fatalf("%s and %s compare as %d", a, b, x.compare(y))
		}
		n := r.IntN(12) - 4
		if x.rounded(n).String() != long.rounded(n).String() || x.quantum(n).String() != long.quantum(n).String() || x.fifteen().String() != long.fifteen().String() || x.decimals() != long.decimals() {
			t.Fatalf("%s at %d digits is not the same in a big.Int", a, n)
		}
		if want, err := strconv.ParseFloat(a, 64); err != nil || x.number().Float != want || long.number().Float != want {
			t.Fatalf("%s is %v, expected %v", a, x.number(), want)
		}
	}
}
