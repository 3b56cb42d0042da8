package views

import (
	"slices"
	"strings"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// palette returns the window with every action that can be done now, by name.
func (s *Shell) palette() screen.Dialog {
	p := &dialog.Pick{Env: s.env, View: shellID, Name: "palette", Head: "Commands", Empty: "no command of that name"}
	var options []dialog.Option
	here := s.scopes()
	scopes := here
	for _, v := range s.opt.Views {
		if !slices.Contains(here, v.Scope()) {
			scopes = append(scopes, v.Scope())
		}
	}
	for _, scope := range scopes {
		for _, b := range s.env.Keys.In(scope) {
			if b.Writes && s.env.ReadOnly || moves(b.Action) {
				continue
			}
			options = append(options, dialog.Option{Value: b.Action, Label: label(scope, b), Note: prettyKeys(b.Keys)})
		}
	}
	p.SetOptions(options)
	return p
}

// label is what an action is found by: where it belongs, its short name and
// what it does.
func label(scope keymap.Scope, b keymap.Binding) string {
	text := b.Help
	if strings.HasPrefix(string(b.Action), "view.") {
		text = "go to " + b.Help
	} else if b.Short != "" && !strings.HasPrefix(b.Help, b.Short) {
		text = b.Short + ": " + b.Help
	}
	if scope == keymap.Global {
		return text
	}
	return scope.Title() + ": " + text
}

// moves reports whether an action only moves a cursor or works on the palette
// itself, which nobody looks for by name.
func moves(a keymap.Action) bool {
	for _, suffix := range []string{".up", ".down", ".top", ".bottom", "-up", "-down", ".left", ".right", ".palette", ".open", ".back"} {
		if strings.HasSuffix(string(a), suffix) {
			return true
		}
	}
	return false
}

func prettyKeys(keys []string) string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = keymap.Pretty(k)
	}
	return strings.Join(out, " ")
}

// helpIndent is where the words of a key begin in the help.
const helpIndent = 20

// help returns the window with every key of this view and of the shell.
func (s *Shell) help() screen.Dialog {
	st := s.env.Styles
	var lines []string
	for _, scope := range s.scopes() {
		bindings := s.env.Keys.In(scope)
		if len(bindings) == 0 {
			continue
		}
		if lines != nil {
			lines = append(lines, "")
		}
		lines = append(lines, st.Title.Render(scope.Title()))
		for _, b := range bindings {
			if len(b.Keys) == 0 {
				continue
			}
			text := b.Help
			if b.Writes && s.env.ReadOnly {
				text += " (not in read-only mode)"
			}
			for i, l := range cell.Wrap(text, max(min(readerWidth, s.width-6)-helpIndent, 10)) {
				keys := ""
				if i == 0 {
					keys = prettyKeys(b.Keys)
				}
				lines = append(lines, "  "+cell.Left(keys, helpIndent-2)+l)
			}
		}
	}
	lines = append(lines, "", st.Title.Render("Signs"), "  "+signs(st), "", st.Muted.Render("iscope "+s.opt.Version))
	return dialog.NewReader(s.env, "Help: "+s.view().Title(), strings.Join(lines, "\n"))
}

// signs explains the glyphs of states.
func signs(st *theme.Styles) string {
	var parts []string
	for _, x := range []struct {
		state theme.State
		word  string
	}{
		{theme.Good, "done"}, {theme.Bad, "failed"}, {theme.Running, "running"}, {theme.Queued, "waiting"}, {theme.Canceled, "canceled"},
		{theme.Held, "held"}, {theme.Needs, "needs you"}, {theme.Warn, "warning"}, {theme.Unknown, "unknown"},
	} {
		parts = append(parts, st.Glyph(x.state)+" "+x.word)
	}
	return strings.Join(parts, "  ")
}

func themeNames() []string { return theme.Names() }
