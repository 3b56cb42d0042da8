package inbox_test

import (
	"fmt"
	"strings"
	"testing"

	"iscope/api/sandbox/internal/inbox"
	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

func seeded(t *testing.T, clock *spectest.Clock, seed uint64) *tenant {
	world := clock.World(seed)
	service := inbox.New(world)
	return &tenant{Rig: spectest.New(t, service, kit.V3), t: t, clock: clock, world: world, service: service}
}

// TestLineByLine decides an item's lines one at a time: the last one finishes it.
func TestLineByLine(t *testing.T) {
	tn := open(t, kit.V3)
	it := tn.find(fresh(3))
	for i, l := range it.ApprovalItems {
		verb, want := "approve", "Finished"
		if i == 1 {
			verb, want = "reject", "Rejected"
		}
		var got item
		tn.Do("POST", fmt.Sprintf("/work-items/%s/%s/%s", it.ID, verb, l.ID), "").Want(200).Decode(&got)
		if got.ID != it.ID || *got.ApprovalItems[i].State != want {
			t.Fatalf("line %d after %s is %q", i, verb, *got.ApprovalItems[i].State)
		}
		last := i == len(it.ApprovalItems)-1
		if (got.State == "Finished") != last || (got.Completed != nil) != last {
			t.Errorf("after line %d of %d the item is %s, completed %v", i+1, len(it.ApprovalItems), got.State, got.Completed)
		}
		if got.Modified == nil {
			t.Error("a decision does not show in modified")
		}
	}
	if ids(tn.list("/work-items"))[it.ID] {
		t.Error("the finished item is still listed as pending")
	}
	if done := tn.list("/work-items/completed"); done[0].ID != it.ID {
		t.Error("the finished item is not the newest completed one")
	}
}

// TestDecidedTwice: a line is decided once; the second answer says what it became.
func TestDecidedTwice(t *testing.T) {
	tn := open(t, kit.V3)
	it := tn.find(fresh(2))
	approve := fmt.Sprintf("/work-items/%s/approve/%s", it.ID, it.ApprovalItems[0].ID)
	tn.Do("POST", approve, "").Want(200)
	for _, path := range []string{approve, strings.Replace(approve, "approve", "reject", 1)} {
		if text := tn.Do("POST", path, "").Want(400).Text(); !strings.Contains(text, "already") || !strings.Contains(text, "Finished") {
			t.Errorf("second decision: %q", text)
		}
	}
	if s := *tn.item(it.ID).ApprovalItems[0].State; s != "Finished" {
		t.Errorf("the refused rejection changed the line to %s", s)
	}
	tn.Do("POST", "/work-items/bulk-reject/"+it.ID, "").Want(200)
	for _, verb := range []string{"bulk-approve/" + it.ID, it.ID, it.ID + "/approve/" + it.ApprovalItems[1].ID} {
		if text := tn.Do("POST", "/work-items/"+verb, "").Want(400).Text(); !strings.Contains(text, "already") {
			t.Errorf("%s on a finished item: %q", verb, text)
		}
	}
}

// TestBulkTakesTheOpenLinesOnly leaves earlier decisions as they are.
func TestBulkTakesTheOpenLinesOnly(t *testing.T) {
	tn := open(t, kit.V3)
	half := tn.find(func(it item) bool {
		return it.Type == "Approval" && len(it.ApprovalItems) > 2 && !it.ApprovalItems[0].open() && it.ApprovalItems[3].open()
	})
	var got item
	tn.Do("POST", "/work-items/bulk-approve/"+half.ID, "").Want(200).Decode(&got)
	var states []string
	for _, l := range got.ApprovalItems {
		states = append(states, *l.State)
	}
	if text := strings.Join(states, " "); text != "Finished Rejected Finished Finished" {
		t.Errorf("states after bulk approve: %s", text)
	}
	if got.State != "Finished" {
		t.Errorf("the item is %s", got.State)
	}
}

func TestNothingToDecide(t *testing.T) {
	tn := open(t, kit.V3)
	it := tn.find(ofType("Certification"))
	tn.Do("POST", "/work-items/bulk-approve/"+it.ID, "").Want(400)
	tn.Do("POST", "/work-items/"+it.ID+"/approve/"+it.ID, "").Want(404)
	if tn.item(it.ID).State != "Pending" {
		t.Error("a refused decision changed the item")
	}
}

// TestCompleteBodies: what clients send for the optional nullable string.
func TestCompleteBodies(t *testing.T) {
	for body, status := range map[string]int{
		"": 200, "null": 200, `"done by hand"`: 200, "{}": 200, " {} ": 200,
		`{"a":1}`: 400, "[]": 400, "12": 400, "{": 400,
	} {
		tn := open(t, kit.V2025)
		it := tn.find(ofType("ManualAction"))
		got := tn.Bad("POST", "/work-items/"+it.ID, body).Want(status)
		if status != 200 {
			continue
		}
		var after item
		got.Decode(&after)
		if after.State != "Finished" || after.Completed == nil || after.ApprovalItems[0].open() {
			t.Errorf("complete with %q: %s", body, got.Body)
		}
	}
}

// TestCompletingGrantsNothing: the lines of an approval stay undecided.
func TestCompletingGrantsNothing(t *testing.T) {
	tn := open(t, kit.V3)
	it := tn.find(fresh(1))
	tn.Do("POST", "/work-items/"+it.ID, "").Want(200)
	after := tn.item(it.ID)
	if after.State != "Finished" || !after.ApprovalItems[0].open() {
		t.Errorf("state %s, line open %t", after.State, after.ApprovalItems[0].open())
	}
}

func TestForward(t *testing.T) {
	tn := open(t, kit.V3)
	it, to := tn.find(fresh(1)), tn.world.People[3]
	path := "/work-items/" + it.ID + "/forward"
	for name, body := range map[string]string{
		"no body": "", "not JSON": "{", "no target": `{"comment":"x"}`, "no comment": `{"targetOwnerId":"` + to.ID + `"}`,
		"blank comment": `{"targetOwnerId":"` + to.ID + `","comment":"  "}`, "unknown target": `{"targetOwnerId":"nobody","comment":"x"}`,
		"own": `{"targetOwnerId":"` + tn.world.Me.ID + `","comment":"x"}`, "not a flag": `{"targetOwnerId":"` + to.ID + `","comment":"x","sendNotifications":"yes"}`,
	} {
		if got := tn.Bad("POST", path, body); got.Status != 400 {
			t.Errorf("%s: status %d", name, got.Status)
		}
	}
	before := len(tn.list("/work-items?ownerId=" + to.ID))
	tn.Do("POST", path, `{"targetOwnerId":"`+to.ID+`","comment":"yours"}`).Want(200)
	if ids(tn.list("/work-items"))[it.ID] {
		t.Error("the forwarded item is still on the caller's list")
	}
	theirs := tn.list("/work-items?ownerId=" + to.ID)
	if len(theirs) != before+1 || theirs[0].ID != it.ID || theirs[0].OwnerName != to.Name {
		t.Errorf("the new owner's list: %d items, first %s of %s", len(theirs), theirs[0].ID, theirs[0].OwnerName)
	}
	// An administrator still sees it and may take it back.
	tn.Do("POST", path, `{"targetOwnerId":"`+tn.world.Me.ID+`","comment":"back"}`).Want(200)
	if !ids(tn.list("/work-items"))[it.ID] {
		t.Error("the item did not come back")
	}
}

func TestAccountSelection(t *testing.T) {
	tn := open(t, kit.V3)
	nested := tn.find(func(it item) bool { return it.Form != nil && len(it.Form.Sections) == 2 })
	path := "/work-items/" + nested.ID + "/submit-account-selection"
	right := answers(nested)
	if strings.Count(right, ":") != 3 {
		t.Fatalf("the nested form has other selects than expected: %s", right)
	}
	for name, body := range map[string]string{
		"nothing": "{}", "unknown field": strings.Replace(right, "{", `{"Field9":"x",`, 1), "not a choice": `{"Field1":"x","Field2":"y","Field3":"z"}`,
		"a number": strings.Replace(right, "{", `{"Reason":3,`, 1), "no body": "", "a list": "[]",
	} {
		if got := tn.Bad("POST", path, body); got.Status != 400 {
			t.Errorf("%s: status %d: %s", name, got.Status, got.Body)
		}
	}
	var got item
	tn.Do("POST", path, strings.Replace(right, "{", `{"Reason":"on call",`, 1)).Want(200).Decode(&got)
	if got.State != "Finished" {
		t.Errorf("after the selection the item is %s", got.State)
	}
	tn.Do("POST", "/work-items/"+tn.find(fresh(1)).ID+"/submit-account-selection", "{}").Want(400)
}

// TestSummaryAddsUp: counts, summary and lists tell the same.
func TestSummaryAddsUp(t *testing.T) {
	tn := open(t, kit.V3)
	for i := range tn.world.People {
		owner := "?ownerId=" + tn.world.People[i].ID
		var sum struct{ Open, Completed, Total int }
		var openCount, doneCount struct{ Count int }
		tn.Do("GET", "/work-items/summary"+owner, "").Decode(&sum)
		tn.Do("GET", "/work-items/count"+owner, "").Decode(&openCount)
		tn.Do("GET", "/work-items/completed/count"+owner, "").Decode(&doneCount)
		if sum.Open != openCount.Count || sum.Completed != doneCount.Count || sum.Total != sum.Open+sum.Completed ||
			sum.Open != len(tn.list("/work-items"+owner)) {
			t.Fatalf("%s: summary %+v, counts %d and %d", tn.world.People[i].Name, sum, openCount.Count, doneCount.Count)
		}
	}
}

// TestLeaver: somebody who left has a queue to be forwarded.
func TestLeaver(t *testing.T) {
	tn := open(t, kit.V3)
	for i := range tn.world.People {
		if p := &tn.world.People[i]; p.State == "INACTIVE_LONG_TERM" {
			if n := len(tn.list("/work-items?ownerId=" + p.ID)); n != 12 {
				t.Errorf("the leaver has %d items", n)
			}
			return
		}
	}
	t.Fatal("nobody left")
}
