package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api/sandbox"
)

// bulk is how many items a run decides about.
const bulk = 50

// phase is a moment in the life of a request.
type phase int

const (
	arriving phase = iota // the tenant has it, and acts on it after the blow
	acted                 // the tenant has acted, nothing of the answer has left
	answered              // the answer is on its way
	vanished              // it never reaches the tenant
)

// gate stands before a tenant and strikes at one request about a single work
// item.
type gate struct {
	http.Handler
	mu    sync.Mutex
	seen  int // since it was armed
	at    int // which one is struck, the first is 1; 0: none
	phase phase
	blow  func()
}

// arm makes the gate strike at the nth request from now.
func (g *gate) arm(n int, p phase, blow func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen, g.at, g.phase, g.blow = 0, n, p, blow
}

var single = regexp.MustCompile(`^/v3/work-items/(bulk-\w+/)?[0-9a-f]{32}`)

// struck counts a request and reports whether it is the one.
func (g *gate) struck(r *http.Request) bool {
	if !single.MatchString(r.URL.Path) {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen++
	return g.seen == g.at
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.struck(r) {
		g.Handler.ServeHTTP(w, r)
		return
	}
	switch g.phase {
	case vanished:
		g.blow()
		panic(http.ErrAbortHandler)
	case arriving:
		g.blow()
		g.Handler.ServeHTTP(w, r)
	case acted:
		kept := httptest.NewRecorder()
		g.Handler.ServeHTTP(kept, r)
		g.blow()
		panic(http.ErrAbortHandler)
	case answered:
		g.Handler.ServeHTTP(w, r)
		_ = http.NewResponseController(w).Flush()
		g.blow()
	}
}

// approveAll starts the program, marks a bulk of requests for access, approves
// them, and reads what they are to the end. The answer is left to the caller.
func approveAll(t *testing.T, home string, env []string) *session {
	t.Helper()
	s := startAt(t, home, 100, 30, append(env, "ISCOPE_UNDO=0s"), "--view", "inbox")
	s.wait(`pending · mine · \d+ items`)
	s.keys("/approval\r")
	s.wait(`\d+ of \d+`)
	s.keys("V" + strings.Repeat("j", bulk-1))
	s.wait(fmt.Sprintf(`%d marked`, bulk))
	s.keys("a")
	s.wait(fmt.Sprintf(`Approve %d items\?`, bulk))
	s.insist("\x1b[F", `the end`, true)
	return s
}

// toll is what a number of kills cost.
type toll struct {
	mu       sync.Mutex
	kills    int
	early    int // before the journal had the run
	intents  int
	open     int // of them, at the kill
	requests int
	endings  map[string]int // of those that were open, by what the next run said

	unaccounted, repeated, wrong int
}

// TestKilledInABulkRun kills the program at random instants while it sends a
// bulk of decisions. What the next run says about each of them is what the
// tenant has, and none was asked for twice. All 200 kills of the promise take
// ISCOPE_KILLS=200.
func TestKilledInABulkRun(t *testing.T) {
	t.Parallel()
	sum := toll{endings: map[string]int{}}
	n := number("ISCOPE_KILLS", 40)
	crew(t, n, func(t *testing.T, i int) { killOnce(t, i, &sum) })
	t.Logf("%d SIGKILLs in bulk runs of %d, %d of them before the journal had the run: %d decisions, of which %d were open; the next run named them all: %v. "+
		"%d requests that decide. %d unaccounted, %d repeated, %d other than the tenant has it",
		sum.kills, bulk, sum.early, sum.intents, sum.open, sum.endings, sum.requests, sum.unaccounted, sum.repeated, sum.wrong)
	if sum.kills != n || sum.unaccounted+sum.repeated+sum.wrong > 0 {
		t.Error("not every decision is accounted for")
	}
	if n >= 40 && (sum.endings["done"] == 0 || sum.endings["not sent"] == 0) {
		t.Error("the kills came too early or too late to prove anything")
	}
}

// killOnce is one run: even ones are killed at a request, odd ones after a
// time.
func killOnce(t *testing.T, i int, sum *toll) {
	r := rand.New(rand.NewPCG(3, uint64(i)))
	tn := sandbox.New(sandbox.Options{Seed: uint64(i + 1), WorkItems: 160, Workflows: 1, Executions: 1, Tasks: 1, Sessions: 1, NoRateLimit: true})
	g := &gate{Handler: tn.Handler()}
	srv := httptest.NewServer(g)
	defer srv.Close()
	home, env := t.TempDir(), tn.Env(srv.URL)

	s := approveAll(t, home, env)
	defer s.close()
	switch at := 1 + r.IntN(84); {
	case i%40 == 20: // after the pause that the rate limit makes
		g.arm(94+r.IntN(7), phase(r.IntN(int(vanished))), s.kill)
	case i%16 == 0:
		g.arm(at, vanished, s.kill)
	case i%2 == 0:
		g.arm(at, phase(r.IntN(int(vanished))), s.kill)
	default:
		late := time.Duration(r.Int64N(int64(350 * time.Millisecond)))
		defer time.AfterFunc(late, s.kill).Stop()
	}
	s.insist("y", `Approve \d+ items\?`, false)
	s.exit()
	g.arm(0, 0, nil)

	before := journalOf(t, home)
	told := sinceTheLastTime(t, home, env, open(before))
	sum.count(t, tn, home, open(before), told)
}

// sinceTheLastTime starts the program again and returns what it says about
// decisions that were open, by the id of the item.
func sinceTheLastTime(t *testing.T, home string, env []string, left []*intent) map[string]string {
	t.Helper()
	s := startAt(t, home, 200, 60+4*len(left), env, "--view", "inbox")
	defer s.close()
	if len(left) == 0 {
		s.wait(`pending · mine · \d+ items`)
		return nil
	}
	s.wait("Since the last time")
	text := s.wait(fmt.Sprintf(`(?s)(outcome of )?%d decisions? (was|were) (known|held when iscope ended).*Nothing is sent by itself`, len(left)))
	eventually(t, "an ending of each", func() bool {
		now := journalOf(t, home)
		return len(open(now)) == 0
	})
	told, outcome := map[string]string{}, ""
	for line := range strings.Lines(text) {
		if m := regexp.MustCompile(`│ \d+ × (.*\S) *│`).FindStringSubmatch(line); m != nil {
			outcome = m[1]
		} else if m := regexp.MustCompile(`│ +id ([0-9a-f]{32}) *│`).FindStringSubmatch(line); m != nil {
			told[m[1]] = outcome
		}
	}
	return told
}

// wordsOf are what a person reads of an ending.
var wordsOf = map[string]*regexp.Regexp{
	"done": regexp.MustCompile(`^approved`), "not sent": regexp.MustCompile(`^not sent`), "lost": regexp.MustCompile(`^it did not (arrive|take effect)`),
}

// count compares what the journal says after all with what was told and with
// what the tenant has.
func (sum *toll) count(t *testing.T, tn *sandbox.Tenant, home string, left []*intent, told map[string]string) {
	t.Helper()
	intents := journalOf(t, home)
	came, _ := perItem(tn)
	all := lookAt(t, tn).all()
	sum.mu.Lock()
	defer sum.mu.Unlock()
	sum.kills++
	sum.intents, sum.open, sum.requests = sum.intents+len(intents), sum.open+len(left), sum.requests+len(decisions(tn))
	if len(intents) == 0 {
		sum.early++
	}
	known := map[string]bool{}
	for _, d := range intents {
		known[d.Target] = true
		if state := all[d.Target].decided(d.Line); (d.ending() == "done") != (state == "Finished") {
			sum.wrong++
			t.Errorf("%s of %q: the journal has it as %q (%s), the tenant as %q", d.Op, d.Name, d.ending(), d.words, state)
		}
	}
	for _, d := range left {
		end := intents[slices.IndexFunc(intents, func(i *intent) bool { return i.ID == d.ID })].ending()
		sum.endings[end]++
		if words := wordsOf[end]; words == nil || !words.MatchString(told[d.Target]) {
			sum.unaccounted++
			t.Errorf("%s of %q ended as %q and was told as %q", d.Op, d.Name, end, told[d.Target])
		}
	}
	for item, n := range came {
		if n > 1 {
			sum.repeated++
			t.Errorf("%d requests decide about %s", n, item)
		}
		if !known[item] {
			sum.unaccounted++
			t.Errorf("a request about %s was not in the journal", item)
		}
	}
}
