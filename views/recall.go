package views

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/journal"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// adopted brings what the journal has open of earlier runs. The shell sends it
// to itself.
type adopted struct {
	instance int // of the session whose journal it is
	entries  []journal.Entry
	err      error
}

// To returns the shell's address.
func (adopted) To() string { return shellID }

// recall is what became of the decisions of earlier runs, as far as is known.
type recall struct {
	failed bool // the journal could not be asked
	open   int  // being read
	told   []screen.Recalled
}

// adoptAgain is how long to wait before the journal is asked once more.
const adoptAgain = 30 * time.Second

// adoptDue is the moment to ask the journal once more. The shell sends it to
// itself.
type adoptDue struct{ instance int }

// To returns the shell's address.
func (adoptDue) To() string { return shellID }

// adopt asks the journal what earlier runs left open.
func (s *Shell) adopt() tea.Cmd {
	j, instance := s.opt.Journal, s.tenants.instance
	if j == nil {
		return nil
	}
	return func() tea.Msg {
		entries, err := j.Adopt()
		return adopted{instance, entries, err}
	}
}

// onAdopted has each view settle what is of its kind. What never left and is of
// no view, or is of a kind that none can read back, is told as it is.
func (s *Shell) onAdopted(a adopted) tea.Cmd {
	if a.err != nil {
		again := tea.Tick(adoptAgain, func(time.Time) tea.Msg { return adoptDue{a.instance} })
		if s.recall.failed {
			return again
		}
		s.recall.failed = true
		return tea.Batch(again, s.toasts.Push(screen.Toast{Tone: screen.Bad, Keep: true, Text: "Nothing can be decided for now: " + a.err.Error()}))
	}
	if s.recall.failed {
		s.recall.failed = false
		return tea.Batch(s.onAdopted(a), s.toasts.Push(screen.Toast{Tone: screen.Good, Text: "The journal of decisions can be used again"}))
	}
	if len(a.entries) == 0 {
		return nil
	}
	var cmds []tea.Cmd
	var ends []journal.End
	by := map[string][]journal.Entry{} // by the id of the view
	for _, e := range a.entries {
		v := s.settler(e)
		switch {
		case v != nil:
			by[v.ID()] = append(by[v.ID()], e)
			s.recall.open++
			continue
		case e.Left():
			s.note(e, journal.Unknown, "sent, and nothing here can read back what became of it")
		case e.Op == api.PatchWorkflow && e.Want["enabled"] == "true":
			s.note(e, journal.NotSent, "not sent: it had not left when iscope ended; the workflow may still be disabled")
		default:
			s.note(e, journal.NotSent, "not sent: it was held when iscope ended")
		}
		last := s.recall.told[len(s.recall.told)-1]
		ending := journal.NotSent
		if last.Doubtful {
			ending = journal.Unknown
		}
		ends = append(ends, journal.End{ID: e.ID, Ending: ending, Words: last.Outcome})
	}
	for _, v := range s.opt.Views {
		if st, ok := v.(Settler); ok && len(by[v.ID()]) > 0 {
			cmds = append(cmds, st.Settle(by[v.ID()]))
		}
	}
	if len(ends) > 0 {
		j := s.opt.Journal
		cmds = append(cmds, func() tea.Msg {
			if err := j.End(ends...); err != nil {
				return screen.Toast{Tone: screen.Warn, Text: err.Error()}
			}
			return nil
		})
	}
	if s.recall.open > 0 {
		cmds = append(cmds, s.toasts.Push(screen.Toast{Text: "Looking at what became of " + cell.Count(len(a.entries), "decision") + " of the last time"}))
	}
	return tea.Batch(append(cmds, s.tellRecall())...)
}

// settler returns the view that is to settle an entry: one that was sent, or
// that can be decided anew there.
func (s *Shell) settler(e journal.Entry) View {
	for _, v := range s.opt.Views {
		if st, ok := v.(Settler); ok && st.Settles(e.Op) && (e.Left() || v.Scope() == "inbox") {
			return v
		}
	}
	return nil
}

// note takes down what is known of an entry without asking.
func (s *Shell) note(e journal.Entry, ending journal.Ending, words string) {
	s.recall.told = append(s.recall.told, screen.Recalled{
		Decided: screen.Decided{What: string(e.Op), Target: e.Name, ID: e.Target, Outcome: words}, Intent: e.ID, Doubtful: ending == journal.Unknown, Unsent: ending == journal.NotSent,
	})
	s.log(s.recall.told[len(s.recall.told)-1].Decided)
}

// onRecalled takes what became of one decision of an earlier run.
func (s *Shell) onRecalled(r screen.Recalled) tea.Cmd {
	s.recall.open--
	s.recall.told = append(s.recall.told, r)
	s.log(r.Decided)
	return s.tellRecall()
}

// nameRoom is how much of an object's name is told of a decision.
const nameRoom = 160

// recallText tells what became of decisions, those that ended alike together.
func (s *Shell) recallText(told []screen.Recalled) string {
	var b strings.Builder
	b.WriteString(recallHead(told) + "\n")
	var outcomes []string
	by := map[string][]screen.Recalled{}
	for _, r := range told {
		if by[r.Outcome] == nil {
			outcomes = append(outcomes, r.Outcome)
		}
		by[r.Outcome] = append(by[r.Outcome], r)
	}
	for _, o := range outcomes {
		fmt.Fprintf(&b, "\n%d × %s\n", len(by[o]), o)
		for _, r := range by[o] {
			fmt.Fprintf(&b, "  %s: %s\n    id %s\n", r.What, cell.Cut(r.Target, nameRoom), r.ID)
		}
	}
	fmt.Fprintf(&b, "\nNothing is sent by itself. %s shows what can be decided again.", s.env.Keys.Key("inbox.outbox"))
	return b.String()
}

// recallHead says what happened, and does not alarm where nothing did.
func recallHead(told []screen.Recalled) string {
	n := cell.Count(len(told), "decision")
	if slices.ContainsFunc(told, func(r screen.Recalled) bool { return !r.Unsent }) {
		return "iscope ended before the outcome of " + n + " was known. This is what really happened:"
	}
	if len(told) == 1 {
		return n + " was held when iscope ended. Nothing was sent."
	}
	return n + " were held when iscope ended. Nothing was sent."
}

// tellRecall shows what became of the decisions of earlier runs, once that is
// known of all of them.
func (s *Shell) tellRecall() tea.Cmd {
	if s.recall.open > 0 || len(s.recall.told) == 0 {
		return nil
	}
	told := s.recall.told
	s.recall = recall{}
	d := dialog.NewReader(s.env, "Since the last time", s.recallText(told))
	if len(s.dialogs) > 0 || s.view().Typing() {
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Keep: true, Text: fmt.Sprintf(
			"What became of %s of the last time stands in the activity log: %s", cell.Count(len(told), "decision"), s.env.Keys.Key("app.activity"))})
	}
	return s.openLate(d, nil)
}
