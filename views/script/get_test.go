package script

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"iscope/api"
	"iscope/api/demotest"
	"iscope/api/isc"
	"iscope/api/nerm"
	"iscope/api/sandbox"
	"iscope/config"
	"iscope/ui/cell"
)

// get runs iscope get with a command line on the demo tenant.
func (r *rig) get(t *testing.T, line string) int {
	t.Helper()
	r.out.Reset()
	r.err.Reset()
	return r.asked(t, line).Run(t.Context())
}

// asked is the command of a command line, read as the program reads it.
func (r *rig) asked(t *testing.T, line string) Get {
	t.Helper()
	flags, err := config.ParseArgs(append([]string{config.Get}, strings.Fields(line)...), &r.out)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	gen := "v3"
	if c, ok := r.cmds.ISC.(*isc.Client); ok {
		gen = string(c.Generation())
	}
	return Get{Request: Request(flags.Ask), Cmds: r.cmds, API: gen, Zone: time.UTC, Now: time.Now, Out: &r.out, Err: &r.err}
}

// withNERM gives the tenant its sessions.
func (r *rig) withNERM(t *testing.T) {
	t.Helper()
	r.cmds.NERM = demotest.NERM(t, r.Tenant, nerm.Config{ReadOnly: true})
}

// rows reads a CSV that was printed, without its headings.
func (r *rig) rows(t *testing.T) [][]string {
	t.Helper()
	all, err := csv.NewReader(&r.out).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("%v: %s", err, r.err.String())
	}
	return all[1:]
}

func (r *rig) faults(t *testing.T, faults ...sandbox.Fault) {
	t.Helper()
	if err := r.SetFaults(faults...); err != nil {
		t.Fatal(err)
	}
}

// Every list has every form, with the same records in it, and each of them
// alone as well.
func TestGetEveryListInEveryForm(t *testing.T) {
	for _, gen := range []isc.Generation{isc.V3, isc.V2026} {
		t.Run(string(gen), func(t *testing.T) {
			onStill(t, gen, func(t *testing.T, r *rig) {
				r.withNERM(t)
				for _, what := range config.Lists {
					if code := r.get(t, what+" --limit 5 -o csv"); code != OK || r.err.Len() > 0 {
						t.Fatalf("%s: exit code %d: %s", what, code, r.err.String())
					}
					var ids []string
					for _, row := range r.rows(t) {
						ids = append(ids, row[0])
					}
					if len(ids) != 5 || ids[0] == "" {
						t.Fatalf("%s: %q", what, ids)
					}
					for form, read := range readers {
						r.get(t, what+" --limit 5 -o "+form)
						if got := read(t, r.out.String()); !slices.Equal(got, ids) {
							t.Errorf("%s as %s: %q, want %q", what, form, got, ids)
						}
						code := r.get(t, what+" "+ids[2]+" -o "+form)
						if got := read(t, r.out.String()); code != OK || !slices.Equal(got, ids[2:3]) {
							t.Errorf("%s %s as %s: exit code %d, %q, %s", what, ids[2], form, code, got, r.err.String())
						}
					}
				}
			})
		})
	}
}

// readers take the ids out of each form.
var readers = map[string]func(t *testing.T, text string) []string{
	"table": func(_ *testing.T, text string) (ids []string) {
		for l := range strings.Lines(text) {
			ids = append(ids, strings.Fields(l)[0])
		}
		return ids[1:]
	},
	"json": func(t *testing.T, text string) []string { return idsOf(t, text, json.Unmarshal) },
	"yaml": func(t *testing.T, text string) []string { return idsOf(t, text, yaml.Unmarshal) },
	"jsonl": func(t *testing.T, text string) []string {
		return idsOf(t, "["+strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", ",")+"]", json.Unmarshal)
	},
}

func idsOf(t *testing.T, text string, read func([]byte, any) error) (ids []string) {
	t.Helper()
	var v any
	if err := read([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, one := range list {
		ids = append(ids, fmt.Sprint(one.(map[string]any)["id"]))
	}
	return ids
}

// What limits a list limits it.
func TestGetWhatIsAskedFor(t *testing.T) {
	onStill(t, isc.V3, func(t *testing.T, r *rig) {
		r.withNERM(t)
		r.get(t, "workflows --limit 0 -o csv")
		all := r.rows(t)
		if len(all) < 100 {
			t.Fatalf("%d workflows", len(all))
		}
		for _, c := range []struct {
			line string
			fits func(row []string) bool
			few  bool // not all of a kind are there
		}{
			{line: "workflows --limit 0 --status disabled", fits: func(row []string) bool { return row[1] == "off" }},
			{line: "workflows --limit 0 --filter enabled<eq<true", fits: func(row []string) bool { return row[1] == "on" }},
			{line: "workflows --match JOINER<leeds", fits: func(row []string) bool {
				return strings.Contains(row[2], "Joiner") && strings.Contains(row[2], "Leeds")
			}},
			{line: "executions --limit 7 --status failed", fits: func(row []string) bool { return row[1] == "Failed" }},
			{line: "executions --limit 7 --workflow " + all[0][0], fits: func(row []string) bool { return row[2] == all[0][2] }},
			{line: "executions --since 2h --limit 0", fits: func(row []string) bool {
				at, err := time.Parse(time.RFC3339, row[3])
				return err == nil && time.Since(at) <= 2*time.Hour
			}},
			{line: "inbox --status completed --limit 4", fits: func(row []string) bool { return row[1] != "pending" }},
			{line: "inbox --status rejected", fits: func(row []string) bool { return row[1] == "rejected" }},
			{line: "tasks --status pending", fits: func(row []string) bool { return row[5] == "" }},
			{line: "tasks --status Running", fits: func(row []string) bool { return row[1] == "running" }},
			{line: "workflows --status off --limit 3", fits: func(row []string) bool { return row[1] == "off" }},
			{line: "tasks --status error --limit 3", fits: func(row []string) bool { return row[1] == "error" }},
			{line: `tasks --filter completionStatus<eq<"Success" --limit 3`, fits: func(row []string) bool { return row[1] == "success" }},
			{line: "sessions --status pending_approval", fits: func(row []string) bool { return row[1] == "pending approval" }},
		} {
			words := strings.Fields(c.line)
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], "<", " ")
			}
			flags, err := config.ParseArgs(append([]string{"get", "-o", "csv"}, words...), &r.out)
			if err != nil {
				t.Fatal(err)
			}
			g := r.asked(t, "workflows")
			g.Request = Request(flags.Ask)
			r.out.Reset()
			if code := g.Run(t.Context()); code != OK {
				t.Errorf("%s: exit code %d: %s", c.line, code, r.err.String())
				continue
			}
			rows := r.rows(t)
			if len(rows) == 0 || g.Limit > 0 && len(rows) > g.Limit {
				t.Errorf("%s: %d rows", c.line, len(rows))
			}
			for _, row := range rows {
				if !c.fits(row) {
					t.Errorf("%s: %q", c.line, row)
				}
			}
		}
	})
}

// Executions of all workflows are the newest there are, newest first.
func TestGetExecutionsNewestFirst(t *testing.T) {
	onStill(t, isc.V3, func(t *testing.T, r *rig) {
		r.get(t, "executions --limit 20 -o csv")
		few := r.rows(t)
		r.get(t, "executions --limit 60 -o csv")
		many := r.rows(t)
		flows := map[string]bool{}
		for i, row := range many {
			if i > 0 && row[3] > many[i-1][3] {
				t.Errorf("%q is newer than the one before it", row)
			}
			flows[row[2]] = true
		}
		if len(many) != 60 || len(flows) < 5 || !slices.EqualFunc(few, many[:20], func(a, b []string) bool { return a[0] == b[0] }) {
			t.Errorf("%d rows of %d workflows; of 20:\n%q\n%q", len(many), len(flows), few, many[:20])
		}
	})
}

func TestGetMistakes(t *testing.T) {
	onDemo(t, isc.V2025, func(t *testing.T, r *rig) {
		for line, want := range map[string]string{
			"workflows --status late":           `workflows have no status "late"; one of on, off, enabled, disabled`,
			"executions --status late":          `executions have no status "late"; one of queued, running, completed, failed, canceled, timedout, terminated`,
			"executions --since whenever":       "--since: ",
			"inbox --status late":               `items of the inbox have no status "late"; one of pending, completed, finished`,
			"tasks --status late":               `tasks have no status "late"; one of pending, running, waiting`,
			"tasks --status failed":             `tasks have no status "failed"; did you mean "error"? One of pending, running,`,
			"executions --status cancelled":     `did you mean "canceled"?`,
			"inbox --status done":               `did you mean "completed"?`,
			"tasks --status running --filter x": "cannot be filtered",
			"sessions":                          "this tenant has no NERM",
			"workflows --filter x":              "API v2025 does not filter workflows",
		} {
			if code := r.get(t, line); code != Usage || r.out.Len() > 0 || !strings.Contains(r.err.String(), want) {
				t.Errorf("%s: exit code %d: %s%s", line, code, r.out.String(), r.err.String())
			}
		}
		if code := r.get(t, "tasks --filter nonsense"); code != Usage || r.out.Len() > 0 {
			t.Errorf("a filter that the tenant refuses: exit code %d: %s", code, r.err.String())
		}
		if code := r.get(t, "executions --workflow nobody"); code != Missing || !strings.Contains(r.err.String(), `no workflow is called "nobody"`) || strings.Contains(r.err.String(), "never visible") {
			t.Errorf("no such workflow: exit code %d: %s", code, r.err.String())
		}
		for _, what := range []string{"workflows", "executions", "inbox", "tasks"} {
			if code := r.get(t, what+" 00000000-0000-4000-8000-000000000000"); code != Missing || r.out.Len() > 0 || r.err.Len() == 0 {
				t.Errorf("%s: exit code %d: %s", what, code, r.err.String())
			}
		}
	})
}

func TestTable(t *testing.T) {
	columns := []column{{name: "id"}, {name: "what", gives: true}, {name: "runs", right: true}, {name: "owner", gives: true}}
	rows := slices.Values([]record{
		{cells: []string{"1", "日本語のとても長い名前です", "1200", "Zoë"}},
		{cells: []string{"22", "short", "7", "a name\nof two lines that goes on"}},
		{cells: []string{"3", "", "", ""}},
	})
	for width, want := range map[int]string{
		0:  "ID  WHAT                        RUNS  OWNER\n1   日本語のとても長い名前です  1200  Zoë\n22  short                          7  a name␤of two lines that goes on\n3\n",
		44: "ID  WHAT              RUNS  OWNER\n1   日本語のとても…   1200  Zoë\n22  short                7  a name␤of two l…\n3\n",
	} {
		var b bytes.Buffer
		if err := (Get{Width: width}).table(&b, columns, rows); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%d cells:\n%s\nwant\n%s", width, b.String(), want)
		}
		for l := range strings.Lines(b.String()) {
			if w := cell.Width(strings.TrimSuffix(l, "\n")); width > 0 && w > width {
				t.Errorf("%d of %d cells: %s", w, width, l)
			}
		}
	}
}

// A narrow terminal gets ages for times, fewer columns, and no line that it would
// break; a pipe gets all of it.
func TestTableGivesWay(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	columns := []column{
		{name: "id", drop: 1}, {name: "name", gives: true}, {name: "started", when: true, drop: 2}, {name: "next", when: true, drop: 3}, {name: "owner", gives: true, drop: 4},
	}
	rows := slices.Values([]record{{cells: []string{"1ee45bf9-6c1a", "Joiner: provision laptop", "2026-03-02T09:00:00Z", "2026-03-04T12:00:00Z", "Grace Hopper"}}})
	for width, want := range map[int]string{
		0:   "ID             NAME                      STARTED               NEXT                  OWNER\n1ee45bf9-6c1a  Joiner: provision laptop  2026-03-02T09:00:00Z  2026-03-04T12:00:00Z  Grace Hopper\n",
		100: "ID             NAME                      STARTED  NEXT   OWNER\n1ee45bf9-6c1a  Joiner: provision laptop  3h ago   in 2d  Grace Hopper\n",
		44:  "ID             NAME           STARTED  NEXT\n1ee45bf9-6c1a  Joiner: prov…  3h ago   in 2d\n",
		38:  "ID             NAME            STARTED\n1ee45bf9-6c1a  Joiner: provi…  3h ago\n",
		20:  "NAME\nJoiner: provision l…\n",
		8:   "NAME\nJoiner:…\n",
	} {
		var b bytes.Buffer
		if err := (Get{Width: width, Now: func() time.Time { return now }}).table(&b, columns, rows); err != nil || b.String() != want {
			t.Errorf("%d cells: %v\n%s", width, err, b.String())
		}
	}
}

// The words that the completions offer for --status are those that are read.
func TestStatusesAreThoseOfTheCommandLine(t *testing.T) {
	for _, what := range config.Lists {
		if !slices.Equal(statuses[what], config.Statuses[what]) {
			t.Errorf("%s: %q are read, %q are offered", what, statuses[what], config.Statuses[what])
		}
	}
}

// A list that was cut by the command says so even where nobody watches; one that
// was cut by whoever asked does not.
func TestLimitIsTold(t *testing.T) {
	onStill(t, isc.V3, func(t *testing.T, r *rig) {
		for line, told := range map[string]bool{"tasks -o json": true, "workflows --limit 3": false, "workflows --limit 0": false, "tasks --status waiting": false} {
			if code := r.get(t, line); code != OK || strings.Contains(r.err.String(), "these are the first 100; --limit 0 prints all") != told {
				t.Errorf("%s: exit code %d: %q", line, code, r.err.String())
			}
		}
		g := r.asked(t, "workflows --match nothing-is-called-so")
		g.Progress = io.Discard
		if code := g.Run(t.Context()); code != OK || !strings.Contains(r.err.String(), "no workflows match") {
			t.Errorf("exit code %d: %q", code, r.err.String())
		}
	})
}

// Workflows that surely never ran are not asked, others are: a change makes the
// counter begin again.
func TestWorkflowsThatNeverRan(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	for _, c := range []struct {
		flow  api.Workflow
		since time.Time
		never bool
	}{
		{flow: api.Workflow{Created: day(9), Modified: day(9)}, never: true},
		{flow: api.Workflow{Created: day(9), Modified: day(9), Executions: 1}},
		{flow: api.Workflow{Created: day(9), Modified: day(9), Executions: -1}},
		{flow: api.Workflow{Created: day(9), Modified: day(3)}},
		{flow: api.Workflow{Created: day(9), Modified: day(3)}, since: day(2), never: true},
		{flow: api.Workflow{Created: day(9), Modified: day(3)}, since: day(4)},
		{flow: api.Workflow{Created: now, Modified: now}},
		{flow: api.Workflow{}},
	} {
		g := runs{Get: Get{Now: func() time.Time { return now }}}
		g.time.From = c.since
		if g.never(&c.flow) != c.never {
			t.Errorf("%+v", c)
		}
	}
}

// How far it is goes to its own stream, and leaves an empty line behind.
func TestProgress(t *testing.T) {
	onDemo(t, isc.V3, func(t *testing.T, r *rig) {
		var seen bytes.Buffer
		g := r.asked(t, "executions --limit 3")
		g.Progress = &seen
		if code := g.Run(t.Context()); code != OK || strings.Contains(r.out.String(), "\r") {
			t.Fatalf("exit code %d: %q", code, r.out.String())
		}
		lines := strings.Split(seen.String(), "\r")
		if !strings.Contains(seen.String(), "executions of 1 of ") || strings.TrimSpace(lines[len(lines)-2]) != "" || lines[len(lines)-1] != "" {
			t.Errorf("%q", lines)
		}
		if !strings.Contains(r.err.String(), "these are the first 3; --limit 0 prints all") {
			t.Error(r.err.String())
		}
	})
}
