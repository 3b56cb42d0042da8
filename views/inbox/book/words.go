package book

import (
	"fmt"
	"strings"

	"iscope/api"
)

// Difference says in words what changed between two readings of an item.
func Difference(before, after api.WorkItem, line string) string {
	var out []string
	was, is := lines(before), lines(after)
	for _, a := range after.Body().Approval {
		b, there := was[a.ID]
		switch {
		case line != "" && a.ID != line:
		case !there:
			out = append(out, "new line "+LineWords(a))
		case b.Value != a.Value:
			out = append(out, fmt.Sprintf("%s was %q, is %q", name(a.Attribute, "value"), b.Value, a.Value))
		case b.Operation != a.Operation || b.Application != a.Application || b.Account != a.Account || b.Attribute != a.Attribute:
			out = append(out, "line "+LineWords(b)+" is now "+LineWords(a))
		case openness(b.State) != openness(a.State):
			out = append(out, "line "+LineWords(a)+" was "+StateWord(a.State))
		}
	}
	for _, b := range before.Body().Approval {
		if _, there := is[b.ID]; !there && (line == "" || line == b.ID) {
			out = append(out, "line "+LineWords(b)+" is gone")
		}
	}
	if before.Description != after.Description {
		out = append(out, fmt.Sprintf("it is now called %q", after.Description))
	}
	if words := formDifference(before, after); words != "" && line == "" {
		out = append(out, words)
	}
	if len(out) == 0 {
		return "details changed"
	}
	return strings.Join(out, "; ")
}

// LineWords says what a line asks.
func LineWords(a api.ApprovalItem) string {
	return strings.Join(strings.Fields(strings.Join([]string{a.Operation, a.Attribute, a.Value, "in", name(a.Application, "an application")}, " ")), " ")
}

// StateWord is a state as a past participle.
func StateWord(s api.WorkItemState) string {
	switch s {
	case api.StateFinished:
		return "finished"
	case "":
		return "left open"
	}
	return strings.ToLower(string(s))
}

// Verb is what a decision does, for people.
func Verb(op api.Op) string {
	switch op {
	case api.ApproveItem, api.BulkApprove:
		return "approve"
	case api.RejectItem, api.BulkReject:
		return "reject"
	case api.ForwardWorkItem:
		return "forward"
	case api.CompleteWorkItem:
		return "complete"
	case api.SubmitAccountSelection:
		return "choose account"
	}
	return string(op)
}

// Past is what a decision does, once it is done.
func Past(op api.Op) string {
	switch op {
	case api.ApproveItem, api.BulkApprove:
		return "approved"
	case api.RejectItem, api.BulkReject:
		return "rejected"
	case api.ForwardWorkItem:
		return "forwarded"
	case api.CompleteWorkItem:
		return "completed"
	case api.SubmitAccountSelection:
		return "account chosen"
	}
	return "done"
}

func name(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
