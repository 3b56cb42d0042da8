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
		"all but an unread": {[Most]string{"!", "b", "c", "d", "e"}, []string{"1b", "2c", "3d", "4e"}, -1, 0, true},
		"the last unread":   {[Most]string{"a", "b", "c", "d", "!"}, []string{"0a", "1b", "2c", "3d"}, Most - 1, 0, true},
		"the last damaged":  {[Most]string{"!", "!", "!", "!", "?"}, nil, -1, 1, true},
		"half of the last":  {[Most]string{"!", "!", "!", "!", "!half"}, nil, -1, 0, true},
		"in use":            {[Most]string{"=", "b"}, []string{"1b"}, 2, 0, false},
		"nothing to be had": {[Most]string{"!", "!", "!", "!", "!"}, nil, Most - 1, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			var f Found
			for n, body := range c.places {
				p := Place{Name: Name("x", n), Body: []byte(body)}
				if half, ok := strings.CutPrefix(body, "!"); ok {
					p.Body, p.Err = []byte(half), no
				}
				f.Value = append(f.Value, p)
			}
			s := Sort(f, func(n int, body []byte) (*string, error) {
				switch text := string(body); text {
				case "":
					return nil, nil
				case "?":
					return nil, no
				case "=":
					return nil, ErrInUse
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
	f := Found{api.Result[[]Place]{Err: &api.Error{Kind: api.Internal}}}
	for n := range Most {
		f.Value = append(f.Value, Place{Name: Name("x", n), Body: []byte("x")})
	}
	s = Sort(f, func(int, []byte) (*string, error) { return new(string), nil })
	if s.Failed == nil || s.Free != -1 || len(s.Drafts) != Most {
		t.Errorf("a draft that was found is to be replaced: %+v", s)
	}
}

func TestNoRoom(t *testing.T) {
	if !strings.HasPrefix(NoRoom, "5 ") {
		t.Error(NoRoom)
	}
}
