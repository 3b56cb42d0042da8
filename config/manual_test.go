package config

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const keysText = "Lists\n  j ↓  down\n.x   'quoted' \\ back\n"

// Every command, flag, variable and exit code is in the help of its command, in
// the manual and in the completions of every shell.
func TestEverythingIsEverywhere(t *testing.T) {
	page := HelpOn("man", "no", keysText)
	scripts := map[string]string{}
	for _, shell := range Shells {
		scripts[shell] = HelpOn("completions "+shell, "", "")
	}
	for _, c := range commandTable {
		help := Usage(c.name)
		if !strings.Contains(help, "  "+c.synopsis()+"\n") || !strings.Contains(page, escapeRoff(c.synopsis())) {
			t.Errorf("%q has no synopsis", c.name)
		}
		if c.short == "" || len(c.about) == 0 || c.name != configGroup && len(c.exits) == 0 {
			t.Errorf("%q is not described", c.name)
		}
		section := page[strings.Index(page, ".SH OPTIONS"):]
		if c.name != "" {
			section = page[strings.Index(page, ".SS "+quoteRoff(c.synopsis())):]
			section, _, _ = strings.Cut(section[4:], ".SS ")
		}
		for _, o := range c.options {
			if !strings.Contains(help, "  "+o.synopsis()) || !strings.Contains(section, ".B "+escapeRoff(o.synopsis())+"\n") {
				t.Errorf("%q: --%s is not in help and manual", c.name, o.name)
			}
		}
		for _, e := range c.exits {
			if !strings.Contains(help, e.means) || c.name != "" && !strings.Contains(section, escapeRoff(e.means)) {
				t.Errorf("%q: exit code %d is not in help and manual", c.name, e.code)
			}
		}
		for _, o := range c.options {
			if want := `"` + c.name + `") flags="` + strings.Join(flagWords(c), " "); !strings.Contains(scripts["bash"], want) {
				t.Errorf("bash: %s", want)
			}
			if want := zshOption(o); !strings.Contains(zshPart(scripts["zsh"], c), want) {
				t.Errorf("zsh: %q: %s", c.name, want)
			}
			if want := strings.TrimRight("__iscope_is "+c.name, " ") + "' " + fishOption(o) + "\n"; !strings.Contains(scripts["fish"], want) {
				t.Errorf("fish: %s", want)
			}
		}
	}
	for _, name := range slices.Concat(globalNames, tenantNames) {
		_, section, _ := strings.Cut(page, ".SH CONFIGURATION")
		if section, _, _ = strings.Cut(section, ".SH "); !strings.Contains(section, escapeRoff(name)) {
			t.Errorf("%s is not in CONFIGURATION", name)
		}
	}
	if strings.Contains(page, "?.") {
		t.Error("a question that ends in a full stop")
	}
	for _, s := range settings {
		if !strings.Contains(page, ".B "+s.variable()+"\n") {
			t.Errorf("%s is not in the manual", s.variable())
		}
	}
	if HelpOn("keys", "mine", "") != "mine" || HelpOn("completions tcsh", "", "") != "" {
		t.Error("topics")
	}
}

// zshPart is what the script does for one command.
func zshPart(script string, c commandSpec) string {
	_, rest, _ := strings.Cut(script, "\n  "+quoteShell(c.name)+") _arguments")
	part, _, _ := strings.Cut(rest, ";;")
	return part
}

// The page has no line that roff takes for something else, and ASCII only.
func TestManualIsRoff(t *testing.T) {
	page := HelpOn("man", "", keysText)
	known := map[string]bool{".TH": true, ".SH": true, ".SS": true, ".TP": true, ".B": true, ".PP": true, ".RS": true, ".RE": true, ".nf": true, ".fi": true, ".br": true, `.\"`: true}
	for l := range strings.Lines(page) {
		if word, _, _ := strings.Cut(strings.TrimSuffix(l, "\n"), " "); strings.HasPrefix(l, ".") && !known[word] || strings.HasPrefix(l, "'") {
			t.Errorf("a request: %s", l)
		}
		for _, r := range l {
			if r > 0x7e || r < ' ' && r != '\n' {
				t.Errorf("%U in %s", r, l)
			}
		}
	}
	if !strings.Contains(page, `\&.x   \[aq]quoted\[aq] \e back`) || !strings.Contains(page, `j \[u2193]`) {
		t.Errorf("the keys:\n%s", page[strings.Index(page, ".SH KEYS"):])
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	cmd := exec.CommandContext(t.Context(), groff, "-man", "-Tutf8", "-ww", "-z")
	cmd.Stdin = strings.NewReader(page)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

// completeIn asks a shell what it offers at the end of a line.
var completeIn = map[string]func(words []string) string{
	"bash": func(words []string) string {
		return "COMP_WORDS=(" + strings.Join(words, " ") + ")\nCOMP_CWORD=" + string(rune('0'+len(words)-1)) + "\n_iscope\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n"
	},
	"fish": func(words []string) string {
		line := strings.ReplaceAll(strings.Join(words, " "), `""`, "")
		return "complete -C '" + line + "' | string replace -r '\\t.*' ''; true\n"
	},
}

func TestCompletionsComplete(t *testing.T) {
	for shell, ask := range completeIn {
		path, err := exec.LookPath(shell)
		if err != nil {
			t.Logf("%s is not installed", shell)
			continue
		}
		for line, want := range map[string]string{
			`iscope ""`: "get watch doctor sandbox config help", `iscope con`: "config", `iscope config ""`: "init show path validate tenants theme", `iscope config theme du`: "dune",
			`iscope get ""`: "workflows executions inbox tasks sessions", `iscope get ex`: "executions", `iscope get tasks -o js`: "json jsonl",
			`iscope get tasks --output y`: "yaml", `iscope --theme d`: "dark dune", `iscope --vi`: "--view", `iscope get x --st`: "--status",
			`iscope config show --or`: "--origin", `iscope help com`: "completions", `iscope help completions f`: "fish", `iscope --tenant ac`: "acme-prod acme-test",
			`iscope help doc`: "doctor", `iscope get --demo ""`: "workflows executions inbox tasks sessions", `iscope --demo get in`: "inbox",
			`iscope --tenant acme-prod get ta`: "tasks", `iscope get --demo workflows --status ""`: "on off enabled disabled",
			`iscope get tasks --limit 5 --status wai`: "waiting", `iscope --theme dark config sh`: "show", `iscope --tenant acme-prod ""`: "get watch doctor sandbox config help",
			`iscope get -o json in`: "inbox", `iscope watch x --exit`: "--exit-status", `iscope sandbox --no`: "--no-rate-limit",
		} {
			script := "iscope() { printf 'acme-prod\\nacme-test\\nother\\n'; }\n"
			if shell == "fish" {
				script = "function iscope; printf 'acme-prod\\nacme-test\\nother\\n'; end\n"
			}
			cmd := exec.CommandContext(t.Context(), path)
			cmd.Stdin = strings.NewReader(script + completions(shell) + ask(strings.Fields(line)))
			out, err := cmd.CombinedOutput()
			got := strings.Fields(string(out))
			if err != nil || !sameWords(got, strings.Fields(want)) {
				t.Errorf("%s: %s: %q, want %s (%v)", shell, line, got, want, err)
			}
		}
	}
	for _, shell := range Shells {
		if path, err := exec.LookPath(shell); err == nil {
			cmd := exec.CommandContext(t.Context(), path, "-n")
			cmd.Stdin = strings.NewReader(completions(shell))
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
				t.Errorf("%s: %v\n%s", shell, err, out)
			}
		}
	}
}

// sameWords compares without regard to order: fish sorts.
func sameWords(a, b []string) bool {
	count := map[string]int{}
	for _, w := range a {
		count[w]++
	}
	for _, w := range b {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}
