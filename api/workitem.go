package api

import (
	"strings"
	"time"

	"iscope/api/lenient"
)

// WorkItemState is the state of a work item or of a line in it, as the tenant
// writes it. Open lines come with Pending or nothing.
type WorkItemState string

// States of work items and their lines.
const (
	StatePending  WorkItemState = "Pending"
	StateFinished WorkItemState = "Finished"
	StateRejected WorkItemState = "Rejected"
	StateReturned WorkItemState = "Returned"
	StateExpired  WorkItemState = "Expired"
	StateCanceled WorkItemState = "Canceled"
)

// Open reports whether something can still be decided.
func (s WorkItemState) Open() bool {
	return s == "" || strings.EqualFold(string(s), string(StatePending))
}

// Nature is what can be done with a work item here. The API does not say it;
// it follows from the shape of the item.
type Nature uint8

// Natures of work items.
const (
	Elsewhere        Nature = iota // decided in the web interface only
	Approval                       // lines to approve or reject
	Manual                         // done somewhere else by hand, then completed here
	AccountSelection               // a form that picks an account
)

// WorkItem is something a person is asked to decide or do (GET /work-items).
// What a list shows is in its fields; Body has the rest.
type WorkItem struct {
	ID            string
	Type          string // Approval, ManualAction, Remediation, PolicyVioloation (sic) …
	State         WorkItemState
	Name          string
	Description   string // the tenant's, else its name or target
	RequesterName string
	OwnerID       string
	Created       time.Time
	Completed     time.Time
	Lines         int    // approval and remediation items in it
	Open          int    // of these, undecided ones
	Operation     string // operation of the first line: Add, Remove, Create …
	Application   string // application of the first line
	Value         string // value of the first line
	Nature        Nature
	Print         uint64 // stands for all that it asks: two readings with the same one ask the same
	Raw           Raw    // may be missing from the rows of a very long list
}

// WorkItemBody is what a work item's detail shows beside its fields.
type WorkItemBody struct {
	RequesterID string
	OwnerName   string
	Target      string // account, person or form subject it is about
	Modified    time.Time
	NumItems    int // as the tenant says, -1 when it does not; can disagree with the lists
	Approval    []ApprovalItem
	Remediation []RemediationItem
	Form        *Form
	Errors      []string
}

// ApprovalItem is one line of a request.
type ApprovalItem struct {
	ID          string
	Account     string
	Application string
	Attribute   string // the tenant's "name"
	Operation   string
	Value       string
	State       WorkItemState
}

// RemediationItem is one thing to be undone in an application.
type RemediationItem struct {
	ID             string
	TargetID       string
	Target         string // display name or name
	Application    string
	Attribute      string
	Operation      string
	Value          string
	NativeIdentity string
}

// ReadWorkItem decodes one work item. It fails only without a usable id.
func ReadWorkItem(raw []byte) (WorkItem, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	if !ok || id == "" {
		return WorkItem{}, false
	}
	it := WorkItem{
		ID: id, Type: o.Word("type"), State: WorkItemState(o.Word("state")), Name: o.Word("name"),
		Description: o.Line("description"), RequesterName: o.Word("requesterDisplayName"),
		OwnerID: o.Word("ownerId"), Created: o.Time("created"), Completed: o.Time("completed"),
	}
	record := openRecord(o)
	body := record.body()
	it.summarize(body)
	if it.Description == "" {
		it.Description = firstOf(it.Name, body.Target)
	}
	it.Print = record.print()
	return it, true
}

// summarize fills the fields that a list shows from the lines of the item.
func (it *WorkItem) summarize(b WorkItemBody) {
	it.Lines = len(b.Approval) + len(b.Remediation)
	for _, l := range b.Approval {
		if l.State.Open() {
			it.Open++
		}
	}
	switch {
	case len(b.Approval) > 0:
		l := b.Approval[0]
		it.Operation, it.Application, it.Value = l.Operation, l.Application, l.Value
	case len(b.Remediation) > 0:
		l := b.Remediation[0]
		it.Operation, it.Application, it.Value = l.Operation, l.Application, l.Value
	}
	it.Nature = natureOf(it, b)
}

// natureOf decides what can be done with an item, from the vendor's own shapes:
// a form that selects an account is submitted, a manual action, remediation or
// generic task is completed, lines of a request are approved or rejected.
func natureOf(it *WorkItem, b WorkItemBody) Nature {
	switch strings.ToLower(it.Type) {
	case "manualaction", "remediation", "generic":
		return Manual
	case "form":
		if b.Form != nil && strings.Contains(strings.ToLower(strings.ReplaceAll(b.Form.Name+b.Form.Title, " ", "")), "accountselection") {
			return AccountSelection
		}
		return Elsewhere
	case "approval":
		return Approval
	case "certification", "delegation", "signoff", "challenge", "violationreview", "policyvioloation", "policyviolation", "impactanalysis", "event", "test":
		return Elsewhere
	}
	if len(b.Approval) > 0 {
		return Approval
	}
	return Elsewhere
}

// SetRaw keeps the record the item was read from.
func (it *WorkItem) SetRaw(r Raw) { it.Raw = r }

// texts returns the texts that few other items have.
func (it *WorkItem) texts() []*string {
	return []*string{&it.ID, &it.Description, &it.Value}
}

// Body decodes the lines and the form of the item from its record.
func (it *WorkItem) Body() WorkItemBody {
	o, _ := lenient.Parse(it.Raw.JSON())
	return openRecord(o).body()
}

// itemRecord is the record of a work item, taken apart as far as its lines.
type itemRecord struct {
	lenient.Object
	approval, remediation []lenient.Object
	form                  lenient.Object
}

func openRecord(o lenient.Object) itemRecord {
	return itemRecord{o, o.Objects("approvalItems"), o.Objects("remediationItems"), o.Object("form")}
}

func (o itemRecord) body() WorkItemBody {
	b := WorkItemBody{RequesterID: o.ID("requesterId"), Modified: o.Time("modified"), NumItems: -1, Errors: o.Lines("errors", ""), OwnerName: o.Word("ownerName")}
	if n, ok := o.Int("numItems"); ok {
		b.NumItems = n
	}
	for _, a := range o.approval {
		b.Approval = append(b.Approval, ApprovalItem{
			ID: a.ID("id"), Account: a.Line("account"), Application: a.Word("application"), Attribute: a.Word("name"),
			Operation: a.Word("operation"), Value: a.Line("value"), State: WorkItemState(a.Word("state")),
		})
	}
	for _, r := range o.remediation {
		b.Remediation = append(b.Remediation, RemediationItem{
			ID: r.ID("id"), TargetID: r.ID("targetId"), Target: firstOf(r.Line("targetDisplayName"), r.Line("targetName")),
			Application: r.Word("applicationName"), Attribute: r.Word("attributeName"), Operation: r.Word("attributeOperation"),
			Value: r.Line("attributeValue"), NativeIdentity: r.Line("nativeIdentity"),
		})
	}
	switch {
	case len(b.Approval) > 0:
		b.Target = b.Approval[0].Account
	case len(b.Remediation) > 0:
		b.Target = b.Remediation[0].Target
	}
	if o.form != nil {
		b.Form = readForm(o.form)
		b.Target = b.Form.TargetUser
	}
	return b
}

// Summary counts the work items of an owner (GET /work-items/summary).
type Summary struct{ Open, Completed, Total int }

// Forward is the body of POST /work-items/{id}/forward.
type Forward struct {
	TargetOwnerID     string `json:"targetOwnerId"`
	Comment           string `json:"comment"` // the API demands one
	SendNotifications bool   `json:"sendNotifications"`
}

// Identity is a person of the tenant (GET /public-identities).
type Identity struct {
	ID, Name, Alias, Email, Status string
	Manager                        Ref
}

// Active reports whether the identity can be given work.
func (i Identity) Active() bool { return i.Status == "" || strings.EqualFold(i.Status, "active") }

// ReadIdentity decodes one public identity.
func ReadIdentity(raw []byte) (Identity, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	if !ok || id == "" {
		return Identity{}, false
	}
	return Identity{ID: id, Name: o.Line("name"), Alias: o.Line("alias"), Email: o.Line("email"), Status: firstOf(o.Word("identityState"), o.Word("status")), Manager: readRef(o.Object("manager"))}, true
}

// SetRaw does nothing: an Identity has no more in it than its fields.
func (i *Identity) SetRaw(Raw) {}
