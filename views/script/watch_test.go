package script

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/safe"
	"iscope/api/sandbox"
)

// rig is the demo tenant with a real client on it, without a socket.
type rig struct {
	*sandbox.Tenant
	cmds     *api.Commands
	out, err bytes.Buffer
}

// onDemo plays a test in a bubble with the demo tenant.
func onDemo(t *testing.T, gen isc.Generation, play func(*testing.T, *rig)) {
	t.Helper()
	on(t, gen, func() func() time.Time { return time.Now }, play)
}

// onStill is onDemo where nothing happens in the tenant: its clock stands still.
func onStill(t *testing.T, gen isc.Generation, play func(*testing.T, *rig)) {
	t.Helper()
	on(t, gen, func() func() time.Time {
		at := time.Now()
		return func() time.Time { return at }
	}, play)
}

func on(t *testing.T, gen isc.Generation, clock func() func() time.Time, play func(*testing.T, *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{Tenant: sandbox.New(sandbox.Options{Seed: 7, Now: clock(), NoRateLimit: true})}
		r.cmds = &api.Commands{ISC: r.client(t, gen, "")}
		play(t, r)
	})
}

// client returns one with the credentials of the tenant, or another secret.
func (r *rig) client(t *testing.T, gen isc.Generation, secret string) *isc.Client {
	t.Helper()
	return demotest.ISC(t, r.Tenant, isc.Config{Generation: gen, ClientSecret: safe.NewSecret(secret), Calls: &api.Calls{}, ReadOnly: true})
}

// watch runs the command on an execution.
func (r *rig) watch(t *testing.T, id string, exitStatus bool) int {
	t.Helper()
	r.out.Reset()
	r.err.Reset()
	return Watch{Cmds: r.cmds, Execution: id, ExitStatus: exitStatus, Out: &r.out, Err: &r.err, Now: time.Now}.Run(t.Context())
}

// start has the tenant begin a run of a workflow, and returns its id.
func (r *rig) start(t *testing.T, workflow string) string {
	t.Helper()
	if err := r.Poke("workflow.run", map[string]string{"id": workflow}); err != nil {
		t.Fatal(err)
	}
	p, err := r.cmds.ISC.Executions(t.Context(), api.ExecutionQuery{WorkflowID: workflow, Limit: 1})
	if err != nil || len(p.Items) == 0 {
		t.Fatalf("%d executions, %v", len(p.Items), err)
	}
	return p.Items[0].ID
}

// ended returns an execution of the tenant that ended like that.
func (r *rig) ended(t *testing.T, how api.ExecutionStatus) string {
	t.Helper()
	flows, err := r.cmds.ISC.Workflows(t.Context(), api.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range flows.Items {
		p, err := r.cmds.ISC.Executions(t.Context(), api.ExecutionQuery{WorkflowID: w.ID, Status: how, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Items) > 0 {
			return p.Items[0].ID
		}
	}
	t.Fatalf("nothing in the demo tenant is %s", how)
	return ""
}

var lineForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t[A-Z][A-Za-z]+(\t[^\t]*\t[^\t]*)?$`)

// lines checks the form of what was printed and returns it without the times.
func (r *rig) lines(t *testing.T) []string {
	t.Helper()
	var out []string
	for l := range strings.Lines(r.out.String()) {
		l = strings.TrimSuffix(l, "\n")
		if !lineForm.MatchString(l) {
			t.Errorf("a line that cannot be taken apart: %q", l)
		}
		_, rest, _ := strings.Cut(l, "\t")
		out = append(out, rest)
	}
	return out
}

// TestWatchFollowsToTheEnd starts runs until one has failed and one has not.
func TestWatchFollowsToTheEnd(t *testing.T) {
	for _, gen := range []isc.Generation{isc.V3, isc.V2025} {
		t.Run(string(gen), func(t *testing.T) {
			onDemo(t, gen, func(t *testing.T, r *rig) {
				flows, err := r.cmds.ISC.Workflows(t.Context(), api.Query{})
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]bool{}
				for i := 0; !(seen["Completed"] && seen["Failed"]); i++ {
					if i > 300 {
						t.Fatalf("of %d runs, only %v was seen", i, seen)
					}
					code := r.watch(t, r.start(t, flows.Items[i%len(flows.Items)].ID), true)
					lines := r.lines(t)
					last := strings.Split(lines[len(lines)-1], "\t")
					if want := map[bool]int{true: Ended, false: Unsuccess}[last[0] == "Completed"]; code != want {
						t.Errorf("%q: exit code %d", lines, code)
					}
					if last[0] == "Failed" && (len(last) != 3 || last[1] == "" || last[2] == "") {
						t.Errorf("no step or reason: %q", lines)
					}
					for j, l := range lines[:len(lines)-1] {
						if l != "Queued" && l != "Running" || j > 0 && l == lines[j-1] {
							t.Errorf("lines %q", lines)
						}
					}
					if len(lines) > 1 { // else it ended before the first look
						seen[last[0]] = true
					}
					if r.err.Len() > 0 {
						t.Errorf("problems: %s", r.err.String())
					}
				}
			})
		})
	}
}

func TestExitCodesOfWhatHasEnded(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		for how, code := range map[api.ExecutionStatus]int{api.ExecutionCompleted: Ended, api.ExecutionFailed: Unsuccess, api.ExecutionCanceled: Unsuccess} {
			id := r.ended(t, how)
			if got := r.watch(t, id, true); got != code {
				t.Errorf("%s: exit code %d, want %d", how, got, code)
			}
			if got := r.lines(t); len(got) != 1 || !strings.HasPrefix(got[0], string(how)) {
				t.Errorf("%s: lines %q", how, got)
			}
			if got := r.watch(t, id, false); got != Ended {
				t.Errorf("%s without --exit-status: exit code %d", how, got)
			}
		}
	})
}

func TestCode(t *testing.T) {
	for status, want := range map[api.ExecutionStatus]int{
		"Completed": Ended, "completed": Ended, "Failed": Unsuccess, "TimedOut": Unsuccess, "Canceled": Unsuccess, "Cancelled": Unsuccess, "Terminated": Unsuccess,
	} {
		if got := (Watch{ExitStatus: true}).code(status); got != want {
			t.Errorf("%s: %d", status, got)
		}
		if got := (Watch{}).code(status); got != Ended {
			t.Errorf("%s, not asked for: %d", status, got)
		}
	}
	for status, want := range map[api.ExecutionStatus]api.ExecutionStatus{
		"Executing": "Running", "running": "Running", "Cancelled": "Canceled", "Queued": "Queued", "Pondering": "Pondering", "": "Unknown",
	} {
		if got := word(status); got != want {
			t.Errorf("%q is printed as %q", status, got)
		}
	}
}

func TestFailuresAreToldAndRetried(t *testing.T) {
	always := func(f sandbox.Fault) sandbox.Fault { f.Count, f.Path = -1, "/v3/workflow-executions"; return f }
	for _, c := range []struct {
		name   string
		fault  sandbox.Fault
		code   int
		within time.Duration // of virtual time
		after  time.Duration
		says   string
	}{
		{"no right", always(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 403}), Refused, time.Minute, 0, "HTTP 403"},
		{"not there", always(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 404}), Missing, time.Minute, 0, "it may be older than 90 days"},
		{"no sense", always(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 400}), Misused, time.Minute, 0, "HTTP 400"},
		{"down", always(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503}), Unavailable, 8 * time.Minute, Patience, "given up after"},
		{"cut off", always(sandbox.Fault{Kind: sandbox.FaultDropBefore}), Unavailable, 8 * time.Minute, Patience, "given up after"},
		{"no JSON", always(sandbox.Fault{Kind: sandbox.FaultHTML}), Unavailable, 8 * time.Minute, Patience, "given up after"},
		{"limited", always(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 20}), Unavailable, 8 * time.Minute, Patience, "given up after"},
		{"limited for long", always(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 3600}), Unavailable, time.Minute, 0, "given up after"},
		{"down for a while", sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Count: 9, Path: "/v3/workflow-executions"}, Ended, 8 * time.Minute, 3 * time.Second, "; trying again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			onDemo(t, isc.V3, func(t *testing.T, r *rig) {
				id := r.ended(t, api.ExecutionCompleted)
				if err := r.SetFaults(c.fault); err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				code := r.watch(t, id, true)
				if took := time.Since(began); code != c.code || took > c.within || took < c.after {
					t.Errorf("exit code %d after %s", code, took)
				}
				if said := r.err.String(); !strings.Contains(said, c.says) || strings.Count(said, "\n") > 2 {
					t.Errorf("said %q", said)
				}
				if got := r.lines(t); (code == Ended) != (len(got) > 0) {
					t.Errorf("lines %q", got)
				}
			})
		})
	}
}

// A tenant that says when to come back is not asked before.
func TestRetryAfterIsHonoured(t *testing.T) {
	w := Watch{Every: Every, Now: func() time.Time { return time.Unix(1000, 0) }, Err: &bytes.Buffer{}}
	var f failures
	var waits []time.Duration
	for range 7 {
		_, again := w.failed(&f, &api.Error{Kind: api.Server, Op: api.GetExecution})
		waits = append(waits, again/time.Second)
	}
	for i, want := range []time.Duration{3, 6, 12, 24, 48, 60, 60} {
		if waits[i] != want {
			t.Errorf("waits %d, in seconds", waits)
			break
		}
	}
	if _, again := w.failed(&f, &api.Error{Kind: api.Throttled, RetryAfter: 90 * time.Second}); again != 90*time.Second {
		t.Errorf("after a limit: %s", again)
	}
}

func TestWrongSecretIsRefused(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		id := r.ended(t, api.ExecutionCompleted)
		r.cmds.ISC = r.client(t, isc.V3, "wrong")
		if code := r.watch(t, id, true); code != Refused || strings.Contains(r.err.String(), "wrong") {
			t.Errorf("exit code %d: %s", code, r.err.String())
		}
	})
}

func TestInterrupt(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		if err := r.SetFaults(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Count: -1, Path: "/v3/workflow-executions"}); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		began := time.Now()
		code := Watch{Cmds: r.cmds, Execution: "x", Out: &r.out, Err: &r.err, Now: time.Now}.Run(ctx)
		if took := time.Since(began); code != Interrupted || took != 20*time.Second {
			t.Errorf("exit code %d after %s", code, took)
		}
	})
}

// What a tenant calls its steps cannot break a line apart, nor reach a terminal
// alive.
func TestHostileTextStaysInItsField(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		id := r.ended(t, api.ExecutionFailed)
		if err := r.SetFaults(sandbox.Fault{Kind: sandbox.FaultHostile, Count: -1, Path: "/v3/workflow-executions/*/history"}); err != nil {
			t.Fatal(err)
		}
		if code := r.watch(t, id, true); code != Unsuccess {
			t.Errorf("exit code %d: %s", code, r.err.String())
		}
		r.lines(t)
		for _, c := range r.out.String() {
			if c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == '\u202e' || c == '\u200b' {
				t.Errorf("%U is alive in %q", c, r.out.String())
			}
		}
	})
}

// A history that cannot be read takes the step away, not the result.
func TestReasonIsNotNeeded(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		id := r.ended(t, api.ExecutionFailed)
		if err := r.SetFaults(sandbox.Fault{Kind: sandbox.FaultStatus, Status: http.StatusForbidden, Count: -1, Path: "/v3/workflow-executions/*/history"}); err != nil {
			t.Fatal(err)
		}
		code := r.watch(t, id, true)
		if got := r.lines(t); code != Unsuccess || len(got) != 1 || got[0] != "Failed" || !strings.Contains(r.err.String(), "the step that failed is not known") {
			t.Errorf("exit code %d, lines %q, said %q", code, got, r.err.String())
		}
	})
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		w := Watch{Cmds: r.cmds, Execution: r.ended(t, api.ExecutionCompleted), Out: broken{}, Err: &r.err, Now: time.Now}
		if code := w.Run(t.Context()); code != Unavailable || !strings.Contains(r.err.String(), "disk full") {
			t.Errorf("exit code %d: %s", code, r.err.String())
		}
	})
}

// broken is a writer that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }
