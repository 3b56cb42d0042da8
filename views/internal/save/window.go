package save

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api/export"
	"iscope/api/safe"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/views/internal/paths"
)

// Where the last choices are remembered.
const (
	memoryFormat = "save.format"
	memoryFolder = "save.folder"
)

// Rows of the window that can be focused.
const (
	rowWhat = iota
	rowFormat
	rowFile
	rowCount
)

// window is the window. Its rows are gone through with up and down; left and right
// choose in the first two.
type window struct {
	src     *source
	focus   int
	scopes  []scope
	scope   int // place in scopes
	formats []format
	format  int
	path    *paths.Field
	problem string

	job      *job // under way
	stopping bool

	zones [rowCount][]zone // as drawn last
	tops  [rowCount]int
}

// zone is where a choice was drawn, the end excluded.
type zone struct{ from, to, choice int }

var _ interface {
	screen.Dialog
	screen.Typist
	screen.Listener
	screen.Sized
	screen.Clickable
} = (*window)(nil)

func newWindow(src *source) *window {
	w := &window{src: src, focus: rowFile, formats: formats}
	for _, s := range []scope{one, marked, shown} {
		if src.count(s) > 0 {
			w.scopes = append(w.scopes, s)
		}
	}
	switch {
	case src.alone && src.count(one) > 0:
	case src.count(marked) > 0:
		w.scope = slices.Index(w.scopes, marked)
	default:
		w.scope = max(slices.Index(w.scopes, shown), 0)
	}
	if !src.records {
		w.formats = slices.DeleteFunc(slices.Clone(formats), func(f format) bool { return !f.table })
	}
	folder := ""
	if m := src.env.Memory; m != nil {
		was := m.Recall(memoryFormat)
		w.format = max(slices.IndexFunc(w.formats, func(f format) bool { return f.label == was }), 0)
		folder = m.Recall(memoryFolder)
	}
	w.setPath(folder + w.name())
	return w
}

// name is what the file is called unless the person says otherwise.
func (w *window) name() string {
	parts := []string{w.src.name, stem(w.src.env.Tenant), w.src.env.Now().In(w.src.env.Zone).Format("2006-01-02-1504")}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "-") + w.chosen().ending
}

func (w *window) setPath(path string) {
	w.path = paths.New(w.src.env, w.src.view, path, ".csv", ".json", ".jsonl", ".yaml")
}

func (w *window) chosen() format { return w.formats[w.format] }

// Title says what is written.
func (w *window) Title() string { return "Write " + w.src.noun + "s to a file" }

// Width returns how wide the inside of the window likes to be.
func (w *window) Width() int { return 84 }

// Typing reports that keys are the window's: nothing opens over it.
func (w *window) Typing() bool { return true }

// Listens takes what the window sends itself.
func (w *window) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case Wanted:
		return m.job == w.job
	case Ended:
		return m.job == w.job
	case paths.Completed:
		return m.To() == w.src.view
	}
	return false
}

// Hints returns the keys that work now.
func (w *window) Hints() []screen.Hint {
	if w.job != nil {
		return []screen.Hint{{Key: "esc", Text: "stop"}}
	}
	hints := []screen.Hint{{Key: "enter", Text: "write"}}
	if w.focus == rowFile {
		hints = append(hints, screen.Hint{Key: "tab", Text: "complete"})
	} else {
		hints = append(hints, screen.Hint{Key: "← →", Text: "choose"})
	}
	return append(hints, screen.Hint{Key: "↑ ↓", Text: "what, format, file"}, screen.Hint{Key: "esc", Text: "cancel"})
}

// Update handles keys, pastes and what the window sent itself.
func (w *window) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case Wanted:
		m.job.feed()
		return m.job.wait(w.src.view), false
	case Ended:
		return w.ended(m)
	case tea.KeyPressMsg:
		return w.key(m)
	case tea.PasteMsg, paths.Completed:
		if w.job != nil {
			return nil, false
		}
		if _, paste := msg.(tea.PasteMsg); paste {
			w.focus, w.problem = rowFile, ""
		}
		return w.path.Update(msg), false
	}
	return nil, false
}

func (w *window) key(m tea.KeyPressMsg) (tea.Cmd, bool) {
	a, _ := w.src.env.Keys.Resolve([]keymap.Scope{keymap.Dialog}, m.String())
	switch {
	case w.job != nil:
		if a == "dialog.close" {
			w.stopping = true
			w.job.stop()
		}
		return nil, false
	case a == "dialog.close":
		return nil, true
	case a == "dialog.accept":
		return w.begin(), false
	case m.Code == tea.KeyUp, m.Code == tea.KeyTab && m.Mod == tea.ModShift:
		w.focus = max(w.focus-1, 0)
		return nil, false
	case m.Code == tea.KeyDown, m.Code == tea.KeyTab && w.focus != rowFile:
		w.focus = min(w.focus+1, rowFile)
		return nil, false
	}
	if w.focus == rowFile {
		w.problem = ""
		return w.path.Update(m), false
	}
	switch {
	case m.Code == tea.KeyLeft:
		w.choose(w.choice() - 1)
	case m.Code == tea.KeyRight, m.Code == tea.KeySpace:
		w.choose(w.choice() + 1)
	}
	return nil, false
}

// choice is what the focused row has chosen.
func (w *window) choice() int {
	if w.focus == rowWhat {
		return w.scope
	}
	return w.format
}

// choose chooses in the focused row, round in a circle. The name of the file
// follows the format.
func (w *window) choose(i int) {
	w.problem = ""
	if w.focus == rowWhat {
		n := len(w.scopes)
		w.scope = (i + n) % n
		return
	}
	n := len(w.formats)
	w.format = (i + n) % n
	if path := rename(w.path.Value(), w.chosen()); path != w.path.Value() {
		w.setPath(path)
	}
}

// begin begins to write.
func (w *window) begin() tea.Cmd {
	path, f := w.path.Value(), w.chosen()
	if w.problem = disagrees(path, f); w.problem != "" {
		return nil
	}
	ctx, stop := context.WithCancel(w.src.ctx)
	what := w.scopes[w.scope]
	j := &job{
		ctx: ctx, stop: stop, path: path, format: f, alone: what == one, rows: w.src.begin(what, f),
		wants: make(chan struct{}), pieces: make(chan piece, 1), over: make(chan struct{}),
	}
	if f.table {
		j.keys = w.src.keys(f.all)
	}
	w.job, w.stopping = j, false
	return j.start(w.src.view)
}

// ended closes the window and says where the file is, or why there is none.
func (w *window) ended(e Ended) (tea.Cmd, bool) {
	w.job = nil
	if e.err != nil {
		w.problem = sentence(e.err)
		if errors.Is(e.err, export.ErrExists) {
			w.setPath(another(e.job.path))
			w.focus, w.problem = rowFile, "There is a file of that name already, and none is overwritten: take this name, or another"
		}
		return nil, false
	}
	w.remember(e.job)
	text := "Wrote " + cell.Count(e.n, w.src.noun) + " to " + safe.Line(e.where)
	var notes []string
	if n := e.job.rows.gone; n > 0 {
		notes = append(notes, cell.Count(n, w.src.noun)+" went away meanwhile")
	}
	if e.without > 0 {
		notes = append(notes, "of "+cell.Thousands(e.without)+" there is no record")
	}
	if n := e.job.rows.partial; n > 0 {
		notes = append(notes, "of "+cell.Thousands(n)+" only what the list shows")
	}
	tone := screen.Good
	if len(notes) > 0 {
		text, tone = text+"; "+strings.Join(notes, ", "), screen.Warn
	}
	return screen.Say(tone, text), true
}

// remember keeps format and folder for the next file.
func (w *window) remember(j *job) {
	if m := w.src.env.Memory; m != nil {
		folder, _ := filepath.Split(strings.TrimSpace(j.path))
		m.Remember(memoryFormat, j.format.label)
		m.Remember(memoryFolder, folder)
	}
}

// sentence is what an error says, for people: clean, and beginning with a
// capital.
func sentence(err error) string {
	text := safe.Line(err.Error())
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
