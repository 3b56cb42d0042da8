// Package script holds the commands of iscope that draw no screen: they are
// started by scripts, print lines that are safe to take apart, and end with an
// exit code that tells how it went.
//
//	os.Exit(script.Watch{Cmds: cmds, Execution: id, ExitStatus: true}.Main())
//
// What goes to Out is meant for programs: one line per event, fields parted by
// tabs, in which no value has a tab, a line break or a control character, since
// every text of the tenant was cleaned when it was read. There is no colour and
// no progress. Problems go to Err, in words.
package script
