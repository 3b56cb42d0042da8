// Package notify writes what makes a terminal tell its owner something while
// another window has the eyes: the bell, and a desktop notification where the
// terminal has one.
//
//	t := notify.Detect(os.LookupEnv)
//	raw := t.Sequence("iscope acme", "Failed: Joiner: provision laptop")
//
// There are three dialects. OSC 9 is iTerm2's, and has one text; OSC 777 came
// with rxvt and has title and body; OSC 99 is kitty's. Which one is understood
// can only be told from the environment, since no terminal answers a question
// about it. One that is not known gets the bell alone: to most an unknown
// sequence means nothing, but some print it.
//
// tmux and screen keep sequences they do not know to themselves, so these are
// handed through: by tmux where its allow-passthrough is on, by screen always.
// The bell is theirs to pass on, and goes unwrapped.
//
// The environment of a session of tmux is that of the terminal it was started
// in. Somebody who attaches it from another one may get a dialect that this one
// does not know, and then hears the bell.
//
// The clipboard of the terminal ([Terminal.Clipboard]) and the title of its
// window ([SaveTitle]) are written in the same way.
//
// Everything is a function of its arguments: nothing is written here.
package notify
