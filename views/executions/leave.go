package executions

import (
	"cmp"

	"iscope/ui/cell"
)

// Hint says how far what was agreed to for several executions is, or what waits
// for an answer; "" for neither.
func (m *Model) Hint() string { return cmp.Or(m.cancelProgress(), m.again.Hint()) }

// CanLeave reports whether nothing that was agreed to waits to be sent.
func (m *Model) CanLeave() (bool, string) {
	free, why := m.again.CanLeave()
	if n := m.unsentCancels(); n > 0 {
		unsent := cell.Count(n, "execution") + " would not be canceled: the request has not been sent"
		if !free {
			unsent += "; " + why
		}
		return false, unsent
	}
	return free, why
}
