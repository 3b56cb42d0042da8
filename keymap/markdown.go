package keymap

import (
	"fmt"
	"slices"
	"strings"
)

// scopes are all scopes in the order of help and README: the shell first, then
// its parts, then the screens.
var scopes = []Scope{Global, List, Text, Workflows, Steps, Executions, Timeline, Inbox, Tasks, Sessions, Editor, Outbox, Dialog}

// Scopes returns every scope in the order of help and README.
func Scopes() []Scope { return slices.Clone(scopes) }

// Markdown returns the default keys as the README shows them: one table per
// scope, in the order of the declaration; those of the shell are in sight, the
// others folded. Actions that change the tenant carry
// a mark, since read-only mode does not have them; those without a key are in
// the command palette only.
func Markdown() string {
	var b strings.Builder
	for _, s := range scopes {
		rows := rowsOf(s)
		if len(rows) == 0 {
			continue
		}
		if s == Global {
			fmt.Fprintf(&b, "**%s**\n\n", s.Title())
		} else {
			fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n", s.Title())
		}
		b.WriteString("| key | does |\n| --- | --- |\n")
		for _, r := range rows {
			help := cellText(r.Help)
			if r.Writes {
				help += " †"
			}
			fmt.Fprintf(&b, "| %s | %s |\n", keyCell(r.Keys), help)
		}
		b.WriteByte('\n')
		if s != Global {
			b.WriteString("</details>\n\n")
		}
	}
	b.WriteString("† changes the tenant: not there in read-only mode.\n")
	return b.String()
}

func rowsOf(s Scope) []Binding {
	var out []Binding
	for _, b := range table {
		if b.Scope == s {
			out = append(out, b)
		}
	}
	return out
}

// keyCell writes the keys of an action, each as code.
func keyCell(keys []string) string {
	if len(keys) == 0 {
		return "palette"
	}
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = code(Pretty(k))
	}
	return strings.Join(out, " ")
}

// code writes a key as a code span. A backtick needs a longer fence, and a bar
// would end the cell even inside code.
func code(key string) string {
	if strings.Contains(key, "`") {
		return "`` " + key + " ``"
	}
	return "`" + cellText(key) + "`"
}

func cellText(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
