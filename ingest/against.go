package ingest

import (
	"fmt"

	"barometer/datasets"
)

// otherSources compares a figure with every other source's of the same cell.
func (k *checker) otherSources(row *datasets.Row) {
	others := k.hand.elsewhere(row)
	if len(others) == 0 {
		return
	}
	said := map[datasets.Relation][]string{}
	for _, other := range others {
		if other.Release.Publication.Source.ID != k.pub.Source.ID {
			relation := datasets.Relate(*row, other)
			said[relation] = append(said[relation], other.Plain()+" of "+other.Release.ID)
		}
	}
	for _, x := range []struct {
		relation datasets.Relation
		severity datasets.Severity
		words    string
	}{
		{datasets.Disagrees, datasets.SeverityWarning, "differs from"},
		{datasets.Agrees, datasets.SeverityInfo, "agrees within rounding with"},
		{datasets.Truncated, datasets.SeverityInfo, "is cut short, or cuts short,"},
		{datasets.Quoted, datasets.SeverityInfo, "is quoted differently:"},
	} {
		if len(said[x.relation]) > 0 {
			k.say(string(x.relation), x.severity, row, row.Plain()+" "+x.words+" "+and(said[x.relation]), "")
		}
	}
}

// olderEditions warns where a figure is beyond rounding another than an older
// publication of the same source gave, or one that was released before on the
// same published day; or is missing where the latest of them had one.
func (k *checker) olderEditions(row *datasets.Row) {
	var rewritten []string
	var latest *datasets.Row
	others := k.hand.elsewhere(row)
	for i := range others {
		other := &others[i]
		before := &other.Release.Publication
		if before.Source.ID != k.pub.Source.ID || before.Published.Compare(k.pub.Published) > 0 {
			continue
		}
		latest = other // the oldest come first
		if relation := datasets.Relate(*row, *other); relation == datasets.Disagrees || relation == datasets.Quoted {
			rewritten = append(rewritten, other.Plain()+" of "+other.Release.ID)
		}
	}
	if latest != nil && latest.HasFigure() && !row.HasFigure() {
		k.say("rewrites", datasets.SeverityWarning, row, fmt.Sprintf("no figure (status %s) stated where %s has %s (%s!%s)", row.Status, latest.Release.ID, latest.Plain(), latest.Origin.Sheet, latest.Origin.Cell), latest.Plain())
	}
	if len(rewritten) > 0 {
		k.say("rewrites", datasets.SeverityWarning, row, row.Plain()+" rewrites "+and(rewritten), "")
	}
}
