//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package input

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

const canWait = true

// wait reports whether there is something to read from the file within d. It is
// select because poll knows no terminals on some versions of macOS.
func wait(file *os.File, d time.Duration) bool {
	fd, end := int(file.Fd()), time.Now().Add(d)
	if fd >= unix.FD_SETSIZE {
		return false
	}
	for {
		var set unix.FdSet
		set.Set(fd)
		left := unix.NsecToTimeval(max(time.Until(end), 0).Nanoseconds())
		n, err := unix.Select(fd+1, &set, nil, nil, &left)
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n > 0
		}
	}
}
