package api

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestExecutionStatus(t *testing.T) {
	for s, want := range map[ExecutionStatus][3]bool{ // closed, running, failed
		"Completed": {true, false, false}, "Failed": {true, false, true}, "failed": {true, false, true}, "Canceled": {true, false, false}, "Cancelled": {true, false, false},
		"Terminated": {true, false, false}, "TimedOut": {true, false, false}, "Queued": {}, "Executing": {false, true, false}, "Running": {false, true, false}, "": {}, "Paused": {},
	} {
		if got := [3]bool{s.Closed(), s.Running(), s.Failed()}; got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

func TestExecutionTook(t *testing.T) {
	for _, c := range []struct {
		e    Execution
		want time.Duration
	}{
		{Execution{Start: noon.Add(-time.Hour), Close: noon.Add(-time.Minute), Status: "Completed"}, 59 * time.Minute},
		{Execution{Start: noon.Add(-time.Minute), Status: "Executing"}, time.Minute},
		{Execution{Start: noon.Add(-time.Minute), Status: "Failed"}, 0}, // its end is not known
		{Execution{Start: noon.Add(time.Minute), Status: "Executing"}, 0},
		{Execution{Status: "Executing"}, 0},
	} {
		if got := c.e.Took(noon); got != c.want {
			t.Errorf("%+v took %v, want %v", c.e, got, c.want)
		}
	}
}

// TestEventErrors pins where the words of an error are found: tools saw it as
// a text and as an object.
func TestEventErrors(t *testing.T) {
	for attributes, want := range map[string]string{
		`{"error":"plain\nlines"}`: "plain\nlines", `{"error":{"message":"m"}}`: "m", `{"error":{"text":"t"}}`: "t", `{"error":{"error":"e"}}`: "e",
		`{"failure":"f"}`: "f", `{"failure":{"message":"fm"}}`: "fm", `{"error":null}`: "", `{}`: "", `null`: "",
	} {
		e, ok := ReadEvent([]byte(`{"attributes":` + attributes + `}`))
		if !ok || e.Error != want {
			t.Errorf("%s: %q, want %q", attributes, e.Error, want)
		}
	}
	if e, _ := ReadEvent([]byte(`{"attributes":{}}`)); e.Attributes != nil {
		t.Errorf("no attributes are %s", e.Attributes)
	}
}

func TestHistoryOfOneEvent(t *testing.T) {
	for body, want := range map[string][2]int{`{"history":{"type":"a"}}`: {1, 0}, `{"history":[{"type":"a"},{"type":"b"},7]}`: {2, 1}, `{"history":null}`: {}, `{}`: {}} {
		h, ok := ReadHistory([]byte(body))
		if !ok || len(h.Events) != want[0] || h.Bad != want[1] {
			t.Errorf("%s: %+v", body, h)
		}
	}
}

func TestNatures(t *testing.T) {
	for record, want := range map[string]Nature{
		`"type":"Approval"`: Approval, `"type":"ManualAction","approvalItems":[{"id":"a"}]`: Manual, `"type":"REMEDIATION"`: Manual, `"type":"Generic"`: Manual,
		`"type":"Form","form":{"name":"AccountSelection Form"}`: AccountSelection, `"type":"Form","form":{"title":"Account Selection"}`: AccountSelection,
		`"type":"Form","form":{"name":"Other"}`: Elsewhere, `"type":"Form"`: Elsewhere, `"type":"Certification"`: Elsewhere, `"type":"PolicyVioloation"`: Elsewhere,
		`"type":"New","approvalItems":[{"id":"a"}]`: Approval, `"type":"New"`: Elsewhere, `"type":null`: Elsewhere,
	} {
		it, ok := ReadWorkItem([]byte(`{"id":"i",` + record + `}`))
		if !ok || it.Nature != want {
			t.Errorf("%s: %v, want %v", record, it.Nature, want)
		}
	}
}

func TestWorkItemLines(t *testing.T) {
	it, ok := ReadWorkItem([]byte(`{"id":"i","approvalItems":[{"id":"a","operation":"Add","application":"AD","value":"Payroll","state":null},` +
		`{"id":"b","state":"Pending"},{"id":"c","state":"Finished"}],"remediationItems":{"id":"d"}}`))
	if !ok || it.Lines != 4 || it.Open != 2 || it.Operation != "Add" || it.Application != "AD" || it.Value != "Payroll" {
		t.Errorf("%+v", it)
	}
	for s, open := range map[WorkItemState]bool{"": true, "Pending": true, "PENDING": true, "Finished": false, "New": false} {
		if s.Open() != open {
			t.Errorf("%q is open: %v", s, s.Open())
		}
	}
}

func TestTaskTimes(t *testing.T) {
	pending := Task{Created: noon.Add(-time.Hour), Launched: noon.Add(-time.Minute)}
	if !pending.Pending() || pending.Took(noon) != time.Minute || !pending.Began().Equal(pending.Launched) {
		t.Errorf("pending took %v", pending.Took(noon))
	}
	done := Task{Created: noon.Add(-time.Hour), Completed: noon.Add(-time.Minute), Status: TaskSuccess}
	if done.Pending() || done.Took(noon) != 59*time.Minute || !done.Status.Is("Success") || done.Status.Is(TaskFailed) {
		t.Errorf("done took %v", done.Took(noon))
	}
	if cleared := (Task{Completed: noon}); cleared.Pending() || cleared.Took(noon) != 0 {
		t.Error("a task with an end is pending, or one without a beginning took time")
	}
}

func TestTaskBody(t *testing.T) {
	const record = `{"id":"t","percentComplete":250,"messages":[{"type":"WARN","localizedText":{"message":"{0} of {1}"},"parameters":["3",7]},{"key":"k","parameters":["p"]},{"key":"only"}],
		"returns":[{"name":"Total","attributeName":"total"},{"name":"Gone","attributeName":"gone"}],"attributes":{"total":"7","extra":{"a":[1]}},
		"taskDefinitionSummary":{"uniqueName":"n","arguments":{"b":true,"a":null}}}`
	task, ok := ReadTask([]byte(record))
	if !ok || task.Percent != 100 {
		t.Fatalf("%+v", task)
	}
	task.SetRaw(RawRow([]byte(record)))
	b := task.Body()
	var texts []string
	for _, m := range b.Messages {
		texts = append(texts, m.Text)
	}
	if !slices.Equal(texts, []string{"3 of 7", "k: p", "only"}) {
		t.Errorf("messages %q", texts)
	}
	if !slices.Equal(b.Returns, []TaskFigure{{"Total", "7"}}) || !slices.Equal(b.Attributes, []TaskFigure{{"extra", `{"a":[1]}`}}) {
		t.Errorf("returns %+v, attributes %+v", b.Returns, b.Attributes)
	}
	if !slices.Equal(b.Definition.Arguments, []TaskFigure{{"a", ""}, {"b", "true"}}) {
		t.Errorf("arguments %+v", b.Definition.Arguments)
	}
}

func TestPatchOps(t *testing.T) {
	for want, op := range map[string]PatchOp{
		`{"op":"replace","path":"/enabled","value":false}`: Replace("/enabled", false), `{"op":"replace","path":"/d","value":""}`: Replace("/d", ""),
		`{"op":"replace","path":"/d","value":null}`: Replace("/d", nil), `{"op":"remove","path":"/d"}`: {Op: "remove", Path: "/d"},
		`{"op":"move","path":"/d","from":"/e"}`: {Op: "move", Path: "/d", From: "/e"},
	} {
		if got, err := json.Marshal(op); err != nil || string(got) != want {
			t.Errorf("%s, want %s (%v)", got, want, err)
		}
	}
}

func TestSessionChange(t *testing.T) {
	status, empty := "pending_approval", ""
	if !(SessionChange{}).IsZero() || (SessionChange{ProfileIDs: []string{}}).IsZero() || (SessionChange{Status: &status}).IsZero() {
		t.Error("IsZero is wrong")
	}
	c := SessionChange{Status: &status, ProfileID: &empty, ProfileIDs: []string{"a", "b"}, Attributes: map[string]string{"x": "1", "y": ""}}
	raw, err := json.Marshal(c)
	want := `{"workflow_session":{"attributes":{"x":"1","y":""},"profile_id":"","profile_ids":["a","b"],"status":"pending_approval","status_uid":"pending_approval"}}`
	if err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
	taken := Session{Status: "pending approval", ProfileIDs: []string{"a", "b"}, Attributes: []SessionAttribute{{"x", "1"}}}
	if got := c.Untaken(taken); len(got) != 0 {
		t.Errorf("untaken %q", got)
	}
	if got := c.Untaken(Session{Status: "closed", ProfileID: "p", ProfileIDs: []string{"b", "a"}, Attributes: []SessionAttribute{{"x", "2"}, {"y", "3"}}}); !slices.Equal(got, []string{"profile_id", "profile_ids", "status", "x", "y"}) {
		t.Errorf("untaken %q", got)
	}
}

func TestSessionAttributes(t *testing.T) {
	s, ok := ReadSession([]byte(`{"id":"s","profile_ids":["a"," b"],"attributes":{"list":["p","q"],"number":4,"object":{"k":1},"text":"two\nlines","none":null,"empty":""}}`))
	if !ok || !slices.Equal(s.ProfileIDs, []string{"a", " b"}) {
		t.Fatalf("%+v", s)
	}
	for uid, want := range map[string]string{"list": "p,q", "number": "4", "object": `{"k":1}`, "text": "two\nlines", "empty": ""} {
		if got, ok := s.Attribute(uid); !ok || got != want {
			t.Errorf("%s is %q, want %q", uid, got, want)
		}
	}
	if _, ok := s.Attribute("absent"); ok {
		t.Error("an absent attribute is there")
	}
}

func TestSmallThings(t *testing.T) {
	if (Ref{}).String() != "" || (Ref{ID: "i"}).String() != "i" || (Ref{ID: "i", Name: "n"}).String() != "n" || !(Ref{Type: "x"}).IsZero() {
		t.Error("Ref is wrong")
	}
	if !(Identity{}).Active() || !(Identity{Status: "ACTIVE"}).Active() || (Identity{Status: "Inactive"}).Active() {
		t.Error("Active is wrong")
	}
	w, ok := ReadWorkflow([]byte(`{"id":"w","executionCount":null}`))
	if !ok || w.Executions != -1 || w.Failures != -1 || len(w.Definition().Steps) != 0 {
		t.Errorf("%+v", w)
	}
	if NormalStatus("pending courion_extend") != "pending_courion_extend" || len(SessionStatuses) != 61 || len(RequesterTypes) != 4 {
		t.Errorf("%d statuses", len(SessionStatuses))
	}
	if it, ok := ReadLibraryItem([]byte(`{"id":"x","inputExample":null}`)); !ok || it.InputExample != nil {
		t.Errorf("%+v", it)
	}
}

// TestLibraryItem pins what is read of an entry of the library, in the forms
// options are seen in.
func TestLibraryItem(t *testing.T) {
	it, ok := ReadLibraryItem([]byte(`{"id":"sp:x","versionNumber":3,"isSimulationEnabled":true,"isDynamicSchema":true,"exampleOutput":[{"a":1}],"outputSchema":{"type":"object"},` +
		`"formFields":[{"name":"f","description":"d","defaultValue":"v","options":["a",{"label":"B","value":"b"},{"label":"C"},{"name":"D","id":"d"},{},null]}]}`))
	if !ok || it.Version != 3 || !it.Simulation || !it.Dynamic || string(it.Example) != `[{"a":1}]` || string(it.Schema) != `{"type":"object"}` {
		t.Fatalf("%+v", it)
	}
	f := it.Fields[0]
	if f.Description != "d" || f.Default != "v" || !slices.Equal(f.Options, []LibraryOption{{"a", "a"}, {"B", "b"}, {"C", "C"}, {"D", "d"}}) {
		t.Errorf("%+v", f)
	}
}
