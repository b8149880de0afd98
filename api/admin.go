package api

// adminRoutes adds the pages of those who make figures public.
func (s *site) adminRoutes(t routing) {
	t.get("/admin/sign-in", s.signInPage)
}
