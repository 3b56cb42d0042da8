package nerm

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// fields are what a write sends, one raw value per name.
type fields map[string]json.RawMessage

// problems are refused fields with what is wrong about each.
type problems map[string]string

const (
	blank     = "can't be blank"
	mustExist = "must exist"
	notListed = "is not included in the list"
)

// body reads the wrapped session of a write, and whether it is to be run.
func body(r *kit.Request) (in fields, run bool, refused *kit.Reply) {
	refuse := func(text string) (fields, bool, *kit.Reply) {
		reply := fail(http.StatusBadRequest, text)
		return nil, false, &reply
	}
	var wrapper struct {
		Session *fields `json:"workflow_session"`
	}
	if json.Unmarshal(r.Body, &wrapper) != nil {
		return refuse("Invalid JSON syntax. Please check your syntax and try again.")
	}
	if wrapper.Session == nil {
		return refuse("param is missing or the value is empty: workflow_session")
	}
	switch text := r.URL.Query().Get("run"); text {
	case "", "false":
	case "true":
		run = true
	default:
		return refuse(text + " is not a valid run")
	}
	return *wrapper.Session, run, nil
}

// create adds a session. It answers 200, not 201.
func (s *Service) create(r *kit.Request) kit.Reply {
	in, run, refused := body(r)
	if refused != nil {
		return *refused
	}
	wrong := problems{}
	for _, name := range []string{"workflow_id", "requester_id", "requester_type"} {
		if _, sent := in[name]; !sent {
			wrong[name] = blank
		}
	}
	x := &session{n: s.total(), status: "new", attributes: map[string]string{}}
	s.apply(x, in, wrong)
	if len(wrong) > 0 {
		return invalid("create", wrong)
	}
	s.touch(x, run)
	s.added = append(s.added, x)
	return kit.OK(map[string]any{"workflow_session": s.row(x)})
}

// patch alters the fields that are sent. The status is honoured as status_uid
// and, under the name it is documented by, ignored without a word.
func (s *Service) patch(r *kit.Request) kit.Reply {
	n, ok := s.find(r)
	if !ok {
		return noSession()
	}
	in, run, refused := body(r)
	if refused != nil {
		return *refused
	}
	x, wrong := s.change(n, s.world.Now()), problems{}
	s.apply(x, in, wrong)
	if raw, sent := in["status_uid"]; sent {
		status, isText := text(raw)
		switch {
		case !isText || !statuses[status]:
			wrong["status_uid"] = notListed
		default:
			x.status, x.runFrom = status, time.Time{}
		}
	}
	if len(wrong) > 0 {
		return invalid("update", wrong)
	}
	s.touch(x, run)
	s.keep(x)
	return kit.OK(map[string]any{"workflow_session": s.row(x)})
}

// touch marks a session as a client's work and lets its workflow run.
func (s *Service) touch(x *session, run bool) {
	x.touched = s.world.Now()
	if run {
		x.runFrom = x.touched
	}
}

// apply takes over the fields that were sent and collects what is wrong.
func (s *Service) apply(x *session, in fields, wrong problems) {
	set := func(name string, check func(string) string) {
		raw, sent := in[name]
		if !sent {
			return
		}
		value, isText := text(raw)
		if !isText || value == "" {
			wrong[name] = blank
		} else if problem := check(value); problem != "" {
			wrong[name] = problem
		}
	}
	set("workflow_id", func(id string) string {
		n, ok := s.world.Index("nerm-workflow", id)
		if !ok || n >= uint64(len(workflows)) {
			return mustExist
		}
		x.workflow = int(n)
		return ""
	})
	set("requester_id", func(id string) string {
		if !s.known("nerm-user", id, userCount) && !s.known("nerm-profile", id, profileCount) {
			return mustExist
		}
		x.requester = id
		return ""
	})
	set("requester_type", func(kind string) string {
		if !slices.Contains([]string{"User", "NeprofileUser", "NeaccessUser", "NeaccessRegistrant"}, kind) {
			return notListed
		}
		x.requesterType = kind
		return ""
	})
	s.applyProfiles(x, in, wrong)
	s.applyAttributes(x, in["attributes"], wrong)
}

// applyProfiles reads profile_id and profile_ids, which null empties.
func (s *Service) applyProfiles(x *session, in fields, wrong problems) {
	if raw, sent := in["profile_id"]; sent {
		id, isText := text(raw)
		switch {
		case string(raw) == "null":
			x.profile = ""
		case !isText || !s.known("nerm-profile", id, profileCount):
			wrong["profile_id"] = mustExist
		default:
			x.profile = id
		}
	}
	raw, sent := in["profile_ids"]
	if !sent {
		return
	}
	var ids []string
	if list, isText := text(raw); isText { // the documents' own example
		for id := range strings.SplitSeq(list, ",") {
			ids = append(ids, strings.TrimSpace(id))
		}
	} else if json.Unmarshal(raw, &ids) != nil {
		wrong["profile_ids"] = "must be a list"
		return
	}
	if slices.ContainsFunc(ids, func(id string) bool { return !s.known("nerm-profile", id, profileCount) }) {
		wrong["profile_ids"] = mustExist
		return
	}
	x.profiles = ids
}

// applyAttributes merges attributes. Names the product does not know are kept
// as they come; null removes a value.
func (s *Service) applyAttributes(x *session, raw json.RawMessage, wrong problems) {
	if raw == nil {
		return
	}
	var sent map[string]json.RawMessage
	if json.Unmarshal(raw, &sent) != nil {
		wrong["attributes"] = "must be an object"
		return
	}
	for uid, raw := range sent {
		if string(raw) == "null" {
			delete(x.attributes, uid)
			continue
		}
		value, isText := text(raw)
		if !isText {
			wrong[uid] = "must be a string"
			continue
		}
		if a := attributeByUID(uid); a != nil && value != "" {
			problem := a.problem(value)
			if problem == "" {
				value, problem = s.labelled(a, value)
			}
			if problem != "" {
				wrong[uid] = problem
				continue
			}
		}
		x.attributes[uid] = value
	}
}

// problem is what is wrong with a value for the attribute, "" if nothing.
func (a *attribute) problem(value string) string {
	switch a.dataType {
	case "date":
		if _, err := time.Parse(layouts[a.dateFormat], value); err != nil {
			return "must be in the format " + a.dateFormat
		}
	case "drop-down", "radio buttons":
		if !slices.Contains(a.options, value) {
			return notListed
		}
	case "check boxes":
		for part := range strings.SplitSeq(value, ",") {
			if !slices.Contains(a.options, strings.TrimSpace(part)) {
				return notListed
			}
		}
	case "attachment":
		return "must be uploaded as a file"
	}
	return ""
}

// labelled writes the ids of people and profiles, which a write sends, as the
// names that answers have. What is no id is kept as it comes.
func (s *Service) labelled(a *attribute, value string) (out, problem string) {
	kind, _, _ := strings.Cut(a.dataType, " ")
	if kind != "profile" && kind != "owner" && kind != "contributor" {
		return value, ""
	}
	parts := strings.Split(value, ",")
	for i, part := range parts {
		id := strings.TrimSpace(part)
		user, isUser := s.world.Index("nerm-user", id)
		profile, isProfile := s.world.Index("nerm-profile", id)
		switch {
		case kind == "profile" && isProfile && profile < profileCount:
			parts[i] = s.profile(profile).name
		case kind != "profile" && isUser && user < userCount:
			parts[i] = s.user(user).label()
		case idShape.MatchString(id):
			return "", mustExist
		}
	}
	if len(parts) > 1 && !a.multiple {
		return "", "allows one selection only"
	}
	return strings.Join(parts, ","), ""
}

// idShape is what ids look like.
var idShape = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (s *Service) known(kind, id string, count uint64) bool {
	n, ok := s.world.Index(kind, id)
	return ok && n < count
}

// text reads a JSON string.
func text(raw json.RawMessage) (string, bool) {
	var v string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &v) != nil {
		return "", false
	}
	return v, true
}
