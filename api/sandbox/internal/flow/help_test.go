package flow

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// demo is a service at a scale of its own, with the clock it lives by.
func demo(workflows, executions int) (*Service, *spectest.Clock) {
	clock := spectest.NewClock()
	return New(kit.NewWorld(1, clock.Now, kit.Scale{Workflows: workflows, Executions: executions})), clock
}

// rig mounts the service in a generation. Two things of real tenants are taken
// out before an answer is held against the documents: a running execution is
// "Executing" there, a word the documents do not have; and history-v2 is a list
// of events, as it is described, where its schema says a single one.
func rig(t *testing.T, s *Service, gen kit.Generation) *spectest.Rig {
	t.Helper()
	g := spectest.New(t, s, gen)
	g.Mend = func(body []byte) []byte {
		text := strings.ReplaceAll(string(body), `"status":"Executing"`, `"status":"Running"`)
		if strings.HasPrefix(text, `{"definition":`) {
			i, j := strings.Index(text, `"history":[`), strings.LastIndex(text, `],"trigger":`)
			text = text[:i] + `"history":` + firstOf(text[i+len(`"history":[`):j]) + text[j+1:]
		}
		return []byte(text)
	}
	return g
}

// firstOf cuts the first object out of the elements of a list.
func firstOf(elements string) string {
	depth, quoted := 0, false
	for i := 0; i < len(elements); i++ {
		switch c := elements[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case !quoted && c == '{':
			depth++
		case !quoted && c == '}':
			if depth--; depth == 0 {
				return elements[:i+1]
			}
		}
	}
	return "{}"
}

type gotWorkflow struct {
	ID, Name, Description, Created, Modified string
	ExecutionCount, FailureCount             *int
	Enabled                                  bool
	Owner, Creator, ModifiedBy               *kit.Ref
	Trigger                                  struct {
		Type       string
		Attributes map[string]any
	}
	Definition struct {
		Start string
		Steps map[string]map[string]any
	}
}

type gotExecution struct {
	ID, WorkflowID, RequestID, Status string
	StartTime                         time.Time
	CloseTime                         *time.Time
}

type gotEvent struct {
	Type       string
	Timestamp  time.Time
	Attributes map[string]any
}

// get asks for something that must be there.
func get[T any](g *spectest.Rig, path string) T {
	var out T
	g.Do("GET", path, "").Want(http.StatusOK).Decode(&out)
	return out
}

// named finds a workflow by the start of its name.
func named(t *testing.T, s *Service, prefix string) *workflow {
	t.Helper()
	for _, w := range s.all() {
		if strings.HasPrefix(w.name, prefix) {
			return w
		}
	}
	t.Fatalf("no workflow is called %q", prefix)
	return nil
}

func (s *Service) path(w *workflow) string { return "/workflows/" + s.uuid(w.st) }

func replace(path, value string) string {
	return fmt.Sprintf(`[{"op":"replace","path":%q,"value":%s}]`, path, value)
}

// runsOf lists the runs of a stream there have been so far, with their status.
func (s *Service) runsOf(st *stream) []run {
	now := s.world.Now()
	var out []run
	for n := range st.runsUpTo(now) {
		out = append(out, s.runAt(st, n, now))
	}
	return out
}

// kitRequest is a request for a handler called directly.
func kitRequest(target, id string) *kit.Request {
	r := httptest.NewRequest("GET", strings.ReplaceAll(target, " ", "%20"), nil)
	return &kit.Request{Request: r, Vars: map[string]string{"id": id}, Gen: kit.V2025}
}
