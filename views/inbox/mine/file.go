package mine

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"iscope/api/export"
	"iscope/api/journal"
	"iscope/api/safe"
	"iscope/ui/cell"
	"iscope/ui/dialog"
	"iscope/ui/screen"
)

// writeQuestion is the name of the question for a file name.
const writeQuestion = "mine.write"

// writing is a file that a person asked for. It stays until it is written, so
// that nothing typed is lost when that fails.
type writing struct {
	rows   []*journal.Entry // as shown when it was asked for
	filter string
	name   string
	err    error // why the last attempt failed
}

// ask opens the question for the name of a file that takes what is shown.
func (m *Model) ask() tea.Cmd {
	n := m.list.Shown()
	if n == 0 {
		return screen.Say(screen.Warn, "There is no decision to write to a file")
	}
	w := &writing{rows: make([]*journal.Entry, n), filter: m.list.Filter(), name: "iscope-decisions-" + m.env.Now().In(m.env.Zone).Format("2006-01-02") + ".csv"}
	for i := range n {
		w.rows[i] = m.list.At(i)
	}
	if m.writing != nil && m.writing.err != nil {
		w.name, w.err = m.writing.name, m.writing.err
	}
	m.writing = w
	return screen.Send(screen.Show{Dialog: m.question()})
}

// question asks for the name of the file, saying why the last one did not do.
func (m *Model) question() *dialog.Prompt {
	w := m.writing
	what := cell.Count(len(w.rows), "decision")
	if w.filter != "" {
		what += " that match " + w.filter
	}
	lines := []string{what + ", as CSV (.csv) or JSON Lines (.jsonl). No file is overwritten.", ""}
	if w.err != nil {
		lines = append(lines, sentence(w.err), "") // next to the field: where there is no room, what stands above goes
	}
	return &dialog.Prompt{
		Env: m.env, View: m.view, Name: writeQuestion, Head: "Write to a file", Lines: lines, Text: w.name,
		Check: func(name string) string {
			if _, err := export.FormatOf(name); err != nil {
				return sentence(err)
			}
			return ""
		},
	}
}

// written says what became of a file. The command that wrote it sends it to the
// view that shows the list.
type written struct {
	view  string
	file  *writing
	where string
	n     int
	err   error
}

// To returns the address of the view.
func (w written) To() string { return w.view }

// columns of a file.
var fileColumns = []string{"decided", "sent", "ended", "tenant", "operation", "target", "line", "item", "outcome", "words", "intent"}

// onAnswer writes the file.
func (m *Model) onAnswer(a dialog.Answer) tea.Cmd {
	name, ok := a.Value.(string)
	if !ok || m.writing == nil {
		return nil
	}
	m.writing.name = name
	file, view := m.writing, m.view
	return func() tea.Msg {
		where, n, err := export.Save(name, fileColumns, func(yield func([]string) bool) {
			for _, e := range file.rows {
				if !yield([]string{stamp(e.Asked), stamp(e.Sent), stamp(e.Ended), e.Tenant, string(e.Op), e.Target, e.Line, e.Name, outcome(e), e.Words, e.ID}) {
					return
				}
			}
		})
		return written{view, file, where, n, err}
	}
}

// onWritten says where the file is, or asks again with the reason. The second
// question gives way to whatever the person does meanwhile; asking for a file
// then finds what was typed.
func (m *Model) onWritten(w written) tea.Cmd {
	if m.writing != w.file { // another one was asked for since
		if w.err != nil {
			return screen.Say(screen.Bad, sentence(w.err))
		}
	} else if w.err != nil {
		m.writing.err = w.err
		return screen.Send(screen.Show{Dialog: m.question(), Late: true})
	} else {
		m.writing = nil
	}
	return screen.Say(screen.Good, fmt.Sprintf("Wrote %s to %s", cell.Count(w.n, "decision"), safe.Line(w.where)))
}

// sentence is what an error says, for people: clean, and beginning with a
// capital.
func sentence(err error) string {
	text := safe.Line(err.Error())
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
