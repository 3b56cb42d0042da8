package bundle

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"iscope/api"
	"iscope/api/export"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/views/internal/paths"
)

// Endings of the names of files.
const (
	jsonEnding  = ".json"
	notesEnding = ".notes.txt"
)

// File is a workflow as it is written to a file.
type File struct {
	Name     string // of the file, without a folder
	Workflow string // what it is called, clean
	Data     []byte // nil where there is a problem
	Taken    []string
	Set      []string
	Problem  string // why there is nothing to write, "" where there is
}

// Export makes the files of workflows, in the order of their names. Secrets are
// blanked. What it returns depends on what the workflows are alone, not on the
// order they come in or on their ids.
func Export(ws []api.Workflow) []File {
	files := make([]File, len(ws))
	for i := range ws {
		files[i] = fileOf(&ws[i])
	}
	slices.SortStableFunc(files, func(a, b File) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Workflow, b.Workflow), bytes.Compare(a.Data, b.Data))
	})
	stems := make([]string, len(files))
	for i := range files {
		stems[i] = files[i].Name
	}
	for i, name := range Names(stems) {
		files[i].Name = name + jsonEnding
	}
	return files
}

// fileOf makes the file of one workflow; its name is the stem alone.
func fileOf(w *api.Workflow) File {
	f := File{Workflow: w.Name, Name: Stem(w.Name)}
	if w.Raw.IsZero() {
		f.Problem = "its record has not been read"
		return f
	}
	b, err := Compose(w.Raw.JSON(), Blank)
	if err != nil {
		f.Problem = err.Error()
		return f
	}
	f.Workflow, f.Data, f.Taken, f.Set = b.Name, b.Text, b.Taken, b.Set
	f.Name = Stem(b.Name)
	return f
}

// notes is the text beside a file that says what has to be set again, nil where
// nothing has.
func (f *File) notes() []byte {
	if len(f.Set) == 0 {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\nTo be set once the workflow is created from this file:\n", f.Name, f.Workflow)
	for _, s := range f.Set {
		b.WriteString("  - " + s + "\n")
	}
	b.WriteString("\nTaken out of the workflow:\n")
	for _, s := range f.Taken {
		b.WriteString("  - " + s + "\n")
	}
	return []byte(b.String())
}

// notesName is the name of that text.
func (f *File) notesName() string { return strings.TrimSuffix(f.Name, jsonEnding) + notesEnding }

// Fate is what became of a file.
type Fate uint8

// Fates of a file.
const (
	Pending Fate = iota // not written yet
	Written
	Same    // a file of that name is there, with the same bytes
	Kept    // one is there that differs: it was not overwritten
	Failed  // it could not be written
	Nothing // there is nothing to write
	fates
)

var fateWords = [fates]string{"to be written", "written", "the same already", "not overwritten", "not written", "not possible"}

// String says the fate in words.
func (f Fate) String() string { return fateWords[f] }

// Saved is what became of one file.
type Saved struct {
	Fate
	Name string
	Why  string // where it was not written, clean
}

// Report is what came of writing files.
type Report struct {
	Dir   string // absolute
	Files []Saved
	Notes int // texts written beside them
}

// Counts returns how many files ended how.
func (r *Report) Counts() (by [fates]int) {
	for _, s := range r.Files {
		by[s.Fate]++
	}
	return by
}

// Summary says what came of it; the numbers add up to that of the files.
func (r *Report) Summary() string { return summary(r.Counts(), len(r.Files)) }

func summary(by [fates]int, total int) string {
	var parts []string
	for _, f := range []Fate{Written, Same, Kept, Failed, Nothing, Pending} {
		if by[f] > 0 {
			parts = append(parts, cell.Thousands(by[f])+" "+f.String())
		}
	}
	return cell.Count(total, "workflow") + ": " + strings.Join(parts, ", ")
}

// Folder makes sure that a folder is there and returns where. It makes one
// folder, for its owner alone, not those above it.
func Folder(dir string) (string, error) {
	where, err := paths.Expand(dir)
	if err != nil {
		return "", err
	}
	switch err := os.Mkdir(where, 0o700); {
	case err == nil:
	case errors.Is(err, fs.ErrExist):
		if info, err := os.Stat(where); err != nil || !info.IsDir() {
			return "", fmt.Errorf("%s is a file, not a folder", safe.Line(where))
		}
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no folder %s: make it first, or name another", safe.Line(filepath.Dir(where)))
	default:
		return "", fmt.Errorf("the folder %s cannot be made: %s", safe.Line(where), paths.Reason(err))
	}
	return where, nil
}

// Save writes files into a folder, which is made when needed, and tells after
// each how many are done; progress may be nil. Nothing is overwritten. The error
// is about the folder, a sentence; what is about one file is in the report. It
// touches the disk: it is called in commands.
func Save(dir string, files []File, progress func(done int)) (Report, error) {
	where, err := Folder(dir)
	if err != nil {
		return Report{}, err
	}
	r := Report{Dir: where, Files: make([]Saved, 0, len(files))}
	for i := range files {
		s, notes := files[i].save(where)
		r.Files = append(r.Files, s)
		r.Notes += notes
		if progress != nil {
			progress(i + 1)
		}
	}
	return r, nil
}

// save writes one file, and the text beside it where there is one.
func (f *File) save(dir string) (s Saved, notes int) {
	s.Name = f.Name
	if f.Problem != "" {
		s.Fate, s.Why = Nothing, f.Problem
		return s, 0
	}
	s.Fate, s.Why = put(filepath.Join(dir, f.Name), f.Data)
	text := f.notes()
	if text == nil || s.Fate != Written {
		return s, 0
	}
	if fate, why := put(filepath.Join(dir, f.notesName()), text); fate == Written {
		notes++
	} else if fate != Same {
		s.Why = f.notesName() + " was not written: " + why
	}
	return s, notes
}

// put writes bytes to a new file.
func put(path string, data []byte) (Fate, string) {
	out, err := export.Create(path)
	switch {
	case errors.Is(err, export.ErrExists):
		return held(path, data)
	case err != nil:
		return Failed, err.Error()
	}
	defer out.Discard()
	if _, err := out.Write(data); err != nil {
		return Failed, err.Error()
	}
	switch err := out.Commit(); {
	case errors.Is(err, export.ErrExists):
		return held(path, data)
	case err != nil:
		return Failed, err.Error()
	}
	return Written, ""
}

// held says how the file that is there compares.
func held(path string, data []byte) (Fate, string) {
	info, err := os.Lstat(path)
	if err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, data) {
			return Same, ""
		}
	}
	return Kept, "there is another file of that name"
}
