//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package input

import (
	"os"
	"time"
)

const canWait = false

func wait(*os.File, time.Duration) bool { return false }
