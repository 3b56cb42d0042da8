package edit

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/extern"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/draft"
)

// left is a text that an editor had when an earlier run of the program ended, and
// that no draft can take: it has secrets written out, or nothing tells what it is an
// edit of.
type left struct {
	name    string // of the draft
	text    string
	secrets int
	file    extern.File
	draft   *kept // of the rest, nil where nothing tells what it is an edit of
}

// of says what it is a text of.
func (l *left) of() string {
	if l.draft == nil || l.draft.Name == "" {
		return "a workflow"
	}
	return cell.Cut(safe.Line(l.draft.Name), 40)
}

// leftOf returns the text that is left beside a draft, nil for none.
func (d *Desk) leftOf(name string) *left {
	if i := slices.IndexFunc(d.left, func(l left) bool { return l.name == name }); i >= 0 {
		return &d.left[i]
	}
	return nil
}

// leftAs is what becomes of a file with secrets.
type leftAs struct {
	path string
	do   leftDo
}

type leftDo uint8

const (
	goOn leftDo = iota
	remove
	stay
)

// askLeft asks what becomes of the first file that nobody has decided about. A
// secret should not lie in a file longer than it is needed, and only a person knows
// whether it is; one who says so is not asked again.
func (d *Desk) askLeft() tea.Cmd {
	i := slices.IndexFunc(d.left, func(l left) bool { return l.draft == nil || !l.draft.Settled })
	if i < 0 {
		return nil
	}
	l := &d.left[i]
	if d.Env.ReadOnly {
		return screen.Say(screen.Warn, "A text of "+l.of()+" was left in an editor: "+safe.Line(l.file.Path()))
	}
	p := &dialog.Pick{Env: d.Env, View: d.View, Name: question, Head: "Left in an editor: " + l.of()}
	if l.secrets > 0 {
		p.Head += ", with " + cell.Count(l.secrets, "secret")
	}
	option := func(do leftDo, label, note string) dialog.Option {
		return dialog.Option{Value: asked{that: leftAs{l.file.Path(), do}}, Label: label, Note: note}
	}
	if l.draft == nil {
		p.SetOptions([]dialog.Option{option(remove, "Remove the file", "no draft tells what it is an edit of"), option(stay, "Leave it", safe.Line(l.file.Path()))})
	} else {
		p.SetOptions([]dialog.Option{
			option(goOn, "Continue with it", "the file is removed once that is over"), option(remove, "Remove the file", "a draft has all but the secrets"),
			option(stay, "Leave it", "until the draft is sent or discarded"),
		})
	}
	return screen.Send(screen.Show{Dialog: p, Late: true})
}

// leftFate does with the file what was chosen, and asks about the next.
func (d *Desk) leftFate(a leftAs) tea.Cmd {
	i := slices.IndexFunc(d.left, func(l left) bool { return l.file.Path() == a.path })
	if i < 0 {
		return nil
	}
	l := d.left[i]
	switch {
	case a.do == remove:
		return tea.Batch(d.removeFile(i), screen.Say(screen.Info, "The file is removed"), d.askLeft())
	case a.do == stay && l.draft == nil: // nothing keeps that in mind
		d.left = slices.Delete(d.left, i, i+1)
		return d.askLeft()
	case a.do == stay:
		l.draft.Settled = true
		return tea.Batch(d.settleLeft(*l.draft), d.askLeft())
	case d.job != nil:
		return tea.Batch(d.show(), screen.Say(screen.Info, "First "+d.job.label()+", which is being edited"))
	}
	k := *l.draft
	k.Text, k.Left = l.text, 0
	d.left = slices.Delete(d.left, i, i+1)
	var cmd tea.Cmd
	if strings.HasPrefix(k.ID, freshPrefix) {
		cmd = d.resume(k)
	} else {
		j := d.begin(k.ID)
		j.shown, j.taking, j.draftRead = api.Workflow{ID: k.ID, Name: k.Name}, &k, true
		cmd = tea.Batch(d.show(), d.readWorkflow())
	}
	d.job.files = append(d.job.files, l.file)
	d.job.tell(theme.Warn, "The secrets in it are kept in no draft")
	return cmd
}

// settleLeft notes down in the draft that the file beside it is to stay.
func (d *Desk) settleLeft(k kept) tea.Cmd {
	store := d.Drafts
	body, err := json.Marshal(k)
	if err != nil {
		return nil // a struct of texts marshals
	}
	if d.job != nil && d.job.stage != reading && d.job.draftName() == k.name() { // whose draft says so the next time
		return nil
	}
	return order(d, 0, d.Program, d.reads.Detached("save draft", ""), func(context.Context) (settledLeft, error) {
		same, err := draft.Unchanged(store, k.name(), k.sum)
		if err != nil || !same { // one that was written since is not set back
			return settledLeft{}, err
		}
		return settledLeft{}, store.Save(k.name(), body)
	})
}

// settledLeft says that it was noted down, or not: then it is asked again.
type settledLeft struct{}

// removeLeft removes the file that is left beside a draft, if there is one, with
// the secrets in it. One that belongs to no draft is not that of this edit either.
func (d *Desk) removeLeft(name string) tea.Cmd {
	i := slices.IndexFunc(d.left, func(l left) bool { return l.name == name && l.draft != nil })
	if i < 0 {
		return nil
	}
	return d.removeFile(i)
}

// removeFile removes one of the files that are left.
func (d *Desk) removeFile(i int) tea.Cmd {
	file := d.left[i].file
	d.left = slices.Delete(d.left, i, i+1)
	return func() tea.Msg {
		if err := file.Remove(); err != nil {
			return screen.Toast{Tone: screen.Bad, Text: "A file with secrets could not be removed: " + safe.Line(err.Error()), Keep: true}
		}
		return nil
	}
}
