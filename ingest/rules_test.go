package ingest_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/ingest"
)

var ruleWritten = regexp.MustCompile(`(?:\b[rR]ule: +|\.say\()"([a-z_-]+)"`)

var ruleDocumented = regexp.MustCompile(`(?m)^\| ` + "`" + `([a-z_-]+)` + "`" + ` \| ((?:error|warning|info)(?:, (?:error|warning|info))*) \|`)

// documentedRules returns the severities of each rule in the table of
// docs/workbooks.md.
func documentedRules(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "docs", "workbooks.md"))
	must(t, err)
	rules := map[string][]string{}
	for _, m := range ruleDocumented.FindAllSubmatch(text, -1) {
		rules[string(m[1])] = strings.Split(string(m[2]), ", ")
	}
	return rules
}

func TestEveryRuleIsDocumented(t *testing.T) {
	if diff := cmp.Diff(ingest.Rules(), slices.Sorted(maps.Keys(documentedRules(t)))); diff != "" {
		t.Errorf("rules in docs/workbooks.md (-of the code +documented):\n%s", diff)
	}
}

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
