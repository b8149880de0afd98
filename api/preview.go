package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/api/pages"
	"barometer/datasets"
)

// previewParameters say that an address shows an import as if it were
// published: which one, and the key of a signed link to it.
var previewParameters = []string{"preview", "key"}

// preview is an import that a request sees as if it were published now. A nil
// one is what is public.
type preview struct {
	id, key string    // as the address has them
	draft   string    // by which the store knows it
	at      time.Time // its hour; zero where it has none yet
}

// preview returns what a request may see before its hour. Who has neither a
// token nor the link's key gets one answer, whether the import exists or not.
func (s *server) preview(c *gin.Context, values url.Values, f form) (*preview, error) {
	if !values.Has("preview") || !slices.Contains(f.parameters, "preview") {
		return nil, nil
	}
	confine(c)
	c.Header("X-Robots-Tag", "noindex")
	c.Header("Referrer-Policy", "no-referrer")
	if err := alone(values); err != nil {
		return nil, err
	}
	p := preview{id: values.Get("preview"), key: values.Get("key")}
	ctx := c.Request.Context()
	signed, err := s.signed(ctx, p.id, p.key)
	if err != nil {
		return nil, err
	}
	if !signed {
		if _, known := s.reader(c); !known {
			return nil, unknownPreview(c)
		}
	}
	release, err := s.previewed(ctx, p.id)
	switch {
	case datasets.KindOf(err) == datasets.NotFound && signed:
		return nil, unknownPreview(c) // the import was discarded, and its links with it
	case err != nil:
		return nil, err
	case release.PublishedGeneration > 0:
		return nil, redirect(s.baseURL + published(c.Request.URL))
	}
	p.draft, p.at = release.DraftID, release.ReleaseAt
	return &p, nil
}

// unknownPreview is the answer to who may not see previews.
func unknownPreview(c *gin.Context) error {
	return unknown(c, challenge, "a preview needs a token, a session of /admin/, or the key of a link to it")
}

// alone checks that a preview is asked for once, and not of the past.
func alone(values url.Values) error {
	var list []fault
	for _, name := range previewParameters {
		if given := values[name]; len(given) > 1 {
			list = append(list, fault{Error: datasets.Error{Kind: datasets.Invalid, Message: name + " is given more than once", Parameter: name, Value: strings.Join(given, " and ")}, Expected: "the parameter once"})
		}
	}
	if values.Has("at") {
		list = append(list, fault{Error: datasets.Error{Kind: datasets.Invalid, Message: "a preview is of what comes; it has no generation yet", Parameter: "at", Value: values.Get("at")},
			Expected: "preview without at"})
	}
	if len(list) > 0 {
		return &faults{list: list}
	}
	return nil
}

// published is a preview's address once everybody may see it.
func published(u *url.URL) string {
	values := u.Query()
	for _, name := range previewParameters {
		values.Del(name)
	}
	return address(u.EscapedPath(), encodeValues(values))
}

// draftRelease is an import's release with the id of its draft.
type draftRelease struct {
	datasets.Release
	DraftID string
}

// previewed returns the release that an import would become. A draft that a
// command made has no import and goes by its own id.
func (s *server) previewed(ctx context.Context, id string) (draftRelease, error) {
	draft := id
	i, err := s.db.Import(ctx, id)
	switch {
	case err == nil && i.Stage == datasets.StageDiscarded:
		return draftRelease{}, &datasets.Error{Kind: datasets.NotFound, Message: "import " + id + " was discarded", Parameter: "preview", Value: id}
	case err == nil && i.DraftID == "":
		return draftRelease{}, &datasets.Error{Kind: datasets.Conflict, Message: "import " + id + " is " + string(i.Stage) + " and has no figures to show yet", Parameter: "preview", Value: id}
	case err == nil:
		draft = i.DraftID
	case datasets.KindOf(err) != datasets.NotFound:
		return draftRelease{}, err
	}
	release, _, err := s.db.Draft(ctx, draft)
	if datasets.KindOf(err) == datasets.NotFound {
		err = &datasets.Error{Kind: datasets.NotFound, Message: "there is no import " + id, Parameter: "preview", Value: id}
	}
	return draftRelease{release, draft}, err
}

// previewSecret names what the keys of links are made with.
const previewSecret = "preview"

// keyOf is the key of a link to an import's preview: HMAC-SHA256 over its id.
func keyOf(secret []byte, id string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// signed reports whether a key is the one of an import.
func (s *server) signed(ctx context.Context, id, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	secret, found, err := s.db.Secret(ctx, previewSecret)
	return found && hmac.Equal([]byte(keyOf(secret, id)), []byte(key)), err
}

// keep adds the preview to an address of ours.
func (p *preview) keep(to string) string {
	if p == nil {
		return to
	}
	u, err := url.Parse(to)
	if err != nil {
		return to
	}
	values := u.Query()
	values.Set("preview", p.id)
	if p.key != "" {
		values.Set("key", p.key)
	}
	u.RawQuery = encodeValues(values)
	return u.String()
}

// links adds the preview to links. What is not public yet is not cited.
func (p *preview) links(links []format.Link) []format.Link {
	if p == nil {
		return links
	}
	links = slices.DeleteFunc(links, func(l format.Link) bool { return l.Rel == "cite-as" })
	for i := range links {
		links[i].Href = p.keep(links[i].Href)
	}
	return links
}

// embargo is what a page says of a preview; nil where everybody may see it.
func (r *request) embargo() *pages.Embargo {
	if r.preview == nil {
		return nil
	}
	return &pages.Embargo{At: r.preview.at}
}

// embargoNote is what an answer of figures says of a preview.
func (r *request) embargoNote() format.Note {
	return format.Note{Kind: "embargo", Text: r.say(embargoed)}
}

// coming reports whether a release is public in the request's preview alone.
func (r *request) coming(release datasets.Release) bool {
	return r.preview != nil && release.PublishedGeneration == r.state.Generation
}

// embargoed is what every form of a preview says of itself.
var embargoed = datasets.Text{En: "Embargo · preview", Fr: "Aperçu sous embargo"}
