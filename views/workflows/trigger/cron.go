package trigger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cronField is one field of a cron expression: all its values, every so many
// of them, or those listed.
type cronField struct {
	all    bool
	step   int   // of */n, 0 when there is none
	values []int // listed ones, sorted
	span   bool  // the values are one range a-b
}

// one reports whether exactly one value is listed.
func (f cronField) one() bool { return len(f.values) == 1 }

// maxWords bounds how many moments or days are named one by one.
const maxWords = 7

// cronWords says a cron expression of five fields in plain words: "every 15
// minutes", "every Monday at 09:00", "on day 15 of every month at 06:30". It
// reports false for expressions whose words would be no plainer than
// themselves, and for those it cannot read.
func cronWords(cron string) (string, bool) {
	fields := strings.Fields(cron)
	if len(fields) != 5 {
		return "", false
	}
	var f [5]cronField
	for i, text := range fields {
		var ok bool
		if f[i], ok = parseCronField(text, i); !ok {
			return "", false
		}
	}
	when, fixed, ok := clockWords(f[0], f[1])
	if !ok {
		return "", false
	}
	days, ok := dayWords(f[2], f[3], f[4])
	switch {
	case !ok:
		return "", false
	case fixed && days == "":
		return "every day " + when, true
	case fixed:
		return days + " " + when, true
	case days == "":
		return when, true
	}
	return when + ", " + strings.TrimPrefix(days, "every "), true
}

// cronRanges are the least and the largest value of each field.
var cronRanges = [5][2]int{{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}}

func parseCronField(text string, field int) (cronField, bool) {
	if text == "*" || text == "?" && (field == 2 || field == 4) {
		return cronField{all: true}, true
	}
	if n, ok := strings.CutPrefix(text, "*/"); ok {
		step, err := strconv.Atoi(n)
		if err != nil || step < 1 || step > cronRanges[field][1] {
			return cronField{}, false
		}
		return cronField{step: step, all: step == 1}, true
	}
	var f cronField
	parts := strings.Split(text, ",")
	for _, part := range parts {
		from, to, ok := cronRange(part, field)
		if !ok {
			return cronField{}, false
		}
		f.span = len(parts) == 1 && to > from
		for v := from; v <= to; v++ {
			if field == 4 {
				f.values = append(f.values, v%7) // 7 is Sunday, like 0
			} else {
				f.values = append(f.values, v)
			}
		}
	}
	slices.Sort(f.values)
	f.values = slices.Compact(f.values)
	return f, true
}

func cronRange(text string, field int) (from, to int, ok bool) {
	a, b, ranged := strings.Cut(text, "-")
	if from, ok = cronValue(a, field); !ok {
		return 0, 0, false
	}
	if to = from; ranged {
		if to, ok = cronValue(b, field); !ok || to < from {
			return 0, 0, false
		}
	}
	return from, to, true
}

func cronValue(text string, field int) (int, bool) {
	switch field {
	case 3:
		for m := time.January; m <= time.December; m++ {
			if strings.EqualFold(text, m.String()[:3]) {
				return int(m), true
			}
		}
	case 4:
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(text, d.String()[:3]) {
				return int(d), true
			}
		}
	}
	if text == "" || len(text) > 2 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, _ := strconv.Atoi(text) // one or two digits
	return n, n >= cronRanges[field][0] && n <= cronRanges[field][1]
}

// clockWords says minutes and hours. fixed tells whether they are moments of a
// day, which want a day in front, rather than a rhythm.
func clockWords(minute, hour cronField) (words string, fixed, ok bool) {
	rhythm := ""
	switch {
	case minute.all:
		rhythm = "every minute"
	case minute.step > 0:
		rhythm = fmt.Sprintf("every %d minutes", minute.step)
	case !minute.one():
	case hour.all:
		return everyHours("every hour", minute.values[0]), false, true
	case hour.step > 0:
		return everyHours(fmt.Sprintf("every %d hours", hour.step), minute.values[0]), false, true
	case hour.span && len(hour.values) > 3:
		m := minute.values[0]
		return fmt.Sprintf("every hour from %02d:%02d to %02d:%02d", hour.values[0], m, hour.values[len(hour.values)-1], m), false, true
	}
	switch {
	case rhythm != "" && hour.all:
		return rhythm, false, true
	case rhythm != "" && (hour.span || hour.one()):
		return fmt.Sprintf("%s from %02d:00 to %02d:59", rhythm, hour.values[0], hour.values[len(hour.values)-1]), false, true
	case rhythm != "" || hour.all || hour.step > 0 || len(minute.values)*len(hour.values) > maxWords:
		return "", false, false
	}
	var at []string
	for _, h := range hour.values {
		for _, m := range minute.values {
			at = append(at, fmt.Sprintf("%02d:%02d", h, m))
		}
	}
	return "at " + enumerate(at), true, true
}

func everyHours(words string, minute int) string {
	if minute == 0 {
		return words
	}
	return fmt.Sprintf("%s at :%02d", words, minute)
}

// dayWords says days, months and weekdays, "" for every day.
func dayWords(day, month, weekday cronField) (string, bool) {
	if month.step > 0 && !month.all || weekday.step > 0 && !weekday.all || len(day.values) > maxWords {
		return "", false
	}
	var parts []string
	switch {
	case day.all:
	case day.step > 0:
		parts = append(parts, fmt.Sprintf("every %d days from the 1st of the month", day.step))
	case day.one() && month.one():
		return yearly(day.values[0], month.values[0]), weekday.all
	case day.one():
		parts = append(parts, fmt.Sprintf("on day %d", day.values[0])+ofMonth(month))
	default:
		parts = append(parts, "on days "+enumerate(numbers(day.values))+ofMonth(month))
	}
	if !weekday.all {
		parts = append(parts, weekdayWords(weekday))
	}
	if len(parts) == 2 && day.step > 0 {
		return "", false // whether both or one must hold differs between crons
	}
	words := strings.Join(parts, " and ")
	if month.all || !day.all && day.step == 0 {
		return words, true
	}
	if words == "" {
		words = "every day"
	}
	return words + " in " + monthNames(month), true
}

func yearly(day, month int) string {
	return fmt.Sprintf("every year on %d %s", day, time.Month(month))
}

func ofMonth(month cronField) string {
	if month.all {
		return " of every month"
	}
	return " of " + monthNames(month)
}

func monthNames(month cronField) string {
	if month.span && len(month.values) > 2 {
		return time.Month(month.values[0]).String() + " to " + time.Month(month.values[len(month.values)-1]).String()
	}
	names := make([]string, len(month.values))
	for i, m := range month.values {
		names[i] = time.Month(m).String()
	}
	return enumerate(names)
}

func weekdayWords(f cronField) string {
	if f.span && len(f.values) > 2 && f.values[0] != 0 {
		return "every " + time.Weekday(f.values[0]).String() + " to " + time.Weekday(f.values[len(f.values)-1]).String()
	}
	var names []string
	for _, d := range f.values {
		if d != 0 {
			names = append(names, time.Weekday(d).String())
		}
	}
	if f.values[0] == 0 {
		names = append(names, time.Sunday.String()) // a week begins on Monday
	}
	return "every " + enumerate(names)
}

func numbers(values []int) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strconv.Itoa(v)
	}
	return out
}

// enumerate writes "a", "a and b", "a, b and c".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
