package flow

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// body is what a client may set of a workflow.
type body struct {
	Name        string          `json:"name"`
	Owner       *kit.Ref        `json:"owner"`
	Description string          `json:"description"`
	Enabled     bool            `json:"enabled"`
	Definition  json.RawMessage `json:"definition"`
	Trigger     json.RawMessage `json:"trigger"`
}

// noTrigger is what a workflow without a trigger answers with.
const noTrigger = `{"type":"","displayName":null,"attributes":null}`

// check refuses what no workflow may be, and completes the rest.
func (s *Service) check(b *body) error {
	if b.Name == "" {
		return kit.Refusef(http.StatusBadRequest, "name is required and must not be empty.")
	}
	if b.Owner == nil {
		b.Owner = s.world.Me.Ref()
	}
	p, ok := s.world.Person(b.Owner.ID)
	if !ok {
		return kit.Refusef(http.StatusBadRequest, "owner: no identity has the id %q.", b.Owner.ID)
	}
	b.Owner = p.Ref()
	if isNull(b.Definition) {
		b.Definition = nil
	} else if !isObject(b.Definition) {
		return kit.Refusef(http.StatusBadRequest, "definition must be an object.")
	}
	return b.checkTrigger()
}

func (b *body) checkTrigger() error {
	if isNull(b.Trigger) {
		b.Trigger = json.RawMessage(noTrigger)
		return nil
	}
	var t struct {
		Type        string
		DisplayName any
		Attributes  json.RawMessage
	}
	if err := json.Unmarshal(b.Trigger, &t); err != nil || !isObject(b.Trigger) {
		return kit.Refusef(http.StatusBadRequest, "trigger must be an object.")
	}
	switch t.Type {
	case onNothing:
		b.Trigger = json.RawMessage(noTrigger)
	case onEvent, onSchedule, onExternal:
		if !isNull(t.Attributes) && !isObject(t.Attributes) {
			return kit.Refusef(http.StatusBadRequest, "trigger.attributes must be an object.")
		}
	default:
		return kit.Refusef(http.StatusBadRequest, "trigger.type must be EVENT, EXTERNAL, SCHEDULED or empty, not %q.", t.Type)
	}
	if t.Type == onSchedule {
		if _, err := cronOf(b.Trigger); err != nil {
			return kit.Refusef(http.StatusBadRequest, "trigger: %v.", err)
		}
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func isObject(raw json.RawMessage) bool {
	var o map[string]json.RawMessage
	return json.Unmarshal(raw, &o) == nil && o != nil
}

// runnable refuses to enable a definition that has no first step.
func runnable(definition json.RawMessage) error {
	if g := parseGraph(definition, 0); g.steps[g.start] == nil {
		return kit.Refusef(http.StatusBadRequest, "The workflow cannot be enabled: its definition has no start step.")
	}
	return nil
}

// create answers POST /workflows.
func (s *Service) create(r *kit.Request) kit.Reply {
	var b body
	if err := r.JSON(&b); err != nil {
		return kit.Refuse(err)
	}
	if b.Enabled {
		return kit.Fail(http.StatusBadRequest, "Workflows cannot be created in an enabled state.")
	}
	if err := s.check(&b); err != nil {
		return kit.Refuse(err)
	}
	s.roster() // the indices of the start must be settled before more are made
	st := &stream{world: s.world, index: s.nextCreated}
	s.nextCreated++
	st.setRates()
	now := s.world.Now()
	st.versions = []version{{since: now, definition: orEmpty(b.Definition), graph: parseGraph(b.Definition, 0)}}
	w := s.keep(&workflow{st: st, created: now, creator: s.world.Me.Ref()})
	s.apply(w, b)
	s.touch(w, s.world.Me)
	return kit.OK(s.wire(w, true))
}

func orEmpty(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage(`{}`)
	}
	return raw
}

// put answers PUT /workflows/{id}. Everything is replaced: a trigger that is
// left out is gone, and the counters begin again.
func (s *Service) put(r *kit.Request) kit.Reply {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	var b body
	if err := r.JSON(&b); err != nil {
		return kit.Refuse(err)
	}
	if err := s.update(w, b); err != nil {
		return kit.Refuse(err)
	}
	runs, failures := s.counters(w.st, s.world.Now())
	w.st.runsOff += runs
	w.st.failsOff += failures
	return kit.OK(s.wire(w, true))
}

// patch answers PATCH /workflows/{id}.
func (s *Service) patch(r *kit.Request) kit.Reply {
	w, ok := s.find(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	ops, err := r.Patch("/name", "/owner", "/description", "/enabled", "/definition", "/trigger")
	if err != nil {
		return kit.Refuse(err)
	}
	for _, op := range ops {
		if op.Path == "/trigger" && (op.Op == "replace" || op.Op == "add") && isNull(op.Value) {
			return kit.Fail(http.StatusBadRequest, "trigger must not be null; use {} to remove it.")
		}
	}
	var b body
	if err := kit.ApplyPatch(s.wire(w, false), ops, &b); err != nil {
		return kit.Refuse(err)
	}
	if err := s.update(w, b); err != nil {
		return kit.Refuse(err)
	}
	return kit.OK(s.wire(w, true))
}

// update checks an edit of w and carries it out, or changes nothing.
func (s *Service) update(w *workflow, b body) error {
	if err := s.check(&b); err != nil {
		return err
	}
	if w.enabled && b.Enabled && w.owner != nil && b.Owner.ID != w.owner.ID {
		return kit.Refusef(http.StatusBadRequest, "The owner of an enabled workflow cannot be changed. Disable it first.")
	}
	if b.Enabled && (!w.enabled || string(b.Definition) != string(w.definition)) {
		if err := runnable(b.Definition); err != nil {
			return err
		}
	}
	s.apply(w, b)
	s.touch(w, s.world.Me)
	return nil
}

// apply takes over what a checked body says.
func (s *Service) apply(w *workflow, b body) {
	w.name, w.description, w.owner = b.Name, b.Description, b.Owner
	if !sameJSON(b.Definition, w.definition) {
		w.st.versions = append(slices.Clip(s.versionsOf(w.st)), version{
			since: s.world.Now(), definition: orEmpty(b.Definition), graph: parseGraph(b.Definition, 0),
		})
		w.st.longest = 0
		w.definition = b.Definition
	}
	rearm := !sameJSON(b.Trigger, w.trigger)
	w.trigger = b.Trigger
	s.enable(w, b.Enabled)
	if rearm && b.Enabled {
		w.st.arm(true, s.world.Now(), s.cadenceOf(w))
	}
}

// enable switches the workflow, and with it whether its trigger fires.
func (s *Service) enable(w *workflow, on bool) {
	if on == w.enabled {
		return
	}
	w.enabled = on
	var c cadence
	if on {
		c = s.cadenceOf(w)
	}
	w.st.arm(on, s.world.Now(), c)
}

// touch notes who edited the workflow, and keeps it from now on.
func (s *Service) touch(w *workflow, who *kit.Person) {
	w.modified, w.modifiedBy = s.world.Now(), who.Ref()
	s.keep(w)
}

func sameJSON(a, b json.RawMessage) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	return mustJSON(x) == mustJSON(y)
}

// cadenceOf is when the trigger of a workflow fires that is being enabled or
// rewired: as it always did, as scheduled, or, for an event, every minute or two.
func (s *Service) cadenceOf(w *workflow) cadence {
	st := w.st
	if st.blueprint != nil && st.enabled && len(st.spans) > 0 && sameJSON(w.trigger, s.original(st).trigger) {
		return st.spans[0].cadence
	}
	now := s.world.Now()
	switch kind, _ := triggerOf(w.trigger); kind {
	case onEvent:
		pace := 40*time.Second + time.Duration(s.world.Hash("pace", st.index)%uint64(2*time.Minute))
		return &events{from: now, until: now.Add(time.Second), live: now, pace: pace, jitter: st.jitter("event")}
	case onSchedule:
		if cron, err := cronOf(w.trigger); err == nil && cron.expr != "" {
			return newTicks(cron, now)
		}
	}
	return never{}
}
