package store

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// State is what stood at one generation. It is read-only.
type State struct {
	Generation int64 // 0 only in a database in which nothing was done yet
	Time       time.Time
	Catalogue  *datasets.Catalogue // with what the dictionaries of its releases brought
	Preview    string              // the draft that is shown as if it were published; "" is what is public
	Releases   []datasets.Release  // published at or before it, as they stood then, withdrawn ones too; the latest first

	ids    map[string]int64   // the database's numbers of Releases
	sheets map[int64][]string // the sheets of their workbooks, by these numbers
}

const (
	insertGeneration = `INSERT INTO generation (id, time, cause, subject) VALUES (?, ?, ?, ?)`
	nextGeneration   = `SELECT coalesce(max(id), 0) + 1 FROM generation`
	lastGeneration   = `SELECT coalesce(max(id), 0) FROM generation`
	generationTime   = `SELECT time FROM generation WHERE id = ?`
)

// advance makes the next generation and its audit row, which says why; the
// transaction is a change.
func advance(ctx context.Context, tx *sqlx.Tx, why AuditRow) (int64, error) {
	if err := tx.GetContext(ctx, &why.Generation, nextGeneration); err != nil {
		return 0, err
	}
	if _, err := exec(ctx, tx, insertGeneration, why.Generation, stamp(why.Time), why.Action, why.Release); err != nil {
		return 0, err
	}
	return why.Generation, record(ctx, tx, why)
}

// State returns what stood at a generation, 0 being the current one, which is
// asked of the database.
func (db *DB) State(ctx context.Context, at int64) (*State, error) {
	if s := db.states.find(at); s != nil && at > 0 {
		return s, nil
	}
	var current int64
	keep := db.standing.reading(db.now())
	if err := db.read.GetContext(ctx, &current, lastGeneration); err != nil {
		return nil, wrap("read generation", err)
	}
	keep(current)
	if at < 0 || at > current {
		return nil, &datasets.Error{Kind: datasets.NotFound, Parameter: "at", Value: strconv.FormatInt(at, 10),
			Message: "there is no generation " + strconv.FormatInt(at, 10) + "; the current one is " + strconv.FormatInt(current, 10)}
	}
	if at == 0 {
		at = current
	}
	db.loading.Lock()
	defer db.loading.Unlock()
	if s := db.states.find(at); s != nil {
		return s, nil
	}
	s, err := db.loadState(ctx, at)
	if err != nil {
		return nil, wrap("read generation "+strconv.FormatInt(at, 10), err)
	}
	db.states.add(s)
	return s, nil
}

func (db *DB) loadState(ctx context.Context, at int64) (*State, error) {
	return db.loadStateWith(ctx, at, nil)
}

// loadStateWith reads the state of a generation, with one more release that it
// has not.
func (db *DB) loadStateWith(ctx context.Context, at int64, more *releaseRow) (*State, error) {
	s := &State{Generation: at, ids: map[string]int64{}}
	if at > 0 {
		var text string
		err := db.read.GetContext(ctx, &text, db.read.Rebind(generationTime), at)
		if err == nil {
			s.Time, err = parseStamp(text)
		}
		if err != nil {
			return nil, err
		}
	}
	base, err := db.catalogueAt(ctx, at)
	if err != nil {
		return nil, err
	}
	var rows []releaseRow
	if err := db.read.SelectContext(ctx, &rows, db.read.Rebind(publishedReleases), at); err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].standAt(at)
	}
	if s.sheets, err = db.sheets(ctx, sheetsAt, at); err != nil {
		return nil, err
	}
	if more != nil {
		rows = append(rows, *more)
		own, err := db.sheets(ctx, sheetsOfRelease, more.ID)
		if err != nil {
			return nil, err
		}
		s.sheets[more.ID] = own[more.ID]
	}
	if s.Catalogue, err = db.withDictionaries(ctx, base, rows); err != nil {
		return nil, err
	}
	for _, row := range rows {
		release, err := row.release(s.Catalogue)
		if err != nil {
			return nil, err
		}
		s.Releases = append(s.Releases, release)
		s.ids[release.ID] = row.ID
	}
	datasets.SortReleases(s.Releases)
	return s, nil
}

// recentStates is how many generations are kept in memory: the current one,
// and those of the pinned addresses that are asked for now.
const recentStates = 8

// recent is the states last asked for, the last one first. Its zero value is
// ready.
type recent struct {
	mutex  sync.Mutex
	states []*State
}

func (r *recent) find(at int64) *State {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	i := slices.IndexFunc(r.states, func(s *State) bool { return s.Generation == at })
	if i < 0 {
		return nil
	}
	found := r.states[i]
	copy(r.states[1:i+1], r.states[:i])
	r.states[0] = found
	return found
}

func (r *recent) add(s *State) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.states = append([]*State{s}, r.states[:min(len(r.states), recentStates-1)]...)
}

// forget empties the memory: something that a state tells was added to.
func (r *recent) forget() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.states = nil
}
