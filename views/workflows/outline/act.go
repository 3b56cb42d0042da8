package outline

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/views/workflows/refs"
)

// Act does what an action of the scope Steps means, and search and back; it
// reports whether it was one. The command says why nothing happened.
func (v *View) Act(a keymap.Action) (tea.Cmd, bool) {
	v.ensure()
	if v.page != nil {
		return v.onPage(a)
	}
	if v.move(a) {
		v.clamp()
		return nil, true
	}
	switch a {
	case "steps.follow", "app.open":
		return v.follow(), true
	case "steps.back":
		return v.back(), true
	case "steps.refs":
		return v.listRefs(), true
	case "steps.data":
		return v.listData(), true
	case "steps.flaw":
		i := v.nextFlaw()
		if i < 0 {
			return screen.Say(screen.Info, "Nothing is marked in this definition"), true
		}
		v.goTo(i)
	case "steps.fold":
		if !v.fold() {
			return screen.Say(screen.Info, "Nothing to fold here"), true
		}
	case "steps.fold-all":
		v.foldAll()
	case "steps.next-match", "text.next-match":
		return v.finder.jump(v, 1), true
	case "steps.prev-match", "text.prev-match":
		return v.finder.jump(v, -1), true
	case "app.filter":
		v.finder.Open()
	case "app.back":
		if !v.finder.Clear() {
			return nil, false
		}
	default:
		return nil, false
	}
	return nil, true
}

// move is for the actions that go up and down.
func (v *View) move(a keymap.Action) bool {
	page := max(v.last.treeHeight-1, 1)
	switch a {
	case "steps.down":
		v.cursor++
	case "steps.up":
		v.cursor--
	case "steps.top":
		v.cursor = 0
	case "steps.bottom":
		v.cursor = len(v.shown)
	case "steps.page-down":
		v.cursor, v.top = v.cursor+page, v.top+page
	case "steps.page-up":
		v.cursor, v.top = v.cursor-page, v.top-page
	default:
		return false
	}
	return true
}

// onPage is Act while a list or the facts stand in place of the tree.
func (v *View) onPage(a keymap.Action) (tea.Cmd, bool) {
	switch a {
	case "steps.back":
		v.page = nil
		return nil, true
	case "app.back":
		if !v.page.act(a) {
			v.page = nil
		}
		return nil, true
	case "steps.follow", "app.open":
		if node, ok := v.page.picked(); ok {
			v.page = nil
			v.jump(node)
		}
		return nil, true
	case "steps.refs":
		return v.listRefs(), true
	case "steps.data":
		return v.listData(), true
	}
	return nil, v.page.act(a)
}

// follow goes to where the line leads, or shows everything about its step.
func (v *View) follow() tea.Cmd {
	i := v.current()
	if i < 0 {
		return nil
	}
	l := &v.lines[i]
	switch {
	case l.leads != nil && l.leads.to >= 0:
		v.jump(l.leads.to)
	case l.leads != nil:
		return screen.Say(screen.Info, "There is no step "+l.leads.name)
	case l.node >= 0:
		v.showFacts(l.node)
	}
	return nil
}

// maxTrail bounds how many jumps can be taken back.
const maxTrail = 200

// jump goes to a step and remembers where it came from. Without a step, as for
// the workflow itself, it goes to the first line.
func (v *View) jump(node int) {
	if at := v.current(); at >= 0 {
		v.trail = append(v.trail, at)
		v.trail = v.trail[max(0, len(v.trail)-maxTrail):]
	}
	if node == refs.None {
		v.cursor = 0
		return
	}
	v.goTo(int(v.tree.place[node]))
}

// back goes to where the last jump began.
func (v *View) back() tea.Cmd {
	n := len(v.trail)
	if n == 0 {
		return screen.Say(screen.Info, "No jump to take back")
	}
	at := v.trail[n-1]
	v.trail = v.trail[:n-1]
	v.goTo(at)
	return nil
}
