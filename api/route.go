package api

import (
	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

// routing adds routes to the router, and remembers which role each guarded one
// needs.
type routing struct {
	*server
	router *gin.Engine
	handle func(handler) gin.HandlerFunc // answers the errors: with a problem, or with a page
}

// get adds an address that everybody may read.
func (t routing) get(path string, h handler) {
	t.router.GET(path, t.handle(h))
	t.router.HEAD(path, t.handle(h))
}

// private adds an address that a role may read.
func (t routing) private(path string, need datasets.Role, h handler) {
	t.needs["GET "+path] = need
	t.get(path, t.guard(need, h))
}

// admin adds a page that a role may read; who has not signed in is sent to do
// so, and back.
func (t routing) admin(path string, need datasets.Role, h handler) {
	t.needs["GET "+path] = need
	t.get(path, signInFirst(t.guard(need, h)))
}

// post adds an address that a role may write to.
func (t routing) post(path string, need datasets.Role, h handler) {
	t.needs["POST "+path] = need
	t.router.POST(path, t.handle(t.guard(need, h)))
}

// del adds an address that a role may delete.
func (t routing) del(path string, need datasets.Role, h handler) {
	t.needs["DELETE "+path] = need
	t.router.DELETE(path, t.handle(t.guard(need, h)))
}

// put adds an address whose content a role may replace.
func (t routing) put(path string, need datasets.Role, h handler) {
	t.needs["PUT "+path] = need
	t.router.PUT(path, t.handle(t.guard(need, h)))
}
