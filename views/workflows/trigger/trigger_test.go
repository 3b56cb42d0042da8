package trigger

import (
	"strings"
	"testing"
	"time"

	"iscope/api"
)

func TestCronWords(t *testing.T) {
	for cron, want := range map[string]string{
		"* * * * *":         "every minute",
		"*/15 * * * *":      "every 15 minutes",
		"0 * * * *":         "every hour",
		"5 * * * *":         "every hour at :05",
		"0 */4 * * *":       "every 4 hours",
		"30 */4 * * *":      "every 4 hours at :30",
		"30 5 * * *":        "every day at 05:30",
		"0 9,12,17 * * *":   "every day at 09:00, 12:00 and 17:00",
		"0,30 9 * * *":      "every day at 09:00 and 09:30",
		"0 9 * * 1":         "every Monday at 09:00",
		"0 9 * * MON,thu":   "every Monday and Thursday at 09:00",
		"0 7 * * 1-5":       "every Monday to Friday at 07:00",
		"0 7 * * 0,6":       "every Saturday and Sunday at 07:00",
		"0 7 * * 7":         "every Sunday at 07:00",
		"0 7 * * 0-6":       "every Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday at 07:00",
		"30 6 15 * *":       "on day 15 of every month at 06:30",
		"30 6 1,15 * ?":     "on days 1 and 15 of every month at 06:30",
		"0 18 31 12 *":      "every year on 31 December at 18:00",
		"0 18 1 1,7 *":      "on day 1 of January and July at 18:00",
		"0 8 * 6-8 1":       "every Monday in June to August at 08:00",
		"0 8 * 12 *":        "every day in December at 08:00",
		"*/10 8-17 * * *":   "every 10 minutes from 08:00 to 17:59",
		"*/10 8-17 * * 1-5": "every 10 minutes from 08:00 to 17:59, Monday to Friday",
		"0 8-17 * * 1-5":    "every hour from 08:00 to 17:00, Monday to Friday",
		"0 4 */2 * *":       "every 2 days from the 1st of the month at 04:00",
		"0 4 13 * 5":        "on day 13 of every month and every Friday at 04:00",
		"0 0 L * *":         "",
		"0 9 * *":           "",
		"0 0 9 * * 1":       "",
		"60 9 * * *":        "",
		"0 9 * * 8":         "",
		"5-1 9 * * *":       "",
		"0 9 */2 * 1":       "",
		"*/7 */5 * * *":     "",
		"@daily":            "",
		"":                  "",
	} {
		got, ok := cronWords(cron)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", cron, got, ok, want)
		}
	}
}

// at is a Wednesday noon.
var at = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestNextRun(t *testing.T) {
	for name, c := range map[string]struct {
		trigger api.Trigger
		want    string // RFC 3339, "" for unknown
	}{
		"cron":                              {api.Trigger{Cron: "0 9 * * 1", TimeZone: "Europe/Oslo"}, "2026-03-09T09:00:00+01:00"},
		"cron in another zone":              {api.Trigger{Cron: "0 9 * * *", TimeZone: "America/Chicago"}, "2026-03-04T09:00:00-06:00"},
		"cron over a change to summer time": {api.Trigger{Cron: "30 2 29 3 *", TimeZone: "UTC"}, "2026-03-29T02:30:00Z"},
		"cron without a zone":               {api.Trigger{Cron: "*/15 * * * *"}, "2026-03-04T12:15:00Z"},
		"last day":                          {api.Trigger{Cron: "0 4 31 * *"}, "2026-03-31T04:00:00Z"},
		"never":                             {api.Trigger{Cron: "0 4 31 2 *"}, ""},
		"six fields":                        {api.Trigger{Cron: "0 0 9 * * 1"}, ""},
		"no cron":                           {api.Trigger{Cron: "whenever"}, ""},
		"unknown zone":                      {api.Trigger{Cron: "0 9 * * 1", TimeZone: "Mars/Olympus"}, ""},
		"weekly later":                      {api.Trigger{WeeklyDays: []string{"Monday", "thu"}, WeeklyTimes: []string{"08:00"}, TimeZone: "Europe/Oslo"}, "2026-03-05T08:00:00+01:00"},
		"weekly today":                      {api.Trigger{WeeklyDays: []string{"Wednesday"}, WeeklyTimes: []string{"08:00", "23:30"}}, "2026-03-04T23:30:00Z"},
		"weekly in a week":                  {api.Trigger{WeeklyDays: []string{"Wednesday"}, WeeklyTimes: []string{"12:00"}}, "2026-03-11T12:00:00Z"},
		"weekly with a date":                {api.Trigger{WeeklyDays: []string{"Friday"}, WeeklyTimes: []string{"1970-01-01T07:15:00.000Z"}}, "2026-03-06T07:15:00Z"},
		"weekly without time":               {api.Trigger{WeeklyDays: []string{"Friday"}}, ""},
		"weekly of what":                    {api.Trigger{WeeklyDays: []string{"Moonday"}, WeeklyTimes: []string{"08:00"}}, ""},
		"yearly":                            {api.Trigger{YearlyTimes: []string{"1970-12-31T18:00:00.000Z"}, TimeZone: "Europe/Oslo"}, "2026-12-31T18:00:00+01:00"},
		"yearly, over this year":            {api.Trigger{YearlyTimes: []string{"1970-01-06T18:00:00Z", "rubbish"}}, "2027-01-06T18:00:00Z"},
		"nothing":                           {api.Trigger{}, ""},
	} {
		c.trigger.Type = api.TriggerScheduled
		got, ok := NextRun(c.trigger, at)
		if ok != (c.want != "") || ok && got.Format(time.RFC3339) != c.want {
			t.Errorf("%s: %s, %v; want %q", name, got.Format(time.RFC3339), ok, c.want)
		}
	}
	if _, ok := NextRun(api.Trigger{Type: api.TriggerEvent, Cron: "* * * * *"}, at); ok {
		t.Error("an event has a next run")
	}
}

func TestTriggerInWords(t *testing.T) {
	for _, c := range []struct {
		trigger               api.Trigger
		kind, words, sentence string
	}{
		{
			api.Trigger{Type: "EVENT", Event: "idn:identity-attributes-changed", Filter: "$.changes[?(@.attribute == 'manager')]"},
			"event", "Identity attributes changed", `Starts with the event “Identity attributes changed”, only where in changes, attribute is "manager".`,
		},
		{api.Trigger{Type: "EVENT", Event: "idn:post-approval", Filter: "$..x"}, "event", "Access request decided", "Starts with the event “Access request decided”, only where its filter finds something."},
		{api.Trigger{Type: "EVENT"}, "event", "not named", "Starts with an event that the tenant does not name."},
		{api.Trigger{Type: "SCHEDULED", Frequency: "cronSchedule", Cron: "0 9 * * 1", TimeZone: "UTC"}, "schedule", "every Monday at 09:00 UTC", "Starts every Monday at 09:00 UTC."},
		{api.Trigger{Type: "SCHEDULED", Cron: "0 9 L * *"}, "schedule", "cron 0 9 L * *", "Starts by the cron expression 0 9 L * *."},
		{
			api.Trigger{Type: "SCHEDULED", Frequency: "weekly", WeeklyDays: []string{"monday", "Thu", "Moonday"}, WeeklyTimes: []string{"08:00:00", "late"}},
			"schedule", "every Monday, Thursday and Moonday at 08:00 and late", "Starts every Monday, Thursday and Moonday at 08:00 and late.",
		},
		{
			api.Trigger{Type: "SCHEDULED", Frequency: "yearly", YearlyTimes: []string{"1970-12-31T18:00:00.000Z"}},
			"schedule", "every year on 31 December at 18:00", "Starts every year on 31 December at 18:00.",
		},
		{api.Trigger{Type: "SCHEDULED", Frequency: "daily", WeeklyTimes: []string{"05:30"}}, "schedule", "daily at 05:30", "Starts daily at 05:30."},
		{api.Trigger{Type: "SCHEDULED"}, "schedule", "no schedule is set", "Meant to start on a schedule, but none is set."},
		{api.Trigger{Type: "EXTERNAL", Name: "badge-lost"}, "external", "badge-lost", "Starts when something outside calls its address."},
		{api.Trigger{}, "none", "", "Nothing starts it: it has no trigger."},
		{api.Trigger{Type: "AccessRequestTrigger"}, "AccessRequestTrigger", "", "Starts with a trigger of a type not known here: AccessRequestTrigger."},
	} {
		if got := Kind(c.trigger); got != c.kind {
			t.Errorf("%+v: kind %q, want %q", c.trigger, got, c.kind)
		}
		if got := Words(c.trigger); got != c.words {
			t.Errorf("%+v: words %q, want %q", c.trigger, got, c.words)
		}
		if got := Sentence(c.trigger); got != c.sentence {
			t.Errorf("%+v: sentence %q, want %q", c.trigger, got, c.sentence)
		}
	}
}

func TestEventName(t *testing.T) {
	for id, want := range map[string]string{
		"idn:identity-created": "Identity created", "idn:va-cluster-status-change-event": "VA cluster status changed",
		"idn:": "Idn:", "new_thing": "New thing", "": "", "å-b": "Å b",
	} {
		if got := EventName(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

func TestNextWords(t *testing.T) {
	oslo, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	trigger := api.Trigger{Type: "SCHEDULED", Cron: "0 9 * * 1", TimeZone: "Europe/Oslo"}
	if got, want := NextWords(trigger, at, time.UTC), "Mon 2026-03-09 09:00 CET · Mon 2026-03-09 08:00 UTC · in 4d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := NextWords(trigger, at, oslo), "Mon 2026-03-09 09:00 CET · in 4d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := NextWords(api.Trigger{Type: "SCHEDULED"}, at, oslo); got != "not known" {
		t.Errorf("%q", got)
	}
}

// FuzzSchedule holds that whatever a tenant calls a schedule has words, and
// that a next run lies ahead.
func FuzzSchedule(f *testing.F) {
	f.Add("0 9 * * 1", "Europe/Oslo", "Monday", "08:00")
	f.Add("*/1 1-5/2 29 2 *", "", "", "1970-01-01T00:00:00Z")
	f.Add("0 0 ? * 6L", "../etc", "7", "25:00")
	f.Fuzz(func(t *testing.T, cron, zone, day, clock string) {
		for _, tr := range []api.Trigger{
			{Type: "SCHEDULED", Cron: cron, TimeZone: zone},
			{Type: "SCHEDULED", WeeklyDays: []string{day}, WeeklyTimes: []string{clock}, TimeZone: zone},
			{Type: "SCHEDULED", YearlyTimes: []string{clock}, TimeZone: zone},
		} {
			if scheduleWords(tr) == "" {
				t.Errorf("%+v has no words", tr)
			}
			if next, ok := NextRun(tr, at); ok && !next.After(at) {
				t.Errorf("%+v runs next at %s", tr, next)
			}
		}
		if words, ok := cronWords(cron); ok && (len(strings.Fields(cron)) != 5 || strings.HasSuffix(words, " ")) {
			t.Errorf("%q is %q", cron, words)
		}
	})
}
