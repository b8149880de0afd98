package datasets

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// Nearest returns up to n candidates that resemble s, best first. See Names.
func Nearest(s string, candidates []string, n int) []string {
	return NewNames(candidates).Nearest(s, n)
}

// Names are texts made ready to be looked through for what resembles another:
// a long sheet asks the same ones about thousands of labels.
type Names struct{ list []name }

// NewNames makes texts ready; those that fold to nothing are left out.
func NewNames(texts []string) *Names {
	out := &Names{list: make([]name, 0, len(texts))}
	for _, text := range texts {
		if n := nameOf(text); len(n.letters) > 0 {
			out.list = append(out.list, n)
		}
	}
	return out
}

// farther is how much less than the best a candidate may resemble, in hundredths:
// beside what was almost surely meant, a weak likeness only distracts.
const farther = 15

// Nearest returns up to n of the names that resemble s, best first: those that
// a few slips of the hand turn into each other (more slips the longer they
// are), those of which one begins with the other, and those that have the same
// words in another order, in the plural, abbreviated, or some more of them, or
// that it is the first word of. Case,
// accents and punctuation count for nothing. What is too far to be meant is
// left out.
func (l *Names) Nearest(s string, n int) []string {
	return l.among(s, n, func(string) bool { return true })
}

// among is Nearest of some of the names.
func (l *Names) among(s string, n int, allowed func(name string) bool) []string {
	type scored struct {
		text  string
		score int
	}
	asked := nameOf(s)
	if len(asked.letters) == 0 {
		return nil
	}
	var found []scored
	best := 100
	for i := range l.list {
		if score, ok := asked.unlike(&l.list[i]); ok && allowed(l.list[i].text) {
			found = append(found, scored{l.list[i].text, score})
			best = min(best, score)
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return a.score - b.score })
	var out []string
	for _, f := range found {
		if len(out) < n && f.score <= best+farther && !slices.Contains(out, f.text) {
			out = append(out, f.text)
		}
	}
	return out
}

// name is a text with what it is compared by.
type name struct {
	text    string
	letters []rune // folded
	words   []word // without those that only link others
	signs   uint64 // which letters it has, hashed into bits
}

// word is one word of a name, folded.
type word struct {
	letters []rune
	cut     bool // a point behind it says that it is abbreviated
}

// links are words that say nothing by themselves.
var links = []string{"a", "à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "and", "by", "in", "of", "the"}

func nameOf(text string) name {
	n := name{text: text, letters: []rune(Fold(text))}
	for _, r := range n.letters {
		n.signs |= 1 << (r % 64)
	}
	for field := range strings.FieldsFuncSeq(strings.ToLower(text), isBetweenWords) {
		for part := range strings.SplitAfterSeq(field, ".") {
			letters, cut := strings.CutSuffix(part, ".")
			if letters != "" && !slices.Contains(links, letters) {
				n.words = append(n.words, word{[]rune(Fold(letters)), cut})
			}
		}
	}
	return n
}

func isBetweenWords(r rune) bool {
	return r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(meaningful, r)
}

// unlike returns how unlike two names are, from 0, and whether they are alike
// enough for one to be meant by the other.
func (n *name) unlike(other *name) (score int, ok bool) {
	longer, shorter := n.letters, other.letters
	if len(longer) < len(shorter) {
		longer, shorter = shorter, longer
	}
	size := len(longer)
	score = 100
	if slips := n.slips(other); slips >= 0 {
		score = 100 * slips / size
	}
	// One that begins with the other, or is most of it, has all but some letters.
	begins := len(shorter) >= 3 && slices.Equal(longer[:len(shorter)], shorter)
	if begins || 2*len(shorter) >= size && len(shorter) >= 4 && strings.Contains(string(longer), string(shorter)) {
		score = min(score, 20+60*(size-len(shorter))/size)
	}
	if words, same := n.sameWords(other); same {
		score = min(score, words)
	}
	if n.firstOf(other) {
		score = min(score, firstWord)
	}
	return score, score < 100
}

// firstWord is how unlike a name is at most to its own first word: Provence
// may well be all that somebody writes of Provence-Alpes-Côte d'Azur.
const firstWord = 20

// firstOf reports whether the name is one long word, the first of another.
func (n *name) firstOf(other *name) bool {
	return len(n.words) == 1 && len(other.words) > 1 && len(n.letters) >= 6 && slices.Equal(n.words[0].letters, other.words[0].letters)
}

// slips returns the slips of the hand between two names, -1 where there are
// more than a name of their length has.
func (n *name) slips(other *name) int {
	a, b := n.letters, other.letters
	most := manySlips(max(len(a), len(b)))
	alike := commonStart(a, b)
	if size := max(len(a), len(b)); alike >= 4 && 2*alike >= size {
		most = max(most, 2*size/5) // half a word right at its start is no accident
	}
	if max(len(a), len(b))-min(len(a), len(b)) > most || bits.OnesCount64(n.signs&^other.signs) > most || bits.OnesCount64(other.signs&^n.signs) > most {
		return -1
	}
	if len(a) <= 3 && alike == 0 {
		return -1 // of a short code nothing would be left but a letter
	}
	if d := editDistance(a, b); d <= most {
		return d
	}
	return -1
}

// manySlips is how many slips a word may have and still be recognised.
func manySlips(letters int) int {
	switch {
	case letters <= 1:
		return 0
	case letters <= 5:
		return 1
	case letters <= 8:
		return 2
	}
	return min(letters/4, 8)
}

// sameWords reports whether all words of the name with fewer of them stand in
// the other one, and how unlike that leaves the two: for each word in another
// form, for another beginning, and for the letters of the words left over.
func (n *name) sameWords(other *name) (score int, same bool) {
	few, many, size := n.words, other.words, max(len(n.letters), len(other.letters))
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) == 0 || len(many) < 2 || len(many) > longestPhrase || len(few) == 1 && len(few[0].letters) < 3 {
		return 0, false
	}
	var taken [longestPhrase]bool
	score = 5
	for j, word := range few {
		best, i := 100, -1
		for at, w := range many {
			if cost, ok := sameWord(word, w); ok && cost < best {
				best, i = cost, at
			}
		}
		if i < 0 {
			return 0, false
		}
		taken[i] = true
		score += best
		if j == 0 && i > 0 {
			score += 10
		}
	}
	left := 0
	for i, word := range many {
		if !taken[i] {
			left += len(word.letters)
		}
	}
	return score + 70*left/size, true
}

// longestPhrase is how many words a name may have that is compared word by
// word.
const longestPhrase = 16

// sameWord reports whether two words may be one: they begin alike, and the rest
// is a slip or two, or the shorter one abbreviates the longer; and how unlike
// that leaves them.
func sameWord(x, y word) (score int, same bool) {
	a, b := x.letters, y.letters
	if slices.Equal(a, b) {
		return 0, true
	}
	if x.cut && len(a) < len(b) && slices.Equal(a, b[:len(a)]) || y.cut && len(b) < len(a) && slices.Equal(b, a[:len(b)]) {
		return 20, true
	}
	if len(a) < 2 || len(b) < 2 || a[0] != b[0] {
		return 0, false
	}
	most := manySlips(max(len(a), len(b)))
	if len(a) >= 4 && len(b) >= 4 && max(len(a), len(b))-min(len(a), len(b)) <= most && editDistance(a, b) <= most {
		return 5, true
	}
	return 20, abbreviates(a, b) || abbreviates(b, a)
}

// abbreviates reports whether a word of three letters or more begins as a longer
// one does and has its letters in their order, several left out.
func abbreviates(short, long []rune) bool {
	if len(short) < 3 || len(short)+1 >= len(long) || len(long) > 3*len(short) || commonStart(short, long) < 2 {
		return false
	}
	at := 0
	for _, r := range long {
		if at < len(short) && r == short[at] {
			at++
		}
	}
	return at == len(short)
}

func commonStart(a, b []rune) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// longestCompared is how many letters a text may have that is compared letter
// by letter.
const longestCompared = 80

// editDistance is the number of insertions, deletions, substitutions and
// swaps of neighbours between two strings (optimal string alignment).
func editDistance(ra, rb []rune) int {
	if len(ra) > longestCompared || len(rb) > longestCompared {
		return max(len(ra), len(rb))
	}
	var rows [3][longestCompared + 1]int // of the letter of a before the last, the last, this one
	before, last, this := &rows[0], &rows[1], &rows[2]
	for j := range rb {
		this[j+1] = j + 1
	}
	for i := 1; i <= len(ra); i++ {
		before, last, this = last, this, before
		this[0] = i
		for j := 1; j <= len(rb); j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			this[j] = min(last[j]+1, this[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				this[j] = min(this[j], before[j-2]+1)
			}
		}
	}
	return this[len(rb)]
}
