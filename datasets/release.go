package datasets

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Source is who says so in one series of publications. A later edition of a
// source revises it; another source disagrees with it.
type Source struct {
	ID         string
	Title      Text
	Publishers []string
	Rank       int // 1 is believed first
	URL, Note  string
}

// UnknownRank is the rank of a source that the catalogue does not know.
const UnknownRank = 99

// State is where a release is in its life.
type State string

// The states of a release.
const (
	Draft     State = "draft"
	Scheduled State = "scheduled"
	Published State = "published"
	Withdrawn State = "withdrawn"
)

// Publication is what a workbook says of itself on its About sheet.
type Publication struct {
	ID        string
	Title     string
	Publisher string
	Published Date
	Source    Source
	Cites     []string // publications it quotes
	URL       string
	Licence   string
	Language  Lang
	Note      string
}

// Release is one publication made public here: figures of one source, public
// together. It is never edited.
type Release struct {
	ID          string // the publication's id; a correction of it ends in .2, .3 …
	Publication Publication
	Workbook    string // file name
	SHA256      string // of the workbook's bytes, in hexadecimal
	Size        int64  // bytes
	State       State
	Imported    time.Time
	ReleaseAt   time.Time // when a scheduled release is due
	Released    time.Time // when this portal published it
	By          string    // who released it
	// The generations at which it became public and was taken back; 0 is not yet.
	PublishedGeneration, WithdrawnGeneration int64
	WithdrawnReason                          string
	Corrects                                 string // the release it replaces
	Accepted                                 []Acceptance
	Observations                             int
	Approved                                 ChangeSet // what it was approved to change; zero where nobody compared
	Changed                                  ChangeSet // what it changed when it became public, where that was compared
}

// ChangeSet is what publishing a candidate changes, as it was compared.
type ChangeSet struct {
	Hash       string // ingest.ChangesHash
	Tally      Tally
	Generation int64 // at which it was compared
}

// Acceptance is a warning that was published anyway, and why.
type Acceptance struct {
	Finding Finding
	Reason  Text
}

// Number returns the n of a release id's `.n`, 1 for a first release.
func (r Release) Number() int {
	if rest, ok := strings.CutPrefix(r.ID, r.Publication.ID+"."); ok {
		if n, err := strconv.Atoi(rest); err == nil {
			return n
		}
	}
	return 1
}

// VisibleAt reports whether the release was public at a generation, whatever
// corrected it.
func (r Release) VisibleAt(generation int64) bool {
	return r.PublishedGeneration > 0 && r.PublishedGeneration <= generation &&
		(r.WithdrawnGeneration == 0 || r.WithdrawnGeneration > generation)
}

// Visible returns the releases that a question may see, at a generation and of
// publications that had appeared by a day (the zero Date is any day). Of the
// releases of one publication only the last is seen: from its own published
// day on, a correction hides the release it corrects wholly.
func Visible(releases []Release, at int64, asOf Date) []Release {
	var out []Release
	last := map[string]int{}
	for _, r := range releases {
		if !r.VisibleAt(at) || !asOf.IsZero() && r.Publication.Published.Compare(asOf) > 0 {
			continue
		}
		i, found := last[r.Publication.ID]
		switch {
		case !found:
			last[r.Publication.ID] = len(out)
			out = append(out, r)
		case out[i].Number() < r.Number():
			out[i] = r
		}
	}
	return out
}

// NextID returns the id under which a workbook of a publication would be
// released: the publication's own, or the next `.n` after those that exist.
func NextID(publication string, releases []Release) string {
	n := 0
	for _, r := range releases {
		if r.Publication.ID == publication {
			n = max(n, r.Number())
		}
	}
	if n == 0 {
		return publication
	}
	return publication + "." + strconv.Itoa(n+1)
}

// SortReleases puts the latest first: by published day, then by the instant
// this portal released them, then by id.
func SortReleases(releases []Release) {
	slices.SortFunc(releases, func(a, b Release) int {
		if c := b.Publication.Published.Compare(a.Publication.Published); c != 0 {
			return c
		}
		if c := b.Released.Compare(a.Released); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}
