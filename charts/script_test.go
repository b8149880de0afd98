package charts

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFallbackDrawsTheSame holds the parts of ECharts that are compiled
// beforehand to the whole that browsers get.
func TestFallbackDrawsTheSame(t *testing.T) {
	whole, err := startMachine(fallback, RenderTimeout)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.close()
	parts, err := startMachine(bytecode, RenderTimeout)
	if err != nil {
		t.Fatal(err)
	}
	defer parts.close()
	for _, g := range gallery {
		t.Run(g.name, func(t *testing.T) {
			c, err := New(g.spec, shipped(t, g.dataset, g.codes))
			if err != nil {
				t.Fatal(err)
			}
			option, err := c.Option()
			if err != nil {
				t.Fatal(err)
			}
			var drawings [2]string
			for i, m := range []*machine{whole, parts} {
				drawn, err := m.call(t.Context(), "render", string(option), c.width, c.height)
				if err != nil {
					t.Fatal(err)
				}
				svg, err := finish(drawn, c, option)
				if err != nil {
					t.Fatal(err)
				}
				drawings[i] = string(svg)
			}
			if diff := cmp.Diff(drawings[0], drawings[1]); diff != "" {
				t.Errorf("whole and parts differ (-whole +parts):\n%s", diff)
			}
		})
	}
}

func TestMachineOfBrokenBytecode(t *testing.T) {
	for _, code := range []string{"", "no bytecode", "\x00\x00\x00\x00"} {
		m, err := startMachine(func() ([]byte, error) { return []byte(code), nil }, RenderTimeout)
		if err == nil {
			m.close()
			t.Errorf("a machine starts with %q, expected an error", code)
		}
	}
}
