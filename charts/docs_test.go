package charts

import (
	"os"
	"strings"
	"testing"
)

// docs/charts.md says of every type and theme what it is.
func TestTypesAreDocumented(t *testing.T) {
	content, err := os.ReadFile("../docs/charts.md")
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, name := range Types {
		i := strings.Index(string(content), "| `"+name+"` |")
		if i < at {
			t.Errorf("docs/charts.md has no row for type %s, or not in this order", name)
		}
		at = max(at, i)
	}
	for _, name := range Themes {
		if !strings.Contains(string(content), "`"+name+"`") {
			t.Errorf("docs/charts.md does not name theme %s", name)
		}
	}
}
