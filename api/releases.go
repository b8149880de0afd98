package api

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

type releaseListMessage struct {
	Generation int64            `json:"generation"`
	Releases   []releaseMessage `json:"releases"`
}

type releaseMessage struct {
	ID           string              `json:"id"`
	Publication  string              `json:"publication"`
	Title        string              `json:"title"`
	Publisher    string              `json:"publisher"`
	Source       labelMessage        `json:"source"`
	Published    *string             `json:"published"` // as precisely as it is known
	Released     string              `json:"released"`
	Generation   int64               `json:"generation"` // the one that made it public
	State        string              `json:"state"`
	Withdrawn    *withdrawnMessage   `json:"withdrawn"`
	Corrects     *string             `json:"corrects"`
	CorrectedBy  *string             `json:"correctedBy"`
	Cites        []string            `json:"cites"`
	URL          *string             `json:"url"`
	Licence      *string             `json:"licence"`
	Language     *string             `json:"language"`
	Note         *string             `json:"note"`
	Observations int                 `json:"observations"`
	Workbook     workbookMessage     `json:"workbook"`
	Accepted     []acceptanceMessage `json:"accepted"`
	Links        map[string]string   `json:"links"`
}

type withdrawnMessage struct {
	Generation int64  `json:"generation"`
	Reason     string `json:"reason"`
}

type workbookMessage struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// acceptanceMessage is a warning that was published anyway.
type acceptanceMessage struct {
	Rule    string  `json:"rule"`
	Sheet   *string `json:"sheet"`
	Cell    *string `json:"cell"`
	Message *string `json:"message"` // what the rule noticed, in English
	Reason  string  `json:"reason"`
}

// listReleases answers with every release that was public by the request's
// generation, withdrawn ones with their reason, the latest publication first.
func (s *server) listReleases(c *gin.Context) error {
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) {
		m := releaseListMessage{Generation: r.state.Generation, Releases: []releaseMessage{}}
		for _, release := range r.releases() {
			m.Releases = append(m.Releases, s.releaseMessage(r, release))
		}
		return m, nil
	})
}

// release answers with one release.
func (s *server) release(c *gin.Context) error {
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	release, err := r.named(c.Param("release"))
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) { return s.releaseMessage(r, release), nil })
}

// workbook answers with the bytes a release was read from. The address has no
// at: the bytes of a release never change, and what was withdrawn is not given
// out, whatever the generation.
func (s *server) workbook(c *gin.Context) error {
	r, err := s.ask(c, "", form{})
	if err != nil {
		return err
	}
	release, err := r.named(c.Param("release"))
	if err == nil && !release.VisibleAt(r.state.Generation) {
		err = datasets.Errorf(datasets.NotFound, "the workbook of release %s was withdrawn: %s", release.ID, release.WithdrawnReason)
	}
	if err != nil {
		return err
	}
	rep := s.represent(c, r, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	rep.tag, rep.gzip, rep.filename = tagOf(release.SHA256), false, release.Workbook
	if rep.known(c) {
		return nil
	}
	_, content, err := s.db.Workbook(c.Request.Context(), release.ID)
	if err != nil {
		return err
	}
	return rep.copy(c, content, release.Size)
}

// releases returns the releases public by the request's generation, the latest
// publication first.
func (r *request) releases() []datasets.Release {
	all := slices.Clone(r.state.Releases)
	datasets.SortReleases(all)
	return all
}

// named returns a release by id.
func (r *request) named(id string) (datasets.Release, error) {
	var ids []string
	for _, release := range r.state.Releases {
		if release.ID == id {
			return release, nil
		}
		ids = append(ids, release.ID)
	}
	return datasets.Release{}, nowhere(datasets.Error{Message: fmt.Sprintf("there is no release %q", id), Parameter: "release", Value: id, Nearest: datasets.Nearest(id, ids, 3)},
		"an id of /api/v1/releases")
}

// correction is the release that took the place of another; nil is none.
func (r *request) correction(of datasets.Release) *datasets.Release {
	for _, other := range datasets.Visible(r.state.Releases, r.state.Generation, datasets.Date{}) {
		if other.Publication.ID == of.Publication.ID && other.Number() > of.Number() {
			return &other
		}
	}
	return nil
}

func (s *server) releaseMessage(r *request, release datasets.Release) releaseMessage {
	p := release.Publication
	m := releaseMessage{
		ID: release.ID, Publication: p.ID, Title: p.Title, Publisher: p.Publisher, Source: labelMessage{p.Source.ID, r.say(p.Source.Title)},
		Published: optional(p.Published.String()), Released: release.Released.UTC().Format(time.RFC3339), Generation: release.PublishedGeneration,
		State: string(release.State), Corrects: optional(release.Corrects), Cites: orNone(p.Cites), URL: optional(p.URL),
		Licence: optional(p.Licence), Language: optional(string(p.Language)), Note: optional(p.Note), Observations: release.Observations,
		Workbook: workbookMessage{release.Workbook, release.SHA256, release.Size}, Accepted: []acceptanceMessage{},
		Links: map[string]string{"self": s.href(r, root+"/releases/"+release.ID)},
	}
	switch {
	case r.coming(release): // its workbook is given out once it is public
	case release.VisibleAt(r.state.Generation):
		m.Links["workbook"] = s.baseURL + root + "/releases/" + release.ID + "/workbook"
	default:
		m.Withdrawn = &withdrawnMessage{release.WithdrawnGeneration, release.WithdrawnReason}
	}
	if later := r.correction(release); later != nil {
		m.CorrectedBy = &later.ID
	}
	for _, a := range release.Accepted {
		m.Accepted = append(m.Accepted, acceptanceMessage{a.Finding.Rule, optional(a.Finding.Sheet), optional(a.Finding.Cell), optional(a.Finding.Message), r.say(a.Reason)})
	}
	return m
}
