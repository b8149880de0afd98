package datasets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		text, sheet, cell string
		ok                bool
	}{
		{"Feuil1!A4", "Feuil1", "A4", true},
		{" Feuil1!$b$12 ", "Feuil1", "B12", true},
		{"'L''emploi 2019'!AA3", "L'emploi 2019", "AA3", true},
		{"Attention!!C3", "Attention!", "C3", true},
		{"Feuil1", "", "", false},
		{"!A4", "", "", false},
		{"Emplois !", "", "", false},
		{"Feuil1!ABCD4", "", "", false},
		{"Feuil1!A", "", "", false},
	} {
		sheet, cell, ok := Place(c.text)
		if sheet != c.sheet || cell != c.cell || ok != c.ok {
			t.Errorf("%q is %q, %q, %v", c.text, sheet, cell, ok)
		}
	}
}

func TestMappingWith(t *testing.T) {
	kept := Mapping{
		{Kind: AssignDataset, Text: "Feuil1", ID: "jobs"},
		{Kind: AssignCode, Of: "geo", Text: "Le Nord", ID: "FRE1"},
		{Kind: AssignCode, Of: "jobs.geo", Text: "Le Nord", ID: "FRE"},
		{Kind: AssignDataset, Text: "Feuil2!a3", ID: "wages"},
	}
	given := Mapping{
		{Kind: AssignCode, Of: "geo", Text: "LE NORD", ID: "FRE", Line: "map.yaml:3"},
		{Kind: AssignIgnore, Text: "feuil 1", Line: "map.yaml:5"},
		{Kind: AssignUnit, Text: "k emplois", ID: "thousand", Line: "map.yaml:8"},
		{Kind: AssignDataset, Text: "'feuil2'!A3", ID: "jobs", Line: "map.yaml:9"},
	}
	want := Mapping{given[1], given[0], kept[2], given[3], given[2]}
	got := kept.With(given)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, c := range map[string]struct {
		a, b Mapping
		want bool
	}{
		"another order":   {Mapping{kept[0], kept[1]}, Mapping{kept[1], kept[0]}, true},
		"another line":    {given[2:3], Mapping{{Kind: AssignUnit, Text: "K Emplois", ID: "thousand"}}, true},
		"another meaning": {kept[1:2], given[:1], false},
		"ignored":         {kept[:1], given[1:2], false},
		"one more":        {kept, kept[:2], false},
		"another word":    {kept[:1], kept[1:2], false},
		"none":            {nil, Mapping{}, true},
	} {
		if got := c.a.Same(c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if key := (Assignment{Kind: AssignUnit, Text: "—"}).Key(); key != "" {
		t.Errorf("a sign alone has the key %q", key)
	}
}
