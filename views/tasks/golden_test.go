package tasks

import (
	"iscope/ui/screen"
	"iscope/ui/theme"
)

// mono is an environment without colour and with ASCII only.
func mono(env *screen.Env) { env.Styles = theme.New("mono", true, true, "") }
