package inbox

import (
	"fmt"
	"strings"

	"iscope/api"
)

// digest stands for what of an item a decision is about: one line with line,
// else the whole item. Two readings with the same digest ask the same.
func digest(it api.WorkItem, line string) uint64 {
	if line == "" {
		return it.Print
	}
	return it.LinePrint(line)
}

// openness makes Pending and no state the same.
func openness(s api.WorkItemState) string {
	if s.Open() {
		return "open"
	}
	return string(s)
}

// verdict is the state a line has once the decision took effect.
func verdict(op api.Op) (api.WorkItemState, bool) {
	switch op {
	case api.ApproveItem, api.BulkApprove:
		return api.StateFinished, true
	case api.RejectItem, api.BulkReject:
		return api.StateRejected, true
	}
	return "", false
}

// wanted reports whether the item is as the decision wanted it. Tenants leave
// the states of lines out, and write them in any case: where no line has one,
// the state of the item speaks for them.
func wanted(d decision, it api.WorkItem) bool {
	if it.ID != d.item {
		return false
	}
	switch d.op {
	case api.ForwardWorkItem:
		return d.forward != nil && it.OwnerID == d.forward.TargetOwnerID
	case api.CompleteWorkItem:
		return same(it.State, api.StateFinished) || it.State == "" && !it.Completed.IsZero()
	}
	state, ok := verdict(d.op)
	if !ok {
		return false
	}
	before := lines(d.seen)
	as, blank, other := 0, 0, 0
	for _, a := range it.Body().Approval {
		switch {
		case d.line != "" && a.ID != d.line, d.line == "" && !before[a.ID].State.Open(): // another line, or decided before
		case same(a.State, state):
			as++
		case a.State == "":
			blank++
		default:
			other++
		}
	}
	if blank > 0 {
		return as+other == 0 && same(it.State, state)
	}
	return as > 0 && other == 0
}

func same(a, b api.WorkItemState) bool { return strings.EqualFold(string(a), string(b)) }

// overtaken says in words that the item, or the line, was decided by somebody
// else or is no longer ours; "" when it is still to be decided.
func overtaken(d decision, it api.WorkItem) string {
	if it.OwnerID != "" && d.seen.OwnerID != "" && it.OwnerID != d.seen.OwnerID {
		return "now belongs to " + owner(it)
	}
	if !it.State.Open() || !it.Completed.IsZero() {
		return "was " + stateWord(it.State) + " by somebody else (" + owner(it) + ")"
	}
	if d.line == "" {
		return ""
	}
	a, ok := lines(it)[d.line]
	if ok && !a.State.Open() {
		return "was " + stateWord(a.State) + " by somebody else (" + owner(it) + ")"
	}
	return ""
}

func owner(it api.WorkItem) string {
	return name(it.Body().OwnerName, "another owner")
}

func lines(it api.WorkItem) map[string]api.ApprovalItem {
	out := map[string]api.ApprovalItem{}
	for _, a := range it.Body().Approval {
		out[a.ID] = a
	}
	return out
}

// difference says in words what changed between two readings of an item.
func difference(before, after api.WorkItem, line string) string {
	var out []string
	was, is := lines(before), lines(after)
	for _, a := range after.Body().Approval {
		b, there := was[a.ID]
		switch {
		case line != "" && a.ID != line:
		case !there:
			out = append(out, "new line "+lineWords(a))
		case b.Value != a.Value:
			out = append(out, fmt.Sprintf("%s was %q, is %q", name(a.Attribute, "value"), b.Value, a.Value))
		case b.Operation != a.Operation || b.Application != a.Application || b.Account != a.Account || b.Attribute != a.Attribute:
			out = append(out, "line "+lineWords(b)+" is now "+lineWords(a))
		case openness(b.State) != openness(a.State):
			out = append(out, "line "+lineWords(a)+" was "+stateWord(a.State))
		}
	}
	for _, b := range before.Body().Approval {
		if _, there := is[b.ID]; !there && (line == "" || line == b.ID) {
			out = append(out, "line "+lineWords(b)+" is gone")
		}
	}
	if before.Description != after.Description {
		out = append(out, fmt.Sprintf("it is now called %q", after.Description))
	}
	if len(out) == 0 {
		return "details changed"
	}
	return strings.Join(out, "; ")
}

func name(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// lineWords says what a line asks.
func lineWords(a api.ApprovalItem) string {
	return strings.Join(strings.Fields(strings.Join([]string{a.Operation, a.Attribute, a.Value, "in", name(a.Application, "an application")}, " ")), " ")
}

// stateWord is a state as a past participle.
func stateWord(s api.WorkItemState) string {
	switch s {
	case api.StateFinished:
		return "finished"
	case "":
		return "left open"
	}
	return strings.ToLower(string(s))
}

// verb is what a decision does, for people.
func verb(op api.Op) string {
	switch op {
	case api.ApproveItem, api.BulkApprove:
		return "approve"
	case api.RejectItem, api.BulkReject:
		return "reject"
	case api.ForwardWorkItem:
		return "forward"
	case api.CompleteWorkItem:
		return "complete"
	}
	return string(op)
}

// done is what a decision did, for people.
func done(d decision) string {
	switch verb(d.op) {
	case "approve":
		return "approved"
	case "reject":
		return "rejected"
	case "forward":
		return "forwarded"
	case "complete":
		return "completed"
	}
	return "done"
}
