package dialog

import (
	tea "charm.land/bubbletea/v2"

	"iscope/keymap"
	"iscope/ui/cell"
	"iscope/ui/screen"
)

// Click answers where it hits a button. What has not been in sight is scrolled
// to first, as with a key; a name that has to be typed cannot be clicked.
func (c *Confirm) Click(x, y int) (tea.Cmd, bool) {
	if c.Type != "" || y != c.row {
		return nil, false
	}
	no := cell.Width(c.no()) + 2
	yes := no + 2
	switch {
	case x >= 0 && x < no:
		return nil, true
	case x >= yes && x < yes+cell.Width(c.Yes)+2:
		return c.agree()
	}
	return nil, false
}

// Wheel scrolls the lines.
func (c *Confirm) Wheel(lines int) {
	if c.over > 0 {
		c.top = max(0, min(c.top+lines, c.over))
	}
}

// pickTop is the row of the first option in the window.
const pickTop = 2

// Click moves the cursor to an option, and takes the one that it is on.
func (p *Pick) Click(_, y int) (tea.Cmd, bool) {
	i := p.top + y - pickTop
	if y < pickTop || y >= pickTop+p.rows || i >= len(p.shown) {
		return nil, false
	}
	if i != p.cursor {
		p.cursor = i
		return nil, false
	}
	o, _ := p.Selected()
	return screen.Send(Answer{p.View, p.Name, o}), true
}

// Wheel moves the cursor.
func (p *Pick) Wheel(lines int) { p.cursor = max(0, min(p.cursor+lines, len(p.shown)-1)) }

// Click does nothing: there is nothing to choose in a text.
func (r *Reader) Click(_, _ int) (tea.Cmd, bool) { return nil, false }

// Wheel scrolls the text.
func (r *Reader) Wheel(lines int) {
	a := keymap.Action("text.down")
	if lines < 0 {
		a, lines = "text.up", -lines
	}
	for range lines {
		r.Text.Act(a)
	}
}
