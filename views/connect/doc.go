// Package connect is how a person gets to a tenant: the screen of the first run
// ([Start]) and the form that connects one ([Panel]), from there or from the
// running program.
//
//	choice, err := connect.Start(connect.Options{Keys: keys, File: sources.Path()}) // before the shell
//	panel := connect.New(connect.Form{Env: env, File: sources.Path()})              // a window of the shell
//
// The form says as one types where an address leads. ctrl+s checks the tenant
// step by step with package probe, draws each step as it ends, and saves and
// opens the tenant when all went well. What did not is said beside the field it
// is about, with what to do. Before a check nothing is saved unless the person
// says so in a question of its own.
//
// A secret is typed hidden and goes to the keyring of the desktop or to a file
// that only its owner can read; or it is not typed at all, and the configuration
// says which variable or command has it. It is in no frame, no message to
// another part of the program and no log. Where saving fails, what was stored of
// it is put back as it was.
//
// This is the one screen that knows package config: a form over its settings is
// all that it is. Whatever takes time is a command.
package connect
