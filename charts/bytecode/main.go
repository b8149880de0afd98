// Bytecode compiles the scripts that draw charts for QuickJS, so that no
// process has to; `go generate ./charts` calls it. What it writes is bound to
// the version of QuickJS in go.mod and to the scripts.
//
//	bytecode FOLDER
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/libc"
	"modernc.org/libquickjs"
)

// scripts are compiled as one, in this order.
var scripts = []string{"prelude.js", "echarts.server.js", "formats.js", "glue.js"}

// compiledName is the file that is written, beside the scripts.
const compiledName = "echarts.qbc"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "bytecode: expected the scripts' folder")
		os.Exit(2)
	}
	code, err := compileScripts(os.Args[1])
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Args[1], compiledName), code, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bytecode:", err)
		os.Exit(1)
	}
}

// compileScripts returns the scripts' bytecode without their text and line
// numbers, which take three quarters of it. Only libquickjs can leave those
// out; package quickjs, which runs the result, cannot.
func compileScripts(folder string) ([]byte, error) {
	var source []byte
	for _, name := range scripts {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		source = append(append(source, content...), "\n;"...)
	}
	tls := libc.NewTLS()
	defer tls.Close()
	text, err := libc.CString(string(source))
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(tls, text)
	name, err := libc.CString("charts")
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(tls, name)

	runtime := libquickjs.XJS_NewRuntime(tls)
	defer libquickjs.XJS_FreeRuntime(tls, runtime)
	libquickjs.XJS_SetStripInfo(tls, runtime, libquickjs.MJS_STRIP_SOURCE|libquickjs.MJS_STRIP_DEBUG)
	context := libquickjs.XJS_NewContext(tls, runtime)
	defer libquickjs.XJS_FreeContext(tls, context)
	script := libquickjs.XJS_Eval(tls, context, text, libc.Tsize_t(len(source)), name, libquickjs.MJS_EVAL_FLAG_COMPILE_ONLY)
	defer libquickjs.XFreeValue(tls, context, script)
	const size = 8 // of a C size_t, at most
	length := tls.Alloc(size)
	defer tls.Free(size)
	code := libquickjs.XJS_WriteObject(tls, context, length, script, libquickjs.MJS_WRITE_OBJ_BYTECODE)
	if code == 0 || libquickjs.XJS_HasException(tls, context) != 0 {
		return nil, errors.New("the scripts do not compile")
	}
	defer libquickjs.Xjs_free(tls, context, code)
	return append([]byte(nil), libc.GoBytes(code, int(binary.LittleEndian.Uint32(libc.GoBytes(length, size))))...), nil
}
