// Package script holds the commands of iscope that draw no screen: they are
// started by scripts, print what is safe to take apart, and end with an exit
// code that tells how it went.
//
//	os.Exit(script.Get{Request: script.Request{What: "executions", Output: "jsonl"}, Cmds: cmds, …}.Main())
//	os.Exit(script.Watch{Cmds: cmds, Execution: id, ExitStatus: true}.Main())
//
// [Get] prints what a view lists, or one record of it. A list is read page by
// page until there is enough of it, and printed as it comes, but for tables,
// whose columns have to be aligned. There are two kinds of output: tables and
// CSV have cells, made as the views make theirs, with times in UTC; JSON, JSON
// Lines and YAML have the records of the tenant. Package api/export writes all
// of them but tables. What has begun is ended whole: where the tenant fails
// half-way, the JSON that is there is valid and the exit code is [Partly].
//
// The tenant has no list of executions of several workflows, so that Get asks
// for those of each, some at once, and puts the newest in order.
//
// [Watch] follows one execution: one line per event, fields parted by tabs, in
// which no value has a tab, a line break or a control character, since every
// text of the tenant was cleaned when it was read.
//
// There is no colour. Progress shows where a person sees the error output, and
// nowhere else. Problems go to Err, in words. [Code] is where exit codes come
// from. Nothing here can change a tenant: the commands ask only what reads, and
// are given clients that let nothing else through.
package script
