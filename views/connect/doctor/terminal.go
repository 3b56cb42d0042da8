package doctor

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"

	"iscope/config"
	"iscope/ui/notify"
)

// Sizes of a terminal: below the first nothing is drawn, below the second there is
// one pane.
const (
	leastWidth, leastHeight = 40, 10
	goodWidth, goodHeight   = 80, 24
)

func (d *Doctor) env(name string) string {
	v, _ := d.Sources.Env(name)
	return v
}

// terminal looks at what the program would draw on.
func (d *Doctor) terminal(ctx context.Context, cfg *config.Config) {
	width, height, is := d.Size()
	if !is {
		d.skipped("terminal", "the output is not a terminal; run iscope doctor in the one in question")
		return
	}
	switch name := d.env("TERM"); {
	case name == "dumb":
		d.problem("terminal", "TERM=dumb cannot be drawn on", "use another terminal, or iscope watch in scripts")
	case name == "" && runtime.GOOS != "windows":
		d.problem("terminal", "TERM is not set", "export TERM=xterm-256color, or what your terminal is")
	default:
		d.ok("terminal", strings.TrimSpace(name+" "+d.program()))
	}
	d.colours()
	switch size := fmt.Sprintf("%d columns, %d lines", width, height); {
	case width < leastWidth || height < leastHeight:
		d.problem("size", size, fmt.Sprintf("%d×%d is the least", leastWidth, leastHeight))
	case width < goodWidth || height < goodHeight:
		d.warning("size", size+": little fits at once", fmt.Sprintf("%d×%d or more is pleasant", goodWidth, goodHeight))
	default:
		d.ok("size", size)
	}
	d.characters(cfg)
	d.clipboard(ctx)
}

// program names the terminal's program, as far as it says.
func (d *Doctor) program() string {
	p := strings.TrimSpace(d.env("TERM_PROGRAM") + " " + d.env("TERM_PROGRAM_VERSION"))
	if p == "" {
		return ""
	}
	return "(" + p + ")"
}

// colours says how many the terminal is drawn with.
func (d *Doctor) colours() {
	const what = "colours"
	if notify.Monochrome(d.Sources.Env) {
		d.monochrome(what)
		return
	}
	var env []string
	for _, name := range []string{"TERM", "COLORTERM", "TERM_PROGRAM", "CLICOLOR", "CLICOLOR_FORCE", "TMUX", "STY", "WT_SESSION"} {
		if v, ok := d.Sources.Env(name); ok {
			env = append(env, name+"="+v)
		}
	}
	switch colorprofile.Env(env) {
	case colorprofile.TrueColor:
		d.ok(what, "16 million")
	case colorprofile.ANSI256:
		d.ok(what, "256")
	case colorprofile.ANSI:
		d.ok(what, "16")
	default:
		d.warning(what, "none: TERM says the terminal has none", `export TERM=xterm-256color if it has, or set theme = "mono"`)
	}
}

// monochrome says why there are no colours.
func (d *Doctor) monochrome(what string) {
	switch {
	case d.env("NO_COLOR") != "":
		d.ok(what, "none, as NO_COLOR asks")
	case d.env("CLICOLOR") == "0":
		d.ok(what, "none, as CLICOLOR=0 asks")
	default:
		d.ok(what, "none: "+d.env("TERM")+" is a terminal without them")
	}
}

// characters says which signs are drawn, and who says so.
func (d *Doctor) characters(cfg *config.Config) {
	const what = "characters"
	locale, why := d.Sources.Locale(), cfg.WhyASCII(d.Sources)
	switch {
	case cfg.ASCII && !locale.UTF8 && why == locale.String():
		d.warning(what, "ASCII: the locale is not UTF-8 ("+why+")",
			"export LANG=C.UTF-8; or ascii = false in the configuration, where the terminal shows UTF-8 nevertheless")
	case cfg.ASCII:
		d.ok(what, "ASCII, as "+why+" asks")
	case locale.UTF8:
		d.ok(what, "UTF-8")
	default:
		d.ok(what, "UTF-8, as "+why+" asks, though the locale is another ("+locale.String()+")")
	}
}

// Terminals that put on the clipboard what OSC 52 tells them, by TERM and by
// TERM_PROGRAM, and some that do not.
var (
	copies = []string{
		"xterm-kitty", "xterm-ghostty", "ghostty", "wezterm", "foot", "foot-extra", "alacritty", "contour", "WezTerm", "kitty", "rio", "WarpTerminal", "vscode",
	}
	asksFirst = []string{"iTerm.app", "iTerm2"}
	never     = []string{"Apple_Terminal", "linux"}
)

// clipboard guesses whether copying works, which no terminal says.
func (d *Doctor) clipboard(ctx context.Context) {
	const what = "clipboard"
	if d.env("TMUX") != "" {
		d.tmux(ctx)
		return
	}
	names := []string{d.env("TERM"), d.env("TERM_PROGRAM"), d.env("LC_TERMINAL")}
	is := func(list []string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return n != "" && slices.Contains(list, n) })
	}
	vte, _ := strconv.Atoi(d.env("VTE_VERSION"))
	switch {
	case is(never), vte > 0:
		d.warning(what, "this terminal takes no OSC 52", "what is copied is shown instead; kitty, foot, WezTerm, Alacritty, Ghostty and Windows Terminal take it")
	case is(asksFirst):
		d.ok(what, "OSC 52, if the settings of the terminal allow it")
	case is(copies), d.env("WT_SESSION") != "":
		d.ok(what, "OSC 52")
	case d.env("STY") != "":
		d.ok(what, "OSC 52 through screen, if the terminal around it takes it")
	default:
		d.ok(what, "OSC 52, if this terminal takes it: nothing says so")
	}
}

// tmux asks tmux whether it hands on what is meant for the terminal around it.
func (d *Doctor) tmux(ctx context.Context) {
	const what = "clipboard"
	option := func(name string) (string, error) {
		out, err := d.Ask(ctx, "tmux", "show-options", "-gv", name)
		return strings.TrimSpace(out), err
	}
	clipboard, err := option("set-clipboard")
	passthrough, err2 := option("allow-passthrough") // an error before tmux 3.3, which has no such option
	switch {
	case err != nil && err2 != nil:
		d.warning(what, "tmux does not say whether it hands OSC 52 on", "put set -s set-clipboard on into ~/.tmux.conf")
	case clipboard == "on":
		d.ok(what, "OSC 52 through tmux (set-clipboard on)")
	case passthrough == "on" || passthrough == "all":
		d.ok(what, "OSC 52 through tmux (allow-passthrough "+passthrough+")")
	default:
		d.warning(what, "tmux keeps OSC 52 back", "put set -s set-clipboard on, or set -g allow-passthrough on, into ~/.tmux.conf")
	}
}

// run runs a program for a moment and returns what it prints.
func run(ctx context.Context, name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	return string(out), err
}
