package session

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"iscope/api"
	"iscope/ui/field"
	"iscope/ui/form"
	"iscope/views/session/kind"
)

// Keys of the members of a session in the form; an attribute has its uid
// behind attrKey.
const (
	keyWorkflow      = "workflow_id"
	keyRequester     = "requester_id"
	keyRequesterType = "requester_type"
	keyProfile       = "profile_id"
	keyProfiles      = "profile_ids"
	keyStatus        = "status"
	attrKey          = "attr:"
)

// member is a part of a session that an editor can change.
type member struct {
	key, label string
	get        func(*api.Session) string
}

// members are all of them but the attributes.
var members = []member{
	{keyWorkflow, "Workflow", func(s *api.Session) string { return s.WorkflowID }},
	{keyRequester, "Requester", func(s *api.Session) string { return s.RequesterID }},
	{keyRequesterType, "Requester type", func(s *api.Session) string { return s.RequesterType }},
	{keyProfile, "Profile", func(s *api.Session) string { return s.ProfileID }},
	{keyProfiles, "Profiles", func(s *api.Session) string { return strings.Join(s.ProfileIDs, ", ") }},
	{keyStatus, "Status", func(s *api.Session) string { return api.NormalStatus(s.Status) }},
}

// valueOf returns what a session holds under a key of the form.
func valueOf(s *api.Session, key string) string {
	if uid, ok := strings.CutPrefix(key, attrKey); ok {
		v, _ := s.Attribute(uid)
		return v
	}
	for _, mb := range members {
		if mb.key == key {
			return mb.get(s)
		}
	}
	return ""
}

// labelOf returns what people call what stands under a key of the form.
func (m *Model) labelOf(key string) string {
	if uid, ok := strings.CutPrefix(key, attrKey); ok {
		if label := m.label(uid); label != uid {
			return label + " (" + uid + ")"
		}
		return uid
	}
	return plainName(key)
}

// plainName names a field as labelOf does, an attribute by its uid alone: it
// need not be known what NERM's people call it.
func plainName(key string) string {
	if uid, ok := strings.CutPrefix(key, attrKey); ok {
		return uid
	}
	for _, mb := range members {
		if mb.key == key {
			return mb.label
		}
	}
	return key
}

// fields returns the form of a session.
func (m *Model) fields(s *api.Session) []form.Field {
	const about = "Session"
	var out []form.Field
	if s.ID != "" {
		out = append(out, form.Field{Key: "id", Group: about, Label: "Id", Kind: form.Fixed, Value: s.ID})
	}
	if s.UID != "" && s.UID != s.ID {
		out = append(out, form.Field{Key: "uid", Group: about, Label: "Uid", Kind: form.Fixed, Value: s.UID})
	}
	for _, mb := range members {
		f := form.Field{Key: mb.key, Group: about, Label: mb.label, Value: mb.get(s)}
		switch mb.key {
		case keyWorkflow:
			f.Kind, f.Check, f.Hint = form.Choice, requiredID, m.flowName
		case keyRequester:
			f.Kind, f.Check, f.Hint = form.Choice, requiredID, m.names.of
		case keyProfile:
			f.Kind, f.Check, f.Hint, f.Help = form.Choice, optionalID, m.names.of, "of a workflow that updates one profile"
		case keyProfiles:
			f.Kind, f.Check, f.Hint, f.Help = form.Choice, checkIDs, m.namesOf, "of a batch workflow; several"
		case keyRequesterType:
			f.Kind, f.Options, f.Check = form.Choice, options(api.RequesterTypes, f.Value, func(s string) string { return s }), oneOf(api.RequesterTypes)
		case keyStatus:
			if s.ID == "" {
				continue // NERM gives a new session one
			}
			statusField(&f)
		}
		if s.ID == "" && (mb.key == keyWorkflow || mb.key == keyRequester || mb.key == keyRequesterType) {
			f.Starred, f.Strict = true, true
		}
		out = append(out, f)
	}
	raw := rawAttributes(s)
	for _, a := range s.Attributes {
		out = append(out, m.attributeField(a, raw))
	}
	return out
}

// statusField offers the statuses that a session can be given. One that NERM
// alone gives is shown and not offered.
func statusField(f *form.Field) {
	f.Kind, f.Check = form.Choice, oneOf(api.SessionStatuses)
	for _, s := range api.SessionStatuses {
		f.Options = append(f.Options, form.Option{Value: s, Label: words(s), Note: groupOf(s).String()})
	}
	f.Hint = func(v string) string {
		if v != "" && !slices.Contains(api.SessionStatuses, v) {
			return groupOf(v).String() + " · only NERM gives it"
		}
		return groupOf(v).String()
	}
}

// namesOf returns the names of several profiles.
func (m *Model) namesOf(list string) string {
	var out []string
	for _, id := range splitIDs(list) {
		out = append(out, firstOf(m.names.of(id), id))
	}
	if strings.Join(out, ", ") == list {
		return ""
	}
	return strings.Join(out, ", ")
}

// attributeField returns the field of one attribute. One that could not be sent
// back as it came is only shown.
func (m *Model) attributeField(a api.SessionAttribute, raw map[string]json.RawMessage) form.Field {
	about := m.kinds.of(a.UID)
	f := form.Field{
		Key: attrKey + a.UID, Group: "Attributes", Label: m.label(a.UID), Value: a.Value, Row: true,
		Help: firstOf(m.kindWords(a.UID), a.UID), Check: func(v string) string { return about.Check(v, m.optionsOf(a.UID), a.Value) },
	}
	original, there := raw[a.UID]
	switch {
	case about.Encrypted:
		f.Kind = form.Secret
	case about.Kind == kind.File:
		f.Kind, f.Help = form.Fixed, f.Help+" · a file, which is uploaded in NERM"
	case a.Value != "" && !there:
		f.Kind, f.Help = form.Fixed, "its name holds hidden characters, so that it cannot be sent back"
	case structured(original):
		f.Kind, f.Help = form.Fixed, f.Help+" · a structure, which cannot be edited here"
	case about.Chosen():
		f.Kind = form.Choice
	case utf8.RuneCountInString(a.Value) > field.Max:
		f.Kind, f.Help = form.Choice, f.Help+" · too long for a line: "+m.env.Keys.Key("editor.external")+" opens it in your editor"
	case about.Kind == kind.Area:
		f.Kind = form.Lines
	}
	if f.Kind != form.Fixed {
		f.Help += " · " + m.env.Keys.Key("editor.remove") + " remove"
	} else if m.editor != nil {
		m.editor.fixed[f.Key] = true
	}
	if about.ToolTip != "" {
		f.Help += " · " + about.ToolTip
	}
	if f.Kind != form.Fixed && f.Kind != form.Secret && altered(original, a.Value) {
		f.Help += " · it holds hidden characters, shown as marks; editing it would send the marks"
	}
	return f
}

// rawAttributes returns the attributes of a session as the server sent them.
func rawAttributes(s *api.Session) map[string]json.RawMessage {
	var record struct {
		Inner *struct {
			Attributes map[string]json.RawMessage `json:"attributes"`
		} `json:"workflow_session"`
		Attributes map[string]json.RawMessage `json:"attributes"`
	}
	if json.Unmarshal(s.Raw.JSON(), &record) != nil {
		return nil
	}
	if record.Inner != nil {
		return record.Inner.Attributes
	}
	return record.Attributes
}

// structured reports whether a value is more than text and lists of text.
func structured(raw json.RawMessage) bool {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		return true
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { _, text := e.(string); return !text })
	}
	return false
}

// altered reports whether cleaning changed the text of a value, beyond the
// kind of its line breaks.
func altered(raw json.RawMessage, value string) bool {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return false
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text) != value
}

// options returns the choices with words for labels; a value that is none of
// them is offered too, as it is there already.
func options(values []string, now string, label func(string) string) []form.Option {
	out := make([]form.Option, 0, len(values)+1)
	if now != "" && !slices.Contains(values, now) {
		out = append(out, form.Option{Value: now, Label: label(now)})
	}
	for _, v := range values {
		out = append(out, form.Option{Value: v, Label: label(v)})
	}
	return out
}

func oneOf(values []string) func(string) string {
	return func(v string) string {
		if slices.Contains(values, v) {
			return ""
		}
		return "NERM takes none but the values offered"
	}
}

func requiredID(v string) string {
	if strings.TrimSpace(v) == "" {
		return "must not be blank"
	}
	return optionalID(v)
}

func optionalID(v string) string {
	if strings.ContainsFunc(v, unicode.IsSpace) {
		return "an id has no spaces"
	}
	return ""
}

func checkIDs(v string) string {
	for _, id := range splitIDs(v) {
		if why := optionalID(id); why != "" {
			return why + ": " + id
		}
	}
	return ""
}

// safeKey returns a key that was read from a draft as it may be drawn: a file
// can be tampered with, and keys of ours are plain.
func safeKey(key string) string {
	if strings.ContainsFunc(key, func(r rune) bool { return !unicode.IsPrint(r) }) || len(key) > maxID+len(attrKey) {
		return ""
	}
	return key
}

// splitIDs reads a list of ids with commas between them. It is never nil, since
// an empty list is a change too.
func splitIDs(v string) []string {
	out := []string{}
	for id := range strings.SplitSeq(v, ",") {
		if id = strings.TrimSpace(id); id != "" {
			out = append(out, id)
		}
	}
	return out
}
