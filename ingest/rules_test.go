package ingest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"barometer/ingest"
)

var ruleWritten = regexp.MustCompile(`(?:\b[rR]ule: +|\.say\()"([a-z_-]+)"`)

// TestRulesAreAll looks for the rules of findings in this package's own code.
func TestRulesAreAll(t *testing.T) {
	rules := ingest.Rules()
	if !slices.IsSorted(rules) {
		t.Error("the rules are not in alphabetical order")
	}
	files, err := filepath.Glob("*.go")
	must(t, err)
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		code, err := os.ReadFile(name)
		must(t, err)
		for _, m := range ruleWritten.FindAllSubmatch(code, -1) {
			found++
			if !slices.Contains(rules, string(m[1])) {
				t.Errorf("%s has the rule %s, which is none of ingest.Rules", name, m[1])
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d rules were found in the code", found)
	}
}
