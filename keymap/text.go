package keymap

import (
	"fmt"
	"strings"
)

// Text returns the keys in force as text for a terminal, as iscope help keys
// prints it: one part per scope, in each line the keys, what they do, and the
// name of the action in the configuration.
func (m *Map) Text() string {
	var b strings.Builder
	for _, s := range scopes {
		rows := m.In(s)
		if len(rows) == 0 {
			continue
		}
		b.WriteString(s.Title() + "\n")
		for _, r := range rows {
			keys := make([]string, len(r.Keys))
			for i, k := range r.Keys {
				keys[i] = Pretty(k)
			}
			help := r.Help
			if r.Writes {
				help += " †"
			}
			name := strings.Join(keys, " ")
			if name == "" {
				name = "palette"
			}
			b.WriteString(strings.TrimRight(fmt.Sprintf("  %-22s %-24s %s", name, r.Action, help), " ") + "\n")
		}
		b.WriteByte('\n')
	}
	b.WriteString("† changes the tenant: not there in read-only mode.\nA key is changed by the name of its action: [keys] \"inbox.approve\" = [\"a\", \"ctrl+y\"]\n")
	return b.String()
}
