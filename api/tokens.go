package api

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/admin"
	"barometer/datasets"
)

// How many days a token made on the page lives: unless told, and at most.
const (
	tokenDays     = "90"
	tokenDaysMost = 3650
)

// tokens answers with all tokens.
func (s *site) tokens(c *gin.Context) error {
	return s.showTokens(c, http.StatusOK, admin.Tokens{Role: datasets.RoleEditor, Days: tokenDays})
}

func (s *site) showTokens(c *gin.Context, status int, view admin.Tokens) error {
	all, err := s.db.Tokens(c.Request.Context())
	if err != nil {
		return err
	}
	view.Frame, view.Roles = s.frame(c, "tokens"), datasets.Roles
	now := s.now()
	for i := len(all) - 1; i >= 0; i-- {
		state := "valid"
		switch {
		case !all[i].Revoked.IsZero():
			state = "revoked"
		case !all[i].Valid(now):
			state = "expired"
		}
		view.Tokens = append(view.Tokens, admin.Token{Token: all[i], State: state, Own: all[i].ID == view.Token.ID})
	}
	return s.present(c, status, pages.Page{Name: "admin/tokens", Path: "/admin/tokens", View: view})
}

// makeToken makes a token and shows its secret, once: no address leads to it.
func (s *site) makeToken(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	view := admin.Tokens{Name: form.Get("name"), Role: datasets.Role(form.Get("role")), Days: strings.TrimSpace(form.Get("days"))}
	var secret string
	var made datasets.Token
	expires, err := s.expiry(form)
	if err == nil {
		secret, made, err = s.db.CreateToken(c.Request.Context(), view.Name, view.Role, expires, actor(c).Name)
	}
	var wrong *datasets.Error
	if errors.As(err, &wrong) && wrong.Kind == datasets.Invalid && wantsPage(c) {
		view.Problem = wrong.Parameter
		return s.showTokens(c, http.StatusBadRequest, view)
	}
	if err != nil {
		return err
	}
	return s.showTokens(c, http.StatusCreated, admin.Tokens{Made: &made, Secret: secret, Role: datasets.RoleEditor, Days: tokenDays})
}

// expiry reads when a token is to expire; the zero instant is never.
func (s *site) expiry(form url.Values) (time.Time, error) {
	text := strings.TrimSpace(form.Get("days"))
	if text == "" {
		return time.Time{}, nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > tokenDaysMost {
		return time.Time{}, &datasets.Error{Kind: datasets.Invalid, Message: "the days until a token expires are a whole number from 1 to " + strconv.Itoa(tokenDaysMost), Parameter: "expires", Value: text}
	}
	return s.now().AddDate(0, 0, days), nil
}

// revokeToken ends a token.
func (s *site) revokeToken(c *gin.Context) error {
	if _, err := s.db.RevokeToken(c.Request.Context(), c.Param("token"), actor(c).Name); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, inLang(c, "/admin/tokens"))
	return nil
}
