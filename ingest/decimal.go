package ingest

import (
	"math/big"
	"strconv"
	"strings"

	"barometer/datasets"
)

// decimal is mantissa × 10^exp, exactly. Figures are scaled as decimals and
// become floats once, at the end: 28, never 28.000000000000004.
type decimal struct {
	mantissa *big.Int
	exp      int
}

// The most digits and the largest power of ten that a figure may have.
const (
	maxDigits = 40
	maxExp    = 300
)

// parseDecimal reads digits with a point and a power of ten: -1864, 0.061,
// 2.6E+3.
func parseDecimal(s string) (decimal, bool) {
	mantissa, power, scientific := strings.Cut(strings.ToLower(s), "e")
	exp := 0
	if scientific {
		n, err := strconv.Atoi(power)
		if err != nil || n > maxExp || n < -maxExp {
			return decimal{}, false
		}
		exp = n
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole, "+-") + fraction
	if digits == "" || len(digits) > maxDigits || strings.Trim(digits, "0123456789") != "" {
		return decimal{}, false
	}
	m, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return decimal{}, false
	}
	return decimal{m, exp - len(fraction)}, true
}

// tenTo returns 10^n.
func tenTo(n int) decimal { return decimal{big.NewInt(1), n} }

func (d decimal) times(e decimal) decimal {
	return decimal{new(big.Int).Mul(d.mantissa, e.mantissa), d.exp + e.exp}
}

func (d decimal) sign() int { return d.mantissa.Sign() }

func (d decimal) abs() decimal { return decimal{new(big.Int).Abs(d.mantissa), d.exp} }

func (d decimal) compare(e decimal) int {
	low := min(d.exp, e.exp)
	return d.at(low).Cmp(e.at(low))
}

// at returns the mantissa at a power of ten that is not above the decimal's.
func (d decimal) at(exp int) *big.Int {
	return new(big.Int).Mul(d.mantissa, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.exp-exp)), nil))
}

// number converts once, to the nearest float.
func (d decimal) number() datasets.Number {
	f, _ := strconv.ParseFloat(d.mantissa.String()+"e"+strconv.Itoa(d.exp), 64)
	return datasets.Num(f)
}

// decimals returns how many digits after the point it takes to write d.
func (d decimal) decimals() int {
	n := -d.exp
	digits := d.mantissa.String()
	for n > 0 && len(digits) > 1 && strings.HasSuffix(digits, "0") {
		digits = digits[:len(digits)-1]
		n--
	}
	if d.sign() == 0 {
		return 0
	}
	return max(n, 0)
}

// rounded returns d at n digits after the point, halves away from zero.
func (d decimal) rounded(n int) decimal {
	if -d.exp <= n {
		return decimal{d.at(-n), -n}
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-d.exp-n)), nil)
	half := new(big.Int).Quo(unit, big.NewInt(2))
	if d.sign() < 0 {
		half.Neg(half)
	}
	m := new(big.Int).Add(d.mantissa, half)
	return decimal{m.Quo(m, unit), -n}
}

// fifteen returns d at the fifteen digits that a spreadsheet keeps, so that a
// stored 0.28000000000000003 is 0.28.
func (d decimal) fifteen() decimal {
	digits := len(new(big.Int).Abs(d.mantissa).String())
	if digits <= 15 {
		return d
	}
	return d.rounded(-d.exp - (digits - 15))
}

// String prints the decimal without a power of ten.
func (d decimal) String() string {
	if d.exp >= 0 {
		return d.at(0).String()
	}
	digits := new(big.Int).Abs(d.mantissa).String()
	if missing := -d.exp - len(digits) + 1; missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	out := digits[:len(digits)+d.exp] + "." + digits[len(digits)+d.exp:]
	if d.sign() < 0 {
		out = "-" + out
	}
	return out
}

// quantum returns one unit of the last digit of d shown with n digits after
// the point. Trailing zeros of a whole number are no digits, but its first two
// digits always are.
func (d decimal) quantum(n int) decimal {
	if n > 0 {
		return tenTo(-n)
	}
	digits := d.abs().rounded(0).at(0).String()
	zeros := len(digits) - len(strings.TrimRight(digits, "0"))
	return tenTo(max(0, min(zeros, len(digits)-2)))
}
