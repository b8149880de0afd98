package ingest

import (
	"cmp"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"barometer/datasets"
)

// decimal is mantissa × 10^exp, exactly. Figures are scaled as decimals and
// become floats once, at the end: 28, never 28.000000000000004.
type decimal struct {
	small int64    // the mantissa, unless
	big   *big.Int // is set: few figures need more than eighteen digits
	exp   int
}

// The most digits and the largest power of ten that a figure may have.
const (
	maxDigits = 40
	maxExp    = 300
)

// smallDigits is how many digits an int64 surely holds.
const smallDigits = 18

var powersOfTen = func() (powers [smallDigits + 1]int64) {
	powers[0] = 1
	for i := 1; i < len(powers); i++ {
		powers[i] = powers[i-1] * 10
	}
	return powers
}()

// parseDecimal reads digits with a point and a power of ten: -1864, 0.061,
// 2.6E+3.
func parseDecimal(s string) (decimal, bool) {
	i, digits, point := 0, 0, -1
	if s != "" && (s[0] == '-' || s[0] == '+') {
		i = 1
	}
	var m int64
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if digits++; digits <= smallDigits {
				m = m*10 + int64(c-'0')
			}
			continue
		case c == '.' && point < 0:
			point = digits
			continue
		}
		break
	}
	d := decimal{small: m}
	if point >= 0 {
		d.exp = point - digits
	}
	mantissa := s[:i]
	if i < len(s) {
		power, err := strconv.Atoi(s[i+1:])
		if err != nil || s[i] != 'e' && s[i] != 'E' || power > maxExp || power < -maxExp {
			return decimal{}, false
		}
		d.exp += power
	}
	if digits == 0 || digits > maxDigits {
		return decimal{}, false
	}
	if digits > smallDigits {
		d.big, _ = new(big.Int).SetString(strings.Replace(mantissa, ".", "", 1), 10)
	} else if s[0] == '-' {
		d.small = -m
	}
	return d, true
}

// tenTo returns 10^n.
func tenTo(n int) decimal { return decimal{small: 1, exp: n} }

// mantissa returns the mantissa, not to be changed.
func (d decimal) mantissa() *big.Int {
	if d.big != nil {
		return d.big
	}
	return big.NewInt(d.small)
}

// digits returns the mantissa without its sign.
func (d decimal) digits() string {
	if d.big != nil {
		return strings.TrimPrefix(d.big.String(), "-")
	}
	return strings.TrimPrefix(strconv.FormatInt(d.small, 10), "-")
}

// magnitude returns the power of ten of the first digit.
func (d decimal) magnitude() int { return len(d.digits()) - 1 + d.exp }

// product multiplies two numbers that an int64 holds, if it holds their
// product.
func product(a, b int64) (int64, bool) {
	if a < 0 {
		p, ok := product(-a, b)
		return -p, ok
	}
	if b < 0 {
		p, ok := product(a, -b)
		return -p, ok
	}
	high, low := bits.Mul64(uint64(a), uint64(b))
	return int64(low), high == 0 && low < 1<<63
}

func (d decimal) times(e decimal) decimal {
	if d.big == nil && e.big == nil {
		if p, ok := product(d.small, e.small); ok {
			return decimal{small: p, exp: d.exp + e.exp}
		}
	}
	return decimal{big: new(big.Int).Mul(d.mantissa(), e.mantissa()), exp: d.exp + e.exp}
}

func (d decimal) sign() int {
	if d.big != nil {
		return d.big.Sign()
	}
	return cmp.Compare(d.small, 0)
}

func (d decimal) abs() decimal {
	if d.sign() >= 0 {
		return d
	}
	return d.times(decimal{small: -1})
}

func (d decimal) compare(e decimal) int {
	low := min(d.exp, e.exp)
	a, b := d.at(low), e.at(low)
	if a.big == nil && b.big == nil {
		return cmp.Compare(a.small, b.small)
	}
	return a.mantissa().Cmp(b.mantissa())
}

// at returns the decimal with another power of ten that is not above its own.
func (d decimal) at(exp int) decimal {
	n := d.exp - exp
	if d.big == nil && n <= smallDigits {
		if p, ok := product(d.small, powersOfTen[n]); ok {
			return decimal{small: p, exp: exp}
		}
	}
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	return decimal{big: power.Mul(power, d.mantissa()), exp: exp}
}

// number converts once, to the nearest float.
func (d decimal) number() datasets.Number {
	const exactFloats = 1 << 53
	if d.big == nil && d.small <= exactFloats && d.small >= -exactFloats && d.exp <= 0 && d.exp >= -15 {
		// One rounding of two exact floats is the nearest one.
		return datasets.Num(float64(d.small) / float64(powersOfTen[-d.exp]))
	}
	f, _ := strconv.ParseFloat(d.mantissa().String()+"e"+strconv.Itoa(d.exp), 64)
	return datasets.Num(f)
}

// decimals returns how many digits after the point it takes to write d.
func (d decimal) decimals() int {
	if d.exp >= 0 || d.sign() == 0 {
		return 0
	}
	if d.big != nil {
		digits := d.digits()
		return max(0, -d.exp-(len(digits)-len(strings.TrimRight(digits, "0"))))
	}
	n := -d.exp
	for m := d.small; n > 0 && m%10 == 0; n-- {
		m /= 10
	}
	return n
}

// rounded returns d at n digits after the point, halves away from zero.
func (d decimal) rounded(n int) decimal {
	cut := -d.exp - n
	if cut <= 0 {
		return d.at(-n)
	}
	if d.big == nil && cut < smallDigits && d.small < powersOfTen[smallDigits] && d.small > -powersOfTen[smallDigits] {
		unit := powersOfTen[cut]
		half := unit / 2
		if d.small < 0 {
			half = -half
		}
		return decimal{small: (d.small + half) / unit, exp: -n}
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(cut)), nil)
	half := new(big.Int).Quo(unit, big.NewInt(2))
	if d.sign() < 0 {
		half.Neg(half)
	}
	m := new(big.Int).Add(d.mantissa(), half)
	return decimal{big: m.Quo(m, unit), exp: -n}
}

// spreadsheetDigits is how many digits a spreadsheet keeps.
const spreadsheetDigits = 15

// fifteen returns d at the digits that a spreadsheet keeps, so that a stored
// 0.28000000000000003 is 0.28.
func (d decimal) fifteen() decimal {
	if limit := powersOfTen[spreadsheetDigits]; d.big == nil && d.small < limit && d.small > -limit {
		return d
	}
	digits := len(d.digits())
	if digits <= spreadsheetDigits {
		return d
	}
	return d.rounded(-d.exp - (digits - spreadsheetDigits))
}

// String prints the decimal without a power of ten.
func (d decimal) String() string {
	if d.exp >= 0 {
		whole := d.at(0)
		if whole.big == nil {
			return strconv.FormatInt(whole.small, 10)
		}
		return whole.big.String()
	}
	digits := d.digits()
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
	digits := d.rounded(0).at(0).digits()
	zeros := len(digits) - len(strings.TrimRight(digits, "0"))
	return tenTo(max(0, min(zeros, len(digits)-2)))
}
