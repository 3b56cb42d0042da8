// Command shot takes pictures of terminal programs.
//
// Without arguments it takes every picture of the README anew: it builds
// iscope, starts it in a pseudo-terminal for each scene of scenes.go, plays
// the scene's keys, and writes the screen as a picture to screenshots/ and
// as text to screenshots/testdata/:
//
//	go run ./screenshots/internal/shot                  # all pictures
//	go run ./screenshots/internal/shot -scene inbox     # one of them
//	go run ./screenshots/internal/shot -check           # compare, write nothing
//
// With -check it fails when the text of a fresh run differs from what is
// kept, so that a picture cannot go on showing what the program no longer
// does. Only the text is compared: it says what changed, and it does not
// depend on a font.
//
// It also paints a screen captured elsewhere:
//
//	tmux capture-pane -p -e | go run ./screenshots/internal/shot -from-ansi - -o out.png
//
// The work is done by two packages: term keeps the screen, paint draws it.
package main
