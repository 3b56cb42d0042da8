package find

import (
	"encoding/json"

	"iscope/api/safe"
	"iscope/ui/cell"
)

// follow finds what a JSONPath leads to.
func (s *seeker) follow(d *doc) {
	if len(d.tape) == 0 || !s.holds(d.tape) {
		return
	}
	record, _ := s.words.decode(d.tape, 0)
	found, err := s.q.path.Locate(record)
	if err != nil {
		s.out.Untried++
		return
	}
	if len(found) == 0 {
		return
	}
	seen := map[string]bool{}
	for _, f := range found {
		s.flow.Places++
		h, step := hit(f.Way)
		if step != "" && !seen[step] {
			seen[step] = true
			s.flow.Steps++
		}
		if s.keeps() {
			h.Match = brief(f.Value)
			s.flow.Hits = append(s.flow.Hits, h)
		}
	}
}

// holds reports whether a record has all the names that the path begins with.
func (s *seeker) holds(tape []uint32) bool {
	for _, m := range s.must {
		found := false
		for _, t := range tape {
			if t == token(name, m) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// brief writes a value in one line.
func brief(v any) string {
	switch v := v.(type) {
	case string:
		return head(v, runesAfter)
	case map[string]any:
		return "{" + cell.Count(len(v), "member") + "}"
	case []any:
		return "[" + cell.Count(len(v), "element") + "]"
	}
	b, err := json.Marshal(v)
	if err != nil { // a number beyond what a number can be
		return ""
	}
	return safe.Line(string(b))
}

func count(n int) string { return cell.Count(n, "workflow") }
