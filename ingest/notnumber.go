package ingest

import (
	"regexp"
	"slices"
	"strings"
)

// unclear is what is written where a figure is not given and that does not say
// whether there is one; none, where it may have been counted and found none.
var (
	unclear = []string{"nc", "ns", "so", "nr", "ss", "x", "?", "non communiqué", "non significatif", "non renseigné", "non connu", "inconnu", "sans objet", "unknown", "not applicable"}
	none    = []string{"néant", "neant", "aucun", "aucune", "zéro", "zero", "nul", "none", "nil"}
)

var (
	cutShort   = regexp.MustCompile(`^-?\d[\d ]*[.,]$`)
	bracketed  = regexp.MustCompile(`^\((\d[\d .,]*)\)$|^(\d[\d .,]*)-$`)
	twoFigures = regexp.MustCompile(`^(\d[\d .,]*?) ?(?:/|;|ou|or|et|and) ?(\d[\d .,]*)$`)
	oddGroups  = regexp.MustCompile(`^-?\d+(?: \d+)+$`)
	powerOfTen = regexp.MustCompile(`^-?\d+(?:[.,]\d+)?e[+-]?\d{1,2}$`)
)

// notNumber reports a cell that holds no figure, and asks which one is meant
// where that can be told.
func (r *reader) notNumber(s *sheet, c cell) {
	f := finding{rule: "number", sheet: s, cell: c, message: "not a number", found: c.text, expected: "a number such as 1 234,5, a range such as 20 à 25, or n.d.", mend: "Write a number, a range, n.d. or c; what explains it goes into a note below the table."}
	text := normalise(c.text)
	switch short := strings.NewReplacer(".", "", " ", "").Replace(text); {
	case slices.Contains(unclear, short), slices.Contains(unclear, text):
		f.message, f.nearest = text+" may be a figure that is missing, or one that is not to be known", []string{missing[0], suppressed[0]}
		f.mend = "Write n.d. if there is no figure, c if it is not to be known."
	case slices.Contains(none, text):
		f.message, f.nearest = text+" may be 0, or a figure that is missing", []string{"0", missing[0]}
		f.mend = "Write 0 if that was counted, n.d. if there is no figure."
	default:
		f.askDigits(text)
	}
	r.fault(f)
}

// askDigits asks about digits that are no number by themselves.
func (f *finding) askDigits(text string) {
	if m := bracketed.FindStringSubmatch(text); m != nil {
		f.message, f.nearest = "brackets or a sign behind may mean a figure below 0, or a mark", []string{"-" + m[1] + m[2], m[1] + m[2]}
		f.mend = "Write the sign before the figure if it is below 0, else the figure alone; what a mark means goes into a note below the table."
	} else if m := twoFigures.FindStringSubmatch(text); m != nil {
		f.message, f.nearest = "these are two figures", []string{m[1] + " à " + m[2]}
		f.mend = "Write a range if the figure lies between them, else the one that the publication states, and the other into a note."
	}
	switch {
	case cutShort.MatchString(text):
		f.message, f.nearest = "digits may be missing behind the point", []string{strings.TrimRight(text, ".,")}
		f.mend = "Write the digits behind the point, or the number without it."
	case oddGroups.MatchString(text):
		f.message, f.nearest = "its spaces do not stand between thousands", []string{strings.ReplaceAll(text, " ", "")}
		f.mend = "Write the number without spaces, or put them between thousands."
	case powerOfTen.MatchString(text):
		f.message = "a number written with a power of ten may have lost digits"
		f.mend = "Write the number in full."
		if d, ok := parseDecimal(strings.ReplaceAll(text, ",", ".")); ok && d.exp < mostDigits && d.exp > -mostDigits {
			f.nearest, f.mend = []string{d.String()}, "Write the number in full, "+d.String()+" if no digit is lost."
		}
	}
}
