package api

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

func TestCache(t *testing.T) {
	k := newCache(100)
	made := 0
	get := func(key string, size int) {
		body, err := k.get(t.Context(), key, func(context.Context) ([]byte, error) { made++; return make([]byte, size), nil })
		if err != nil || len(body) != size {
			t.Fatalf("%s: %d bytes, %v", key, len(body), err)
		}
	}
	for i := range 5 {
		get(fmt.Sprint(i), 20)
	}
	get("0", 20)
	if made != 5 {
		t.Errorf("made %d times, want 5", made)
	}
	get("5", 20) // the least recently used leaves: 1, as 0 was asked again
	get("0", 20)
	get("1", 20)
	if made != 7 || k.size > k.limit {
		t.Errorf("made %d times, want 7; %d bytes of %d", made, k.size, k.limit)
	}
	get("large", 26) // more than a quarter is not kept
	get("large", 26)
	if made != 9 {
		t.Errorf("made %d times, want 9", made)
	}
	if _, err := k.get(t.Context(), "bad", func(context.Context) ([]byte, error) { return nil, errors.New("no") }); err == nil {
		t.Error("an error is lost")
	}
	get("bad", 1)
}

func TestCacheMakesOnce(t *testing.T) {
	k := newCache(100)
	var made atomic.Int32
	begun, release := make(chan struct{}), make(chan struct{})
	slow := func(context.Context) ([]byte, error) {
		if made.Add(1) == 1 {
			close(begun)
		}
		<-release
		return []byte("x"), nil
	}
	var wait sync.WaitGroup
	impatient, leave := context.WithCancel(t.Context())
	wait.Go(func() {
		if _, err := k.get(impatient, "a", slow); !errors.Is(err, context.Canceled) {
			t.Errorf("who leaves gets %v", err)
		}
	})
	<-begun
	leave()
	wait.Wait()
	for range 3 {
		wait.Go(func() {
			if body, err := k.get(t.Context(), "a", slow); err != nil || string(body) != "x" {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
	close(release)
	wait.Wait()
	if made.Load() != 1 {
		t.Errorf("made %d times, want once, though the first to ask left", made.Load())
	}
}
