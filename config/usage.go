package config

import (
	"fmt"
	"strings"
)

// Usage returns the help of a command: "", Sandbox or Watch.
func Usage(command string) string {
	about := map[string]struct{ intro, outro string }{"": {mainIntro, mainOutro}, Sandbox: {sandboxIntro, ""}, Watch: {watchIntro, watchOutro}}[command]
	var b strings.Builder
	b.WriteString(about.intro)
	b.WriteString("\nFlags:\n")
	for _, o := range optionsOf[command] {
		fmt.Fprintf(&b, "  %-18s %s\n", strings.TrimRight("--"+o.name+" "+o.arg, " "), o.help)
	}
	b.WriteString(about.outro)
	return b.String()
}

const mainIntro = `iscope is a terminal cockpit for SailPoint Identity Security Cloud:
workflows, executions, work items, tasks and NERM workflow sessions.

Usage:
  iscope [flags]           open the default tenant
  iscope --demo [flags]    open the embedded demo tenant; needs no account
  iscope sandbox [flags]   serve the demo tenant to other clients
  iscope watch EXECUTION   wait until an execution has ended, for scripts
`

const mainOutro = `
A setting is taken from its flag, else from its environment variable
(ISCOPE_TENANT, ISCOPE_THEME, ISCOPE_READ_ONLY, ...), else from the file
iscope/config.toml in the configuration folder (or --config, ISCOPE_CONFIG).

SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET make a tenant without a
file, with NERM if SAIL_NERM_BASE_URL (and SAIL_NERM_TOKEN) is there too.
`

const sandboxIntro = `iscope sandbox serves the demo tenant on this machine and prints its addresses
and credentials as KEY=value lines for other clients.

Usage:
  iscope sandbox [flags]
`

const watchIntro = `iscope watch follows one execution until it has ended and prints a line for
each change: the time it was seen, a tab, the status; for one that failed also
the step and the reason, after a tab each. Nothing else is printed there:
problems go to the standard error output.

Usage:
  iscope watch EXECUTION [flags]
`

const watchOutro = `
Exit codes:
  0    it has ended; with --exit-status, it is Completed
  1    with --exit-status: it is Failed, TimedOut, Canceled or Terminated
  2    a mistake in the command line or the configuration
  3    signing in failed, or the account lacks the right
  4    the tenant does not have this execution (any more)
  5    given up after five minutes without an answer, or of being limited
  130  interrupted

Tenant and credentials are those of the screen: see iscope --help.
`
