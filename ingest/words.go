package ingest

import (
	"strconv"
	"strings"
)

// and joins words as a sentence does.
func and(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func decimalWords(v float64, decimals int) string {
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
