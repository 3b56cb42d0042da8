package change

import (
	"slices"
	"testing"

	"iscope/ui/dialog"
	"iscope/ui/golden"
)

func TestProtect(t *testing.T) {
	env := golden.Env(t, "dark", golden.Live(nil))
	c := &dialog.Confirm{Lines: []string{"It is changed."}}
	if Protect(env, c); c.Type != "" || len(c.Lines) != 1 {
		t.Errorf("%+v", c)
	}
	env.Protected = true
	if Protect(env, c); c.Type != "acme" || !slices.Equal(c.Lines, []string{"It is changed.", "", "acme is protected, so its name is asked for."}) {
		t.Errorf("%+v", c)
	}
	c = &dialog.Confirm{Type: "Joiner"}
	if Protect(env, c); c.Type != "Joiner" || c.Lines != nil {
		t.Errorf("%+v", c)
	}
}

func TestDoubts(t *testing.T) {
	if got := Doubts("Joiner"); got != nil {
		t.Errorf("%q", got)
	}
	if got := Doubts("J\u043einer"); len(got) != 1 { // a Cyrillic o
		t.Errorf("%q", got)
	}
}

func TestAbout(t *testing.T) {
	for i, c := range []struct {
		a    dialog.Answer
		want int
		ok   bool
	}{
		{dialog.Answer{Name: "which", Value: 3}, 3, true},
		{dialog.Answer{Name: "which", Value: dialog.Option{Value: 4}}, 4, true},
		{dialog.Answer{Name: "other", Value: 3}, 3, false},
		{dialog.Answer{Name: "which", Value: "3"}, 0, false},
	} {
		if got, ok := About[int](c.a, "which"); got != c.want || ok != c.ok {
			t.Errorf("%d: %v, %v", i, got, ok)
		}
	}
}
