package datasets

import (
	"slices"
	"strings"
	"time"
)

// Role is what a token may do. Each role may do what those before it may.
type Role string

// The roles, the least first.
const (
	RoleViewer    Role = "viewer"    // sees previews
	RoleEditor    Role = "editor"    // imports
	RolePublisher Role = "publisher" // publishes and withdraws
	RoleAdmin     Role = "admin"     // makes tokens, reads the audit
)

// Roles are all roles, the least first.
var Roles = []Role{RoleViewer, RoleEditor, RolePublisher, RoleAdmin}

// ParseRole returns the role of a name; of another name it is Invalid and says
// which one is nearest.
func ParseRole(s string) (Role, error) {
	if slices.Contains(Roles, Role(s)) {
		return Role(s), nil
	}
	names := make([]string, len(Roles))
	for i, r := range Roles {
		names[i] = string(r)
	}
	return "", &Error{Kind: Invalid, Message: "there is no role " + s + "; the roles are " + strings.Join(names, ", "), Parameter: "role", Value: s, Nearest: Nearest(s, names, 1)}
}

// Allows reports whether the role may do what needs another one. A role that
// is none allows nothing.
func (r Role) Allows(need Role) bool {
	own, other := slices.Index(Roles, r), slices.Index(Roles, need)
	return own >= 0 && other >= 0 && own >= other
}

// Token is the right of a person or a program to do what its role allows. Its
// secret is told once, when it is made, and kept nowhere.
type Token struct {
	ID      string // public and short
	Name    string // whose it is
	Role    Role
	Created time.Time
	Expires time.Time // zero is never
	Revoked time.Time // zero is not
	Used    time.Time // last, to the minute; zero is never
	By      string    // who made it
}

// Valid reports whether the token is neither revoked nor expired at an instant.
func (t Token) Valid(now time.Time) bool {
	return t.Revoked.IsZero() && (t.Expires.IsZero() || now.Before(t.Expires))
}
