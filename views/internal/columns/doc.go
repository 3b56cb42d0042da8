// Package columns is the window in which a person arranges a list: which columns
// it has, in what order, and what its rows are ordered by. Each list has a name,
// such as tasks-history, under which its layout is remembered between runs.
//
//	l := columns.List{Env: env, Name: "tasks-history", Title: "Tasks", Table: t}
//	l.Restore()                          // once the table has its own order
//	if cmd, ok := l.Act(action); ok {    // list.columns, list.sort, list.reverse
//		return cmd
//	}
//
// The list behind the window changes at once; enter keeps that, esc puts it back.
// What the default is the configuration may say: a [screen.Memory] that knows it
// is a [Defaults]. Remembered is only what differs from it, so that nothing stands
// in the way of a newer default.
//
// The filter of a list is not remembered: who comes back to it the next day would
// miss rows and not know why.
package columns
