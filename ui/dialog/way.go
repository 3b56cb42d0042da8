package dialog

import (
	"slices"
	"strings"

	"iscope/keymap"
	"iscope/ui/screen"
)

// Way returns how the keys that go back and on are written in a hint: as arrows
// where these do it, else the first keys that write no letter, since letters are
// typed in many windows.
func Way(env *screen.Env, back, on keymap.Action) string {
	b, o := env.Keys.Keys(back), env.Keys.Keys(on)
	if slices.Contains(b, "up") && slices.Contains(o, "down") {
		return keymap.Pretty("up") + " " + keymap.Pretty("down")
	}
	return strings.TrimSpace(quiet(b) + " " + quiet(o))
}

// quiet returns how the first of some keys that writes no letter is written, ""
// for none.
func quiet(keys []string) string {
	for _, k := range keys {
		if len([]rune(k)) > 1 && k != "space" {
			return keymap.Pretty(k)
		}
	}
	return ""
}
