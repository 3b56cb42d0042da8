package diff

import (
	"encoding/json"
	"slices"
	"strings"

	"iscope/ui/jsonedit"
)

// Within returns a Where for JSON that is indented one member to a line. It names
// the members of objects that are called of in which a line is, the innermost
// last, behind the words lead; it goes by how far the lines are indented.
func Within(of, lead string) Where {
	return func(lines []string, at int) string {
		var names []string
		name, depth := "", indent(lines[at]) // the member that was found last, and its indentation
		for i := at - 1; i >= 0 && depth > 0; i-- {
			d := indent(lines[i])
			if d >= depth {
				continue
			}
			key, opens := strings.CutSuffix(lines[i][d:], ": {")
			if key == `"`+of+`"` && opens && name != "" {
				names = append(names, name)
			}
			name, depth = "", d
			if opens {
				name = unquoted(key)
			}
		}
		if len(names) == 0 {
			return ""
		}
		slices.Reverse(names)
		return lead + strings.Join(names, " / ")
	}
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// unquoted returns a name as it is read, clean.
func unquoted(key string) string {
	var s string
	if json.Unmarshal([]byte(key), &s) != nil {
		return key
	}
	return "“" + jsonedit.Visible(strings.ReplaceAll(s, "\n", " ")) + "”"
}
