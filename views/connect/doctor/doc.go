// Package doctor is the command iscope doctor: it looks at everything the program
// needs and prints one line for each thing,
//
//	ok       configuration    ~/.config/iscope/config.toml, 2 tenants
//	problem  sign-in          refused: invalid_client (HTTP 401) → check client id and secret
//
// with what to do behind the arrow, on a terminal in a line of its own, broken
// between words. It looks at the configuration and the modes
// of files, the folder of the journal, the keyring and the secrets, the tenant
// (see package probe), and the terminal.
//
//	os.Exit(doctor.Doctor{Sources: sources}.Main())
//
// What is only said to be better otherwise is a warning; the exit code is 1 where
// there is a problem. It sends nothing that changes a tenant, and no line has a
// secret in it, nor a character that drives a terminal.
package doctor
