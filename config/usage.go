package config

import (
	"fmt"
	"strings"
)

// Usage returns the help of a command: "" or Sandbox.
func Usage(command string) string {
	var b strings.Builder
	options := mainOptions
	if command == Sandbox {
		options = sandboxOptions
		b.WriteString(sandboxIntro)
	} else {
		b.WriteString(mainIntro)
	}
	b.WriteString("\nFlags:\n")
	for _, o := range options {
		fmt.Fprintf(&b, "  %-18s %s\n", strings.TrimRight("--"+o.name+" "+o.arg, " "), o.help)
	}
	if command != Sandbox {
		b.WriteString(mainOutro)
	}
	return b.String()
}

const mainIntro = `iscope is a terminal cockpit for SailPoint Identity Security Cloud:
workflows, executions, work items, tasks and NERM workflow sessions.

Usage:
  iscope [flags]           open the default tenant
  iscope --demo [flags]    open the embedded demo tenant; needs no account
  iscope sandbox [flags]   serve the demo tenant to other clients
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
