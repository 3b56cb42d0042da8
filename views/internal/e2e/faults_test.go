package e2e

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"iscope/api/sandbox"
)

// rules are the faults of a very bad day: about half of all decisions meet one,
// and so does every twelfth read.
func rules() []sandbox.Fault {
	var out []sandbox.Fault
	add := func(method string, p float64, f sandbox.Fault) {
		f.Method, f.Path, f.Probability, f.Count = method, "/v3/work-items/", p, -1
		out = append(out, f)
	}
	for _, f := range []sandbox.Fault{
		{Kind: sandbox.FaultDropBefore}, {Kind: sandbox.FaultDropAfter}, {Kind: sandbox.FaultDropAfter},
		{Kind: sandbox.FaultStatus, Status: 500}, {Kind: sandbox.FaultStatus, Status: 500, After: true},
		{Kind: sandbox.FaultStatus, Status: 503, RetryAfter: 4}, {Kind: sandbox.FaultStatus, Status: 503, After: true},
		{Kind: sandbox.FaultHTML502}, {Kind: sandbox.FaultHTML502, After: true},
		{Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 3}, {Kind: sandbox.FaultStatus, Status: 429}, {Kind: sandbox.FaultStatus, Status: 401},
		{Kind: sandbox.FaultStatus, Status: 403}, {Kind: sandbox.FaultStatus, Status: 307, After: true},
		{Kind: sandbox.FaultSlow, DelayMs: 3_000}, {Kind: sandbox.FaultCut}, {Kind: sandbox.FaultCut},
		{Kind: sandbox.FaultEmpty}, {Kind: sandbox.FaultHTML}, {Kind: sandbox.FaultBadJSON}, {Kind: sandbox.FaultWrongTypes}, {Kind: sandbox.FaultHostile},
		{Kind: sandbox.FaultQuirks},
	} {
		add(http.MethodPost, 0.02, f)
	}
	add(http.MethodPost, 0.002, sandbox.Fault{Kind: sandbox.FaultHuge})
	for _, f := range []sandbox.Fault{
		{Kind: sandbox.FaultDropBefore}, {Kind: sandbox.FaultStatus, Status: 500}, {Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 2},
		{Kind: sandbox.FaultStatus, Status: 401}, {Kind: sandbox.FaultCut}, {Kind: sandbox.FaultSlow, DelayMs: 20_000}, {Kind: sandbox.FaultHTML502}, {Kind: sandbox.FaultBadJSON},
	} {
		add(http.MethodGet, 0.01, f)
	}
	return out
}

// mischief is what a line does to decisions that no server can do.
type mischief struct {
	http.RoundTripper
	mu   sync.Mutex
	r    *rand.Rand
	on   bool
	last []byte // an answer about some item
	done map[string]int
}

// draw picks what happens to a request, "" for nothing.
func (m *mischief) draw() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.on {
		return ""
	}
	kind := ""
	switch p := m.r.Float64(); {
	case p < 0.03:
		kind = "late" // lost, as it seems, and acted on some seconds later
	case p < 0.05:
		kind = "silent" // acted on, and never answered
	case p < 0.07:
		kind = "mute" // gone, and never answered
	case p < 0.1 && m.last != nil:
		kind = "astray" // answered with another item
	default:
		return ""
	}
	m.done[kind]++
	return kind
}

func (m *mischief) set(on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.on = on
}

// RoundTrip lets most requests through as they are.
func (m *mischief) RoundTrip(req *http.Request) (*http.Response, error) {
	if _, ok := decides(req.Method, req.URL.Path); !ok {
		return m.RoundTripper.RoundTrip(req)
	}
	switch kind := m.draw(); kind {
	case "late":
		late := detached(req)
		m.mu.Lock()
		wait := time.Duration(500+m.r.IntN(3000)) * time.Millisecond
		m.mu.Unlock()
		go func() {
			time.Sleep(wait) // virtual
			m.swallow(late)
		}()
		return nil, io.ErrUnexpectedEOF
	case "silent", "mute":
		if kind == "silent" {
			go m.swallow(detached(req))
		}
		<-req.Context().Done()
		return nil, req.Context().Err()
	case "astray":
		res, err := m.RoundTripper.RoundTrip(req)
		if err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			m.mu.Lock()
			res.Body, res.ContentLength, res.StatusCode = io.NopCloser(bytes.NewReader(m.last)), int64(len(m.last)), http.StatusOK
			m.mu.Unlock()
		}
		return res, err
	}
	res, err := m.RoundTripper.RoundTrip(req)
	if err == nil && res.StatusCode == http.StatusOK {
		m.keep(res)
	}
	return res, err
}

// keep remembers an answer.
func (m *mischief) keep(res *http.Response) {
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{err}))
	if err == nil && len(body) < 64<<10 {
		m.mu.Lock()
		m.last = body
		m.mu.Unlock()
	}
}

// broken ends a body as it ended: with an error, or orderly.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) {
	if b.err == nil {
		return 0, io.EOF
	}
	return 0, b.err
}

// detached returns a copy of a request that nobody can cancel.
func detached(req *http.Request) *http.Request {
	out := req.Clone(context.WithoutCancel(req.Context()))
	if req.Body != nil {
		body, _ := io.ReadAll(req.Body)
		out.Body = io.NopCloser(bytes.NewReader(body))
	}
	return out
}

func (m *mischief) swallow(req *http.Request) {
	if res, err := m.RoundTripper.RoundTrip(req); err == nil {
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
}

// TestFaults sends 2,000 decisions on the worst day, one by one and in bulk.
func TestFaults(t *testing.T) {
	t.Parallel()
	n := number("ISCOPE_FAULTS", 2000)
	var line *mischief
	b := bubble{
		tenant: sandbox.Options{Seed: 11, WorkItems: 4_500, RecordSize: 200_000}, undo: time.Second,
		line: func(rt http.RoundTripper) http.RoundTripper {
			line = &mischief{RoundTripper: rt, r: rand.New(rand.NewPCG(1, 1)), done: map[string]int{}}
			return line
		},
	}
	b.enter(t, func(v *visit) {
		if err := v.tenant.SetFaults(rules()...); err != nil {
			t.Fatal(err)
		}
		line.set(true)
		v.decideSingly(n * 6 / 10)
		v.decideInBulk(n)
		line.set(false)
		_ = v.tenant.SetFaults()
		v.wait(5 * time.Minute)
		v.quiet()
		v.tally(line)
	})
}

// sent counts the decisions that left.
func sent(intents []*intent) (n int) {
	for _, d := range intents {
		n += min(d.sent, 1)
	}
	return n
}

// decideSingly decides items until n decisions left.
func (v *visit) decideSingly(n int) {
	v.t.Helper()
	ask := regexp.MustCompile(`(Approve|Reject) .*\?`)
	for i, item := range v.look.pending(workItem.approval) {
		v.seek(item)
		v.press([]string{"a", "x"}[i%2])
		v.wait(300 * time.Millisecond)
		if ask.MatchString(v.text()) {
			v.press("end", "y")
		}
		v.wait(900 * time.Millisecond)
		for len(open(v.intents())) > 10 {
			v.wait(5 * time.Second)
		}
		if sent(v.intents()) >= n {
			return
		}
	}
	v.t.Fatalf("there are too few items: %d of %d left\n%s", sent(v.intents()), len(v.intents()), v.text())
}

// decideInBulk approves in runs of 50, and what stopped again, until n
// decisions left in all.
func (v *visit) decideInBulk(n int) {
	v.t.Helper()
	for range 200 {
		if sent(v.intents()) >= n {
			return
		}
		v.approveMany(bulk)
		for range 3 {
			v.wait(2 * time.Second)
			v.quiet()
			v.press("R")
			v.wait(3 * time.Second)
			v.press("end", "y")
		}
		v.quiet()
	}
	v.t.Fatal("the runs come to nothing")
}

// tally prints what came of it all, and compares what the journal says with
// what the tenant has.
func (v *visit) tally(line *mischief) {
	v.t.Helper()
	intents, all := v.intents(), v.look.all()
	came, acted := perItem(v.tenant)
	faults, again := maps.Clone(line.done), 0
	for _, r := range decisions(v.tenant) {
		for _, f := range r.Faults {
			faults[f]++
		}
		if !r.Handled && (r.Status == http.StatusTooManyRequests || r.Status == http.StatusUnauthorized) {
			again++
			came[r.item]--
		}
	}
	endings, sentTo, known := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, d := range intents {
		endings[d.ending()]++
		sentTo[d.Target] += d.sent
		known[d.Target] = known[d.Target] || d.ending() == "done" || d.ending() == "overtaken"
		verdict := "Finished"
		if strings.HasPrefix(d.Op, "reject") {
			verdict = "Rejected"
		}
		it := all[d.Target]
		if d.sent > 1 || d.ending() == "" || d.ending() == "done" && !it.shows(d.Line, verdict) || d.ending() == "overtaken" && it.State == "Pending" {
			v.t.Errorf("%s %q, sent %d times: the journal has it as %q (%s), the tenant as %+v", d.Op, d.Name, d.sent, d.ending(), d.words, it)
		}
	}
	for item, n := range acted {
		if !known[item] || came[item] > sentTo[item] || n > 1 {
			v.t.Errorf("%s: the tenant acted on %d of %d requests, sent were %d; told: %v", item, n, came[item], sentTo[item], known[item])
		}
	}
	rec := v.tenant.Record()
	v.t.Logf("%d decisions sent, of %d asked, as %v; met by %v; %d asked again after a refusal (401, 429). At most %d acted on for one item: 0 sent twice. At most %d requests in any 10 s, %d refused by the rate limit",
		sent(intents), len(intents), endings, faults, again, most(acted), rec.Peak, rec.Refused)
	if endings["done"] == 0 || endings["lost"] == 0 || endings["refused"] == 0 || endings["unknown"] > 0 || rec.Refused > 0 || rec.Peak > 90 || rec.Forgotten > 0 {
		v.t.Error("too good or too bad to prove anything")
	}
}

// TestFaultsUnderTheProgram is a bulk run of the program in a terminal over a
// line that loses every fifth answer, twice at once.
func TestFaultsUnderTheProgram(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			o := still()
			o.Seed, o.WorkItems = seed+1, 160
			for _, f := range []sandbox.Fault{
				{Kind: sandbox.FaultDropAfter}, {Kind: sandbox.FaultStatus, Status: 500, After: true}, {Kind: sandbox.FaultHTML502, After: true},
				{Kind: sandbox.FaultHTML}, {Kind: sandbox.FaultCut}, {Kind: sandbox.FaultBadJSON},
				{Kind: sandbox.FaultStatus, Status: 401}, {Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 1},
			} {
				f.Method, f.Path, f.Probability, f.Count = http.MethodPost, "/v3/work-items/", 0.025, -1
				o.Faults = append(o.Faults, f)
			}
			tn, env := tenant(t, o)
			home := t.TempDir()
			s := approveAll(t, home, env)
			s.insist("y", `Approve \d+ items\?`, false)
			s.wait(fmt.Sprintf(`approve %[1]d items: %[1]d done`, bulk))
			eventually(t, "an ending of each", func() bool { return len(open(journalOf(t, home))) == 0 })
			all, met := lookAt(t, tn).all(), 0
			_, acted := perItem(tn)
			for _, r := range decisions(tn) {
				met += min(len(r.Faults), 1)
			}
			for _, d := range journalOf(t, home) {
				if d.sent > 0 && d.ending() != "refused" && (d.ending() != "done" || !all[d.Target].shows(d.Line, "Finished")) {
					t.Errorf("%q: the journal has it as %q (%s), the tenant as %+v", d.Name, d.ending(), d.words, all[d.Target])
				}
			}
			t.Logf("%d decisions of a bulk run, %d of their requests met a fault: %d items decided, at most %d requests that the tenant acted on for one", bulk, met, len(acted), most(acted))
			if met == 0 || len(acted) != bulk || most(acted) != 1 {
				t.Error("something was sent twice, or not at all")
			}
		})
	}
}
