package api

import (
	"fmt"
	"slices"

	"barometer/api/format"
	"barometer/datasets"
)

// noticed is how many figures of an extract one release touched in one way.
type noticed struct {
	datasets.Notice
	figures int
}

// noticesOf counts the notices of an extract by what happened and by which
// release, in the order in which they come.
func noticesOf(e *datasets.Extract) []noticed {
	var out []noticed
	add := func(n datasets.Notice) {
		i := slices.IndexFunc(out, func(o noticed) bool { return o.Kind == n.Kind && o.By.ID == n.By.ID })
		if i < 0 {
			i, out = len(out), append(out, noticed{Notice: n})
		}
		out[i].figures++
	}
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			if n := cell.Shown().Notice; n != nil {
				add(*n)
			}
		}
	}
	for _, g := range e.Gone {
		add(g.Notice)
	}
	return out
}

// noticeWords say what happened to how many figures, by which release and on
// which day it was published.
var noticeWords = map[datasets.NoticeKind]datasets.Text{
	datasets.NoticeCorrected: {En: "figures corrected by %[2]s, published %[3]s: %[1]d", Fr: "chiffres corrigés par %[2]s, publié le %[3]s\u202f: %[1]d"},
	datasets.NoticeAdded:     {En: "figures added by the correction %[2]s, published %[3]s: %[1]d", Fr: "chiffres ajoutés par la correction %[2]s, publiée le %[3]s\u202f: %[1]d"},
	datasets.NoticeLater:     {En: "figures corrected later, by %[2]s, published %[3]s: %[1]d", Fr: "chiffres corrigés plus tard, par %[2]s, publié le %[3]s\u202f: %[1]d"},
	datasets.NoticeLeftOut:   {En: "figures left out by the correction %[2]s, published %[3]s: %[1]d", Fr: "chiffres supprimés par la correction %[2]s, publiée le %[3]s\u202f: %[1]d"},
	datasets.NoticeWithdrawn: {En: "figures of %[2]s, published %[3]s, that were withdrawn: %[1]d", Fr: "chiffres de %[2]s, publié le %[3]s, qui ont été retirés\u202f: %[1]d"},
}

// noticeNotes say which releases corrected, left out or took back figures that
// the extract has or had, and why.
func noticeNotes(e *datasets.Extract, lang datasets.Lang) []format.Note {
	var notes []format.Note
	for _, n := range noticesOf(e) {
		text := fmt.Sprintf(noticeWords[n.Kind].In(lang), n.figures, n.By.ID, n.By.Publication.Published)
		if reason := n.Reason(); reason != "" {
			text += ". " + reason
		}
		notes = append(notes, format.Note{Kind: string(n.Kind), Text: text})
	}
	return notes
}
