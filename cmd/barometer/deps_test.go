package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows are the imports that are allowed, and no others (docs/design: who may
// know whom). A package not named here may import none of ours.
var arrows = map[string][]string{
	"barometer/cmd/barometer":   {"barometer/api", "barometer/api/format", "barometer/store", "barometer/ingest", "barometer/charts", "barometer/datasets"},
	"barometer/api":             {"barometer/api/format", "barometer/api/pages", "barometer/store", "barometer/ingest", "barometer/charts", "barometer/datasets"},
	"barometer/api/format":      {"barometer/datasets"},
	"barometer/api/pages":       {"barometer/datasets"},
	"barometer/store":           {"barometer/datasets"},
	"barometer/ingest":          {"barometer/datasets"},
	"barometer/charts":          {"barometer/datasets"},
	"barometer/datasets":        {},
	"barometer/bench":           {"barometer/store", "barometer/ingest", "barometer/datasets"},
	"barometer/bench/pictures":  {},
	"barometer/charts/bytecode": {},
}

// kept are the outside packages that only some of ours may import, with why.
var kept = []struct {
	prefix string
	in     []string
	why    string
}{
	{"github.com/gin-gonic/gin", []string{"barometer/api"}, "HTTP ends in api: nothing below may know a request"},
	{"github.com/jmoiron/sqlx", []string{"barometer/store"}, "SQL lives in store alone"},
	{"modernc.org/sqlite", []string{"barometer/store"}, "SQL lives in store alone"},
	{"github.com/jackc/pgx", []string{"barometer/store"}, "SQL lives in store alone"},
	{"github.com/pressly/goose", []string{"barometer/store"}, "SQL lives in store alone"},
	{"database/sql", []string{"barometer/store"}, "SQL lives in store alone"},
	{"github.com/go-echarts", []string{"barometer/charts"}, "a chart's look is decided in one place"},
	{"modernc.org/quickjs", []string{"barometer/charts"}, "drawing is decided in one place"},
	{"github.com/tetratelabs/wazero", []string{"barometer/charts"}, "drawing is decided in one place"},
	{"github.com/xuri/excelize", []string{"barometer/ingest", "barometer/api/format", "barometer/bench"}, "workbooks are read in ingest and written in api/format; bench measures it"},
	{"github.com/goccy/go-yaml", []string{"barometer/datasets", "barometer/api", "barometer/api/pages"}, "figures never pass through YAML; api reads the mappings that stewards write, in mapfile.go"},
	{"net/http", []string{"barometer/api", "barometer/cmd/barometer", "barometer/bench/pictures"}, "HTTP ends in api; bench/pictures asks a running server"},
}

// owner is the package that answers for another: the pages for their parts.
func owner(path string) string {
	if strings.HasPrefix(path, "barometer/api/pages/") {
		return "barometer/api/pages"
	}
	return path
}

func TestImportArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "barometer/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		from, imports := owner(fields[0]), fields[1:]
		if _, ok := arrows[from]; !ok {
			t.Errorf("%s is not in the table of arrows: say what it may import", from)
		}
		for _, to := range imports {
			to = owner(to)
			if strings.HasPrefix(to, "barometer/") && to != from && !slices.Contains(arrows[from], to) {
				t.Errorf("%s imports %s, which is no arrow of ours", from, to)
			}
			for _, k := range kept {
				if strings.HasPrefix(to, k.prefix) && !slices.Contains(k.in, from) {
					t.Errorf("%s imports %s: %s", from, to, k.why)
				}
			}
			if from == "barometer/datasets" && strings.Contains(to, ".") && to != "github.com/goccy/go-yaml" {
				t.Errorf("datasets imports %s: it has the standard library, and YAML in load.go", to)
			}
		}
	}
}

// TestDependenciesTold holds go.mod's direct requirements to the page that
// says why each is there.
func TestDependenciesTold(t *testing.T) {
	told, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "list", "-m", "-f", "{{if not (or .Indirect .Main)}}{{.Path}}{{end}}", "all").Output()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(told), func(r rune) bool { return strings.ContainsRune(" |(),\n", r) })
	for path := range strings.FieldsSeq(string(out)) {
		if !slices.Contains(words, path) {
			t.Errorf("docs/dependencies.md does not say why %s is required", path)
		}
	}
}
