package datasets

import "time"

// Stage is where an import is on its way from an uploaded file to a release.
type Stage string

// The stages of an import. Received, reading and checking are work to be done;
// a ready import waits for a decision; the others end it, but that what is
// scheduled may still be discarded.
const (
	StageReceived  Stage = "received"
	StageReading   Stage = "reading"
	StageChecking  Stage = "checking"
	StageReady     Stage = "ready"
	StageRefused   Stage = "refused" // the workbook has errors
	StageFailed    Stage = "failed"  // it could not be read, through no fault of its own
	StageScheduled Stage = "scheduled"
	StagePublished Stage = "published"
	StageDiscarded Stage = "discarded"
)

// Working reports whether an import is still being read and checked.
func (s Stage) Working() bool {
	return s == StageReceived || s == StageReading || s == StageChecking
}

// Import is an uploaded workbook and what became of it.
type Import struct {
	ID       string
	Workbook string // file name
	SHA256   string // of its bytes, in hexadecimal
	Size     int64  // bytes
	Stage    Stage
	Rows     int    // figures read so far
	Problem  string // why it failed, in one sentence

	Created, Updated time.Time
	By, Token        string // who uploaded it, and the id of the token it was done with

	DraftID      string // of its figures, once they are kept
	Release      string // its id, once it is scheduled or published
	Publication  Publication
	Observations int
	Findings     []Finding
	Around       []RowText   // the rows of cells that findings are about
	Unmatched    []Unmatched // words that a mapping could still assign
	Mapping      Mapping     // what the steward said of the workbook's own words
	Once         bool        // the mapping is for this workbook alone

	Tally      Tally
	Changes    string // hash of the change set, "" before there is one
	Generation int64  // the change set was compared at
	ReleaseAt  time.Time
	Kept       bool // the workbook's bytes are still here
}

// RowText is a row of a sheet as a reader of the sheet sees it.
type RowText struct {
	Sheet string
	Row   int      // from 1
	Cells []Origin // that hold something, from the left
}

// Unmatched is a word of a workbook that nothing knows and that a mapping may
// assign. Its Assignment has no ID yet.
type Unmatched struct {
	Assignment
	Sheet, Cell string   // where it was first met; Cell "" is the whole sheet
	Nearest     []string // what it may mean: ids, each with its label in brackets
	Guess       string   // the dataset that its table was taken for, where none was named
	Optional    bool     // the workbook is not refused for it
}
