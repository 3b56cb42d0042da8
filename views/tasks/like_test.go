package tasks

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iscope/api"
)

// run makes an aggregation of AD that ended well some hours ago.
func aggregation(i, hours int, took time.Duration, figures string) api.Task {
	return task(fmt.Sprint("r", i), "Cloud Account Aggregation", "ad", time.Duration(hours)*time.Hour, fmt.Sprintf(
		`,"completionStatus":"SUCCESS","completed":%q,"returns":[{"name":"Total","attributeName":"total"},{"name":"Created","attributeName":"created"}],"attributes":{%s}`,
		at.Add(-time.Duration(hours)*time.Hour+took).Format(time.RFC3339), figures))
}

// lively is a tenant with a source that has runs far apart in a long history.
func lively(between int) *fake {
	f := &fake{pending: []api.Task{task("now", "Cloud Account Aggregation", "ad", 5*time.Minute, "")}}
	for i := range 20 {
		f.ended = append(f.ended, aggregation(i, 2+24*i, time.Duration(10+i)*time.Minute, fmt.Sprintf(`"total":"%d","created":%d`, 8_400-i, 3+9*(i%2))))
		for j := range between {
			f.ended = append(f.ended, task(fmt.Sprint("o", i, "-", j), "Refresh", "hr", time.Duration(2+24*i)*time.Hour, `,"completionStatus":"SUCCESS","completed":"2026-01-01T00:00:00Z"`))
		}
	}
	return f
}

func TestTrend(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := lively(60)
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("tasks.history", "app.open")
		pages := f.pages
		r.act("text.next-tab")
		if q := r.query(); f.pages != pages+1 || q.SourceID != "ad" || q.Limit != api.MaxPage || q.Filters != "" {
			t.Errorf("%d pages asked for, the last %+v", f.pages-pages, q)
		}
		r.has("compared with the run before, of 2026-03-03 10:00:00 UTC", "last 12 runs, newest first", "figures, oldest to newest", "8,389 to 8,400", "3 to 12")
		lines := strings.Split(r.frame(120, 60), "\n")
		for want, found := range map[string]bool{
			"Total          8400     8399  +1": false, "Created           3       12  -9": false, "took         10m00s   11m00s  -1m00s": false,
			"ended with  success  success  same": false, "✓ 2026-03-04 10:00  10m00s  ███████████": false,
		} {
			for _, l := range lines {
				found = found || strings.Contains(l, want)
			}
			if !found {
				t.Errorf("no %q in\n%s", want, strings.Join(lines, "\n"))
			}
		}
		r.act("text.prev-tab", "text.next-tab")
		if f.pages != pages+1 {
			t.Error("it asks again for what it has")
		}
	})
}

// TestTrendOfAPendingTask pins that it is compared by what has ended.
func TestTrendOfAPendingTask(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, lively(0), nil)
		r.frame(120, 36)
		r.act("app.open", "text.next-tab")
		r.has("It is pending: its figures come when it ends.", "+1", "● 2026-03-04 11:55       –  pending")
		r.act("app.back", "tasks.history", "list.bottom", "app.open")
		r.has("No run before it to compare with.", "The tenant keeps no more runs of it.")
	})
}

// TestTrendPassesOverRunsWithoutFigures pins that a run is compared with the last
// that says something, and that this is said.
func TestTrendPassesOverRunsWithoutFigures(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := lively(0)
		f.ended[1] = task("r1", "Cloud Account Aggregation", "ad", 26*time.Hour, `,"completionStatus":"ERROR","completed":"2026-03-03T10:05:00Z"`)
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("tasks.history", "app.open", "text.next-tab")
		r.has("compared with the last run that returned figures, of", "8398  +2", "✗ 2026-03-03 10:00")
	})
}

// TestTrendSaysHowFarItLooked pins what is said where too few runs are found.
func TestTrendSaysHowFarItLooked(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := &fake{}
		for i := range 1_500 {
			f.ended = append(f.ended, task(fmt.Sprint("o", i), fmt.Sprint("Report ", i), "ad", time.Duration(i+1)*time.Minute, fmt.Sprintf(`,"completionStatus":"SUCCESS","completed":%q`, at.Format(time.RFC3339))))
		}
		f.ended = append(f.ended, task("who", "Deletion", "p1", 2_000*time.Minute, `,"completionStatus":"SUCCESS","completed":"2026-03-04T12:00:00Z"`))
		f.ended[1_500].Target.Type = "IDENTITY"
		r := start(t, f, nil)
		r.frame(120, 36)
		r.act("tasks.history", "app.open")
		pages := f.pages
		r.act("text.next-tab")
		r.has("The last 1,000 tasks of the source were looked through.")
		if n := f.pages - pages; n != mostLikePages {
			t.Errorf("%d pages", n)
		}
		r.act("app.back")
		f.err = &api.Error{Kind: api.Offline, Op: api.ListTasks, Detail: "no route to host"}
		r.act("list.down", "app.open")
		r.has("no route to host")
		f.err = nil
		r.act("app.refresh")
		r.has("looked through.")
		r.act("app.back")
		for range 8 {
			r.act("list.bottom")
		}
		pages = f.pages
		r.act("app.open")
		r.has("Only the tasks loaded so far were looked through")
		if f.pages != pages {
			t.Error("tasks of a person were asked for by source")
		}
	})
}

// TestSurvey pins what is asked to know what is usual: the newest once, each
// source once, and nothing where all is known.
func TestSurvey(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := lively(400)
		r := start(t, f, nil)
		r.Advance(time.Second)
		r.has("20m–28m", "~25%")
		asked := map[string]int{}
		for _, q := range f.queries {
			asked[fmt.Sprint(q.SourceID, " ", q.Limit)]++
		}
		if len(asked) != 3 || asked[" 100"] != 1 || asked[" 250"] != 1 || asked["ad 250"] != 1 {
			t.Errorf("%v", asked)
		}
		f.pending = append(f.pending, task("odd", "Odd", "ad", time.Minute, ""), task("who", "Odd", "p", time.Minute, ""))
		f.pending[2].Target.Type = "IDENTITY"
		n := f.pages
		r.Advance(10 * time.Minute)
		if f.pages != n {
			t.Errorf("%d more pages for a kind nobody knows", f.pages-n)
		}
	})
}

// TestSurveyFails pins that a survey that fails says nothing and ends there.
func TestSurveyFails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := start(t, lively(0), nil)
		r.m.survey = survey{}
		ctx, ticket := r.m.reads.NextFor(api.ListTasks, keySurvey)
		_ = ctx
		r.m.survey.asking = true
		r.Send(api.Result[api.Page[api.Task]]{Ticket: ticket, Err: &api.Error{Kind: api.Offline}})
		if r.m.survey.asking || r.m.history.err != nil {
			t.Error("it matters")
		}
		r.m.reads.SupersedeFor(api.ListTasks, keySurvey)
		r.m.reads.SupersedeFor(api.ListTasks, keyLike)
		ticket.Key = keyLike
		r.Send(api.Result[api.Page[api.Task]]{Ticket: ticket})
		if len(r.m.like.tasks) != 0 {
			t.Error("a late answer counts")
		}
	})
}
