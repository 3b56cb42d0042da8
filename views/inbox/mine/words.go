package mine

import (
	"cmp"
	"strings"
	"time"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/theme"
)

// operations are the writing operations in the words of a person.
var operations = map[api.Op]string{
	api.ApproveItem: "approve one line", api.RejectItem: "reject one line", api.BulkApprove: "approve", api.BulkReject: "reject",
	api.ForwardWorkItem: "forward", api.CompleteWorkItem: "complete", api.SubmitAccountSelection: "choose account",
	api.CancelExecution: "cancel execution", api.PatchTask: "clear task",
	api.CreateWorkflow: "create workflow", api.ReplaceWorkflow: "replace workflow", api.PatchWorkflow: "change workflow", api.DeleteWorkflow: "delete workflow",
	api.TestWorkflow: "test workflow", api.ExecuteExternal: "execute workflow", api.CreateExternalClient: "create OAuth client",
	api.CreateSession: "create session", api.PatchSession: "change session",
}

// operation says what was decided: "cancel execution".
func operation(e *journal.Entry) string {
	if e.Op == api.PatchWorkflow {
		switch e.Want["enabled"] {
		case "true":
			return "enable workflow"
		case "false":
			return "disable workflow"
		}
	}
	if words, ok := operations[e.Op]; ok {
		return words
	}
	return string(e.Op)
}

// verb is the first word of operation, which the item completes: "cancel".
func verb(e *journal.Entry) string {
	first, _, _ := strings.Cut(operation(e), " ")
	return first
}

// Words for decisions that have not ended.
const (
	held    = "held"
	leaving = "on its way"
)

// outcome is what came of a decision, in a word or two.
func outcome(e *journal.Entry) string {
	switch {
	case e.Ending != journal.Open:
		return string(e.Ending)
	case e.Left():
		return leaving
	}
	return held
}

// fates say how each outcome looks and what it means. They stand in the order
// in which they want attention.
var fates = []struct {
	word  string
	state theme.State
	means string
}{
	{string(journal.Unknown), theme.Unknown, "It was sent, and nobody knows whether it arrived. Look at the item before you decide about it again."},
	{leaving, theme.Running, "It was sent; what came of it is not known yet."},
	{held, theme.Held, "It is held: nothing has been sent yet."},
	{string(journal.Lost), theme.Bad, "It was sent, and the tenant shows that it did not take effect."},
	{string(journal.Refused), theme.Bad, "The tenant said no: nothing was changed by it."},
	{string(journal.Changed), theme.Warn, "What it is about was not as shown any more: nothing was sent."},
	{string(journal.Overtaken), theme.Canceled, "Somebody else decided first, or what it is about is gone."},
	{string(journal.NotSent), theme.Canceled, "It never left: nothing was sent."},
	{string(journal.TakenBack), theme.Canceled, "It was taken back before it left: nothing was sent."},
	{string(journal.Done), theme.Good, "The tenant has it as you decided."},
}

// rank is the place of an outcome in fates, behind them for one that a later
// version of the program wrote.
func rank(word string) int {
	for i := range fates {
		if fates[i].word == word {
			return i
		}
	}
	return len(fates)
}

func fate(e *journal.Entry) (state theme.State, means string) {
	if i := rank(outcome(e)); i < len(fates) {
		return fates[i].state, fates[i].means
	}
	return theme.Unknown, "This version of iscope does not know this outcome."
}

// loud is the style of an outcome. That nobody knows is worth a colour, which
// the state does not have elsewhere.
func loud(st *theme.Styles, e *journal.Entry) theme.Style {
	state, _ := fate(e)
	if state == theme.Unknown {
		return st.Warn
	}
	return st.State(state)
}

// reason is what the journal adds to the outcome, "" where that says it all, as
// "approved" does for what is done.
func reason(e *journal.Entry) string {
	words := strings.TrimSpace(strings.TrimPrefix(e.Words, string(e.Ending)+": "))
	if words == string(e.Ending) || e.Ending == journal.Done && !strings.Contains(words, " ") {
		return ""
	}
	return words
}

// subject says what a decision is about.
func subject(e *journal.Entry) string { return cmp.Or(e.Name, e.Target, "–") }

// stamp writes a moment for programs: RFC 3339 in UTC, "" where there is none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
