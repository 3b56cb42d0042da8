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

// field is one question. Its choices are written in one of the two ways that the
// vendor's documents have had: label and value, or the label naming the value.
type field struct {
	Name              string              `json:"name"`
	DisplayName       string              `json:"displayName"`
	Type              string              `json:"type"`
	DisplayType       string              `json:"displayType,omitempty"`
	Required          bool                `json:"required"`
	Value             *string             `json:"value"`
	AllowedValues     []choice            `json:"allowedValues,omitempty"`
	AllowedValuesList []map[string]string `json:"allowedValuesList,omitempty"`
	HelpText          string              `json:"helpKey,omitempty"`
}

type choice struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// values are those that may be chosen, none where anything may be written.
func (fd *field) values() []string {
	var out []string
	for _, c := range fd.AllowedValues {
		out = append(out, c.Value)
	}
	for _, c := range fd.AllowedValuesList {
		for _, value := range c {
			out = append(out, value)
		}
	}
	return out
}

// fields lists the fields of a form, however deep its sections go.
func (f *form) fields() []field {
	var out []field
	f.mend(func(fd field) field {
		out = append(out, fd)
		return fd
	})
	return out
}

// mend replaces every field of a form that is nobody else's.
func (f *form) mend(with func(field) field) {
	var walk func(items []any)
	walk = func(items []any) {
		for i, it := range items {
			switch it := it.(type) {
			case field:
				items[i] = with(it)
			case section:
				walk(it.FormItems)
			}
		}
	}
	for _, s := range f.Sections {
		walk(s.FormItems)
	}
}

// answered is a copy of the form with answers in it.
func (f *form) answered(by func(fd *field) (string, bool)) *form {
	out := f.clone()
	out.mend(func(fd field) field {
		if value, ok := by(&fd); ok {
			fd.Value = &value
		}
		return fd
	})
	return out
}

func (f *form) clone() *form {
	var items func([]any) []any
	items = func(list []any) []any {
		out := slices.Clone(list)
		for i, it := range out {
			if s, ok := it.(section); ok {
				s.FormItems = items(s.FormItems)
				out[i] = s
			}
		}
		return out
	}
	out := *f
	out.Sections = slices.Clone(f.Sections)
	for i := range out.Sections {
		out.Sections[i].FormItems = items(out.Sections[i].FormItems)
	}
	return &out
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
