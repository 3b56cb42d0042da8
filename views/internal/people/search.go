package people

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// Delay is how long typing rests before identities are searched.
const Delay = 250 * time.Millisecond

// limit is how many identities a search asks for.
const limit = 30

// due is sent when typing has rested. A search sends it to itself, by way of
// its view.
type due struct {
	view   string
	search *Search
	gen    int
}

// To returns the view the message is for.
func (d due) To() string { return d.view }

// Search is a field and the people found. The exported fields say how it
// searches; make it with New.
type Search struct {
	Env    *screen.Env
	Cmds   *api.Commands
	Reads  *api.Scope // of the view
	View   string
	Recent []api.Identity // people chosen lately, newest first
	// Inactive has those who left listed too, marked as such. Otherwise nobody
	// sees them here: whoever left decides nothing.
	Inactive bool

	pick     *dialog.Pick
	gen      int
	problem  string
	searched bool // the options are those of a search, not the recent ones
}

// New returns a search for s's exported fields.
func New(s Search) *Search {
	s.Restart()
	return &s
}

// Restart begins anew, with nothing typed.
func (s *Search) Restart() {
	s.gen++ // a timer that is out finds nobody
	s.searched, s.problem = false, ""
	s.pick = &dialog.Pick{Env: s.Env, Empty: "type a name, alias or e-mail address"}
	s.pick.Search = func(string) tea.Cmd { return s.rest() }
	s.pick.SetOptions(s.options(s.Recent))
}

func (s *Search) options(people []api.Identity) []dialog.Option {
	out := make([]dialog.Option, 0, len(people))
	for _, p := range people {
		label := p.Name
		switch {
		case p.Active():
		case s.Inactive:
			label += " (" + strings.ToLower(p.Status) + ")"
		default:
			continue
		}
		out = append(out, dialog.Option{Value: p, Label: label, Note: strings.TrimSpace(p.Alias + "  " + p.Email)})
	}
	return out
}

// rest waits for typing to rest.
func (s *Search) rest() tea.Cmd {
	s.gen++
	msg := due{s.View, s, s.gen}
	return tea.Tick(Delay, func(time.Time) tea.Msg { return msg })
}

// Listens reports whether a message is one that a search waits for.
func (s *Search) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case due:
		return m.search == s
	case api.Result[[]api.Identity]:
		return m.View == s.View && m.Op == api.ListPublicIdentities
	}
	return false
}

// Update handles keys, pastes and what the search listens to. closed says that
// the key to close was pressed.
func (s *Search) Update(msg tea.Msg) (cmd tea.Cmd, closed bool) {
	switch m := msg.(type) {
	case due:
		return s.ask(m), false
	case api.Result[[]api.Identity]:
		s.found(m)
		return nil, false
	}
	return s.pick.Update(msg)
}

func (s *Search) ask(d due) tea.Cmd {
	if d.search != s || d.gen != s.gen {
		return nil
	}
	text := strings.TrimSpace(s.pick.Text())
	if text == "" {
		s.Reads.Supersede(api.ListPublicIdentities)
		s.searched, s.problem = false, ""
		s.pick.SetOptions(s.options(s.Recent))
		return nil
	}
	ctx, t := s.Reads.Next(api.ListPublicIdentities)
	return s.Cmds.FindIdentities(ctx, t, text, limit)
}

func (s *Search) found(r api.Result[[]api.Identity]) {
	if !s.Reads.Fresh(r.Ticket) {
		return
	}
	s.Reads.Done(r.Ticket)
	s.problem = ""
	if r.Err != nil {
		s.problem = r.Err.Error()
	}
	s.searched = true
	s.pick.Empty = "nobody is called that"
	s.pick.SetOptions(s.options(r.Value))
}

// Selected returns the person under the cursor.
func (s *Search) Selected() (api.Identity, bool) {
	o, _ := s.pick.Selected()
	p, ok := o.Value.(api.Identity)
	return p, ok
}

// Searched reports whether the people shown are those the tenant has just
// named.
func (s *Search) Searched() bool { return s.searched }

// Complain shows why something cannot be, until the next answer.
func (s *Search) Complain(text string) { s.problem = text }

// Hints returns the keys of the search.
func (s *Search) Hints() []screen.Hint { return s.pick.Hints() }

// Render draws the field, the people and what went wrong: at most h lines of at
// most w cells, and the cursor.
func (s *Search) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	var foot []string
	if s.problem != "" {
		for _, l := range cell.Wrap(s.problem, w) {
			foot = append(foot, s.Env.Styles.Bad.Render(l))
		}
		foot = foot[:min(len(foot), max(h/3, 1), max(h-1, 0))]
	}
	text, cursor := s.pick.Render(w, h-len(foot))
	if len(foot) > 0 {
		text += "\n" + strings.Join(foot, "\n")
	}
	return text, cursor
}
