package main

// The screens that pictures are taken of: one with two panes, one as small as
// many people have it.
var (
	wide   = size{120, 36}
	narrow = size{80, 24}
)

// demo starts the demo tenant on a view, with data and clock that never change.
func demo(view string, more ...string) []string {
	return append([]string{"--demo", "--seed", "7", "--clock", "2026-03-02T09:30:00Z", "--view", view}, more...)
}

// scenes are all pictures. The names are those of the files. Under a filter
// executions go on loading further back, and how far they are is a matter of
// time, so no scene of theirs has one.
var scenes = []scene{
	{name: "workflows", size: wide, args: demo("workflows"), script: []step{
		wait("live"), keys("enter", "right"), wait("5 steps"),
	}},
	{name: "executions", size: wide, args: demo("executions"), script: []step{wait("live"), wait("Create ticket: 429")}},
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
		wait("live"), keys("j", "j", "j", "j", "j", "j", "j", "j", "enter"), wait("Whole run"),
	}},
	{name: "narrow", size: narrow, args: demo("inbox"), script: []step{wait("live")}},
	{name: "light", size: wide, light: true, args: demo("inbox"), script: []step{
		wait("live"), keys("j", "enter"), wait("8 lines"),
	}},
	{name: "mono", size: wide, args: demo("inbox", "--theme", "mono"), script: []step{
		wait("live"), keys("j", "enter"), wait("8 lines"),
	}},
}
