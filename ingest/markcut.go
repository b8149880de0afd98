package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"barometer/datasets"
)

// markWords are what is written out for a mark: 2020 (provisoire).
var markWords = map[string]string{
	"prov": "(p)", "provisoire": "(p)", "provisoires": "(p)", "provisional": "(p)", "prov.": "(p)",
	"est.": "(e)", "estimé": "(e)", "estimée": "(e)", "estime": "(e)", "estimation": "(e)", "estimate": "(e)", "estimated": "(e)",
	"rév": "(r)", "rév.": "(r)", "révisé": "(r)", "révisée": "(r)", "revised": "(r)",
}

var mark = regexp.MustCompile(`\s*(\(([a-zA-Z]|[0-9]{1,2}|\pL{3,11}\.?)\)|\[[0-9]{1,2}\]|\*+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$`)

// cutMarks cuts the marks off the end of a cell or label, and returns them as
// (1), (e), **. A superscript right after a letter is part of the word: m².
func cutMarks(s string) (string, []string) {
	var marks []string
	if len(s) > longestName {
		return s, nil
	}
	for {
		at := mark.FindStringSubmatchIndex(s)
		if at == nil {
			return s, marks
		}
		m, ok := plainMark(s[at[2]:at[3]])
		before := []rune(s[:at[0]])
		inWord := at[0] == at[2] && len(before) > 0 && unicode.IsLetter(before[len(before)-1])
		if !ok || inWord && slices.Contains(superDigits, []rune(s[at[2]:])[0]) {
			return s, marks
		}
		marks = append([]string{m}, marks...)
		s = s[:at[0]]
	}
}

// plainMark returns a mark as notes are looked for by: (1) for ¹ and [1], (p)
// for (provisoire). It is false for a word in brackets that is no mark.
func plainMark(m string) (string, bool) {
	switch inside := strings.Trim(m, "()[]"); {
	case slices.Contains(superDigits, []rune(m)[0]):
		return "(" + plainDigits(m) + ")", true
	case m[0] == '[':
		return "(" + inside + ")", true
	case m[0] == '(' && len(inside) > 2:
		word, ok := markWords[strings.ToLower(inside)]
		return word, ok
	}
	return strings.ToLower(m), true
}

func plainDigits(super string) string {
	return strings.Map(func(r rune) rune {
		if i := slices.Index(superDigits, r); i >= 0 {
			return rune('0' + i)
		}
		return r
	}, super)
}

func statusOf(marks []string) datasets.Status {
	for _, s := range statuses {
		if slices.Contains(marks, s.mark) {
			return s.status
		}
	}
	return datasets.Normal
}
