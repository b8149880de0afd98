package api

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"slices"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/ingest"
)

// changesForm is the form of what a release changed.
var changesForm = form{[]string{"kind", "at", "lang", "format"}, format.Tables, nil}

// comparison yields what a release changed when it became public: its figures
// against those that were visible at the generation before its own.
func (s *server) comparison(ctx context.Context, release datasets.Release) (iter.Seq2[datasets.Change, error], error) {
	state, err := s.db.State(ctx, release.PublishedGeneration)
	if err != nil {
		return nil, err
	}
	edition, err := s.db.Edition(ctx, release.ID)
	if err != nil {
		return nil, err
	}
	before, err := s.db.Past(ctx, release.PublishedGeneration-1)
	if err != nil {
		return nil, err
	}
	return ingest.Compare(ctx, release.Publication, edition, state.Catalogue, before), nil
}

// account is how many cells a release changed how, in all and by dataset.
type account struct {
	Tally    datasets.Tally
	Datasets map[string]*datasets.Tally
}

// account counts what a release changed. It never changes, and is kept.
func (s *server) account(ctx context.Context, release datasets.Release) (account, error) {
	var out account
	body, err := s.answers.get(ctx, "account "+release.ID, func(ctx context.Context) ([]byte, error) {
		changes, err := s.comparison(ctx, release)
		if err != nil {
			return nil, err
		}
		counted := account{Datasets: map[string]*datasets.Tally{}}
		for c, err := range changes {
			if err != nil {
				return nil, err
			}
			if counted.Datasets[c.Dataset] == nil {
				counted.Datasets[c.Dataset] = &datasets.Tally{}
			}
			counted.Tally.Count(c)
			counted.Datasets[c.Dataset].Count(c)
		}
		return json.Marshal(counted)
	})
	if err == nil {
		err = json.Unmarshal(body, &out)
	}
	return out, err
}

// changes answers with what a release changed when it became public, whatever
// happened since.
func (s *server) changes(c *gin.Context) error {
	r, err := s.ask(c, "", changesForm)
	if err != nil {
		return err
	}
	release, err := r.named(c.Param("release"))
	if err != nil {
		return err
	}
	rep := s.represent(c, r, r.format.ContentType(), r.encode(nil, 0))
	rep.links = s.changeLinks(r, release)
	if rep.known(c) {
		return nil
	}
	counted, err := s.account(c.Request.Context(), release)
	if err != nil {
		return err
	}
	write := func(ctx context.Context) func(io.Writer) error {
		return func(w io.Writer) error { return s.writeChanges(ctx, w, r, release, counted.Tally, rep.links) }
	}
	if counted.Tally.Total() <= s.limits.cached {
		body, err := s.answers.get(c.Request.Context(), rep.tag, func(ctx context.Context) ([]byte, error) { return rep.encode(write(ctx)) })
		if err != nil {
			return err
		}
		return rep.body(c, body)
	}
	rep.header(c)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == "HEAD" {
		return nil
	}
	return rep.stream(c.Writer, write(c.Request.Context()))
}

// writeChanges writes a change set in the format asked for.
func (s *server) writeChanges(ctx context.Context, w io.Writer, r *request, release datasets.Release, tally datasets.Tally, links []format.Link) error {
	all, err := s.comparison(ctx, release)
	if err != nil {
		return err
	}
	set := format.ChangeSet{
		Release: release.ID, Publication: release.Publication.ID, Corrects: release.Corrects, Generation: release.PublishedGeneration,
		Tally: tally, Changes: ofKinds(all, r.kinds), Links: links,
	}
	if !release.VisibleAt(r.state.Generation) {
		set.Withdrawn = &format.Taken{Generation: release.WithdrawnGeneration, Reason: release.WithdrawnReason}
	}
	if r.format.Name == format.CSV.Name {
		return set.WriteCSV(w)
	}
	return set.WriteJSON(w)
}

// ofKinds yields the changes of some kinds; nil is all.
func ofKinds(changes iter.Seq2[datasets.Change, error], kinds []datasets.ChangeKind) iter.Seq2[datasets.Change, error] {
	if kinds == nil {
		return changes
	}
	return func(yield func(datasets.Change, error) bool) {
		for c, err := range changes {
			if (err != nil || slices.Contains(kinds, c.Kind)) && !yield(c, err) {
				return
			}
		}
	}
}

func changesPath(release string) string { return root + "/releases/" + release + "/changes" }

// changeLinks are what stands beside a change set.
func (s *server) changeLinks(r *request, release datasets.Release) []format.Link {
	own := r.encode(nil, r.pin())
	links := []format.Link{}
	for _, f := range format.Tables {
		rel := "alternate"
		if f.Name == r.format.Name {
			rel = "self"
		}
		links = append(links, format.Link{Rel: rel, Href: s.baseURL + address(changesPath(release.ID)+"."+f.Extension, own), Type: f.MediaType})
	}
	links = append(links, format.Link{Rel: "release", Href: s.href(r, root+"/releases/"+release.ID), Type: format.JSON.MediaType})
	if release.Corrects != "" {
		links = append(links, format.Link{Rel: "predecessor-version", Href: s.href(r, root+"/releases/"+release.Corrects), Type: format.JSON.MediaType})
	}
	return links
}
