package flow

import (
	"encoding/json"
	"net/http"
	"strings"

	"iscope/api/sandbox/internal/kit"
)

// startRun starts a run outside the cadence and returns its execution id. nil
// input stands for what the trigger would have sent.
func (s *Service) startRun(w *workflow, input json.RawMessage) string {
	st := w.st
	st.made = append(st.made, made{start: s.world.Now(), input: input})
	return s.executionID(st, uint64(len(st.made)-1)|madeFlag)
}

// inputOf reads the "input" object of a request.
func inputOf(r *kit.Request, required bool) (json.RawMessage, error) {
	var in struct {
		Input json.RawMessage `json:"input"`
	}
	if len(r.Body) > 0 || required {
		if err := r.JSON(&in); err != nil {
			return nil, err
		}
	}
	switch {
	case isNull(in.Input) && required:
		return nil, kit.Refusef(http.StatusBadRequest, "input is required.")
	case isNull(in.Input):
		return json.RawMessage(`{}`), nil
	case !isObject(in.Input):
		return nil, kit.Refusef(http.StatusBadRequest, "input must be an object.")
	}
	return in.Input, nil
}

// test answers POST /workflows/{id}/test: a live run, of a disabled workflow only.
func (s *Service) test(r *kit.Request) kit.Reply {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	input, err := inputOf(r, true)
	if err != nil {
		return kit.Refuse(err)
	}
	if w.enabled {
		return kit.Fail(http.StatusBadRequest, "Workflow must be disabled in order to be tested.")
	}
	return kit.OK(map[string]string{"workflowExecutionId": s.startRun(w, input)})
}

// external finds the workflow of a call that only external triggers take.
func (s *Service) external(r *kit.Request) (*workflow, error) {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return nil, kit.Refusef(http.StatusNotFound, "The server did not find a current representation for the target resource.")
	}
	if kind, _ := triggerOf(w.trigger); kind != onExternal {
		return nil, kit.Refusef(http.StatusBadRequest, "The workflow has no external trigger.")
	}
	return w, nil
}

// mint answers POST /workflows/{id}/external/oauth-clients. The client may do
// nothing but execute this workflow.
func (s *Service) mint(r *kit.Request) kit.Reply {
	w, err := s.external(r)
	if err != nil {
		return kit.Refuse(err)
	}
	s.clients++
	id := s.world.ID32("oauth-client", s.clients)
	secret := s.world.ID32("oauth-secret", 2*s.clients) + s.world.ID32("oauth-secret", 2*s.clients+1)
	workflow := s.uuid(w.st)
	s.world.Clients[id] = kit.Client{Secret: secret, May: func(r *kit.Request) bool {
		return r.Vars["id"] == workflow && strings.Contains(r.URL.Path, "/execute/external/")
	}}
	url := "http://" + r.Host + strings.TrimSuffix(r.URL.Path, "/"+workflow+"/external/oauth-clients") + "/execute/external/" + workflow
	return kit.OK(map[string]string{"id": id, "secret": secret, "url": url})
}

// execute answers POST /workflows/execute/external/{id}. For a disabled
// workflow that is a 200 that did nothing: its id leads nowhere.
func (s *Service) execute(r *kit.Request) kit.Reply {
	w, err := s.external(r)
	if err != nil {
		return kit.Refuse(err)
	}
	input, err := inputOf(r, false)
	if err != nil {
		return kit.Refuse(err)
	}
	if !w.enabled {
		return kit.OK(map[string]string{
			"workflowExecutionId": s.world.UUID("no-execution", s.world.Hash("no-execution", uint64(s.world.Now().UnixNano()))>>4),
			"message":             "Workflow was not executed externally. Check enabled flag on workflow definition",
		})
	}
	return kit.OK(map[string]string{"workflowExecutionId": s.startRun(w, input), "message": ""})
}

// echo answers POST /workflows/execute/external/{id}/test: it says what
// arrived and runs nothing.
func (s *Service) echo(r *kit.Request) kit.Reply {
	if _, err := s.external(r); err != nil {
		return kit.Refuse(err)
	}
	input, err := inputOf(r, false)
	if err != nil {
		return kit.Refuse(err)
	}
	return kit.OK(map[string]json.RawMessage{"payload": input})
}
