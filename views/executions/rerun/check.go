package rerun

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// compare returns the top-level fields that an input lacks of an example, and
// those it has beyond it. Where either is no object there is nothing to compare.
func compare(input, example json.RawMessage) (missing, extra []string) {
	var in, ex map[string]json.RawMessage
	if json.Unmarshal(input, &in) != nil || json.Unmarshal(example, &ex) != nil || in == nil || len(ex) == 0 {
		return nil, nil
	}
	for _, k := range slices.Sorted(maps.Keys(ex)) {
		if _, ok := in[k]; !ok {
			missing = append(missing, safe.Line(k))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(in)) {
		if _, ok := ex[k]; !ok {
			extra = append(extra, safe.Line(k))
		}
	}
	return missing, extra
}

// difference says in words how an input differs from the trigger's example, ""
// where it does not. It is a warning: the workflow may do with less or more.
func difference(input, example json.RawMessage) string {
	missing, extra := compare(input, example)
	var out []string
	if len(missing) > 0 {
		out = append(out, "lacks "+names(missing))
	}
	if len(extra) > 0 {
		out = append(out, "has "+names(extra)+" beyond it")
	}
	if len(out) == 0 {
		return ""
	}
	return "Unlike the trigger's example the input " + strings.Join(out, " and ")
}

// namesShown is how many fields are named.
const namesShown = 4

// names lists field names, as many as can be read at a glance.
func names(list []string) string {
	short := make([]string, 0, namesShown)
	for _, n := range list[:min(len(list), namesShown)] {
		short = append(short, cell.Cut(n, 40))
	}
	out := strings.Join(short, ", ")
	if more := len(list) - namesShown; more > 0 {
		out += " and " + cell.Thousands(more) + " more"
	}
	return out
}

// sameJSON reports whether two documents are written alike but for spaces.
func sameJSON(a, b json.RawMessage) bool { return string(compact(a)) == string(compact(b)) }

// compact writes a document in one line; what is no JSON stays as it is.
func compact(raw json.RawMessage) []byte {
	out, err := json.Marshal(raw)
	if err != nil {
		return raw
	}
	return out
}
