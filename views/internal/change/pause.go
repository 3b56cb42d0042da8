package change

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// Pause disables workflows for what takes a disabled one, and enables them
// again. That they are to be enabled again is a decision of its own: it is
// written down together with the one to disable, so that it stands in the
// journal, open, until it is answered. Off and On run in commands.
type Pause struct {
	Journal Journal
	ISC     api.ISC
	For     string // what is done meanwhile, in the past: "changed", "run"
}

// Switched is what came of enabling or disabling a workflow.
type Switched struct {
	Outcome[api.Workflow]
	On   bool   // it was to be enabled
	Owed string // the intent that enables it again, "" for none
}

// owed returns the intent to enable a workflow again.
func (p Pause) owed(w *api.Workflow) journal.Intent {
	plan := Switch(p.ISC, true)
	return journal.Intent{ID: p.Journal.NewID(), Op: plan.Op, Target: w.ID, Name: WorkflowName(w) + ", to be enabled again after it was " + p.For, Want: plan.Want}
}

// Off disables a workflow as it was shown. was is what is owed for an earlier
// try, "" for nothing; one of both intents is left.
func (p Pause) Off(ctx context.Context, shown api.Workflow, was string) Switched {
	plan, on := Switch(p.ISC, false), p.owed(&shown)
	on.Batch = on.ID
	intent := journal.Intent{ID: p.Journal.NewID(), Op: plan.Op, Target: shown.ID, Name: WorkflowName(&shown), Want: plan.Want, Batch: on.ID}
	if e := Record(p.Journal, intent, on); e != nil {
		return Switched{Outcome: Unrecorded(shown, e), Owed: was}
	}
	out := Switched{Outcome: plan.Attempt(ctx, p.Journal, intent.ID, shown), Owed: on.ID}
	gone, why := was, "it is owed by a later decision"
	if out.Paused() {
		out.Object = p.reread(ctx, out.Object)
	} else {
		gone, why, out.Owed = on.ID, "it was not disabled by this", was
	}
	if gone == "" {
		return out
	}
	if problem := End(p.Journal, journal.End{ID: gone, Ending: journal.NotSent, Words: why}); problem != "" {
		out.Said += "; " + problem
	}
	return out
}

// reread returns a workflow as reading tells it, by which the next step is
// compared: the answer to a patch need not have all of it.
func (p Pause) reread(ctx context.Context, w api.Workflow) api.Workflow {
	if now, err := p.ISC.Workflow(ctx, w.ID); err == nil && now.Enabled == w.Enabled {
		return now
	}
	return w
}

// On enables a workflow again. intent is what is owed, "" where that was not
// written down. Where it did not happen it is still owed, and stands in the
// journal anew.
func (p Pause) On(ctx context.Context, shown api.Workflow, intent string) Switched {
	plan := Switch(p.ISC, true)
	if intent == "" {
		i := p.owed(&shown)
		if e := Record(p.Journal, i); e != nil {
			return Switched{Outcome: Unrecorded(shown, e), On: true}
		}
		intent = i.ID
	}
	out := Switched{Outcome: plan.Attempt(ctx, p.Journal, intent, shown), On: true}
	if out.Resumed() {
		return out
	}
	if again := p.owed(&out.Object); Record(p.Journal, again) == nil {
		out.Owed = again.ID
	}
	return out
}

// Leave returns the command that writes down that a workflow stays disabled,
// since the person says so, and tells the activity log. intent is what is owed.
func (p Pause) Leave(w *api.Workflow, intent string) tea.Cmd {
	told := Switched{On: true, Outcome: Outcome[api.Workflow]{Object: *w}}.Decided(WorkflowName(w), "taken back: it stays disabled")
	if intent == "" {
		return told
	}
	return tea.Batch(told, Ended(p.Journal, WorkflowName(w), journal.End{ID: intent, Ending: journal.TakenBack, Words: "left disabled"}))
}

// Paused reports whether the workflow is disabled by this, or may be.
func (s *Switched) Paused() bool {
	return !s.On && s.Left && (s.Ending == Done || s.Ending == Unknown)
}

// Resumed reports whether nothing is left to enable.
func (s *Switched) Resumed() bool { return s.On && (s.Ending == Done || s.Ending == Gone) }

// Told says what came of it; name is what the workflow is called.
func (s *Switched) Told(name string) (theme.State, string) {
	past := "disabled"
	if s.On {
		past = "enabled again"
	}
	text := name + ": " + s.Said
	switch s.Ending {
	case Done:
		if s.Said == "" {
			text = name + " is " + past
		}
		return theme.Good, text
	case Unknown:
		return theme.Unknown, text
	case Refused:
		text = "Not " + past + ": " + text
		if s.Err != nil && Remedy(s.Err) != "" {
			text += "; " + Remedy(s.Err)
		}
		return theme.Bad, text
	}
	return theme.Warn, text
}

// Decided returns the command that tells the activity log of it.
func (s Switched) Decided(name, outcome string) tea.Cmd {
	what := "disable workflow"
	if s.On {
		what = "enable workflow"
	}
	return screen.Send(screen.Decided{What: what, Target: name, ID: s.Object.ID, Outcome: outcome})
}
