package since

import "time"

// Words says r in a few words, as a person in that zone would at the moment now:
// "today", "since 14:03", "1 Mar to 5 Mar". It is "" for the zero Range.
func (r Range) Words(now time.Time, zone *time.Location) string {
	if r.IsZero() {
		return ""
	}
	from, now := r.From.In(zone), now.In(zone)
	if r.To.IsZero() {
		if midnight(from) && sameDay(from, now) {
			return "today"
		}
		return "since " + Stamp(from, now, zone)
	}
	to := r.To.In(zone)
	if midnight(from) && midnight(to) {
		last := beginning(to, -1)
		if sameDay(from, last) {
			return day(from)
		}
		return day(from) + " to " + day(last)
	}
	if sameDay(from, to) {
		return Stamp(from, now, zone) + " to " + timeOf(to)
	}
	return full(from) + " to " + full(to)
}

// Stamp writes a moment as short as it can be understood: the time today, the
// day at its midnight, else both.
func Stamp(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	switch {
	case sameDay(t, now):
		return timeOf(t)
	case midnight(t):
		return day(t)
	}
	return full(t)
}

func full(t time.Time) string { return day(t) + " " + timeOf(t) }

// day writes a date. What is kept is never so old that it takes a year to tell.
func day(t time.Time) string { return t.Format("2 Jan") }

func timeOf(t time.Time) string {
	if t.Second() != 0 {
		return t.Format("15:04:05")
	}
	return t.Format("15:04")
}

// midnight reports whether a day begins at t.
func midnight(t time.Time) bool { return t.Equal(beginning(t, 0)) }

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}
