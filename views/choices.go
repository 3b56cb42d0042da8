package views

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"iscope/keymap"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// choice is a line of the palette.
type choice struct {
	label   string
	note    string // to the right, muted
	value   any    // keymap.Action, *command, or the argument as text
	current bool   // it is what is in force now
	tint    theme.Style
}

// choices returns what can be done: what was done last first, then commands
// with an argument, then every action.
func (s *Shell) choices() []choice {
	var out []choice
	for _, c := range commands {
		if s.commandOf(c.name) != nil {
			out = append(out, choice{label: c.name + " " + c.arg + ": " + c.help, value: c})
		}
	}
	here := s.scopes()
	scopes := here
	for _, v := range s.opt.Views {
		if !slices.Contains(here, v.Scope()) {
			scopes = append(scopes, v.Scope())
		}
	}
	for _, scope := range scopes {
		for _, b := range s.env.Keys.In(scope) {
			if b.Writes && s.env.ReadOnly || moves(b.Action) || b.Action == "app.tenant" && s.opt.Open == nil || b.Action == "app.connect" && s.opt.Connect == nil {
				continue
			}
			out = append(out, choice{label: label(scope, b), note: prettyKeys(b.Keys), value: b.Action})
		}
	}
	recent := s.recent()
	rank := func(c choice) int {
		name := ""
		switch v := c.value.(type) {
		case keymap.Action:
			name = string(v)
		case *command:
			name = v.name
		}
		if i := slices.Index(recent, name); i >= 0 {
			return i
		}
		return len(recent)
	}
	slices.SortStableFunc(out, func(a, b choice) int { return rank(a) - rank(b) })
	return out
}

// What was done last is remembered under a key, one name a line.
const (
	recentKey  = "palette.recent"
	recentKept = 8
)

// recent returns the actions and commands that were taken from the palette last.
func (s *Shell) recent() []string {
	if s.env.Memory == nil {
		return nil
	}
	return strings.Fields(s.env.Memory.Recall(recentKey))
}

// recently remembers that something was taken from the palette.
func (s *Shell) recently(name string) {
	if s.env.Memory == nil {
		return
	}
	list := slices.DeleteFunc(s.recent(), func(n string) bool { return n == name })
	list = slices.Insert(list, 0, name)
	s.env.Memory.Remember(recentKey, strings.Join(list[:min(len(list), recentKept)], "\n"))
}

// beginning puts those whose label begins with text first: an argument is known
// by how it begins.
func beginning(options []choice, text string) []choice {
	text = strings.ToLower(strings.TrimSpace(text))
	rank := func(o choice) int {
		switch l := strings.ToLower(o.label); {
		case strings.HasPrefix(l, text):
			return 0
		case strings.Contains(l, text):
			return 1
		}
		return 2
	}
	slices.SortStableFunc(options, func(a, b choice) int { return rank(a) - rank(b) })
	return options
}

// filterWords is what the view on screen can be filtered by, at the end of what
// is typed.
func (s *Shell) filterWords(text string) []choice {
	f, ok := s.view().(screen.Filterer)
	if !ok {
		return nil
	}
	var out []choice
	for _, c := range f.Completions(text) {
		out = append(out, choice{label: c.Label, note: c.Note, value: c.Text})
	}
	return out
}

func matching(from []choice, text string) []choice {
	text = strings.ToLower(strings.TrimSpace(text))
	var out []choice
	for _, o := range from {
		if strings.Contains(strings.ToLower(o.label+" "+o.note), text) {
			out = append(out, o)
		}
	}
	if out != nil || text == "" {
		return out
	}
	labels := make([]string, len(from))
	for i, o := range from {
		labels[i] = o.label
	}
	for _, m := range fuzzy.Find(text, labels) {
		out = append(out, from[m.Index])
	}
	return out
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
