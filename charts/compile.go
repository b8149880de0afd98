package charts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/tetratelabs/wazero"
)

// resvg is the compiled rasteriser, from which instances are made.
type resvg struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
}

// compiled is the one of this process, compiled when first needed and never
// freed.
var compiled struct {
	sync.Mutex
	resvg *resvg
}

// compileResvg compiles resvg.wasm once per process: two seconds of work, or
// fifty milliseconds where folder, if not "", has what an earlier process
// compiled.
func compileResvg(folder string) (*resvg, error) {
	compiled.Lock()
	defer compiled.Unlock()
	if compiled.resvg != nil {
		return compiled.resvg, nil
	}
	wasm, err := assets.ReadFile("assets/resvg.wasm")
	if err != nil {
		return nil, err
	}
	if wasm, err = interruptible(wasm); err != nil {
		return nil, fmt.Errorf("prepare resvg: %w", err)
	}
	r, err := compileIn(folder, wasm)
	if err != nil {
		if r, err = compileModule(wasm, nil); err != nil {
			return nil, fmt.Errorf("compile resvg: %w", err)
		}
	}
	compiled.resvg = r
	return r, nil
}

// compileModule compiles the module into a runtime of its own, which outlives every
// request.
func compileModule(wasm []byte, cache wazero.CompilationCache) (*resvg, error) {
	ctx := context.Background()
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages).WithDebugInfoEnabled(false)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	runtime := wazero.NewRuntimeWithConfig(ctx, config)
	err := bindings(ctx, runtime)
	if err == nil {
		var module wazero.CompiledModule
		if module, err = runtime.CompileModule(ctx, wasm); err == nil {
			return &resvg{runtime, module}, nil
		}
	}
	_ = runtime.Close(ctx)
	return nil, err
}

// compileIn compiles with what folder keeps, or keeps it there. What is kept
// is machine code: it is used only with the checksum written beside it, from a
// folder that nobody else may write to.
func compileIn(folder string, wasm []byte) (*resvg, error) {
	if folder == "" {
		return compileModule(wasm, nil)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm()&0o022 != 0 {
		return nil, fmt.Errorf("others may write to %s: %w", folder, err)
	}
	sum := sha256.Sum256(wasm)
	kept := filepath.Join(folder, "resvg-"+hex.EncodeToString(sum[:8]))
	if sealed(kept) {
		if r, err := compileWith(kept, wasm); err == nil {
			return r, nil
		}
	}
	fresh, err := os.MkdirTemp(folder, "new-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(fresh)
	r, err := compileWith(fresh, wasm)
	if err != nil {
		return nil, err
	}
	// Not keeping it is no failure: the next process compiles again.
	if seal(fresh) == nil && os.RemoveAll(kept) == nil {
		_ = os.Rename(fresh, kept)
	}
	return r, nil
}

func compileWith(folder string, wasm []byte) (*resvg, error) {
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err != nil {
		return nil, err
	}
	return compileModule(wasm, cache)
}

// sealName is the file with the checksum of a folder's other files.
const sealName = "sha256"

func seal(folder string) error {
	sum, err := checksum(folder)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, sealName), []byte(sum), 0o600)
}

// sealed reports whether a folder's files are those that were sealed.
func sealed(folder string) bool {
	want, err := os.ReadFile(filepath.Join(folder, sealName))
	if err != nil {
		return false
	}
	got, err := checksum(folder)
	return err == nil && got == string(want)
}

// checksum is over the names and contents of a folder's files but the seal.
func checksum(folder string) (string, error) {
	all := sha256.New()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == sealName {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(all, "%s %d\n", entry.Name(), len(content))
		all.Write(content)
		return nil
	})
	return hex.EncodeToString(all.Sum(nil)), err
}
