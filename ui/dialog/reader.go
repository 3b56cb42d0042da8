package dialog

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/pager"
	"iscope/ui/screen"
)

// Reader shows a text to be scrolled and searched.
type Reader struct {
	Env  *screen.Env
	Head string
	Text *pager.Pager
}

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Clickable
} = (*Reader)(nil)

// NewReader returns a window over text, which is clean and may be styled.
func NewReader(env *screen.Env, head, text string) *Reader {
	p := pager.New(env)
	p.SetText(text)
	return &Reader{Env: env, Head: head, Text: p}
}

// Typing reports whether a search is being typed.
func (r *Reader) Typing() bool { return r.Text.Typing() }

// Title returns the heading.
func (r *Reader) Title() string { return r.Head }

// Hints returns the keys of the window.
func (r *Reader) Hints() []screen.Hint {
	key := r.Env.Keys.Key
	return []screen.Hint{{Key: key("text.down") + " " + key("text.up"), Text: "scroll"}, {Key: key("app.filter"), Text: "search"}, {Key: key("app.back"), Text: "close"}}
}

// Update handles keys.
func (r *Reader) Update(msg tea.Msg) (tea.Cmd, bool) {
	if r.Text.Typing() {
		r.Text.Type(msg)
		return nil, false
	}
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	action, _ := r.Env.Keys.Resolve([]keymap.Scope{keymap.Text, keymap.Global}, key.String())
	switch action {
	case "app.back", "app.quit", "app.help", "app.activity", "app.kill", "app.open":
		return nil, true
	}
	r.Text.Act(action)
	return nil, false
}

// Render draws the text.
func (r *Reader) Render(w, h int) (string, *tea.Cursor) { return r.Text.Render(w, h) }
