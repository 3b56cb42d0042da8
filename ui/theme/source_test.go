package theme

import (
	"strings"
	"testing"
)

// What is printed of a palette can be read as one of a person's own, and looks the
// same.
func TestSource(t *testing.T) {
	for _, name := range builtin {
		text, ok := Source(name)
		set := Builtin()
		if err := set.Add("mine.toml", []byte(text)); !ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
			continue
		}
		want, _ := ours(name)
		got, _ := set.find("mine")
		if got.Name = name; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	for _, name := range []string{Auto, "", "../palette", strings.Repeat("x", 99)} {
		if text, ok := Source(name); ok || text != "" {
			t.Errorf("%q: %q", name, text)
		}
	}
}
