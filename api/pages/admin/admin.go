// Package admin is the pages of those who make figures public: the frame they
// share, sign-in, tokens and the audit.
package admin

import (
	"time"

	"barometer/datasets"
)

// Frame is what every page shows of who has signed in: their name and role,
// where they may go, and the way out.
type Frame struct {
	Token   datasets.Token
	Entries []Entry
	Section string // the entry that the page belongs to
}

// Entry is a page that the reader may go to.
type Entry struct{ Section, Path string }

// Start is the first page.
type Start struct{ Frame }

// SignIn is the page where a session begins.
type SignIn struct {
	Next  string // where to go then
	Wrong bool   // the token opens nothing
	Wait  string // seconds until another try; "" is none
}

// Tokens is the page of all tokens.
type Tokens struct {
	Frame
	Tokens  []Token
	Roles   []datasets.Role
	Made    *datasets.Token // just now
	Secret  string          // of Made, told once
	Problem string          // the field for which none was made
	Name    string          // as it was asked for
	Role    datasets.Role   // likewise
	Days    string          // likewise
}

// Token is one of the tokens.
type Token struct {
	datasets.Token
	State string // valid, expired or revoked
	Own   bool   // the reader's
}

// Audit is the page of what was done.
type Audit struct {
	Frame
	Rows        []Row
	Release, By string // which rows are asked for
	Older       string // the address of the rows before these; "" is none
	CSV         string // the address of all of them
}

// Row is one thing that was done.
type Row struct {
	Number            int64
	Time              time.Time
	Action, By, Token string
	Subject, Reason   string
	Accepted          []datasets.Acceptance
	Generation        int64
	Hash              string
}
