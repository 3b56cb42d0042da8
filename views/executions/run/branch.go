package run

import (
	"encoding/json"
	"strings"

	"iscope/api"
)

// branches finds out where choices led: to the step that came after them, as the
// definition allows. A choice that left no event, but that the run must have
// passed between two steps, becomes a row marked as following from the definition
// alone.
func (r *Run) branches() {
	steps := map[string]*api.Step{}
	for i := range r.Definition.Steps {
		steps[r.Definition.Steps[i].Name] = &r.Definition.Steps[i]
	}
	seen := map[string]bool{}
	for _, s := range r.Steps {
		seen[s.Name] = true
	}
	var out []*Step
	var prev *Step
	for _, s := range r.Steps {
		if s.Kind == Action || s.Kind == Loop {
			if d := steps[s.Name]; d != nil && isChoice(d) || d == nil && strings.HasPrefix(s.Action, "sp:compare") {
				s.Kind = Choice
			}
			if prev != nil {
				out = append(out, r.between(prev, s, steps, seen)...)
			}
			prev = s
		}
		out = append(out, s)
	}
	r.Steps = out
	if prev != nil && prev.Kind == Choice {
		r.lastBranch(prev, steps)
	}
}

func isChoice(s *api.Step) bool { return strings.EqualFold(s.Type, "choice") || len(s.Choices) > 0 }

// between tells the way from step a to step b: the branch of a, and the choices
// without events on the way.
func (r *Run) between(a, b *Step, steps map[string]*api.Step, seen map[string]bool) []*Step {
	d := steps[a.Name]
	if a.Kind == Choice {
		a.Branch = b.Label
		if d != nil {
			a.Condition = conditionFor(d, b.Name)
		}
	}
	if d == nil || b.Name == "" {
		return nil
	}
	from := []string{d.NextStep}
	if a.Kind == Choice {
		from = exits(d)
	}
	for _, name := range from {
		if name == b.Name {
			return nil
		}
	}
	for _, name := range from {
		if way := silentWay(name, b.Name, steps, seen, 8); way != nil {
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
func (r *Run) guesses(a, b *Step, way []string, steps map[string]*api.Step) []*Step {
	out := make([]*Step, len(way))
	for i, name := range way {
		next, label := b.Name, b.Label
		if i+1 < len(way) {
			next, label = way[i+1], StepTitle(steps[way[i+1]])
		}
		out[i] = &Step{
			ID: "g" + b.ID + name, Kind: Choice, Guess: true, Name: name, Label: StepTitle(steps[name]), Action: steps[name].ActionID,
			Branch: label, Condition: conditionFor(steps[name], next),
			Notes: []string{"no event says so: it follows from the definition"},
		}
	}
	if a.Kind == Choice {
		a.Branch = out[0].Label
		a.Condition = conditionFor(steps[a.Name], way[0])
	}
	return out
}

// lastBranch tells where a choice led after which nothing came: to the only end
// that fits how the run ended.
func (r *Run) lastBranch(s *Step, steps map[string]*api.Step) {
	d := steps[s.Name]
	if d == nil || r.terminal < 0 {
		return
	}
	want := map[Verb]string{Completed: "success", Failed: "failure"}[r.Whole.Tries[0].How]
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
		s.Branch, s.Condition = StepTitle(steps[found]), conditionFor(d, found)
	}
}

// StepTitle is what a step of a definition is called.
func StepTitle(s *api.Step) string {
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

// StepNamed finds a step of a definition, those inside loops too.
func StepNamed(d api.Definition, name string) *api.Step {
	for i := range d.Steps {
		s := &d.Steps[i]
		if s.Name == name {
			return s
		}
		if s.Loop != nil {
			if in := StepNamed(*s.Loop, name); in != nil {
				return in
			}
		}
	}
	return nil
}

// StepJSON writes a step of a definition the way the tenant does, without what is
// empty.
func StepJSON(s *api.Step) json.RawMessage {
	type condition struct {
		Comparator string `json:"comparator,omitempty"`
		A          string `json:"variableA,omitempty"`
		B          string `json:"variableB,omitempty"`
		NextStep   string `json:"nextStep,omitempty"`
	}
	var choices []condition
	for _, c := range s.Choices {
		choices = append(choices, condition(c))
	}
	raw, err := json.Marshal(struct {
		Type        string          `json:"type,omitempty"`
		ActionID    string          `json:"actionId,omitempty"`
		DisplayName string          `json:"displayName,omitempty"`
		Description string          `json:"description,omitempty"`
		Attributes  json.RawMessage `json:"attributes,omitempty"`
		Choices     []condition     `json:"choiceList,omitempty"`
		DefaultStep string          `json:"defaultStep,omitempty"`
		NextStep    string          `json:"nextStep,omitempty"`
		FailureName string          `json:"failureName,omitempty"`
	}{s.Type, s.ActionID, s.DisplayName, s.Description, s.Attributes, choices, s.DefaultStep, s.NextStep, s.FailureName})
	if err != nil {
		return nil
	}
	return raw
}
