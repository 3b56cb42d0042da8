package flow

import (
	"sync"
	"time"
)

// schedule is when a scheduled trigger fires.
type schedule struct {
	frequency string // daily, weekly, monthly, yearly; cron with a period
	zone      string
	minute    int   // of the day; of the hour, with a period of an hour
	days      []int // of a week, Monday is 0
	day       int   // of a month
	month     time.Month
	cron      string        // if it was written as one
	period    time.Duration // every so often, if not 0
}

// zones are loaded once each: it means reading a file.
var zones sync.Map

func zone(name string) *time.Location {
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		l = time.UTC // a machine without a zone database
	}
	zones.Store(name, l)
	return l
}

// occurrence is firing j of the schedule, counted from early 2001.
func (sc schedule) occurrence(j int) time.Time {
	if sc.period > 0 {
		return firstDay.Add(time.Duration(sc.minute)*time.Minute + time.Duration(j)*sc.period)
	}
	l := zone(sc.zone)
	on := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, sc.minute, 0, 0, l) }
	switch sc.frequency {
	case "weekly":
		return on(2001, 1, 1+7*(j/len(sc.days))+sc.days[j%len(sc.days)])
	case "monthly":
		return on(2001, time.Month(1+j), sc.day)
	case "yearly":
		return on(2001+j, sc.month, sc.day)
	}
	return on(2001, 1, 1+j)
}

// count estimates how many firings lie before t; timetable settles the rest.
func (sc schedule) count(t time.Time) int {
	d := t.Sub(firstDay)
	switch {
	case d < 0:
		return 0
	case sc.period > 0:
		return int(d / sc.period)
	case sc.frequency == "weekly":
		return int(d/week) * len(sc.days)
	case sc.frequency == "monthly":
		return int(d / (day * 3044 / 100))
	case sc.frequency == "yearly":
		return int(d / (day * 36525 / 100))
	}
	return int(d / day)
}

// timetable is the cadence of a schedule from its first firing on. The engine
// starts each run a moment after the appointed time.
type timetable struct {
	schedule
	first  int
	jitter func(j uint64) uint64 // by firing, not by instant: first may be moved
}

func (s *timetable) at(k uint64) time.Time {
	lag := 150*time.Millisecond + time.Duration(s.jitter(uint64(s.first)+k)%uint64(2500*time.Millisecond))
	return s.occurrence(s.first + int(k)).Add(lag).UTC()
}

func (s *timetable) upTo(t time.Time) uint64 {
	return settle(s, uint64(max(0, s.count(t)-s.first)), t)
}
