package save

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
)

const stamped = "tasks-acme-2026-03-14-0926"

func TestWriteAllFormats(t *testing.T) {
	long := strings.Repeat("long ", 20) + "end"
	for i, want := range []string{
		"name,took\r\n'=HYPERLINK(1),90\r\n\"Plain, \"\"quoted\"\"\",1\r\n" + long + ",0\r\n",
		"name,took,id\r\n'=HYPERLINK(1),90,1\r\n\"Plain, \"\"quoted\"\"\",1,2\r\n" + long + ",0,3\r\n",
		"[\n  {\n    \"id\": \"1\",\n    \"name\": \"=HYPERLINK(1)\"\n  },\n  {\n    \"id\": \"2\",\n    \"name\": \"esc \\u001b[2J \\u202e\",\n    \"figure\": 1e3\n  },\n" +
			"  {\n    \"id\": \"3\",\n    \"nested\": {\n      \"deep\": [\n        1,\n        2\n      ]\n    }\n  }\n]\n",
		"{\"id\":\"1\",\"name\":\"=HYPERLINK(1)\"}\n{\"id\":\"2\",\"name\":\"esc \\u001b[2J \\u202e\",\"figure\":1e3}\n{\"id\":\"3\",\"nested\":{\"deep\":[1,2]}}\n",
		"- id: \"1\"\n  name: \"=HYPERLINK(1)\"\n- id: \"2\"\n  name: \"esc \\e[2J \\u202E\"\n  figure: 1e3\n- id: \"3\"\n  nested:\n    deep:\n      - 1\n      - 2\n",
	} {
		play(t, three(), func(s *shell) {
			s.open()
			s.press("up")
			for range i {
				s.press("right")
			}
			name := stamped + formats[i].ending
			s.press("enter")
			if s.window != nil || s.names() != name || s.toast() != "Wrote 3 tasks to "+name {
				text := ""
				if s.window != nil {
					text = s.window.problem
				}
				t.Fatalf("%s: %q, %q, problem %q", formats[i].label, s.names(), s.toast(), text)
			}
			if got := s.written(name); got != want {
				t.Errorf("%s:\n%s\nwant\n%s", formats[i].label, got, want)
			}
			if info, err := os.Stat(filepath.Join(s.dir, name)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
		})
	}
}

func TestWhatIsWritten(t *testing.T) {
	play(t, three(), func(s *shell) {
		s.list.Table.SortBy("took", false)
		s.list.Table.Select("2")
		s.list.Table.SetMark("1", true)
		s.list.Table.SetMark("3", true)
		s.list.Table.SetFilter("!2")
		s.open()
		s.says("this task  [2 marked]  all 2 shown")
		s.press("up", "right", "right", "right", "enter") // JSON Lines
		if got := s.written(stamped + ".jsonl"); got != "{\"id\":\"3\",\"nested\":{\"deep\":[1,2]}}\n{\"id\":\"1\",\"name\":\"=HYPERLINK(1)\"}\n" {
			t.Errorf("the marked ones: %q", got)
		}
		s.list.Table.ClearMarks()
		s.list.Table.SetFilter("")
		s.env.Memory = nil
		s.list.Alone, s.list.One = true, s.list.Table.Row("2")
		s.open()
		s.says("[this task]  all 3 shown")
		s.list.Table.Remove("2") // the window has a copy
		s.press("up", "right", "right", "enter")
		if got := s.written(stamped + ".json"); got != "{\n  \"id\": \"2\",\n  \"name\": \"esc \\u001b[2J \\u202e\",\n  \"figure\": 1e3\n}\n" {
			t.Errorf("this one: %q", got)
		}
	})
}

// TestFormatsRemembered pins that format and folder of the last file are those
// that are proposed, and that what is written is never asked of a tenant again.
func TestFormatsRemembered(t *testing.T) {
	play(t, three(), func(s *shell) {
		s.open()
		s.press("up", "left", "enter") // round to YAML
		kept := s.env.Memory.(memory)
		if kept[memoryFormat] != "YAML" || kept[memoryFolder] != s.dir+string(filepath.Separator) {
			t.Errorf("%v", kept)
		}
		s.Do(s.list.Show())
		w := s.Dialog().(*window)
		if got := w.path.Value(); w.chosen().label != "YAML" || got != filepath.Join(s.dir, stamped+".yaml") {
			t.Errorf("%s, %s", w.chosen().label, got)
		}
	})
}

func TestNothingIsOverwritten(t *testing.T) {
	play(t, three(), func(s *shell) {
		for i, name := range []string{stamped + ".csv", stamped + "-2.csv", stamped + "-3.csv"} {
			s.open()
			for range i {
				s.press("enter")
				s.says("There is a file of that name already, and none is overwritten")
			}
			s.press("enter")
			if s.toast() != "Wrote 3 tasks to "+name {
				t.Fatalf("%q", s.toast())
			}
		}
		if got := s.names(); got != stamped+"-2.csv "+stamped+"-3.csv "+stamped+".csv" {
			t.Errorf("%s", got)
		}
	})
}

func TestWhatCannotBeWrittenIsSaid(t *testing.T) {
	play(t, three(), func(s *shell) {
		s.open()
		for path, want := range map[string]string{
			"":                               "A file name is needed",
			s.dir:                            "is a folder: name a file in it",
			filepath.Join(s.dir, "no", "a"):  "There is no folder",
			filepath.Join(s.dir, "a.json"):   "The name ends in .json, which is not CSV",
			filepath.Join(s.dir, "a.ndjson"): "The name ends in .ndjson, which is not CSV",
		} {
			s.window.setPath(path)
			s.press("enter")
			s.says(want)
			s.press("x") // typing takes it away
			if s.window.problem != "" {
				t.Errorf("%q stays", s.window.problem)
			}
		}
		s.press("esc")
		if s.window != nil || s.names() != "" {
			t.Errorf("left behind: %q", s.names())
		}
	})
	play(t, []item{{id: "1", raw: "{"}}, func(s *shell) {
		s.open()
		s.press("up", "right", "right", "enter")
		s.says("Record 1 is no JSON")
		if s.names() != "" {
			t.Errorf("left behind: %q", s.names())
		}
	})
	play(t, nil, func(s *shell) {
		s.open()
		if s.window != nil || s.toast() != "There is no task to write to a file" {
			t.Errorf("%q", s.toast())
		}
	})
	play(t, []item{{id: "1"}}, func(s *shell) {
		s.list.Alone = true
		s.open()
		s.press("up", "right", "right", "enter")
		s.says("The record has not been read yet")
	})
}

func TestRowsWithoutRecords(t *testing.T) {
	rows := append(three(), item{id: "4", name: "Unread"})
	play(t, rows, func(s *shell) {
		s.list.Partial = func(r *item) bool { return r.id == "3" }
		s.open()
		s.press("up", "right", "right", "enter")
		if got := s.toast(); got != "Wrote 3 tasks to "+stamped+".json; of 1 there is no record, of 1 only what the list shows" {
			t.Errorf("%q", got)
		}
		s.list.Masks = "Encrypted values are hidden."
		s.open()
		s.says("Encrypted values are hidden. No file is overwritten.")
		s.press("esc")
		s.list.Record = nil
		s.open()
		s.says("[CSV as shown]  CSV all columns")
		if got, _ := s.window.Render(200, 20); strings.Contains(got, "YAML") {
			t.Errorf("records of a list that has none:\n%s", got)
		}
	})
}

// TestRowsComeAndGoMeanwhile pins that a long list is written in pieces, in the
// order of the moment it was asked for, as rows come and go between them.
func TestRowsComeAndGoMeanwhile(t *testing.T) {
	const n = 3*pieceSize + 10
	play(t, many(n), func(s *shell) {
		s.list.Table.SortBy("", true)
		s.open()
		pieces := 0
		s.Loop.View = &spy{s, func(msg tea.Msg) {
			if _, ok := msg.(Wanted); !ok {
				return
			}
			switch pieces++; pieces {
			case 2:
				s.list.Table.SortBy("took", false)
				s.list.Table.Prepend([]item{{id: "new"}})
				s.list.Table.Remove("0")
			case 3:
				s.says("Writing 500 of 760 tasks")
			}
		}}
		s.press("enter")
		rows, err := csv.NewReader(strings.NewReader(s.written(stamped + ".csv"))).ReadAll()
		if err != nil || len(rows) != n || rows[1][0] != "Task 759" || rows[n-1][0] != "Task 1" {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		if pieces != 4 || s.toast() != "Wrote 759 tasks to "+stamped+".csv; 1 task went away meanwhile" {
			t.Errorf("%d pieces, %q", pieces, s.toast())
		}
	})
}

// spy sees every message before the shell has it.
type spy struct {
	*shell
	see func(tea.Msg)
}

func (s *spy) Update(msg tea.Msg) tea.Cmd {
	s.see(msg)
	return s.shell.Update(msg)
}

// TestStop pins that a file that is stopped is not made, by a person or by the end
// of the program, and that the window can be used again.
func TestStop(t *testing.T) {
	for name, stop := range map[string]func(s *shell){
		"esc":     func(s *shell) { s.window.Update(keys["esc"]) },
		"the end": func(s *shell) { s.stop() },
	} {
		play(t, many(4*pieceSize), func(s *shell) {
			s.open()
			seen := 0
			s.Loop.View = &spy{s, func(msg tea.Msg) {
				if _, ok := msg.(Wanted); !ok {
					return
				}
				if seen++; seen == 2 {
					s.window.Update(keys["x"])
					s.window.Update(keys["enter"])
					stop(s)
				}
			}}
			s.press("enter")
			synctest.Wait()
			s.says("Stopped; no file was made")
			if s.names() != "" || seen > 3 {
				t.Errorf("%s: left behind %q after %d pieces", name, s.names(), seen)
			}
			if name == "esc" {
				s.press("enter")
				if s.toast() != "Wrote 1,000 tasks to "+stamped+".csv" {
					t.Errorf("again: %q", s.toast())
				}
			}
		})
	}
}

// TestStaleMessages pins that what an earlier file sends does nothing to a later
// one, nor to a closed window.
func TestStaleMessages(t *testing.T) {
	play(t, three(), func(s *shell) {
		s.open()
		other := &job{}
		for _, msg := range []tea.Msg{Wanted{view, other}, Ended{view: view, job: other, err: errors.New("no")}, tea.FocusMsg{}} {
			if s.window.Listens(msg) {
				t.Errorf("takes %T of another file", msg)
			}
		}
		if (Wanted{view: view}).To() != view || (Ended{view: view}).To() != view || !s.window.Typing() {
			t.Error("messages go elsewhere")
		}
		if cmd, done := s.window.Update(tea.FocusMsg{}); cmd != nil || done {
			t.Error("a message of others does something")
		}
	})
}

// TestNothingChangesInACommand pins that what makes a record may run while the
// list changes: under the race detector this fails where it reads the list.
func TestNothingChangesInACommand(t *testing.T) {
	play(t, many(5*pieceSize), func(s *shell) {
		s.open()
		s.Loop.View = &spy{s, func(tea.Msg) {
			rows := many(5 * pieceSize)
			for i := range rows {
				rows[i].raw = `{}`
			}
			s.list.Table.SetRows(rows)
		}}
		s.press("up", "right", "right", "right", "enter")
		for line := range strings.Lines(s.written(stamped + ".jsonl")) {
			if !json.Valid([]byte(line)) {
				t.Fatalf("%q", line)
			}
		}
	})
}
