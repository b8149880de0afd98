package charts

func (s *sheet) outlines() (map[string][]ring, box) { return nil, box{} }
