package create

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"iscope/api"
	"iscope/views/internal/change"
	"iscope/views/workflows/bundle"
)

// Source is what a new workflow begins with.
type Source struct {
	Name  string   // what it is called, clean
	Text  []byte   // the body of POST /workflows
	From  string   // where it comes from, in words: "copy of Joiner", "joiner.json"
	Notes []string // what was left out and what has to be looked at, clean
}

// untitled is what a workflow is called that nobody has named.
const untitled = "New workflow"

// lastStep is the step that a new definition ends with, as the tenant's own
// builder names it.
const lastStep = "End Step - Success"

// definition is the least there can be: it succeeds at once.
func definition() map[string]any {
	return map[string]any{"start": lastStep, "steps": map[string]any{lastStep: map[string]any{"type": "success"}}}
}

// source makes a source out of the members of a body.
func source(body map[string]any, from string, notes ...string) (Source, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return Source{}, fmt.Errorf("making %s: %w", from, err)
	}
	b, err := bundle.Compose(raw, bundle.Keep)
	if err != nil {
		return Source{}, err
	}
	return Source{Name: b.Name, Text: b.Text, From: from, Notes: notes}, nil
}

// Empty returns a workflow that nothing starts and that succeeds at once.
func Empty() (Source, error) {
	return source(map[string]any{"name": untitled, "definition": definition()}, "an empty workflow", "trigger: none yet, so nothing starts it")
}

// ForTrigger returns a workflow that starts on a trigger of the library, with a
// filter that lets everything through where the trigger can have one. A schedule
// begins with Mondays at nine in the given zone.
func ForTrigger(it api.LibraryItem, zone *time.Location) (Source, error) {
	kind := strings.ToUpper(it.Type)
	attributes, note := map[string]any{}, ""
	switch {
	case kind == api.TriggerScheduled || it.ID == "idn:scheduled":
		kind = api.TriggerScheduled
		attributes["frequency"], attributes["cronString"], attributes["timeZone"] = "cronSchedule", "0 9 * * 1", zoneName(zone)
		note = "trigger: Mondays at nine; set when it should run"
	case kind == api.TriggerExternal || it.ID == "idn:external-http":
		kind = api.TriggerExternal
		attributes["name"] = untitled
		note = "trigger: the tenant makes its address once the workflow is created; its OAuth client is made after that"
	default: // an event, whatever the library calls its kind
		kind = api.TriggerEvent
		attributes["id"], attributes["filter.$"] = it.ID, "$"
		note = "trigger: the filter $ lets every event through; narrow it, or it runs for each of them"
	}
	notes := []string{note}
	if it.Deprecated {
		text := "trigger: it is deprecated"
		if it.DeprecatedBy != "" {
			text += "; " + it.DeprecatedBy + " takes its place"
		}
		notes = append(notes, text)
	}
	return source(map[string]any{
		"name": untitled, "trigger": map[string]any{"type": kind, "attributes": attributes}, "definition": definition(),
	}, "the trigger "+it.Name, notes...)
}

// zoneName returns the name of a zone as the tenant knows it, UTC where it has
// none.
func zoneName(zone *time.Location) string {
	if zone == nil || zone == time.Local || zone.String() == "" {
		return "UTC"
	}
	return zone.String()
}

// Duplicate returns a copy of a workflow of the same tenant, under a name of its
// own. References to stored secrets stay; the notes tell them.
func Duplicate(w api.Workflow) (Source, error) {
	if w.Raw.IsZero() {
		return Source{}, fmt.Errorf("the record of %s has not been read yet", change.WorkflowName(&w))
	}
	b, err := bundle.Compose(w.Raw.JSON(), bundle.Keep)
	if err != nil {
		return Source{}, fmt.Errorf("%s cannot be copied: %w", change.WorkflowName(&w), err)
	}
	copied, err := b.Renamed(func(name string) string { return name + " (copy)" })
	if err != nil {
		return Source{}, fmt.Errorf("%s cannot be copied: %w", change.WorkflowName(&w), err)
	}
	return Source{Name: copied.Name, Text: copied.Text, From: "a copy of " + b.Name, Notes: append(b.Set, b.Taken...)}, nil
}

// one returns the single workflow that was read, or says why there is none.
// known reports whether this tenant has the workflow with that id: where it has
// not, the references to stored secrets are blanked.
func one(drafts []bundle.Draft, problems []bundle.Problem, known func(id string) bool) (Source, string) {
	switch {
	case len(drafts) > 1:
		return Source{}, fmt.Sprintf("There are %d workflows in it; import them instead", len(drafts))
	case len(problems) > 0:
		return Source{}, problems[0].String()
	case len(drafts) == 0:
		return Source{}, "There is no workflow in it"
	}
	d := drafts[0]
	if d.ID == "" || known == nil || !known(d.ID) {
		d = d.Moved()
	}
	return Source{Name: d.Name, Text: d.Text, From: d.From, Notes: d.Notes}, ""
}
