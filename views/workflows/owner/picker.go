package owner

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/internal/change"
	"iscope/views/internal/people"
)

// Chosen is the answer of a Picker. It goes to the view that opened it.
type Chosen struct {
	View      string
	Workflows []api.Workflow // as they were shown
	Owner     api.Identity   // the new one, active when it was chosen
}

// To returns the view the answer is for.
func (c Chosen) To() string { return c.View }

// Picker is the window in which the new owner of workflows is chosen. It is
// used through a pointer by the shell.
type Picker struct {
	Env       *screen.Env
	Cmds      *api.Commands
	Reads     *api.Scope // of the view
	View      string
	Workflows []api.Workflow
	Recent    []api.Identity // people chosen lately, newest first

	search   *people.Search
	checking api.Identity // whether they are still here is being asked; zero: nobody
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Listener
} = (*Picker)(nil)

// NewPicker returns the window for p's exported fields.
func NewPicker(p Picker) *Picker {
	out := &p
	out.search = people.New(people.Search{Env: p.Env, Cmds: p.Cmds, Reads: p.Reads, View: p.View, Recent: p.Recent, Inactive: true})
	return out
}

// Title says whose owner is chosen.
func (p *Picker) Title() string {
	if len(p.Workflows) == 1 {
		return "New owner: " + change.WorkflowName(&p.Workflows[0])
	}
	return "New owner of " + cell.Count(len(p.Workflows), "workflow")
}

// Typing reports that text is being typed.
func (p *Picker) Typing() bool { return true }

// Hints returns the keys of the window.
func (p *Picker) Hints() []screen.Hint { return p.search.Hints() }

// Listens takes the answers that the window waits for.
func (p *Picker) Listens(msg tea.Msg) bool {
	if r, ok := msg.(api.Result[api.Identity]); ok {
		return p.checking.ID != "" && r.View == p.View && r.Key == p.checking.ID
	}
	return p.search.Listens(msg)
}

// Update handles keys, pastes and the answers to searches.
func (p *Picker) Update(msg tea.Msg) (tea.Cmd, bool) {
	if r, ok := msg.(api.Result[api.Identity]); ok {
		return p.checked(r)
	}
	if key, ok := msg.(tea.KeyPressMsg); ok {
		a, _ := p.Env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String())
		if a == "dialog.accept" {
			return p.take(), false
		}
		p.search.Complain("")
		p.checking = api.Identity{}
	}
	return p.search.Update(msg)
}

// take takes who is under the cursor: it is asked whether they are still here,
// since what is shown may be old.
func (p *Picker) take() tea.Cmd {
	who, ok := p.search.Selected()
	switch {
	case !ok || p.checking.ID != "":
		return nil
	case !who.Active():
		p.search.Complain(who.Name + " is " + strings.ToLower(who.Status) + " and cannot own a workflow; choose someone else")
		return nil
	}
	if p.owned(who) {
		p.search.Complain(who.Name + " is already the owner")
		return nil
	}
	p.checking = who
	ctx, t := p.Reads.NextFor(api.ListPublicIdentities, who.ID)
	return p.Cmds.Identity(ctx, t, who.ID)
}

// owned reports whether a person owns all of the workflows.
func (p *Picker) owned(who api.Identity) bool {
	for i := range p.Workflows {
		if p.Workflows[i].Owner.ID != who.ID {
			return false
		}
	}
	return len(p.Workflows) > 0
}

// checked takes the answer to whether the new owner is still here.
func (p *Picker) checked(r api.Result[api.Identity]) (tea.Cmd, bool) {
	who := p.checking
	if who.ID == "" || r.Key != who.ID || !p.Reads.Fresh(r.Ticket) {
		return nil, false
	}
	p.Reads.Done(r.Ticket)
	p.checking = api.Identity{}
	switch {
	case r.Err != nil && r.Err.Kind == api.NotFound, r.Err == nil && !r.Value.Active():
		p.search.Complain(who.Name + " is not among the active identities any more; choose someone else")
		return nil, false
	case r.Err != nil:
		p.search.Complain("It could not be checked that " + who.Name + " is still here: " + r.Err.Error() + "; " + p.Env.Keys.Key("dialog.accept") + " asks again")
		return nil, false
	}
	return screen.Send(Chosen{p.View, p.Workflows, r.Value}), true
}

// hint is what there is to know about owners.
const hint = "The owner's rights decide what a workflow may do. It has to be an organization administrator (ORG_ADMIN), which cannot be seen here."

// Render draws the search, and below it who the cursor is on.
func (p *Picker) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	st := p.Env.Styles
	var foot []string
	if who, ok := p.search.Selected(); ok && h >= 8 {
		text := "id " + who.ID
		if p.checking.ID != "" {
			text = "Asking whether " + p.checking.Name + " is still here"
		}
		foot = append(foot, st.Muted.Render(cell.Cut(text, w)))
		if safe.MixedScripts(who.Name) {
			foot = append(foot, st.Warn.Render(cell.Cut("The name mixes alphabets: make sure by the id that this is the right person", w)))
		}
	}
	if h >= 12 {
		foot = append(foot, "")
		for _, l := range cell.Wrap(hint, w) {
			foot = append(foot, st.Muted.Render(l))
		}
	}
	text, cursor := p.search.Render(w, h-len(foot))
	return strings.Join(append([]string{text}, foot...), "\n"), cursor
}
