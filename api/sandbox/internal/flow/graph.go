package flow

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// graph is a definition as its runs see it. It is made from whatever JSON a
// client has stored, so nothing about it is taken for granted.
type graph struct {
	start  string
	steps  map[string]*step
	names  []string // of the steps, sorted
	rounds int      // how often its loops go round; 0 is a handful
}

type step struct {
	name, kind, action, display string
	next                        string // of an action
	choices                     []string
	other                       string // defaultStep
	failureName                 string
	loop                        bool
	attributes                  map[string]json.RawMessage
}

// The kinds of step, in lower case: documents and tenants differ in theirs.
const (
	kindSuccess = "success"
	kindFailure = "failure"
	kindChoice  = "choice"
)

// parseGraph never fails: what cannot be read is not there.
func parseGraph(raw []byte, rounds int) *graph {
	var doc struct {
		Start string                     `json:"start"`
		Steps map[string]json.RawMessage `json:"steps"`
	}
	_ = json.Unmarshal(raw, &doc) // see above
	g := &graph{start: doc.Start, steps: make(map[string]*step, len(doc.Steps)), rounds: rounds}
	for name, raw := range doc.Steps {
		var in struct {
			Type, ActionID, DisplayName, NextStep, DefaultStep, FailureName string
			ChoiceList                                                      []struct{ NextStep string }
			Attributes                                                      map[string]json.RawMessage
		}
		_ = json.Unmarshal(raw, &in)
		s := &step{
			name: name, kind: strings.ToLower(in.Type), action: in.ActionID, display: in.DisplayName,
			next: in.NextStep, other: in.DefaultStep, failureName: in.FailureName,
			loop: strings.HasPrefix(in.ActionID, "sp:loop"), attributes: in.Attributes,
		}
		if s.display == "" {
			s.display = name
		}
		for _, c := range in.ChoiceList {
			s.choices = append(s.choices, c.NextStep)
		}
		g.steps[name] = s
		g.names = append(g.names, name)
	}
	slices.Sort(g.names)
	return g
}

// exits are where a step can lead.
func (s *step) exits() []string {
	if s.kind == kindChoice {
		return append(slices.Clone(s.choices), s.other)
	}
	if s.next == "" {
		return nil
	}
	return []string{s.next}
}

// attribute is a text attribute of the step.
func (s *step) attribute(name string) string {
	var text string
	_ = json.Unmarshal(s.attributes[name], &text) // not text is not there
	return text
}

// route finds a way from the start to the step named target, or to a success
// if target is empty. turn decides at forks: it returns a number below n. nil
// if there is no such way.
func (g *graph) route(target string, turn func(n int) int) []*step {
	seen := map[string]bool{}
	var path []*step
	var walk func(name string) bool
	walk = func(name string) bool {
		s := g.steps[name]
		if s == nil || seen[name] || len(path) > 500 {
			return false
		}
		seen[name] = true
		path = append(path, s)
		if name == target || target == "" && s.kind == kindSuccess {
			return true
		}
		exits := s.exits()
		if len(exits) > 0 {
			first := turn(len(exits))
			for i := range exits {
				if walk(exits[(first+i)%len(exits)]) {
					return true
				}
			}
		}
		path = path[:len(path)-1]
		return false
	}
	if !walk(g.start) {
		return nil
	}
	return path
}

// stray follows the definition from its start until it ends, somehow: for runs
// of definitions that have no good end.
func (g *graph) stray(turn func(n int) int) []*step {
	var path []*step
	for s := g.steps[g.start]; s != nil && len(path) < 50; {
		path = append(path, s)
		exits := s.exits()
		if len(exits) == 0 {
			break
		}
		s = g.steps[exits[turn(len(exits))]]
	}
	return path
}

func straight(int) int { return 0 }

// cost is what a run along a way takes: sleeps, which are exact, and work,
// which varies. The step that is the target counts apart.
type cost struct{ fixed, work, target time.Duration }

type costKey struct {
	graph  *graph
	target string
}

// cost of the way to target, or to a success. Remembered: runs ask by the thousand.
func (s *Service) cost(g *graph, target string) cost {
	key := costKey{g, target}
	if c, ok := s.costs[key]; ok {
		return c
	}
	path := g.route(target, straight)
	if path == nil {
		path = g.stray(straight)
	}
	c := cost{work: 200 * time.Millisecond}
	for _, st := range path {
		d, exact := st.usual(g.rounds)
		switch {
		case st.name == target:
			c.target = d
		case exact:
			c.fixed += d
		default:
			c.work += d
		}
	}
	s.costs[key] = c
	return c
}

// usual is how long the step takes; exact if that does not vary.
func (s *step) usual(rounds int) (d time.Duration, exact bool) {
	switch {
	case s.loop:
		if rounds == 0 {
			rounds = 4
		}
		return time.Duration(rounds) * roundLasts, false
	case s.kind == kindChoice, s.kind == kindSuccess, s.kind == kindFailure:
		return 8 * time.Millisecond, false
	}
	switch s.action {
	case "sp:sleep":
		return parseDuration(s.attribute("duration")), true
	case "sp:forms":
		return 40 * time.Second, false
	case "sp:http":
		return 900 * time.Millisecond, false
	case "sp:access:manage", "sp:manage-account":
		return 2600 * time.Millisecond, false
	case "sp:create-campaign":
		return 4 * time.Second, false
	case "sp:define-variable":
		return 15 * time.Millisecond, false
	}
	return 450 * time.Millisecond, false
}

// roundLasts is the usual time of one round of a loop.
const roundLasts = 350 * time.Millisecond

// weakness names a step of the graph that fails now and then, and with what.
func (g *graph) weakness(h uint64) failure {
	var able []*step
	for _, name := range g.names {
		if s := g.steps[name]; s.kind == kindFailure || len(troubles[s.action]) > 0 {
			if g.route(name, straight) != nil {
				able = append(able, s)
			}
		}
	}
	if len(able) == 0 {
		return failure{text: "definition has no step " + quote(g.start)}
	}
	s := able[h%uint64(len(able))]
	if s.kind == kindFailure {
		return failure{step: s.name, text: s.failureName}
	}
	texts := troubles[s.action]
	return failure{step: s.name, text: texts[h>>16%uint64(len(texts))]}
}

func quote(s string) string { return `"` + s + `"` }

// troubles are what goes wrong with each kind of action.
var troubles = map[string][]string{
	"sp:http": {
		"500 Internal Server Error from the called service", "connection reset by peer",
		"x509: certificate has expired or is not yet valid", "cannot resolve $.hTTPRequest.body.id",
	},
	"sp:get-identity":     {"404 Not found: identity does not exist any more", "cannot resolve $.getIdentity.attributes.manager"},
	"sp:get-accounts":     {"400 Bad Request: source does not exist", "timeout after 1m: account search did not answer"},
	"sp:send-email":       {"550 5.1.1 recipient address rejected", "recipient list is empty"},
	"sp:manage-account":   {"409 Conflict: the account is locked by another provisioning transaction", "403 Forbidden: source owner required"},
	"sp:access:manage":    {"400 Bad Request: access item is not requestable", "409 Conflict: an identical request is pending"},
	"sp:forms":            {"timeout after 10m: form not answered", "recipient is inactive"},
	"sp:snow":             {"401 Unauthorized from https://brightfen.service-now.example/api/now"},
	"sp:loop:iterator":    {"loop round failed: cannot resolve $.loop.loopInput.id"},
	"sp:create-campaign":  {"400 Bad Request: campaign deadline lies in the past"},
	"sp:define-variable":  {"cannot transform null with upper"},
	"sp:access:get":       {"504 Gateway Timeout"},
	"sp:get-identities":   {"400 Bad Request: query cannot be parsed"},
	"sp:export-cert-data": {"500 Internal Fault"},
}
