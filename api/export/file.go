package export

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"iscope/api/safe"
)

// ErrExists is why a file is not made: there is one of that name, and nothing
// is overwritten.
var ErrExists = errors.New("there is a file of that name already, and it is not overwritten: choose another name")

// File is a file that is being written. It has its name only once [File.Commit]
// has returned nil; until then it is a hidden file beside it.
type File struct {
	path string
	temp *os.File
	err  error // of a Write: such a file is never committed
	done bool

	link func(from, to string) error
}

// Create begins a file at path, readable by its owner alone. A leading ~ is the
// home folder. The folder must be there, and a file of that name must not: the
// error is [ErrExists] then. Errors are sentences that say what to do.
func Create(path string) (*File, error) {
	path, err := locate(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Lstat(path); err == nil {
		if info.IsDir() {
			return nil, fmt.Errorf("%s is a folder: name a file in it", safe.Line(path))
		}
		return nil, fmt.Errorf("%s: %w", safe.Line(path), ErrExists)
	}
	dir := filepath.Dir(path)
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s: make it first, or name another: %w", safe.Line(dir), fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("folder %s: %w", safe.Line(dir), cause(err))
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file, not a folder", safe.Line(dir))
	}
	temp, err := os.CreateTemp(dir, ".iscope-export-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("no file can be made in %s: %w", safe.Line(dir), cause(err))
	}
	return &File{path: path, temp: temp, link: os.Link}, nil
}

// locate returns the absolute path that a person means.
func locate(path string) (string, error) {
	if strings.TrimSpace(path) == "" {
		return "", errors.New("a file name is needed")
	}
	if os.IsPathSeparator(path[len(path)-1]) {
		return "", fmt.Errorf("name a file in the folder %s", safe.Line(path))
	}
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("where the home folder is: %w", err)
		}
		path = filepath.Join(home, rest)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("where this program runs: %w", err)
	}
	return path, nil
}

// cause is what an error of package os says without the names it was about.
func cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// Path returns where the file will be, absolute.
func (f *File) Path() string { return f.path }

// Write adds to the file. After an error it cannot be committed any more.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.temp.Write(p)
	if err != nil && f.err == nil {
		f.err = fmt.Errorf("writing %s: %w", safe.Line(f.path), cause(err))
	}
	if err != nil {
		return n, f.err
	}
	return n, nil
}

// Commit gives the file its name, unless one of that name came to be meanwhile.
// When it fails nothing is left of the file.
func (f *File) Commit() error {
	if f.done {
		return fmt.Errorf("%s was finished before", safe.Line(f.path))
	}
	defer f.Discard()
	if f.err != nil {
		return f.err
	}
	if err := f.temp.Sync(); err != nil {
		return fmt.Errorf("writing %s: %w", safe.Line(f.path), cause(err))
	}
	if err := f.temp.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", safe.Line(f.path), cause(err))
	}
	err := f.place()
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: %w", safe.Line(f.path), ErrExists)
	case err != nil:
		return fmt.Errorf("naming %s: %w", safe.Line(f.path), cause(err))
	}
	return nil
}

// place gives the file its name without taking it from another. Where a file
// cannot have two names, the name is taken by an empty file first, which is
// ours to replace.
func (f *File) place() error {
	err := f.link(f.temp.Name(), f.path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	own, err := os.OpenFile(f.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := own.Close(); err != nil {
		return errors.Join(err, os.Remove(f.path))
	}
	if err := os.Rename(f.temp.Name(), f.path); err != nil {
		return errors.Join(err, os.Remove(f.path))
	}
	return nil
}

// Discard removes what was written. After Commit it does nothing.
func (f *File) Discard() {
	if f.done {
		return
	}
	f.done = true
	_ = f.temp.Close()           // closed before, where it was committed
	_ = os.Remove(f.temp.Name()) // gone, where it was renamed
}

// Save writes a table to a new file whose ending says the format, and returns
// where it is and how many rows it has. When it fails there is no file. It
// touches the disk: it is called in commands, never in Update.
func Save(path string, columns []string, rows iter.Seq[[]string]) (where string, n int, err error) {
	return save(path, func(w io.Writer, f Format) (int, error) { return Write(w, f, columns, rows) })
}

// SaveRecords is Save for records, as [Records] writes them.
func SaveRecords(path string, records iter.Seq[json.RawMessage]) (where string, n int, err error) {
	return save(path, func(w io.Writer, f Format) (int, error) { return Records(w, f, records) })
}

func save(path string, write func(io.Writer, Format) (int, error)) (where string, n int, err error) {
	format, err := FormatOf(path)
	if err != nil {
		return "", 0, err
	}
	f, err := Create(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Discard()
	out := bufio.NewWriterSize(f, 64<<10)
	if n, err = write(out, format); err != nil {
		return "", 0, err
	}
	if err := out.Flush(); err != nil {
		return "", 0, err
	}
	if err := f.Commit(); err != nil {
		return "", 0, err
	}
	return f.Path(), n, nil
}
