package api

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/api/pages"
	"barometer/charts"
	"barometer/datasets"
)

// feedForm is the form of the feed: of one dataset, if it is named.
var feedForm = form{parameters: []string{"dataset", "at", "lang"}}

// How much a feed tells: entries, and sentences of one.
const (
	feedLength    = 50
	feedSentences = 3
)

const (
	feedPath     = "/feed.atom"
	calendarPath = "/calendar.ics"
)

// localAuthority is in the ids of an office that has no public address.
const localAuthority = "localhost,2026"

// tag makes an id that lasts for ever (RFC 4151).
func (s *server) tag(thing string) string {
	return "tag:" + cmp.Or(s.authority, localAuthority) + ":" + thing
}

// feed answers with what happened to releases, the latest first, as Atom.
func (s *site) feed(c *gin.Context) error {
	r, err := s.visit(c, "", feedForm)
	if err != nil {
		return err
	}
	origin := s.origin(c.Request)
	rep := s.represent(c, r, format.AtomType, r.encode(nil, r.pin()), origin, s.authority)
	c.Header("Content-Language", string(r.lang))
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		feed, err := s.feedOf(ctx, r, origin)
		if err != nil {
			return nil, err
		}
		return format.WriteAtom(feed)
	})
}

// feedOf fills the feed that a request asks for.
func (s *site) feedOf(ctx context.Context, r *request, origin string) (format.Feed, error) {
	f, page, err := s.feedHead(r)
	if err != nil {
		return f, err
	}
	f.Links = feedLinks(r, page, origin)
	if f.Entries, err = s.feedEntries(ctx, r, origin); err != nil {
		return f, err
	}
	if len(f.Entries) > 0 {
		f.Updated = f.Entries[0].Updated
	}
	return f, nil
}

// feedHead is what a feed is and of what, and the page that shows the same.
func (s *site) feedHead(r *request) (f format.Feed, page string, err error) {
	f = format.Feed{
		ID: s.tag("feed"), Title: s.pages.Say(r.lang, "feed.title"), Subtitle: s.pages.Say(r.lang, "feed.lead"), Lang: r.lang, Updated: r.state.Time,
		Author: s.pages.Say(r.lang, "site.name"), Generator: "barometer",
	}
	if r.about == "" {
		return f, "/releases", nil
	}
	d, err := r.state.Catalogue.Dataset(r.about)
	if err != nil {
		return f, "", err
	}
	f.ID, f.Title = s.tag("feed/"+d.ID), s.pages.Say(r.lang, "feed.of", d.Title.In(r.lang))
	return f, "/datasets/" + d.ID, nil
}

// feedLinks lead to the feed in each language, and to its page.
func feedLinks(r *request, page, origin string) []format.FeedLink {
	var links []format.FeedLink
	own := selection{about: r.about, labels: format.ID}
	for _, lang := range pages.Langs {
		own.lang = lang
		rel := "alternate"
		if lang == r.lang {
			rel = "self"
		}
		links = append(links, format.FeedLink{Rel: rel, Type: format.AtomType, Lang: string(lang), Href: origin + address(feedPath, own.encode(nil, r.pin()))})
	}
	return append(links, format.FeedLink{Rel: "alternate", Type: "text/html", Lang: string(r.lang), Href: origin + address(page, "lang="+string(r.lang))})
}

// feedEntries tell of the last events that the feed is about.
func (s *site) feedEntries(ctx context.Context, r *request, origin string) ([]format.Entry, error) {
	events, err := s.db.Events(ctx, r.state.Generation)
	if err != nil {
		return nil, err
	}
	var entries []format.Entry
	for _, e := range events {
		if len(entries) == feedLength {
			break
		}
		counted, err := s.account(ctx, e.Release)
		if err != nil {
			return nil, err
		}
		if r.about != "" && !counted.touches(r.state.Catalogue, r.about) {
			continue
		}
		entry, err := s.entryOf(ctx, r, e, counted, origin)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// touches reports whether a release states figures of a dataset, under its id
// of now or a former one.
func (a account) touches(catalogue *datasets.Catalogue, dataset string) bool {
	for id := range a.Datasets {
		if d, ok := catalogue.Renamed(id); id == dataset || ok && d.ID == dataset {
			return true
		}
	}
	return false
}

// entryOf tells of one event.
func (s *site) entryOf(ctx context.Context, r *request, e datasets.Event, counted account, origin string) (format.Entry, error) {
	p := e.Release.Publication
	entry := format.Entry{
		ID: s.tag("release/" + e.Release.ID), Updated: e.Time, Author: p.Publisher, Category: string(e.Kind),
		Title: s.pages.Say(r.lang, "feed."+string(e.Kind), cmp.Or(p.Title, e.Release.ID)),
	}
	said := "lang=" + string(r.lang)
	link := func(rel, mediaType, path, title string) {
		entry.Links = append(entry.Links, format.FeedLink{Rel: rel, Type: mediaType, Href: origin + path, Title: title})
	}
	link("alternate", "text/html", address("/releases/"+e.Release.ID, said), "")
	link("related", format.JSON.MediaType, changesPath(e.Release.ID), s.pages.Say(r.lang, "feed.changes"))
	if e.Release.Corrects != "" {
		link("related", "text/html", address("/releases/"+e.Release.Corrects, said), s.pages.Say(r.lang, "feed.corrected"))
	}
	if r.about != "" {
		link("related", "image/svg+xml", address("/charts/"+r.about+".svg", said), s.pages.Say(r.lang, "feed.chart"))
	}
	if e.Kind == datasets.EventWithdrawal {
		entry.ID = s.tag("withdrawal/" + e.Release.ID)
		entry.Summary = s.pages.Say(r.lang, "feed.withdrawn", e.Release.ID, e.Release.WithdrawnReason)
		return entry, nil
	}
	words, err := s.answers.get(ctx, strings.Join([]string{"told", e.Release.ID, string(r.lang), r.about}, " "), func(ctx context.Context) ([]byte, error) {
		words, err := s.whatChanged(ctx, r, e.Release, counted)
		return []byte(words), err
	})
	entry.Summary = string(words)
	return entry, err
}

// whatChanged says in words what a release changed: how many figures how, and
// the headlines that it changed.
func (s *site) whatChanged(ctx context.Context, r *request, release datasets.Release, counted account) (string, error) {
	out := []string{}
	if release.Corrects != "" {
		out = append(out, s.pages.Say(r.lang, "feed.corrects", release.Corrects))
	}
	if release.Publication.Note != "" && release.Corrects != "" {
		out = append(out, sentence(release.Publication.Note))
	}
	out = append(out, s.tallyWords(r.lang, counted.Tally))
	told := 0
	for _, d := range r.state.Catalogue.Datasets {
		if told == feedSentences || r.about != "" && r.about != d.ID || !counted.touches(r.state.Catalogue, d.ID) {
			continue
		}
		before, err := s.headline(ctx, d, release.PublishedGeneration-1, r.lang)
		if err != nil {
			return "", err
		}
		after, err := s.headline(ctx, d, release.PublishedGeneration, r.lang)
		if err != nil {
			return "", err
		}
		if after != "" && after != before {
			out = append(out, after)
			told++
		}
	}
	return strings.Join(out, " "), nil
}

// sentence ends a text with a full stop.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// tallyWords says how many figures changed how.
func (s *site) tallyWords(lang datasets.Lang, t datasets.Tally) string {
	var parts []string
	for _, part := range tallyParts(t) {
		if part.n > 0 {
			parts = append(parts, s.pages.Count(lang, "tally."+string(part.kind), part.n))
		}
	}
	if len(parts) == 0 {
		return s.pages.Say(lang, "tally.none")
	}
	return sentence(upperFirst(strings.Join(parts, ", ")))
}

type tallyPart struct {
	kind datasets.ChangeKind
	n    int
}

func tallyParts(t datasets.Tally) []tallyPart {
	return []tallyPart{
		{datasets.ChangeNew, t.New}, {datasets.ChangeRevised, t.Revised}, {datasets.ChangeConfirmed, t.Confirmed},
		{datasets.ChangeGone, t.Gone}, {datasets.ChangeDisagreeing, t.Disagreeing},
	}
}

// headline is the sentence that a dataset's chart of its defaults says at a
// generation; "" where it has none.
func (s *site) headline(ctx context.Context, d *datasets.Dataset, generation int64, lang datasets.Lang) (string, error) {
	if generation < 1 {
		return "", nil
	}
	q := datasets.Query{Dataset: d.ID, Codes: map[string][]string{}, At: generation}
	for _, dim := range d.Dimensions {
		if dim.Default != "" {
			q.Codes[dim.ID] = []string{dim.Default}
		}
	}
	chart, err := s.compose(ctx, charts.Spec{Lang: lang}, q)
	switch kind := datasets.KindOf(err); {
	case err == nil:
		return chart.Sentence(), nil
	case kind == datasets.NotFound || kind == datasets.Invalid: // not of that generation, or no chart
		return "", nil
	}
	return "", fmt.Errorf("headline of %s: %w", d.ID, err)
}

// upperFirst begins a text with a capital letter.
func upperFirst(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
