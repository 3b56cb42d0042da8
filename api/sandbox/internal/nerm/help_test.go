package nerm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/nerm"
	"iscope/api/sandbox/internal/spectest"
)

// session is what the tests read of a workflow session, in their own words.
type session struct {
	ID            string            `json:"id"`
	UID           string            `json:"uid"`
	Workflow      string            `json:"workflow_id"`
	Requester     string            `json:"requester_id"`
	RequesterType string            `json:"requester_type"`
	Profile       string            `json:"profile_id"`
	Profiles      any               `json:"profile_ids"`
	Status        string            `json:"status"`
	Attributes    map[string]string `json:"attributes"`
}

// tenant is a service with the clock it lives by.
type tenant struct {
	*spectest.Rig
	t       testing.TB
	clock   *spectest.Clock
	world   *kit.World
	service kit.Service
}

func open(t testing.TB) *tenant { return sized(t, 7, 40) }

func sized(t testing.TB, seed uint64, n int) *tenant {
	t.Helper()
	clock := spectest.NewClock()
	world := clock.Sized(seed, 60, 160, n)
	service := nerm.New(world)
	rig := spectest.New(t, service, kit.NERM)
	rig.Mend = listProfiles
	return &tenant{Rig: rig, t: t, clock: clock, world: world, service: service}
}

// listProfiles turns the comma-separated profile_ids, which the document does
// not allow and its own example uses, into a list.
func listProfiles(body []byte) []byte {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return body
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if text, ok := v["profile_ids"].(string); ok {
				var ids []any
				for id := range strings.SplitSeq(text, ", ") {
					ids = append(ids, id)
				}
				v["profile_ids"] = ids
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
	out, err := json.Marshal(v)
	if err != nil {
		return body
	}
	return out
}

func (tn *tenant) list(query string) []session {
	tn.t.Helper()
	var out struct {
		Sessions []session `json:"workflow_sessions"`
	}
	tn.Do("GET", "/workflow_sessions"+query, "").Want(200).Decode(&out)
	return out.Sessions
}

func one(a spectest.Answer) session {
	var out struct {
		Session session `json:"workflow_session"`
	}
	a.Want(200).Decode(&out)
	return out.Session
}

func (tn *tenant) session(id string) session {
	tn.t.Helper()
	return one(tn.Do("GET", "/workflow_sessions/"+id, ""))
}

// patch changes a session with fields in JSON, wrapped as they have to be.
func (tn *tenant) patch(id, fields string) spectest.Answer {
	tn.t.Helper()
	return tn.Do("PATCH", "/workflow_sessions/"+id, `{"workflow_session":`+fields+`}`)
}

func (tn *tenant) poke(name string, args map[string]string) {
	tn.t.Helper()
	if err := tn.service.Poke(name, args); err != nil {
		tn.t.Fatalf("poke %s: %v", name, err)
	}
}

// find is the newest session that fits.
func (tn *tenant) find(fits func(session) bool) session {
	tn.t.Helper()
	for _, x := range tn.list("") {
		if fits(x) {
			return x
		}
	}
	tn.t.Fatal("no session fits")
	return session{}
}

// problems reads the errors of a refused write, field by field.
func problems(a spectest.Answer) map[string]string {
	var out struct {
		Error  string            `json:"error"`
		Errors map[string]string `json:"errors"`
	}
	a.Want(400).Decode(&out)
	return out.Errors
}
