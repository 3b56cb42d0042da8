// Package external is the window of an external trigger: its OAuth client, a dry
// test, and the way to a live run.
//
//	d := external.New(external.Config{Env: env, Cmds: cmds, Journal: j, Program: ctx, View: id, Example: example})
//	return d.Begin(workflow)                     // opens the window
//	case external.Msg: return m.external.Update(msg)
//	case external.Execute: …                     // the person wants to run it with an input
//	case dialog.Answer: cmd, mine := m.external.Answered(msg)
//
// The desk (desk.go) belongs to a view and carries out what is asked for; the
// panel (panel.go, render.go, secret.go) draws it and takes keys.
//
// An OAuth client is made once for each time a person agrees (create.go): it is
// written into the journal, the workflow is read again and compared with what was
// shown, and the request is sent one time, whatever its answer. The tenant tells
// the secret in that answer alone. It goes into the panel and nowhere else, never
// into the journal, a log, a draft, a toast or an error, and stands behind dots
// until a person asks to see it. The panel cannot be closed while the answer is
// awaited, asks before the secret is lost uncopied, and forgets it on closing. What
// the terminal's clipboard does with a copy is not in our hands.
//
// A dry test (dry.go) has the tenant echo an input, without a run, and shows how
// the echo differs from what was sent, line by line. It changes nothing and works
// read-only too.
package external
