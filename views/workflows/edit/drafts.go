package edit

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/internal/draft"
	"iscope/views/workflows/check/place"
)

// draftName is what the draft of this edit is kept under.
func (j *job) draftName() string { return draft.Name(j.id, j.place) }

// placed reports whether there is a place for the draft of this edit.
func (j *job) placed() bool { return j.place >= 0 }

// onDisk reports whether a draft of this edit may be on disk.
func (d *Desk) onDisk() bool {
	return d.keeper.Mark() != "" || d.keeper.Failed() != nil || d.keeper.Busy() || d.job.continued
}

// dropDraft removes the draft of this edit. Others that were found stay.
func (d *Desk) dropDraft() tea.Cmd {
	j := d.job
	j.continued = false
	if !j.placed() {
		return nil
	}
	return d.keeper.Drop(j.draftName())
}

// draftsCame takes the drafts of earlier edits, and chooses the place of that of
// this one.
func (d *Desk) draftsCame(r draft.Found) tea.Cmd {
	cmds, j := []tea.Cmd{d.keeper.Read()}, d.job
	if j == nil || j.stage != reading || j.draftRead || j.id != r.Key {
		return cmds[0]
	}
	shelf := draft.Sort(r, func(n int, body []byte) (*kept, error) {
		k, err := readKept(body, r.Key)
		if k != nil {
			k.Copy = n
		}
		return k, err
	})
	j.draftRead, j.place, j.found = true, shelf.Free, shelf.Drafts
	if shelf.Failed != nil {
		cmds = append(cmds, screen.Say(screen.Warn, "A draft may exist, but it could not be read: "+safe.Line(shelf.Failed.Error())))
	}
	for _, err := range shelf.Damaged {
		cmds = append(cmds, screen.Say(screen.Warn, "A draft of this workflow cannot be read and is left alone: "+safe.Line(err.Error())))
	}
	return tea.Batch(append(cmds, d.ready())...)
}

// fate is what becomes of a draft that was found.
type fate struct {
	what  draft.Fate
	draft *kept // nil for all of them
}

// dropping is the draft that a person wants to discard, before they are sure.
type dropping struct{ draft *kept }

// notNow says that the question about drafts was closed.
type notNow struct{}

// offerDrafts asks what becomes of the drafts that were found. Late is for when no
// key asked for it.
func (d *Desk) offerDrafts(late bool) tea.Cmd {
	j := d.job
	found := j.found
	told := make([]draft.Told, len(found))
	for n, k := range found {
		told[n] = draft.Told{When: draft.When(d.Env, k.Saved), Text: d.inDraft(k)}
	}
	q := draft.Ask(d.Env, d.View, question, told, func(f draft.Fate, n int) any {
		if n < 0 {
			return asked{job: j.n, that: fate{f, nil}}
		}
		return asked{job: j.n, that: fate{f, found[n]}}
	})
	q.Closed = asked{job: j.n, that: notNow{}} // else the edit would wait for ever
	if !late {
		return d.ask(q)
	}
	return screen.Send(screen.Show{Dialog: q, Late: true, Over: d.panel})
}

// inDraft says what a draft has.
func (d *Desk) inDraft(k *kept) string {
	j := d.job
	text := capital(partNamed(k.Part, k.Pointer).words())
	if typed := k.typed(); len(typed) > 0 {
		text += ": " + strings.Join(typed, ", ")
	}
	if j.read && k.base(j.shown).moved(versionOf(&j.shown)) {
		text += "; the workflow changed since" + change.By(j.shown)
	}
	if k.Left > 0 {
		text += "; " + cell.Count(k.Left, "secret") + " not kept"
	}
	return safe.Line(text)
}

// valueRoom is how wide a value is that tells a draft from others.
const valueRoom = 40

// typed says what in a draft is not as the edit began, with what it became: the
// first few values. It is empty where the text cannot be read.
func (k *kept) typed() []string {
	at := partNamed(k.Part, k.Pointer).at()
	was, will := read([]byte(k.Base)).At(at), read([]byte(k.Text))
	if !was.Is(place.Object) || !will.Is(place.Object) {
		return nil
	}
	var out []string
	all := differences(was, will, at)
	for i, c := range all {
		if i == toldChanges {
			return append(out, "and "+cell.Thousands(len(all)-i)+" more")
		}
		value := "(taken away)"
		if c.will != nil {
			value = valueWords(c.will.Compact(nil))
		}
		out = append(out, pointerWords(c.pointer)+" "+cell.CutMiddle(value, valueRoom))
	}
	return out
}

// undecided reports whether the edit waits for what becomes of drafts.
func (j *job) undecided() bool {
	return j.stage == reading && j.read && j.draftRead && len(j.found) > 0
}

// toldOf says that drafts were found: "A draft of 5m ago was never sent".
func (j *job) toldOf(env *screen.Env) string {
	if len(j.found) > 1 {
		return cell.Count(len(j.found), "draft") + " were never sent"
	}
	return capital(j.found[0].called(env)) + " was never sent"
}

// draftFate does with drafts what was chosen. Where the edit starts over they stay
// as they are, whatever is typed.
func (d *Desk) draftFate(f fate) tea.Cmd {
	j := d.job
	switch {
	case !j.undecided() || f.draft != nil && !slices.Contains(j.found, f.draft):
		return nil
	case f.what == draft.Keep:
		j.found = nil
		return d.start()
	case f.draft == nil:
		return nil
	case f.what == draft.Discard:
		return d.confirmed(asked{job: j.n, that: dropping{f.draft}}, "Discard the draft?", "Discard", "Keep it",
			[]string{j.label(), "Typed " + cell.Stamp(f.draft.Saved, d.Env.Zone), d.inDraft(f.draft)})
	}
	return d.takeUp(f.draft)
}

// dropFound discards a draft that was found. Its place is free then.
func (d *Desk) dropFound(k *kept) tea.Cmd {
	j := d.job
	i := slices.Index(j.found, k)
	if i < 0 || j.stage != reading {
		return nil
	}
	j.found = slices.Delete(slices.Clone(j.found), i, i+1)
	if !j.placed() {
		j.place = k.Copy
	}
	return tea.Batch(d.keeper.Drop(k.name()), d.removeLeft(k.name()), screen.Say(screen.Info, "The draft is discarded"), d.ready())
}

// takeUp goes on where a draft ended. From then on the draft is that of this edit.
func (d *Desk) takeUp(k *kept) tea.Cmd {
	j := d.job
	j.found, j.taking = nil, nil
	j.place, j.continued = k.Copy, true
	d.keeper.Own(k.name(), k.sum) // another window may have it by now
	j.what = partNamed(k.Part, k.Pointer)
	if !j.fresh {
		j.base = k.base(j.shown)
	}
	text := giveBack(k.Text, j.what.at(), documentOf(j.shown.Raw.JSON()))
	cmd := d.startWith(text)
	j.edited()
	switch {
	case k.Left > 0, strings.Contains(text, typeAgain):
		j.tell(theme.Warn, "Secrets are not kept in a draft: type them again")
	case !j.fresh && j.base.moved(versionOf(&j.shown)):
		j.tell(theme.Warn, "The workflow changed since this was typed"+change.By(j.shown)+"; reviewing it compares the two")
	}
	return tea.Batch(cmd, d.keeper.Touch())
}
