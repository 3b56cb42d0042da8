package draft

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"iscope/api"
)

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for n := range Most {
		name := Name("a-b c", n)
		if Owner(name) != "a-b c" || seen[name] {
			t.Errorf("%d is %q of %q", n, name, Owner(name))
		}
		seen[name] = true
	}
	if Name("a", 0) != "a" || Name("a", 1) != "a#2" {
		t.Error("drafts of earlier versions are not found")
	}
}

// TestSort pins that no place is free that has a draft, or a file that cannot be
// decoded, as long as there is another one.
func TestSort(t *testing.T) {
	no := errors.New("permission denied")
	for name, c := range map[string]struct {
		places  [Most]string // "!" cannot be read, "?" cannot be decoded
		drafts  []string
		free    int
		damaged int
		failed  bool
	}{
		"nothing":           {[Most]string{}, nil, 0, 0, false},
		"a gap":             {[Most]string{"a", "", "c"}, []string{"0a", "2c"}, 1, 0, false},
		"damaged":           {[Most]string{"?", "b"}, []string{"1b"}, 2, 1, false},
		"full":              {[Most]string{"a", "b", "?", "d", "e"}, []string{"0a", "1b", "3d", "4e"}, -1, 1, false},
		"unread":            {[Most]string{"!", "b"}, []string{"1b"}, 2, 0, true},
		"nothing to be had": {[Most]string{"!", "!", "!", "!", "!"}, nil, Most - 1, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			var f Found
			for n, body := range c.places {
				p := Place{Name: Name("x", n), Body: []byte(body)}
				if body == "!" {
					p.Body, p.Err = nil, no
				}
				f.Value = append(f.Value, p)
			}
			s := Sort(f, func(n int, body []byte) (*string, error) {
				switch text := string(body); text {
				case "":
					return nil, nil
				case "?":
					return nil, no
				default:
					text = string(rune('0'+n)) + text
					return &text, nil
				}
			})
			var drafts []string
			for _, d := range s.Drafts {
				drafts = append(drafts, *d)
			}
			if !slices.Equal(drafts, c.drafts) || s.Free != c.free || len(s.Damaged) != c.damaged || (s.Failed != nil) != c.failed {
				t.Errorf("%q, %+v", drafts, s)
			}
		})
	}
	s := Sort(Found{api.Result[[]Place]{Err: &api.Error{Kind: api.Internal}}}, func(int, []byte) (*string, error) { return nil, nil })
	if s.Failed == nil || s.Free != Most-1 {
		t.Errorf("%+v", s)
	}
}

func TestNoRoom(t *testing.T) {
	if !strings.HasPrefix(NoRoom, "5 ") {
		t.Error(NoRoom)
	}
}
