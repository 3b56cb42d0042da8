package views

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/pane"
	"iscope/ui/screen"
	"iscope/ui/table"
	"iscope/ui/theme"
)

// entry is a line of the activity log: a request made or a decision taken.
type entry struct {
	id       string
	at       time.Time
	call     *api.Call
	decision *screen.Decided
}

// activity is the window with requests and decisions, newest first.
type activity struct {
	env    *screen.Env
	list   *table.Model[entry]
	reader *entry // whose detail is shown, nil for the list
}

var _ interface {
	screen.Dialog
	screen.Sized
} = (*activity)(nil)

func (s *Shell) activity() screen.Dialog {
	a := &activity{env: s.env}
	a.list = table.New(s.env, a.columns(), func(e *entry) string { return e.id })
	a.list.Text = func(e *entry) string { return e.what() + " " + e.outcome() }
	var entries []entry
	if s.opt.Calls != nil {
		for _, c := range s.opt.Calls.Latest() {
			entries = append(entries, entry{id: fmt.Sprintf("c%d", c.N), at: c.Time, call: &c})
		}
	}
	for i, d := range s.decisions {
		entries = append(entries, entry{id: fmt.Sprintf("d%d", i), at: d.at, decision: &d.Decided})
	}
	slices.SortStableFunc(entries, func(x, y entry) int { return y.at.Compare(x.at) })
	a.list.SetRows(entries)
	return a
}

func (a *activity) columns() []table.Column[entry] {
	return []table.Column[entry]{
		{Key: "time", Title: "time", Width: 8, Cell: func(e *entry, _ int) (string, theme.Style) {
			return e.at.In(a.env.Zone).Format("15:04:05"), a.env.Styles.Muted
		}},
		{Key: "what", Title: "what", Width: 20, Flex: 1, Main: true, Cell: func(e *entry, _ int) (string, theme.Style) {
			if e.decision != nil {
				return e.what(), a.env.Styles.Accent
			}
			return e.what(), theme.Style{}
		}},
		{Key: "outcome", Title: "outcome", Width: 14, Flex: 1, Drop: 1, Cell: func(e *entry, _ int) (string, theme.Style) {
			if e.call != nil && e.call.Err != "" {
				return e.outcome(), a.env.Styles.Bad
			}
			return e.outcome(), a.env.Styles.Muted
		}},
		{Key: "took", Title: "took", Width: 6, Right: true, Drop: 2, Cell: func(e *entry, _ int) (string, theme.Style) {
			if e.call == nil {
				return "", theme.Style{}
			}
			return fmt.Sprintf("%dms", e.call.Took.Milliseconds()), a.env.Styles.Muted
		}},
	}
}

func (e *entry) what() string {
	if e.decision != nil {
		return e.decision.What + ": " + e.decision.Target
	}
	return e.call.Method + " " + path(e.call.URL)
}

// path leaves host and scheme out of an address.
func path(url string) string {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			return rest[i:]
		}
	}
	return url
}

func (e *entry) outcome() string {
	if e.decision != nil {
		return e.decision.Outcome
	}
	out := fmt.Sprint(e.call.Status)
	if e.call.Status == 0 {
		out = "no answer"
	}
	switch n := e.call.Retries; {
	case n == 1:
		out += " after 1 retry"
	case n > 1:
		out += fmt.Sprintf(" after %d retries", n)
	}
	if e.call.Err != "" {
		out += " " + e.call.Err
	}
	return out
}

// Title returns the heading.
func (a *activity) Title() string { return "Activity" }

// Width returns how wide the window likes to be.
func (a *activity) Width() int { return 110 }

// Hints returns the keys of the window.
func (a *activity) Hints() []screen.Hint {
	key := a.env.Keys.Key
	return []screen.Hint{{Key: key("app.open"), Text: "detail"}, {Key: key("list.copy-id"), Text: "copy as curl"},
		{Key: key("app.filter"), Text: "filter"}, {Key: key("app.back"), Text: "close"}}
}

// Update handles keys.
func (a *activity) Update(msg tea.Msg) (tea.Cmd, bool) {
	if a.list.Typing() {
		a.list.Type(msg)
		return nil, false
	}
	key, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	action, _ := a.env.Keys.Resolve([]keymap.Scope{keymap.List, keymap.Global}, key.String())
	switch action {
	case "app.open":
		a.reader = a.list.Selected()
		return nil, false
	case "list.copy-id", "list.copy-json":
		if e := a.list.Selected(); e != nil && e.call != nil {
			return screen.Send(screen.Copy{Text: curl(e.call), What: "request as a curl command"}), false
		}
		return nil, false
	case "app.back", "app.quit", "app.kill", "app.activity":
		if a.reader != nil {
			a.reader = nil
			return nil, false
		}
		if action == "app.back" && a.list.Act(action) {
			return nil, false
		}
		return nil, true
	}
	a.list.Act(action)
	return nil, false
}

// Render draws the list or the detail of one entry.
func (a *activity) Render(w, h int) (string, *tea.Cursor) {
	h = min(h-2, 30)
	if a.reader != nil {
		return cell.Fit(a.detail(a.reader, w), w, h), nil
	}
	if a.list.Len() == 0 {
		return pane.Message(a.env, w, h, "Nothing has been asked of the tenant yet."), nil
	}
	return a.list.Render(w, h)
}

func (a *activity) detail(e *entry, w int) []string {
	if d := e.decision; d != nil {
		return pane.Fields(a.env, w, [2]string{"decision", d.What}, [2]string{"about", d.Target}, [2]string{"id", d.ID},
			[2]string{"time", cell.Stamp(e.at, a.env.Zone)}, [2]string{"outcome", d.Outcome})
	}
	c := e.call
	left := ""
	if c.Left >= 0 {
		left = fmt.Sprint(c.Left)
	}
	lines := pane.Fields(a.env, w, [2]string{"operation", string(c.Op)}, [2]string{"request", c.Method + " " + c.URL},
		[2]string{"time", cell.Stamp(c.Time, a.env.Zone)}, [2]string{"took", c.Took.Round(time.Millisecond).String()},
		[2]string{"outcome", e.outcome()}, [2]string{"tracking id", c.RequestID}, [2]string{"left in window", left}, [2]string{"body", c.Body})
	return append(append(lines, "", a.env.Styles.Muted.Render("as curl")), cell.Wrap(curl(c), w)...)
}

// curl writes a call as a command for a POSIX shell. The token is named, never
// written. A body that is not kept whole is warned of: sent as it stands, it
// would write the placeholder into the tenant.
func curl(c *api.Call) string {
	var b strings.Builder
	if strings.HasSuffix(c.Body, "…") || strings.Contains(c.Body, "[redacted]") {
		b.WriteString("# the body was cut or masked: complete it before use\n")
	}
	b.WriteString("curl")
	switch c.Method {
	case "GET":
	case "HEAD":
		b.WriteString(" --head")
	default:
		b.WriteString(" -X " + c.Method)
	}
	b.WriteString(` -H "Authorization: Bearer $TOKEN"`)
	if c.Body != "" {
		b.WriteString(" -H " + quote("Content-Type: "+c.Type) + " --data " + quote(c.Body))
	}
	return b.String() + " " + quote(c.URL)
}

// quote puts a word into single quotes for a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
