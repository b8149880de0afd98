// Package failure is the page of what could not be answered.
package failure

// View is what went wrong and where to go instead.
type View struct {
	Status    int
	Parameter string // what was at fault, if that is known
	Unknown   bool   // there is no such parameter
	Value     string // what was found there
	Detail    string // the error's own sentence, in English
	Why       string // role or origin, of what is not allowed; "" is not known
	Nearest   []Link
}

// Link leads to something that exists.
type Link struct{ Label, Path string }
