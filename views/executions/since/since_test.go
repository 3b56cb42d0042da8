package since

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// zurich is a zone with summer time. The moment is a Sunday afternoon in winter;
// clocks went back on 25 October.
var zurich = func() *time.Location {
	z, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		return time.FixedZone("CET", 3600)
	}
	return z
}()

var now = time.Date(2026, 11, 22, 15, 0, 0, 0, zurich)

func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, zurich)
}

func TestParse(t *testing.T) {
	kept := now.Add(-Kept)
	nov := func(day, hour, minute int) time.Time { return at(2026, 11, day, hour, minute) }
	var open time.Time
	for text, want := range map[string]struct {
		from, to time.Time
		words    string
	}{
		"today":                              {nov(22, 0, 0), open, "today"},
		"  ToDay ":                           {nov(22, 0, 0), open, "today"},
		"yesterday":                          {nov(21, 0, 0), nov(22, 0, 0), "21 Nov"},
		"2h":                                 {nov(22, 13, 0), open, "since 13:00"},
		"last 2 hours":                       {nov(22, 13, 0), open, "since 13:00"},
		"2 hours ago":                        {nov(22, 13, 0), open, "since 13:00"},
		"30m":                                {nov(22, 14, 30), open, "since 14:30"},
		"1h30m":                              {nov(22, 13, 30), open, "since 13:30"},
		"3d":                                 {nov(19, 15, 0), open, "since 19 Nov 15:00"},
		"2w":                                 {nov(8, 15, 0), open, "since 8 Nov 15:00"},
		"30d":                                {at(2026, 10, 23, 15, 0), open, "since 23 Oct 15:00"}, // 15:00 in summer time too
		"90d":                                {kept, open, "since 24 Aug 16:00"},                    // an hour of it is summer time's
		"all":                                {kept, open, "since 24 Aug 16:00"},
		"sun":                                {nov(22, 0, 0), open, "today"},
		"friday":                             {nov(20, 0, 0), nov(21, 0, 0), "20 Nov"},
		"last mon":                           {nov(16, 0, 0), nov(17, 0, 0), "16 Nov"},
		"fri..":                              {nov(20, 0, 0), open, "since 20 Nov"},
		"fri..sat":                           {nov(20, 0, 0), nov(22, 0, 0), "20 Nov to 21 Nov"},
		"2026-11-01":                         {nov(1, 0, 0), nov(2, 0, 0), "1 Nov"},
		"1 Nov":                              {nov(1, 0, 0), nov(2, 0, 0), "1 Nov"},
		"1. November":                        {nov(1, 0, 0), nov(2, 0, 0), "1 Nov"},
		"Nov 1, 2026":                        {nov(1, 0, 0), nov(2, 0, 0), "1 Nov"},
		"25 Oct":                             {at(2026, 10, 25, 0, 0), at(2026, 10, 26, 0, 0), "25 Oct"}, // a day of 25 hours
		"2026-11-01..2026-11-05":             {nov(1, 0, 0), nov(6, 0, 0), "1 Nov to 5 Nov"},
		"1 nov to 5 nov":                     {nov(1, 0, 0), nov(6, 0, 0), "1 Nov to 5 Nov"},
		"1 nov - 5 nov":                      {nov(1, 0, 0), nov(6, 0, 0), "1 Nov to 5 Nov"},
		"1 nov..today":                       {nov(1, 0, 0), open, "since 1 Nov"},
		"since 1 Nov":                        {nov(1, 0, 0), open, "since 1 Nov"},
		"..1 Nov":                            {kept, nov(2, 0, 0), "24 Aug 16:00 to 2 Nov 00:00"},
		"before fri":                         {kept, nov(21, 0, 0), "24 Aug 16:00 to 21 Nov 00:00"},
		"14:00":                              {nov(22, 14, 0), open, "since 14:00"},
		"15:01":                              {nov(21, 15, 1), open, "since 21 Nov 15:01"},
		"yesterday 14:00":                    {nov(21, 14, 0), open, "since 21 Nov 14:00"},
		"1 Nov at 14:00":                     {nov(1, 14, 0), open, "since 1 Nov 14:00"},
		"14:00..14:30":                       {nov(22, 14, 0), nov(22, 14, 30), "14:00 to 14:30"},
		"14:00..15:30":                       {nov(22, 14, 0), open, "since 14:00"}, // its end is still to come
		"16:00..17:30":                       {nov(21, 16, 0), nov(21, 17, 30), "21 Nov 16:00 to 17:30"},
		"22:00..02:00":                       {nov(21, 22, 0), nov(22, 2, 0), "21 Nov 22:00 to 22 Nov 02:00"},
		"fri 14:00..16:00":                   {nov(20, 14, 0), nov(20, 16, 0), "20 Nov 14:00 to 16:00"},
		"1 Nov 14:00..3 Nov 09:15":           {nov(1, 14, 0), nov(3, 9, 15), "1 Nov 14:00 to 3 Nov 09:15"},
		"2h..1h":                             {nov(22, 13, 0), nov(22, 14, 0), "13:00 to 14:00"},
		"2026-11-21T09:00:00Z..now":          {nov(21, 10, 0), now, "21 Nov 10:00 to 22 Nov 15:00"},
		"2026-11-21T09:00..2026-11-21T10:30": {nov(21, 9, 0), nov(21, 10, 30), "21 Nov 09:00 to 10:30"},
	} {
		r, err := Parse(text, now, zurich)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if !r.From.Equal(want.from) || !r.To.Equal(want.to) {
			t.Errorf("%q: from %v to %v, want %v and %v", text, r.From, r.To, want.from, want.to)
		}
		if got := r.Words(now, zurich); got != want.words {
			t.Errorf("%q is %q, want %q", text, got, want.words)
		}
		if r.Text != strings.TrimSpace(text) || r.IsZero() {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

func TestNothingTypedIsNoRange(t *testing.T) {
	for _, text := range []string{"", "   "} {
		r, err := Parse(text, now, zurich)
		if err != nil || !r.IsZero() || r != (Range{}) || r.Words(now, zurich) != "" || !r.Contains(now) || !r.Contains(time.Time{}) {
			t.Errorf("%q: %+v, %v", text, r, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"tomorow":                "tomorow is no time; try",
		"5x":                     "5x is no time",
		"h":                      "h is no time",
		"0d":                     "0d is no time",
		"99999999999999999999d":  "is no time",
		"100001d":                "is no time",
		"-3d":                    "is no time",
		"1/3":                    "is no time",
		"03-01":                  "is no time",
		"2026-13-01":             "is no time",
		"nov":                    "is no time",
		"25:00":                  "is no time",
		"\xff":                   "is no time",
		"31 feb":                 "there is no 31 February in 2025",
		"31 Nov 2026":            "there is no 31 November in 2026",
		"2026-11-23":             "that is still to come",
		"..":                     "say when it begins",
		"5 nov..1 nov":           "it ends before it begins",
		"1h..2h":                 "it ends before it begins",
		"25 dec":                 "archived: executions are kept for 90 days, since 24 Aug",
		"2026-01-01..2026-02-01": "archived",
		"..2026-02-01":           "it ends before it begins",
	} {
		_, err := Parse(text, now, zurich)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if err != nil && cell.Width(err.Error()) > 64 {
			t.Errorf("%q: the window has no room for %q", text, err)
		}
	}
}

func TestMoreThanIsKeptIsCut(t *testing.T) {
	for text, cut := range map[string]bool{"89d": false, "120d": true, "2026-01-01..": true, "2026-01-01..1 nov": true, "1 nov": false} {
		r, err := Parse(text, now, zurich)
		if err != nil || r.Cut != cut || cut && !r.From.Equal(now.Add(-Kept)) {
			t.Errorf("%q: %+v, %v", text, r, err)
		}
	}
}

func TestContains(t *testing.T) {
	day, _ := Parse("yesterday", now, zurich)
	open, _ := Parse("2h", now, zurich)
	for _, c := range []struct {
		r    Range
		t    time.Time
		want bool
	}{
		{day, at(2026, 11, 21, 0, 0), true},
		{day, at(2026, 11, 22, 0, 0), false},
		{day, at(2026, 11, 20, 23, 59), false},
		{day, time.Time{}, false},
		{open, at(2026, 11, 22, 13, 0), true},
		{open, at(2026, 11, 22, 12, 59), false},
		{open, at(2027, 1, 1, 0, 0), true},
		{open, time.Time{}, true},
	} {
		if c.r.Contains(c.t) != c.want {
			t.Errorf("%s contains %v: %v", c.r.Text, c.t, !c.want)
		}
	}
}

// The examples in the window are as good as their word, and fit.
func TestExamplesAreUnderstood(t *testing.T) {
	for _, line := range Examples() {
		if cell.Width(line) > 60 {
			t.Errorf("%q is %d cells wide", line, cell.Width(line))
		}
		for _, example := range strings.Split(line, ", ") {
			if _, err := Parse(example, time.Date(2026, 3, 9, 16, 0, 0, 0, time.UTC), time.UTC); err != nil {
				t.Errorf("%q: %v", example, err)
			}
		}
	}
}

// Days that are said in words are read back as the same days, in zones of every
// kind.
func TestWordsOfDaysAreReadBack(t *testing.T) {
	zones := []*time.Location{time.UTC, zurich, time.FixedZone("far east", 14*3600), time.FixedZone("far west", -12*3600)}
	if z, err := time.LoadLocation("America/Santiago"); err == nil {
		zones = append(zones, z) // where clocks go forward at midnight
	}
	rapid.Check(t, func(rt *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(rt, "zone")
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(rt, "now"), 0).In(zone)
		first := rapid.IntRange(2, 88).Draw(rt, "first")
		last := rapid.IntRange(1, first).Draw(rt, "last")
		date := func(ago int) string { return now.AddDate(0, 0, -ago).Format("2006-01-02") }
		r, err := Parse(date(first)+".."+date(last), now, zone)
		if err != nil {
			rt.Fatal(err)
		}
		again, err := Parse(r.Words(now, zone), now, zone)
		if err != nil || !again.From.Equal(r.From) || !again.To.Equal(r.To) {
			rt.Fatalf("%s at %v: %q is read as %+v, not %+v: %v", r.Text, now, r.Words(now, zone), again, r, err)
		}
	})
}

// Whatever is typed is either a range of what has been and is kept, or refused
// in a sentence that fits.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"today", "yesterday 14:00..16:00", "2h", "1h30m", "fri..sat", "1 Mar..5 Mar", "2026-03-01", "14:00..15:30", "all", "..1 nov", "since fri",
		"2026-11-21T09:00:00Z", "31 feb", "..", "99999d", "1 mar 2026 14:00:00", "last 3 weeks", "…", "\xff..\xff", "now..now",
	} {
		f.Add(seed, int64(1_795_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%4_000_000_000, 0)
		r, err := Parse(text, now, zurich)
		if err != nil {
			if s := safe.Line(err.Error()); cell.Width(s) > 72 || strings.TrimSpace(s) == "" {
				t.Errorf("%q is refused with %q", text, s)
			}
			return
		}
		if r.IsZero() {
			if strings.TrimFunc(text, unicode.IsSpace) != "" {
				t.Errorf("%q is no range", text)
			}
			return
		}
		if r.From.After(now) || r.From.Before(now.Add(-Kept)) || !r.To.IsZero() && (!r.To.After(r.From) || r.To.After(now)) {
			t.Errorf("%q at %v: %+v", text, now, r)
		}
		if words := r.Words(now, zurich); words == "" || cell.Width(words) > 50 {
			t.Errorf("%q in words: %q", text, words)
		}
	})
}
