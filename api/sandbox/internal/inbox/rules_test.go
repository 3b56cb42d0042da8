package inbox_test

import (
	"fmt"
	"reflect"
	"slices"
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
		"a number": strings.Replace(right, "{", `{"Reason":3,`, 1), "no body": "", "a list": "[]", "neither yes nor no": strings.Replace(right, "{", `{"Notify":"maybe",`, 1),
	} {
		if got := tn.Bad("POST", path, body); got.Status != 400 {
			t.Errorf("%s: status %d: %s", name, got.Status, got.Body)
		}
	}
	var got item
	tn.Do("POST", path, strings.Replace(right, "{", `{"Reason":"on call",`, 1)).Want(200).Decode(&got)
	if got.State != "Finished" || got.Completed == nil || got.Modified == nil {
		t.Errorf("after the selection the item is %s, completed %v", got.State, got.Completed)
	}
	tn.Do("POST", "/work-items/"+tn.find(fresh(1)).ID+"/submit-account-selection", "{}").Want(400)
	for _, it := range []item{got, tn.item(nested.ID)} {
		if f := it.fields(); *f["Reason"].Value != "on call" || *f["Field3"].Value != nested.fields()["Field3"].choices()[0] || f["Notify"].Value != nil {
			t.Errorf("the answers are not in the form: %+v", f)
		}
	}
	if done := tn.list("/work-items/completed"); done[0].ID != nested.ID || ids(tn.list("/work-items"))[nested.ID] {
		t.Error("the finished selection is not the newest completed item")
	}
	if text := tn.Do("POST", path, right).Want(400).Text(); !strings.Contains(text, "already Finished") {
		t.Errorf("a second selection: %q", text)
	}
	tn.Bad("POST", "/work-items/"+strings.Repeat("0", 32)+"/submit-account-selection", right).Want(404)
}

// TestRefusedSelectionChangesNothing: what was refused left no trace.
func TestRefusedSelectionChangesNothing(t *testing.T) {
	tn := open(t, kit.V3)
	before := tn.find(ofType("Form"))
	tn.Bad("POST", "/work-items/"+before.ID+"/submit-account-selection", `{"Field1":"x"}`).Want(400)
	if after := tn.item(before.ID); !reflect.DeepEqual(before, after) {
		t.Errorf("the item changed:\n%+v\n%+v", before, after)
	}
}

// TestFormsToFillIn: a newcomer finds a single choice, one with more sections
// than one, one with a text, and finished ones with their answers.
func TestFormsToFillIn(t *testing.T) {
	for seed := range uint64(5) {
		tn := seeded(t, spectest.NewClock(), seed)
		single, nested, finished := 0, 0, 0
		for _, it := range tn.list("/work-items") {
			if it.Form == nil {
				continue
			}
			f := it.fields()
			switch _, text := f["Reason"]; {
			case len(f) == 1 && len(f["Field1"].choices()) > 1:
				single++
			case text && len(f) == 5 && len(it.Form.Sections) == 2 && len(f["Field3"].AllowedValuesList) > 1:
				nested++
			default:
				t.Errorf("seed %d: another form: %+v", seed, f)
			}
		}
		for _, it := range tn.list("/work-items/completed") {
			if it.Form == nil {
				continue
			}
			finished++
			for name, f := range it.fields() {
				if answered := f.Value != nil; answered != (it.State == "Finished" && len(f.choices()) > 0) {
					t.Errorf("seed %d: field %s of a %s item is answered: %v", seed, name, it.State, answered)
				}
			}
		}
		if single == 0 || nested == 0 || finished == 0 {
			t.Errorf("seed %d: %d single, %d nested, %d finished forms", seed, single, nested, finished)
		}
	}
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
			if n := len(tn.list("/work-items?ownerId=" + p.ID)); n != 40 || p.Active {
				t.Errorf("the leaver has %d items, is active: %v", n, p.Active)
			}
			if it := tn.find(ofType("Event")); !strings.Contains(it.Description, p.Name) {
				t.Errorf("nothing leads to %s: %q", p.Name, it.Description)
			}
			return
		}
	}
	t.Fatal("nobody left")
}

// TestLeaverRun: an administrator gives away all that somebody left behind, to
// two people, and decides one of the items of another owner.
func TestLeaverRun(t *testing.T) {
	for _, gen := range kit.NotBeta {
		tn := open(t, gen)
		gone := slices.IndexFunc(tn.world.People, func(p kit.Person) bool { return p.State == "INACTIVE_LONG_TERM" })
		of := func(i int) string { return "/work-items?ownerId=" + tn.world.People[i].ID }
		heirs := [2]int{30, 31}
		had := [2]int{len(tn.list(of(heirs[0]))), len(tn.list(of(heirs[1])))}
		for i, it := range tn.list(of(gone)) {
			to := tn.world.People[heirs[i%2]]
			tn.Do("POST", "/work-items/"+it.ID+"/forward", `{"targetOwnerId":"`+to.ID+`","comment":"took over","sendNotifications":true}`).Want(200)
			if now := tn.item(it.ID); now.OwnerID != to.ID || now.OwnerName != to.Name || now.State != "Pending" || now.Description != it.Description {
				t.Fatalf("%s: forwarded to %s: %+v", gen, to.Name, now)
			}
		}
		if n := len(tn.list(of(gone))); n != 0 {
			t.Errorf("%s: %d items are left", gen, n)
		}
		for i, heir := range heirs {
			if n := len(tn.list(of(heir))); n != had[i]+20 {
				t.Errorf("%s: heir %d has %d items, had %d", gen, i, n, had[i])
			}
		}
		theirs := tn.list(of(heirs[0]))
		i := slices.IndexFunc(theirs, fresh(1))
		if i < 0 {
			t.Fatalf("%s: nothing to approve", gen)
		}
		tn.Do("POST", "/work-items/bulk-approve/"+theirs[i].ID, "").Want(200)
	}
}
