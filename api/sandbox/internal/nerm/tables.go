package nerm

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"iscope/api/sandbox/internal/kit"
)

// singulars are the lists that are served, and what a single record of each is
// called; "" where there is no path for one.
var singulars = map[string]string{
	"users": "user", "profiles": "profile", "profile_types": "profile_type", "ne_attributes": "ne_attribute",
	"ne_attribute_options": "ne_attribute_option", "roles": "role", "user_profiles": "user_profile", "user_roles": "", "user_managers": "",
}

func (s *Service) makeLookups() []*lookup {
	return []*lookup{
		{name: "users", title: "User", empty: http.StatusOK, rows: s.users(),
			filters: []string{"name", "login", "title", "user_status", "type", "email", "sailpoint_identity_id"}},
		{name: "profiles", title: "Profile", empty: http.StatusBadRequest, rows: s.profiles(), cursor: true,
			filters: []string{"name", "profile_type_id", "status"}},
		{name: "profile_types", title: "Profile type", empty: http.StatusOK, rows: s.profileTypes(),
			filters: []string{"name", "archived"}},
		{name: "ne_attributes", title: "Attribute", empty: http.StatusOK, rows: s.attributeRows(),
			filters: []string{"label", "data_type"}},
		{name: "ne_attribute_options", title: "Attribute option", empty: http.StatusOK, rows: s.optionRows(),
			filters: []string{"ne_attribute_id"}},
		{name: "roles", title: "Role", empty: http.StatusOK, rows: s.roles(), filters: []string{"type"}},
		{name: "user_profiles", title: "User profile", empty: http.StatusOK, rows: s.userProfiles(),
			filters: []string{"user_id", "ne_attribute_id", "profile_id", "relationship_type"}},
		{name: "user_roles", empty: http.StatusOK, rows: s.userRoles(), filters: []string{"user_id", "role_id"}},
		{name: "user_managers", empty: http.StatusOK, rows: s.userManagers(), filters: []string{"user_id", "manager_id"}},
	}
}

// made builds a record whose text fields are its keys; more adds keys.
func made(body map[string]any, more map[string]string) record {
	keys := map[string]string{}
	for k, v := range body {
		if text, ok := v.(string); ok {
			keys[k] = text
		}
	}
	maps.Copy(keys, more)
	return record{body, keys}
}

func (s *Service) users() []record {
	var out []record
	for n := range uint64(userCount) {
		u := s.user(n)
		r := s.world.Rand("nerm user", n)
		status := kit.Pick(r, []string{"Active", "Active", "Active", "Pending", "Disabled"})
		if n == 0 {
			status = "Active"
		}
		body := map[string]any{
			"id": u.id, "uid": fmt.Sprintf("user%d", n), "name": u.name, "email": u.email, "type": u.kind, "status": status,
			"login": strings.SplitN(u.email, "@", 2)[0], "last_login": wordyTime(s.world.Start.Add(-time.Duration(r.Int64N(int64(40 * 24 * time.Hour))))),
			"preferred_language": "en", "locale": "en", "group_strings": roleNames[n%uint64(len(roleNames))],
		}
		if u.person != nil {
			body["title"], body["sailpoint_identity_id"] = u.person.Title, u.person.ID
		}
		out = append(out, made(body, map[string]string{"user_status": status}))
	}
	return out
}

func (s *Service) profiles() []record {
	var out []record
	for n := range uint64(profileCount) {
		p, r := s.profile(n), s.world.Rand("nerm profile attributes", n)
		values := map[string]string{"Non-Employee Profile ID": fmt.Sprintf("NE-%05d", 10000+n)}
		for i := range attributes {
			if a := &attributes[i]; r.IntN(3) > 0 {
				if v := s.value(r, a, p); v != "" {
					values[a.uid] = v
				}
			}
		}
		updated := p.since.Add(time.Duration(r.Int64N(int64(s.world.Start.Sub(p.since)))))
		body := map[string]any{
			"id": p.id, "uid": fmt.Sprintf("profile%04d", n), "name": p.name, "profile_type_id": s.world.UUID("nerm-profile-type", uint64(p.kind)),
			"status": p.status, "id_proofing_status": kit.Pick(r, []string{"pending", "pass", "pass", "fail"}),
			"created_at": offsetTime(p.since), "updated_at": offsetTime(updated), "attributes": values,
		}
		out = append(out, made(body, nil))
	}
	return out
}

func (s *Service) profileTypes() []record {
	var out []record
	for i, k := range profileKinds {
		id := s.world.UUID("nerm-profile-type", uint64(i))
		naming := map[string]any{"id": s.world.UUID("nerm-naming", uint64(i)), "uid": k.uid + "-name", "profile_type_id": id,
			"ne_attribute_id": s.world.UUID("nerm-attribute", 1), "order": 0}
		out = append(out, made(map[string]any{
			"id": id, "uid": k.uid, "name": k.name, "category": k.category, "bypass_dup_protection": i > 2, "archived": false,
			"permitted_role_ids": []string{s.world.UUID("nerm-role", 0), s.world.UUID("nerm-role", 2)}, "isc_synced": i < 2,
			"profile_type_dup_attributes": []any{}, "profile_type_namings": []any{naming},
		}, map[string]string{"archived": "false"}))
	}
	return out
}

func (s *Service) attributeRows() []record {
	var out []record
	for i := range attributes {
		a := &attributes[i]
		since := s.world.Start.AddDate(-2, 0, -i)
		body := map[string]any{
			"id": s.world.UUID("nerm-attribute", uint64(i)), "uid": a.uid, "label": a.label, "description": a.label, "tool_tip": a.tip,
			"crypt": a.crypt, "archived": false, "created_at": spacedTime(since), "updated_at": wordyTime(since.AddDate(0, 3, 0)),
			"selectable_status": "Active", "ownership_driven": false, "allow_multiple_selections": a.multiple,
			"filtered_by_ne_attribute": false, "data_type": a.dataType, "type": a.class(),
		}
		if a.dateFormat != "" {
			body["date_format"] = a.dateFormat
		}
		out = append(out, made(body, nil))
	}
	return out
}

func (s *Service) optionRows() []record {
	var out []record
	for i := range attributes {
		for k, text := range attributes[i].options {
			out = append(out, made(map[string]any{
				"id": s.world.UUID("nerm-option", uint64(i*100+k)), "uid": attributes[i].uid + "-" + strconv.Itoa(k),
				"ne_attribute_id": s.world.UUID("nerm-attribute", uint64(i)), "option": text,
			}, nil))
		}
	}
	return out
}

func (s *Service) roles() []record {
	var out []record
	for i, name := range roleNames {
		kind := "NeprofileRole"
		if name == "Portal Users" {
			kind = "NeaccessRole"
		}
		out = append(out, made(map[string]any{
			"id": s.world.UUID("nerm-role", uint64(i)), "uid": strings.ToLower(strings.ReplaceAll(name, " ", "_")), "name": name,
			"groups": []string{name},
		}, map[string]string{"type": kind}))
	}
	return out
}

func (s *Service) userProfiles() []record {
	var out []record
	sponsor := uint64(slices.IndexFunc(attributes, func(a attribute) bool { return a.uid == "sponsor" }))
	for n := range uint64(profileCount) {
		kind := []string{"owner", "contributor"}[n%4/3]
		out = append(out, made(map[string]any{
			"id": s.world.UUID("nerm-user-profile", n), "uid": fmt.Sprintf("up%d", n), "user_id": s.world.UUID("nerm-user", n*7%(userCount-portalUsers)),
			"profile_id": s.world.UUID("nerm-profile", n), "ne_attribute_id": s.world.UUID("nerm-attribute", sponsor), "relationship_type": kind,
		}, nil))
	}
	return out
}

func (s *Service) userRoles() []record {
	var out []record
	for n := range uint64(userCount) {
		out = append(out, made(map[string]any{
			"id": s.world.UUID("nerm-user-role", n), "uid": fmt.Sprintf("ur%d", n),
			"user_id": s.world.UUID("nerm-user", n), "role_id": s.world.UUID("nerm-role", n%uint64(len(roleNames))),
		}, nil))
	}
	return out
}

func (s *Service) userManagers() []record {
	var out []record
	for n := range uint64(userCount - 1) {
		out = append(out, made(map[string]any{
			"id": s.world.UUID("nerm-user-manager", n), "uid": fmt.Sprintf("um%d", n),
			"user_id": s.world.UUID("nerm-user", n+1), "manager_id": s.world.UUID("nerm-user", n/5),
		}, nil))
	}
	return out
}
