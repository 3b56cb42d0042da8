// Command shot takes pictures of terminal programs.
//
// Without arguments it takes every picture and film of the README anew: it
// builds iscope, starts it in a pseudo-terminal for each scene of scenes.go,
// plays the scene's keys, and writes the screen as a picture to screenshots/
// and as text to screenshots/testdata/:
//
//	go run ./screenshots/internal/shot                     # all of them
//	go run ./screenshots/internal/shot -scene inbox,edit   # some of them
//	go run ./screenshots/internal/shot -check              # compare, write nothing
//
// Pictures cannot lie. With -check it fails when a fresh run shows another
// text than is kept, or looks other than the picture, so that none can go on
// showing what the program no longer does. And a scene is played twice before
// anything of it is kept: what the program shows by chance is told at once
// rather than by the next check.
//
// What makes that hold on a busy machine: each scene has a program of its own
// with a demo tenant of its own (it costs milliseconds), a home of its own, and
// a clock that stands still but where the scene lets time pass (--clock). Keys
// are typed when what they depend on is seen, never after a while; and where it
// is known what to see, that is waited for, so only a program that really shows
// another thing fails. What the program times by the real clock (undo, refresh,
// notices) a scene gives more time than it can take.
//
// It also paints a screen captured elsewhere:
//
//	tmux capture-pane -p -e | go run ./screenshots/internal/shot -from-ansi - -o out.png
//
// The work is done by two packages: term keeps the screen, paint draws it.
package main
