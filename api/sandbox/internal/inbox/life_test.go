package inbox_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"iscope/api/sandbox/internal/kit"
	"iscope/api/sandbox/internal/spectest"
)

// TestDeterminism: the same seed, clock and requests give the same answers.
func TestDeterminism(t *testing.T) {
	run := func(seed uint64) string {
		tn := seeded(t, spectest.NewClock(), seed)
		tn.clock.Pass(20 * time.Minute)
		return string(tn.Do("GET", "/work-items", "").Body) + string(tn.Do("GET", "/work-items/completed", "").Body)
	}
	if run(7) != run(7) {
		t.Error("two tenants of one seed differ")
	}
	if run(7) == run(8) {
		t.Error("two seeds give the same tenant")
	}
}

// TestPollingDoesNotChangeFate: asking often or once makes no difference.
func TestPollingDoesNotChangeFate(t *testing.T) {
	once, often := open(t, kit.V3), open(t, kit.V3)
	for range 90 {
		often.clock.Pass(10 * time.Second)
		often.Do("GET", "/work-items/count", "")
	}
	once.clock.Pass(15 * time.Minute)
	if a, b := once.list("/work-items"), often.list("/work-items"); !reflect.DeepEqual(a, b) {
		t.Errorf("lists of %d and %d items differ", len(a), len(b))
	}
}

// TestArrivals: items come every 20 to 40 seconds until there are plenty.
func TestArrivals(t *testing.T) {
	tn := open(t, kit.V3)
	born := ids(tn.list("/work-items"))
	last, arrived := tn.clock.Now(), 0
	for range 4 * 60 { // four minutes: before anybody else decides
		tn.clock.Pass(time.Second)
		newest := tn.list("/work-items?limit=1")[0]
		if born[newest.ID] {
			continue
		}
		born[newest.ID] = true
		at, err := time.Parse(time.RFC3339, newest.Created)
		if err != nil {
			t.Fatal(err)
		}
		if gap := at.Sub(last); arrived > 0 && (gap < 20*time.Second || gap > 40*time.Second) {
			t.Errorf("a gap of %s", gap)
		}
		last, arrived = at, arrived+1
	}
	if arrived < 6 || arrived > 12 {
		t.Errorf("%d arrivals in four minutes", arrived)
	}
	tn.clock.Pass(72 * time.Hour)
	if n := len(tn.list("/work-items")); n > 42+12 {
		t.Errorf("after three days alone %d items are open", n)
	}
}

// TestOthersDecide: now and then, and never so often as to confuse, somebody
// else decides an old access request; a tenant left alone keeps its items.
func TestOthersDecide(t *testing.T) {
	tn := open(t, kit.V3)
	was := len(tn.list("/work-items/completed"))
	var moments []time.Time
	for range 40 * 6 {
		tn.clock.Pass(10 * time.Second)
		n := count(tn)
		if n == was {
			continue
		}
		if n != was+1 {
			t.Fatalf("%d items decided at once", n-was)
		}
		was = n
		newest := tn.list("/work-items/completed?limit=1")[0]
		if newest.State != "Finished" || newest.Completed == nil {
			t.Fatalf("an item decided by somebody else is %s, completed %v", newest.State, newest.Completed)
		}
		at, err := time.Parse(time.RFC3339, *newest.Completed)
		if err != nil {
			t.Fatal(err)
		}
		moments = append(moments, at)
	}
	if len(moments) < 3 {
		t.Fatalf("%d decisions by others in 40 minutes", len(moments))
	}
	for i := range moments[1:] {
		if gap := moments[i+1].Sub(moments[i]); gap < 3*time.Minute {
			t.Errorf("decisions %s apart", gap)
		}
	}
	tn.clock.Pass(30 * 24 * time.Hour)
	if n := len(tn.list("/work-items")); n < 30 {
		t.Errorf("after a month alone %d items are left", n)
	}
}

func count(tn *tenant) int {
	var c struct{ Count int }
	tn.Do("GET", "/work-items/completed/count", "").Decode(&c)
	return c.Count
}

// TestPokes: each does its one thing, and what it must not find is an error.
func TestPokes(t *testing.T) {
	tn := open(t, kit.V3)

	it := tn.find(fresh(2))
	tn.poke("decide-as-other", map[string]string{"id": it.ID, "line": it.ApprovalItems[1].ID, "verdict": "reject"})
	after := tn.item(it.ID)
	if after.ApprovalItems[0].open() != true || *after.ApprovalItems[1].State != "Rejected" || after.State != "Pending" {
		t.Errorf("decide-as-other on a line: %+v", after.ApprovalItems)
	}
	tn.poke("decide-as-other", map[string]string{"id": it.ID})
	if tn.item(it.ID).State != "Finished" {
		t.Error("decide-as-other left the item open")
	}

	it = tn.find(fresh(1))
	tn.poke("change-item", map[string]string{"id": it.ID, "value": "SAP_ALL"})
	if v := tn.item(it.ID).ApprovalItems[0].Value; v == nil || *v != "SAP_ALL" {
		t.Errorf("change-item wrote %v", v)
	}
	form := tn.find(ofType("Form"))
	tn.poke("change-item", map[string]string{"id": form.ID, "field": "Field1", "value": form.fields()["Field1"].choices()[1]})
	if v := tn.item(form.ID).fields()["Field1"].Value; v == nil || *v != form.fields()["Field1"].choices()[1] || form.fields()["Field1"].Value != nil {
		t.Errorf("change-item suggests %v", v)
	}
	for _, args := range []map[string]string{{"id": form.ID, "field": "Field9"}, {"field": "Field9"}} {
		if err := tn.service.Poke("change-item", args); err == nil {
			t.Errorf("change-item of a field that is not there: %v", args)
		}
	}
	plain := tn.find(ofType("Certification"))
	tn.poke("change-item", map[string]string{"id": plain.ID})
	if tn.item(plain.ID).Description == plain.Description {
		t.Error("change-item left an item without lines as it was")
	}

	tn.poke("new-item", map[string]string{"type": "ManualAction"})
	if got := tn.list("/work-items?limit=1")[0]; got.Type != "ManualAction" {
		t.Errorf("new-item made a %s", got.Type)
	}
	tn.poke("new-item", map[string]string{"owner": tn.world.People[100].ID})
	if n := len(tn.list("/work-items?ownerId=" + tn.world.People[100].ID)); n != 1 {
		t.Errorf("new-item for another owner: %d items", n)
	}

	tn.poke("change-owner", map[string]string{"id": it.ID})
	if got := tn.item(it.ID); got.OwnerID == it.OwnerID || ids(tn.list("/work-items"))[it.ID] {
		t.Error("change-owner left the item with the caller")
	}

	for name, args := range map[string]map[string]string{
		"decide-as-other": {"verdict": "maybe"}, "change-item": {"id": "x"}, "new-item": {"type": "Nonsense"}, "change-owner": {"owner": "x"},
	} {
		if err := tn.service.Poke(name, args); err == nil || errors.Is(err, kit.ErrUnknownPoke) {
			t.Errorf("%s %v: error %v", name, args, err)
		}
	}
	if err := tn.service.Poke("sing", nil); !errors.Is(err, kit.ErrUnknownPoke) {
		t.Errorf("an unknown poke: %v", err)
	}
}

// TestAnswersAreCopies: an answer is marshalled after the service was released,
// so a later decision must not show in it.
func TestAnswersAreCopies(t *testing.T) {
	tn := open(t, kit.V3)
	it := tn.find(fresh(2))
	route := tn.service.Routes()[5]
	tn.poke("change-item", map[string]string{"id": it.ID})
	if route.Path != "/work-items/{id}" || route.Method != "GET" {
		t.Fatal("the routes are in another order")
	}
	r := &kit.Request{Vars: map[string]string{"id": it.ID}, Gen: kit.V3}
	first := route.Handle(r)
	before := spectest.Marshal(t, first)
	tn.poke("decide-as-other", map[string]string{"id": it.ID})
	if after := spectest.Marshal(t, first); after != before {
		t.Errorf("the answer changed:\n%s\n%s", before, after)
	}
}
