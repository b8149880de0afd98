package charts

import "barometer/datasets"

// Fitting returns the names of the types that an extract can be drawn as, over
// the dimension and in the unit of a spec.
func Fitting(spec Spec, e *datasets.Extract) ([]string, error) {
	c, err := prepare(spec, e)
	if err != nil {
		return nil, err
	}
	return c.fitting(spec.Over, c.found), nil
}
