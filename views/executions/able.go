package executions

import "iscope/keymap"

// Disabled says why an action cannot be done now. It is asked for each key of the
// footer whenever that is drawn.
func (m *Model) Disabled(a keymap.Action) string {
	if why := m.boardDisables(a); why != "" {
		return why
	}
	switch a {
	case "executions.cancel":
		return m.cannotCancel()
	case "executions.again":
		return m.cannotRunAgain()
	case "executions.compare":
		return m.cannotCompare()
	case "executions.definition":
		return m.cannotCompareDefinition()
	case "executions.workflow", "executions.watch":
		if _, ok := m.selected(); !ok && m.filter.only == "" && !m.board.on {
			return noneSelected
		}
	case "timeline.failure":
		if d := m.shown(); d != nil && d.run != nil && d.run.Failing() == nil {
			return "No step of this execution failed it"
		}
	case "timeline.follow":
		if d := m.shown(); d != nil && d.exec.Status.Closed() {
			return "This execution has ended; there is nothing to follow"
		}
	}
	return ""
}

// noneSelected is why nothing can be done about an execution.
const noneSelected = "No execution is selected"

// Hides reports whether an action makes no sense in what is shown: what is about one
// execution on the failure board, what is about the list where it is out of sight,
// and what is about bars where there are none.
func (m *Model) Hides(a keymap.Action) bool {
	switch a {
	case "executions.failed", "executions.status":
		return m.board.on && !m.split.Focused || m.listUnseen()
	case "executions.since", "executions.board":
		return m.listUnseen()
	case "executions.cancel", "executions.compare", "executions.watch", "executions.definition", "list.columns", "list.write", "list.mark", "list.mark-all", "list.range":
		return m.board.on && !m.split.Focused
	case "timeline.zoom-in", "timeline.zoom-out", "timeline.fit", "timeline.left", "timeline.right", "timeline.follow":
		return m.detail.mode == asJSON
	}
	return false
}

// Label is what the key of an action does in what is shown, "" where that is what it
// always does.
func (m *Model) Label(a keymap.Action) string {
	list := !m.split.Focused
	switch {
	case a == "executions.board" && m.board.on && list:
		return "list"
	case a == "executions.board" && m.board.group != nil:
		return "board"
	case a == "app.open" && m.board.on && list:
		return "runs"
	case a == "app.open" && list:
		return "timeline"
	case a == "executions.failed" && m.filter.status == onlyFailed:
		return "all"
	case a == "timeline.mode":
		return modeWords[(m.detail.mode+1)%modes]
	}
	return ""
}

// listUnseen reports whether the detail stands in the place of the list.
func (m *Model) listUnseen() bool { return m.split.Focused && !m.split.Both() }

// cannotCompare says why there is nothing to compare, "" where there is.
func (m *Model) cannotCompare() string {
	if _, ok := m.selected(); !ok {
		return noneSelected
	}
	if m.list.Marks() > 2 {
		return "Mark one other execution to compare with, or none for the last success"
	}
	return ""
}

// cannotRunAgain says why nothing can be run again now, "" where it can. What was
// begun before and waits for an answer always can be shown.
func (m *Model) cannotRunAgain() string {
	switch {
	case m.again.Pending():
		return ""
	case m.env.ReadOnly:
		return m.env.Locked()
	case m.board.on && !m.split.Focused:
		if m.board.view.Some() {
			return "" // all of a group have failed
		}
		return noneSelected
	}
	open := false
	if !m.split.Focused && m.list.Marks() > 0 {
		for _, r := range m.list.Marked() {
			if open = !ended(&r.Execution); !open {
				return ""
			}
		}
	} else if e, ok := m.selected(); ok {
		if open = !ended(&e); !open {
			return ""
		}
	}
	if open {
		return "It has not ended yet"
	}
	return noneSelected
}
