package config

import (
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Now returns the time of day, or what --clock says. A clock that a file keeps
// never goes back; where the file cannot be read, it stands still.
func (f Flags) Now() func() time.Time {
	switch {
	case f.Clock.IsZero():
		return time.Now
	case f.ClockFile == "":
		return func() time.Time { return f.Clock }
	}
	var last atomic.Pointer[time.Time]
	last.Store(&f.Clock)
	return func() time.Time {
		t, unread := clockIn(f.ClockFile)
		for {
			old := last.Load()
			if unread != nil || !t.After(*old) {
				return *old
			}
			if last.CompareAndSwap(old, &t) {
				return t
			}
		}
	}
}

// setClock reads the value of --clock: a moment, or @ and the name of a file
// that holds one. With a file, the program that takes the screenshots lets
// time pass; nobody else needs it, so help does not speak of it.
func setClock(f *Flags, v any) (m *mistake) {
	s, _ := asText(v)
	if file, ok := strings.CutPrefix(s, "@"); ok {
		f.ClockFile = file
		f.Clock, m = clockIn(file)
		return m
	}
	f.ClockFile = ""
	return put(&f.Clock, v, moment)
}

func clockIn(file string) (time.Time, *mistake) {
	text, err := os.ReadFile(file)
	if err != nil {
		return time.Time{}, wrong("%v", err)
	}
	return moment(word(strings.TrimSpace(string(text))))
}

func moment(v any) (time.Time, *mistake) {
	s, _ := asText(v)
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, wrong("%s is not a time such as 2026-03-02T09:00:00Z", quote(s))
	}
	return t, nil
}
