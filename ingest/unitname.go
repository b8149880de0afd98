package ingest

import (
	"regexp"

	"barometer/datasets"
)

// unitLink is what links the words of a unit: millions d'euros.
var unitLink = regexp.MustCompile(`(?i)(^|\s)(?:d['’]|(?:de|des|of)\s)`)

// unlinked leaves out what links the words of a unit. Spacing counts for
// nothing where names are compared, so that M d'euros, millions, would else be
// the same as Md euros, billions.
func unlinked(unit string) string { return unitLink.ReplaceAllString(unit, "$1") }

// unitNames returns the units with their names as they are compared.
func unitNames(list *datasets.Codelist) *datasets.Codelist {
	if list == nil {
		return datasets.NewCodelist(conceptUnit, nil)
	}
	var codes []datasets.Code
	for _, c := range list.Codes {
		c.Label = datasets.Text{En: unlinked(c.Label.En), Fr: unlinked(c.Label.Fr)}
		var aliases []string
		for _, a := range c.Aliases {
			aliases = append(aliases, unlinked(a))
		}
		c.Aliases = aliases
		codes = append(codes, c)
	}
	return datasets.NewCodelist(list.ID, codes)
}
