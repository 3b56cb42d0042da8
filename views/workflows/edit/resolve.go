package edit

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/workflows/delta"
)

// side is whose value is taken where both changed the same.
type side uint8

const (
	undecided side = iota
	mine
	theirs
	byHand // mine, and the cursor goes there
)

// merging is an edit and what someone else did meanwhile.
type merging struct {
	now       api.Workflow
	touched   bool // it is another one in what is edited here
	result    delta.Result
	conflicts []conflict
}

// conflict is what both changed, differently.
type conflict struct {
	pointer string
	was     []byte // before both; nil: it was not there
	mine    []byte // nil: taken away
	theirs  []byte // nil: taken away
	take    side
}

// rival sets the edit against what someone else did meanwhile. What only one of
// both changed is merged; what both changed is asked about. Nothing was sent.
func (d *Desk) rival() tea.Cmd {
	d.job.deaf = true
	return d.assess(true)
}

// rivalCame goes on with what both changed.
func (d *Desk) rivalCame(m *merging) tea.Cmd {
	j := d.job
	lead := "It was changed meanwhile" + change.By(j.shown) + "; nothing was sent. "
	if len(m.conflicts) == 0 {
		others := "Nothing that is edited here is touched by that; review it again"
		if m.touched {
			others = "Nobody touched what you changed: both are in the text now; review it again"
		}
		return d.rebased(m, lead+others)
	}
	j.merge, j.stage = m, resolving
	d.panel.listed()
	return d.told(theme.Warn, lead+plural(len(m.conflicts), "place was", "places were")+" changed by both: choose for each which to keep")
}

// merge finds out what both changed.
func (m *merging) merge(base, edited, now []byte) error {
	r, err := delta.Merge(base, edited, now)
	if err != nil {
		return err
	}
	m.result = r
	for _, c := range r.Conflicts {
		m.conflicts = append(m.conflicts, conflict{pointer: c.Pointer, was: c.Base, mine: c.Mine, theirs: c.Theirs})
	}
	return nil
}

// rebased goes on with the merged text, as an edit of the workflow as it is now.
func (d *Desk) rebased(m *merging, said string) tea.Cmd {
	j := d.job
	j.merge = nil
	if j.form != nil {
		j.what, j.form = Form, nil
	}
	j.rebase(m.now, m.result.Merged)
	if j.what.kind == fields {
		text := j.text
		cmd := d.startWith(text)
		j.text = text
		j.tell(theme.Warn, said)
		return tea.Batch(cmd, d.saveAndReview())
	}
	d.panel.load()
	j.tell(theme.Warn, said)
	return d.saveAndReview()
}

// saveAndReview keeps the merged text, and shows what is left to send of it.
func (d *Desk) saveAndReview() tea.Cmd {
	j := d.job
	save := d.save()
	toast := tea.Cmd(nil)
	if !d.open() {
		toast = screen.Say(screen.Warn, j.said)
	}
	if !j.changed() {
		j.tell(theme.Good, "It is already as you wanted"+change.By(j.shown)+"; nothing is left to send")
		return tea.Batch(save, toast)
	}
	j.deaf = true
	return tea.Batch(save, toast, d.review())
}

// choice is whose value a conflict gets.
type choice struct {
	at   int
	take side
}

// askSide asks whose value a conflict gets.
func (d *Desk) askSide(at int) tea.Cmd {
	j := d.job
	c := j.merge.conflicts[at]
	p := &dialog.Pick{Env: d.Env, View: d.View, Name: question, Head: "Whose " + pointerWords(c.pointer) + "?", Current: nil}
	option := func(s side, label, note string) dialog.Option {
		return dialog.Option{Value: asked{job: j.n, seq: j.seq, that: choice{at, s}}, Label: label, Note: note}
	}
	p.SetOptions([]dialog.Option{
		option(mine, "Mine", valueWords(c.mine)), option(theirs, "Theirs", valueWords(c.theirs)), option(byHand, "Edit it", "takes mine, and goes there"),
	})
	return d.ask(p)
}

// chose takes the answer to that.
func (d *Desk) chose(c choice) tea.Cmd {
	j := d.job
	if j.stage == resolving && c.at < len(j.merge.conflicts) {
		d.takeSide(c.at, c.take)
		if c.take == byHand && j.merge.left() == 0 {
			return d.resolved()
		}
	}
	return nil
}

func (d *Desk) takeSide(at int, s side) {
	d.job.merge.conflicts[at].take = s
	d.panel.listed()
}

// left counts the conflicts nobody has decided.
func (m *merging) left() int {
	n := 0
	for _, c := range m.conflicts {
		if c.take == undecided {
			n++
		}
	}
	return n
}

// resolved puts what was decided into the text.
func (d *Desk) resolved() tea.Cmd {
	j := d.job
	m := j.merge
	if n := m.left(); n > 0 {
		d.note(plural(n, "place is", "places are") + " not decided")
		return nil
	}
	hand := ""
	choices := make([]delta.Choice, 0, len(m.conflicts))
	for _, c := range m.conflicts {
		take := delta.Mine
		if c.take == theirs {
			take = delta.Theirs
		}
		choices = append(choices, take)
		if c.take == byHand && hand == "" && c.mine != nil {
			hand = c.pointer
		}
	}
	merged, err := m.result.Resolve(choices...)
	if err != nil {
		return d.told(theme.Bad, capital(safe.Line(err.Error())))
	}
	m.result.Merged = merged
	cmd := d.rebased(m, "Both are in the text now; review it again")
	if hand != "" {
		d.toText()
		d.goTo(hand)
	}
	return cmd
}

// goTo puts the cursor on a value of the text.
func (d *Desk) goTo(pointer string) {
	j := d.job
	if j.form != nil {
		j.form.Focus(pointer)
		return
	}
	within, ok := strings.CutPrefix(pointer, j.what.at())
	text := d.panel.editor.Text()
	if n := read([]byte(text)).At(within); ok && n != nil {
		before := text[:n.Start]
		line := strings.Count(before, "\n")
		d.panel.editor.GoTo(line+1, len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))+1)
	}
}

// pointerWords writes a JSON pointer as people read it.
func pointerWords(pointer string) string {
	if pointer == "" {
		return "the whole workflow"
	}
	return safe.Line(strings.NewReplacer("~1", "/", "~0", "~").Replace(strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", " › ")))
}

// valueWords writes a value in a line.
func valueWords(v []byte) string {
	if v == nil {
		return "(taken away)"
	}
	n := read(v)
	if n == nil {
		return safe.Line(string(v))
	}
	if len(n.Members) > 3 {
		return fmt.Sprintf("{ %d members }", len(n.Members))
	}
	return safe.Line(string(n.Compact(nil)))
}
