package keymap

import (
	"strings"
	"unicode/utf8"
)

// Widths of Text on a terminal: how wide the column of the keys becomes at most,
// and below which width what a key does stands below it.
const (
	widestKeys  = 18
	leastBeside = 70
	gap         = "  "
)

// Text returns the keys in force as text, as iscope help keys prints it: one part
// per scope, in each line the keys, the name of the action in the configuration,
// and what they do. For a terminal of width columns it is broken between words;
// 0 breaks nothing.
func (m *Map) Text(width int) string {
	var b strings.Builder
	keys, names := m.widths(width)
	for _, s := range scopes {
		rows := m.In(s)
		if len(rows) == 0 {
			continue
		}
		b.WriteString(s.Title() + "\n")
		for _, r := range rows {
			help := r.Help
			if r.Writes {
				help += " †"
			}
			line(&b, width, keys, names, written(r), string(r.Action), help)
		}
		b.WriteByte('\n')
	}
	for _, note := range []string{
		"† changes the tenant: not there in read-only mode.",
		`A key is changed by the name of its action: [keys] "inbox.approve" = ["a", "ctrl+y"]`,
	} {
		b.WriteString(strings.Join(fill(note, width), "\n") + "\n")
	}
	return b.String()
}

// written returns the keys of a binding as people write them.
func written(r Binding) string {
	if len(r.Keys) == 0 {
		return "palette"
	}
	keys := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		keys[i] = Pretty(k)
	}
	return strings.Join(keys, " ")
}

// widths measures the columns of keys and names.
func (m *Map) widths(width int) (keys, names int) {
	for _, r := range m.bindings {
		keys = max(keys, utf8.RuneCountInString(written(r)))
		names = max(names, len(r.Action))
	}
	if width > 0 {
		keys = min(keys, widestKeys)
	}
	return keys, names
}

// line writes what is to be said of one action.
func line(b *strings.Builder, width, keys, names int, key, name, help string) {
	if width > 0 && width < leastBeside {
		between := gap
		if utf8.RuneCountInString(gap+key+gap+name) >= width {
			between = "\n" + gap
		}
		b.WriteString(gap + key + between + name + "\n")
		for _, l := range fill(help, width-6) {
			b.WriteString("      " + l + "\n")
		}
		return
	}
	left, right := []string{key}, []string{help}
	if width > 0 {
		left, right = fill(key, keys+1), fill(help, width-len(gap)*3-keys-names)
	}
	for i := range max(len(left), len(right)) {
		parts := [3]string{}
		if i < len(left) {
			parts[0] = left[i]
		}
		if i == 0 {
			parts[1] = name
		}
		if i < len(right) {
			parts[2] = right[i]
		}
		b.WriteString(strings.TrimRight(gap+pad(parts[0], keys)+gap+pad(parts[1], names)+gap+parts[2], " ") + "\n")
	}
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(width-utf8.RuneCountInString(s), 0))
}

// fill breaks a text between words into lines that leave the last of width
// columns free; 0 breaks nothing. A word that is wider has a line of its own.
func fill(text string, width int) []string {
	if width <= 0 {
		return []string{text}
	}
	var lines []string
	at := ""
	for _, w := range strings.Fields(text) {
		switch {
		case at == "":
			at = w
		case utf8.RuneCountInString(at)+1+utf8.RuneCountInString(w) >= width:
			lines = append(lines, at)
			at = w
		default:
			at += " " + w
		}
	}
	return append(lines, at)
}
