package store

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"barometer/datasets"
)

// TestUsualText holds the short way of comparing a text with a figure to the
// long one.
func TestUsualText(t *testing.T) {
	texts := []string{
		"", "-", ".", "0", "-0", "0.0", "00", "01", "0.5", ".5", "5.", "5.0", "-5", "+5", "5 ", "1e3", "1000", "1.2.3", "0.1", "0.10", "12,3",
		"0.0000001", "123456789012345", "1234567890.12345", "999999999999999", "1234567890123456", "9007199254740993", "0.3", "0.30000000000000004", "-12.75", "−12.75",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		v := math.Round(random.Float64()*math.Pow10(random.IntN(16))) / math.Pow10(random.IntN(12))
		texts = append(texts, strconv.FormatFloat(v, 'f', -1, 64), strconv.FormatFloat(-v, 'f', random.IntN(8), 64))
	}
	for _, text := range texts {
		parsed, _ := strconv.ParseFloat(text, 64)
		for _, n := range []datasets.Number{{}, datasets.Num(0), datasets.Num(math.Copysign(0, -1)), datasets.Num(parsed), datasets.Num(math.Nextafter(parsed, 1))} {
			if got, want := isUsualText(text, n), text == usualText(n); got != want {
				t.Fatalf("%q for %v: %v, expected %v", text, n, got, want)
			}
		}
	}
}
