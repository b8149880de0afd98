package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/pages/imports"
	"barometer/datasets"
)

// ticksShown is how many warnings have a tick each; more are accepted by rule.
const ticksShown = 20

// publishByForm publishes an import or schedules it, or shows what there is to
// decide again, with what was filled in.
func (s *site) publishByForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	d, err := decisionOf(form)
	if err == nil {
		_, err = s.decide(c, d)
	}
	if err != nil {
		return s.formFailed(c, err, imports.View{Decision: filledIn(form)})
	}
	c.Redirect(http.StatusSeeOther, inLang(c, importsPage+"/"+c.Param("import")))
	return nil
}

// decisionOf reads the form of a decision.
func decisionOf(form url.Values) (Decision, error) {
	d := Decision{Changes: form.Get("changes"), Reason: strings.TrimSpace(form.Get("reason")), Note: form.Get("note")}
	for _, value := range form["accept"] {
		d.Accept = append(d.Accept, acceptableOf(value))
	}
	switch form.Get("when") {
	case "now":
	case "at":
		at, err := hourOf(form)
		if err != nil {
			return d, err
		}
		d.ReleaseAt = at.Format(time.RFC3339)
	default:
		return d, invalid("hour", form.Get("when"), "say whether it is published now or at an hour")
	}
	return d, nil
}

// tickOf is the value of the tick of a warning, which acceptableOf reads: no
// cell has an exclamation mark, and no rule a bar.
func tickOf(f datasets.Finding) string { return f.Rule + "|" + f.Sheet + "!" + f.Cell }

func acceptableOf(value string) Acceptable {
	rule, place, found := strings.Cut(value, "|")
	at := strings.LastIndex(place, "!")
	if !found || at < 0 {
		return Acceptable{Rule: rule}
	}
	return Acceptable{Rule: rule, Sheet: place[:at], Cell: place[at+1:]}
}

// filledIn is the form of a decision as a reader filled it in. Whoever sees it
// again ticks what is still to be ticked: what was ticked stays so.
func filledIn(form url.Values) *imports.Decision {
	out := &imports.Decision{
		Hash: form.Get("changes"), Generation: generationOf(form), Reason: form.Get("reason"), Note: form.Get("note"), Later: form.Get("when") == "at",
		Day: form.Get("day"), Hour: form.Get("hour"), Zone: form.Get("zone"),
	}
	for _, value := range form["accept"] {
		out.Warnings = append(out.Warnings, imports.Tick{Value: value, Ticked: true})
	}
	counts := strings.Split(form.Get("tally"), ",")
	for n, kind := range datasets.ChangeKinds {
		if count, err := strconv.Atoi(counts[min(n, len(counts)-1)]); err == nil {
			out.Approved = append(out.Approved, imports.Part{Kind: kind, N: count})
		}
	}
	return out
}

// decisionFor is the form with which a reader publishes an import, with what
// was filled in before, if anything was.
func (s *site) decisionFor(c *gin.Context, i datasets.Import, releases []datasets.Release, before *imports.Decision) *imports.Decision {
	d := imports.Decision{Hour: usualHour, Zone: zones[0]}
	if before != nil {
		d = *before
	}
	by := actor(c)
	switch {
	case !by.Role.Allows(datasets.RolePublisher):
		d.Barred = "role"
	case s.approval && (i.Token == by.ID || i.By == by.Name):
		d.Barred = "approval"
	}
	if before == nil || before.Hash == i.Changes {
		d.Approved = nil
	} else {
		d.Then = partsOf(i.Tally)
	}
	d.Hash, d.Generation = i.Changes, i.Generation
	d.Zones = zonesAt(s.now())
	if next := datasets.NextID(i.Publication.ID, releases); next != i.Publication.ID {
		d.Corrects = latestOf(releases, i.Publication.ID)
		if before == nil {
			d.Note = ownNote(releases, i.Publication)
		}
	}
	var ticked []string
	for _, t := range d.Warnings {
		ticked = append(ticked, t.Value)
	}
	d.Warnings, d.ByRule = ticksOf(i.Findings, ticked)
	return &d
}

// latestOf is the id of the last release of a publication.
func latestOf(releases []datasets.Release, publication string) string {
	last := datasets.Release{}
	for _, r := range releases {
		if r.Publication.ID == publication && (last.ID == "" || r.Number() > last.Number()) {
			last = r
		}
	}
	return last.ID
}

// ownNote is the note that a correction's workbook brings, unless a release
// before it had the same: then it does not say what this one corrects.
func ownNote(releases []datasets.Release, p datasets.Publication) string {
	for _, r := range releases {
		if r.Publication.ID == p.ID && r.Publication.Note == p.Note {
			return ""
		}
	}
	return p.Note
}

// ticksOf are the ticks of the warnings: one each, or one a rule where they
// are many.
func ticksOf(findings []datasets.Finding, ticked []string) (ticks []imports.Tick, byRule bool) {
	byRule = countFindings(findings).Warnings > ticksShown
	for _, f := range findings {
		if f.Severity != datasets.SeverityWarning {
			continue
		}
		t := imports.Tick{Value: tickOf(f), Rule: f.Rule, Place: placeOf(f), Message: f.Message, N: 1}
		if byRule {
			t = imports.Tick{Value: f.Rule, Rule: f.Rule, N: 1}
		}
		if i := slices.IndexFunc(ticks, func(other imports.Tick) bool { return other.Value == t.Value }); i >= 0 {
			if ticks[i].N++; !byRule {
				ticks[i].Message += " " + t.Message
			}
			continue
		}
		t.Ticked = slices.Contains(ticked, t.Value)
		ticks = append(ticks, t)
	}
	return ticks, byRule
}

// placeOf is where a finding is, for a reader: never empty, for a tick without
// a place is one of a rule.
func placeOf(f datasets.Finding) string {
	switch {
	case f.Cell != "":
		return f.Sheet + "!" + f.Cell
	case f.Sheet != "":
		return f.Sheet
	}
	return "*"
}

func partsOf(t datasets.Tally) []imports.Part {
	return []imports.Part{
		{Kind: datasets.ChangeNew, N: t.New}, {Kind: datasets.ChangeRevised, N: t.Revised}, {Kind: datasets.ChangeConfirmed, N: t.Confirmed},
		{Kind: datasets.ChangeGone, N: t.Gone}, {Kind: datasets.ChangeDisagreeing, N: t.Disagreeing},
	}
}
