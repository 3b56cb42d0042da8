package tasks

import (
	"testing"

	kept "iscope/ui/golden"
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// golden compares text with testdata/name.txt.
func golden(t *testing.T, name, got string) {
	t.Helper()
	kept.File(t, name+".txt", got)
}

// mono is an environment without colour and with ASCII only.
func mono(env *screen.Env) { env.Styles = theme.New("mono", true, true, "") }
