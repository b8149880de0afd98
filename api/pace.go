package api

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

// allowance is how often something may be done: burst times at once, and as
// often again in every period.
type allowance struct {
	burst  int
	period time.Duration
}

// purse is what is left of an allowance: the instant at which it is full again.
type purse struct{ full time.Time }

// each is the time in which one unit comes back.
func (a allowance) each() time.Duration { return a.period / time.Duration(a.burst) }

// left is how many units a purse has at an instant, and how long the next one
// takes to come.
func (a allowance) left(p purse, now time.Time) (units int, next time.Duration) {
	missing := max(p.full.Sub(now), 0)
	units = int((a.period - missing) / a.each())
	return max(units, 0), missing - a.each()*time.Duration(a.burst-1-min(max(units, 0), a.burst-1))
}

// take takes a unit.
func (a allowance) take(p purse, now time.Time) purse {
	if p.full.Before(now) {
		p.full = now
	}
	return purse{p.full.Add(a.each())}
}

// pacer holds the purses of those who may do something so often, in memory that
// is bounded.
type pacer struct {
	allowance
	most int // purses

	mutex  sync.Mutex
	purses map[string]purse // guarded by mutex
}

func newPacer(a allowance, most int) *pacer {
	return &pacer{allowance: a, most: most, purses: map[string]purse{}}
}

// spend takes a unit of somebody's, if there is one, and returns what is left.
func (p *pacer) spend(who string, now time.Time) (units int, next time.Duration, ok bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	own, known := p.purses[who]
	if units, next = p.left(own, now); units == 0 {
		return 0, next, false
	}
	if !known && len(p.purses) >= p.most {
		p.forget(now)
	}
	p.purses[who] = p.take(own, now)
	units, next = p.left(p.purses[who], now)
	return units, next, true
}

// giveBack returns a unit that was spent for nothing.
func (p *pacer) giveBack(who string, now time.Time) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if own, known := p.purses[who]; known {
		p.purses[who] = purse{own.full.Add(-p.each())}
		if !p.purses[who].full.After(now) {
			delete(p.purses, who)
		}
	}
}

// forget makes room: full purses say nothing, and of the others the fullest
// says least. The caller holds the mutex.
func (p *pacer) forget(now time.Time) {
	fullest := ""
	for who, own := range p.purses {
		if !own.full.After(now) {
			delete(p.purses, who)
		} else if fullest == "" || own.full.Before(p.purses[fullest].full) {
			fullest = who
		}
	}
	if len(p.purses) >= p.most {
		delete(p.purses, fullest)
	}
}

// seconds rounds a wait up, at least to one second.
func seconds(d time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}

// tooMany answers who must wait.
func tooMany(c *gin.Context, wait time.Duration, format string, args ...any) error {
	c.Header("Retry-After", seconds(wait))
	return protocolError{http.StatusTooManyRequests, datasets.Errorf(datasets.TooLarge, format, args...)}
}

// pace holds a token to its writes a minute, and says what is left of them in
// the headers of the IETF's draft-ietf-httpapi-ratelimit-headers-10.
func (s *server) pace(c *gin.Context, t datasets.Token) error {
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		return nil
	}
	units, next, ok := s.writes.spend(t.ID, s.now())
	c.Header("RateLimit-Policy", fmt.Sprintf(`"writes";q=%d;w=%d`, s.writes.burst, int(s.writes.period.Seconds())))
	c.Header("RateLimit", fmt.Sprintf(`"writes";r=%d;t=%s`, units, seconds(next)))
	if !ok {
		return tooMany(c, next, "a token writes at most %d times a minute; wait %s s", s.writes.burst, seconds(next))
	}
	return nil
}
