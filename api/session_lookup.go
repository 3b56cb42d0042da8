package api

import (
	"cmp"

	"iscope/api/lenient"
)

// NERMUser is a user of NERM (GET /users).
type NERMUser struct{ ID, Name, Login, Email, Type, Status string }

// Label returns how the attributes of sessions and profiles name the user:
// "Ada Lovelace (ada@acme.example)".
func (u NERMUser) Label() string {
	name := cmp.Or(u.Name, u.Login, u.ID)
	if u.Email == "" {
		return name
	}
	return name + " (" + u.Email + ")"
}

// ReadNERMUser decodes one NERM user.
func ReadNERMUser(raw []byte) (NERMUser, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	return NERMUser{ID: id, Name: o.Line("name"), Login: o.Line("login"), Email: o.Line("email"), Type: o.Word("type"), Status: o.Word("status")}, ok && id != ""
}

// SetRaw does nothing: a NERMUser has no more in it than its fields.
func (u *NERMUser) SetRaw(Raw) {}

// Profile is a NERM profile (GET /profiles).
type Profile struct{ ID, UID, Name, TypeID, Status string }

// ReadProfile decodes one profile.
func ReadProfile(raw []byte) (Profile, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	return Profile{ID: id, UID: o.Line("uid"), Name: o.Line("name"), TypeID: o.Word("profile_type_id"), Status: o.Word("status")}, ok && id != ""
}

// SetRaw does nothing: a Profile has no more in it than its fields.
func (p *Profile) SetRaw(Raw) {}

// NEAttribute describes an attribute of NERM (GET /ne_attributes).
type NEAttribute struct {
	ID, UID, Label, DataType, DateFormat, ToolTip string
	Encrypted                                     bool
	Multiple                                      bool
}

// ReadNEAttribute decodes one attribute description.
func ReadNEAttribute(raw []byte) (NEAttribute, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	return NEAttribute{
		ID: id, UID: o.Line("uid"), Label: o.Line("label"), DataType: o.Word("data_type"), DateFormat: o.Word("date_format"),
		ToolTip: o.Line("tool_tip"), Encrypted: o.Bool("crypt"), Multiple: o.Bool("allow_multiple_selections"),
	}, ok && id != ""
}

// SetRaw does nothing: an NEAttribute has no more in it than its fields.
func (a *NEAttribute) SetRaw(Raw) {}

// NEOption is one of the choices of an attribute of NERM
// (GET /ne_attribute_options).
type NEOption struct{ ID, UID, AttributeID, Text string }

// ReadNEOption decodes one choice.
func ReadNEOption(raw []byte) (NEOption, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("id")
	return NEOption{ID: id, UID: o.Line("uid"), AttributeID: o.ID("ne_attribute_id"), Text: o.Line("option")}, ok && id != ""
}

// SetRaw does nothing: an NEOption has no more in it than its fields.
func (p *NEOption) SetRaw(Raw) {}

// WorkflowAction is an action of a NERM workflow (GET /workflow_actions). It has
// no id of its own. NERM cannot name its workflows: the description of an action
// is all it says about what one is for.
type WorkflowAction struct {
	WorkflowID  string
	Description string
	Archived    bool
}

// ReadWorkflowAction decodes one action.
func ReadWorkflowAction(raw []byte) (WorkflowAction, bool) {
	o, ok := lenient.Parse(raw)
	id := o.ID("workflow_id")
	return WorkflowAction{WorkflowID: id, Description: o.Line("description"), Archived: o.Bool("archived")}, ok && id != ""
}

// SetRaw does nothing: a WorkflowAction has no more in it than its fields.
func (a *WorkflowAction) SetRaw(Raw) {}
