package trigger

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// TestNext pins the runs around the changes of clocks: in Oslo on 29 March 02:00
// to 03:00 does not come, on 25 October it comes twice.
func TestNext(t *testing.T) {
	spring, autumn := "2026-03-28T00:00:00Z", "2026-10-24T22:00:00Z"
	for name, c := range map[string]struct {
		trigger api.Trigger
		after   string
		n       int
		want    string
	}{
		"a time that does not come":   {api.Trigger{Cron: "30 2 * * *", TimeZone: "Europe/Oslo"}, spring, 3, "28T02:30+01:00 30T02:30+02:00 31T02:30+02:00"},
		"a time that comes twice":     {api.Trigger{Cron: "30 2 * * *", TimeZone: "Europe/Oslo"}, autumn, 2, "25T02:30+02:00 26T02:30+01:00"},
		"hourly over the gap":         {api.Trigger{Cron: "0 * * * *", TimeZone: "Europe/Oslo"}, "2026-03-28T23:30:00Z", 3, "29T01:00+01:00 29T03:00+02:00 29T04:00+02:00"},
		"hourly over the repetition":  {api.Trigger{Cron: "0 * * * *", TimeZone: "Europe/Oslo"}, "2026-10-24T23:30:00Z", 3, "25T02:00+02:00 25T02:00+01:00 25T03:00+01:00"},
		"quarters over the gap":       {api.Trigger{Cron: "*/30 1-3 * * *", TimeZone: "Europe/Oslo"}, "2026-03-29T00:10:00Z", 4, "29T01:30+01:00 29T03:00+02:00 29T03:30+02:00 30T01:00+02:00"},
		"half an hour, Lord Howe":     {api.Trigger{Cron: "45 1 * * *", TimeZone: "Australia/Lord_Howe"}, "2026-04-04T12:00:00Z", 2, "05T01:45+11:00 06T01:45+10:30"},
		"a day without midnight":      {api.Trigger{Cron: "0 0 * * *", TimeZone: "America/Santiago"}, "2026-09-05T12:00:00Z", 2, "07T00:00-03:00 08T00:00-03:00"},
		"across the date line":        {api.Trigger{Cron: "0 9 * * 1", TimeZone: "Pacific/Auckland"}, "2026-03-08T19:00:00Z", 2, "09T09:00+13:00 16T09:00+13:00"},
		"leap days":                   {api.Trigger{Cron: "0 4 29 2 *"}, "2026-01-01T00:00:00Z", 2, "29T04:00Z 29T04:00Z"},
		"both days":                   {api.Trigger{Cron: "0 4 13 * 5"}, "2026-03-04T12:00:00Z", 3, "06T04:00Z 13T04:00Z 20T04:00Z"},
		"names, ranges and steps":     {api.Trigger{Cron: "0 8-12/2 * MAR-apr mon,Wed"}, "2026-03-04T09:00:00Z", 3, "04T10:00Z 04T12:00Z 09T08:00Z"},
		"sunday as seven":             {api.Trigger{Cron: "0 4 * * 7"}, "2026-03-04T09:00:00Z", 1, "08T04:00Z"},
		"six fields":                  {api.Trigger{Cron: "0 0 4 * * 7"}, spring, 5, ""},
		"weekly over the gap":         {api.Trigger{WeeklyDays: []string{"sun"}, WeeklyTimes: []string{"02:30", "09:00"}, TimeZone: "Europe/Oslo"}, spring, 3, "29T09:00+02:00 05T02:30+02:00 05T09:00+02:00"},
		"weekly, unsorted and double": {api.Trigger{WeeklyDays: []string{"fri", "mon"}, WeeklyTimes: []string{"18:00", "08:00", "08:00:00"}}, "2026-03-04T12:00:00Z", 4, "06T08:00Z 06T18:00Z 09T08:00Z 09T18:00Z"},
		"daily":                       {api.Trigger{Frequency: "daily", WeeklyTimes: []string{"05:30"}}, "2026-03-04T12:00:00Z", 2, "05T05:30Z 06T05:30Z"},
		"yearly":                      {api.Trigger{YearlyTimes: []string{"1970-12-31T18:00:00Z", "1970-06-01T08:00:00Z"}, TimeZone: "Europe/Oslo"}, "2026-07-01T00:00:00Z", 3, "31T18:00+01:00 01T08:00+02:00 31T18:00+01:00"},
		"never":                       {api.Trigger{Cron: "0 4 31 2 *"}, spring, 5, ""},
		"none asked for":              {api.Trigger{Cron: "* * * * *"}, spring, 0, ""},
		"what gronx reads":            {api.Trigger{Cron: "0 0 L * *"}, "2026-03-04T12:00:00Z", 2, "31T00:00Z 30T00:00Z"},
	} {
		c.trigger.Type = api.TriggerScheduled
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, at := range Next(c.trigger, after, c.n) {
			got = append(got, at.Format("02T15:04Z07:00"))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", name, s, c.want)
		}
	}
}

// TestNextAgrees compares with gronx where both know the expression and no clock
// changes.
func TestNextAgrees(t *testing.T) {
	for _, cron := range []string{"*/7 * * * *", "5,35 8-17 * * 1-5", "0 4 1,15 * *", "59 23 31 12 *", "0 0 1-7 * 1", "15 3 */2 * *", "10 */5 * * *", "0 12 * 2-4 *"} {
		c, ok := readCron(cron)
		if !ok {
			t.Errorf("%s is not read", cron)
			continue
		}
		after := at
		want := gronxTicks(cron, after, 50)
		got := c.next(after, 50)
		if len(got) != 50 || len(want) != 50 {
			t.Fatalf("%s: %d and %d runs", cron, len(got), len(want))
		}
		for i := range want {
			if !got[i].Equal(want[i]) {
				t.Errorf("%s: run %d is %s, for gronx %s", cron, i, got[i], want[i])
				break
			}
		}
	}
}

func FuzzNext(f *testing.F) {
	f.Add("*/15 8-17 * * 1-5", "Europe/Oslo", int64(1_774_742_400))
	f.Add("30 2 29 2 7", "America/Santiago", int64(0))
	f.Fuzz(func(t *testing.T, cron, zone string, unix int64) {
		after := time.Unix(unix%4_000_000_000, 0)
		last := after
		for _, run := range Next(api.Trigger{Type: "SCHEDULED", Cron: cron, TimeZone: zone}, after, 5) {
			if !run.After(last) {
				t.Errorf("%q in %q after %s: %s is not after %s", cron, zone, after, run, last)
			}
			last = run
		}
	})
}

func benchNext(b *testing.B, tr api.Trigger) {
	tr.Type = api.TriggerScheduled
	b.ReportAllocs()
	for b.Loop() {
		if len(Next(tr, at, 5)) != 5 {
			b.Fatal("not five runs")
		}
	}
}

func BenchmarkNextCron(b *testing.B) {
	benchNext(b, api.Trigger{Cron: "0 9 * * 1", TimeZone: "Europe/Oslo"})
}

func BenchmarkNextRhythm(b *testing.B) {
	benchNext(b, api.Trigger{Cron: "*/10 8-17 * * 1-5", TimeZone: "Europe/Oslo"})
}

func BenchmarkNextLeapDay(b *testing.B) {
	benchNext(b, api.Trigger{Cron: "0 4 29 2 *", TimeZone: "Europe/Oslo"})
}

func BenchmarkNextWeekly(b *testing.B) {
	benchNext(b, api.Trigger{WeeklyDays: []string{"monday", "thursday"}, WeeklyTimes: []string{"08:00"}, TimeZone: "Europe/Oslo"})
}
