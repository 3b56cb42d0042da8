package tasks

// noteTop remembers the first row while the cursor is on it: what comes before it
// later is newer than what the person has seen.
func (h *history) noteTop() {
	if h.table.Place() == 0 && h.table.Shown() > 0 {
		h.top = h.table.At(0).ID
	}
}

// newer is how many rows came in before the first one that the person has seen.
func (h *history) newer() int {
	if h.old || !h.asTheyCame() || !h.win.AtTop() {
		return 0
	}
	for i := range h.table.Place() { // what is newer stands above the cursor
		if h.table.At(i).ID == h.top {
			return i
		}
	}
	if r := h.table.Selected(); r != nil && r.ID == h.top {
		return h.table.Place()
	}
	return 0
}
