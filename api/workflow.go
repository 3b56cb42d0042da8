package api

import (
	"encoding/json"
	"time"

	"iscope/api/lenient"
)

// Ref points to an identity: owner, creator, target.
type Ref struct {
	ID   string
	Type string // IDENTITY, APPLICATION …
	Name string
}

// String returns the name, or the id where there is no name.
func (r Ref) String() string {
	if r.Name != "" {
		return r.Name
	}
	return r.ID
}

// IsZero reports whether the reference points nowhere.
func (r Ref) IsZero() bool { return r.ID == "" && r.Name == "" }

func readRef(o lenient.Object) Ref {
	return Ref{ID: o.ID("id"), Type: o.Word("type"), Name: o.Word("name")}
}

// Trigger types. The tenant writes them in capitals; "" means none is set.
const (
	TriggerEvent     = "EVENT"
	TriggerExternal  = "EXTERNAL"
	TriggerScheduled = "SCHEDULED"
)

// Trigger says what starts a workflow.
type Trigger struct {
	Type        string // TriggerEvent, TriggerExternal, TriggerScheduled, "" or something new
	Event       string // EVENT: id such as idn:identity-attributes-changed
	Filter      string // EVENT: JSONPath over the input
	Description string
	Attribute   string // EVENT: attributeToFilter
	Form        string // EVENT: formDefinitionId
	Name        string // EXTERNAL
	URL         string // EXTERNAL: where to post
	ClientID    string // EXTERNAL
	Frequency   string // SCHEDULED: daily, weekly, monthly, yearly, cronSchedule
	Cron        string // SCHEDULED: cronString
	TimeZone    string // SCHEDULED: IANA name
	WeeklyDays  []string
	WeeklyTimes []string
	YearlyTimes []string
}

func readTrigger(o lenient.Object) Trigger {
	a := o.Object("attributes")
	filter := a.Line("filter.$")
	if filter == "" {
		filter = a.Line("filter")
	}
	return Trigger{
		Type: o.Word("type"), Event: a.Word("id"), Filter: filter, Description: a.Line("description"),
		Attribute: a.Line("attributeToFilter"), Form: a.Line("formDefinitionId"),
		Name: a.Line("name"), URL: a.Line("url"), ClientID: a.Line("clientId"),
		Frequency: a.Word("frequency"), Cron: a.Line("cronString"), TimeZone: a.Word("timeZone"),
		WeeklyDays: a.Lines("weeklyDays", ","), WeeklyTimes: a.Lines("weeklyTimes", ","), YearlyTimes: a.Lines("yearlyTimes", ","),
	}
}

// Workflow is one workflow of the tenant (GET /workflows).
type Workflow struct {
	ID          string
	Name        string
	Description string
	Owner       Ref
	Creator     Ref
	ModifiedBy  Ref
	Enabled     bool
	Created     time.Time
	Modified    time.Time
	Executions  int // since it was created or last replaced; -1 when the server left it out
	Failures    int // likewise
	Trigger     Trigger
	Raw         Raw // the whole record, with the definition
}

// ReadWorkflow decodes one workflow. It fails only when there is no usable id.
func ReadWorkflow(raw []byte) (Workflow, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	if !ok || id == "" {
		return Workflow{}, false
	}
	w := Workflow{
		ID: id, Name: o.Line("name"), Description: o.Block("description"),
		Owner: readRef(o.Object("owner")), Creator: readRef(o.Object("creator")), ModifiedBy: readRef(o.Object("modifiedBy")),
		Enabled: o.Bool("enabled"), Created: o.Time("created"), Modified: o.Time("modified"),
		Executions: -1, Failures: -1, Trigger: readTrigger(o.Object("trigger")),
	}
	if n, ok := o.Int("executionCount"); ok {
		w.Executions = n
	}
	if n, ok := o.Int("failureCount"); ok {
		w.Failures = n
	}
	return w, true
}

// SetRaw keeps the record w was read from.
func (w *Workflow) SetRaw(r Raw) { w.Raw = r }

// Definition decodes the steps of the workflow from its record.
func (w Workflow) Definition() Definition {
	o, _ := lenient.Parse(w.Raw.JSON())
	return ReadDefinition(o.Raw("definition"))
}

// Definition is what a workflow does: named steps and the one it starts with.
type Definition struct {
	Start string
	Steps []Step // sorted by name; the tenant's order is not kept by JSON objects
}

// Step is one step of a definition.
type Step struct {
	Name        string
	Type        string // action, choice, success, failure, Mutation …; compare without case
	ActionID    string
	DisplayName string
	Description string
	NextStep    string
	DefaultStep string   // choice: where it goes when no condition holds
	Choices     []Choice // choice
	FailureName string
	Attributes  json.RawMessage // as sent, not cleaned; nil when there are none
	Loop        *Definition     // nested definition of a loop
}

// Choice is one condition of a choice step.
type Choice struct {
	Comparator string // StringEquals, IsPresent …
	A, B       string // JSONPath or literal
	NextStep   string
}

// ReadDefinition decodes a definition; what it cannot read is missing from it.
func ReadDefinition(raw []byte) Definition { return readDefinition(raw, 0) }

// maxNesting bounds loops within loops, which a hostile definition could make endless.
const maxNesting = 16

func readDefinition(raw []byte, depth int) Definition {
	o, _ := lenient.Parse(raw)
	d := Definition{Start: o.Line("start")}
	steps := o.Object("steps")
	for _, key := range steps.Keys() {
		so := steps.Object(key)
		d.Steps = append(d.Steps, readStep(cleanKey(key), so, depth))
	}
	return d
}

func readStep(name string, o lenient.Object, depth int) Step {
	s := Step{
		Name: name, Type: o.Word("type"), ActionID: o.Word("actionId"), DisplayName: o.Line("displayName"),
		Description: o.Block("description"), NextStep: o.Line("nextStep"), DefaultStep: o.Line("defaultStep"),
		FailureName: o.Line("failureName"), Attributes: o.Raw("attributes"),
	}
	for _, c := range o.Objects("choiceList") {
		s.Choices = append(s.Choices, Choice{
			Comparator: c.Word("comparator"), NextStep: c.Line("nextStep"),
			A: firstOf(c.Line("variableA.$"), c.Line("variableA")), B: firstOf(c.Line("variableB.$"), c.Line("variableB")),
		})
	}
	if a := o.Object("attributes"); depth < maxNesting && a.Has("steps") {
		loop := readDefinition(o.Raw("attributes"), depth+1)
		s.Loop = &loop
	}
	return s
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// WorkflowDraft is the body of create and replace. Nil members are left out;
// replacing without a trigger resets it.
type WorkflowDraft struct {
	Name        string          `json:"name"`
	Owner       *OwnerRef       `json:"owner,omitempty"`
	Description string          `json:"description,omitempty"`
	Definition  json.RawMessage `json:"definition,omitempty"`
	Enabled     *bool           `json:"enabled,omitempty"`
	Trigger     json.RawMessage `json:"trigger,omitempty"`
}

// OwnerRef is how an owner is written in a request.
type OwnerRef struct {
	Type string `json:"type"` // IDENTITY
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// PatchOp is one operation of a JSON Patch (RFC 6902).
type PatchOp struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
	From  string `json:"from,omitempty"`
}

// Replace returns the operation that sets path to value, also to false or "".
func Replace(path string, value any) PatchOp {
	return PatchOp{Op: "replace", Path: path, Value: &value}
}

// ExternalClient is the OAuth client of an external trigger (POST
// /workflows/{id}/external/oauth-clients). The tenant shows the secret once.
type ExternalClient struct {
	ID     string
	Secret Secret
	URL    string
}

// ExternalRun is the answer of POST /workflows/execute/external/{id}. A
// disabled workflow answers 200 with a message and an id of nothing.
type ExternalRun struct {
	ExecutionID string
	Message     string
}

// LibraryItem is an action, operator or trigger of the workflow library.
type LibraryItem struct {
	ID           string
	Type         string // ACTION, OPERATOR, EVENT, SCHEDULED, EXTERNAL …
	Name         string
	Description  string
	Version      int  // of an action; 0 when the tenant does not say
	Simulation   bool // it can be simulated
	Dynamic      bool // what it gives depends on how it is set up, such as the fields of a form
	Deprecated   bool
	DeprecatedBy string // as sent: by the documents a date, elsewhere the id of the successor
	Fields       []LibraryField
	Example      json.RawMessage // actions: what one gave, an object or a list; not cleaned
	InputExample json.RawMessage // triggers: what a test can be given; not cleaned
	Schema       json.RawMessage // JSON schema of what comes out; not cleaned
	Raw          Raw
}

// LibraryField is one input of a library item.
type LibraryField struct {
	Name, Label, Type, Help string
	Description             string
	Required                bool
	Default                 string // what the form begins with, "" for nothing
	Options                 []LibraryOption
}

// LibraryOption is one value that a field can be set to.
type LibraryOption struct {
	Label string // as people read it; Value where the tenant gives none
	Value string // as it stands in a definition
}

// ReadLibraryItem decodes one entry of the library.
func ReadLibraryItem(raw []byte) (LibraryItem, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	if !ok || id == "" {
		return LibraryItem{}, false
	}
	version, _ := o.Int("versionNumber")
	it := LibraryItem{
		ID: id, Type: o.Word("type"), Name: o.Line("name"), Description: o.Block("description"), Version: version,
		Simulation: o.Bool("isSimulationEnabled"), Dynamic: o.Bool("isDynamicSchema"),
		Deprecated: o.Bool("deprecated"), DeprecatedBy: o.Line("deprecatedBy"),
		Example: o.Raw("exampleOutput"), InputExample: o.Raw("inputExample"), Schema: o.Raw("outputSchema"),
	}
	for _, f := range o.Objects("formFields") {
		it.Fields = append(it.Fields, readLibraryField(f))
	}
	return it, true
}

func readLibraryField(o lenient.Object) LibraryField {
	f := LibraryField{
		Name: o.Line("name"), Label: o.Line("label"), Type: o.Word("type"), Help: o.Line("helpText"),
		Description: o.Line("description"), Required: o.Bool("required"), Default: firstOf(o.Line("default"), o.Line("defaultValue")),
	}
	for _, raw := range o.List("options") {
		if word := cleanKey(lenient.Scalar(raw)); word != "" {
			f.Options = append(f.Options, LibraryOption{Label: word, Value: word})
			continue
		}
		opt, _ := lenient.Parse(raw)
		value := firstOf(opt.Line("value"), opt.Line("id"), opt.Line("label"))
		if value != "" {
			f.Options = append(f.Options, LibraryOption{Label: firstOf(opt.Line("label"), opt.Line("name"), value), Value: value})
		}
	}
	return f
}

// SetRaw keeps the record the item was read from.
func (it *LibraryItem) SetRaw(r Raw) { it.Raw = r }
