package line

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/field"
	"iscope/ui/screen"
	"iscope/views/tasks/query"
)

// Line is the filter line. Make it with New.
type Line struct {
	env   *screen.Env
	field *field.Field // nil while it is closed
	known query.Known

	offered query.Completion
	chosen  int // of what is offered, -1 for none
	failure *query.Error
	query   query.Query
	insist  bool   // enter was pressed on a line that cannot be asked
	refused string // what the tenant said about text
	text    string // that was asked last
	draft   string // that was put away, "" for none
}

// New returns a closed line.
func New(env *screen.Env) *Line { return &Line{env: env, chosen: -1} }

// Open begins to edit a line: what was put away last time, else the one in
// force.
func (l *Line) Open(inForce string, k query.Known) {
	text := inForce
	if l.draft != "" {
		text = l.draft
	}
	l.known, l.insist = k, false
	l.field = field.New(text)
	l.look()
}

// Typing reports whether the line is open, so that keys belong to Type.
func (l *Line) Typing() bool { return l.field != nil }

// Refused keeps what the tenant said about a line, to be shown while it is as it
// was asked.
func (l *Line) Refused(text, said string) { l.text, l.refused = text, said }

// look reads the line anew.
func (l *Line) look() {
	l.query, l.failure = query.Parse(l.field.Value(), l.known)
	l.offered, l.chosen = query.Complete(l.field.Value(), l.field.Place(), l.known), -1
}

// Type handles a key or a paste. It returns the line and true once the person is
// done with one that can be asked; the line is closed then.
func (l *Line) Type(msg tea.Msg) (text string, done bool) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch a, _ := l.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, key.String()); {
		case a == "dialog.accept":
			return l.accept()
		case a == "dialog.close":
			l.draft, l.field = l.field.Value(), nil
			return "", false
		case key.Code == tea.KeyTab:
			l.take(max(l.chosen, 0))
			return "", false
		case key.Code == tea.KeyDown || key.Code == tea.KeyUp:
			l.choose(key.Code == tea.KeyDown)
			return "", false
		}
	}
	if paste, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: strings.NewReplacer("\r\n", " ", "\n", " ").Replace(strings.TrimRight(paste.Content, "\r\n"))}
	}
	was, at := l.field.Value(), l.field.Place()
	l.field.Update(msg)
	if l.field.Value() != was || l.field.Place() != at {
		l.insist = l.insist && l.field.Value() == was
		l.look()
	}
	return "", false
}

func (l *Line) accept() (string, bool) {
	if l.chosen >= 0 {
		l.take(l.chosen)
		return "", false
	}
	if l.failure != nil {
		l.insist = true
		return "", false
	}
	text := strings.TrimSpace(l.field.Value())
	l.draft, l.refused, l.field = "", "", nil
	return text, true
}

// choose goes to the next or the last thing offered, round by way of none.
func (l *Line) choose(down bool) {
	n := len(l.offered.Items) + 1
	step := 1
	if !down {
		step = n - 1
	}
	l.chosen = (l.chosen+1+step)%n - 1
}

// take puts what is offered into the line.
func (l *Line) take(i int) {
	if i >= len(l.offered.Items) {
		return
	}
	l.field.Set(l.offered.Apply(l.field.Value(), l.offered.Items[i]))
	l.look()
}

// Put puts a line away as if it had been typed and closed, for Open to bring
// back.
func (l *Line) Put(text string) { l.draft = text }
