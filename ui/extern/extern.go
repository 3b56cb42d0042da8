package extern

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api/safe"
)

// Max is how many bytes a text may have when the request does not say.
const Max = 2 << 20

// Request is a text to be edited.
type Request struct {
	View string // address the answer is routed to
	ID   string // handed back with the answer, and kept with the file
	// Owner tells whose the text is, such as the name of a tenant: Leftovers
	// finds it by that.
	Owner string
	Dir   string // folder for such files, made 0700
	Name  string // begins the name of the file; any text
	Ext   string // ends it: ".json", ".txt"
	Text  []byte
	Max   int // bytes the text may have afterwards; 0: Max
	// Line and Column are where the cursor shall be, from 1, in editors that can
	// be told; 0 is anywhere.
	Line, Column int
}

// Done is what became of a request. Open sends it to the view that asked.
type Done struct {
	View, ID string
	Text     []byte // what the file has now, also where Err is set; nil where it cannot be taken
	Same     bool   // the text is as it was
	// Err is what went wrong: there is no editor, it did not end well, the file
	// is gone, too large or no text.
	Err  error
	Hint string // what to do about it, or about a text that is as it was; "" for nothing
	// File is where the text lies. It stays until File.Remove is called, which
	// may only be once the text is safe elsewhere or nothing in it is wanted.
	File File
}

// To returns the view the answer is for.
func (d Done) To() string { return d.View }

// quick is how long an editor is open at least that a person works in. One that
// returns sooner with nothing changed works on in a window of its own.
const quick = time.Second

const background = "if your editor opens a window of its own, give it the argument that waits, such as EDITOR=\"code --wait\""

// Open opens a text in the editor and returns the command that answers with
// [Done] when the editor has ended. The terminal is the editor's meanwhile.
func Open(r Request) tea.Cmd {
	return launcher{os.Getenv, exec.LookPath, tea.ExecProcess, time.Now}.open(r)
}

// launcher is what opening needs of the system.
type launcher struct {
	getenv   func(string) string
	lookPath func(string) (string, error)
	exec     func(*exec.Cmd, tea.ExecCallback) tea.Cmd
	now      func() time.Time
}

func (l launcher) open(r Request) tea.Cmd {
	return func() tea.Msg {
		d := Done{View: r.View, ID: r.ID}
		editor, err := Editor(l.getenv, l.lookPath)
		if err != nil {
			d.Err = err
			return d
		}
		if d.File, err = place(r, l.now()); err != nil {
			d.Err = fmt.Errorf("the text could not be put into a file: %w", err)
			return d
		}
		words := arguments(editor, d.File.path, r.Line, r.Column)
		command := exec.Command(words[0], words[1:]...)
		command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr // the program reads its keys through a filter
		began := l.now()
		return l.exec(command, func(err error) tea.Msg {
			d.take(r, err, l.now().Sub(began))
			return d
		})()
	}
}

// take reads what the editor left.
func (d *Done) take(r Request, ended error, took time.Duration) {
	limit := r.Max
	if limit <= 0 {
		limit = Max
	}
	text, err := d.File.read(limit)
	d.Text, d.Same = text, err == nil && string(text) == string(r.Text)
	var code *exec.ExitError
	switch {
	case errors.As(ended, &code):
		d.Err = fmt.Errorf("the editor did not end well: %s", safe.Line(code.Error()))
	case ended != nil:
		d.Err = fmt.Errorf("the editor could not be started: %s", safe.Line(ended.Error()))
	}
	if err != nil {
		d.Err = errors.Join(d.Err, err)
		if !errors.Is(err, os.ErrNotExist) {
			d.Hint = "it stays in " + d.File.path
		}
		return
	}
	switch {
	case d.Err != nil && d.File.Beside():
		d.Hint = "what the editor kept for itself stays in " + filepath.Dir(d.File.path)
	case d.Err == nil && d.Same && took < quick:
		d.Hint = background
	}
}

// usable reports what keeps a text from being taken.
func usable(text []byte, limit int) error {
	switch {
	case len(text) > limit:
		return fmt.Errorf("the text is too large: more than %s", size(limit))
	case !utf8.Valid(text):
		return errors.New("the text is not UTF-8")
	}
	return nil
}

func size(n int) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}
