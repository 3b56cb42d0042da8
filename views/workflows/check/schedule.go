package check

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // triggers name zones, and a jump host may have no zone files

	"github.com/adhocore/gronx"

	"iscope/views/workflows/check/place"
)

// frequencies are how often a schedule can run.
var frequencies = []string{"daily", "weekly", "monthly", "yearly", "cronSchedule"}

// schedule looks at a trigger that fires at set times.
func (c *checker) schedule(at, a *spot) {
	if a == nil {
		c.add(scheduleEmpty, at, "the trigger says no time to start at", `add "attributes" with "cronString" and "timeZone"`)
		return
	}
	wrong := c.members(a, "a schedule", scheduleShape)
	frequency := a.text("frequency")
	if frequency != nil && !slices.Contains(frequencies, frequency.node.Text) {
		c.add(frequencyUnknown, frequency.value(), quoted(frequency.node.Text)+" is not a known frequency",
			c.didYouMean(frequency.node.Text, slices.Values(frequencies), "known are "+strings.Join(frequencies, ", ")))
	}
	cron := a.text("cronString")
	if cron != nil {
		c.cron(cron.value())
	}
	days, times, dates := a.texts("weeklyDays"), a.texts("weeklyTimes"), a.texts("yearlyTimes")
	if cron == nil && len(days)+len(dates) == 0 && len(wrong) == 0 {
		c.noTime(a, frequency)
	}
	for _, d := range days {
		if !isWeekday(d.node.Text) {
			c.add(weekdayUnknown, d, quoted(d.node.Text)+" is not a day of the week", c.didYouMean(d.node.Text, slices.Values(weekdays()), "write it in English, as in Monday"))
		}
	}
	for _, t := range slices.Concat(times, dates) {
		if !isTime(t.node.Text) {
			c.add(timeMalformed, t, quoted(cut(t.node.Text))+" is not a time", "write 08:30, or a date with its time as 1970-12-31T18:00:00Z")
		}
	}
	if z := a.text("timeZone"); z != nil {
		if _, err := time.LoadLocation(z.node.Text); err != nil || z.node.Text == "Local" {
			c.add(timezoneUnknown, z.value(), quoted(cut(z.node.Text))+" is not a known time zone", "write it as in Europe/Oslo, or UTC")
		}
	}
}

// noTime says what a schedule lacks that has neither days nor a cron expression.
func (c *checker) noTime(a, frequency *spot) {
	words, do, where := "the schedule says no time to start at", `add "cronString" or "frequency"`, a
	if frequency != nil {
		where = frequency.value()
		switch frequency.node.Text {
		case "cronSchedule":
			words, do = "the schedule is to follow a cron expression, and has none", `add "cronString"`
		case "weekly":
			words, do = "the schedule is weekly, and names no day", `add "weeklyDays", and "weeklyTimes"`
		case "yearly":
			words, do = "the schedule is yearly, and names no date", `add "yearlyTimes"`
		default:
			return // daily and monthly have a time of the tenant's own
		}
	}
	c.add(scheduleEmpty, where, words, do)
}

// longestCron bounds what is given to the parser.
const longestCron = 200

// cron looks at a cron expression. The tenant takes five fields: with six, tools
// differ in what the first one is.
func (c *checker) cron(at *spot) {
	text := at.node.Text
	switch n := len(strings.Fields(text)); {
	case n != 5:
		c.add(cronMalformed, at, quoted(cut(text))+" has not five fields", "write minute, hour, day of the month, month and weekday, as in 0 9 * * 1")
	case len(text) > longestCron || !gronx.IsValid(text):
		c.add(cronMalformed, at, quoted(cut(text))+" is not a cron expression", "write minute, hour, day of the month, month and weekday, as in 0 9 * * 1")
	}
}

// texts returns the texts of a member that is a text or a list of them.
func (s *spot) texts(name string) []*spot {
	m := s.get(name)
	if m == nil {
		return nil
	}
	if m.node.Kind == place.String {
		if m.node.Text == "" {
			return nil
		}
		return []*spot{m.value()}
	}
	var out []*spot
	for i, n := range m.node.Items {
		if n.Kind == place.String {
			out = append(out, m.item(i))
		}
	}
	return out
}

func weekdays() []string {
	out := make([]string, 7)
	for d := range out {
		out[d] = time.Weekday(d).String()
	}
	return out
}

// isWeekday reports whether a text is a day of the week, in full or cut down to
// three letters or more.
func isWeekday(s string) bool {
	return len(s) >= 3 && slices.ContainsFunc(weekdays(), func(d string) bool {
		return len(s) <= len(d) && strings.EqualFold(s, d[:len(s)])
	})
}

// isTime reports whether a text is a time of day or a moment, in a notation that
// was seen in schedules.
func isTime(s string) bool {
	for _, layout := range []string{"15:04", "15:04:05", "3:04 PM", "3:04PM", time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05"} {
		if _, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return true
		}
	}
	return false
}
