package api

import (
	"fmt"
	"slices"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/store"
)

// breakNotes are the breaks that lie between the figures of an extract.
func breakNotes(e *datasets.Extract, lang datasets.Lang) []format.Note {
	var notes []format.Note
	for _, b := range e.Dataset.Breaks {
		crossed := slices.ContainsFunc(e.Series, func(s datasets.Series) bool {
			first, last := s.Cells[0].Period, s.Cells[len(s.Cells)-1].Period
			return e.Dataset.Matches(s.Key, b.Where) && first.Compare(b.Period) < 0 && last.Compare(b.Period) >= 0
		})
		if crossed {
			notes = append(notes, format.Note{Kind: "break", Period: b.Period.String(), Codes: b.Where, Text: b.Reason.In(lang)})
		}
	}
	return notes
}

func derivedNote(limit int, lang datasets.Lang) format.Note {
	text := datasets.Text{
		En: "checks are computed for answers of up to %d observations",
		Fr: "les contrôles sont calculés pour les réponses de %d observations au plus",
	}
	return format.Note{Kind: "derived", Text: fmt.Sprintf(text.In(lang), limit)}
}

// standings says of every release of a state where it stands in its life, as a
// question about a day sees it.
func standings(st *store.State, asOf datasets.Date, lang datasets.Lang) map[string]format.Standing {
	shown := map[string]string{}
	for _, r := range datasets.Visible(st.Releases, st.Generation, asOf) {
		shown[r.Publication.ID] = r.ID
	}
	out := map[string]format.Standing{}
	for _, r := range st.Releases {
		by, corrected := shown[r.Publication.ID]
		switch {
		case !r.VisibleAt(st.Generation):
			out[r.ID] = format.Standing{State: format.StateWithdrawn, Reason: r.WithdrawnReason}
		case corrected && by != r.ID:
			text := datasets.Text{En: "corrected by %s", Fr: "corrigé par %s"}
			out[r.ID] = format.Standing{State: format.StateCorrected, Reason: fmt.Sprintf(text.In(lang), by)}
		default:
			out[r.ID] = format.Standing{State: format.StatePublished}
		}
	}
	return out
}
