package views

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/screen"
)

// command is an entry of the palette that takes an argument: ":theme light".
type command struct {
	name string
	arg  string // what it takes, as the palette shows it
	help string
	// options returns what can be given, nil where that is free. A free argument
	// is taken as it was typed.
	options func(*Shell) []choice
	free    bool
	// complete returns what can stand at the end of a free argument, nil where
	// nobody knows.
	complete func(s *Shell, arg string) []choice
	// there says whether the command can be used at all; nil: it can.
	there func(*Shell) bool
	run   func(s *Shell, arg string) tea.Cmd
}

// typed is a command with its argument, the answer of the palette.
type typed struct {
	command *command
	arg     string
}

// commands are those with an argument. What has none is an action of the
// keymap.
var commands []*command

// init fills the table, since what its entries do leads back to it.
func init() {
	commands = []*command{
		{
			name: "tenant", arg: "NAME", help: "another tenant", options: (*Shell).tenantNames,
			there: func(s *Shell) bool { return s.opt.Open != nil }, run: (*Shell).switchTo,
		},
		{name: "theme", arg: "NAME", help: "other colours", options: (*Shell).themes, run: (*Shell).setTheme},
		{name: "view", arg: "NAME", help: "another view", options: (*Shell).viewNames, run: func(s *Shell, arg string) tea.Cmd {
			return s.goTo(screen.Goto{View: keymap.Scope(arg)})
		}},
		{name: "filter", arg: "TEXT", help: "words, !word, key:value as tab offers; none shows all", free: true, complete: (*Shell).filterWords, run: (*Shell).filter},
		{name: "open", arg: "ID", help: "open what has this id in this view", free: true, run: (*Shell).openByID, there: func(s *Shell) bool {
			_, ok := s.view().(screen.Opener)
			return ok
		}},
		{name: "help", arg: "TEXT", help: "the keys that have to do with it", free: true, run: func(s *Shell, arg string) tea.Cmd {
			return s.open(s.helpOn(arg))
		}},
	}
}

// commandOf returns the command of that name that can be used here, nil where
// there is none.
func (s *Shell) commandOf(name string) *command {
	for _, c := range commands {
		if c.name == name && (c.there == nil || c.there(s)) {
			return c
		}
	}
	return nil
}

// names lists what can be given, for a message.
func names(options []choice) string {
	out := make([]string, 0, len(options))
	for _, o := range options {
		if name, ok := o.value.(string); ok { // others are no values but lead elsewhere
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

func (s *Shell) themes() []choice {
	all := s.opt.Palettes.Names()
	out := make([]choice, len(all))
	for i, n := range all {
		out[i] = choice{label: n, note: s.opt.Palettes.About(n), value: n, current: n == s.opt.Theme || s.opt.Theme == "" && i == 0}
	}
	return out
}

func (s *Shell) viewNames() []choice {
	out := make([]choice, len(s.opt.Views))
	for i, v := range s.opt.Views {
		note := s.env.Keys.Key("view." + keymap.Action(v.Scope()))
		out[i] = choice{label: string(v.Scope()), note: note, value: string(v.Scope()), current: i == s.active}
	}
	return out
}

// filter shows only what fits text in the list on screen.
func (s *Shell) filter(text string) tea.Cmd {
	v := s.view()
	if f, ok := v.(screen.Filterer); ok {
		cmd, wrong := f.Filter(text)
		if wrong != "" {
			return tea.Batch(cmd, s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: wrong}))
		}
		return cmd
	}
	// A view that knows nothing of it is given the keys that a person would press.
	cmds := []tea.Cmd{s.act("app.filter")}
	if !v.Typing() {
		return tea.Batch(append(cmds, s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "Nothing can be filtered here"}))...)
	}
	cmds = append(cmds, v.Update(tea.KeyPressMsg{Code: 'e', Mod: tea.ModCtrl}), v.Update(tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}))
	words := unkeyed(text)
	if words != "" {
		cmds = append(cmds, v.Update(tea.PasteMsg{Content: words}))
	}
	if words != strings.Join(strings.Fields(text), " ") {
		cmds = append(cmds, s.toasts.Push(screen.Toast{Text: s.view().Title() + " is filtered by words alone: " + words}))
	}
	return tea.Batch(append(cmds, v.Update(tea.KeyPressMsg{Code: tea.KeyEnter}))...)
}

// unkeyed leaves the names out of words such as status:failed, for a list that
// is filtered by its words alone.
func unkeyed(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		not := ""
		if rest, ok := strings.CutPrefix(w, "!"); ok {
			not, w = "!", rest
		}
		if _, value, ok := strings.Cut(w, ":"); ok && value != "" {
			words[i] = not + value
		}
	}
	return strings.Join(words, " ")
}

// openByID opens an object in the view on screen.
func (s *Shell) openByID(id string) tea.Cmd {
	o, ok := s.view().(screen.Opener)
	switch {
	case !ok:
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: s.view().Title() + " can open nothing by its id"})
	case strings.TrimSpace(id) == "":
		return s.toasts.Push(screen.Toast{Tone: screen.Warn, Text: "Open what? Give an id"})
	}
	return o.Open(strings.TrimSpace(id))
}
