package datasets

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Code is one allowed value of a dimension.
type Code struct {
	ID      string
	Label   Text
	Parent  string   // code of the same codelist it is a part of
	Aliases []string // what workbooks also write

	// Of areas (codelist geo): kind of area, first and last day of validity
	// (ISO 8601), the code that took its place, NUTS 2021 and INSEE codes, and a
	// point to draw it at, in degrees.
	Level, ValidFrom, ValidTo, Successor, NUTS, INSEE string
	Latitude, Longitude                               Number

	// Unit is the unit a measure is counted in; Base and Factor turn a unit into
	// its base (a decimal number: eur-billion is 1000 eur-million).
	Unit, Base, Factor string
}

// Sign returns the sign that a unit is written with behind a figure, its alias
// of one rune that is no letter, or "".
func (c Code) Sign() string {
	for _, alias := range c.Aliases {
		if r, size := utf8.DecodeRuneInString(alias); size > 0 && size == len(alias) && !unicode.IsLetter(r) {
			return alias
		}
	}
	return ""
}

// Codelist is an ordered set of codes.
type Codelist struct {
	ID    string
	Codes []Code

	index map[string]int
	folds map[string][]match

	once   sync.Once // of names, which few ask for
	names  *Names
	owners map[string][]string // codes, by what they are called
}

// match is one code that a folded text names, by what.
type match struct {
	code int
	rank int // 0 id, 1 label, 2 alias
}

// NewCodelist indexes codes. The first of two codes with the same id is kept.
func NewCodelist(id string, codes []Code) *Codelist {
	l := &Codelist{ID: id, index: map[string]int{}, folds: map[string][]match{}}
	for _, c := range codes {
		if _, found := l.index[c.ID]; found {
			continue
		}
		i := len(l.Codes)
		l.Codes = append(l.Codes, c)
		l.index[c.ID] = i
		l.fold(c.ID, i, 0)
		l.fold(c.Label.En, i, 1)
		l.fold(c.Label.Fr, i, 1)
		for _, a := range c.Aliases {
			l.fold(a, i, 2)
		}
	}
	return l
}

func (l *Codelist) fold(text string, code, rank int) {
	if f := Fold(text); f != "" && !slices.ContainsFunc(l.folds[f], func(m match) bool { return m.code == code }) {
		l.folds[f] = append(l.folds[f], match{code, rank})
	}
}

// Code returns the code with an id.
func (l *Codelist) Code(id string) (Code, bool) {
	i, ok := l.index[id]
	if !ok {
		return Code{}, false
	}
	return l.Codes[i], true
}

// Index returns the place of a code in the list, or the list's length.
func (l *Codelist) Index(id string) int {
	if i, ok := l.index[id]; ok {
		return i
	}
	return len(l.Codes)
}

// Label returns a code's label in a language, or the code itself.
func (l *Codelist) Label(id string, lang Lang) string {
	if c, ok := l.Code(id); ok {
		return c.Label.In(lang)
	}
	return id
}

// Match returns the ids of the codes that text names by id, label or alias,
// folded: those it names by id if there are any, else by label, else by alias.
func (l *Codelist) Match(text string) []string {
	best := 3
	var ids []string
	for _, m := range l.folds[Fold(text)] {
		if m.rank < best {
			best, ids = m.rank, nil
		}
		if m.rank == best {
			ids = append(ids, l.Codes[m.code].ID)
		}
	}
	return ids
}

// Named returns a code as it is offered to a person: its id with its label.
func (l *Codelist) Named(id string, lang Lang) string {
	if label := l.Label(id, lang); Fold(label) != Fold(id) {
		return id + " (" + label + ")"
	}
	return id
}

// Nearest returns the ids of up to n codes whose id, label or alias resembles
// text, best first. allowed limits the codes that may be named; nil allows all.
func (l *Codelist) Nearest(text string, n int, allowed []string) []string {
	l.once.Do(l.nameAll)
	mayBe := func(id string) bool { return allowed == nil || slices.Contains(allowed, id) }
	var ids []string
	for _, name := range l.names.among(text, len(l.owners), func(name string) bool { return slices.ContainsFunc(l.owners[name], mayBe) }) {
		for _, id := range l.owners[name] {
			if len(ids) < n && !slices.Contains(ids, id) && mayBe(id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// nameAll makes the names of the codes ready for Nearest.
func (l *Codelist) nameAll() {
	l.owners = map[string][]string{}
	var names []string
	for _, c := range l.Codes {
		for _, name := range append([]string{c.ID, c.Label.En, c.Label.Fr}, c.Aliases...) {
			if len(l.owners[name]) == 0 {
				names = append(names, name)
			}
			if !slices.Contains(l.owners[name], c.ID) {
				l.owners[name] = append(l.owners[name], c.ID)
			}
		}
	}
	l.names = NewNames(names)
}

// Children returns the ids of the codes whose parent is id.
func (l *Codelist) Children(id string) []string {
	var ids []string
	for _, c := range l.Codes {
		if c.Parent == id {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
