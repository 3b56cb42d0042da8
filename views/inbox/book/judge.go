package book

import (
	"fmt"
	"slices"
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

// Wanted reports whether the item is as the decision wanted it. Tenants leave
// the states of lines out, and write them in any case: where no line has one,
// the state of the item speaks for them.
func Wanted(d *Decision, it api.WorkItem) bool {
	if it.ID != d.Item {
		return false
	}
	switch d.Op {
	case api.ForwardWorkItem:
		return d.Forward != nil && it.OwnerID == d.Forward.TargetOwnerID
	case api.CompleteWorkItem, api.SubmitAccountSelection:
		return same(it.State, api.StateFinished) || it.State == "" && !it.Completed.IsZero()
	}
	if _, ok := verdict(d.Op); !ok {
		return false
	}
	as, blank, other := tally(d, it)
	if blank > 0 {
		state, _ := verdict(d.Op)
		return as+other == 0 && same(it.State, state)
	}
	return as > 0 && other == 0
}

// scope returns the lines of an item that a decision is about: those that were
// open when it was shown, all where that is not known.
func scope(d *Decision, it api.WorkItem) []api.ApprovalItem {
	return slices.DeleteFunc(it.Body().Approval, func(a api.ApprovalItem) bool {
		return d.Line != "" && a.ID != d.Line || d.Line == "" && len(d.Lines) > 0 && !slices.Contains(d.Lines, a.ID)
	})
}

// tally counts the lines that are as a decision wanted them, those without a
// state, and all others.
func tally(d *Decision, it api.WorkItem) (as, blank, other int) {
	state, _ := verdict(d.Op)
	for _, a := range scope(d, it) {
		switch {
		case same(a.State, state):
			as++
		case a.State == "":
			blank++
		default:
			other++
		}
	}
	return as, blank, other
}

// share returns how many of the lines of a decision about a whole item are as
// it wanted them, where not all are; else 0.
func share(d *Decision, it api.WorkItem) (as, all int) {
	if _, ok := verdict(d.Op); !ok || d.Line != "" {
		return 0, 0
	}
	as, blank, other := tally(d, it)
	if blank+other == 0 {
		return 0, 0
	}
	return as, as + blank + other
}

// silent reports whether the item cannot show what became of a line: none of its
// lines has a state, and that of the item is not about one of them alone.
func silent(d *Decision, it api.WorkItem) bool {
	all := it.Body().Approval
	return d.Line != "" && len(all) > 1 && !slices.ContainsFunc(all, func(a api.ApprovalItem) bool { return a.State != "" })
}

// contrary reports whether an item that is closed shows another verdict than
// that of the decision. States that nobody documented say nothing.
func contrary(d *Decision, it api.WorkItem) bool {
	want, ok := verdict(d.Op)
	if !ok {
		want = api.StateFinished
	}
	said := false
	if ok {
		for _, a := range scope(d, it) {
			if !final(a.State) {
				continue
			}
			if said = true; !same(a.State, want) {
				return true
			}
		}
	}
	return !said && final(it.State) && !same(it.State, want)
}

// final reports whether a state says how something ended.
func final(s api.WorkItemState) bool {
	return slices.ContainsFunc([]api.WorkItemState{api.StateFinished, api.StateRejected, api.StateExpired, api.StateCanceled}, func(known api.WorkItemState) bool { return same(s, known) })
}

// closed reports whether nothing about an item can be decided any more.
func closed(it api.WorkItem) bool { return !it.State.Open() || !it.Completed.IsZero() }

func same(a, b api.WorkItemState) bool { return strings.EqualFold(string(a), string(b)) }

// overtaken says in words that the item, or the line, was decided by somebody
// else or is no longer ours; "" when it is still to be decided.
func overtaken(d *Decision, it api.WorkItem) string {
	if it.OwnerID != "" && d.From != "" && it.OwnerID != d.From {
		return "now belongs to " + owner(it)
	}
	if as, all := share(d, it); as > 0 && closed(it) {
		return fmt.Sprintf("was decided line by line: %d of %d lines are %s", as, all, Past(d.Op))
	}
	if closed(it) {
		return "was " + StateWord(it.State) + " by " + other(d, it)
	}
	if d.Line == "" {
		return ""
	}
	a, ok := lines(it)[d.Line]
	if ok && !a.State.Open() {
		return "was " + StateWord(a.State) + " by " + other(d, it)
	}
	return ""
}

// other says who decided an item, as far as the tenant tells: with whom it is
// now, which says nothing where that is whom it was with before.
func other(d *Decision, it api.WorkItem) string {
	if was := d.Seen.Body().OwnerName; was != "" && was == it.Body().OwnerName {
		return "somebody else"
	}
	return "somebody else (" + owner(it) + ")"
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

// OpenLines returns the approval items of a work item that are undecided.
func OpenLines(it api.WorkItem) []api.ApprovalItem {
	return slices.DeleteFunc(it.Body().Approval, func(a api.ApprovalItem) bool { return !a.State.Open() })
}
