package charts

import (
	"slices"
	"strings"

	"barometer/datasets"
)

// The lengths of what a chart says of corrections and withdrawals.
const (
	noticeNames  = 2   // figures named
	noticeReason = 140 // runes of the reason
)

// noticed is the figures that one release touched in one way.
type noticed struct {
	datasets.Notice
	shown bool // they have a figure; else that is what they lost
	names []string
}

// noticeNotes says which figures were corrected or withdrawn, and why.
func (c *Chart) noticeNotes() []string {
	var all []noticed
	add := func(n datasets.Notice, shown bool, name string) {
		i := slices.IndexFunc(all, func(a noticed) bool { return a.Kind == n.Kind && a.By.ID == n.By.ID && a.shown == shown })
		if i < 0 {
			i, all = len(all), append(all, noticed{Notice: n, shown: shown})
		}
		all[i].names = append(all[i].names, name)
	}
	for _, m := range c.marks() {
		if m.row.Notice != nil {
			add(*m.row.Notice, true, c.nameOf(m))
		}
	}
	for _, g := range c.extract.Gone {
		if only := c.only(); only.IsZero() || g.Period == only {
			add(g.Notice, false, c.nameAt(g.Key, g.Period))
		}
	}
	var out []string
	told := map[string]bool{} // releases of which the reason was given
	for _, n := range all {
		note := c.noticeWords(n) + c.text(": ", "\u202f: ") + some(n.names, noticeNames, c.lang) + "."
		if reason := strings.TrimRight(clean(n.Reason(), noticeReason), "."); reason != "" && !told[n.By.ID] {
			told[n.By.ID] = true
			note += " " + upper(reason) + "."
		}
		out = append(out, note)
	}
	return out
}

// noticeWords says what happened, and when it was published.
func (c *Chart) noticeWords(n noticed) string {
	on := ""
	if published := n.By.Publication.Published; !published.IsZero() {
		on = " (" + dateLabel(published, c.lang) + ")"
	}
	switch n.Kind {
	case datasets.NoticeAdded:
		return c.text("Added by a correction", "Ajouté par une correction") + on
	case datasets.NoticeLater:
		return c.text("Corrected later", "Corrigé plus tard") + on
	case datasets.NoticeLeftOut:
		return c.text("Left out by a correction", "Supprimé par une correction") + on
	case datasets.NoticeWithdrawn:
		if n.shown {
			return c.text("Another figure was withdrawn", "Un autre chiffre a été retiré")
		}
		return c.text("Figure withdrawn", "Chiffre retiré")
	}
	return c.text("Corrected", "Corrigé") + on
}
