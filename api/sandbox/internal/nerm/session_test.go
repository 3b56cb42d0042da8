package nerm_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestManyStatuses: the sessions of a new tenant show what there is.
func TestManyStatuses(t *testing.T) {
	for seed := range uint64(3) {
		seen, shapes := map[string]bool{}, map[string]int{}
		all := sized(t, seed, 40).list("")
		for _, x := range all {
			seen[x.Status] = true
			seen[x.Workflow] = true
			shapes[fmt.Sprintf("%T", x.Profiles)]++
			if len(x.UID) != 32 || len(x.Attributes) == 0 {
				t.Errorf("uid %q, %d attributes", x.UID, len(x.Attributes))
			}
		}
		if len(all) != 40 || len(seen) < 30+6 {
			t.Errorf("seed %d: %d sessions, %d statuses and workflows", seed, len(all), len(seen))
		}
		if shapes["[]interface {}"] == 0 || shapes["string"] == 0 || shapes["<nil>"] == 0 {
			t.Errorf("seed %d: shapes of profile_ids %v", seed, shapes)
		}
	}
}

// TestFilters holds each filter against one of our own over all sessions.
func TestFilters(t *testing.T) {
	tn := open(t)
	all := tn.list("")
	batch := all[slices.IndexFunc(all, func(x session) bool { return x.Profiles != nil })]
	member := ""
	switch ids := batch.Profiles.(type) {
	case string:
		member, _, _ = strings.Cut(ids, ",")
	case []any:
		member = ids[0].(string)
	}
	for query, fits := range map[string]func(session) bool{
		"uid=" + all[5].UID:                func(x session) bool { return x.UID == all[5].UID },
		"workflow_id=" + all[0].Workflow:   func(x session) bool { return x.Workflow == all[0].Workflow },
		"requester_id=" + all[0].Requester: func(x session) bool { return x.Requester == all[0].Requester },
		"profile_id=" + member: func(x session) bool {
			return x.Profile == member || strings.Contains(fmt.Sprint(x.Profiles), member)
		},
		"status=pending approval": func(x session) bool { return x.Status == "pending_approval" },
		"status=un assigned":      func(x session) bool { return x.Status == "un_assigned" },
		"status=pending courion_extend&workflow_id=" + all[0].Workflow: func(x session) bool {
			return x.Status == "pending_courion_extend" && x.Workflow == all[0].Workflow
		},
	} {
		var want, got []string
		for _, x := range all {
			if fits(x) {
				want = append(want, x.ID)
			}
		}
		for _, x := range tn.list("?" + query) {
			got = append(got, x.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d sessions, want %d", query, len(got), len(want))
		}
	}
}

func TestPagesAndOrder(t *testing.T) {
	tn := sized(t, 7, 250)
	if n := len(tn.list("")); n != 100 {
		t.Errorf("%d sessions without a limit", n)
	}
	seen := map[string]bool{}
	for offset := 0; offset < 250; offset += 60 {
		query := "?limit=60"
		if offset > 0 {
			query += "&offset=" + strconv.Itoa(offset)
		}
		for _, x := range tn.list(query) {
			seen[x.ID] = true
		}
	}
	if len(seen) != 250 {
		t.Errorf("%d sessions in pages", len(seen))
	}
	byStatus := func(a, b session) int { return strings.Compare(a.Status, b.Status) }
	if list := tn.list("?order=status&limit=250"); !slices.IsSortedFunc(list, byStatus) {
		t.Error("order=status does not order")
	}
	oldest, newest := tn.list("?order=created_at&limit=1"), tn.list("?order=created_at desc&limit=1")
	if newest[0].ID != tn.list("?limit=1")[0].ID || oldest[0].ID == newest[0].ID {
		t.Error("order=created_at does not order")
	}
	var out struct {
		Meta struct {
			Limit, Offset, Total int
			Next, Previous       string
		} `json:"_metadata"`
	}
	tn.Do("GET", "/workflow_sessions?limit=60&offset=60&metadata=true", "").Decode(&out)
	if m := out.Meta; m.Total != 250 || m.Limit != 60 || m.Offset != 60 || !strings.Contains(m.Next, "offset=120") || strings.Contains(m.Previous, "offset") {
		t.Errorf("metadata %+v", m)
	}
}

// TestStatusUID: the documented name is ignored in silence, the real one works.
func TestStatusUID(t *testing.T) {
	tn := open(t)
	x := tn.find(func(x session) bool { return x.Status == "pending_approval" })
	if got := one(tn.patch(x.ID, `{"status":"closed"}`)); got.Status != "pending_approval" {
		t.Errorf("status was honoured: %s", got.Status)
	}
	if got := one(tn.patch(x.ID, `{"status":"failed","status_uid":"closed"}`)); got.Status != "closed" {
		t.Errorf("status_uid was not honoured: %s", got.Status)
	}
	if got := tn.session(x.ID); got.Status != "closed" || got.UID != x.UID {
		t.Errorf("after the change: %+v", got)
	}
	for _, bad := range []string{`"pending approval"`, `"great"`, `7`, `null`} {
		if errs := problems(tn.patch(x.ID, `{"status_uid":`+bad+`}`)); errs["status_uid"] == "" {
			t.Errorf("status_uid %s: %v", bad, errs)
		}
	}
}

// TestPatchChangesOnlyWhatIsSent.
func TestPatchChangesOnlyWhatIsSent(t *testing.T) {
	tn := open(t)
	x := tn.find(func(x session) bool {
		return len(x.Attributes) > 2 && x.Attributes["reason"] != "" && x.Status != "processing"
	})
	got := one(tn.patch(x.ID, `{"attributes":{"reason":"in plain words","unknown_uid":"kept"}}`))
	if got.Attributes["reason"] != "in plain words" || got.Attributes["unknown_uid"] != "kept" || len(got.Attributes) != len(x.Attributes)+1 {
		t.Errorf("attributes %v", got.Attributes)
	}
	if got.Status != x.Status || got.Workflow != x.Workflow || got.Requester != x.Requester || fmt.Sprint(got.Profiles) != fmt.Sprint(x.Profiles) {
		t.Errorf("other fields changed: %+v", got)
	}
	got = one(tn.Bad("PATCH", "/workflow_sessions/"+x.ID, `{"workflow_session":{"attributes":{"unknown_uid":null},"profile_id":null}}`))
	if _, still := got.Attributes["unknown_uid"]; still || got.Profile != "" {
		t.Errorf("null did not empty: %+v", got)
	}
	a, b := tn.world.UUID("nerm-profile", 50), tn.world.UUID("nerm-profile", 51)
	got = one(tn.patch(x.ID, `{"profile_ids":["`+a+`","`+b+`"],"profile_id":"`+a+`","requester_type":"NeprofileUser"}`))
	if !strings.Contains(fmt.Sprint(got.Profiles), b) || got.Profile != a || got.RequesterType != "NeprofileUser" {
		t.Errorf("profiles %v and %s", got.Profiles, got.Profile)
	}
	got = one(tn.Bad("PATCH", "/workflow_sessions/"+x.ID, `{"workflow_session":{"profile_ids":"`+b+`"}}`))
	if strings.Contains(fmt.Sprint(got.Profiles), a) {
		t.Errorf("profiles as one string: %v", got.Profiles)
	}
}

// TestValidation: what is wrong is said beside the field's name, and nothing changes.
func TestValidation(t *testing.T) {
	tn := open(t)
	x := tn.list("")[0]
	errs := problems(tn.Bad("PATCH", "/workflow_sessions/"+x.ID, `{"workflow_session":{"workflow_id":"nope","requester_id":"","requester_type":"King",
		"profile_id":"nope","profile_ids":["nope"],"attributes":{"contract_end":"2026-12-24","site":"Atlantis","access_needed":"badge, spaceship","cv":"file","reason":7}}}`))
	for field, want := range map[string]string{
		"workflow_id": "must exist", "requester_id": "can't be blank", "requester_type": "is not included in the list", "profile_id": "must exist",
		"profile_ids": "must exist", "contract_end": "must be in the format mm/dd/yyyy", "site": "is not included in the list",
		"access_needed": "is not included in the list", "cv": "must be uploaded as a file", "reason": "must be a string",
	} {
		if errs[field] != want {
			t.Errorf("%s: %q, want %q", field, errs[field], want)
		}
	}
	if got := tn.session(x.ID); fmt.Sprint(got) != fmt.Sprint(x) {
		t.Errorf("a refused change took: %+v", got)
	}
	for name, body := range map[string]string{"cut": `{"workflow_session":`, "bare": `{"status_uid":"closed"}`, "empty": ``, "a list": `[]`, "not an object": `{"workflow_session":{"attributes":[]}}`} {
		if got := tn.Bad("PATCH", "/workflow_sessions/"+x.ID, body); got.Status != 400 || got.Text() == "" {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	tn.Bad("PATCH", "/workflow_sessions/"+x.ID+"?run=perhaps", `{"workflow_session":{}}`).Want(400)
}

func TestCreate(t *testing.T) {
	tn := open(t)
	errs := problems(tn.Bad("POST", "/workflow_sessions", `{"workflow_session":{"requester_type":"User"}}`))
	if errs["workflow_id"] != "can't be blank" || errs["requester_id"] != "can't be blank" || errs["requester_type"] != "" {
		t.Errorf("errors %v", errs)
	}
	x := tn.list("")[0]
	body := `{"workflow_session":{"workflow_id":"` + x.Workflow + `","requester_id":"` + x.Requester + `","requester_type":"NeaccessUser","status":"closed","attributes":{"reason":"new"}}}`
	made := one(tn.Bad("POST", "/workflow_sessions", body))
	if made.Status != "new" || made.Attributes["reason"] != "new" || made.ID == x.ID {
		t.Errorf("created %+v", made)
	}
	if newest := tn.list("?limit=1")[0]; newest.ID != made.ID {
		t.Error("the new session is not the newest")
	}
	if got := tn.session(made.ID); fmt.Sprint(got) != fmt.Sprint(made) {
		t.Errorf("read back %+v", got)
	}
}

// TestRun: the workflow of a session goes on by the clock to its end.
func TestRun(t *testing.T) {
	tn := open(t)
	x := tn.find(func(x session) bool { return x.Status == "failed" })
	run := func() string { return tn.session(x.ID).Status }
	if got := one(tn.Do("PATCH", "/workflow_sessions/"+x.ID+"?run=true", `{"workflow_session":{"attributes":{"reason":"again"}}}`)); got.Status != "processing" {
		t.Errorf("a session that runs is %s", got.Status)
	}
	var phases []string
	for range 20 {
		tn.clock.Pass(time.Second)
		if s := run(); len(phases) == 0 || phases[len(phases)-1] != s {
			phases = append(phases, s)
		}
	}
	if len(phases) != 4 || phases[0] != "processing" || phases[2] != "completed" || phases[3] != "closed" {
		t.Errorf("phases %v", phases)
	}
	// A status given by hand stops it.
	tn.Do("PATCH", "/workflow_sessions/"+x.ID+"?run=true", `{"workflow_session":{}}`).Want(200)
	tn.patch(x.ID, `{"status_uid":"pending_review"}`).Want(200)
	tn.clock.Pass(20 * time.Second)
	if s := run(); s != "pending_review" {
		t.Errorf("a stopped session went on to %s", s)
	}
}

// TestPeopleAreSentAsIDs: what a write sends as ids is answered as names, one
// or several; ids of nobody are refused.
func TestPeopleAreSentAsIDs(t *testing.T) {
	tn := open(t)
	x := tn.list("")[0]
	users, profiles := tn.rows("users", "?limit=3"), tn.rows("profiles", "?limit=3")
	user := func(i int) (id, label string) {
		return users[i]["id"].(string), users[i]["name"].(string) + " (" + users[i]["email"].(string) + ")"
	}
	profile := func(i int) (id, name string) { return profiles[i]["id"].(string), profiles[i]["name"].(string) }
	u0, l0 := user(0)
	u1, l1 := user(1)
	p0, n0 := profile(0)
	p1, n1 := profile(1)
	tn.patch(x.ID, `{"attributes":{"sponsor":"`+u0+`","line_contacts":"`+u0+`, `+u1+`","employer":"`+p0+`","assignments":"`+p0+`,`+p1+`","buddy":"Somebody (else@x)"}}`).Want(200)
	got := tn.session(x.ID).Attributes
	for uid, want := range map[string]string{"sponsor": l0, "line_contacts": l0 + "," + l1, "employer": n0, "assignments": n0 + "," + n1, "buddy": "Somebody (else@x)"} {
		if got[uid] != want {
			t.Errorf("%s is %q, want %q", uid, got[uid], want)
		}
	}
	wrong := problems(tn.patch(x.ID, `{"attributes":{"sponsor":"`+p0+`","employer":"`+u0+`","buddy":"`+u0+`,`+u1+`"}}`))
	if len(wrong) != 3 || wrong["sponsor"] != "must exist" || wrong["employer"] != "must exist" || wrong["buddy"] == "" {
		t.Errorf("complaints %q", wrong)
	}
	if again := tn.session(x.ID).Attributes; again["sponsor"] != l0 {
		t.Errorf("a refused write took: %q", again["sponsor"])
	}
}
