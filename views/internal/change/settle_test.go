package change

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/views/internal/change/changetest"
	"iscope/views/internal/viewtest"
)

// settle settles one decision to light a lamp, and returns what was told and
// how long it took. A context that ends stands for the end of the program.
func settle(t *testing.T, ctx context.Context, f *tenant, set func(*Settling[lamp], *journal.Entry)) (screen.Recalled, time.Duration) {
	t.Helper()
	f.journal = changetest.New()
	e := f.journal.Sent(t, journal.Intent{Op: api.PatchWorkflow, Target: "a", Name: "Lamp\x1b a"})
	s := &Settling[lamp]{
		On:   Screen{Cmds: &api.Commands{}, Journal: f.journal, Writes: ctx, Reads: api.NewScope(ctx, "lamps#1")},
		What: func(journal.Entry) string { return "light lamp" }, ID: func(l *lamp) string { return l.ID }, Read: f.read, Op: api.GetWorkflow,
		Judge: func(_ context.Context, e journal.Entry, now lamp) Verdict {
			if now.Seen == 666 {
				panic("boom")
			}
			if now.On {
				return Verdict{journal.Done, fmt.Sprintf("%s is lit", e.Target)}
			}
			return Verdict{journal.Lost, "it is still dark"}
		},
		Gone: Verdict{journal.Overtaken, "it is gone"},
	}
	if set != nil {
		set(s, &e)
	}
	loop, start := viewtest.New(t, quiet{}), time.Now()
	loop.Do(s.Settle([]journal.Entry{e}))
	for range 120 {
		if len(loop.Sent) > 0 || ctx.Err() != nil {
			break
		}
		loop.Advance(time.Second)
	}
	took := time.Since(start)
	loop.Advance(time.Hour)
	if len(loop.Sent) == 0 {
		return screen.Recalled{}, took
	}
	told, ok := loop.Sent[0].(screen.Recalled)
	if !ok || len(loop.Sent) != 1 || told.Intent != e.ID {
		t.Errorf("%+v", loop.Sent)
	}
	if got := f.journal.Latest(t); told.Doubtful == got.Ending.Settled() {
		t.Errorf("doubtful %v, in the journal %+v", told.Doubtful, got)
	}
	return told, took
}

// quiet is a view to which nothing is sent.
type quiet struct{ viewtest.Model }

func (quiet) ID() string { return "quiet" }

// notYet is what is told where the journal keeps a decision open.
func notYet(why string) string {
	return "nobody knows yet whether it arrived: " + why + "; the next start of iscope looks again"
}

// TestSettling pins what is told of a decision of an earlier run, after how
// much reading and waiting.
func TestSettling(t *testing.T) {
	dark, lit := lamp{ID: "a"}, lamp{ID: "a", On: true}
	lost := failed(api.Offline)
	unreadable := "unknown: nobody knows whether it arrived: patch workflow: "
	for name, c := range map[string]struct {
		reads    []answer
		outcome  string
		doubtful bool
		asked    int
		took     time.Duration
	}{
		"done":           {[]answer{{l: lit}}, "done: a is lit", false, 1, 0},
		"done late":      {[]answer{{l: dark}, {l: lit}}, "done: a is lit", false, 2, 5 * time.Second},
		"lost":           {[]answer{{l: dark}, {l: dark}}, "lost: it is still dark", false, 2, 5 * time.Second},
		"gone":           {[]answer{{err: failed(api.NotFound)}}, "overtaken: it is gone", false, 1, 0},
		"readable again": {[]answer{{err: lost}, {err: lost}, {l: lit}}, "done: a is lit", false, 3, 3 * time.Second},
		"lost, at times unreadable": {
			[]answer{{l: dark}, {err: lost}, {l: dark}}, "lost: it is still dark", false, 3, 6 * time.Second,
		},
		"unreadable":     {[]answer{{err: lost}}, notYet("patch workflow: offline"), true, 5, 15 * time.Second},
		"forbidden":      {[]answer{{err: failed(api.Forbidden)}}, unreadable + "forbidden", true, 1, 0},
		"asked to wait":  {[]answer{{err: &api.Error{Kind: api.Throttled, Op: api.GetWorkflow, RetryAfter: 30 * time.Second}}, {l: lit}}, "done: a is lit", false, 2, 30 * time.Second},
		"another's":      {[]answer{{l: lamp{ID: "x", On: true}}, {l: lit}}, "done: a is lit", false, 2, time.Second},
		"always another": {[]answer{{l: lamp{ID: "x", On: true}}}, notYet("get workflow: the answer is about another one"), true, 5, 15 * time.Second},
		"a defect":       {[]answer{{l: lamp{ID: "a", Seen: 666}}}, notYet("get workflow: internal error: boom"), true, 5, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &tenant{reads: c.reads}
				told, took := settle(t, t.Context(), f, nil)
				if told.Outcome != c.outcome || told.Doubtful != c.doubtful || len(f.asked) != c.asked || took != c.took {
					t.Errorf("%q, doubtful %v, read %d times in %v; want %q", told.Outcome, told.Doubtful, len(f.asked), took, c.outcome)
				}
				if told.What != "light lamp" || told.Target != "Lamp␛ a" || told.ID != "a" || len(f.sent) != 0 {
					t.Errorf("%+v, sent %v", told, f.sent)
				}
			})
		})
	}
}

// TestSettlingWithPatience pins how long, and how often, a decision is looked at
// whose effect may come late.
func TestSettlingWithPatience(t *testing.T) {
	dark, lit := answer{l: lamp{ID: "a"}}, answer{l: lamp{ID: "a", On: true}}
	const minutes = 5 * time.Minute
	for name, c := range map[string]struct {
		reads   []answer
		ago     time.Duration // when it was sent
		of      int
		outcome string
		asked   int
		took    time.Duration
	}{
		"at once":               {[]answer{lit}, 0, 1, "done: a is lit", 1, 0},
		"after seconds":         {[]answer{dark, dark, lit}, 0, 1, "done: a is lit", 3, 15 * time.Second},
		"after minutes":         {append(slices.Repeat([]answer{dark}, 10), lit), 0, 1, "done: a is lit", 11, 225 * time.Second},
		"never":                 {[]answer{dark}, 0, 1, "lost: it is still dark", 14, minutes},
		"never, of many":        {[]answer{dark}, 0, 200, "lost: it is still dark", 4, minutes},
		"sent some time ago":    {[]answer{dark}, 290 * time.Second, 1, "lost: it is still dark", 3, 10 * time.Second},
		"just about to be over": {[]answer{dark}, minutes - time.Millisecond, 1, "lost: it is still dark", 2, time.Second},
		"sent long ago":         {[]answer{dark}, time.Hour, 1, "lost: it is still dark", 2, 5 * time.Second},
		"long ago, done":        {[]answer{lit}, time.Hour, 1, "done: a is lit", 1, 0},
		"the clock was set":     {[]answer{dark}, -time.Hour, 1, "lost: it is still dark", 14, minutes},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &tenant{reads: c.reads, journal: changetest.New()}
				e := f.journal.Sent(t, journal.Intent{Op: api.PatchWorkflow, Target: "a", Name: "Lamp a"})
				e.Sent = time.Now().Add(-c.ago)
				s := &Settling[lamp]{
					On: Screen{Env: golden.Env(t, "dark", golden.Live(time.Now)), Cmds: &api.Commands{}, Journal: f.journal, Writes: t.Context(), Reads: api.NewScope(t.Context(), "lamps#1")},
					ID: func(l *lamp) string { return l.ID }, Read: f.read, Op: api.GetWorkflow, Patience: minutes,
					Judge: func(_ context.Context, _ journal.Entry, now lamp) Verdict {
						if now.On {
							return Verdict{journal.Done, "a is lit"}
						}
						return Verdict{journal.Lost, "it is still dark"}
					},
				}
				start := time.Now()
				v, known := s.find(s.On.Reads.Detached(s.Op, "a"), e, s.patience(e, c.of))
				if got := string(v.Ending) + ": " + v.Words; !known || got != c.outcome || len(f.asked) != c.asked || time.Since(start) != c.took {
					t.Errorf("%q, read %d times in %v", got, len(f.asked), time.Since(start))
				}
			})
		})
	}
}

// TestSettlingWithoutReading pins the two cases in which nothing is asked.
func TestSettlingWithoutReading(t *testing.T) {
	for name, c := range map[string]struct {
		set     func(*Settling[lamp], *journal.Entry)
		outcome string
	}{
		"never left": {func(_ *Settling[lamp], e *journal.Entry) { e.Sent = time.Time{} }, "not sent: it never left"},
		"no client":  {func(s *Settling[lamp], _ *journal.Entry) { s.Cannot = "there is no hall here" }, "unknown: nobody knows whether it arrived: there is no hall here"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &tenant{}
				if told, took := settle(t, t.Context(), f, c.set); told.Outcome != c.outcome || took != 0 || len(f.asked) != 0 {
					t.Errorf("%q after %v, asked %v", told.Outcome, took, f.asked)
				}
			})
		})
	}
}

// TestSettlingEndsWithTheProgram pins that a decision which could not be looked
// at in time stays open for the next start.
func TestSettlingEndsWithTheProgram(t *testing.T) {
	for name, c := range map[string]struct {
		reads []answer
		after time.Duration
	}{
		"between two looks": {[]answer{{l: lamp{ID: "a"}}}, 2 * time.Second},
		"at once":           {[]answer{{l: lamp{ID: "a"}}}, 0},
		"between two tries": {[]answer{{err: failed(api.Offline)}}, 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.after)
				defer cancel()
				f := &tenant{reads: c.reads}
				told, _ := settle(t, ctx, f, nil)
				if e := f.journal.Latest(t); told.Intent != "" || e.Ending != journal.Open {
					t.Errorf("%+v, %+v", told, e)
				}
			})
		})
	}
}

// TestSettlingTellsOfAFullDisk pins that what was found out is told even where
// it cannot be written down.
func TestSettlingTellsOfAFullDisk(t *testing.T) {
	j := changetest.New()
	j.FillAfter()
	s := &Settling[lamp]{On: Screen{Journal: j}, What: func(journal.Entry) string { return "light lamp" }}
	for words, want := range map[string]string{
		"":       "done: the journal of decisions cannot be written: no space left on device",
		"it lit": "done: it lit; the journal of decisions cannot be written: no space left on device",
	} {
		if told := s.close(journal.Entry{}, Verdict{journal.Done, words}).(screen.Recalled); told.Outcome != want {
			t.Errorf("%q, want %q", told.Outcome, want)
		}
	}
}
