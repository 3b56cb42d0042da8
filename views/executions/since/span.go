package since

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// span is what one end of a range may be: a day, or a moment.
type span struct{ from, to time.Time }

// moment reports whether s has no length.
func (s span) moment() bool { return s.to.IsZero() || s.to.Equal(s.from) }

// span reads a day, a moment, or how long ago one was.
func (p parser) span(text string) (span, error) {
	if len(text) > 64 || !utf8.ValidString(text) {
		return span{}, unknown(text)
	}
	if at, err := time.Parse(time.RFC3339, strings.ToUpper(text)); err == nil {
		return span{at.In(p.zone), at.In(p.zone)}, nil
	}
	if ago, ok := p.ago(text); ok {
		return span{ago, ago}, nil
	}
	if clock, ok := readClock(text); ok {
		at := clock.on(p.now, 0)
		if at.After(p.now) {
			at = clock.on(p.now, -1)
		}
		return span{at, at}, nil
	}
	words, clock, timed := cutClock(text)
	midnight, err := p.day(words)
	if err != nil {
		return span{}, err
	}
	if timed {
		at := clock.on(midnight, 0)
		return span{at, at}, nil
	}
	return span{midnight, beginning(midnight, 1)}, nil
}

// units are how people write them, and their days or length.
var units = map[string]struct {
	days   int
	length time.Duration
}{
	"m": {length: time.Minute}, "min": {length: time.Minute}, "mins": {length: time.Minute}, "minute": {length: time.Minute},
	"minutes": {length: time.Minute}, "h": {length: time.Hour}, "hr": {length: time.Hour}, "hour": {length: time.Hour},
	"hours": {length: time.Hour}, "d": {days: 1}, "day": {days: 1}, "days": {days: 1}, "w": {days: 7}, "week": {days: 7}, "weeks": {days: 7},
}

// mostAgo bounds each number of a length, so that adding them up cannot overflow.
const mostAgo = 100_000

// ago reads how long ago something was: "2h", "1h30m", "last 3 days", "now". A
// day is one of the calendar: three days before noon is noon.
func (p parser) ago(text string) (time.Time, bool) {
	if text == "now" {
		return p.now, true
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "last "), "past ")
	text = strings.TrimSuffix(text, " ago")
	text = strings.ReplaceAll(text, " ", "")
	days, length := 0, time.Duration(0)
	for text != "" {
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		rest := text[digits:]
		letters := len(rest) - len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz"))
		n, err := strconv.Atoi(text[:digits])
		unit, known := units[rest[:letters]]
		if err != nil || !known || n > mostAgo {
			return time.Time{}, false
		}
		days += n * unit.days
		length += time.Duration(n) * unit.length
		text = rest[letters:]
		if days > mostAgo || length > mostAgo*time.Hour {
			return time.Time{}, false
		}
	}
	if days == 0 && length == 0 {
		return time.Time{}, false
	}
	return p.now.AddDate(0, 0, -days).Add(-length), true
}

// clock is a time of day.
type clock struct{ hour, minute, second int }

// readClock reads "14:00" and "14:00:30".
func readClock(text string) (clock, bool) {
	for _, form := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(form, text); err == nil && !strings.Contains(text, ".") {
			return clock{t.Hour(), t.Minute(), t.Second()}, true
		}
	}
	return clock{}, false
}

// cutClock takes the time of day off the end of a text.
func cutClock(text string) (day string, c clock, ok bool) {
	i := strings.LastIndexAny(text, " t")
	if i < 0 {
		return text, clock{}, false
	}
	if c, ok = readClock(text[i+1:]); !ok {
		return text, clock{}, false
	}
	return strings.TrimSuffix(strings.TrimSpace(text[:i]), " at"), c, true
}

// beginning returns when the day of t begins, or the one so many days later: its
// midnight, or where clocks go forward then, the moment they do.
func beginning(t time.Time, days int) time.Time {
	noon := time.Date(t.Year(), t.Month(), t.Day()+days, 12, 0, 0, 0, t.Location())
	begin := time.Date(noon.Year(), noon.Month(), noon.Day(), 0, 0, 0, 0, t.Location())
	for begin.Day() != noon.Day() {
		begin = begin.Add(30 * time.Minute)
	}
	return begin
}

// on returns that time of the day that t is in, or so many days later.
func (c clock) on(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, c.hour, c.minute, c.second, 0, t.Location())
}

// day returns the beginning of a day that has a name or a date.
func (p parser) day(text string) (time.Time, error) {
	switch text {
	case "today":
		return beginning(p.now, 0), nil
	case "yesterday":
		return beginning(p.now, -1), nil
	}
	if w, ok := weekday(strings.TrimPrefix(text, "last ")); ok {
		return beginning(p.now, -(int(p.now.Weekday()-w)+7)%7), nil
	}
	return p.date(text)
}

// weekday reads the name of a day, or its first letters, three at least.
func weekday(text string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if len(text) >= 3 && strings.HasPrefix(strings.ToLower(w.String()), text) {
			return w, true
		}
	}
	return 0, false
}

// date reads "2026-03-01", "1 Mar", "Mar 1" and either with a year. Without one
// it is the last such day that there was.
func (p parser) date(text string) (time.Time, error) {
	var year, day int
	var month time.Month
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '-' })
	for _, w := range words {
		w = strings.TrimSuffix(w, ".")
		n, err := strconv.Atoi(w)
		m, named := monthOf(w)
		switch {
		case named && month == 0:
			month = m
		case err != nil || n <= 0:
			return time.Time{}, unknown(text)
		case len(w) == 4 && year == 0:
			year = n
		case len(w) <= 2 && n <= 12 && year != 0 && month == 0: // 2026-03-01
			month = time.Month(n)
		case len(w) <= 2 && day == 0 && (year == 0 || month != 0):
			day = n
		default:
			return time.Time{}, unknown(text)
		}
	}
	if month == 0 || day == 0 {
		return time.Time{}, unknown(text)
	}
	if year != 0 {
		return p.exactly(year, month, day)
	}
	if at, err := p.exactly(p.now.Year(), month, day); err == nil && !at.After(p.now) {
		return at, nil
	}
	return p.exactly(p.now.Year()-1, month, day)
}

// exactly returns the beginning of a date, which must exist.
func (p parser) exactly(year int, month time.Month, day int) (time.Time, error) {
	noon := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	if noon.Day() != day {
		return time.Time{}, fmt.Errorf("there is no %d %s in %d", day, month, year)
	}
	return beginning(time.Date(year, month, day, 12, 0, 0, 0, p.zone), 0), nil
}

// monthOf reads the name of a month, or its first letters, three at least.
func monthOf(text string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if len(text) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), text) {
			return m, true
		}
	}
	return 0, false
}

// Examples are what may be typed, for the window that asks, in lines of at most
// 60 cells.
func Examples() []string {
	return []string{
		"today, yesterday, fri, 30m, 2h, 3d, 2w, 90d, all",
		"1 Mar, 2026-03-01, 1 Mar..5 Mar, since 1 Mar",
		"since 14:00, 14:00..15:30, yesterday 14:00..16:00",
	}
}
