package inbox

import (
	"slices"

	"iscope/api/sandbox/internal/kit"
)

// States of a work item and of its lines.
const (
	pending  = "Pending"
	finished = "Finished"
	rejected = "Rejected"
	returned = "Returned"
	expired  = "Expired"
	canceled = "Canceled"
)

// workItem is a work item as the API writes it.
type workItem struct {
	ID                   string         `json:"id"`
	RequesterID          *string        `json:"requesterId"`
	RequesterDisplayName *string        `json:"requesterDisplayName"`
	OwnerID              string         `json:"ownerId"`
	OwnerName            string         `json:"ownerName"`
	Created              string         `json:"created"`
	Modified             *string        `json:"modified"`
	Description          string         `json:"description"`
	State                string         `json:"state"`
	Type                 string         `json:"type"`
	RemediationItems     []remediation  `json:"remediationItems"`
	ApprovalItems        []approvalItem `json:"approvalItems"`
	Name                 *string        `json:"name"`
	Completed            *string        `json:"completed"`
	NumItems             *int           `json:"numItems"`
	Form                 *form          `json:"form,omitempty"` // the documents, read strictly, do not allow null
	Errors               []string       `json:"errors"`

	owner int // index in World.People, for our own use
}

// approvalItem is one line of a work item.
type approvalItem struct {
	ID          string  `json:"id"`
	Account     *string `json:"account"`
	Application string  `json:"application"`
	Name        *string `json:"name"`
	Operation   string  `json:"operation"`
	Value       *string `json:"value"`
	State       *string `json:"state"`
}

// open says whether nobody has decided the line.
func (l *approvalItem) open() bool { return l.State == nil || *l.State == pending }

// remediation is one revoked entitlement or account that somebody has to remove.
type remediation struct {
	ID                 string `json:"id"`
	TargetID           string `json:"targetId"`
	TargetName         string `json:"targetName"`
	TargetDisplayName  string `json:"targetDisplayName"`
	ApplicationName    string `json:"applicationName"`
	AttributeName      string `json:"attributeName"`
	AttributeOperation string `json:"attributeOperation"`
	AttributeValue     string `json:"attributeValue"`
	NativeIdentity     string `json:"nativeIdentity"`
}

// form is what an account selection asks. Its items are sections or fields.
type form struct {
	ID         *string   `json:"id"`
	Name       *string   `json:"name"`
	Title      *string   `json:"title"`
	Subtitle   *string   `json:"subtitle"`
	TargetUser string    `json:"targetUser"`
	Sections   []section `json:"sections"`
}

type section struct {
	Name      *string `json:"name"`
	Label     *string `json:"label"`
	FormItems []any   `json:"formItems"` // section or field
}

type field struct {
	Name          string   `json:"name"`
	DisplayName   string   `json:"displayName"`
	Type          string   `json:"type"`
	Required      bool     `json:"required"`
	Value         *string  `json:"value"`
	AllowedValues []choice `json:"allowedValues,omitempty"`
	HelpText      string   `json:"helpKey,omitempty"`
}

type choice struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// fields lists the fields of a form, however deep its sections go.
func (f *form) fields() []field {
	var out []field
	var walk func(items []any)
	walk = func(items []any) {
		for _, it := range items {
			switch it := it.(type) {
			case field:
				out = append(out, it)
			case section:
				walk(it.FormItems)
			}
		}
	}
	for _, s := range f.Sections {
		walk(s.FormItems)
	}
	return out
}

// policyViolation is spelt right by one generation only.
const policyViolation = "PolicyVioloation"

// in copies the item for an answer in a generation: the answer is marshalled
// after the item may have changed again.
func (it *workItem) in(gen kit.Generation) *workItem {
	out := *it
	out.ApprovalItems = slices.Clone(it.ApprovalItems)
	if gen == kit.V2024 && it.Type == policyViolation {
		out.Type = "PolicyViolation"
	}
	if gen == kit.V3 && it.Form != nil {
		out.Form = it.Form.withoutNulls()
	}
	return &out
}

// withoutNulls is the form as v3 writes it, where these texts are never null.
func (f *form) withoutNulls() *form {
	out := *f
	out.Title, out.Subtitle = orEmpty(f.Title), orEmpty(f.Subtitle)
	out.Sections = slices.Clone(f.Sections)
	for i, s := range out.Sections {
		out.Sections[i].Name, out.Sections[i].Label = orEmpty(s.Name), orEmpty(s.Label)
	}
	return &out
}

func orEmpty(s *string) *string {
	if s == nil {
		return new(string)
	}
	return s
}
