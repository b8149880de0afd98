package charts

import (
	"sync"

	"modernc.org/quickjs"
)

//go:generate go run ./bytecode assets

// bytecode returns the scripts that draw, compiled when the program was built.
// It is read once, for every machine.
var bytecode = sync.OnceValues(func() ([]byte, error) { return assets.ReadFile("assets/echarts.qbc") })

// fallback returns the scripts compiled now, a fifth of a second's work, with
// the whole of ECharts as browsers get it. The drawings are the same.
var fallback = sync.OnceValues(func() ([]byte, error) {
	source := ""
	for _, name := range []string{"prelude.js", "echarts.min.js", "formats.js", "glue.js"} {
		content, err := assets.ReadFile("assets/" + name)
		if err != nil {
			return nil, err
		}
		source += string(content) + "\n;"
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, err
	}
	defer vm.Close()
	return vm.Compile(source, quickjs.EvalGlobal)
})
