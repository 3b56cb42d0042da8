package trigger

import (
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"iscope/api"
)

// farthest is how many days behind the last one a run is looked for: 29 February
// may be eight years away.
const farthest = 366 * 9

// Next returns the next runs of a scheduled trigger after a moment, at most n of
// them, in the zone of the trigger and in order. It returns fewer, or none, where
// they cannot be known.
//
// When clocks change, a schedule by the hour or minute goes on in real time; a
// time of day that comes twice counts once, the first time, and one that does not
// come at all is left out.
func Next(t api.Trigger, after time.Time, n int) []time.Time {
	zone, ok := zoneOf(t)
	if !strings.EqualFold(t.Type, api.TriggerScheduled) || !ok || n < 1 {
		return nil
	}
	after = after.In(zone)
	switch {
	case t.Cron != "":
		return nextTicks(t.Cron, after, n)
	case len(t.YearlyTimes) > 0:
		return nextDates(t.YearlyTimes, after, n)
	}
	return nextWeekdays(t, after, n)
}

// NextRun returns the first of Next, and whether there is one.
func NextRun(t api.Trigger, now time.Time) (time.Time, bool) {
	next := Next(t, now, 1)
	if len(next) == 0 {
		return time.Time{}, false
	}
	return next[0], true
}

// wall returns when the clock first shows a time on a day, in the zone of day. It
// reports false where it does not, since clocks are put forward over it.
func wall(day time.Time, hour, minute int) (time.Time, bool) {
	at := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
	if at.Hour() != hour || at.Minute() != minute {
		return at, false
	}
	for _, back := range []time.Duration{time.Hour, 30 * time.Minute} {
		if before := at.Add(-back); before.Hour() == hour && before.Minute() == minute {
			return before, true
		}
	}
	return at, true
}

// dayAfter returns noon of a day so many days later, which every zone has.
func dayAfter(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 12, 0, 0, 0, t.Location())
}

func nextDates(dates []string, after time.Time, n int) []time.Time {
	var out []time.Time
	for _, s := range dates {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			continue
		}
		for year := after.Year(); year <= after.Year()+n; year++ {
			day := time.Date(year, at.Month(), at.Day(), 12, 0, 0, 0, after.Location())
			if run, ok := wall(day, at.Hour(), at.Minute()); ok && day.Month() == at.Month() && run.After(after) {
				out = append(out, run)
			}
		}
	}
	return soonest(out, n)
}

func nextWeekdays(t api.Trigger, after time.Time, n int) []time.Time {
	on := map[time.Weekday]bool{}
	for _, d := range t.WeeklyDays {
		if w, ok := weekdayOf(d); ok {
			on[w] = true
		}
	}
	daily := len(t.WeeklyDays) == 0 && strings.EqualFold(t.Frequency, "daily")
	var clocks []time.Time
	for _, s := range t.WeeklyTimes {
		if at, ok := clockOf(s); ok {
			clocks = append(clocks, at)
		}
	}
	if len(clocks) == 0 || len(on) == 0 && !daily {
		return nil
	}
	var out []time.Time
	for ahead := 0; ahead <= 7*(n+1) && len(out) < n; ahead++ {
		day := dayAfter(after, ahead)
		if !daily && !on[day.Weekday()] {
			continue
		}
		var today []time.Time
		for _, at := range clocks {
			if run, ok := wall(day, at.Hour(), at.Minute()); ok && run.After(after) {
				today = append(today, run)
			}
		}
		out = append(out, soonest(today, n)...)
	}
	return soonest(out, n)
}

// soonest sorts moments and keeps the first n, each once.
func soonest(all []time.Time, n int) []time.Time {
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	return all[:min(len(all), n)]
}

// nextTicks looks for the next runs of a cron expression of five fields: with
// six, tools differ in what the first one is. What is not read here is left to
// gronx.
func nextTicks(cron string, after time.Time, n int) []time.Time {
	if len(strings.Fields(cron)) != 5 {
		return nil
	}
	if c, ok := readCron(cron); ok {
		return c.next(after, n)
	}
	return gronxTicks(cron, after, n)
}

// gronxTicks asks gronx, which knows more notations.
func gronxTicks(cron string, after time.Time, n int) []time.Time {
	if !gronx.IsValid(cron) {
		return nil
	}
	var out []time.Time
	for range n {
		next, err := gronx.NextTickAfter(cron, after, false)
		if err != nil || !next.After(after) {
			break
		}
		out, after = append(out, next), next
	}
	return out
}

// cronTimes are the values of a cron expression as sets of bits.
type cronTimes struct {
	minute, hour, day, month, weekday uint64

	anyDay, anyWeekday bool // of these fields nothing is asked
	rhythm             bool // it goes by the hour or minute, not by a time of day
}

// readCron reads an expression. It reports false for what it does not know, and
// where crons differ.
func readCron(cron string) (cronTimes, bool) {
	var set [5]uint64
	var star, step [5]bool
	for i, text := range strings.Fields(cron) {
		var ok bool
		if set[i], ok = cronSet(text, i); !ok {
			return cronTimes{}, false
		}
		star[i] = text == "*" || text == "?" || text == "*/1"
		step[i] = strings.HasPrefix(text, "*/") && !star[i]
	}
	if step[2] && !star[4] || step[4] && !star[2] {
		return cronTimes{}, false // whether both days or one must fit differs between crons
	}
	if set[4]&(1<<7) != 0 {
		set[4] |= 1 // 7 is Sunday, like 0
	}
	return cronTimes{
		minute: set[0], hour: set[1], day: set[2], month: set[3], weekday: set[4],
		anyDay: star[2], anyWeekday: star[4], rhythm: star[0] || step[0] || star[1] || step[1],
	}, true
}

// cronSet reads a field: values, ranges and steps, with commas between them.
func cronSet(text string, field int) (uint64, bool) {
	least, most := cronRanges[field][0], cronRanges[field][1]
	if text == "?" {
		text = "*"
	}
	var set uint64
	for part := range strings.SplitSeq(text, ",") {
		part, every, stepped := strings.Cut(part, "/")
		step := 1
		if stepped {
			var err error
			if step, err = strconv.Atoi(every); err != nil || step < 1 || step > most {
				return 0, false
			}
		}
		from, to := least, most
		if part != "*" {
			var ok bool
			if from, to, ok = cronRange(part, field); !ok {
				return 0, false
			}
			if stepped && from == to && !strings.Contains(part, "-") {
				return 0, false // 5/15 means different things to different crons
			}
		}
		for v := from; v <= to; v += step {
			set |= 1 << v
		}
	}
	return set, true
}

// on reports whether a day is one of the expression. Where both the day of the
// month and the weekday are named, one of them is enough.
func (c *cronTimes) on(day time.Time) bool {
	if c.month&(1<<day.Month()) == 0 {
		return false
	}
	d, w := c.day&(1<<day.Day()) != 0, c.weekday&(1<<day.Weekday()) != 0
	if c.anyDay || c.anyWeekday {
		return d && w
	}
	return d || w
}

func (c *cronTimes) next(after time.Time, n int) []time.Time {
	var out []time.Time
	for ahead, idle := 0, 0; idle <= farthest && len(out) < n; ahead++ {
		day := dayAfter(after, ahead)
		if idle++; !c.on(day) {
			continue
		}
		idle = 0
		if c.rhythm {
			out = c.beats(day, after, n, out)
		} else {
			out = c.moments(day, after, n, out)
		}
	}
	return soonest(out, n)
}

// moments adds the times of a day.
func (c *cronTimes) moments(day, after time.Time, n int, out []time.Time) []time.Time {
	for h := c.hour; h != 0; h &= h - 1 {
		for m := c.minute; m != 0 && len(out) < n; m &= m - 1 {
			if at, ok := wall(day, bits.TrailingZeros64(h), bits.TrailingZeros64(m)); ok && at.After(after) {
				out = append(out, at)
			}
		}
	}
	return out
}

// beats adds the minutes of a day, as they go by.
func (c *cronTimes) beats(day, after time.Time, n int, out []time.Time) []time.Time {
	at := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location())
	if next := after.Truncate(time.Minute).Add(time.Minute); next.After(at) {
		at = next
	}
	for at.Day() == day.Day() && len(out) < n {
		switch {
		case c.hour&(1<<at.Hour()) == 0:
			at = at.Add(time.Duration(60-at.Minute()) * time.Minute)
			continue
		case c.minute&(1<<at.Minute()) != 0 && at.After(after):
			out = append(out, at)
		}
		at = at.Add(time.Minute)
	}
	return out
}
