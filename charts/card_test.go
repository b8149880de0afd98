package charts

import (
	"fmt"
	"strings"
	"testing"
)

// Whatever a card holds, it has one size and cuts nothing: its view reaches down
// to the last line, and its notes are there or counted.
func TestCards(t *testing.T) {
	smaller, counted := 0, 0
	for _, g := range gallery {
		e := shipped(t, g.dataset, g.codes)
		spec := g.spec
		spec.Card, spec.Width, spec.Height = true, 0, 0
		c := mustNew(t, spec, e)
		if width, height := c.Size(); width != CardWidth || height != CardHeight {
			t.Errorf("%s: %d × %d", g.name, width, height)
		}
		var left, top, width, height float64
		_, _, view := c.frame()
		if _, err := fmt.Sscan(view, &left, &top, &width, &height); err != nil {
			t.Fatal(err)
		}
		if ratio := width / height; top != 0 || int(height) != c.height || left > 0 || ratio < 1.9 || ratio > 1.91 || left*2+width < CardWidth-1 || left*2+width > CardWidth+1 {
			t.Errorf("%s: of %d × %d the card shows %s", g.name, c.width, c.height, view)
		}
		if c.height > CardHeight {
			smaller++
		}
		spec.Card, spec.Width, spec.Height = false, CardWidth, CardHeight
		full := mustNew(t, spec, e)
		_, high := full.Size()
		switch {
		case high <= CardHeight && strings.Join(c.Notes(), "\n") != strings.Join(full.Notes(), "\n"):
			t.Errorf("%s: the notes fit and are %q, want %q", g.name, c.Notes(), full.Notes())
		case high > CardHeight && len(full.Notes()) > 0:
			counted++
			if len(c.Notes()) != 1 || !strings.Contains(c.Notes()[0], "on the page of this chart") || !strings.HasPrefix(c.Notes()[0], fmt.Sprint(len(full.Notes()))) {
				t.Errorf("%s: %q stands for %d notes", g.name, c.Notes(), len(full.Notes()))
			}
		}
	}
	if smaller == 0 || counted == 0 {
		t.Errorf("%d cards are too high and %d count their notes: the test shows nothing", smaller, counted)
	}
}

// A card that is too high is drawn smaller as a whole.
func TestCardIsDrawnSmaller(t *testing.T) {
	c := mustNew(t, Spec{Type: "map", Card: true}, shipped(t, "jobs", map[string]string{"geo": regions, "scope": "NAF8220_EST"}))
	_, _, view := c.frame()
	if svg := drawn(t, shared(t), c); !strings.Contains(svg, fmt.Sprintf(`width="600" height="315" viewBox="%s"`, view)) || !strings.HasPrefix(view, "-") {
		t.Errorf("the card begins %.200s", svg)
	}
}
