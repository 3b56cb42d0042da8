package executions

import (
	tea "charm.land/bubbletea/v2"
)

// inDetail reports whether a place belongs to the detail.
func (m *Model) inDetail(x int) bool {
	if !m.split.Open {
		return false
	}
	return !m.split.Both() || x > m.area.listWidth
}

// Click moves the cursor to what is clicked, and the keys to its pane.
func (m *Model) Click(x, y int) tea.Cmd {
	m.touched = true
	if m.inDetail(x) {
		m.split.Focused = true
		if m.detail.mode == asJSON {
			m.detail.raw.Click(y - m.area.detailTop)
			return nil
		}
		if m.detail.line.Click(y - m.area.detailTop) {
			m.detail.inText = false
			m.detail.leaveEvent()
		}
		return nil
	}
	m.split.Focused = false
	if m.board.on {
		return m.clickBoard(y - m.area.listTop)
	}
	if m.list.Click(y - m.area.listTop) {
		return m.moved()
	}
	return nil
}

// Wheel scrolls what is under the mouse.
func (m *Model) Wheel(x, y, lines int) tea.Cmd {
	m.touched = true
	if !m.inDetail(x) {
		if m.board.on {
			return m.wheelBoard(lines)
		}
		m.list.MoveBy(lines)
		m.feed.budget = aheadPages
		return m.moved()
	}
	d := &m.detail
	if d.mode != asJSON && y-m.area.detailTop <= d.line.Len() && !d.inText {
		d.line.MoveBy(lines)
		d.leaveEvent()
		return nil
	}
	for range max(lines, -lines) {
		if lines > 0 {
			d.pager().Act("text.down")
		} else {
			d.pager().Act("text.up")
		}
	}
	return nil
}
