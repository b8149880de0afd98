package ingest

import (
	"fmt"
	"slices"

	"barometer/datasets"
)

// withoutFigure are the statuses that say why there is no figure: CL_OBS_STATUS
// codes for missing figures of all kinds, and for those not to be known.
var withoutFigure = []datasets.Status{datasets.Missing, datasets.Suppressed, "L", "M"}

// sound reports whether what is said of a figure can be so, and tells what
// cannot.
func (r *reader) sound(st *statement) bool {
	r.laterThanPublished(st)
	status := st.figure.status
	if status == datasets.Normal || !st.figure.hasFigure() || !slices.Contains(withoutFigure, status) {
		return true
	}
	list := r.cat.Codelists[conceptStatus]
	r.fault(finding{
		rule: "status", sheet: st.sheet, cell: st.cell, found: st.cell.text, expected: "a figure, or the status that says why there is none",
		message: fmt.Sprintf("the figure stands beside the status %s, which says that there is none", list.Named(string(status), r.report.Publication.Language)),
		mend:    "Delete the status if the figure is right, else the figure.",
	})
	return false
}

// laterPeriod is a period of a sheet's figures.
type laterPeriod struct {
	sheet  int
	period datasets.Period
}

// laterThanPublished warns, once a sheet, of a period that begins after the
// publication: only a forecast, status F, speaks of one.
func (r *reader) laterThanPublished(st *statement) {
	published := r.report.Publication.Published
	if published.IsZero() || st.period.Year() < published.Last().Year() || st.figure.status == datasets.Forecast || !st.period.Start().After(published.Last()) {
		return
	}
	at := laterPeriod{st.sheet.number, st.period}
	if r.later[at] || len(r.later) >= manyFindings {
		return
	}
	r.later[at] = true
	r.fault(finding{
		rule: "period", severity: datasets.SeverityWarning, sheet: st.sheet, cell: st.cell, found: st.period.String(), expected: "a period that began by " + published.String(),
		message: fmt.Sprintf("%s begins after the publication, %s", st.period, published),
		mend:    "Correct the period, or the date published on the About sheet; a forecast has the status F.",
	})
}

// notWhole tells of a figure with a fraction where the dataset counts in whole
// numbers.
func (r *reader) notWhole(st *statement, target string, d decimal) {
	if d.decimals() == 0 || target == r.vocabulary.percent || len(r.vocabulary.scaled(target)) > 0 {
		return
	}
	r.fault(finding{
		rule: "decimals", severity: datasets.SeverityInfo, sheet: st.sheet, cell: st.cell, found: st.cell.text, expected: "a whole number",
		message: fmt.Sprintf("%s is kept as it is, though %s is counted in whole numbers", d, st.dataset.ID),
		mend:    "Check that no thousands are meant, and that the unit is right.",
	})
}
