package main

import "time"

// The screens that pictures are taken of: one with two panes and no taller than
// a page of the README takes well, one as small as many people have it.
var (
	wide   = size{120, 30}
	narrow = size{80, 24}
	small  = size{100, 28} // of the film
)

// demo starts the demo tenant on a view, with data that never change.
func demo(view string, more ...string) []string {
	return append([]string{"--demo", "--seed", "7", "--view", view}, more...)
}

// scenes are all pictures. The names are those of the files. Executions go on
// loading further back for a while, under a filter too: a scene of theirs waits
// until the title says how far they are.
var scenes = []scene{
	{name: "workflows", size: wide, args: demo("workflows"), script: []step{
		wait("live"), keys("enter", "right"), wait("5 steps"),
	}},
	{name: "executions", size: wide, args: demo("executions"), script: []step{wait("complete since"), wait("Create ticket: 429")}},
	{name: "inbox", size: wide, args: demo("inbox"), script: []step{
		wait("live"), keys("j", "enter"), wait("8 lines"),
	}},
	{name: "review", size: wide, args: demo("inbox"), script: []step{
		wait("live"), keys("space", "j", "space", "x"), wait("Reject 2 items"),
	}},
	{name: "tasks", size: wide, args: demo("tasks"), script: []step{
		wait("live"), keys("j", "enter"), wait("Taken for stuck"),
	}},
	{name: "sessions", size: wide, args: demo("sessions"), script: []step{
		wait("live"), keys("enter"), wait("3 attributes"),
	}},
	{name: "timeline", size: wide, args: demo("executions"), script: []step{
		wait("complete since"), keys("j", "j", "j", "j", "j", "j", "j", "j", "enter"), wait("Whole run"),
	}},
	{name: "edit", size: wide, args: demo("workflows"), script: []step{
		wait("live"), keys("e"), wait("Whole workflow"), keys("fields"), wait("1 of 1"), keys("enter"), wait("field 1 of 5"),
		keys("down", " In their own language."), wait("own language"), keys("ctrl+s"), wait("what is sent"),
	}},
	{name: "find", size: wide, args: demo("workflows"), script: []step{
		wait("live"), keys("F"), wait("150 workflows"), keys("pager."), wait(`\d+ places`), keys("down"), wait("▌ +Page owner"),
	}},
	{name: "library", size: wide, args: demo("workflows"), script: []step{
		wait("live"), keys("b"), wait(`HTTP Request +\d+`), keys("j", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j"), wait(`used +by \d+ workflows`),
	}},
	journey,
	{name: "narrow", size: narrow, args: demo("inbox"), script: []step{wait("live")}},
	{name: "light", size: wide, light: true, args: demo("inbox"), script: []step{
		wait("live"), keys("j", "enter"), wait("8 lines"),
	}},
	{name: "mono", size: wide, args: demo("inbox", "--theme", "mono"), script: []step{
		wait("live"), keys("j", "enter"), wait("8 lines"),
	}},
}

// journey is what the film of the README shows: a decision that is taken back,
// and why an execution failed. Decisions are held, and lists refreshed, by real
// time, so both get more of it than a slow machine needs.
var journey = scene{
	name: "journey", size: small, film: true, moves: true, args: demo("inbox", "--refresh", "5m"), env: []string{"ISCOPE_UNDO=30s"},
	script: []step{
		wait("live"), frame(2 * beat),
		keys("a"), wait("y approve"), frame(2 * beat),
		answer("y"), wait("approve in 30s"), frame(beat),
		pass(time.Second), wait("approve in 29s"), frame(beat),
		keys("u"), wait("nothing was sent"), frame(2 * beat),
		keys("2"), wait("complete since"), frame(beat),
		keys("!"), wait(`failed only.*since \d+ \w+`), frame(beat),
		keys("enter"), wait("Whole run"), frame(3 * beat),
	},
}

// beat is for how long a film shows a frame that is soon read.
const beat = time.Second
