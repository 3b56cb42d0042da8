package notify

import (
	"strconv"
	"strings"
)

// Detect tells from the environment what the terminal understands. lookup
// returns a variable, as os.LookupEnv does.
func Detect(lookup func(name string) (string, bool)) Terminal {
	env := func(name string) string { v, _ := lookup(name); return v }
	t := Terminal{speaks: speaks(env)}
	inTmux, inScreen := env("TMUX") != "", env("STY") != ""
	if !inTmux && !inScreen { // neither variable crosses SSH; TERM does, and tmux often calls itself screen
		inTmux, inScreen = strings.HasPrefix(env("TERM"), "tmux"), strings.HasPrefix(env("TERM"), "screen")
		t.perhaps = inScreen
	}
	switch {
	case env("ZELLIJ") != "", inTmux && inScreen:
		// What is outermost is not known, or hands nothing through.
		t = Terminal{}
	case inTmux:
		t.behind = tmux
	case inScreen:
		t.behind = screen
	}
	t.capable(env)
	return t
}

// Monochrome reports whether colours are not wanted or not there: NO_COLOR has any
// value, CLICOLOR is 0, or TERM is one of the terminals that had none.
// CLICOLOR_FORCE comes before the latter two.
func Monochrome(lookup func(name string) (string, bool)) bool {
	env := func(name string) string { v, _ := lookup(name); return v }
	if env("NO_COLOR") != "" {
		return true
	}
	if force := env("CLICOLOR_FORCE"); force != "" && force != "0" {
		return false
	}
	term := env("TERM")
	return env("CLICOLOR") == "0" || len(term) > 2 && strings.HasPrefix(term, "vt") && term[2] >= '0' && term[2] <= '9' || strings.HasSuffix(term, "-m") || strings.HasSuffix(term, "-mono")
}

// byTerm and byProgram know terminals by TERM and by TERM_PROGRAM. A program
// that is not among them has the bell alone.
var (
	byTerm = map[string]dialect{
		"xterm-kitty": osc99, "xterm-ghostty": osc777, "ghostty": osc777, "wezterm": osc777, "foot": osc777, "foot-extra": osc777,
		"foot-direct": osc777, "contour": osc777,
	}
	byProgram = map[string]dialect{
		"iTerm.app": osc9, "WarpTerminal": osc9, "WezTerm": osc777, "ghostty": osc777, "kitty": osc99,
	}
)

// firstVTE is the version of VTE that takes OSC 777 without printing it.
const firstVTE = 4600

// speaks finds the dialect. What the terminal says of itself comes before what
// another one, from which it was started, may have left in the environment.
func speaks(env func(string) string) dialect {
	term := env("TERM")
	if d, ok := byTerm[term]; ok {
		return d
	}
	if strings.HasPrefix(term, "rxvt-unicode") {
		return osc777
	}
	if term == "" || term == "dumb" || term == "linux" {
		return bellOnly
	}
	if p := env("TERM_PROGRAM"); p != "" && p != "tmux" && p != "screen" {
		return byProgram[p]
	}
	switch {
	case env("KITTY_WINDOW_ID") != "":
		return osc99
	case env("WEZTERM_PANE") != "", env("GHOSTTY_RESOURCES_DIR") != "":
		return osc777
	case env("LC_TERMINAL") == "iTerm2", env("ITERM_SESSION_ID") != "":
		return osc9
	}
	if v, err := strconv.Atoi(env("VTE_VERSION")); err == nil && v >= firstVTE {
		return osc777
	}
	return bellOnly
}
