package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/method"
	"barometer/datasets"
)

// method is the page that says how figures are chosen and compared.
func (s *site) method(c *gin.Context) error {
	r, err := s.visit(c, "", pageForm)
	if err != nil {
		return err
	}
	return s.show(c, r, func(ctx context.Context) (pages.Page, error) {
		o, err := s.overview(ctx, r.state)
		if err != nil {
			return pages.Page{}, err
		}
		var view method.View
		if list := r.state.Catalogue.Codelists["precision"]; list != nil {
			view.Precisions = list.Codes
		}
		if list := r.state.Catalogue.Codelists["status"]; list != nil {
			for _, code := range list.Codes {
				if o.statuses[datasets.Status(code.ID)] {
					view.Statuses = append(view.Statuses, code)
				}
			}
		}
		for _, d := range r.state.Catalogue.Datasets {
			for _, b := range d.Breaks {
				view.Breaks = append(view.Breaks, method.Break{Dataset: d, Breaking: b})
			}
		}
		return pages.Page{Name: "method/method", Section: "method", View: view}, nil
	})
}
