package edit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/extern"
	"iscope/ui/jsonedit"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/draft"
)

// outsidePrefix begins the ids of texts that this desk opens in an editor of its
// own.
const outsidePrefix = "edit workflow "

// openOutside opens the text in $VISUAL or $EDITOR. The draft is brought up to
// date before: should we end meanwhile, it tells what the text is an edit of. Its name
// is sure only then.
func (d *Desk) openOutside(line, column int) tea.Cmd {
	j := d.job
	if j.busy() {
		d.note(j.moment())
		return nil
	}
	if d.Outside == "" {
		d.note("There is no folder for a text that is opened in $EDITOR; edit it here")
		return nil
	}
	if !j.placed() { // nothing would tell what the text is an edit of
		d.note("No draft can be saved: " + draft.NoRoom + "; edit it here")
		return nil
	}
	text := jsonedit.Format([]byte(j.text)) // which shows what has no picture
	j.void()
	j.stage = outside
	j.opens = func() tea.Cmd {
		j.openAs = outsidePrefix + d.keeper.At(j.id, j.place)
		return d.Extern(extern.Request{
			View: d.View, ID: j.openAs, Owner: d.Env.Tenant, Dir: d.Outside, Name: j.label(), Ext: ".json",
			Text: append([]byte(text), '\n'), Max: jsonedit.Max, Line: line, Column: column,
		})
	}
	save := d.saveNow()
	if save == nil && !d.keeper.Busy() {
		return d.opensNow()
	}
	return save
}

// opensNow opens the text that waited for its draft.
func (d *Desk) opensNow() tea.Cmd {
	j := d.job
	open := j.opens
	if j.opens = nil; open == nil || j.stage != outside {
		return nil
	}
	return open()
}

// saveNow saves a draft also of a text that is as it was: of what an editor of
// its own leaves behind it tells the beginning.
func (d *Desk) saveNow() tea.Cmd {
	k := d.kept()
	d.keeper.Hurry()
	return d.keeper.Save(k.ID, k.Copy, k.print(), k.placed)
}

// cameBack takes what the editor left. The file stays until a draft has the text.
func (d *Desk) cameBack(m extern.Done) tea.Cmd {
	j := d.job
	if j == nil || m.ID != j.openAs || j.stage != outside {
		return nil // the file is found at the next start
	}
	j.stage = editing
	if m.File.Path() != "" {
		j.files = append(j.files, m.File)
	}
	hint := ""
	if m.Hint != "" {
		hint = "; " + m.Hint
	}
	switch {
	case m.Err != nil && m.Text == nil:
		j.files = nil // the text is there alone
		return d.told(theme.Bad, capital(safe.Line(m.Err.Error()))+"; the text here is as it was"+hint)
	case m.Err != nil && m.Same:
		j.tell(theme.Bad, capital(safe.Line(m.Err.Error()))+"; nothing was changed"+hint)
		j.files = nil
		return d.save()
	case m.Same:
		j.tell(theme.Queued, "Nothing was changed in the editor"+hint)
		if m.Hint != "" {
			j.files = nil // it may still be open
		}
		return tea.Batch(d.save(), d.removeFiles())
	}
	j.text = strings.TrimRight(string(m.Text), "\n")
	if j.what.kind == fields {
		j.what, j.form = Whole, nil
	}
	j.edited()
	d.panel.load()
	j.tell(theme.Good, "Taken over from the editor")
	if m.Err != nil {
		j.tell(theme.Bad, capital(safe.Line(m.Err.Error()))+"; what it had saved is taken over"+hint)
	}
	return d.saveNow()
}

// removeFiles removes the files of texts that are safe elsewhere.
func (d *Desk) removeFiles() tea.Cmd {
	files := d.job.files
	d.job.files = nil
	return func() tea.Msg {
		for _, f := range files {
			_ = f.Remove() // what stays is found at the next start
		}
		return nil
	}
}

// draftSaved goes on once a draft is on disk, or could not be put there.
func (d *Desk) draftSaved(m draft.Saved) tea.Cmd {
	next, j := d.keeper.Took(m), d.job
	if m.Overtaken() {
		next = tea.Batch(next, screen.Say(screen.Warn, "A draft that another window has saved since is left alone"))
	}
	if j == nil || j.stage == reading || d.keeper.Busy() {
		return next
	}
	cmds := []tea.Cmd{next, d.opensNow()}
	if len(j.files) > 0 && d.safe() {
		cmds = append(cmds, d.removeFiles())
	}
	if j.leaving {
		j.leaving = false
		cmds = append(cmds, d.leaveIfSafe())
	}
	return tea.Batch(cmds...)
}
