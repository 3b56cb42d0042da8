package config

import "time"

// accessibleVariable is what other programs of the terminal read too. It counts
// less than our own file: it is about the person, not about this program.
const accessibleVariable = "ACCESSIBLE"

// accessibleWish reports whether the person asks every program for a screen that
// can be read aloud.
func (l *loader) accessibleWish() bool {
	on, m := boolean(word(l.env(accessibleVariable)))
	return m == nil && on
}

// What holds for a screen reader where nothing else is said: a screen that changes
// every few seconds is never read to its end, and a decision is heard before it can
// be taken back.
const (
	spokenRefresh = 2 * time.Minute
	spokenUndo    = 30 * time.Second
)

// patience gives whoever hears the screen more time, where no time was set.
func (l *loader) patience() {
	if !l.cfg.Accessible {
		return
	}
	if !l.said("refresh") {
		l.cfg.Refresh = spokenRefresh
	}
	if !l.said("undo") {
		l.cfg.Undo = spokenUndo
	}
}

// said reports whether file, environment or flags set a value.
func (l *loader) said(key string) bool {
	s := settingOf(key)
	_, inFile := l.tree[key]
	return inFile || l.env(s.variable()) != "" || l.Flags.Given(s.flag())
}
