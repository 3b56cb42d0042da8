package bundle

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/cell"
	"iscope/ui/screen"
	"iscope/ui/theme"
	"iscope/views/internal/change"
	"iscope/views/internal/paths"
)

// saveAtOnce is how many files one command writes, so that how far it is can be
// seen, and closing the window stops it.
const saveAtOnce = 20

// ExportDialog asks into which folder workflows are written, shows what each
// file leaves out, writes them and tells what came of it. It needs no more of
// the view than that messages reach it: see Listens.
type ExportDialog struct {
	env       *screen.Env
	view      string
	workflows []api.Workflow
	path      *paths.Field

	files   []File // nil: being made
	cursor  int
	top     int
	rows    int // of the list, as drawn last
	writing bool
	report  Report
	over    bool
	problem string
}

var _ interface {
	screen.Dialog
	screen.Starter
	screen.Typist
	screen.Listener
	screen.Sized
} = (*ExportDialog)(nil)

// NewExport returns the window for workflows, whose records it keeps until it is
// closed. view is where its messages go by.
func NewExport(env *screen.Env, view string, ws []api.Workflow) *ExportDialog {
	return &ExportDialog{env: env, view: view, workflows: slices.Clone(ws), path: paths.New(env, view, DefaultFolder(env))}
}

// DefaultFolder is where workflows are written to unless the person says
// otherwise: a folder named after tenant and day.
func DefaultFolder(env *screen.Env) string {
	return "./workflows-" + Stem(env.Tenant) + "-" + env.Now().In(env.Zone).Format("2006-01-02")
}

// exporting is a message of the window to itself, by way of its view.
type exporting struct {
	dialog *ExportDialog
	files  []File  // made
	report *Report // of some of them, written
	err    string
}

// To returns the view the message is for.
func (e exporting) To() string { return e.dialog.view }

// Init begins to make the files.
func (d *ExportDialog) Init() tea.Cmd {
	ws := d.workflows
	return func() tea.Msg { return exporting{dialog: d, files: Export(ws)} }
}

// Title says how many workflows are exported.
func (d *ExportDialog) Title() string {
	if len(d.workflows) == 1 {
		return "Export: " + change.WorkflowName(&d.workflows[0])
	}
	return "Export " + cell.Count(len(d.workflows), "workflow")
}

// Width returns how wide the inside of the window likes to be.
func (d *ExportDialog) Width() int { return 100 }

// Typing reports whether text is being typed.
func (d *ExportDialog) Typing() bool { return !d.over && !d.writing }

// Listens takes what the window sends itself.
func (d *ExportDialog) Listens(msg tea.Msg) bool {
	switch m := msg.(type) {
	case exporting:
		return m.dialog == d
	case paths.Completed:
		return m.To() == d.view
	}
	return false
}

// Update handles keys, pastes and what the window sent itself.
func (d *ExportDialog) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch m := msg.(type) {
	case exporting:
		return d.took(m), false
	case tea.KeyPressMsg:
		return d.key(m)
	case tea.PasteMsg, paths.Completed:
		if d.Typing() {
			return d.path.Update(msg), false
		}
	}
	return nil, false
}

// begin begins to write.
func (d *ExportDialog) begin() tea.Cmd {
	switch {
	case d.writing:
		return nil
	case d.files == nil:
		d.problem = "One moment: the files are being made"
		return nil
	}
	d.writing, d.problem = true, ""
	return d.write(d.path.Value())
}

// write writes the next files.
func (d *ExportDialog) write(dir string) tea.Cmd {
	from := len(d.report.Files)
	some := d.files[from:min(from+saveAtOnce, len(d.files))]
	return func() tea.Msg {
		r, err := Save(dir, some, nil)
		if err != nil {
			return exporting{dialog: d, err: err.Error()}
		}
		return exporting{dialog: d, report: &r}
	}
}

// took takes what a command has done.
func (d *ExportDialog) took(m exporting) tea.Cmd {
	switch {
	case m.files != nil:
		d.files = m.files
	case m.err != "":
		d.writing, d.problem = false, m.err
	case m.report != nil:
		d.report.Dir = m.report.Dir
		d.report.Files = append(d.report.Files, m.report.Files...)
		d.report.Notes += m.report.Notes
		if len(d.report.Files) < len(d.files) {
			return d.write(d.report.Dir)
		}
		d.writing, d.over = false, true
		d.cursor = max(slices.IndexFunc(d.report.Files, func(s Saved) bool { return s.Why != "" }), 0)
	}
	return nil
}

// summary says what came of the files so far; the numbers add up to theirs.
func (d *ExportDialog) summary() string {
	by := d.report.Counts()
	by[Pending] = len(d.files) - len(d.report.Files)
	return summary(by, len(d.files))
}

// Render draws the field, the files, and what the one under the cursor leaves
// out.
func (d *ExportDialog) Render(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return "", nil
	}
	h = min(h, 28)
	st := d.env.Styles
	var lines []string
	var cursor *tea.Cursor
	put := func(style theme.Style, text string) {
		for _, l := range cell.Wrap(text, w) {
			lines = append(lines, style.Render(l))
		}
	}
	switch {
	case d.over || d.writing:
		put(st.Strong, d.summary())
		if d.report.Dir != "" {
			put(st.Muted, "in "+d.report.Dir)
		}
		if d.report.Notes > 0 && h >= 10 {
			put(st.Warn, "What has to be set after an import is in "+cell.Count(d.report.Notes, "text")+" beside them.")
		}
	default:
		if h >= 8 {
			put(st.Muted, "Into which folder? It is made when it is not there. Nothing is overwritten.")
		}
		text, at := d.path.Render(w, max(h/3, 1))
		cursor = tea.NewCursor(at.X, len(lines))
		lines = append(lines, strings.Split(text, "\n")...)
		if d.problem != "" {
			put(st.Bad, d.problem)
		}
	}
	foot := d.foot(w, max((h-len(lines))/2, 0))
	if cursor == nil && len(d.files) > 0 { // the list has the keys
		d.list(w, max(h-len(lines)-len(foot), 0))
		cursor = d.env.Focus(0, len(lines)+d.cursor-d.top)
	}
	lines = append(lines, d.list(w, max(h-len(lines)-len(foot), 0))...)
	lines = append(lines, foot...)
	if cursor != nil && cursor.Y >= h {
		cursor.Y = h - 1
	}
	return strings.Join(lines[:min(len(lines), h)], "\n"), cursor
}

// list draws the files in sight.
func (d *ExportDialog) list(w, h int) []string {
	st := d.env.Styles
	if d.files == nil {
		return []string{st.Muted.Render(cell.Cut("Making the files", w))}[:min(h, 1)]
	}
	d.rows = min(h, len(d.files))
	d.top = max(min(d.top, d.cursor, len(d.files)-d.rows), d.cursor-d.rows+1, 0)
	var out []string
	for i := d.top; i < d.top+d.rows; i++ {
		out = append(out, d.line(i, w))
	}
	return out
}

// line draws one file.
func (d *ExportDialog) line(i, w int) string {
	st, f := d.env.Styles, &d.files[i]
	right, state := "", theme.Queued
	switch {
	case i < len(d.report.Files):
		s := d.report.Files[i]
		right, state = s.String(), fateStates[s.Fate]
	case f.Problem != "":
		right, state = "not possible", theme.Bad
	case len(f.Set) > 0:
		right, state = cell.Thousands(len(f.Set))+" to set again", theme.Warn
	}
	mark, name := "  ", cell.Cut(f.Name, max(w-4-cell.Width(right)-2, 8))
	if i == d.cursor {
		mark, name = st.Accent.Render(st.Glyphs.Cursor)+" ", st.Strong.Render(name)
	}
	line := mark + st.Glyph(state) + " " + name
	room := w - cell.Width(line) - cell.Width(right) - 2
	if room < 0 {
		return cell.Cut(line+"  "+right, w)
	}
	return line + cell.Spaces(room+2) + st.State(state).Render(right)
}

var fateStates = [fates]theme.State{theme.Queued, theme.Good, theme.Good, theme.Warn, theme.Bad, theme.Bad}

// foot says what the file under the cursor leaves out, or why it was not
// written.
func (d *ExportDialog) foot(w, h int) []string {
	if d.cursor >= len(d.files) || h < 2 {
		return nil
	}
	st, f := d.env.Styles, &d.files[d.cursor]
	var lines []string
	put := func(style theme.Style, text string) {
		for _, l := range cell.Wrap(text, w) {
			lines = append(lines, style.Render(l))
		}
	}
	if d.cursor < len(d.report.Files) {
		if why := d.report.Files[d.cursor].Why; why != "" {
			put(st.Bad, why)
		}
	} else if f.Problem != "" {
		put(st.Bad, f.Problem)
	}
	for _, t := range f.Set {
		put(st.Warn, "to set again  "+t)
	}
	for _, t := range f.Taken {
		if !slices.Contains(f.Set, t) {
			put(st.Muted, "left out  "+t)
		}
	}
	if len(lines) == 0 {
		put(st.Muted, "nothing is left out")
	}
	if room := h - 1; len(lines) > room && room > 1 {
		lines = append(lines[:max(room-1, 0)], st.Muted.Render(cell.Cut("… "+cell.Count(len(lines)-room+1, "line")+" more", w)))
	}
	return append([]string{st.Rule.Render(strings.Repeat(st.Glyphs.Rule, w))}, lines[:min(len(lines), h-1)]...)
}
