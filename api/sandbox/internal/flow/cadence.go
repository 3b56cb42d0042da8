package flow

import (
	"math"
	"time"
)

// cadence is an endless row of instants, numbered from 0 and strictly
// increasing: when a workflow's trigger fires.
type cadence interface {
	// at is the time of instant k; the far future if there is no such instant.
	at(k uint64) time.Time
	// upTo counts the instants at or before t.
	upTo(t time.Time) uint64
}

// farFuture is later than any clock that a tenant will see.
var farFuture = time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)

// settle corrects an estimate of upTo.
func settle(c cadence, guess uint64, t time.Time) uint64 {
	for guess > 0 && c.at(guess-1).After(t) {
		guess--
	}
	for !c.at(guess).After(t) {
		guess++
	}
	return guess
}

// never is the cadence of a workflow that nothing starts.
type never struct{}

func (never) at(uint64) time.Time   { return farFuture }
func (never) upTo(time.Time) uint64 { return 0 }

// events fire past times between from and until, more often in office hours,
// and from live on at a steady pace for ever.
type events struct {
	from, until time.Time
	past        uint64
	live        time.Time
	pace        time.Duration // between live instants; 0 is none
	jitter      func(k uint64) uint64
}

const liveFlag = 1 << 40

// fraction moves instant k within its slot, never onto its neighbours.
func (e *events) fraction(k uint64) float64 {
	return 0.04 + 0.92*float64(e.jitter(k)>>11)/(1<<53)
}

func (e *events) at(k uint64) time.Time {
	if k < e.past {
		a, b := busyUntil(e.from), busyUntil(e.until)
		return whenBusy(a + (b-a)*(float64(k)+e.fraction(k))/float64(e.past))
	}
	if e.pace == 0 {
		return farFuture
	}
	k -= e.past
	// Live instants draw from numbers of their own, so that setting the past
	// does not shift them.
	whole := time.Duration(k) * e.pace
	return e.live.Add(whole + time.Duration(float64(e.pace)*e.fraction(liveFlag|k)))
}

func (e *events) upTo(t time.Time) uint64 {
	var guess uint64
	switch {
	case !t.After(e.from):
	case t.Before(e.until) || e.pace == 0 || !t.After(e.live):
		a, b := busyUntil(e.from), busyUntil(e.until)
		guess = uint64(min(1, max(0, (busyUntil(t)-a)/(b-a))) * float64(e.past))
	default:
		guess = e.past + uint64(t.Sub(e.live)/e.pace)
	}
	return settle(e, guess, t)
}

// The week of a company, in UTC: how busy each part of a day is, so that runs
// crowd where people work. busyUntil is the integral of it since the epoch, in
// busy seconds; whenBusy is its inverse.
const (
	day  = 24 * time.Hour
	week = 7 * day
)

type stretch struct {
	start  float64 // seconds into the week
	before float64 // busy seconds until then
	weight float64
}

var (
	stretches  = weekStretches()
	weekBusy   = stretches[len(stretches)-1].before
	firstDay   = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC) // a Monday
	weekLength = week.Seconds()
)

func weekStretches() []stretch {
	var out []stretch
	sum := 0.0
	for d := range 7 {
		parts := [][2]float64{{0, 0.25}, {6, 2.4}, {17, 0.7}, {21, 0.3}}
		if d > 4 {
			parts = [][2]float64{{0, 0.2}}
		}
		for i, p := range parts {
			end := 24.0
			if i+1 < len(parts) {
				end = parts[i+1][0]
			}
			out = append(out, stretch{start: float64(d)*day.Seconds() + p[0]*3600, before: sum, weight: p[1]})
			sum += (end - p[0]) * 3600 * p[1]
		}
	}
	return append(out, stretch{start: weekLength, before: sum, weight: 1}) // the end of the week
}

func busyUntil(t time.Time) float64 {
	s := t.Sub(firstDay).Seconds()
	w := math.Floor(s / weekLength)
	s -= w * weekLength
	i := 0
	for i+2 < len(stretches) && stretches[i+1].start <= s {
		i++
	}
	return w*weekBusy + stretches[i].before + (s-stretches[i].start)*stretches[i].weight
}

func whenBusy(b float64) time.Time {
	w := math.Floor(b / weekBusy)
	b -= w * weekBusy
	i := 0
	for i+2 < len(stretches) && stretches[i+1].before <= b {
		i++
	}
	s := stretches[i].start + (b-stretches[i].before)/stretches[i].weight
	return firstDay.Add(time.Duration(w)*week + time.Duration(s*float64(time.Second)))
}
