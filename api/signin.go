package api

import "github.com/gin-gonic/gin"

func (s *site) signInPage(c *gin.Context) error { return noRoute(c) }
