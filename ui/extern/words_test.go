package extern

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

var commands = []struct {
	in   string
	want []string
	err  error
}{
	{"", nil, nil},
	{" \t\n", nil, nil},
	{"vim", []string{"vim"}, nil},
	{"  vim   -u NONE ", []string{"vim", "-u", "NONE"}, nil},
	{`code --wait`, []string{"code", "--wait"}, nil},
	{`"/opt/My Editor/bin/ed" -w`, []string{"/opt/My Editor/bin/ed", "-w"}, nil},
	{`'/opt/My Editor/ed'`, []string{"/opt/My Editor/ed"}, nil},
	{`/opt/My\ Editor/ed`, []string{"/opt/My Editor/ed"}, nil},
	{`emacs --eval '(setq a "b")'`, []string{"emacs", "--eval", `(setq a "b")`}, nil},
	{`ed --x="a b"c'd e'`, []string{"ed", "--x=a bcd e"}, nil},
	{`ed "" ''`, []string{"ed", "", ""}, nil},
	{`ed "\"\\\$\n"`, []string{"ed", `"\$\n`}, nil},
	{`ed '\n'`, []string{"ed", `\n`}, nil},
	{"ed a\\\nb", []string{"ed", "ab"}, nil},
	{"ed $HOME ~ *.go `id` $(id); rm", []string{"ed", "$HOME", "~", "*.go", "`id`", "$(id);", "rm"}, nil},
	{`ed "a`, nil, errQuote},
	{`ed 'a`, nil, errQuote},
	{`ed "a\"`, nil, errQuote},
	{`ed a\`, nil, errEscape},
}

func TestSplit(t *testing.T) {
	for _, c := range commands {
		got, err := Split(c.in)
		if !slices.Equal(got, c.want) || !errors.Is(err, c.err) {
			t.Errorf("Split(%q) = %q, %v; want %q, %v", c.in, got, err, c.want, c.err)
		}
	}
}

// quote writes words as a shell would read them.
func quote(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
	}
	return strings.Join(out, " ")
}

// FuzzSplit holds that whatever is split gives words that, quoted, split to
// themselves again.
func FuzzSplit(f *testing.F) {
	for _, c := range commands {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		words, err := Split(in)
		if err != nil {
			if words != nil {
				t.Fatalf("%q: words and %v", in, err)
			}
			return
		}
		again, err := Split(quote(words))
		if err != nil || !slices.Equal(words, again) {
			t.Fatalf("%q gives %q, which gives %q, %v", in, words, again, err)
		}
		if !strings.ContainsAny(in, "'\"\\") && !slices.Equal(words, strings.FieldsFunc(in, func(r rune) bool { return strings.ContainsRune(" \t\n\r", r) })) {
			t.Fatalf("%q gives %q", in, words)
		}
	})
}

func TestEditor(t *testing.T) {
	there := func(names ...string) func(string) (string, error) {
		return func(name string) (string, error) {
			if slices.Contains(names, name) {
				return "/bin/" + name, nil
			}
			return "", exec.ErrNotFound
		}
	}
	for _, c := range []struct {
		visual, editor string
		there          []string
		want           string
		err            string
	}{
		{"code --wait", "vim", []string{"code", "vim"}, "code --wait", ""},
		{" ", "vim -n", []string{"vim"}, "vim -n", ""},
		{"", "", []string{"vi", "nano"}, "vi", ""},
		{"", "", []string{"nano"}, "nano", ""},
		{"", "", nil, "", "no editor: set $VISUAL or $EDITOR"},
		{"gone -x", "vim", []string{"vim"}, "", `$VISUAL names "gone"`},
		{"", `vim "`, []string{"vim"}, "", "$EDITOR cannot be read: a quote is not closed"},
		{"", `''`, []string{"vi"}, "", "$EDITOR cannot be read: it names no program"},
	} {
		env := map[string]string{"VISUAL": c.visual, "EDITOR": c.editor}
		got, err := Editor(func(k string) string { return env[k] }, there(c.there...))
		if strings.Join(got, " ") != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q, %q: %q, %v", c.visual, c.editor, got, err)
		}
	}
}

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		editor    string
		line, col int
		want      string
	}{
		{"/usr/bin/vim -n", 12, 3, "/usr/bin/vim -n +12 f"},
		{"code --wait", 12, 0, "code --wait --goto f:12:1"},
		{"hx", 12, 3, "hx f:12:3"},
		{"ed", 12, 3, "ed f"},
		{"vim", 0, 3, "vim f"},
	} {
		editor := strings.Fields(c.editor)
		if got := strings.Join(arguments(editor, "f", c.line, c.col), " "); got != c.want || len(editor) != len(strings.Fields(c.editor)) {
			t.Errorf("%s: %q, want %q", c.editor, got, c.want)
		}
	}
}
