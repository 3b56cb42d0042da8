package api

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"iscope/api/lenient"
	"iscope/api/safe"
)

// CompletionStatus is how a task ended, as the tenant writes it; "" while it
// is pending. Replies say SUCCESS, filters and patches Success: compare with
// Is.
type CompletionStatus string

// Completion statuses.
const (
	TaskSuccess    CompletionStatus = "SUCCESS"
	TaskWarning    CompletionStatus = "WARNING"
	TaskFailed     CompletionStatus = "ERROR"
	TaskTerminated CompletionStatus = "TERMINATED"
	TaskTempError  CompletionStatus = "TEMPERROR"
)

// Is compares without case.
func (s CompletionStatus) Is(other CompletionStatus) bool {
	return strings.EqualFold(string(s), string(other))
}

// TaskFields says by which fields tasks can be filtered beyond id, sourceId and
// completionStatus, with the operators eq and in, which every generation knows.
type TaskFields struct {
	IsNull   bool // completionStatus isnull
	Launcher bool // launcher, eq and in
}

// TaskFielder is a client that knows what its generation can filter tasks by.
type TaskFielder interface{ TaskFields() TaskFields }

// Task is the status of a background task (GET /task-status).
type Task struct {
	ID          string
	Type        string // QUARTZ, QPOC, QUEUED_TASK
	Name        string // uniqueName, such as Cloud Account Aggregation
	Description string
	Parent      string
	Launcher    string
	Target      Ref // source or identity it works on; may be empty
	Created     time.Time
	Modified    time.Time
	Launched    time.Time
	Completed   time.Time
	Status      CompletionStatus
	Progress    string // phase, in the server's words
	Percent     int    // 0–100; stays 0 on many tasks, finished ones too
	Raw         Raw
}

// Pending reports whether the task has not ended.
func (t Task) Pending() bool { return t.Status == "" && t.Completed.IsZero() }

// Began returns when it was launched, or created where it was not.
func (t Task) Began() time.Time {
	if !t.Launched.IsZero() {
		return t.Launched
	}
	return t.Created
}

// Took returns how long it ran, up to now while it is pending; 0 when unknown.
func (t Task) Took(now time.Time) time.Duration {
	end := t.Completed
	if t.Pending() {
		end = now
	}
	if t.Began().IsZero() || end.Before(t.Began()) {
		return 0
	}
	return end.Sub(t.Began())
}

// TaskBody is what a task's detail shows beside its fields.
type TaskBody struct {
	Messages   []TaskMessage
	Returns    []TaskFigure
	Attributes []TaskFigure // figures without a column name
	Definition TaskDefinition
}

// TaskMessage is one message of a task.
type TaskMessage struct {
	Severity string // INFO, WARN, ERROR
	Text     string
	Key      string
}

// TaskFigure is one returned figure.
type TaskFigure struct{ Name, Value string }

// TaskDefinition says what the task is an instance of.
type TaskDefinition struct {
	ID, Name, Description, Parent, Executor string
	Arguments                               []TaskFigure
}

// ReadTask decodes one task status. It fails only without a usable id.
func ReadTask(raw []byte) (Task, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	if !ok || id == "" {
		return Task{}, false
	}
	t := Task{
		ID: id, Type: o.Word("type"), Name: o.Word("uniqueName"), Description: o.Line("description"), Parent: o.Word("parentName"),
		Launcher: o.Word("launcher"), Target: readRef(o.Object("target")),
		Created: o.Time("created"), Modified: o.Time("modified"), Launched: o.Time("launched"), Completed: o.Time("completed"),
		Status: CompletionStatus(o.Word("completionStatus")), Progress: o.Word("progress"),
	}
	if p, ok := o.Int("percentComplete"); ok {
		t.Percent = min(max(p, 0), 100)
	}
	return t, true
}

// SetRaw keeps the record the task was read from.
func (t *Task) SetRaw(r Raw) { t.Raw = r }

// texts returns the texts that few other tasks have.
func (t *Task) texts() []*string { return []*string{&t.ID, &t.Description} }

// Body decodes messages, figures and definition of the task from its record.
func (t *Task) Body() TaskBody {
	o, _ := lenient.Parse(t.Raw.JSON())
	var b TaskBody
	for _, m := range o.Objects("messages") {
		b.Messages = append(b.Messages, readMessage(m))
	}
	attrs := o.Object("attributes")
	named := map[string]bool{}
	for _, r := range o.Objects("returns") {
		attr := r.Line("attributeName")
		named[attr] = true
		if attrs.Has(attr) {
			b.Returns = append(b.Returns, TaskFigure{firstOf(r.Line("name"), attr), attrs.Line(attr)})
		}
	}
	for _, k := range attrs.Keys() {
		if !named[k] {
			b.Attributes = append(b.Attributes, TaskFigure{cleanKey(k), figure(attrs, k)})
		}
	}
	d := o.Object("taskDefinitionSummary")
	b.Definition = TaskDefinition{ID: d.ID("id"), Name: d.Line("uniqueName"), Description: d.Line("description"), Parent: d.Line("parentName"), Executor: d.Line("executor")}
	args := d.Object("arguments")
	for _, k := range args.Keys() {
		b.Definition.Arguments = append(b.Definition.Arguments, TaskFigure{cleanKey(k), figure(args, k)})
	}
	return b
}

// figure returns a member as text, compound ones as JSON.
func figure(o lenient.Object, key string) string {
	if s := o.Line(key); s != "" {
		return s
	}
	return cleanKey(string(o.Raw(key)))
}

// readMessage prefers the localized text. Where there is none, the parameters
// stand behind the key.
func readMessage(m lenient.Object) TaskMessage {
	out := TaskMessage{Severity: m.Word("type"), Key: m.Line("key")}
	params := readParameters(m)
	if text := firstOf(m.Object("localizedText").Block("message"), m.Block("localizedText")); text != "" {
		out.Text = fill(text, params)
		return out
	}
	out.Text = out.Key
	if len(params) > 0 {
		out.Text += ": " + strings.Join(params, ", ")
	}
	return out
}

// readParameters returns the parameters of a message. They come as texts and
// numbers, or as objects: of a name and a value the value counts, else the
// object as it is.
func readParameters(m lenient.Object) []string {
	list := m.List("parameters")
	if len(list) == 0 {
		return m.Lines("parameters", "") // a single text
	}
	var out []string
	for _, raw := range list {
		o, ok := lenient.Parse(raw)
		switch {
		case !ok || raw[0] != '{':
			out = append(out, safe.Line(lenient.Scalar(raw)))
		case o.Line("value") != "":
			out = append(out, o.Line("value"))
		default:
			out = append(out, cleanKey(string(raw)))
		}
	}
	return out
}

// slot is where a parameter goes into a text: {0}, or {0,number} with a
// format that only the tenant's own language knows.
var slot = regexp.MustCompile(`\{(\d{1,3})(?:,[^{}]*)?\}`)

// fill puts parameters into a text. A place for which there is none stays as it
// is, and what looks like a place within a parameter is none.
func fill(text string, params []string) string {
	return slot.ReplaceAllStringFunc(text, func(place string) string {
		i, err := strconv.Atoi(slot.FindStringSubmatch(place)[1])
		if err != nil || i >= len(params) {
			return place
		}
		return params[i]
	})
}
