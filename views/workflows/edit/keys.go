package edit

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
)

// key takes a key by what the window shows.
func (p *Panel) key(msg tea.KeyPressMsg) tea.Cmd {
	switch p.job.stage {
	case editing:
		return p.textKey(msg)
	case checking:
		return p.problemKey(msg)
	case reviewing:
		return p.reviewKey(msg)
	case resolving:
		return p.rivalKey(msg)
	}
	switch a := p.resolve(msg, keymap.Editor, keymap.Dialog); a {
	case "editor.close", "dialog.close":
		return p.desk.leave()
	case "editor.review":
		return p.desk.proceed()
	}
	return nil
}

// resolve returns what a key means in scopes.
func (p *Panel) resolve(msg tea.KeyPressMsg, scopes ...keymap.Scope) keymap.Action {
	a, _ := p.env.Keys.Resolve(scopes, msg.String())
	return a
}

// textKey takes a key while text or form are edited.
func (p *Panel) textKey(msg tea.KeyPressMsg) tea.Cmd {
	d, j := p.desk, p.job
	if j.form != nil && j.form.Early(msg) {
		return nil
	}
	a := p.resolve(msg, keymap.Editor, keymap.Dialog)
	if j.busy() && a != "editor.close" && a != "dialog.close" {
		d.note(j.moment()) // what is typed now would be in no draft and no request
		return nil
	}
	switch {
	case a == "editor.review":
		return d.proceed()
	case a == "editor.external":
		return d.openOutside(p.place())
	case a == "editor.remove":
		return d.askDrop()
	case a == "editor.close" || a == "dialog.close":
		return d.leave()
	case a == "editor.reset" && j.form != nil:
		j.form.Reset()
		return d.formTyped()
	case a == "editor.reset":
		return d.putBack()
	case a == "editor.next" && j.form != nil:
		j.form.Next()
		return nil
	case a == "editor.prev" && j.form != nil:
		j.form.Prev()
		return nil
	}
	return p.typed(msg)
}

// place is where the cursor is in the text.
func (p *Panel) place() (line, column int) {
	if p.job.form != nil {
		return 0, 0
	}
	return p.editor.Place()
}

// typed hands a key or a paste to what is edited.
func (p *Panel) typed(msg tea.Msg) tea.Cmd {
	j := p.job
	switch {
	case j.stage != editing, j.assessing && j.deaf: // what was typed for the question is not a text
		return nil
	case j.busy(): // a paste
		p.desk.note(j.moment())
		return nil
	case j.form != nil:
		return tea.Batch(j.form.Update(msg), p.desk.formTyped())
	}
	p.editor.Update(msg)
	return p.desk.typed(p.editor.Text())
}

// problemKey takes a key while problems are listed.
func (p *Panel) problemKey(msg tea.KeyPressMsg) tea.Cmd {
	d := p.desk
	if p.issues.Typing() {
		p.issues.Type(msg)
		return nil
	}
	switch a := p.resolve(msg, keymap.List, keymap.Editor, keymap.Dialog, keymap.Global); a {
	case "editor.close", "dialog.close", "app.back":
		if !p.issues.Act("app.back") { // a filter first
			p.desk.toText()
		}
	case "editor.review":
		return d.override()
	case "editor.external":
		if r := p.issues.Selected(); r != nil {
			return d.openOutside(r.p.Line, r.p.Column)
		}
	case "dialog.accept", "app.open":
		if r := p.issues.Selected(); r != nil {
			d.jump(r.p)
		}
	case "list.mark", "list.mark-all", "list.range": // nothing is marked here
	default:
		p.issues.Act(a)
	}
	return nil
}

// reviewKey takes a key while the request is shown.
func (p *Panel) reviewKey(msg tea.KeyPressMsg) tea.Cmd {
	d := p.desk
	if p.pager.Typing() {
		p.pager.Type(msg)
		return nil
	}
	switch a := p.resolve(msg, keymap.Text, keymap.Editor, keymap.Dialog, keymap.Global); a {
	case "editor.close", "dialog.close", "app.back":
		p.desk.toText()
	case "editor.review":
		return d.agree()
	case "editor.method":
		return d.otherMethod()
	case "editor.external":
		p.desk.toText()
		return d.openOutside(p.place())
	default:
		p.pager.Act(a)
	}
	return nil
}

// rivalKey takes a key while theirs stands against mine.
func (p *Panel) rivalKey(msg tea.KeyPressMsg) tea.Cmd {
	d := p.desk
	if p.rivals.Typing() {
		p.rivals.Type(msg)
		return nil
	}
	switch a := p.resolve(msg, keymap.List, keymap.Editor, keymap.Dialog, keymap.Global); a {
	case "editor.close", "dialog.close", "app.back":
		if !p.rivals.Act("app.back") {
			p.desk.toText()
		}
	case "editor.review":
		return d.resolved()
	case "list.mark":
		if r := p.rivals.Selected(); r != nil {
			d.takeSide(r.n, map[side]side{undecided: mine, mine: theirs, theirs: mine, byHand: theirs}[r.c.take])
		}
	case "list.mark-all":
		for i, c := range p.job.merge.conflicts {
			if c.take == undecided {
				d.takeSide(i, mine)
			}
		}
	case "dialog.accept", "app.open":
		if r := p.rivals.Selected(); r != nil {
			return d.askSide(r.n)
		}
	case "list.range": // nothing is marked here
	default:
		p.rivals.Act(a)
	}
	return nil
}
