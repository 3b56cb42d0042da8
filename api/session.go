package api

import (
	"encoding/json"
	"slices"
	"strings"

	"iscope/api/lenient"
)

// Session is a NERM workflow session (GET /workflow_sessions/{id}).
type Session struct {
	ID            string
	UID           string
	WorkflowID    string
	RequesterID   string
	RequesterType string // User, NeprofileUser, NeaccessUser
	ProfileID     string // update workflows
	ProfileIDs    []string
	Status        string // with underscores or spaces, as the server wrote it
	Attributes    []SessionAttribute
	Raw           Raw
}

// SessionAttribute is one attribute of a session by its uid. Values are text,
// whatever their type.
type SessionAttribute struct{ UID, Value string }

// Attribute returns the value of the attribute with that uid.
func (s Session) Attribute(uid string) (string, bool) {
	for _, a := range s.Attributes {
		if a.UID == uid {
			return a.Value, true
		}
	}
	return "", false
}

// ReadSession decodes one session, bare or wrapped in "workflow_session".
func ReadSession(raw []byte) (Session, bool) {
	o, ok := lenient.Parse(raw)
	if inner := o.Object("workflow_session"); inner != nil {
		o = inner
	}
	id := o.ID("id")
	if !ok || id == "" {
		return Session{}, false
	}
	s := Session{
		ID: id, UID: o.Line("uid"), WorkflowID: o.Word("workflow_id"), RequesterID: o.ID("requester_id"), RequesterType: o.Word("requester_type"),
		ProfileID: o.ID("profile_id"), ProfileIDs: o.Lines("profile_ids", ","), Status: o.Word("status"),
	}
	if s.Status == "" {
		s.Status = o.Word("status_uid")
	}
	attrs := o.Object("attributes")
	for _, k := range attrs.Keys() {
		s.Attributes = append(s.Attributes, SessionAttribute{cleanKey(k), attributeText(attrs, k)})
	}
	return s, true
}

// attributeText keeps line breaks, since text areas have them, and joins
// lists as NERM itself writes several values.
func attributeText(o lenient.Object, key string) string {
	if s := o.Block(key); s != "" {
		return s
	}
	if list := o.Lines(key, ""); len(list) > 0 {
		return strings.Join(list, ",")
	}
	if o.Has(key) && lenient.Scalar(o[key]) == "" && string(o[key]) != `""` {
		return cleanKey(string(o[key]))
	}
	return ""
}

// SetRaw keeps the record the session was read from.
func (s *Session) SetRaw(r Raw) { s.Raw = r }

// SessionChange is the body of PATCH /workflow_sessions/{id}: only what
// changes. Nil members are left out.
type SessionChange struct {
	WorkflowID    *string
	RequesterID   *string
	RequesterType *string
	ProfileID     *string
	ProfileIDs    []string // nil: left out
	Status        *string  // in the form with underscores; sent as status and status_uid
	Attributes    map[string]string
}

// IsZero reports whether nothing changes.
func (c SessionChange) IsZero() bool {
	return c.WorkflowID == nil && c.RequesterID == nil && c.RequesterType == nil && c.ProfileID == nil &&
		c.ProfileIDs == nil && c.Status == nil && len(c.Attributes) == 0
}

// MarshalJSON writes the members NERM understands, wrapped as it wants them.
// The server ignores status and honours status_uid, so both are sent.
func (c SessionChange) MarshalJSON() ([]byte, error) {
	m := map[string]any{}
	for k, v := range map[string]*string{
		"workflow_id": c.WorkflowID, "requester_id": c.RequesterID, "requester_type": c.RequesterType,
		"profile_id": c.ProfileID, "status": c.Status, "status_uid": c.Status,
	} {
		if v != nil {
			m[k] = *v
		}
	}
	if c.ProfileIDs != nil {
		m["profile_ids"] = c.ProfileIDs
	}
	if len(c.Attributes) > 0 {
		m["attributes"] = c.Attributes
	}
	return json.Marshal(map[string]any{"workflow_session": m})
}

// Untaken returns the names of the members that s does not hold as c asked
// for: a NERM server ignores some in silence.
func (c SessionChange) Untaken(s Session) []string {
	var out []string
	check := func(name string, want *string, got string) {
		if want != nil && NormalStatus(*want) != NormalStatus(got) {
			out = append(out, name)
		}
	}
	check("workflow_id", c.WorkflowID, s.WorkflowID)
	check("requester_id", c.RequesterID, s.RequesterID)
	check("requester_type", c.RequesterType, s.RequesterType)
	check("profile_id", c.ProfileID, s.ProfileID)
	check("status", c.Status, s.Status)
	if c.ProfileIDs != nil && !slices.Equal(c.ProfileIDs, s.ProfileIDs) {
		out = append(out, "profile_ids")
	}
	for uid, want := range c.Attributes {
		if got, _ := s.Attribute(uid); got != want {
			out = append(out, uid)
		}
	}
	slices.Sort(out)
	return out
}

// SessionDraft is the body of POST /workflow_sessions.
type SessionDraft struct {
	WorkflowID    string            `json:"workflow_id"`
	RequesterID   string            `json:"requester_id"`
	RequesterType string            `json:"requester_type"`
	ProfileID     string            `json:"profile_id,omitempty"`
	ProfileIDs    []string          `json:"profile_ids,omitempty"`
	Attributes    map[string]string `json:"attributes,omitempty"`
}

// RequesterTypes are the types of requester a session may have.
var RequesterTypes = []string{"User", "NeprofileUser", "NeaccessUser", "NeaccessRegistrant"}
