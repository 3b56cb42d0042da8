package executions

import (
	"strings"

	"iscope/api"
)

// branches finds out where choices led: to the step that came after them, as the
// definition allows. A choice that left no event, but that the run must have
// passed between two steps, becomes a row marked as following from the definition
// alone.
func (r *run) branches() {
	steps := map[string]*api.Step{}
	for i := range r.def.Steps {
		steps[r.def.Steps[i].Name] = &r.def.Steps[i]
	}
	seen := map[string]bool{}
	for _, s := range r.steps {
		seen[s.name] = true
	}
	var out []*step
	var prev *step
	for _, s := range r.steps {
		if s.kind == action || s.kind == loop {
			if d := steps[s.name]; d != nil && isChoice(d) || d == nil && strings.HasPrefix(s.action, "sp:compare") {
				s.kind = choice
			}
			if prev != nil {
				out = append(out, r.between(prev, s, steps, seen)...)
			}
			prev = s
		}
		out = append(out, s)
	}
	r.steps = out
	if prev != nil && prev.kind == choice {
		r.lastBranch(prev, steps)
	}
}

func isChoice(s *api.Step) bool { return strings.EqualFold(s.Type, "choice") || len(s.Choices) > 0 }

// between tells the way from step a to step b: the branch of a, and the choices
// without events on the way.
func (r *run) between(a, b *step, steps map[string]*api.Step, seen map[string]bool) []*step {
	d := steps[a.name]
	if a.kind == choice {
		a.branch = b.label
		if d != nil {
			a.condition = conditionFor(d, b.name)
		}
	}
	if d == nil || b.name == "" {
		return nil
	}
	from := []string{d.NextStep}
	if a.kind == choice {
		from = exits(d)
	}
	for _, name := range from {
		if name == b.name {
			return nil
		}
	}
	for _, name := range from {
		if way := silentWay(name, b.name, steps, seen, 8); way != nil {
			return r.guesses(a, b, way, steps)
		}
	}
	return nil
}

// silentWay finds choices without events that lead from name to target.
func silentWay(name, target string, steps map[string]*api.Step, seen map[string]bool, depth int) []string {
	d := steps[name]
	if d == nil || !isChoice(d) || seen[name] || depth == 0 {
		return nil
	}
	for _, next := range exits(d) {
		if next == target {
			return []string{name}
		}
	}
	for _, next := range exits(d) {
		if way := silentWay(next, target, steps, seen, depth-1); way != nil {
			return append([]string{name}, way...)
		}
	}
	return nil
}

// guesses makes the rows of choices without events between a and b.
func (r *run) guesses(a, b *step, way []string, steps map[string]*api.Step) []*step {
	out := make([]*step, len(way))
	for i, name := range way {
		next, label := b.name, b.label
		if i+1 < len(way) {
			next, label = way[i+1], nameOf(steps[way[i+1]])
		}
		out[i] = &step{
			id: "g" + b.id + name, kind: choice, guess: true, name: name, label: nameOf(steps[name]), action: steps[name].ActionID,
			branch: label, condition: conditionFor(steps[name], next),
			notes: []string{"no event says so: it follows from the definition"},
		}
	}
	if a.kind == choice {
		a.branch = out[0].label
		a.condition = conditionFor(steps[a.name], way[0])
	}
	return out
}

// lastBranch tells where a choice led after which nothing came: to the only end
// that fits how the run ended.
func (r *run) lastBranch(s *step, steps map[string]*api.Step) {
	d := steps[s.name]
	if d == nil || r.terminal < 0 {
		return
	}
	want := map[verb]string{completed: "success", failed: "failure"}[r.whole.tries[0].how]
	found := ""
	for _, name := range exits(d) {
		if e := steps[name]; e != nil && strings.EqualFold(e.Type, want) && name != found {
			if found != "" {
				return // two ends fit: nobody knows
			}
			found = name
		}
	}
	if found != "" {
		s.branch, s.condition = nameOf(steps[found]), conditionFor(d, found)
	}
}

func nameOf(s *api.Step) string {
	if s.DisplayName != "" {
		return s.DisplayName
	}
	return s.Name
}

// exits are the steps a choice can lead to.
func exits(s *api.Step) []string {
	var out []string
	for _, c := range s.Choices {
		out = append(out, c.NextStep)
	}
	if s.DefaultStep != "" {
		out = append(out, s.DefaultStep)
	}
	return out
}

// conditionFor returns the condition under which a choice leads to next, "" where
// the definition knows no such way.
func conditionFor(s *api.Step, next string) string {
	for _, c := range s.Choices {
		if c.NextStep == next {
			return strings.TrimSpace(c.A + " " + c.Comparator + " " + c.B)
		}
	}
	if s.DefaultStep == next {
		return "none of its conditions held"
	}
	return ""
}

// stepNamed finds a step of a definition, those inside loops too.
func stepNamed(d api.Definition, name string) *api.Step {
	for i := range d.Steps {
		s := &d.Steps[i]
		if s.Name == name {
			return s
		}
		if s.Loop != nil {
			if in := stepNamed(*s.Loop, name); in != nil {
				return in
			}
		}
	}
	return nil
}
