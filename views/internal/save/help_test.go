package save

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
	"iscope/views/internal/viewtest"
)

// item is a row of the tables in these tests.
type item struct {
	id, name string
	took     time.Duration
	raw      string
}

// memory remembers until the test ends.
type memory map[string]string

func (m memory) Recall(key string) string   { return m[key] }
func (m memory) Remember(key, value string) { m[key] = value }

const view = "tasks#1"

// shell is a list with what shell and view do for its window.
type shell struct {
	*viewtest.Loop
	t      *testing.T
	env    *screen.Env
	dir    string
	list   List[item]
	window *window // nil: closed
	seen   int
	stop   context.CancelFunc
}

func (s *shell) ID() string                            { return view }
func (s *shell) Act(keymap.Action) tea.Cmd             { return nil }
func (s *shell) Render(int, int) (string, *tea.Cursor) { return "", nil }

// Update hands messages on as the shell does.
func (s *shell) Update(msg tea.Msg) tea.Cmd {
	if s.window == nil || !s.window.Listens(msg) {
		return nil
	}
	cmd, done := s.window.Update(msg)
	if done {
		s.window = nil
	}
	return cmd
}

func columns() []table.Column[item] {
	return []table.Column[item]{
		{Key: "name", Title: "name", Width: 10, Flex: 1, Main: true, Cell: func(r *item, w int) (string, theme.Style) { return cell.Cut(r.name, w), theme.Style{} }},
		{Key: "took", Title: "took", Width: 6, Right: true, Cell: func(r *item, _ int) (string, theme.Style) { return cell.Duration(r.took), theme.Style{} },
			Value: func(r *item) string { return table.Seconds(r.took) }, Less: func(a, b *item) int { return int(a.took - b.took) }},
		{Key: "id", Title: "id", Width: 6, Off: true, Cell: func(r *item, _ int) (string, theme.Style) { return r.id, theme.Style{} }},
	}
}

// three are rows that want care in a file.
func three() []item {
	return []item{
		{"1", "=HYPERLINK(1)", 90 * time.Second, `{"id":"1","name":"=HYPERLINK(1)"}`},
		{"2", "Plain, \"quoted\"", time.Second, `{"id":"2","name":"esc \u001b[2J \u202e","figure":1e3}`},
		{"3", strings.Repeat("long ", 20) + "end", 0, `{"id":"3","nested":{"deep":[1,2]}}`},
	}
}

func many(n int) []item {
	rows := make([]item, n)
	for i := range rows {
		rows[i] = item{fmt.Sprint(i), fmt.Sprintf("Task %d", i), time.Duration(i%60) * time.Second, fmt.Sprintf(`{"id":"%d"}`, i)}
	}
	return rows
}

// play runs a test with a list of rows, in a bubble.
func play(t *testing.T, rows []item, f func(s *shell)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		env := golden.Env(t, "dark")
		env.Memory = memory{}
		s := &shell{t: t, env: env, dir: dir, stop: stop}
		s.list = List[item]{
			Env: env, View: view, Ctx: ctx, Name: "tasks", Noun: "task", Table: table.New(env, columns(), func(r *item) string { return r.id }),
			Record: func(r *item) func() json.RawMessage {
				raw := r.raw
				return func() json.RawMessage { return json.RawMessage(raw) }
			},
		}
		s.list.Table.SetRows(rows)
		s.Loop = viewtest.New(t, s)
		f(s)
		stop()
		synctest.Wait()
	})
}

// open opens the window and puts the file into the folder of the test.
func (s *shell) open() {
	s.t.Helper()
	if s.list.One == nil {
		s.list.One = s.list.Table.Selected()
	}
	s.Do(s.list.Show())
	for ; s.seen < len(s.Sent); s.seen++ {
		if m, ok := s.Sent[s.seen].(screen.Show); ok {
			s.window = m.Dialog.(*window)
		}
	}
	if s.window != nil {
		s.window.setPath(filepath.Join(s.dir, filepath.Base(s.window.path.Value())))
	}
}

var keys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp}, "space": {Code: tea.KeySpace, Text: " "},
	"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
}

// press hands keys to the window, and does what follows.
func (s *shell) press(names ...string) {
	s.t.Helper()
	for _, n := range names {
		k, ok := keys[n]
		if !ok {
			k = tea.KeyPressMsg{Code: rune(n[0]), Text: n}
		}
		s.Do(s.hit(k))
	}
}

// hit hands a key to the window and returns what follows.
func (s *shell) hit(k tea.KeyPressMsg) tea.Cmd {
	s.t.Helper()
	if s.window == nil {
		s.t.Fatalf("no window takes %s", k)
	}
	cmd, done := s.window.Update(k)
	if done {
		s.window = nil
	}
	return cmd
}

// names returns what is in the folder of the test.
func (s *shell) names() string {
	s.t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}

// written returns the text of a file in the folder of the test.
func (s *shell) written(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// says fails unless the window has a text.
func (s *shell) says(text string) {
	s.t.Helper()
	if s.window == nil {
		s.t.Fatal("the window is closed")
	}
	if got, _ := s.window.Render(200, 20); !strings.Contains(ansi.Strip(got), text) {
		s.t.Errorf("%q is not in\n%s", text, ansi.Strip(got))
	}
}

// toast returns the last toast.
func (s *shell) toast() string {
	all := s.Toasts()
	if len(all) == 0 {
		return ""
	}
	return strings.ReplaceAll(all[len(all)-1], s.dir+string(filepath.Separator), "")
}
