package api

import (
	"context"
	"strconv"
	"testing"
)

// TestScopeFreshness walks through the ways in which an answer becomes stale.
func TestScopeFreshness(t *testing.T) {
	s := NewScope(t.Context(), "inbox#1")
	first, one := s.Next(ListWorkItems)
	if one.View != "inbox#1" || one.To() != "inbox#1" || one.Op != ListWorkItems || !s.Fresh(one) || first.Err() != nil {
		t.Fatalf("%+v, fresh %v", one, s.Fresh(one))
	}
	_, other := s.Next(GetWorkItem)
	second, two := s.Next(ListWorkItems)
	if s.Fresh(one) || first.Err() == nil {
		t.Error("asking again left the first request alive")
	}
	if !s.Fresh(two) || !s.Fresh(other) || second.Err() != nil {
		t.Error("asking again touched others")
	}
	ctx, more := s.More(two)
	if more != two || ctx != second {
		t.Error("the next page is not of the same chain")
	}
	s.Supersede(ListWorkItems)
	if s.Fresh(two) || second.Err() == nil || !s.Fresh(other) {
		t.Error("superseding is wrong")
	}
	foreign := other
	foreign.View = "inbox#2"
	if s.Fresh(foreign) {
		t.Error("an answer to another view is fresh")
	}
	if s.Fresh(Ticket{View: "inbox#1", Op: ListTasks, Gen: 3}) {
		t.Error("an answer nobody asked for is fresh")
	}
}

func TestScopeKeys(t *testing.T) {
	s := NewScope(t.Context(), "executions")
	a, ta := s.NextFor(ListExecutions, "w1")
	b, tb := s.NextFor(ListExecutions, "w2")
	if a.Err() != nil || !s.Fresh(ta) || ta.Key != "w1" {
		t.Error("another key cancelled the first")
	}
	s.SupersedeFor(ListExecutions, "w1")
	if a.Err() == nil || s.Fresh(ta) || b.Err() != nil || !s.Fresh(tb) {
		t.Error("superseding one key is wrong")
	}
}

func TestScopeDone(t *testing.T) {
	s := NewScope(t.Context(), "v")
	old, t1 := s.Next(ListTasks)
	s.Done(t1)
	if old.Err() == nil || !s.Fresh(t1) {
		t.Error("Done must release the context and leave the ticket fresh")
	}
	_, t1 = s.Next(ListTasks)
	now, t2 := s.Next(ListTasks)
	s.Done(t1)
	if now.Err() != nil || !s.Fresh(t2) {
		t.Error("the end of an old chain ended the new one")
	}
	s.Done(Ticket{Op: GetTask}) // of a chain that never was
}

// TestScopeClose pins that a closed view gets no reads, while its writes go on:
// their tickets carry no context of the scope.
// TestScopeForgets pins that a scope does not grow with what was ever opened, and
// keeps what is awaited, lists, and what ended last.
func TestScopeForgets(t *testing.T) {
	s := NewScope(t.Context(), "executions")
	_, list := s.Next(ListWorkflows)
	s.Done(list)
	open, awaited := s.NextFor(GetHistory, "awaited")
	var last Ticket
	for i := range 10 * chainsKept {
		_, last = s.NextFor(GetHistory, strconv.Itoa(i))
		s.Done(last)
	}
	if n := len(s.chains); n > chainsKept+1 {
		t.Errorf("%d chains are kept", n)
	}
	if !s.Fresh(list) || !s.Fresh(awaited) || !s.Fresh(last) || open.Err() != nil {
		t.Error("it forgot too much")
	}
	if ctx, _ := s.More(last); ctx.Err() == nil {
		t.Error("a chain that has ended goes on")
	}
}

func TestScopeClose(t *testing.T) {
	parent, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := NewScope(parent, "v")
	ctx, ticket := s.Next(ListTasks)
	write := s.Detached(PatchTask, "t1")
	again := s.Detached(PatchTask, "t1")
	if write.Gen == again.Gen || write.View != "v" || write.Key != "t1" || write.Op != PatchTask {
		t.Errorf("%+v and %+v", write, again)
	}
	s.Close()
	if ctx.Err() == nil || s.Fresh(ticket) || parent.Err() != nil {
		t.Error("closing is wrong")
	}
}

func TestResult(t *testing.T) {
	e := &Error{Kind: Offline}
	if r := (Result[int]{Ticket: Ticket{Op: PatchTask}, Err: e}); !r.IsWrite() || r.Failure() != e {
		t.Error("a failed write is not known as one")
	}
	if r := (Result[int]{Ticket: Ticket{Op: ListTasks}}); r.IsWrite() || r.Failure() != nil {
		t.Error("a read is taken for a write")
	}
}
