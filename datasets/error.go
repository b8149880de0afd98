package datasets

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what went wrong in the reader's terms; api maps it to a status.
type Kind int

// The kinds of error.
const (
	Internal Kind = iota
	Invalid
	NotFound
	Conflict
	Forbidden
	TooLarge
	Unsupported
)

// Error is an error a person can act on: what is wrong, where, and what would
// be right.
type Error struct {
	Kind      Kind
	Message   string   // one sentence, without a final stop
	Parameter string   // the parameter, flag or column at fault, if there is one
	Value     string   // what was found there
	Nearest   []string // the nearest valid values, best first
}

func (e *Error) Error() string {
	if len(e.Nearest) == 0 {
		return e.Message
	}
	return e.Message + "; did you mean " + strings.Join(e.Nearest, ", ") + "?"
}

// Errorf makes an Error of a kind.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// KindOf returns the kind of the first Error in err's chain, else Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
