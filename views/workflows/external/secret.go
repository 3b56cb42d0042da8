package external

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// revealKey shows the secret.
const revealKey = "v"

// unseenFor is how long the page of the secret ignores keys: those were pressed
// before it could be seen.
const unseenFor = 800 * time.Millisecond

// hold takes the secret of a client that was just made, and shows its page.
func (p *Panel) hold(s *api.Secret) {
	p.secret, p.shown, p.copied = s, false, false
	p.page, p.note, p.since = secretPage, "", p.env.Moment()
}

// drop forgets the secret.
func (p *Panel) drop() {
	state, what := theme.Good, "copied, and is not here any more"
	switch {
	case p.copied:
	case p.shown:
		what = "shown, and is not here any more"
	default:
		state, what = theme.Warn, "not shown, and cannot be any more: where it is needed, create another client"
	}
	p.secret, p.shown, p.page = nil, false, menuPage
	p.tell(state, "The client "+p.client+" was created; its secret was "+what)
}

// secretKey takes a key while the secret is to be shown.
func (p *Panel) secretKey(m tea.KeyPressMsg) tea.Cmd {
	if p.env.Moment().Sub(p.since) < unseenFor {
		return nil
	}
	if m.String() == revealKey {
		p.shown = !p.shown
		return nil
	}
	switch a, _ := p.env.Keys.Resolve([]keymap.Scope{keymap.List, keymap.Dialog, keymap.Global}, m.String()); a {
	case "list.copy-id":
		p.copied = true
		p.note = "Copied, as far as this terminal lets programs copy: paste it before you close"
		return screen.Send(screen.Copy{Text: p.secret.Reveal(), What: "client secret"})
	case "dialog.close", "app.back", "app.quit":
		if p.copied {
			p.drop()
			return nil
		}
		return p.askDrop()
	}
	return nil
}

// askDrop asks whether the secret may be lost.
func (p *Panel) askDrop() tea.Cmd {
	return p.desk.ask(&dialog.Confirm{
		Env: p.env, View: p.desk.view, Name: questions, Value: asked{p.n, p.desk.turn, askDrop}, Head: "Close without copying the secret?",
		Lines: []string{
			"Client     " + p.client, "",
			"The secret was not copied from here. Once closed, neither iscope nor the tenant shows it again; where it is needed, another client has to be created.",
		},
		Yes: "Close", No: "Go back", Grave: true,
	})
}

// hidden is how many dots stand for a secret, however long it is.
const hidden = 12

// secretLines draws the page of the secret.
func (p *Panel) secretLines(w, h int) []string {
	st := p.env.Styles
	text := strings.Repeat(st.Glyphs.Dot, hidden)
	if st.Accessible {
		text = "hidden"
	}
	if p.shown {
		text = safe.Line(p.secret.Reveal())
	}
	var out []string
	field := func(label, text string, style theme.Style) {
		if text == "" {
			return
		}
		if room := w - 11; w < 50 || cell.Width(text) > room && cell.Width(text) <= w { // whole, below its label
			out = append(out, st.Muted.Render(label))
			label = ""
		} else {
			label = cell.Left(label, 11)
		}
		for i, l := range cell.Wrap(text, max(w-cell.Width(label), 1)) {
			if i > 0 {
				label = cell.Spaces(cell.Width(label))
			}
			out = append(out, st.Muted.Render(label)+style.Render(l))
		}
	}
	warn := cell.Wrap("The tenant tells the secret only this once. Copy it to where it is needed before you close; iscope keeps it nowhere.", max(w-2, 1))
	if h >= 10 {
		for i, l := range warn {
			sign := "  "
			if i == 0 {
				sign = st.Glyph(theme.Warn) + " "
			}
			out = append(out, sign+st.Warn.Render(l))
		}
		out = append(out, "")
		field("client id", p.client, theme.Style{})
	}
	field("secret", text, st.Strong)
	if h < 10 {
		field("client id", p.client, theme.Style{})
	}
	field("address", p.address(), theme.Style{})
	if p.note != "" {
		out = append(out, "")
		for _, l := range cell.Wrap(p.note, w) {
			out = append(out, st.Good.Render(l))
		}
	}
	return out
}

// secretHints are the keys of the page of the secret.
func (p *Panel) secretHints() []screen.Hint {
	show := "show"
	if p.shown {
		show = "hide"
	}
	return []screen.Hint{
		{Key: p.env.Keys.Key("list.copy-id"), Text: "copy the secret"}, {Key: revealKey, Text: show}, {Key: p.env.Keys.Key("dialog.close"), Text: "close"},
	}
}
