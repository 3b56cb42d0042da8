//go:build !unix

package views

// canSuspend reports whether somebody could continue the program, which this
// system does not know.
func canSuspend() bool { return false }

func stopGroup() error { return nil }
