package trigger

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // schedules name zones, and a jump host may have no zone files

	"iscope/api"
)

// noSchedule stands for a scheduled trigger without a schedule.
const noSchedule = "no schedule is set"

// scheduleWords says when a scheduled trigger fires, without its zone: "every
// Monday and Thursday at 08:00". What it cannot put into words it writes as
// the tenant does.
func scheduleWords(t api.Trigger) string {
	switch {
	case t.Cron != "":
		if words, ok := cronWords(t.Cron); ok {
			return words
		}
		return "cron " + t.Cron
	case len(t.YearlyTimes) > 0:
		return onDates(t.YearlyTimes)
	case len(t.WeeklyDays) > 0:
		return "every " + enumerate(dayNames(t.WeeklyDays)) + atTimes(t.WeeklyTimes)
	case t.Frequency == "":
		return noSchedule
	case len(t.WeeklyTimes) > 0:
		return t.Frequency + atTimes(t.WeeklyTimes)
	}
	return t.Frequency
}

// zoneOf returns the zone a schedule runs in. A schedule that names none is
// read as UTC.
func zoneOf(t api.Trigger) (*time.Location, bool) {
	if t.TimeZone == "" {
		return time.UTC, true
	}
	zone, err := time.LoadLocation(t.TimeZone)
	return zone, err == nil
}

// dayNames writes weekdays in full, unknown ones as they are.
func dayNames(days []string) []string {
	out := make([]string, len(days))
	for i, d := range days {
		out[i] = d
		if w, ok := weekdayOf(d); ok {
			out[i] = w.String()
		}
	}
	return out
}

func weekdayOf(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(name, d.String()) || strings.EqualFold(name, d.String()[:3]) {
			return d, true
		}
	}
	return 0, false
}

// clockLayouts are the notations of a time of day seen in schedules. Those
// with a date use the time in it, which is that of the schedule's zone.
var clockLayouts = []string{"15:04", "15:04:05", "3:04 PM", "3:04PM", time.RFC3339Nano}

func clockOf(s string) (time.Time, bool) {
	for _, layout := range clockLayouts {
		if at, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

func atTimes(times []string) string {
	if len(times) == 0 {
		return ""
	}
	out := make([]string, len(times))
	for i, s := range times {
		out[i] = s
		if at, ok := clockOf(s); ok {
			out[i] = at.Format("15:04")
		}
	}
	return " at " + enumerate(out)
}

// onDates says yearly times, of which the year means nothing.
func onDates(dates []string) string {
	out := make([]string, len(dates))
	for i, s := range dates {
		out[i] = s
		if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
			out[i] = fmt.Sprintf("%d %s at %s", at.Day(), at.Month(), at.Format("15:04"))
		}
	}
	return "every year on " + enumerate(out)
}
