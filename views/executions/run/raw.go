package run

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"iscope/api"
)

// told are the attributes that stand in a section of their own.
var told = []string{"displayName", "stepName", "technicalName", "error", "input", "output", "result"}

// Attribute returns the first of the named attributes that event i has.
func (r *Run) Attribute(i int, names ...string) json.RawMessage {
	if i < 0 || len(r.Events[i].Attributes) == 0 {
		return nil
	}
	var a map[string]json.RawMessage
	if json.Unmarshal(r.Events[i].Attributes, &a) != nil {
		return nil
	}
	for _, name := range names {
		if v, ok := a[name]; ok {
			return v
		}
	}
	return nil
}

// Others returns the attributes of events that are told nowhere else, and an
// error that is more than a text.
func (r *Run) Others(events []int) json.RawMessage {
	rest := map[string]json.RawMessage{}
	for _, i := range events {
		var a map[string]json.RawMessage
		if json.Unmarshal(r.Events[i].Attributes, &a) != nil {
			continue
		}
		for name, v := range a {
			if !slices.Contains(told, name) || name == "error" && bytes.HasPrefix(v, []byte("{")) {
				rest[name] = v
			}
		}
	}
	if len(rest) == 0 {
		return nil
	}
	raw, err := json.Marshal(rest)
	if err != nil {
		return nil
	}
	return raw
}

// Document returns events as the JSON list the tenant sent them as, cleaned and
// indented.
func Document(events []api.Event) string {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range events {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(EventJSON(&events[i]))
	}
	b.WriteByte(']')
	return api.Pretty(b.Bytes())
}

// EventJSON writes one event as the tenant does.
func EventJSON(e *api.Event) json.RawMessage {
	attributes := e.Attributes
	if len(attributes) == 0 {
		attributes = json.RawMessage("{}")
	}
	var at *time.Time
	if !e.Time.IsZero() {
		at = &e.Time
	}
	raw, err := json.Marshal(struct {
		Type       string          `json:"type"`
		Timestamp  *time.Time      `json:"timestamp"`
		Attributes json.RawMessage `json:"attributes"`
	}{e.Type, at, attributes})
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}

// Input returns what the run began with, nil where its history does not say. It
// is what the tenant takes to run the workflow again.
func (r *Run) Input() json.RawMessage {
	t := r.Whole.Tries[0]
	return first(r.Attribute(t.Started, "input"), r.Attribute(t.Scheduled, "input"))
}

// TryInput returns what a try was given, nil where no event says.
func (r *Run) TryInput(t Try) json.RawMessage {
	return first(r.Attribute(t.Scheduled, "input"), r.Attribute(t.Started, "input"))
}

// TryOutput returns what came of a try, nil where no event says.
func (r *Run) TryOutput(t Try) json.RawMessage { return r.Attribute(t.Ended, "output", "result") }

// StepInput returns what the last try of a step was given, of the whole run what
// it began with.
func (r *Run) StepInput(s *Step) json.RawMessage {
	if s.Kind == Whole {
		return r.Input()
	}
	t, _ := s.Last()
	return r.TryInput(t)
}

// StepOutput returns what came of the last try of a step.
func (r *Run) StepOutput(s *Step) json.RawMessage {
	t, _ := s.Last()
	return r.TryOutput(t)
}

func first(a, b json.RawMessage) json.RawMessage {
	if a != nil {
		return a
	}
	return b
}

// Attributes returns what event i says, as sent; nil where it says nothing.
func (r *Run) Attributes(i int) json.RawMessage {
	if i < 0 {
		return nil
	}
	return r.Events[i].Attributes
}
