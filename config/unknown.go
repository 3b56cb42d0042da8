package config

import (
	"slices"
	"strings"
)

// prefix begins the names of our variables.
const prefix = "ISCOPE_"

// UnknownVariables returns a problem for each variable that looks like one of
// ours and is none, by name: who sets it expects something of it. Environ is as
// os.Environ has it.
func UnknownVariables(environ []string) []*Problem {
	known := []string{prefix + "CONFIG"}
	for _, s := range settings {
		known = append(known, s.variable())
	}
	var out []*Problem
	for _, line := range environ {
		name, _, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, prefix) || slices.Contains(known, name) {
			continue
		}
		out = append(out, &Problem{Key: name, Text: "there is no variable " + visible(name), Suggest: nearest(name, known)})
	}
	slices.SortFunc(out, func(a, b *Problem) int { return strings.Compare(a.Key, b.Key) })
	return out
}
