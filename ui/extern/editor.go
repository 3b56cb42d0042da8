package extern

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// ErrNone is returned where no editor is set and none of the usual ones is
// there.
var ErrNone = errors.New("no editor: set $VISUAL or $EDITOR, such as EDITOR=nano")

// variables name the editor, the first that is set counts; fallbacks are tried
// where none is.
var (
	variables = []string{"VISUAL", "EDITOR"}
	fallbacks = []string{"vi", "nano"}
)

// Editor returns the program that edits texts, with its arguments. lookPath is
// [os/exec.LookPath], getenv is [os.Getenv].
func Editor(getenv func(string) string, lookPath func(string) (string, error)) ([]string, error) {
	for _, name := range variables {
		value := getenv(name)
		if strings.TrimSpace(value) == "" {
			continue
		}
		words, err := Split(value)
		if err != nil || len(words) == 0 || words[0] == "" {
			return nil, fmt.Errorf("$%s cannot be read: %w", name, orEmpty(err))
		}
		if _, err := lookPath(words[0]); err != nil {
			return nil, fmt.Errorf("$%s names %q: %w", name, words[0], err)
		}
		return words, nil
	}
	for _, name := range fallbacks {
		if _, err := lookPath(name); err == nil {
			return []string{name}, nil
		}
	}
	return nil, ErrNone
}

func orEmpty(err error) error {
	if err == nil {
		return errors.New("it names no program")
	}
	return err
}

// How editors are told where to open a file.
const (
	byPlus = iota + 1 // +12 file
	byGoto            // --goto file:12:3
	byName            // file:12:3
)

var places = map[string]int{
	"vi": byPlus, "vim": byPlus, "nvim": byPlus, "gvim": byPlus, "nano": byPlus, "pico": byPlus, "emacs": byPlus, "emacsclient": byPlus,
	"joe": byPlus, "mg": byPlus, "kak": byPlus, "code": byGoto, "codium": byGoto, "cursor": byGoto, "hx": byName, "helix": byName, "zed": byName, "subl": byName,
}

// arguments returns the command that opens a file at a line and column, from 1;
// line 0 is wherever the editor likes. Editors we do not know get the file
// alone.
func arguments(editor []string, file string, line, column int) []string {
	out := append([]string{}, editor...)
	if line <= 0 {
		return append(out, file)
	}
	switch places[strings.TrimSuffix(filepath.Base(editor[0]), ".exe")] {
	case byPlus:
		return append(out, fmt.Sprintf("+%d", line), file)
	case byGoto:
		return append(out, "--goto", fmt.Sprintf("%s:%d:%d", file, line, max(column, 1)))
	case byName:
		return append(out, fmt.Sprintf("%s:%d:%d", file, line, max(column, 1)))
	}
	return append(out, file)
}
