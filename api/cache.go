package api

import (
	"container/list"
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// What the caches hold at most, in bytes.
const (
	answerBytes  = 64 << 20
	drawingBytes = 32 << 20
)

// makeTime bounds the making of one entry, which outlives the request that
// began it: others may be waiting for it.
const makeTime = 30 * time.Second

// cache keeps what was made, the least recently used leaving first, and makes
// each entry once at a time.
type cache struct {
	limit  int
	flight singleflight.Group

	mu      sync.Mutex
	size    int
	order   *list.List // of entry, the latest used in front
	entries map[string]*list.Element
}

type entry struct {
	key  string
	body []byte
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), entries: map[string]*list.Element{}}
}

// get returns the entry of a key, made by make if it is not there. An error is
// not kept.
func (k *cache) get(ctx context.Context, key string, make func(context.Context) ([]byte, error)) ([]byte, error) {
	if body, ok := k.find(key); ok {
		return body, nil
	}
	done := k.flight.DoChan(key, func() (_ any, err error) {
		defer recovered(&err)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), makeTime)
		defer cancel()
		body, err := make(ctx)
		if err == nil {
			k.keep(key, body)
		}
		return body, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		body, _ := r.Val.([]byte)
		return body, r.Err
	}
}

func (k *cache) find(key string) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.entries[key]
	if !ok {
		return nil, false
	}
	k.order.MoveToFront(e)
	return e.Value.(entry).body, true
}

func (k *cache) keep(key string, body []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.entries[key]; ok || len(body) > k.limit/4 {
		return
	}
	k.entries[key] = k.order.PushFront(entry{key, body})
	k.size += len(body)
	for k.size > k.limit {
		last := k.order.Back()
		gone := k.order.Remove(last).(entry)
		delete(k.entries, gone.key)
		k.size -= len(gone.body)
	}
}
