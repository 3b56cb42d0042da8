package find

import (
	"strconv"
	"strings"

	"iscope/api/safe"
	"iscope/views/workflows/check/place"
	"iscope/views/workflows/path"
)

// hit says where a way leads, and the pointer of the innermost step on it.
func hit(way []path.Key) (h Hit, step string) {
	var where strings.Builder
	depth := 0 // names so far that lead from step to step
	for i, at := range way {
		key := at.Name
		if at.Item >= 0 {
			key, depth = strconv.Itoa(at.Item), -1
			where.WriteString("[" + key + "]")
		}
		h.Pointer = place.Step(h.Pointer, key)
		if at.Item >= 0 {
			continue
		}
		if depth == i && toSteps(i, key) {
			depth = i + 1
			if depth%3 == 0 {
				h.Step, step = safe.Line(key), h.Pointer
				where.Reset()
				continue
			}
		}
		if where.Len() > 0 {
			where.WriteByte('.')
		}
		where.WriteString(key)
	}
	h.Where = safe.Line(where.String())
	return h, step
}

// toSteps reports whether the name at that place of a way can lead to a step:
// definition, steps, its name, and of a loop attributes, steps and so on.
func toSteps(i int, key string) bool {
	switch {
	case i == 0:
		return key == "definition"
	case i%3 == 0:
		return key == "attributes"
	case i%3 == 1:
		return key == "steps"
	}
	return true
}
