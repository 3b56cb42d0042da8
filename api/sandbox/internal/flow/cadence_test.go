package flow

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var monday = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// A cadence is its own inverse: upTo counts exactly the instants at() names, in order.
func checkCadence(t *testing.T, name string, c cadence, ks []uint64) {
	t.Helper()
	for _, k := range ks {
		at := c.at(k)
		if at.Equal(farFuture) {
			continue
		}
		if got := c.upTo(at); got != k+1 {
			t.Errorf("%s: upTo(at(%d)) = %d", name, k, got)
		}
		if got := c.upTo(at.Add(-1)); got != k {
			t.Errorf("%s: just before instant %d there are %d", name, k, got)
		}
		if next := c.at(k + 1); !next.After(at) {
			t.Errorf("%s: instant %d at %v, the next at %v", name, k, at, next)
		}
	}
}

func hashed(k uint64) uint64 { return k * 0x9e3779b97f4a7c15 }

func TestEventsAreExact(t *testing.T) {
	e := &events{from: monday.Add(-80 * day), until: monday.Add(-2 * time.Hour), past: 100_000, live: monday.Add(-2 * time.Hour), pace: 41 * time.Second, jitter: hashed}
	checkCadence(t, "events", e, []uint64{0, 1, 2, 49_999, 99_998, 99_999, 100_000, 100_001, 250_000})
	if got := e.upTo(e.from); got != 0 {
		t.Errorf("%d before the first", got)
	}
	if got := e.upTo(e.live); got != e.past {
		t.Errorf("%d by the time they are live", got)
	}
	e.pace = 0
	if got := e.upTo(monday.AddDate(5, 0, 0)); got != e.past {
		t.Errorf("without a pace there are %d", got)
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := e.from.Add(time.Duration(rapid.Int64Range(0, int64(85*day)).Draw(rt, "at")))
		n := e.upTo(at)
		if n > 0 && e.at(n-1).After(at) || !e.at(n).After(at) {
			rt.Fatalf("upTo(%v) = %d", at, n)
		}
	})
}

func TestEventsCrowdInOfficeHours(t *testing.T) {
	e := &events{from: monday.Add(-70 * day), until: monday, past: 20_000, jitter: hashed}
	var office, weekend int
	for k := range e.past {
		at := e.at(k)
		switch wd := at.Weekday(); {
		case wd == time.Saturday || wd == time.Sunday:
			weekend++
		case at.Hour() >= 6 && at.Hour() < 17:
			office++
		}
	}
	if office < 14_000 || weekend > 2_000 {
		t.Errorf("%d in office hours, %d on weekends", office, weekend)
	}
}

func TestTimetables(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string // of the occurrence just before monday
	}{
		{[]string{"daily", "05:30", "UTC"}, "2026-03-02T05:30"},
		{[]string{"weekly", "Monday,Thursday", "08:00", "UTC"}, "2026-03-02T08:00"},
		{[]string{"weekly", "Friday", "15:00", "Europe/Oslo"}, "2026-02-27T14:00"},
		{[]string{"monthly", "15", "06:30", "UTC"}, "2026-02-15T06:30"},
		{[]string{"yearly", "12-31", "18:00", "UTC"}, "2025-12-31T18:00"},
		{[]string{"cron", "*/15", "*", "*", "*", "*", "UTC"}, "2026-03-02T09:15"},
		{[]string{"cron", "0", "*", "*", "*", "*", "UTC"}, "2026-03-02T09:00"},
		{[]string{"cron", "0", "7", "*", "*", "1-5", "Europe/London"}, "2026-03-02T07:00"},
	} {
		sc, err := parseSchedule(c.words)
		if err != nil {
			t.Fatal(err)
		}
		all := &timetable{schedule: sc, jitter: hashed}
		n := all.upTo(monday.Add(-10 * time.Minute))
		if got := all.at(n - 1).Format("2006-01-02T15:04"); got != c.want {
			t.Errorf("%v: last at %s, want %s", c.words, got, c.want)
		}
		checkCadence(t, c.words[0], all, []uint64{0, 1, 2, n - 2, n - 1, n, n + 5})
		shifted := &timetable{schedule: sc, first: int(n) - 1, jitter: hashed}
		if !shifted.at(0).Equal(all.at(n - 1)) {
			t.Errorf("%v: the same firing is at two times", c.words)
		}
	}
}

func TestBadSchedulesAndTriggers(t *testing.T) {
	for _, s := range []string{
		"", "EVENT", "SCHEDULED daily", "SCHEDULED daily 25:99 UTC", "SCHEDULED weekly Someday 08:00 UTC", "SCHEDULED hourly 08:00 UTC",
		"SCHEDULED cron * * UTC", "SCHEDULED cron x * * * * UTC", "SCHEDULED monthly x 08:00 UTC", "PIGEON post",
	} {
		if _, err := parseTrigger(s); err == nil {
			t.Errorf("%q passed", s)
		}
	}
}

func TestTicksFollowAClientsCron(t *testing.T) {
	c, err := cronOf([]byte(`{"type":"SCHEDULED","attributes":{"frequency":"cronSchedule","cronString":"*/5 * * * *","timeZone":"UTC"}}`))
	if err != nil {
		t.Fatal(err)
	}
	k := newTicks(c, monday)
	for minutes, want := range map[int]uint64{0: 0, 4: 0, 5: 1, 29: 5, 61: 12} {
		if got := k.upTo(monday.Add(time.Duration(minutes) * time.Minute)); got != want {
			t.Errorf("after %d minutes: %d, want %d", minutes, got, want)
		}
	}
	if at := k.at(0); !at.Equal(monday.Add(5 * time.Minute)) {
		t.Errorf("first at %v", at)
	}
	if n := newTicks(c, monday).upTo(monday.AddDate(90, 0, 0)); n > lookAhead {
		t.Errorf("one look added %d", n)
	}
}

func TestClientSchedules(t *testing.T) {
	for attributes, want := range map[string]string{
		`{"frequency":"daily"}`:   "0 9 * * *",
		`{"frequency":"monthly"}`: "0 9 1 * *",
		`{"frequency":"weekly","weeklyDays":["Mon","Sunday"],"weeklyTimes":["08:30"]}`:          "30 8 * * 1,0",
		`{"frequency":"weekly","weeklyDays":"Monday","weeklyTimes":"1969-12-31T09:45:00.000Z"}`: "45 9 * * 1",
		`{"frequency":"yearly","yearlyTimes":"1969-12-31T09:00:00.000Z"}`:                       "0 9 31 12 *",
		`{"frequency":"cronSchedule","cronString":"0 9 * * 1"}`:                                 "0 9 * * 1",
		`{"frequency":null}`: "",
	} {
		c, err := cronOf([]byte(`{"attributes":` + attributes + `}`))
		if err != nil || c.expr != want {
			t.Errorf("%s: %q, %v", attributes, c.expr, err)
		}
	}
	for _, attributes := range []string{
		`{"cronString":"often"}`, `{"frequency":"weekly","weeklyDays":["Someday"]}`, `{"frequency":"weekly","weeklyDays":["Monday"],"weeklyTimes":["late"]}`,
		`{"frequency":"yearly","yearlyTimes":["never"]}`, `{"frequency":7}`,
	} {
		if c, err := cronOf([]byte(`{"attributes":` + attributes + `}`)); err == nil {
			t.Errorf("%s is %q", attributes, c.expr)
		}
	}
}
