package api

import (
	"bytes"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/store"
)

// How many rows of the audit an answer has: unless told, and at most.
const (
	auditRows     = 1_000
	auditRowsMost = 10_000
)

type auditMessage struct {
	Rows []auditRowMessage `json:"rows"`
	Next *string           `json:"next"` // the address of the rows before these
}

type auditRowMessage struct {
	Number     int64               `json:"number"`
	Time       string              `json:"time"`
	Action     string              `json:"action"`
	By         *string             `json:"by"`
	Token      *string             `json:"token"`
	Subject    *string             `json:"subject"`
	SHA256     *string             `json:"sha256"`
	Reason     *string             `json:"reason"`
	Accepted   []acceptanceMessage `json:"accepted"`
	Generation *int64              `json:"generation"`
	Previous   *string             `json:"previous"`
	Hash       string              `json:"hash"`
}

// auditForm is the form of the audit.
var auditForm = form{[]string{"release", "by", "before", "limit", "lang", "format"}, format.Tables, nil}

// auditQuery reads which rows of the audit an address asks for. A parameter
// without a value is a field of a form that was left empty.
func auditQuery(c *gin.Context, parameters []string) (store.AuditQuery, string, error) {
	q, named := store.AuditQuery{Limit: auditRows}, ""
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return q, "", datasets.Errorf(datasets.Invalid, "the parameters cannot be read: %v", err)
	}
	p := &parser{values: values, allowed: parameters}
	for _, name := range p.names() {
		value, once := p.one(name)
		switch {
		case !once || value == "":
		case !slices.Contains(parameters, name):
			p.stranger(name)
		case name == "release":
			q.Release = value
		case name == "by":
			q.By = value
		case name == "before":
			q.Before = int64(p.whole(name, value, 1, math.MaxInt32))
		case name == "limit":
			q.Limit = p.whole(name, value, 1, auditRowsMost)
		case name == "lang":
			p.choice(name, value, string(datasets.English), string(datasets.French))
		case name == "format":
			named = value
		}
	}
	if len(p.faults) > 0 {
		return q, "", &faults{list: p.faults}
	}
	return q, named, nil
}

// audit answers with what was done, the last first.
func (s *server) audit(c *gin.Context) error {
	q, named, err := auditQuery(c, auditForm.parameters)
	if err != nil {
		return err
	}
	f, err := choose(c, named, auditForm.offered)
	if err != nil {
		return err
	}
	rows, err := s.db.FindAudit(c.Request.Context(), q)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) == q.Limit {
		next = s.baseURL + address(c.Request.URL.Path, before(c.Request.URL.Query(), rows))
		c.Header("Link", "<"+next+`>; rel="next"`)
	}
	if f.Name == format.CSV.Name {
		return auditCSV(c, rows)
	}
	m := auditMessage{Rows: []auditRowMessage{}, Next: optional(next)}
	lang, _ := readerLang(c)
	for _, row := range rows {
		m.Rows = append(m.Rows, auditRow(row, lang))
	}
	return plain(c, m)
}

// before are the parameters of the rows that come after some, which are older.
func before(values url.Values, rows []store.AuditRow) string {
	values.Set("before", strconv.FormatInt(rows[len(rows)-1].Number, 10))
	return encodeValues(values)
}

func auditRow(row store.AuditRow, lang datasets.Lang) auditRowMessage {
	m := auditRowMessage{
		Number: row.Number, Time: row.Time.UTC().Format(time.RFC3339Nano), Action: row.Action, By: optional(row.By), Token: optional(row.Token), Subject: optional(row.Release),
		SHA256: optional(row.SHA256), Reason: optional(row.Reason), Accepted: []acceptanceMessage{}, Previous: optional(row.Previous), Hash: row.Hash,
	}
	if row.Generation > 0 {
		m.Generation = &row.Generation
	}
	for _, a := range row.Accepted {
		m.Accepted = append(m.Accepted, acceptanceMessage{a.Finding.Rule, optional(a.Finding.Sheet), optional(a.Finding.Cell), optional(a.Finding.Message), a.Reason.In(lang)})
	}
	return m
}

var auditColumns = []string{"number", "time", "action", "by", "token", "subject", "sha256", "reason", "accepted", "generation", "previous", "hash"}

// auditCSV answers with rows of the audit as CSV.
func auditCSV(c *gin.Context, rows []store.AuditRow) error {
	lang, _ := readerLang(c)
	var lines [][]string
	for _, row := range rows {
		generation := ""
		if row.Generation > 0 {
			generation = strconv.FormatInt(row.Generation, 10)
		}
		lines = append(lines, []string{
			strconv.FormatInt(row.Number, 10), row.Time.UTC().Format(time.RFC3339Nano), row.Action, row.By, row.Token, row.Release, row.SHA256, row.Reason,
			acceptedWords(row.Accepted, lang), generation, row.Previous, row.Hash,
		})
	}
	var b bytes.Buffer
	if err := format.CSV.Encode(&b, &format.Answer{Table: format.Texts("rows", auditColumns, lines)}); err != nil {
		return err
	}
	c.Header("Content-Disposition", disposition("audit.csv", false))
	c.Data(http.StatusOK, format.CSV.ContentType(), b.Bytes())
	return nil
}

// acceptedWords says in one line which warnings were accepted, and why.
func acceptedWords(accepted []datasets.Acceptance, lang datasets.Lang) string {
	var words []string
	for _, a := range accepted {
		where := strings.Trim(a.Finding.Sheet+"!"+a.Finding.Cell, "!")
		words = append(words, fmt.Sprintf("%s %s: %s", a.Finding.Rule, where, a.Reason.In(lang)))
	}
	return strings.Join(words, "; ")
}
