package format

import (
	"bufio"
	"io"
	"iter"

	"barometer/datasets"
)

// ChangeSet is what one release changed when it became public.
type ChangeSet struct {
	Release     string
	Publication string
	Corrects    string         // the release it replaces; "" is none
	Generation  int64          // the one it made; it is compared with the one before
	Withdrawn   *Taken         // nil while it stands
	Tally       datasets.Tally // of all changes, listed or not
	Changes     iter.Seq2[datasets.Change, error]
	Links       []Link
}

// Taken says that a release was taken back, and why.
type Taken struct {
	Generation int64  `json:"generation"`
	Reason     string `json:"reason"`
}

// WriteJSON writes the change set as one object, the changes one by one as they
// come; the first counts are of all changes, the others of those listed:
//
//	{"release", "publication", "corrects", "generation", "withdrawn", "counts": TallyMessage,
//	 "changes": {"list": [ChangeMessage], "counts": TallyMessage}, "links"}
func (s ChangeSet) WriteJSON(w io.Writer) error {
	p := pieces{out: bufio.NewWriter(w)}
	for _, member := range []struct {
		name  string
		value any
	}{
		{`{"release":`, s.Release}, {`,"publication":`, s.Publication}, {`,"corrects":`, filled(s.Corrects)}, {`,"generation":`, s.Generation},
		{`,"withdrawn":`, s.Withdrawn}, {`,"counts":`, TallyMessage(s.Tally)},
	} {
		p.text(member.name)
		p.value(member.value)
	}
	p.text(`,"changes":`)
	p.changes(s.Changes)
	p.text(string(appendLinks(nil, s.Links)))
	p.text("}\n")
	if p.err != nil {
		return p.err
	}
	return p.out.Flush()
}

// WriteCSV writes the changes with a header.
func (s ChangeSet) WriteCSV(w io.Writer) error { return ChangeList{Changes: s.Changes}.WriteCSV(w) }
