package pages

import (
	"fmt"
	"html/template"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/datasets"
)

// entry is a line of the menu.
type entry struct{ Section, Path, Message string }

var menu = []entry{
	{"datasets", "/datasets", "menu.datasets"},
	{"areas", "/geo/", "menu.areas"},
	{"releases", "/releases", "menu.releases"},
	{"sources", "/sources", "menu.sources"},
	{"method", "/method", "menu.method"},
}

// languageNames are what each language calls itself.
var languageNames = map[datasets.Lang]string{datasets.English: "English", datasets.French: "Français"}

// functions are what templates call, in one language.
func functions(v voice, m messages, addresses map[string]string) template.FuncMap {
	typeset := func(s string) string { return Typeset(v.lang, s) }
	return template.FuncMap{
		"t": func(key string, args ...any) (string, error) {
			s, err := m.say(key, args...)
			return typeset(s), err
		},
		"count": func(key string, n int) (string, error) {
			s, err := m.count(v.lang, key, n)
			return typeset(s), err
		},
		"has": func(key string) bool { _, ok := m[key]; return ok },
		"rule": func(id string) string {
			if s, ok := m["rule."+id]; ok {
				return s
			}
			return id
		},
		"pinned":  func() bool { return v.pinned },
		"lang":    func() datasets.Lang { return v.lang },
		"text":    func(t datasets.Text) string { return typeset(t.In(v.lang)) },
		"typeset": typeset,
		"withUnit": func(figure string, unit datasets.Text) string {
			return typeset(strings.TrimRight(figure+"\u00a0"+unit.In(v.lang), "\u00a0"))
		},
		"integer": func(n int) string { return datasets.FormatNumber(float64(n), 0, v.lang) },
		"size":    func(n int64) string { return datasets.FormatNumber(float64(n)/1024, 1, v.lang) + "\u202fKiB" },
		"date":    func(d datasets.Date) string { return Date(v.lang, d) },
		"day":     func(t time.Time) string { return Day(v.lang, t) },
		"onDay": func(day string) string {
			d, err := datasets.ParseDate(day)
			if err != nil {
				return day
			}
			return Date(v.lang, d)
		},
		"period": func(p datasets.Period) string { return Period(v.lang, p) },
		"other":  func(l datasets.Lang) bool { return l != v.lang },
		"langs":  func() []datasets.Lang { return Langs },
		"asset": func(name string) (string, error) {
			if address, ok := addresses[name]; ok {
				return address, nil
			}
			return "", fmt.Errorf("no asset %q", name)
		},
		"fonts": func() []string {
			return slices.DeleteFunc(slices.Sorted(maps.Keys(addresses)), func(name string) bool { return path.Ext(name) != ".woff2" })
		},
		"menu":         func() []entry { return menu },
		"languageName": func(l datasets.Lang) string { return languageNames[l] },
		"link": func(address string) string {
			if !v.pinned {
				return address
			}
			return withLang(address, v.lang)
		},
	}
}

// before are the signs that French separates from the word before them.
const before = ":;?!%»"

// Typeset puts narrow no-break spaces where French sets them: before : ; ? !
// % and inside « ». In English it only keeps a sign with its number.
func Typeset(lang datasets.Lang, s string) string {
	if lang != datasets.French {
		return strings.NewReplacer(" %", "\u202f%", "\u00a0%", "\u202f%").Replace(s)
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		space := r == ' ' || r == '\u00a0'
		switch {
		case space && i+1 < len(runes) && strings.ContainsRune(before, runes[i+1]),
			space && i > 0 && runes[i-1] == '«':
			b.WriteRune('\u202f')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// months are the names of months as dates print them.
var months = map[datasets.Lang][12]string{
	datasets.English: {"Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."},
	datasets.French:  {"janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
}

// Date prints a date as precisely as it is known: "15 Oct. 2020", "Dec. 2022",
// "2021".
func Date(lang datasets.Lang, d datasets.Date) string {
	switch len(d.String()) {
	case len("2006-01-02"):
		return Day(lang, d.Last())
	case len("2006-01"):
		return month(lang, d.Last())
	}
	return d.String()
}

// Day prints a day: "15 Oct. 2020", "1er oct. 2020".
func Day(lang datasets.Lang, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	day := strconv.Itoa(t.Day())
	if lang == datasets.French && t.Day() == 1 {
		day = "1er"
	}
	return day + "\u00a0" + month(lang, t)
}

func month(lang datasets.Lang, t time.Time) string {
	return months[lang][t.Month()-1] + "\u00a0" + strconv.Itoa(t.Year())
}

// Period prints a period: "2019", "Q4 2020" or "T4 2020", "June 2009".
func Period(lang datasets.Lang, p datasets.Period) string {
	switch p.Freq() {
	case datasets.Quarterly:
		letter := datasets.Text{En: "Q", Fr: "T"}.In(lang)
		return letter + strconv.Itoa((int(p.Start().Month())-1)/3+1) + "\u00a0" + strconv.Itoa(p.Year())
	case datasets.Monthly:
		return month(lang, p.Start())
	}
	return p.String()
}
