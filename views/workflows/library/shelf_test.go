package library

import (
	"slices"
	"testing"

	"iscope/api"
)

func ids(items []api.LibraryItem) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.ID)
	}
	return out
}

// TestShelfReadsAllPages pins that the whole library is read, once, and sorted by
// name.
func TestShelfReadsAllPages(t *testing.T) {
	f := newTenant()
	f.perPage = 2
	s := newStage(t, f)
	if s.shelf.Complete() || s.shelf.Reading(Actions) {
		t.Fatal("it is there before it was read")
	}
	s.do(s.shelf.Ensure())
	if got := ids(s.shelf.Items(Actions)); !slices.Equal(got, []string{"sp:http", "sp:http-basic", "sp:old-mail", "sp:send-email", "sp:unlock"}) {
		t.Errorf("%q", got)
	}
	if !s.shelf.Complete() || s.shelf.Reading(Actions) || len(s.shelf.Items(Operators)) != 1 || len(s.shelf.Items(Triggers)) != 2 {
		t.Error("something is missing")
	}
	n := len(f.requests)
	if s.do(s.shelf.Ensure()); len(f.requests) != n || n != 3+1+1 {
		t.Errorf("%d requests, then %d", n, len(f.requests))
	}
	v := s.shelf.Version()
	if s.do(s.shelf.Read()); len(f.requests) != 2*n || s.shelf.Version() <= v {
		t.Errorf("%d requests after reading again", len(f.requests))
	}
}

// TestLookup pins which list an id is looked for in.
func TestLookup(t *testing.T) {
	s := newStage(t, newTenant())
	s.do(s.shelf.Ensure())
	for name, c := range map[string]struct {
		look func(string) (api.LibraryItem, bool)
		has  string
		not  string
	}{
		"action":   {s.shelf.Action, "sp:http", "sp:compare-strings"},
		"operator": {s.shelf.Operator, "sp:compare-strings", "sp:http"},
		"trigger":  {s.shelf.Trigger, "idn:scheduled", "sp:http"},
		"step":     {s.shelf.Step, "sp:compare-strings", "idn:scheduled"},
		"step too": {s.shelf.Step, "sp:http", "nothing"},
	} {
		if it, ok := c.look(c.has); !ok || it.ID != c.has {
			t.Errorf("%s: %s is not found", name, c.has)
		}
		if _, ok := c.look(c.not); ok {
			t.Errorf("%s: %s is found", name, c.not)
		}
	}
}

// TestFailures pins that a list that fails leaves the others alone, keeps what
// was there, and is asked for again.
func TestFailures(t *testing.T) {
	f := newTenant()
	f.fail[api.ListActions] = &api.Error{Kind: api.Forbidden, Op: api.ListActions, Status: 403}
	s := newStage(t, f)
	s.do(s.shelf.Ensure())
	if s.shelf.Err(Actions) == nil || s.shelf.Loaded(Actions) || s.shelf.Stale(Actions) || s.shelf.Err(Triggers) != nil || !s.shelf.Loaded(Triggers) || s.shelf.Complete() {
		t.Errorf("%v, %v", s.shelf.Err(Actions), s.shelf.Err(Triggers))
	}
	delete(f.fail, api.ListActions)
	s.do(s.shelf.Ensure())
	if s.shelf.Err(Actions) != nil || !s.shelf.Complete() || len(f.requests) != 4 {
		t.Errorf("%v after %q", s.shelf.Err(Actions), f.requests)
	}
	f.fail[api.ListActions] = &api.Error{Kind: api.Server, Op: api.ListActions, Status: 500}
	s.do(s.shelf.Read())
	if _, ok := s.shelf.Action("sp:http"); !ok || !s.shelf.Stale(Actions) || s.shelf.Reading(Actions) {
		t.Error("what was there is gone")
	}
}

// TestEndlessList pins that a tenant that ignores the offset is not asked for
// ever.
func TestEndlessList(t *testing.T) {
	f := newTenant()
	f.repeats, f.perPage = true, 2
	s := newStage(t, f)
	s.do(s.shelf.Ensure())
	if !s.shelf.Complete() || len(f.requests) > 7 {
		t.Errorf("%d requests", len(f.requests))
	}
}

// TestStrangersAndClosing pins that the shelf takes its own answers only, and none
// after it was closed.
func TestStrangersAndClosing(t *testing.T) {
	s := newStage(t, newTenant())
	if _, mine := s.shelf.Update(Result{Ticket: api.Ticket{View: "workflows#1", Op: api.ListTriggers}}); mine {
		t.Error("it took an answer it did not ask for")
	}
	s.hold = true
	s.do(s.shelf.Ensure())
	s.shelf.Close()
	s.release()
	if s.shelf.Loaded(Triggers) || s.shelf.Err(Triggers) != nil {
		t.Error("an answer was taken after the end")
	}
}

// TestSuccessor pins what is said to come after a deprecated item.
func TestSuccessor(t *testing.T) {
	s := newStage(t, newTenant())
	s.do(s.shelf.Ensure())
	for id, want := range map[string]struct {
		next string
		told bool
	}{"sp:http-basic": {"sp:http", false}, "sp:old-mail": {"sp:send-email", true}, "sp:unlock": {}, "sp:http": {}} {
		it, _ := s.shelf.Action(id)
		next, told, ok := s.shelf.Successor(Actions, it)
		if next.ID != want.next || told != want.told || ok != (want.next != "") {
			t.Errorf("%s: %q, told %v, %v", id, next.ID, told, ok)
		}
	}
}
