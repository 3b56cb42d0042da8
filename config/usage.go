package config

import (
	"fmt"
	"strings"
)

// helpWidth is the widest line of help, in characters: a terminal of 80 shows
// a full line and leaves its last cell free.
const helpWidth = 79

// Usage returns the help of a command, "" of the screen.
func Usage(name string) string {
	c, ok := lookup(name)
	if !ok {
		c = screenCommand
	}
	var b strings.Builder
	paragraphs(&b, c.about)
	b.WriteString("\nUsage:\n  " + c.synopsis() + "\n")
	if c.name == "" {
		b.WriteString("  iscope COMMAND [flags]      (iscope help COMMAND says more about it)\n")
	}
	if list := c.below(); len(list) > 0 {
		b.WriteString("\nCommands:\n")
		for _, sub := range list {
			column(&b, 23, strings.TrimSpace(sub.name+" "+sub.usage), sub.short)
		}
	}
	b.WriteString("\nFlags:\n")
	width := leastColumn
	for _, o := range c.options {
		width = max(width, len(o.synopsis()))
	}
	for _, o := range c.options {
		column(&b, width, o.synopsis(), o.help)
	}
	if len(c.examples) > 0 {
		b.WriteString("\nExamples:\n")
		for _, e := range c.examples {
			fmt.Fprintf(&b, "  %s\n      %s\n", e.line, e.does)
		}
	}
	if len(c.exits) > 0 {
		b.WriteString("\nExit codes:\n")
		for _, e := range c.exits {
			fmt.Fprintf(&b, "  %-4d %s\n", e.code, e.means)
		}
	}
	if c.name == "" {
		b.WriteByte('\n')
		paragraphs(&b, []string{settingsText, variablesText})
	}
	return b.String()
}

// leastColumn is the least width of the column of flags.
const leastColumn = 18

const (
	settingsText  = "A setting is taken from its flag, else from its environment variable (ISCOPE_TENANT, ISCOPE_THEME, ISCOPE_READ_ONLY, ...), else from the file iscope/config.toml in the configuration folder (or --config, ISCOPE_CONFIG)."
	variablesText = "SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET make a tenant without a file, with NERM if SAIL_NERM_BASE_URL (and SAIL_NERM_TOKEN) is there too."
)

// synopsis is the command as it is typed.
func (c commandSpec) synopsis() string {
	words := []string{"iscope"}
	for _, w := range []string{c.name, c.usage} {
		if w != "" {
			words = append(words, w)
		}
	}
	if c.name != configGroup {
		words = append(words, "[flags]")
	}
	return strings.Join(words, " ")
}

// below are the commands that the help of a command lists.
func (c commandSpec) below() []commandSpec {
	var list []commandSpec
	for _, sub := range commandTable {
		top := sub.name != "" && !strings.Contains(sub.name, " ")
		if c.name == "" && top || c.name == configGroup && strings.HasPrefix(sub.name, configGroup+" ") {
			list = append(list, sub)
		}
	}
	return list
}

// synopsis is the flag as it is typed.
func (o option) synopsis() string {
	s := "--" + o.name
	if o.short != "" {
		s = "-" + o.short + ", " + s
	}
	return strings.TrimRight(s+" "+o.arg, " ")
}

// column writes a name and, beside it, what it means. A name that is wider than
// its column has a line of its own.
func column(b *strings.Builder, width int, name, means string) {
	indent := strings.Repeat(" ", width+3)
	first := fmt.Sprintf("  %-*s ", width, name)
	if len(name) > width {
		b.WriteString("  " + name + "\n")
		first = indent
	}
	for _, line := range wrap(means, helpWidth-len(indent)) {
		b.WriteString(first + line + "\n")
		first = indent
	}
}

func paragraphs(b *strings.Builder, texts []string) {
	for i, text := range texts {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, line := range wrap(text, helpWidth) {
			b.WriteString(line + "\n")
		}
	}
}

// wrap breaks a text into lines of at most width characters; a longer word has
// a line of its own.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, w := range strings.Fields(text) {
		switch {
		case line == "":
			line = w
		case len([]rune(line))+1+len([]rune(w)) > width:
			lines = append(lines, line)
			line = w
		default:
			line += " " + w
		}
	}
	return append(lines, line)
}

// HelpOn returns what iscope help prints on one of Topics with what follows it,
// as Flags.Topic has it. Keys is the text of the keys in force, and standard
// that of the default ones, which are in the manual: it is the same for
// everybody.
func HelpOn(topic, keys, standard string) string {
	head, rest, _ := strings.Cut(topic, " ")
	switch head {
	case "keys":
		return keys
	case "man":
		return manual(standard)
	}
	return completions(rest)
}
