package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"iscope/ui/cell"
)

// Aloud reports whether what is drawn is read by a screen reader. Parts ask while
// they draw, since styles may change.
func (e *Env) Aloud() bool { return e.Styles != nil && e.Styles.Accessible }

// Focus returns the terminal's cursor for a place that has the keys and is no text
// being typed: the row of a list, a button, the first line of a text. A screen
// reader reads the line that the cursor is on; for everybody else it stays hidden,
// and Focus is nil.
func (e *Env) Focus(x, y int) *tea.Cursor {
	if !e.Aloud() {
		return nil
	}
	return tea.NewCursor(max(x, 0), max(y, 0))
}

// Age writes how long ago t was, for texts that have the moment beside it: "3h
// ago". It is "" where t is zero, and where it would be read aloud: what grows old
// while one listens is read again and again.
func (e *Env) Age(t time.Time) string {
	if e.Aloud() || t.IsZero() {
		return ""
	}
	return cell.AgeSince(t, e.Now()) + " ago"
}

// Clock writes when t was as a clock on the wall: "12:29", and the day with it on
// another one. It is "" where t is zero.
func (e *Env) Clock(t time.Time) string { return cell.Clock(t, e.Now(), e.Zone) }

// Ago writes when t was within a sentence: "3h ago", or, read aloud, "at 12:29". It
// is "" where t is zero.
func (e *Env) Ago(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case e.Aloud():
		return "at " + e.Clock(t)
	}
	return cell.AgeSince(t, e.Now()) + " ago"
}

// Took writes how long something took: "3m12s", or, read aloud, "3 min 12 s".
func (e *Env) Took(d time.Duration) string {
	if e.Aloud() {
		return cell.Words(d)
	}
	return cell.Duration(d)
}

// Span writes a length of time in few letters: "2d", or, read aloud, "2 days".
func (e *Env) Span(d time.Duration) string {
	if e.Aloud() {
		return cell.Words(d)
	}
	return cell.Age(d)
}
