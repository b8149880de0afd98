package pages

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

var (
	saidKey    = regexp.MustCompile(`\{\{[^}]*?\b(?:t|count) "([a-z0-9.-]+)"`)
	saidPrefix = regexp.MustCompile(`\b(?:t|has) \(print "([a-z.-]+)"`)
	verb       = regexp.MustCompile(`%[a-z]`)
)

// TestMessagesComplete holds the templates to the messages and the languages
// to each other: a key without words, words without a key, a key in one
// language only, another number of arguments.
func TestMessagesComplete(t *testing.T) {
	all, err := readMessages(files)
	if err != nil {
		t.Fatal(err)
	}
	used, prefixes := map[string]bool{}, []string{"rule.", "feed.", "calendar.", "tally."}
	for _, e := range menu {
		used[e.Message] = true
	}
	names, err := fs.Glob(files, "*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, _ := files.ReadFile(name)
		for _, m := range saidKey.FindAllStringSubmatch(string(content), -1) {
			if strings.Contains(string(content), `count "`+m[1]+`"`) {
				used[m[1]+".one"], used[m[1]+".other"] = true, true
			} else {
				used[m[1]] = true
			}
		}
		for _, m := range saidPrefix.FindAllStringSubmatch(string(content), -1) {
			prefixes = append(prefixes, m[1])
		}
	}
	english := all[datasets.English]
	for key := range used {
		if _, ok := english[key]; !ok {
			t.Errorf("%s is said by a template and has no words", key)
		}
	}
	for key := range english {
		if !used[key] && !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("%s has words and no template says it", key)
		}
	}
	french := all[datasets.French]
	if diff := cmp.Diff(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(french))); diff != "" {
		t.Errorf("keys differ between the languages (-en +fr):\n%s", diff)
	}
	for key, text := range english {
		if diff := cmp.Diff(verb.FindAllString(text, -1), verb.FindAllString(french[key], -1)); diff != "" {
			t.Errorf("%s: arguments differ between the languages (-en +fr):\n%s", key, diff)
		}
	}
}

// TestMessagesOfCodes checks the keys that are put together at run time.
func TestMessagesOfCodes(t *testing.T) {
	all, err := readMessages(files)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, reason := range []datasets.Reason{datasets.ByFigure, datasets.ByReliability, datasets.ByRank, datasets.ByPublished, datasets.ByReleased, datasets.ByRelease} {
		keys = append(keys, "reason."+string(reason))
	}
	for _, d := range catalogue.Datasets {
		for _, check := range d.Checks {
			keys = append(keys, "derived."+check.Kind)
		}
	}
	for _, code := range catalogue.Codelists["geo"].Codes {
		keys = append(keys, "level."+code.Level, "levels."+code.Level)
	}
	for _, lang := range Langs {
		for _, key := range keys {
			if _, ok := all[lang][key]; !ok {
				t.Errorf("%s: no message %q", lang, key)
			}
		}
	}
}

func TestCount(t *testing.T) {
	m := messages{"area.one": "%s area", "area.other": "%s areas"}
	for _, test := range []struct {
		lang datasets.Lang
		n    int
		want string
	}{
		{datasets.English, 0, "0 areas"},
		{datasets.French, 0, "0 area"},
		{datasets.English, 1, "1 area"},
		{datasets.French, 2, "2 areas"},
		{datasets.French, 1200, "1\u202f200 areas"},
	} {
		if got, err := m.count(test.lang, "area", test.n); got != test.want || err != nil {
			t.Errorf("count(%s, %d) = %q, %v, want %q", test.lang, test.n, got, err, test.want)
		}
	}
}
