package e2e

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/sandbox"
)

// flows returns a client of the demo tenant and its workflows.
func flows(t *testing.T, tn *sandbox.Tenant) (*isc.Client, []api.Workflow) {
	t.Helper()
	c := demotest.ISC(t, tn, isc.Config{Generation: isc.V3, ReadOnly: true, Calls: &api.Calls{}})
	p, err := c.Workflows(t.Context(), api.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return c, p.Items
}

// one returns an execution of the demo tenant in that status.
func one(t *testing.T, tn *sandbox.Tenant, status api.ExecutionStatus) string {
	t.Helper()
	c, all := flows(t, tn)
	for _, w := range all {
		p, err := c.Executions(t.Context(), api.ExecutionQuery{WorkflowID: w.ID, Status: status, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Items) > 0 {
			return p.Items[0].ID
		}
	}
	t.Fatalf("nothing in the demo tenant is %s at this moment", status)
	return ""
}

// TestWatchCommand holds what scripts go by: lines on one stream, words on the
// other, and the exit code.
func TestWatchCommand(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	for _, c := range []struct {
		args    []string
		code    int
		out     string // pattern of all that is printed
		problem string // part of what is said
	}{
		{[]string{one(t, tn, api.ExecutionCompleted), "--exit-status"}, 0, `^\S+Z\tCompleted\n$`, ""},
		{[]string{one(t, tn, api.ExecutionFailed), "--exit-status"}, 1, `^\S+Z\tFailed\t[^\t\n]+\t[^\t\n]+\n$`, ""},
		{[]string{one(t, tn, api.ExecutionFailed)}, 0, `^\S+Z\tFailed\t`, ""},
		{[]string{"11111111-1111-4111-8111-111111111111"}, 4, `^$`, "HTTP 404"},
		{nil, 2, `^$`, "needs the id of an execution"},
	} {
		cmd := exec.Command(binary, append([]string{"watch"}, c.args...)...)
		cmd.Env = append(env, "HOME="+t.TempDir())
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != c.code || !regexp.MustCompile(c.out).MatchString(out.String()) || !strings.Contains(errs.String(), c.problem) ||
			(c.problem == "") != (errs.Len() == 0) {
			t.Errorf("%q: exit %d, stdout %q, stderr %q", c.args, code, out.String(), errs.String())
		}
	}
}

// TestWatchCommandInterrupted waits for something that cannot be reached, and is
// told to stop.
func TestWatchCommandInterrupted(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	if err := tn.SetFaults(sandbox.Fault{Path: "/v3/workflow-executions", Kind: sandbox.FaultStatus, Status: 503, Count: -1}); err != nil {
		t.Fatal(err)
	}
	s := start(t, 80, 24, env, "watch", "11111111-1111-4111-8111-111111111111")
	s.wait(`trying again`)
	s.keys("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("exit code %d", code)
	}
}

// TestWatchNotifies watches a workflow from the screen, goes to another view and
// is told there, and by the terminal, when a run of it has ended.
func TestWatchNotifies(t *testing.T) {
	tn, env := tenant(t, sandbox.Options{})
	s := start(t, 120, 36, append(env, "TERM=xterm-kitty"), "--view", "executions")
	s.wait(`Completed`)
	s.keys("WWW") // on, off and on again
	s.wait(`watched`)
	s.keys("4")
	s.wait(`progress`)
	_, all := flows(t, tn)
	for _, w := range all {
		if err := tn.Poke("workflow.run", map[string]string{"id": w.ID}); err != nil {
			t.Fatal(err)
		}
	}
	tn.Advance(2 * time.Hour)
	s.wait(`(Completed|Failed|Canceled): `)
	for _, want := range []string{"\x1b]99;i=iscope:d=0;iscope ", "\x1b]2;"} {
		for late := time.After(patience); !s.wrote(want); {
			select {
			case <-s.changed:
			case <-late:
				t.Fatalf("the terminal was never sent %q", want)
			}
		}
	}
	s.keys("q")
	if code := s.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	s.restored()
}

// wrote reports whether the program has sent that to the terminal.
func (s *session) wrote(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.raw.Bytes(), []byte(text))
}
