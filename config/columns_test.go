package config

import (
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// layouts reads the two tables of a file.
func layouts(t *testing.T, text string) (map[string]string, string) {
	t.Helper()
	l := &loader{Sources: Sources{}.filled(), cfg: defaults()}
	l.cfg.File = "config.toml"
	if _, err := toml.Decode(text, &l.tree); err != nil {
		t.Fatal(err)
	}
	l.cfg.at = scan(text)
	out := l.readLayouts()
	if err := l.problems.err(); err != nil {
		return out, err.Error()
	}
	return out, ""
}

func TestLayouts(t *testing.T) {
	got, problems := layouts(t, `
[columns]
tasks = ["status", "task", "for"]
inbox-completed = "what"
[sort]
tasks = "-for"
executions = "took"
tasks-history = ""
sessions = "-"
`)
	if problems != "" {
		t.Fatal(problems)
	}
	want := map[string]string{
		"tasks": "status task for !* | -for", "inbox-completed": "what !*", "executions": "| took", "tasks-history": "|", "sessions": "| -",
	}
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s: %q, want %q", name, got[name], text)
		}
	}
	if a := (Arranged{&Memory{}, got}); len(got) != len(want) || a.Default("tasks") != want["tasks"] || a.Default("workflows") != "" {
		t.Errorf("%v", got)
	}
	if got, problems := layouts(t, `theme = "dark"`); len(got) != 0 || problems != "" {
		t.Errorf("nothing said: %v, %s", got, problems)
	}
}

func TestLayoutMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"columns = 1":                                `config.toml:1: columns: want a table [columns], found an integer`,
		"[columns]\ntask = [\"status\"]":             `config.toml:2: there is no list "task"; the lists are executions, inbox, inbox-completed, sessions, tasks, tasks-history, workflows; did you mean "tasks"?`,
		"[columns]\nrefresh = \"1m\"":                `config.toml:2: "refresh" does not belong in [columns] but at the top of the file, before the first table`,
		"[columns]\ntasks = [\"status\", \"tusk\"]":  `did you mean "task"?`,
		"[columns]\ntasks = [\"task\", \"task\"]":    `config.toml:2: columns.tasks: "task" is there twice`,
		"[columns]\ntasks = []":                      `config.toml:2: columns.tasks: is empty`,
		"[columns]\ntasks = 3":                       `config.toml:2: columns.tasks: want a string or a list of strings, found an integer`,
		"[sort]\ntasks = [\"for\"]":                  `config.toml:2: sort.tasks: want the name of a column, with "-" before it for the other way round, found a list`,
		"[sort]\ntasks = \"-far\"":                   `config.toml:2: sort.tasks: "far": there is no such column; want one of status, task, target, for, usual, progress, phase, launcher, type, created, launched; did you mean "for"?`,
		"[sort]\nexecutions = \"trend\"":             `config.toml:2: sort.executions: "trend": rows cannot be ordered by it; want one of status, workflow, age, took, started, ended`,
		"[sort]\ntasks = \"x\\u001b[2J\"":            `there is no such column`,
		"[sort]\n\"a\\u001b[2J\" = \"for\"\ntasks=1": `there is no list`,
	} {
		_, got := layouts(t, text)
		if !strings.Contains(got, want) || strings.Contains(got, "\x1b") {
			t.Errorf("%s\n%q\nwant\n%q", text, got, want)
		}
	}
}

func TestLists(t *testing.T) {
	for name, l := range Columns {
		for _, s := range l.Sorts {
			if !slices.Contains(l.All, s) {
				t.Errorf("%s: rows are ordered by %s, which is no column", name, s)
			}
		}
	}
}
