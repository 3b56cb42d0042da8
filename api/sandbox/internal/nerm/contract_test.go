package nerm_test

import (
	"slices"
	"strings"
	"testing"
)

// TestContract runs every operation against the vendor's document.
func TestContract(t *testing.T) {
	tn := open(t)
	tn.NeedDocument()
	for _, query := range []string{"", "?limit=5&offset=3&metadata=true", "?order=status", "?status=pending approval"} {
		for _, x := range tn.list(query) {
			tn.session(x.ID)
		}
	}
	x := tn.list("")[0]
	tn.patch(x.ID, `{"status_uid":"closed","attributes":{"reason":"done"}}`).Want(200)
	tn.Do("PATCH", "/workflow_sessions/"+x.ID+"?run=true", `{"workflow_session":{"requester_type":"User"}}`).Want(200)
	tn.Do("POST", "/workflow_sessions?run=true", `{"workflow_session":{"workflow_id":"`+x.Workflow+`","requester_id":"`+x.Requester+`","requester_type":"User","attributes":{"reason":"new"}}}`).Want(200)

	for _, name := range []string{"users", "profiles", "profile_types", "ne_attributes", "ne_attribute_options", "roles", "user_profiles", "user_roles", "user_managers"} {
		rows := tn.rows(name, "?limit=7&offset=1&metadata=true")
		if len(rows) == 0 {
			t.Errorf("%s is empty", name)
		}
		if name == "user_roles" || name == "user_managers" {
			continue // no path for a single one
		}
		for _, row := range rows {
			tn.Do("GET", "/"+name+"/"+row["id"].(string), "").Want(200)
		}
	}
	types := tn.rows("profile_types", "")
	tn.Do("GET", "/profile_types/"+types[0]["id"].(string)+"/ne_attributes", "").Want(200)
	tn.Do("GET", "/workflow_actions?workflow_id="+x.Workflow, "").Want(200)
	tn.Do("GET", "/job_status?job_id="+tn.world.UUID("nerm-job", 2), "").Want(200)
}

// rows reads a look-up list.
func (tn *tenant) rows(name, query string) []map[string]any {
	tn.t.Helper()
	var out map[string]any
	tn.Do("GET", "/"+name+query, "").Want(200).Decode(&out)
	var rows []map[string]any
	list, _ := out[name].([]any)
	for _, row := range list {
		rows = append(rows, row.(map[string]any))
	}
	return rows
}

// TestLookupFilters: every filter leaves the rows that have the value, and no others.
func TestLookupFilters(t *testing.T) {
	tn := open(t)
	for _, c := range []struct{ list, filter, field string }{
		{"users", "name", "name"}, {"users", "login", "login"}, {"users", "email", "email"}, {"users", "type", "type"},
		{"users", "user_status", "status"}, {"users", "sailpoint_identity_id", "sailpoint_identity_id"},
		{"profiles", "name", "name"}, {"profiles", "profile_type_id", "profile_type_id"}, {"profiles", "status", "status"},
		{"profile_types", "name", "name"}, {"ne_attributes", "data_type", "data_type"}, {"ne_attributes", "label", "label"},
		{"ne_attribute_options", "ne_attribute_id", "ne_attribute_id"},
		{"user_profiles", "user_id", "user_id"}, {"user_profiles", "relationship_type", "relationship_type"},
		{"user_roles", "role_id", "role_id"}, {"user_managers", "manager_id", "manager_id"},
	} {
		all := tn.rows(c.list, "?limit=500")
		want, _ := all[3%len(all)][c.field].(string)
		n := 0
		for _, row := range all {
			if row[c.field] == want {
				n++
			}
		}
		got := tn.rows(c.list, "?limit=500&"+c.filter+"="+strings.NewReplacer(" ", "%20", "&", "%26").Replace(want))
		if want == "" || len(got) != n {
			t.Errorf("%s by %s %q: %d rows, want %d", c.list, c.filter, want, len(got), n)
		}
	}
}

// TestProfilePages: after_id leads through all profiles once; updated_after and
// exclude_attributes do what they say.
func TestProfilePages(t *testing.T) {
	tn := open(t)
	all := tn.rows("profiles", "?limit=500")
	var ids []string
	after := ""
	for len(ids) < len(all) {
		page := tn.rows("profiles", "?limit=50"+after)
		for _, row := range page {
			ids = append(ids, row["id"].(string))
		}
		after = "&after_id=" + ids[len(ids)-1]
	}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != len(all) {
		t.Errorf("%d profiles by after_id, want %d", len(ids), len(all))
	}
	tn.Bad("GET", "/profiles?after_id="+all[len(all)-1]["id"].(string), "").Want(400)
	if row := tn.rows("profiles", "?limit=1&exclude_attributes=true")[0]; row["attributes"] != nil {
		t.Error("attributes in spite of exclude_attributes")
	}
	late := tn.rows("profiles", "?limit=500&updated_after=2026-02-01")
	if len(late) == 0 || len(late) == len(all) {
		t.Errorf("updated_after leaves %d of %d", len(late), len(all))
	}
}

// TestEmptyLists are error bodies, 400 for profiles and 200 for the others.
func TestEmptyLists(t *testing.T) {
	tn := open(t)
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/workflow_sessions?uid=nobody":                {200, "no workflow sessions found"},
		"/workflow_sessions?offset=5000":               {200, "no workflow sessions found"},
		"/profiles?name=Nobody":                        {400, "no profiles found"},
		"/users?name=Nobody":                           {200, "no users found"},
		"/user_roles?user_id=" + tn.world.UUID("x", 1): {200, "no user roles found"},
	} {
		if text := tn.Do("GET", path, "").Want(want.status).Text(); text != want.text {
			t.Errorf("%s: %q", path, text)
		}
	}
}

// TestAttributeKinds: all 14 data types, all date formats, encrypted ones.
func TestAttributeKinds(t *testing.T) {
	tn := open(t)
	seen := map[any]bool{}
	crypt := 0
	for _, row := range tn.rows("ne_attributes", "") {
		seen[row["data_type"]], seen[row["date_format"]], seen[row["type"]] = true, true, true
		if row["crypt"] == true {
			crypt++
		}
	}
	delete(seen, nil)
	if len(seen) != 14+14+6 || crypt < 2 {
		t.Errorf("%d kinds, %d encrypted", len(seen), crypt)
	}
}

// TestTimes: three ways of writing one, none of them RFC 3339 with a Z.
func TestTimes(t *testing.T) {
	tn := open(t)
	texts := []string{
		tn.rows("profiles", "?limit=1")[0]["created_at"].(string),
		tn.rows("ne_attributes", "?limit=1")[0]["created_at"].(string),
		tn.rows("users", "?limit=1")[0]["last_login"].(string),
	}
	for i, sign := range []string{"-05:00", " ", " EST -05:00"} {
		if !strings.Contains(texts[i], sign) || strings.HasSuffix(texts[i], "Z") {
			t.Errorf("time %d: %q", i, texts[i])
		}
	}
}

func TestNotFound(t *testing.T) {
	tn := open(t)
	unknown := "33f072dd-13b4-41e1-8ea0-16f2a59b57c8"
	for _, path := range []string{"/workflow_sessions/", "/users/", "/profiles/", "/roles/", "/ne_attributes/"} {
		if text := tn.Do("GET", path+unknown, "").Want(404).Text(); !strings.Contains(text, "was not found") {
			t.Errorf("%s: %q", path, text)
		}
	}
	tn.Do("PATCH", "/workflow_sessions/"+unknown, `{"workflow_session":{}}`).Want(404)
	tn.Do("GET", "/profile_types/"+unknown+"/ne_attributes", "").Want(404)
	tn.Do("GET", "/job_status?job_id=7", "").Want(400)
	tn.Bad("GET", "/job_status", "").Want(400)
	tn.Do("GET", "/workflow_actions?workflow_id="+unknown, "").Want(200)
	for _, query := range []string{"limit=0", "limit=x", "offset=-1", "metadata=maybe", "order=colour", "status=pending_approval", "status=great", "status=AUTH-STATUS1"} {
		tn.Bad("GET", "/workflow_sessions?"+query, "").Want(400)
	}
}
