package e2e

import (
	"math/rand/v2"
	"testing"
	"time"

	"iscope/api/sandbox"
)

// thousand is the tenant of a bulk run: it keeps its rate limit.
var thousand = bubble{tenant: sandbox.Options{Seed: 7, WorkItems: 3000, RecordSize: 20_000}, undo: 5 * time.Second}

// TestThousandInOneRun approves 1,000 items in one run.
func TestThousandInOneRun(t *testing.T) {
	t.Parallel()
	thousand.enter(t, func(v *visit) {
		v.approveMany(1000)
		start := time.Now()
		v.wait(4 * time.Second)
		if got := decisions(v.tenant); len(got) > 0 {
			t.Fatalf("%d requests within the undo window", len(got))
		}
		v.until(`approve 1,000 items: 1,000 done`)
		took := time.Since(start)
		v.quiet()
		came, acted := perItem(v.tenant)
		all := v.look.all()
		for _, d := range v.intents() {
			if state := all[d.Target].decided(d.Line); d.ending() != "done" || state != "Finished" || came[d.Target] != 1 {
				t.Errorf("%q: the journal has it as %q, the tenant as %q, %d requests", d.Name, d.ending(), state, came[d.Target])
			}
		}
		rec := v.tenant.Record()
		t.Logf("1,000 items marked: %d requests that decide, %d items decided, in %s of the tenant's time; at most %d requests in any 10 s, %d refused by the rate limit",
			len(decisions(v.tenant)), len(acted), took.Round(time.Second), rec.Peak, rec.Refused)
		if len(decisions(v.tenant)) != 1000 || len(acted) != 1000 || len(v.intents()) != 1000 {
			t.Error("not exactly 1,000")
		}
		if rec.Peak > 90 || rec.Refused > 0 || rec.Forgotten > 0 {
			t.Errorf("the rate limit is not kept: at most %d requests in 10 s, %d refused, %d forgotten", rec.Peak, rec.Refused, rec.Forgotten)
		}
	})
}

// TestCancelTheRest cancels such a run at a random moment: what is under way
// may go on, nothing else leaves.
func TestCancelTheRest(t *testing.T) {
	t.Parallel()
	times := fewer(10)
	worst := 0
	r := rand.New(rand.NewPCG(5, 8))
	thousand.enter(t, func(v *visit) {
		for range times {
			before, intents := len(decisions(v.tenant)), len(v.intents())
			v.approveMany(100)
			v.wait(5*time.Second + time.Duration(r.Int64N(int64(15*time.Second))))
			at := len(decisions(v.tenant))
			v.press("c")
			v.until(`Taken back: \d+|There is nothing to cancel`)
			v.quiet()
			v.wait(time.Minute)
			after := len(decisions(v.tenant))
			worst = max(worst, after-at)
			ended := map[string]int{}
			for _, d := range v.intents()[intents:] {
				ended[d.ending()]++
			}
			if ended["done"] != after-before || ended["done"]+ended["taken back"] != 100 {
				t.Errorf("%d requests that decide, and the journal has %v", after-before, ended)
			}
		}
		came, _ := perItem(v.tenant)
		t.Logf("%d bulk runs of 100 canceled at random moments, %d requests sent: at most %d left after the key, which were under way", times, len(decisions(v.tenant)), worst)
		if worst > 2 || most(came) > 1 {
			t.Errorf("%d requests left after the key, and %d about one item", worst, most(came))
		}
	})
}
