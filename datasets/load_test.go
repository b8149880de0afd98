package datasets

import "testing"

func TestShipped(t *testing.T) {
	c, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("catalogue version %d: %d datasets, %d codelists, %d sources", c.Version, len(c.Datasets), len(c.Codelists), len(c.Sources))
	w, err := Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	if len(w) != 20 {
		t.Errorf("%d workbooks, want 20", len(w))
	}
}
