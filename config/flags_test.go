package config

import (
	"errors"
	"flag"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestParseArgs(t *testing.T) {
	base := Flags{Seed: 7, Listen: "127.0.0.1:0", Ask: Ask{Output: "table", Limit: 100}}
	with := func(change func(*Flags)) Flags { f := base; change(&f); return f }
	for line, want := range map[string]Flags{
		"":                                 base,
		"--demo --seed 3":                  with(func(f *Flags) { f.Demo, f.Seed = true, 3 }),
		"-demo -seed=18446744073709551615": with(func(f *Flags) { f.Demo, f.Seed = true, 1<<64-1 }),
		"--demo --clock 2026-03-02T09:00:00Z": with(func(f *Flags) {
			f.Demo, f.Clock = true, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		}),
		"--tenant acme -config=a.toml --view x --theme y --refresh z --log-file l": with(func(f *Flags) {
			f.Tenant, f.Config, f.View, f.Theme, f.Refresh, f.LogFile = "acme", "a.toml", "x", "y", "z", "l"
		}),
		"--read-only --ascii --version":        with(func(f *Flags) { f.ReadOnly, f.ASCII, f.Version = true, true, true }),
		"--read-only=no --tenant a --tenant b": with(func(f *Flags) { f.Tenant = "b" }),
		"--tenant=-x=y":                        with(func(f *Flags) { f.Tenant = "-x=y" }),
		"sandbox":                              with(func(f *Flags) { f.Command = Sandbox }),
		"sandbox --listen :80 --seed 1 --no-rate-limit --workflows 5 --executions 1000000 --work-items 100000 --tasks 0 --sessions 9": with(func(f *Flags) {
			f.Command, f.Listen, f.Seed, f.NoRateLimit = Sandbox, ":80", 1, true
			f.Workflows, f.Executions, f.WorkItems, f.Tasks, f.Sessions = 5, 1_000_000, 100_000, -1, 9
		}),
		"watch 4f7c":               with(func(f *Flags) { f.Command, f.Execution = Watch, "4f7c" }),
		"watch --exit-status 4f7c": with(func(f *Flags) { f.Command, f.Execution, f.ExitStatus = Watch, "4f7c", true }),
		"get workflows":            with(func(f *Flags) { f.Command, f.Ask.What = Get, "workflows" }),
		"get tasks 2c91 -o yaml": with(func(f *Flags) {
			f.Command, f.Ask.What, f.Ask.ID, f.Ask.Output = Get, "tasks", "2c91", "yaml"
		}),
		"get executions --status failed --since=2h --workflow w --match x --limit 0 -o=jsonl --tenant acme": with(func(f *Flags) {
			f.Command, f.Tenant = Get, "acme"
			f.Ask = Ask{What: "executions", Output: "jsonl", Limited: true, Status: "failed", Since: "2h", Workflow: "w", Match: "x"}
		}),
		"get --demo --seed 3 inbox --owner o -output csv": with(func(f *Flags) {
			f.Command, f.Demo, f.Seed, f.Ask = Get, true, 3, Ask{What: "inbox", Output: "csv", Limit: 100, Owner: "o"}
		}),
		"config show --origin --tenant acme":  with(func(f *Flags) { f.Command, f.Origin, f.Tenant = ConfigShow, true, "acme" }),
		"--tenant acme get tasks --read-only": with(func(f *Flags) { f.Command, f.Tenant, f.ReadOnly, f.Ask.What = Get, "acme", true, "tasks" }),
		"--config=c --origin config show":     with(func(f *Flags) { f.Command, f.Config, f.Origin = ConfigShow, "c", true }),
		"-o json get --limit 3 tasks --demo": with(func(f *Flags) {
			f.Command, f.Demo, f.Ask = Get, true, Ask{What: "tasks", Output: "json", Limit: 3, Limited: true}
		}),
		"version":                          with(func(f *Flags) { f.Version = true }),
		"-v":                               with(func(f *Flags) { f.Version = true }),
		"--tenant get":                     with(func(f *Flags) { f.Tenant = "get" }),
		"completion zsh":                   with(func(f *Flags) { f.Command, f.Topic = Help, "completions zsh" }),
		"--config c completions bash":      with(func(f *Flags) { f.Command, f.Config, f.Topic = Help, "c", "completions bash" }),
		"config show --theme mono --ascii": with(func(f *Flags) { f.Command, f.Theme, f.ASCII = ConfigShow, "mono", true }),
		"config path --config c":           with(func(f *Flags) { f.Command, f.Config = ConfigPath, "c" }),
		"config init":                      with(func(f *Flags) { f.Command = ConfigInit }),
		"config validate":                  with(func(f *Flags) { f.Command = ConfigValidate }),
		"config tenants --config=c":        with(func(f *Flags) { f.Command, f.Config = ConfigTenants, "c" }),
		"help keys":                        with(func(f *Flags) { f.Command, f.Topic = Help, "keys" }),
		"help man --config c":              with(func(f *Flags) { f.Command, f.Topic, f.Config = Help, "man", "c" }),
		"help completions fish":            with(func(f *Flags) { f.Command, f.Topic = Help, "completions fish" }),
		"watch 4f7c --tenant acme --config c --refresh 10s --log-file l": with(func(f *Flags) {
			f.Command, f.Execution, f.Tenant, f.Config, f.Refresh, f.LogFile = Watch, "4f7c", "acme", "c", "10s", "l"
		}),
	} {
		got, err := ParseArgs(strings.Fields(line), io.Discard)
		if err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Flags{})); d != "" {
			t.Errorf("%s: %s", line, d)
		}
		if got.Given("tenant") != strings.Contains(line, "-tenant") {
			t.Errorf("%s: tenant given: %v", line, got.Given("tenant"))
		}
	}
}

func TestParseArgsMistakes(t *testing.T) {
	for line, want := range map[string]string{
		"snadbox":                               `unknown command "snadbox"; did you mean "sandbox"?`,
		"open":                                  `unknown command "open"; iscope help lists them`,
		"--tennant acme":                        `unknown flag "--tennant"; did you mean "--tenant"?` + "\n" + `unexpected argument "acme"`,
		"-x":                                    `unknown flag "-x"`,
		"--readonly":                            `unknown flag "--readonly"; did you mean "--read-only"?`,
		"--demo extra":                          `unknown command "extra"; iscope help lists them`,
		"--demo sandbox":                        "--demo is no flag of iscope sandbox",
		"--theme dark get workflows":            "--theme is no flag of iscope get",
		"help completions fsh":                  `completions are for one of bash, zsh, fish: iscope help completions bash; did you mean "fish"?`,
		"completion":                            "completions are for one of bash, zsh, fish: iscope help completions bash",
		"config xyzzy":                          `unknown command "xyzzy" of iscope config; iscope help config lists them`,
		"--":                                    `unexpected argument "--"`,
		"---demo":                               `unexpected argument "---demo"`,
		"--tenant":                              `--tenant needs a value: --tenant NAME`,
		"--tenant --ascii":                      `--tenant needs a value: --tenant NAME`,
		"--tenant=":                             `--tenant needs a value: --tenant NAME`,
		"--ascii=maybe":                         `--ascii: "maybe" is neither true nor false`,
		"--demo --seed -1":                      `--seed: "-1" is not a whole number from 0`,
		"--demo --seed=x":                       `--seed: "x" is not a whole number from 0`,
		"--demo --clock=noon":                   `--clock: "noon" is not a time such as 2026-03-02T09:00:00Z`,
		"--seed 1 --clock=2026-03-02T09:00:00Z": "--seed works only with --demo\n--clock works only with --demo",
		"--demo --tenant acme":                  `--tenant and --demo exclude each other`,
		"--listen :80":                          `--listen is a flag of iscope sandbox only`,
		"sandbox --demo --tenant x":             "--demo is no flag of iscope sandbox\n--tenant is no flag of iscope sandbox",
		"watch":                                 "iscope watch needs the id of an execution: iscope watch EXECUTION",
		"watch --tenant acme":                   "iscope watch needs the id of an execution: iscope watch EXECUTION",
		"watch a b":                             `unexpected argument "b"`,
		"wathc":                                 `unknown command "wathc"; did you mean "watch"?`,
		"watch a --demo --listen :80":           "--demo is no flag of iscope watch\n--listen is no flag of iscope watch",
		"watch a --exit-staus":                  `unknown flag "--exit-staus"; did you mean "--exit-status"?`,
		"watch a --exit-status=maybe":           `--exit-status: "maybe" is neither true nor false`,
		"--exit-status":                         "--exit-status is a flag of iscope watch only",
		"sandbox --exit-status":                 "--exit-status is no flag of iscope sandbox",
		"sandbox --tasks=-1 --executions 1000001": `--tasks: "-1" is not a number from 0 to 100000` + "\n" +
			`--executions: "1000001" is not a number from 0 to 1000000`,
		"get":                    "iscope get needs what to print: iscope get WHAT [ID]",
		"get workflow":           `"workflow" is none of workflows, executions, inbox, tasks, sessions; did you mean "workflows"?`,
		"get tasks a b":          `unexpected argument "b"`,
		"get tasks -o":           "--output needs a value: --output FORMAT",
		"get tasks -o xlm":       `--output: "xlm" is none of table, json, jsonl, csv, yaml`,
		"get tasks --output=jsn": `--output: "jsn" is none of table, json, jsonl, csv, yaml; did you mean "json"?`,
		"get tasks --o json x":   `unknown flag "--o"` + "\n" + `unexpected argument "x"`,
		"get tasks --limit -1":   `--limit: "-1" is not a number from 0 to 1000000`,
		"get tasks --limit=1.5":  `--limit: "1.5" is not a number from 0 to 1000000`,
		"get tasks --since 2h --workflow w --owner o": "--workflow is for executions and sessions, not for tasks\n" +
			"--since is for executions, not for tasks\n--owner is for inbox, not for tasks",
		"get tasks 2c91 --limit 5":    "--limit is for lists, not for one record",
		"get tasks --seed 5":          "--seed works only with --demo",
		"get tasks --demo --tenant x": "--tenant and --demo exclude each other",
		"get tasks --view inbox":      "--view is no flag of iscope get",
		"--limit 5":                   "--limit is a flag of iscope get only",
		"config":                      "iscope config needs one of init, show, path, validate, tenants, theme",
		"config theme":                "iscope config theme needs the name of a theme: iscope config theme NAME",
		"config theme drak":           `"drak" is none of dark, light, contrast, mono, fjord, dune; did you mean "dark"?`,
		"config shwo":                 `unknown command "shwo" of iscope config; did you mean "show"?`,
		"config path x":               `unexpected argument "x"`,
		"config path --origin":        "--origin is no flag of iscope config path",
		"help xyzzy":                  `there is no help on "xyzzy"`,
		"help kyes":                   `there is no help on "kyes"; did you mean "keys"?`,
		"help completions":            "completions are for one of bash, zsh, fish: iscope help completions bash",
		"help completions fihs":       `completions are for one of bash, zsh, fish: iscope help completions bash; did you mean "fish"?`,
		"help keys more":              `there is no help on "keys more"`,
	} {
		if _, err := ParseArgs(strings.Fields(line), io.Discard); err == nil || err.Error() != want {
			t.Errorf("%s: got\n%v\nwant\n%s", line, err, want)
		}
	}
	if _, err := ParseArgs([]string{"--a\x1b\u202e"}, io.Discard); err == nil || err.Error() != `unknown flag "--a\x1b\u202e"` {
		t.Error(err)
	}
}

// Help is the same however it is asked for, and mistakes do not hide it.
func TestHelp(t *testing.T) {
	for line, golden := range map[string]string{
		"--help": "help", "-h": "help", "-help": "help", "help": "help", "--nonsense --help": "help",
		"sandbox --help": "help-sandbox", "sandbox -h": "help-sandbox",
		"watch --help": "help-watch", "watch abc -h": "help-watch", "help watch": "help-watch", "help sandbox": "help-sandbox",
		"get -h": "help-get", "help get": "help-get", "get tasks --bad --help": "help-get", "help help": "help-help", "help -h": "help-help",
		"config -h": "help-config", "config --help": "help-config", "help config": "help-config", "config nonsense -h": "help-config",
		"config show -h": "help-config-show", "help config show": "help-config-show",
		"help keys -h": "help-help",
	} {
		var out strings.Builder
		if _, err := ParseArgs(strings.Fields(line), &out); !errors.Is(err, ErrHelp) {
			t.Errorf("%s: %v", line, err)
		}
		path := "testdata/" + golden + ".txt"
		if *update {
			if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), out.String()); d != "" {
			t.Errorf("%s: %s", line, d)
		}
		for l := range strings.Lines(out.String()) {
			if len(l) > 80 {
				t.Errorf("%s: wider than 80: %s", line, l)
			}
		}
	}
	if _, err := ParseArgs([]string{"-h"}, broken{}); err == nil || errors.Is(err, ErrHelp) {
		t.Errorf("help that was not written: %v", err)
	}
}

// broken is a writer that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

// Every flag has a setter, and is one thing in all commands that have it.
func TestOptions(t *testing.T) {
	all := map[string]option{}
	for _, c := range commandTable {
		seen := map[string]bool{}
		for _, o := range c.options {
			if seen[o.name] || o.help == "" || o.set == nil || o.arg == "" && (o.values != nil || o.kind != anyText) {
				t.Errorf("%s: %+v", c.name, o)
			}
			seen[o.name] = true
			if other, ok := all[o.name]; ok && (other.arg != o.arg || other.short != o.short || other.kind != o.kind) &&
				o.name != "workflows" && o.name != "executions" {
				t.Errorf("--%s is not the same everywhere", o.name)
			}
			all[o.name] = o
		}
		if !seen["help"] {
			t.Errorf("%s has no --help", c.name)
		}
	}
	for _, s := range settings {
		if o, ok := find(mainOptions, s.flag()); ok && (o.arg == "") != (s.key == "read_only" || s.key == "ascii" || s.key == "accessible") {
			t.Errorf("--%s", o.name)
		}
	}
}

// Any command line is read or refused in words that are safe to print.
func FuzzParseArgs(f *testing.F) {
	for _, line := range []string{"get tasks -o json", "config\x00show", "help completions\x00zsh", "--a\x1b", "watch -- --", "config", "help  ", "-o=", "get -o -h"} {
		f.Add(strings.ReplaceAll(line, " ", "\x00"))
	}
	f.Fuzz(func(t *testing.T, line string) {
		flags, err := ParseArgs(strings.Split(line, "\x00"), io.Discard)
		if _, known := lookup(flags.Command); !known {
			t.Errorf("the command is %q", flags.Command)
		}
		if err == nil || errors.Is(err, ErrHelp) {
			return
		}
		for _, r := range err.Error() {
			if r != '\n' && !strconv.IsPrint(r) {
				t.Errorf("%q is not safe to print", err)
			}
		}
	})
}

func TestNow(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	if got := (Flags{Clock: at}).Now(); got == nil || !got().Equal(at) || !got().Equal(at) {
		t.Error("the clock does not stand still")
	}
	if (Flags{}).Now() == nil {
		t.Error("no clock")
	}
}

// How often the screen refreshes says nothing about how often a script looks.
func TestEvery(t *testing.T) {
	for line, want := range map[string]time.Duration{"watch x": 0, "watch x --refresh 10s": 10 * time.Second} {
		flags, err := ParseArgs(strings.Fields(line), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Load(Sources{Flags: flags, Env: func(name string) (string, bool) {
			v, ok := map[string]string{"ISCOPE_REFRESH": "1m", sailURL: sail[sailURL], sailID: "id", sailSecret: "s"}[name]
			return v, ok
		}, ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }})
		if err != nil {
			t.Fatal(err)
		}
		if got := flags.Every(c.Refresh); got != want {
			t.Errorf("%s: %s", line, got)
		}
	}
}
