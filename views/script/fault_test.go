package script

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/isc"
	"iscope/api/sandbox"
	"iscope/config"
)

// Failures end in the code of their kind and print nothing where a document
// would begin.
func TestGetFailures(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		for status, want := range map[int]int{401: Refused, 403: Refused, 404: Missing, 400: Usage, 500: Unavailable, 429: Unavailable} {
			r.faults(t, sandbox.Fault{Kind: sandbox.FaultStatus, Status: status, Count: -1, Path: "/v3/work-items"})
			for _, form := range config.Outputs {
				if code := r.get(t, "inbox -o "+form); code != want || r.out.Len() > 0 || r.err.Len() == 0 || strings.Count(r.err.String(), "\n") != 1 {
					t.Errorf("%d as %s: exit code %d: %s%s", status, form, code, r.out.String(), r.err.String())
				}
			}
		}
		r.faults(t)
		r.cmds.ISC = r.client(t, isc.V3, "wr0ng")
		if code := r.get(t, "inbox"); code != Refused || strings.Contains(r.err.String(), "wr0ng") {
			t.Errorf("exit code %d: %s", code, r.err.String())
		}
	})
}

// What can be read is printed, whole and valid, where the rest cannot.
func TestGetPartly(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		r.get(t, "workflows --limit 2 -o csv")
		lost := r.rows(t)[1]
		r.faults(t, sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Count: -1, Path: "/v3/workflows/" + lost[0] + "/executions"})
		code := r.get(t, "executions --limit 30 -o json")
		if got := readers["json"](t, r.out.String()); code != Partly || len(got) != 30 || !strings.Contains(r.err.String(), lost[2]) {
			t.Errorf("exit code %d, %d records: %s", code, len(got), r.err.String())
		}
		if code := r.get(t, "executions --workflow "+lost[0]); code != Unavailable || r.out.Len() > 0 {
			t.Errorf("that one alone: exit code %d: %s", code, r.err.String())
		}
	})
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		pages := &failing{ISC: r.cmds.ISC}
		r.cmds.ISC = pages
		code := r.get(t, "workflows --limit 0 --match e -o json")
		if got := readers["json"](t, r.out.String()); code != Partly || len(got) != 2 || !strings.Contains(r.err.String(), "only 2 could be read") {
			t.Errorf("exit code %d, %d records: %s", code, len(got), r.err.String())
		}
	})
}

// failing has two workflows on its first page, and no second one.
type failing struct{ api.ISC }

func (f *failing) Workflows(ctx context.Context, q api.Query) (api.Page[api.Workflow], error) {
	if q.Offset > 0 {
		return api.Page[api.Workflow]{}, &api.Error{Kind: api.Server, Op: api.ListWorkflows, Status: 502}
	}
	p, err := f.ISC.Workflows(ctx, api.Query{Limit: 2})
	p.More, p.Next, p.Bad = true, 2, 1
	return p, err
}

func TestGetRowsThatCannotBeRead(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		r.cmds.ISC = &failing{ISC: r.cmds.ISC}
		if code := r.get(t, "workflows --limit 2"); code != Partly || !strings.Contains(r.err.String(), "records that cannot be read: 1") {
			t.Errorf("exit code %d: %s", code, r.err.String())
		}
	})
}

func TestGetInterrupted(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		r.faults(t, sandbox.Fault{Kind: sandbox.FaultSlow, DelayMs: 3000, Count: -1, Path: "/v3/workflows/*/executions"})
		ctx, stop := context.WithTimeout(t.Context(), 8*time.Second)
		defer stop()
		if code := r.asked(t, "executions -o json").Run(ctx); code != Interrupted || r.out.Len() > 0 {
			t.Errorf("exit code %d: %s%s", code, r.out.String(), r.err.String())
		}
	})
}

// closed is an output that nobody reads any more.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, fmt.Errorf("write |1: %w", syscall.EPIPE) }

func TestNobodyReads(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		for _, form := range config.Outputs {
			g := r.asked(t, "workflows --limit 0 -o "+form)
			g.Out = closed{}
			if code := g.Run(t.Context()); code != OK || r.err.Len() > 0 {
				t.Errorf("%s: exit code %d: %s", form, code, r.err.String())
			}
			g.Out = broken{}
			if code := g.Run(t.Context()); code != Failure || !strings.Contains(r.err.String(), "disk full") {
				t.Errorf("%s: exit code %d: %s", form, code, r.err.String())
			}
			r.err.Reset()
		}
		w := Watch{Cmds: r.cmds, Execution: r.ended(t, api.ExecutionCompleted), Out: closed{}, Err: &r.err, Now: time.Now}
		if code := w.Run(t.Context()); code != Unavailable || r.err.Len() > 0 {
			t.Errorf("watch: exit code %d: %s", code, r.err.String())
		}
	})
}

// Whatever a tenant calls its things, no form of the output drives a terminal,
// and all can be taken apart.
func TestGetHostileText(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		r.withNERM(t)
		r.faults(t, sandbox.Fault{Kind: sandbox.FaultHostile, Count: -1, Path: "/v3/"}, sandbox.Fault{Kind: sandbox.FaultHostile, Count: -1, Path: "/nerm/"},
			sandbox.Fault{Kind: sandbox.FaultHostile, Count: -1, Path: "/beta/"})
		for _, what := range config.Lists {
			for _, form := range config.Outputs {
				code := r.get(t, what+" --limit 20 -o "+form)
				if code != OK && code != Partly {
					t.Errorf("%s: exit code %d: %s", what, code, r.err.String())
				}
				for _, c := range r.out.String() + r.err.String() {
					if c < ' ' && c != '\n' && (c != '\r' || form != "csv") || c >= 0x7f && c < 0xa0 || c == '\u202e' || c == '\u200b' || c == '\ufeff' {
						t.Errorf("%s as %s: %U is alive", what, form, c)
						break
					}
				}
				if read := readers[form]; read != nil && form != "table" {
					read(t, r.out.String())
				}
			}
		}
	})
}

// The documented codes are those that there are.
func TestExitCodes(t *testing.T) {
	for _, line := range strings.Split(`0 done
1 it failed
2 a mistake
3 signing in failed
4 the tenant does not have
5 the tenant cannot be reached
6 partly done
130 interrupted`, "\n") {
		code, means, _ := strings.Cut(line, " ")
		if !strings.Contains(config.Usage(config.Get), fmt.Sprintf("\n  %-4s %s", code, means)) {
			t.Errorf("%s is not documented as %s", code, means)
		}
	}
	if got := []int{OK, Failure, Usage, Refused, Missing, Unavailable, Partly, Interrupted}; !slices.Equal(got, []int{0, 1, 2, 3, 4, 5, 6, 130}) {
		t.Error(got)
	}
	for kind, want := range map[api.Kind]int{
		api.Internal: Failure, api.Canceled: Interrupted, api.Offline: Unavailable, api.Server: Unavailable, api.Throttled: Unavailable, api.Auth: Refused,
		api.Forbidden: Refused, api.NotFound: Missing, api.Conflict: Usage, api.Invalid: Usage, api.Decode: Unavailable, api.ReadOnly: Failure, api.Unrecorded: Failure,
	} {
		if got := Code(&api.Error{Kind: kind}); got != want {
			t.Errorf("%s: %d, want %d", kind, got, want)
		}
	}
	if Code(nil) != OK || nobodyReads(nil) || nobodyReads(errors.New("disk full")) {
		t.Error("no failure")
	}
}
