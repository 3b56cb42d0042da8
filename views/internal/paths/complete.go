package paths

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"iscope/api/safe"
)

// Most is how many names of a folder are looked at.
const Most = 5_000

// Completion is how what was typed can go on.
type Completion struct {
	Text    string   // what was typed, as far as it can go on in one way only
	Names   []string // what it can go on with, sorted; folders end in a separator
	Problem string   // why nothing can be said, "" where something can
}

// Expand returns the absolute path that a person means; a leading ~ is the home
// folder. The error is a sentence.
func Expand(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("a path is needed")
	}
	if rest, ok := strings.CutPrefix(text, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("where the home folder is: %w", err)
		}
		text = filepath.Join(home, rest)
	}
	abs, err := filepath.Abs(text)
	if err != nil {
		return "", fmt.Errorf("where this program runs: %w", err)
	}
	return abs, nil
}

// Reason returns what an error of package os says, clean and without the path
// it was about.
func Reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return safe.Line(err.Error())
}

// Complete finds how a path can go on: with folders, and with files whose names
// end in one of endings, in any case; with any file where there are none. It
// reads the disk.
func Complete(typed string, endings ...string) Completion {
	if typed == "~" {
		return Completion{Text: "~" + string(filepath.Separator)}
	}
	dir, begin := split(typed)
	where, err := Expand(dir + ".")
	if err != nil {
		return Completion{Text: typed, Problem: err.Error()}
	}
	names, err := list(where)
	if err != nil {
		return Completion{Text: typed, Problem: Reason(err)}
	}
	c := Completion{Text: typed}
	for _, e := range names {
		name := e.Name()
		if !strings.HasPrefix(name, begin) || strings.HasPrefix(name, ".") && begin == "" || safe.Line(name) != name {
			continue
		}
		switch info, err := os.Stat(filepath.Join(where, name)); {
		case err != nil: // it points nowhere
		case info.IsDir():
			c.Names = append(c.Names, name+string(filepath.Separator))
		case info.Mode().IsRegular() && fits(name, endings):
			c.Names = append(c.Names, name)
		}
	}
	slices.Sort(c.Names)
	if len(c.Names) > 0 {
		c.Text = dir + common(c.Names)
	}
	return c
}

// list returns the entries of a folder, Most of them at most.
func list(where string) ([]fs.DirEntry, error) {
	d, err := os.Open(where)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	names, err := d.ReadDir(Most)
	if len(names) > 0 {
		return names, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return nil, nil
}

// split parts what was typed into the folder, with its separator, and the
// beginning of a name in it.
func split(typed string) (dir, begin string) {
	i := len(typed)
	for i > 0 && !os.IsPathSeparator(typed[i-1]) {
		i--
	}
	return typed[:i], typed[i:]
}

func fits(name string, endings []string) bool {
	return len(endings) == 0 || slices.ContainsFunc(endings, func(e string) bool {
		return len(name) >= len(e) && strings.EqualFold(name[len(name)-len(e):], e)
	})
}

// common returns what all names begin with.
func common(names []string) string {
	first, last := []rune(names[0]), []rune(names[len(names)-1])
	n := 0
	for n < min(len(first), len(last)) && first[n] == last[n] {
		n++
	}
	return string(first[:n])
}
