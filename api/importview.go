package api

import (
	"github.com/gin-gonic/gin"

	"barometer/api/pages/imports"
	"barometer/datasets"
)

// describeImport fills in the page of an import.
func (s *site) describeImport(c *gin.Context, view *imports.View) error {
	i := view.Import
	lang, _ := readerLang(c)
	state, err := s.db.State(c.Request.Context(), 0)
	if err != nil {
		return err
	}
	n := countFindings(i.Findings)
	view.Created, view.At, view.Problem = moment(i.Created), moment(i.ReleaseAt), i.Problem
	view.Errors, view.Warnings = n.Errors, n.Warnings
	view.Annotated = address(root+"/imports/"+i.ID+"/annotated", "lang="+string(lang))
	var more int
	view.Sheets, view.Unlisted = sheetsOf(i.Findings, i.Around, func(s datasets.Severity) bool { return s != datasets.SeverityInfo })
	view.Remarks, more = sheetsOf(i.Findings, i.Around, func(s datasets.Severity) bool { return s == datasets.SeverityInfo })
	view.Unlisted += more
	open := i.Stage == datasets.StageReady || i.Stage == datasets.StageRefused || i.Stage == datasets.StageFailed
	mine := mayChange(actor(c), i)
	view.Discards = mine && (open || i.Stage.Working() || i.Stage == datasets.StageScheduled && actor(c).Role.Allows(datasets.RolePublisher))
	if open && mine && i.Kept {
		view.Words, view.MoreWords = wordsOf(state.Catalogue, i.Unmatched)
	}
	if open && n.Errors+n.Warnings > 0 || i.Stage == datasets.StageFailed {
		view.Sending = &imports.Sending{Limit: s.limits.upload >> 20}
		if mine {
			view.Sending.Replaces = i.ID
		}
	}
	if i.Stage == datasets.StageReady || i.Stage == datasets.StageScheduled {
		return s.describeChanges(c, view)
	}
	view.Decision = nil
	return s.describeRelease(c, view)
}

// describeChanges adds what publishing an import would change, and the form
// that decides on it.
func (s *site) describeChanges(c *gin.Context, view *imports.View) error {
	ctx, i := c.Request.Context(), view.Import
	lang, _ := readerLang(c)
	w, err := s.db.Waiting(ctx, i.DraftID)
	if err != nil {
		return err
	}
	now, err := s.db.State(ctx, i.Generation)
	if err != nil {
		return err
	}
	then, err := s.db.Preview(ctx, i.DraftID, i.Generation+1)
	if err != nil {
		return err
	}
	all, err := s.changesOf(ctx, w, i.Generation)
	if err != nil {
		return err
	}
	t := teller{Catalogue: then.Catalogue}
	changes, found, err := changesPage(c, t, i, all)
	if err != nil {
		return err
	}
	view.Changes = changes
	view.Changes.CSV = address(root+"/imports/"+i.ID+"/changes", "format=csv")
	if view.Charts, view.Elsewhere, err = s.besides(ctx, now, then, found, lang); err != nil {
		return err
	}
	if i.Stage == datasets.StageScheduled {
		view.Decision, view.Accepted = nil, w.Release.Accepted
		return nil
	}
	shifts, more, err := s.shifted(ctx, t, w, i, view.Decision, lang)
	if err != nil {
		return err
	}
	view.Decision = s.decisionFor(c, i, now.Releases, view.Decision)
	view.Decision.Shifts, view.Decision.MoreShifts = shifts, more
	return nil
}

// describeRelease adds what became of an import that was published.
func (s *site) describeRelease(c *gin.Context, view *imports.View) error {
	if view.Stage != datasets.StagePublished {
		return nil
	}
	w, err := s.db.Waiting(c.Request.Context(), view.DraftID)
	if err != nil {
		return err
	}
	view.Accepted, view.Withdrawn = w.Release.Accepted, w.Release.WithdrawnReason
	return nil
}
