package bundle

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"iscope/api"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/jsonedit"
	"iscope/views/internal/paths"
)

// Bounds of what is read.
const (
	MaxFile      = 64 << 20 // bytes of a file
	MaxWorkflow  = jsonedit.Max
	MaxFiles     = 5_000
	MaxWorkflows = 5_000
	maxAll       = 128 << 20 // bytes of all files of a folder
)

// Draft is a workflow that was read from a file and can be created.
type Draft struct {
	Name  string   // clean
	Text  []byte   // the body, with secrets as they were in the file
	From  string   // which file, and of several workflows in it which, clean
	Notes []string // what was left out, and what has to be set, clean
	ID    string   // of the record it was read from, "" for none
	raw   []byte
}

// Problem is why something in a file cannot be created. Line and Column count
// from 1; Line is 0 where it is about the file as a whole.
type Problem struct {
	From         string
	Line, Column int
	Text         string
}

// String says the problem as a line.
func (p Problem) String() string { return p.place() + ": " + p.Text }

// place says where it is.
func (p Problem) place() string {
	if p.Line == 0 {
		return p.From
	}
	return fmt.Sprintf("%s:%d:%d", p.From, p.Line, p.Column)
}

// Moved returns the draft for a tenant that it did not come from: references to
// stored secrets are blanked.
func (d Draft) Moved() Draft {
	b, err := Compose(d.raw, Unstore)
	if err != nil { // it was composed before
		return d
	}
	return d.with(b)
}

// with returns the draft with another body.
func (d Draft) with(b Body) Draft {
	d.Text, d.Notes = b.Text, notesOf(b)
	return d
}

// notesOf says what is to be known about a workflow that is created from a body:
// first what has to be set.
func notesOf(b Body) []string {
	out := slices.Clone(b.Set)
	if b.Trigger != "" {
		out = append(out, "trigger: "+b.Trigger+", once it is enabled")
	} else {
		out = append(out, "trigger: none")
	}
	for _, s := range b.Taken {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Draft returns the body as it is sent; see [Body.Draft].
func (d *Draft) Draft() (api.WorkflowDraft, error) {
	return (&Body{Name: d.Name, Text: d.Text}).Draft()
}

// Read reads the workflows in a file, or in the files of a folder whose names
// end in .json. A file holds a workflow or a list of them: as export writes it,
// as the tenant answers, which is also how other tools save it, or the body of a
// request. Drafts and problems come in the order of files. It touches the disk:
// it is called in commands.
func Read(path string) ([]Draft, []Problem) {
	where, err := paths.Expand(path)
	if err != nil {
		return nil, []Problem{{Text: err.Error(), From: "path"}}
	}
	info, err := os.Stat(where)
	if err != nil {
		return nil, []Problem{{From: safe.Line(where), Text: paths.Reason(err)}}
	}
	var r reader
	if !info.IsDir() {
		r.file(where)
		return r.drafts, r.problems
	}
	r.folder(where)
	return r.drafts, r.problems
}

// ReadText reads the workflows in a text, which came from what from says.
func ReadText(from, text string) ([]Draft, []Problem) {
	var r reader
	r.text(safe.Line(from), []byte(text))
	return r.drafts, r.problems
}

// reader is what was read so far.
type reader struct {
	drafts   []Draft
	problems []Problem
	size     int64
}

// wrong notes a problem with a file as a whole.
func (r *reader) wrong(from, text string) {
	r.problems = append(r.problems, Problem{From: from, Text: text})
}

// folder reads the files of a folder.
func (r *reader) folder(where string) {
	d, err := os.Open(where)
	if err != nil {
		r.wrong(safe.Line(where), paths.Reason(err))
		return
	}
	entries, err := d.ReadDir(2 * MaxFiles)
	d.Close()
	if err != nil && !errors.Is(err, io.EOF) {
		r.wrong(safe.Line(where), paths.Reason(err))
		return
	}
	var names []string
	for _, e := range entries {
		if n := e.Name(); !e.IsDir() && !strings.HasPrefix(n, ".") && strings.EqualFold(ending(n), jsonEnding) {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, inOrder)
	if len(names) == 0 {
		r.wrong(safe.Line(where), "there is no file in it whose name ends in .json")
	}
	if more := len(names) - MaxFiles; more > 0 {
		r.wrong(safe.Line(where), "only the first "+cell.Thousands(MaxFiles)+" files are read")
		names = names[:MaxFiles]
	}
	for i, n := range names {
		if r.size > maxAll || len(r.drafts) >= MaxWorkflows {
			r.wrong(safe.Line(where), cell.Count(len(names)-i, "file")+" not read: there is too much in the folder")
			return
		}
		r.file(filepath.Join(where, n))
	}
}

// file reads one file.
func (r *reader) file(path string) {
	from := safe.Line(filepath.Base(path))
	info, err := os.Stat(path)
	switch {
	case err != nil:
		r.wrong(from, paths.Reason(err))
		return
	case !info.Mode().IsRegular():
		r.wrong(from, "it is not an ordinary file")
		return
	case info.Size() > MaxFile:
		r.wrong(from, "it is larger than "+cell.Thousands(MaxFile>>20)+" MB")
		return
	}
	f, err := os.Open(path)
	if err != nil {
		r.wrong(from, paths.Reason(err))
		return
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	r.size += int64(len(raw))
	switch {
	case err != nil:
		r.wrong(from, paths.Reason(err))
	case len(raw) > MaxFile:
		r.wrong(from, "it is larger than "+cell.Thousands(MaxFile>>20)+" MB")
	default:
		r.text(from, raw)
	}
}

// text reads what a file holds.
func (r *reader) text(from string, raw []byte) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff")) // as editors of Windows begin a file
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		r.wrong(from, "it is written in UTF-16: save it as UTF-8")
		return
	case len(bytes.TrimSpace(raw)) == 0:
		r.wrong(from, "nothing is in it")
		return
	}
	if at, ok := invalid(raw); !ok {
		r.at(from, raw, at, "this is not UTF-8")
		return
	}
	var whole json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(raw, &whole); errors.As(err, &syntax) {
		at := int(syntax.Offset) - 1
		if strings.Contains(syntax.Error(), "unexpected end") {
			at = len(bytes.TrimRight(raw, " \r\n\t"))
		}
		r.at(from, raw, max(at, 0), safe.Line(syntax.Error()))
		return
	}
	begin := len(raw) - len(bytes.TrimLeft(raw, " \r\n\t"))
	switch raw[begin] {
	case '{':
		r.workflow(from, raw, begin, bytes.TrimSpace(raw))
	case '[':
		r.list(from, raw)
	default:
		r.at(from, raw, begin, "a workflow is expected: { … }, or a list of them: [ … ]")
	}
}

// invalid returns where a text is not UTF-8; ok where it is.
func invalid(raw []byte) (at int, ok bool) {
	if utf8.Valid(raw) {
		return 0, true
	}
	for at < len(raw) {
		r, n := utf8.DecodeRune(raw[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at, false
}

// list reads a list of workflows, which is well-formed.
func (r *reader) list(from string, raw []byte) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return
	}
	n := 0
	for d.More() {
		n++
		var one json.RawMessage
		if d.Decode(&one) != nil {
			return
		}
		if len(r.drafts) >= MaxWorkflows {
			r.wrong(from, "only the first "+cell.Thousands(MaxWorkflows)+" workflows are read")
			return
		}
		r.workflow(fmt.Sprintf("%s, %d", from, n), raw, int(d.InputOffset())-len(one), one)
	}
	if n == 0 {
		r.wrong(from, "the list in it is empty")
	}
}

// workflow reads one workflow, which begins at a byte of what the file holds.
func (r *reader) workflow(from string, raw []byte, begin int, one []byte) {
	if len(one) > MaxWorkflow {
		r.at(from, raw, begin, "it is larger than "+cell.Thousands(MaxWorkflow>>20)+" MB")
		return
	}
	b, err := Compose(one, Keep)
	if err != nil {
		r.at(from, raw, begin, err.Error())
		return
	}
	d := Draft{Name: b.Name, From: from, ID: safe.Line(b.ID), raw: one}
	r.drafts = append(r.drafts, d.with(b))
}

// at notes a problem at a byte of what the file holds.
func (r *reader) at(from string, raw []byte, at int, text string) {
	before := raw[:min(at, len(raw))]
	line := bytes.Count(before, []byte("\n"))
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	r.problems = append(r.problems, Problem{from, line + 1, utf8.RuneCount(before) + 1, text})
}
