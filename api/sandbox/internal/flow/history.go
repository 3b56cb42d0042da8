package flow

import (
	"strconv"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// event is one entry of an execution's history as JSON.
type event struct {
	Type       string `json:"type"`
	Timestamp  string `json:"timestamp"`
	Attributes object `json:"attributes"`
}

// tape takes the events of a run in order and keeps those of a window. What
// lies in the future has not happened. Attributes are made for kept events only.
type tape struct {
	until   time.Time // exclusive
	skip    int
	limit   int
	seen    int
	out     []event
	stopped bool
}

func (t *tape) add(kind string, at time.Time, attributes func() object) {
	if t.stopped = t.stopped || !at.Before(t.until); t.stopped {
		return
	}
	if t.seen >= t.skip && len(t.out) < t.limit {
		e := event{Type: kind, Timestamp: kit.Stamp(at), Attributes: object{}}
		if attributes != nil {
			e.Attributes = attributes()
		}
		t.out = append(t.out, e)
	}
	t.seen++
}

// full says that nothing more can be kept; counting may still go on.
func (t *tape) full() bool { return t.stopped }

// tick is the engine deciding what to do next, within room: noise, but the real thing has it.
func (t *tape) tick(at time.Time, room time.Duration) {
	gap := min(2*time.Millisecond, room/3)
	t.add("WorkflowTaskScheduled", at, nil)
	t.add("WorkflowTaskStarted", at.Add(gap), nil)
	t.add("WorkflowTaskCompleted", at.Add(2*gap), nil)
}

// history answers GET /workflow-executions/{id}/history.
func (s *Service) history(r *kit.Request) kit.Reply {
	_, run, ok := s.findRun(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	win, err := r.Window()
	if err != nil {
		return kit.Refuse(err)
	}
	t := s.record(run, win.Offset, win.Limit)
	out := kit.OK(append([]event{}, t.out...))
	if win.Count {
		out = out.With("X-Total-Count", strconv.Itoa(t.seen))
	}
	return out
}

// historyV2 answers GET /workflow-executions/{id}/history-v2: all events, with
// the definition and trigger that the run was started with.
func (s *Service) historyV2(r *kit.Request) kit.Reply {
	w, run, ok := s.findRun(r.Vars["id"])
	if !ok {
		return kit.NotFound()
	}
	const everything = 1 << 30
	t := s.record(run, 0, everything)
	return kit.OK(map[string]any{
		"definition": w.st.text(s.versionAt(w.st, run.start)),
		"history":    append([]event{}, t.out...),
		"trigger":    w.trigger,
	})
}

// record plays the run up to now.
func (s *Service) record(r run, skip, limit int) *tape {
	t := &tape{until: s.world.Now().Add(1), skip: skip, limit: limit}
	if r.status == statusCanceled {
		t.until = r.close
	}
	p := s.planOf(r)
	begin := s.queued(r.st, r.n, r.start)
	pl := s.payloads(r)
	t.add("WorkflowExecutionScheduled", r.start, nil)
	t.add("WorkflowExecutionStarted", begin, func() object { return object{"input": pl.input()} })
	t.tick(begin.Add(p.lead/4), p.lead/2)
	for i := range p.steps {
		if t.full() {
			break
		}
		one := &p.steps[i]
		switch {
		case one.step.kind == kindSuccess || one.step.kind == kindFailure:
		case one.step.loop:
			t.loop(one, p.error, pl)
		default:
			t.activity(one, p.error, pl)
		}
	}
	switch p.end {
	case completes:
		t.add("WorkflowExecutionCompleted", p.close, func() object { return object{"result": pl.result(p)} })
	case fails:
		t.add("WorkflowExecutionFailed", p.close, func() object { return object{"error": p.verdict()} })
	}
	if r.status == statusCanceled {
		t.cancel(r, p)
	}
	return t
}

// verdict is the error of the run as a whole.
func (p *plan) verdict() string {
	if n := len(p.steps); n > 0 && p.steps[n-1].failed {
		return "step " + p.steps[n-1].step.name + " failed: " + p.error
	}
	return p.error
}

// cancel closes what was open. The documents know no event for a cancellation,
// so the history just ends after it; the status says the rest.
func (t *tape) cancel(r run, p plan) {
	t.stopped, t.until = false, r.close.Add(time.Nanosecond)
	for i := range p.steps {
		one := &p.steps[i]
		open := one.at.Before(r.close) && one.at.Add(one.dur).After(r.close)
		if open && one.step.action != "" && one.step.kind != kindChoice && !one.step.loop {
			t.add("ActivityTaskFailed", r.close, func() object {
				a := names(one.step)
				a["error"] = "activity canceled"
				return a
			})
		}
	}
}

func names(s *step) object {
	technical := s.action
	if technical == "" {
		technical = s.kind
	}
	return object{"stepName": s.name, "displayName": s.display, "technicalName": technical}
}

// activity plays a step that is neither a loop nor an end, with its retries.
func (t *tape) activity(one *planned, trouble string, pl payloads) {
	each := one.dur / time.Duration(one.attempts)
	for n := range one.attempts {
		at, last := one.at.Add(time.Duration(n)*each), n == one.attempts-1
		tail := min(each*3/100, 300*time.Millisecond) // the engine's part of the time
		end := at.Add(each - tail)
		with := func(key string, value func() any) func() object {
			return func() object {
				a := names(one.step)
				if one.attempts > 1 {
					a["attempt"] = n + 1
				}
				if key != "" {
					a[key] = value()
				}
				return a
			}
		}
		if last && one.failed && strings.HasPrefix(trouble, "cannot resolve") {
			t.add("WorkflowTaskScheduled", at, nil)
			t.add("WorkflowTaskStarted", at.Add(time.Microsecond), nil)
			t.add("WorkflowTaskFailed", at.Add(2*time.Microsecond), func() object { return object{"error": trouble} })
			at = at.Add(3 * time.Microsecond)
		}
		key := "input"
		if len(one.step.attributes) == 0 {
			key = ""
		}
		t.add("ActivityTaskScheduled", at, with(key, func() any { return one.step.attributes }))
		t.add("ActivityTaskStarted", at.Add(tail), with("", nil))
		switch {
		case one.failed:
			t.add("ActivityTaskFailed", end, with("error", func() any { return trouble }))
		case !last:
			t.add("ActivityTaskFailed", end, with("error", func() any { return "503 Service Unavailable" }))
		default:
			t.add("ActivityTaskCompleted", end, with("output", func() any { return pl.output(one) }))
			t.tick(end.Add(tail/3), tail/2)
		}
	}
}

// loop plays a child workflow for every round.
func (t *tape) loop(one *planned, trouble string, pl payloads) {
	each := one.dur / time.Duration(one.rounds)
	for n := range one.rounds {
		if t.full() {
			return
		}
		at := one.at.Add(time.Duration(n) * each)
		with := func(key string, value func() any) func() object {
			return func() object {
				a := names(one.step)
				a["iteration"] = n + 1
				if key != "" {
					a[key] = value()
				}
				return a
			}
		}
		t.add("StartChildWorkflowExecutionInitiated", at, with("input", func() any { return pl.round(n) }))
		t.add("ChildWorkflowExecutionStarted", at.Add(each/20), with("", nil))
		t.tick(at.Add(each/15), each/15)
		end := at.Add(each * 9 / 10)
		if one.failed && n == one.rounds-1 {
			t.add("ChildWorkflowExecutionFailed", end, with("error", func() any { return trouble }))
			return
		}
		t.add("ChildWorkflowExecutionCompleted", end, with("output", func() any { return object{"status": "done"} }))
		t.tick(end.Add(each/50), each/15)
	}
}
