package ingest

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestOccurrences counts a pattern in texts that come in pieces of any length.
func TestOccurrences(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		var text []byte
		for range r.IntN(40) {
			text = append(text, []string{"PK\x01\x02", "P", "PK", "PK\x01", "x"}[r.IntN(5)]...)
		}
		o := occurrences{of: directoryEntry}
		for rest := text; len(rest) > 0; {
			n := 1 + r.IntN(min(9, len(rest)))
			if _, err := o.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if want := bytes.Count(text, directoryEntry); o.n != want {
			t.Errorf("%q: %d occurrences, expected %d", text, o.n, want)
		}
	}
}
